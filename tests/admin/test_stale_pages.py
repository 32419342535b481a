"""Two officials on one page of the admin: the later save does not overwrite what it has not seen (issue 9, 19)."""

import html

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import CategoryRule
from declarations.models import ProvincialStandard, Window
from enterprises.models import Authority, User
from notices.models import Notice
from tests import factories
from tests.admin.provincial import ROWS
from tests.admin.provincial import form as scheme_form
from tests.browser_form import sent_from

SEEN = "seen_content"


def window(places, browse) -> Window:
    return factories.make_window(places.guangdong)


def notice(places, browse) -> Notice:
    return Notice.objects.create(
        level="province",
        authority=places.guangdong,
        title="通知",
        body="<p>正文</p>",
        published_at=timezone.now(),
    )


def account(places, browse) -> User:
    return factories.make_official(places.tianhe, full_name="张三")


def office(places, browse) -> Authority:
    return places.tianhe


def scheme(places, browse) -> ProvincialStandard:
    browse("guangdong").post(
        reverse("admin:declarations_provincialstandard_add"), scheme_form(*ROWS, publish=None)
    )
    return ProvincialStandard.objects.get()


def rule(places, browse) -> CategoryRule:
    factories.make_industries()
    return CategoryRule.objects.create(code="34", category="manufacturing", reason="依据")


# Model: who edits it, a field, what the first types and what the second types; what else a save needs.
ROOMS = {
    window: ("guangdong", "name", "第一人的名称", "第二人的名称", {"reason": "更名"}),
    notice: ("guangdong", "title", "第一人的标题", "第二人的标题", {"reason": "更正"}),
    account: ("guangdong", "full_name", "第一人", "第二人", {}),
    office: ("guangdong", "name", "第一人的单位", "第二人的单位", {}),
    scheme: ("guangdong", "basis", "粤函〔2026〕1号", "粤函〔2026〕2号", {}),
    rule: ("ministry", "reason", "第一人的依据", "第二人的依据", {}),
}


def address(obj) -> str:
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk])


@pytest.mark.parametrize("make", ROOMS, ids=lambda make: make.__name__)
def test_the_second_save_overwrites_nothing_it_has_not_seen(make, places, browse, officials):
    who, field, first, second, more = ROOMS[make]
    obj, client = make(places, browse), browse(who)
    opened = sent_from(client.get(address(obj)), field)
    assert client.post(address(obj), opened | more | {field: first}).status_code == 302
    late = client.post(address(obj), opened | more | {field: second})
    assert late.status_code == 409
    page = html.unescape(late.content.decode())
    assert second in page and f"现在保存的是“{first}”" in page and str(getattr(officials, who)) in page
    obj.refresh_from_db()
    assert getattr(obj, field) == first
    # Who read it and saves again, saves.
    again = sent_from(late, field)
    assert again[field] == second and again[SEEN] != opened[SEEN]
    assert client.post(address(obj), again).status_code == 302
    obj.refresh_from_db()
    assert getattr(obj, field) == second


@pytest.mark.parametrize("make", [window, account, office, rule], ids=lambda make: make.__name__)
def test_a_second_click_is_no_other_save(make, places, browse):
    who, field, first, _, more = ROOMS[make]
    obj, client = make(places, browse), browse(who)
    sent = sent_from(client.get(address(obj)), field) | more | {field: first}
    assert [client.post(address(obj), sent).status_code for _ in range(2)] == [302, 302]


def test_a_row_beside_that_another_changed_is_not_overwritten(places, browse):
    standard, client = scheme(places, browse), browse("guangdong")
    opened = sent_from(client.get(address(standard)), "basis")
    assert client.post(address(standard), opened | {"indicators-0-name": "先改的"}).status_code == 302
    late = client.post(address(standard), opened | {"indicators-1-name": "后改的"})
    assert late.status_code == 409
    names = list(standard.indicators.order_by("number").values_list("name", flat=True))
    assert names[:2] == ["先改的", ROWS[1]["name"]]


def test_a_login_or_a_new_password_is_no_change_of_another(places, browse):
    person, client = account(places, browse), browse("guangdong")
    opened = sent_from(client.get(address(person)), "full_name")
    client.get(address(person))
    browse("tianhe")
    person.refresh_from_db()
    person.set_password("another-2026-pass")
    person.save()
    assert client.post(address(person), opened | {"full_name": "李四"}).status_code == 302
