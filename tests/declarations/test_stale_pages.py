"""A page that was opened before the filing left the enterprise's hands: one answer, and nothing typed is lost."""

import pytest

from declarations.enums import Action
from declarations.models import Filing, FilingSection
from declarations.workflow import transition
from tests import factories
from tests.declarations.conftest import (
    YEAR,
    direct_data,
    entry_url,
    operations_data,
    pdf_file,
    product_data,
    right_data,
    section_url,
    submit,
    url,
)

# Page, what is sent from it, and what of it has to be on the answer.
SENT = [
    ("product", product_data(description="重新写的说明"), "重新写的说明"),
    ("operations", operations_data(**{f"y{YEAR}-revenue": "六千"}), "六千"),
    ("direct", direct_data(has_award="on"), "符合此项（D1）"),
    ("ip", {"none": "on"}, "本企业没有"),
    ("evidence", {"item": "licence"}, ""),
]


@pytest.fixture
def submitted(complete, owner_client) -> Filing:
    assert submit(owner_client, complete).status_code == 302
    return Filing.objects.select_related("current_authority").get(pk=complete.pk)


def contradictions(page: str) -> list[str]:
    """Words and buttons that only belong to a filing that can be changed."""
    wrong = ["尚未提交", "暂存并继续", "上传所选文件", 'class="steps"', "提交申报</button>"]
    return [text for text in wrong if text in page]


def test_every_form_answers_with_the_state_and_what_was_typed(submitted, owner_client):
    before = list(FilingSection.objects.values_list("key", "version").order_by("key"))
    wrong = []
    for key, data, typed in SENT:
        sent = data | {"file": pdf_file("新执照.pdf")} if key == "evidence" else data
        response = owner_client.post(section_url(submitted, key), sent)
        page = response.content.decode()
        said = response.status_code == 409 and "待区县审核" in page and "没有保存" in page and typed in page
        if not said or contradictions(page) or key == "evidence" and "新执照.pdf" not in page:
            wrong.append((key, response.status_code, contradictions(page)))
    assert not wrong
    assert list(FilingSection.objects.values_list("key", "version").order_by("key")) == before


def test_a_right_typed_in_an_old_tab_is_shown_to_copy(submitted, owner_client, enterprise):
    for address in (
        entry_url(submitted),
        entry_url(submitted, enterprise.intellectual_property.get()),
    ):
        response = owner_client.post(address, right_data(name="一种新结构", number="ZL202010000009.9"))
        page = response.content.decode()
        assert response.status_code == 409 and "一种新结构" in page and "待区县审核" in page
    assert enterprise.intellectual_property.get().name != "一种新结构"


def test_removing_from_an_old_tab(submitted, owner_client, enterprise):
    file, right = submitted.attachments.first(), enterprise.intellectual_property.get()
    for address in (
        url(submitted, "attachment_remove", file.pk),
        entry_url(submitted, right, delete=True),
    ):
        assert owner_client.post(address).status_code == 409
    file.refresh_from_db()
    right.refresh_from_db()
    assert file.removed_at is None


@pytest.mark.parametrize(
    ("name", "action", "words"),
    [
        ("withdraw", Action.RETURN, ["没有撤回", "不能办理【撤回】", "退回", "请补充材料", "天河区"]),
        ("withdraw", Action.RECOMMEND, ["没有撤回", "推荐上报", "天河区"]),
        ("delete", None, ["没有删除", "只有未提交的草稿可以删除", "待区县审核", "本企业"]),
    ],
)
def test_withdrawing_and_deleting_from_an_old_tab(submitted, owner_client, places, name, action, words):
    if action:
        comment = "请补充材料" if action == Action.RETURN else ""
        transition(submitted, action, factories.make_official(places.tianhe), comment=comment)
    state = Filing.objects.get(pk=submitted.pk).state
    response = owner_client.post(url(submitted, name))
    page = response.content.decode()
    assert response.status_code == 409 and [each for each in words if each not in page] == []
    assert Filing.objects.get(pk=submitted.pk).state == state and not contradictions(page)
    # Nothing is said a second time on the page it leads to.
    assert (
        "没有" + {"withdraw": "撤回", "delete": "删除"}[name]
        not in owner_client.get(url(submitted, "filing")).content.decode()
    )


def test_other_answers_than_those_submitted_are_shown(submitted, owner_client, places):
    official = factories.make_official(places.tianhe)
    event = transition(submitted, Action.RETURN, official, comment="请补充")
    remark = event.comments.create(filing=submitted, section="product", text="说明过于简单")
    data = {f"answer-{remark.pk}": "已补充", "accepts_unchanged": "on"}
    assert submit(owner_client, submitted, **data).status_code == 302
    response = submit(owner_client, submitted, **(data | {f"answer-{remark.pk}": "另一种说法"}))
    page = response.content.decode()
    assert response.status_code == 409 and "另一种说法" in page and "说明过于简单" in page
    assert not contradictions(page)


def test_a_page_shown_again_can_ask_for_the_state(filing, owner_client, stranger):
    assert owner_client.get(url(filing, "state")).json() == {"label": "暂存", "refusal": ""}
    transition(filing, Action.LAPSE, None, at=filing.window.closes_at)
    assert "不能修改" in owner_client.get(url(filing, "state")).json()["refusal"]
    assert stranger.get(url(filing, "state")).status_code == 404
    # The page knows where to ask.
    assert owner_client.get(section_url(filing, "basic")).status_code == 302
