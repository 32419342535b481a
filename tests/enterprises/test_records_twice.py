"""奖励与资质: an entry sent twice, from two tabs, deleted meanwhile, or listed already in other words."""

import datetime as dt

import pytest

from enterprises.kit.forms.concurrency import StaleRow, token_of
from enterprises.kit.forms.conflicts import Conflict
from enterprises.models import Award
from enterprises.services import records as services
from tests import factories
from tests.enterprises.pages import form_values
from tests.enterprises.records import KINDS, PAGE, TYPED, add_url, delete_url, edit_url, place, seen_on


@pytest.mark.parametrize("kind", KINDS)
def test_a_double_click_adds_once(owner_client, enterprise, kind):
    assert [owner_client.post(add_url(kind), TYPED[kind]).status_code for _ in range(2)] == [302, 302]
    assert getattr(enterprise, kind).count() == 1


def test_two_entries_do_not_say_the_same(owner_client, enterprise):
    factories.make_record(enterprise, "awards")
    other = factories.make_record(enterprise, "awards", name="另一个奖")
    same = {
        "name": "省科学技术奖二等奖",
        "level": "provincial",
        "awarded_on": "2025-03-01",
        "rank": "1",
        "seen": seen_on(owner_client, other),
    }
    response = owner_client.post(edit_url(other), same)
    assert "清单中已有这一项" in response.content.decode()
    other.refresh_from_db()
    assert other.name == "另一个奖"


def test_a_stale_tab_is_refused_and_shows_both(owner_client, enterprise):
    record = factories.make_record(enterprise, "equity_rounds")
    sent = TYPED["equity_rounds"] | {"seen": seen_on(owner_client, record)}
    assert owner_client.post(edit_url(record), sent | {"investor": "甲"}).status_code == 302
    response = owner_client.post(edit_url(record), sent | {"investor": "乙", "paid_in": "801"})
    assert response.status_code == 409
    assert response.context["conflicts"] == [Conflict("投资机构", "甲", "乙", "#div_id_investor")]
    assert 'value="乙"' in response.text and '<td data-label="已保存的">甲</td>' in response.text
    record.refresh_from_db()
    assert (record.investor, record.paid_in) == ("甲", 800), "an entry is saved whole or not at all"
    again = sent | {"investor": "乙", "paid_in": "801", "seen": response.context["seen"]}
    assert owner_client.post(edit_url(record), again).status_code == 302
    record.refresh_from_db()
    assert (record.investor, record.paid_in) == ("乙", 801)


def test_what_two_tabs_changed_is_stored_only_where_it_holds_together(owner_client, enterprise):
    record = factories.make_record(
        enterprise, "quality_evidence", valid_from=None, valid_until=dt.date(2028, 1, 1)
    )
    page = form_values(owner_client, edit_url(record))
    assert owner_client.post(edit_url(record), page | {"valid_until": "2024-01-01"}).status_code == 302
    response = owner_client.post(edit_url(record), page | {"valid_from": "2025-01-01"})
    assert response.status_code == 200 and "和本页的放在一起不成立" in response.text
    record.refresh_from_db()
    assert (record.valid_from, record.valid_until) == (None, dt.date(2024, 1, 1))


def test_what_cannot_be_read_is_refused_with_everything_else(owner_client, enterprise):
    """By the button: an entry is complete or not there at all."""
    record = factories.make_record(enterprise, "awards")
    page = form_values(owner_client, edit_url(record))
    for typed in ({"awarded_on": "去年"}, {"awarded_on": "去年", "name": "另一个名称"}, {"name": ""}):
        response = owner_client.post(edit_url(record), page | typed)
        assert response.status_code == 200 and "field__errors" in response.text, typed
        assert all(f'value="{text}"' in response.text for text in typed.values() if text)
    before = record.name
    record.refresh_from_db()
    assert record.name == before


@pytest.mark.parametrize("sent", ["", "x", "\x00", "0" * 5000])
def test_an_invented_mark_overwrites_nothing(owner_client, enterprise, sent):
    record = factories.make_record(enterprise, "awards")
    assert owner_client.post(edit_url(record), TYPED["awards"] | {"seen": sent}).status_code in (200, 409)
    record.refresh_from_db()
    assert record.name == "省科学技术奖二等奖"


def test_saving_the_same_twice_is_no_conflict(owner_client, enterprise):
    record = factories.make_record(enterprise, "equity_rounds")
    sent = TYPED["equity_rounds"] | {"seen": seen_on(owner_client, record)}
    assert [owner_client.post(edit_url(record), sent).status_code for _ in range(2)] == [302, 302]


def test_an_entry_deleted_in_another_tab_stays_deleted_and_the_text_stays_typed(owner_client, enterprise):
    record = factories.make_record(enterprise, "awards")
    sent = TYPED["awards"] | {"seen": seen_on(owner_client, record), "name": "白写的名称"}
    assert owner_client.post(delete_url(record)).status_code == 302
    assert owner_client.post(delete_url(record)).url == place("awards")
    assert "已不在清单中" in owner_client.get(PAGE).content.decode()
    assert owner_client.get(delete_url(record)).status_code == 404
    assert "已不在清单中" not in owner_client.get(PAGE).content.decode(), "a question writes nothing"
    response = owner_client.post(edit_url(record), sent)
    assert response.status_code == 409
    assert "已在另一个页面删除" in response.content.decode()
    assert 'value="白写的名称"' in response.content.decode()
    assert owner_client.get(edit_url(record)).status_code == 404
    assert not Award.objects.exists()


def test_the_service_lists_nothing_again_that_was_deleted_meanwhile(enterprise):
    record = factories.make_record(enterprise, "awards")
    token = token_of(record)
    assert services.delete_record(Award.objects.get())
    with pytest.raises(StaleRow) as stale:
        services.save_record(record, token)
    assert stale.value.stored is None
    assert not services.delete_record(record)


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("titles", {"number": "2026440106"}, {"number": "2026-4401 06"}),
        ("technical_standards", {"number": "GB/T 1-2024"}, {"number": "ＧＢ/T 1—2024", "name": "另一种写法"}),
        ("honours", {"name": "GR202544000001"}, {"name": "gr2025 44000001"}),
        ("quality_evidence", {"name": "ISO 9001"}, {"name": "iso9001"}),
    ],
)
def test_one_certificate_in_two_spellings_is_refused_and_stored_ones_are_named(
    owner_client, enterprise, kind, first, second
):
    factories.make_record(enterprise, kind, **first)
    stored = factories.make_record(enterprise, kind, **second)
    assert owner_client.get(PAGE).content.decode().count("与第1行是同一项") == 1
    fields = {each.name: getattr(stored, each.name) for each in stored._meta.fields}
    typed = {name: "" if value is None else value for name, value in fields.items() if name != "id"}
    stored.delete()
    response = owner_client.post(add_url(kind), typed)
    assert "清单中已有这一项" in response.content.decode()
    assert getattr(enterprise, kind).count() == 1


@pytest.mark.dated
def test_a_certificate_of_another_term_is_another_one(owner_client, enterprise):
    factories.make_record(enterprise, "quality_evidence", name="ISO 9001", valid_until=dt.date(2025, 1, 1))
    factories.make_record(enterprise, "quality_evidence", name="ISO 9001", valid_until=dt.date(2028, 1, 1))
    assert "是同一项" not in owner_client.get(PAGE).content.decode()
