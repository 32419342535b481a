"""Addresses nobody would write by hand: every one is answered, none with a server error.

NUL only breaks PostgreSQL, long numbers only SQLite; the answers are the same on both.
"""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from notices.enums import NoticeLevel
from notices.models import Notice

NUMBERS = ["9" * 20, "9" * 5000, "٣", "-1", "1.5", "²"]
INBOX = reverse("admin:declarations_filing_changelist")


# The whole walk, value by value: on the other database it finds what breaks only there.
pytestmark = pytest.mark.slow


def address(model, page, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("value", [*NUMBERS, "%00"])
def test_windows_in_the_inbox_s_filter(value, browse, filing):
    assert browse("tianhe").get(f"{INBOX}?window={value}").status_code in (200, 400)


@pytest.mark.parametrize("value", ["draft", "gone", "%00"])
def test_states_in_the_inbox_s_filter(value, browse, filing):
    assert browse("tianhe").get(f"{INBOX}?scope=all&state={value}").status_code in (200, 400)


@pytest.mark.parametrize("value", [*NUMBERS, "%00", "abc"])
def test_every_list_answers_crooked_filters(value, browse, filing):
    client = browse("superuser")
    # What a list does not understand leads to the list without it: the same page for every value.
    there = {}
    for model, pages in admin.site._registry.items():
        names = ["p", "page", "q", "o", "scope", "all", "_changelist_filters"]
        for each in pages.list_filter:
            if isinstance(each, str):
                names += [f"{each}__exact", f"{each}__id__exact", f"{each}__isnull"]
            else:
                names.append(each.parameter_name)
        for name in names:
            page = f"{address(model, 'changelist')}?{name}={value}"
            response = client.get(page)
            if response.status_code == 302:
                if response.url not in there:
                    there[response.url] = client.get(response.url).status_code
                assert there[response.url] == 200, page
            else:
                assert response.status_code in (200, 400), page


@pytest.mark.parametrize(
    "query", ["name__regex=%5B", "name__contains=%00", "pk__in=%00", "first_authority=1"]
)
def test_lists_answer_only_what_their_filters_ask(query, browse, filing):
    for model in admin.site._registry:
        assert browse("superuser").get(f"{address(model, 'changelist')}?{query}").status_code == 400


@pytest.mark.parametrize("key", ["\0", "_00", "1\0", "9" * 20, "9" * 5000, "abc"])
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_keys_that_are_none(key, page, browse, places):
    client = browse("superuser")
    for model in admin.site._registry:
        path = address(model, page, "KEY").replace("KEY", key.replace("\0", "%00"))
        assert client.get(path, follow=True).status_code in (200, 403, 404), path


@pytest.mark.parametrize("key", ["%00", "_00", "9" * 20])
def test_keys_of_accounts_that_are_none(key, browse):
    path = reverse("admin:auth_user_password_change", args=["KEY"]).replace("KEY", key)
    assert browse("superuser").get(path, follow=True).status_code in (200, 404)


@pytest.mark.parametrize("page", ["declarations_window", "notices_notice", "enterprises_user"])
@pytest.mark.parametrize("value", ["abc", "%00", "9" * 20])
def test_forms_take_no_values_from_the_address(page, value, browse):
    names = ["authority", "opens_at", "published_at", "year", "tier", "body"]
    query = "&".join(f"{name}={value}" for name in names)
    assert browse("superuser").get(f"{reverse(f'admin:{page}_add')}?{query}").status_code == 200


@pytest.mark.parametrize("term", ["%00", "广州%00"])
def test_terms_of_an_autocomplete(term, browse):
    query = "app_label=declarations&model_name=window&field_name=authority"
    page = reverse("admin:autocomplete")
    assert browse("superuser").get(f"{page}?{query}&term=广州").status_code == 200
    assert browse("superuser").get(f"{page}?{query}&term={term}").status_code == 400


@pytest.mark.parametrize("key", ["abc", "\0", ""])
def test_selected_rows_that_are_none(key, browse, filing):
    data = {"action": "recommend_selected", "_selected_action": [key]}
    assert browse("tianhe").post(INBOX, data, follow=True).status_code == 200


@pytest.mark.parametrize("seen", ["9" * 20, "9" * 5000, "\0"])
def test_seen_events_that_are_none(seen, browse, filing):
    page = reverse("admin:declarations_filing_review", args=[filing.pk, "reject"])
    data = {"seen": seen, "comment": "理由"}
    assert browse("tianhe").post(page, data, follow=True).status_code in (200, 409)
    filing.refresh_from_db()
    assert filing.state == "in_review"


@pytest.mark.parametrize("key", ["abc", "%00", "9" * 20])
def test_on_site_links_that_lead_nowhere(key, browse, places):
    Notice.objects.create(
        title="通知", body="<p>文</p>", published_at=timezone.now(), level=NoticeLevel.PROVINCE, authority=places.hunan
    )  # fmt: skip
    for kind in ("1", "5", "12", "20", key):
        assert browse("superuser").get(f"/admin/r/{kind}/{key}/").status_code == 404


@pytest.mark.parametrize("value", ["x", "1", "abc\0", *NUMBERS])
def test_forms_answer_choices_that_are_no_keys(value, browse, places):
    """Keys of enterprises are UUIDs, those of authorities numbers; the page shows the form again."""
    client = browse("superuser")
    for model, pages in admin.site._registry.items():
        if pages.autocomplete_fields and pages.has_add_permission(client.get(INBOX).wsgi_request):
            response = client.post(address(model, "add"), dict.fromkeys(pages.autocomplete_fields, value))
            assert response.status_code == 200, model
