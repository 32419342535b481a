"""What an enterprise has stored, as the facts of a standard: ratios, unknown against none, what stands in for what."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from declarations.dossier.facts import facts_from, facts_of
from declarations.dossier.loading import load
from declarations.models import Filing
from declarations.standards import Verdict, evaluate, get_standard
from declarations.standards.contradictions import consistent
from declarations.standards.facts import (
    Award,
    ContestResult,
    EquityRound,
    Honour,
    Institution,
    QualityEvidence,
    TechnicalStandard,
    Title,
)
from enterprises.enums import (
    HonourKind,
    ProductField,
    QualityKind,
    RecognitionLevel,
    RecordKind,
    StandardScope,
    TitleKind,
)
from enterprises.services.records import declare_none
from tests import factories
from tests.declarations.check_up import LISTS, make_assessment, make_right, make_title
from tests.declarations.conftest import YEAR, direct_data, save, seen_of

TODAY = timezone.localdate()
SPECIALIZED = get_standard("R2026-SPECIALIZED")
LITTLE_GIANT = get_standard("R2026-LITTLE-GIANT")


def facts(enterprise):
    return facts_of(enterprise, TODAY)


def verdict(standard, enterprise, code: str) -> Verdict:
    found = evaluate(standard, facts(enterprise)).conditions
    return next(each.verdict for each in found if each.code == code)


def test_of_an_empty_enterprise_nothing_is_known(enterprise):
    found = facts(enterprise)
    assert (found.year, found.as_of) == (TODAY.year - 1, TODAY)
    assert found.figures == {} and found.development_scores == {}
    assert found.digital_level is None and found.intellectual_property is None
    assert all(getattr(found, kind) is None for kind in LISTS if kind != "titles")
    assert found.main_product.name == "" and found.main_product.fields is None
    assert found.statements.leading_position is None
    assert consistent(found) is found


def test_figures_are_those_of_the_last_three_complete_years(enterprise):
    for back in range(5):
        factories.make_figures(enterprise, TODAY.year - back, tech_staff=10, total_cost="4000.00")
    found = facts(enterprise).figures
    assert sorted(found) == [TODAY.year - 3, TODAY.year - 2, TODAY.year - 1]
    row = found[YEAR]
    assert (row.revenue, row.net_profit, row.total_cost) == (5000, 500, 4000)
    assert (row.employees, row.rd_staff, row.tech_staff) == (120, 24, 10)


def test_every_list_is_read(enterprise):
    for kind in LISTS:
        factories.make_record(enterprise, kind)
    found = facts(enterprise)
    assert found.awards == (Award("省科学技术奖二等奖", RecognitionLevel.PROVINCIAL, dt.date(2025, 3, 1), 1),)
    assert found.contests == (ContestResult("“创客中国”全国总决赛", 36, dt.date(2025, 9, 1)),)
    assert found.honours == (Honour("GR202544000001", HonourKind.HIGH_TECH, None, dt.date(2028, 11, 30)),)
    assert found.institutions == (
        Institution("企业技术中心", RecognitionLevel.PROVINCIAL, dt.date(2024, 6, 1)),
    )
    assert found.equity_rounds == (
        EquityRound("示例创业投资基金", dt.date(2025, 5, 1), Decimal(800), Decimal("0.08"), True),
    )
    assert found.quality_evidence == (
        QualityEvidence(QualityKind.QUALITY_SYSTEM, "ISO 9001", None, None, dt.date(2028, 1, 1)),
    )
    assert found.technical_standards == (
        TechnicalStandard("精密主轴通用技术条件", StandardScope.NATIONAL, dt.date(2024, 1, 1), 3),
    )
    assert found.titles == (Title(TitleKind.TECHNOLOGY, dt.date(2026, 1, 1), dt.date(2026, 12, 31)),)


@pytest.mark.parametrize("kind", list(RecordKind))
def test_none_declared_is_none(enterprise, kind):
    assert getattr(facts(enterprise), kind.value) != ()
    declare_none(enterprise.pk, kind)
    assert getattr(facts(enterprise), kind.value) == ()


def test_the_product_and_the_statements(enterprise):
    factories.make_product(enterprise, leading_position=None)
    found = facts(enterprise)
    product = found.main_product
    assert (product.name, product.in_strategic_emerging, product.segment_years) == ("高精度主轴", True, 8)
    assert product.fields == (ProductField.SIX_BASES,)
    assert (product.domestic_share, product.international_share) == (Decimal("0.125"), Decimal("0.01"))
    assert product.domestic_rank == 3 and product.chain_role is True
    assert found.statements.high_reputation is True and found.statements.leading_position is None


def test_no_field_applies_is_not_unanswered(enterprise):
    factories.make_product(enterprise, fields=[])
    assert facts(enterprise).main_product.fields == ()


def test_rights_carry_rank_and_benefit(enterprise):
    make_right(enterprise, owner_rank=2, produces_benefit=False)
    (right,) = facts(enterprise).intellectual_property
    assert (right.owner_rank, right.produces_benefit) == (2, False)


def test_scores_and_the_latest_level(enterprise):
    factories.make_development_score(enterprise, TODAY.year)
    make_assessment(enterprise, 1, days_ago=9)
    make_assessment(enterprise, 3, days_ago=2)
    found = facts(enterprise)
    assert found.development_scores == {TODAY.year: Decimal("63.50")}
    assert found.digital_level == 3


# --- titles -----------------------------------------------------------------------------------------------------


def test_nobody_has_said_whether_it_is_technology(enterprise):
    """1.1 of annex 1 stays open; the tiers themselves are known from the register."""
    assert verdict(SPECIALIZED, enterprise, "1.1") is Verdict.UNKNOWN
    assert verdict(LITTLE_GIANT, enterprise, "1.1") is Verdict.NOT_MET
    declare_none(enterprise.pk, RecordKind.TITLES)
    assert verdict(SPECIALIZED, enterprise, "1.1") is Verdict.NOT_MET


def test_a_title_of_the_register_counts_also_under_renewal(enterprise):
    make_title(enterprise, "innovative", state="renewing")
    assert verdict(SPECIALIZED, enterprise, "1.1") is Verdict.MET
    assert len(facts(enterprise).titles) == 1


def test_the_second_tier_alone_leaves_technology_open(enterprise):
    make_title(enterprise, "specialized")
    assert verdict(LITTLE_GIANT, enterprise, "1.1") is Verdict.MET
    assert verdict(SPECIALIZED, enterprise, "1.1") is Verdict.UNKNOWN


def test_technology_alone_is_enough(enterprise):
    factories.make_record(
        enterprise, "titles", valid_from=dt.date(2020, 1, 1), valid_until=dt.date(2099, 12, 31)
    )
    assert verdict(SPECIALIZED, enterprise, "1.1") is Verdict.MET


@pytest.mark.parametrize(
    "fields",
    [{"state": "cancelled"}, {"valid_from": dt.date(2020, 1, 1), "valid_until": dt.date(2023, 1, 1)}],
    ids=["cancelled", "expired"],
)
def test_a_title_that_is_over_does_not_count(enterprise, fields):
    make_title(enterprise, "innovative", **fields)
    declare_none(enterprise.pk, RecordKind.TITLES)
    assert verdict(SPECIALIZED, enterprise, "1.1") is Verdict.NOT_MET


# --- filings ------------------------------------------------------------------------------------------------------


def test_a_filing_has_what_the_enterprise_keeps_and_of_lists_what_it_claims(enterprise, owner_client, filing):
    for kind in LISTS:
        factories.make_record(enterprise, kind)
    factories.make_product(enterprise, in_strategic_emerging=False)
    factories.make_figures(enterprise, YEAR, tech_staff=10)
    factories.make_development_score(enterprise, TODAY.year)
    make_right(enterprise, owner_rank=2)
    make_assessment(enterprise, 2)
    make_title(enterprise, "innovative")
    sent = direct_data(seen_of(owner_client, filing, "direct"), has_award="on")
    assert save(owner_client, filing, "direct", sent).status_code == 302
    found = facts_from(load(Filing.objects.get(pk=filing.pk)))
    assert [each.name for each in found.awards] == ["省科学技术奖二等奖"]
    assert found.honours == found.institutions == found.equity_rounds == ()
    assert (found.main_product.name, found.main_product.in_strategic_emerging) == ("高精度主轴", False)
    assert found.main_product.domestic_rank == 3 and found.statements.leading_position is True
    assert len(found.contests) == len(found.quality_evidence) == len(found.technical_standards) == 1
    assert len(found.titles) == 2
    assert found.figures[YEAR].tech_staff == 10
    assert found.intellectual_property[0].owner_rank == 2
    assert found.digital_level == 2 and found.development_scores


def test_lists_of_a_filing_stay_unknown_until_its_section_is_saved(enterprise, filing):
    factories.make_record(enterprise, "awards")
    found = facts_from(load(filing))
    assert found.awards is None and found.honours is None


def test_queries_do_not_grow_with_rows(enterprise, filing):
    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as own:
            facts(enterprise)
        with CaptureQueriesContext(connection) as filed:
            facts_from(load(Filing.objects.get(pk=filing.pk)))
        return len(own), len(filed)

    nothing = count()
    for kind in LISTS:
        factories.make_record(enterprise, kind)
    factories.make_product(enterprise)
    factories.make_development_score(enterprise, TODAY.year)
    make_assessment(enterprise, 2)
    make_title(enterprise, "innovative")
    declare_none(enterprise.pk, RecordKind.INTELLECTUAL_PROPERTY)
    few = count()
    for kind in LISTS:
        for _ in range(5):
            factories.make_record(enterprise, kind)
    for number in range(10):
        make_right(enterprise, number)
        factories.make_development_score(enterprise, TODAY.year - 1 - number)
    factories.make_figures(enterprise, YEAR)
    make_assessment(enterprise, 3)
    make_title(enterprise, "specialized")
    assert count() == few
    assert nothing[0] <= 4 and few[0] <= 16
