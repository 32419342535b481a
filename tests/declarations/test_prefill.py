"""直通条件 and 专业化 begin with what 企业信息 already holds; nothing of it counts before it is saved."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from declarations.dossier.facts import facts_from
from declarations.dossier.loading import load
from declarations.models import Filing, FilingSection
from enterprises.models import ProductProfile
from tests import factories
from tests.declarations.conftest import YEAR, product_data, right_data, save, section_url, url
from tests.enterprises.pages import form_values

CARRIED = "已从企业信息带入，保存后生效"
FITTING = {
    "awards": "has_award",
    "honours": "has_honour",
    "institutions": "has_institution",
    "equity_rounds": "has_equity",
}


def shown(client, filing):
    """The form of 直通条件 as the page shows it."""
    return client.get(section_url(filing, "direct")).context["form"]


def ticked(form) -> set[str]:
    return {name for name in FITTING.values() if form.ticks[name].value() is True}


def rows(form, kind) -> list[dict]:
    return [dict(each.initial) for each in form.rows[kind].initial_forms]


def facts(filing):
    return facts_from(load(Filing.objects.get(pk=filing.pk)))


def make(enterprise, kind, **fields):
    recent = {
        "awards": {"awarded_on": dt.date(YEAR, 3, 1)},
        "equity_rounds": {"received_on": dt.date(YEAR, 5, 1)},
    }
    return factories.make_record(enterprise, kind, **(recent.get(kind, {}) | fields))


def browser_sends(client, filing) -> dict:
    """What a browser sends back from the untouched page 直通条件."""
    response = client.get(section_url(filing, "direct"))
    form = response.context["form"]
    sent = {"version": str(response.context["version"])}
    fields = [*form.ticks]
    for each in form.rows.values():
        fields += [*each.management_form, *(field for row in each for field in row)]
    for field in fields:
        value = field.value()
        if value is True:
            sent[field.html_name] = "on"
        elif value is not None and value is not False:
            sent[field.html_name] = str(value)
    return sent


def test_every_list_is_brought_over_and_ticked(filing, owner_client, enterprise):
    for kind in FITTING:
        make(enterprise, kind)
    page = owner_client.get(section_url(filing, "direct"))
    form = page.context["form"]
    assert CARRIED in page.content.decode()
    assert ticked(form) == set(FITTING.values())
    assert rows(form, "awards") == [
        {"name": "省科学技术奖二等奖", "level": "provincial", "awarded_on": f"{YEAR}-03-01"}
    ]
    [equity] = rows(form, "equity_rounds")
    assert (Decimal(equity["paid_in"]), equity["qualified_investor"]) == (800, True)
    assert not FilingSection.objects.filter(filing=filing).exists(), "a page that is looked at stores nothing"


def test_what_is_brought_over_counts_once_saved(filing, owner_client, enterprise):
    for kind in FITTING:
        make(enterprise, kind)
    sent = browser_sends(owner_client, filing)
    before = facts(filing)
    assert [getattr(before, kind) for kind in FITTING] == [None] * 4
    assert "还没有填写" in owner_client.get(url(filing, "submit")).content.decode()
    assert save(owner_client, filing, "direct", sent).status_code == 302
    after = facts(filing)
    assert [len(getattr(after, kind)) for kind in FITTING] == [1] * 4
    assert CARRIED not in owner_client.get(section_url(filing, "direct")).content.decode()
    assert "还没有填写。一项都不符合" not in owner_client.get(url(filing, "submit")).content.decode()


@pytest.mark.parametrize(
    ("kind", "fields", "brought"),
    [
        ("awards", {"level": "city"}, False),
        ("awards", {"level": "ministerial"}, False),
        ("awards", {"awarded_on": dt.date(YEAR - 5, 1, 1)}, True),
        ("honours", {"valid_until": dt.date(2020, 1, 1), "valid_from": None}, True),
        ("institutions", {"level": "city"}, False),
        ("institutions", {"level": "self", "recognised_on": None}, False),
        ("equity_rounds", {"paid_in": "499.99"}, True),
        ("equity_rounds", {"share_given_up": "30.001"}, True),
    ],
)
def test_what_does_not_fit_is_not_ticked(filing, owner_client, enterprise, kind, fields, brought):
    """Entries of other levels stay away; those that are too old, expired or too small are shown without a tick."""
    make(enterprise, kind, **fields)
    form = shown(owner_client, filing)
    assert ticked(form) == set()
    assert bool(rows(form, kind)) is brought
    assert form.carried_over is brought


def test_an_enterprise_without_records_begins_with_an_empty_page(filing, owner_client):
    page = owner_client.get(section_url(filing, "direct")).content.decode()
    assert CARRIED not in page
    assert CARRIED not in owner_client.get(section_url(filing, "product")).content.decode()


def test_a_saved_page_stays_as_it_was_saved(filing, owner_client, enterprise):
    save(owner_client, filing, "direct", browser_sends(owner_client, filing))
    save(owner_client, filing, "product", product_data())
    make(enterprise, "awards")
    factories.make_product(enterprise, name="另一种产品")
    assert rows(shown(owner_client, filing), "awards") == []
    assert "另一种产品" not in owner_client.get(section_url(filing, "product")).content.decode()


def test_no_more_entries_are_brought_over_than_the_page_takes(filing, owner_client, enterprise):
    for number in range(25):
        make(enterprise, "awards", name=f"奖{number}")
    assert len(rows(shown(owner_client, filing), "awards")) == 20
    response = save(owner_client, filing, "direct", browser_sends(owner_client, filing))
    assert response.status_code == 302, response.context["faults"]
    assert len(facts(filing).awards) == 20


def test_the_page_asks_as_much_for_one_entry_as_for_ten(filing, owner_client, enterprise, query_count):
    make(enterprise, "awards")
    few = query_count(owner_client, section_url(filing, "direct"))
    for number in range(9):
        make(enterprise, "awards", name=f"奖{number}")
    assert query_count(owner_client, section_url(filing, "direct")) == few


def test_the_product_is_brought_over_and_counts_once_saved(filing, owner_client, enterprise):
    factories.make_product(enterprise, segment_years=Decimal("8.5"))
    kept = ProductProfile.objects.get()
    page = owner_client.get(section_url(filing, "product"))
    form = page.context["form"]
    assert CARRIED in page.content.decode()
    assert (form["name"].value(), form["in_strategic_emerging"].value(), form["segment_years"].value()) == (
        kept.name,
        "yes",
        "8.5",
    )
    unsaved = facts(filing).main_product
    assert (unsaved.name, unsaved.in_strategic_emerging, unsaved.segment_years) == ("", None, None)
    assert unsaved.domestic_rank == kept.domestic_rank, (
        "what the section does not ask comes from the enterprise"
    )
    sent = form_values(owner_client, section_url(filing, "product")) | {
        "strategic_code": "2.1.1",
        "description": "说明",
    }
    assert save(owner_client, filing, "product", sent).status_code == 302
    saved = facts(filing).main_product
    assert (saved.name, saved.in_strategic_emerging, saved.segment_years) == (kept.name, True, Decimal("8.5"))
    assert ProductProfile.objects.get().version == kept.version


def test_an_untouched_draft_has_no_points_for_its_field(filing, owner_client, enterprise):
    """The score page and the list of what is missing say the same."""
    factories.make_product(enterprise)
    evaluation = owner_client.get(section_url(filing, "score")).context["evaluation"]
    [line] = [
        line for group in evaluation.groups for line in group.lines if line.name == "主导产品所属领域情况"
    ]
    assert [gap.href for gap in line.gaps] == [
        f"{section_url(filing, 'product')}#div_id_in_strategic_emerging"
    ]
    assert "是否属于《战略性新兴产业分类》" in owner_client.get(url(filing, "submit")).content.decode()


def test_what_the_section_leaves_open_is_not_taken_from_the_profile(filing, owner_client, enterprise):
    factories.make_product(enterprise)
    save(owner_client, filing, "product", product_data(segment_years="", in_strategic_emerging=""))
    product = facts(filing).main_product
    assert (product.in_strategic_emerging, product.segment_years) == (None, None)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("8.5", ""),
        ("0", ""),
        ("8.55", "小数最多 1 位"),
        ("201", "不能大于 200 年"),
        ("-1", "不能为负数"),
        ("八", "例如 8.5"),
    ],
)
def test_years_in_a_segment_take_one_decimal(filing, owner_client, typed, told):
    response = save(owner_client, filing, "product", product_data(segment_years=typed))
    if not told:
        assert response.status_code == 302
        assert facts(filing).main_product.segment_years == Decimal(typed)
    else:
        assert told in response.content.decode()
        assert FilingSection.objects.get(filing=filing, key="product").data["segment_years"] == ""


def test_shares_have_an_example_of_their_own(filing, owner_client):
    sent = browser_sends(owner_client, filing) | {
        "equity_rounds-TOTAL_FORMS": "1",
        "equity_rounds-0-investor": "某基金",
        "equity_rounds-0-share_given_up": "一成",
        "equity_rounds-0-received_on": timezone.localdate().isoformat(),
        "has_equity": "on",
    }
    assert "请填写数字，例如 12.3。" in save(owner_client, filing, "direct", sent).content.decode()


def test_the_question_before_deleting_a_right_that_is_gone_writes_nothing(filing, owner_client, enterprise):
    owner_client.post(url(filing, "right_new"), right_data())
    right = enterprise.intellectual_property.get()
    address = url(filing, "right_delete", right.pk)
    assert owner_client.get(address).status_code == 200
    right.delete()
    assert owner_client.get(address).status_code == 404
    assert "已不在清单中" not in owner_client.get(section_url(filing, "ip")).content.decode()
