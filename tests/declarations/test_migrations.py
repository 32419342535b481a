"""What migrations do to rows that were there before."""

import datetime as dt
import importlib
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from declarations.models import Batch, Filing, Revision, Window
from enterprises.models import Certification, DeclaredNone, ProductProfile
from notices.models import Notice
from tests import factories
from tests.admin import filings

migration = importlib.import_module("declarations.migrations.0004_headings_of_stored_conditions")


@pytest.mark.django_db
def test_conditions_stored_without_a_heading_stay_ways_of_which_one_is_enough(enterprise, window):
    revision = filings.make_submitted(enterprise, window).revisions.get()
    new = revision.evaluation["conditions"]
    Revision.objects.update(
        evaluation={
            **revision.evaluation,
            "conditions": [
                {name: value for name, value in each.items() if name not in migration.HEADING} for each in new
            ],
        }
    )
    for _ in range(2):
        migration.add_headings(apps, None)
        stored = Revision.objects.get().evaluation["conditions"]
        assert [(each["code"], each["part"], each["needed"]) for each in stored] == [
            (code, "直通条件", False) for code in ("D1", "D2", "D3", "D4")
        ]
        assert [each["verdict"] for each in stored] == [each["verdict"] for each in new]


tree = importlib.import_module("declarations.migrations.0008_windows_in_a_tree")


@pytest.mark.django_db
def test_windows_that_break_the_rule_are_suspended_and_none_is_lost(places, window):
    """Issue 9, 17: a county's 创新型 with final level 部级 until 2029, its 小巨人, and one that fits."""
    later = window.closes_at + dt.timedelta(days=900)
    past = window.opens_at - dt.timedelta(days=400)
    made = {
        "fits": factories.make_window(places.tianhe, closes_at=window.closes_at),
        "longer": factories.make_window(places.guangzhou, closes_at=later, final_level="ministry"),
        "giant": factories.make_window(places.liwan, tier="little_giant", final_level="ministry"),
        "over": factories.make_window(places.yuelu, opens_at=past, closes_at=past + dt.timedelta(days=9)),
    }
    Window.objects.update(superior=None)
    for _ in range(2):
        tree.put_below_superiors(apps, None)
    for each in made.values():
        each.refresh_from_db()
    assert {name: bool(each.suspended_at) for name, each in made.items()} == {
        "fits": False, "longer": True, "giant": True, "over": False,
    }  # fmt: skip
    assert made["fits"].superior == window
    assert (made["longer"].closes_at, made["longer"].final_level) == (later, "ministry")
    assert "上级" in made["longer"].suspension_reason
    window.refresh_from_db()
    assert (window.superior, window.suspended_at) == (None, None)


numbers = importlib.import_module("declarations.migrations.0010_batches_on_the_record")
titles = importlib.import_module("enterprises.migrations.0006_withdrawn_titles")


@pytest.mark.django_db
def test_document_numbers_are_written_alike_and_those_used_twice_are_kept(places, enterprise):
    """Issue 9, 19: what was published under a number used before stays published, and says so."""
    day, end = dt.date(2026, 1, 1), dt.date(2028, 12, 31)

    def notice():
        return Notice.objects.create(authority=places.guangdong, level="province", title="公告", body="")

    at = timezone.now()
    first, second, other = (
        Batch.objects.create(
            name=number, tier="innovative", authority=office, state="certified", document_number=number,
            publicity_starts_at=at, publicity_ends_at=at + dt.timedelta(days=9), objection_channel="电话",
            publicity_notice=notice(), announcement=notice(), certified_on=day, valid_from=day, valid_until=end,
        )
        for number, office in [
            ("粤工信[2026]1号", places.guangdong), ("粤工信（2026） 1号", places.guangdong), ("粤工信[2026]1号", places.hunan),
        ]
    )  # fmt: skip
    for tier, number in [
        ("innovative", "粤工信[2026]1号"),
        ("innovative", "粤工信〔2026〕1号"),
        ("specialized", "粤工信[2026]1号"),
    ]:
        Certification.objects.create(
            enterprise=enterprise, tier=tier, authority=places.guangdong, enterprise_name="甲", document_number=number,
            certified_on=day, valid_from=day, valid_until=end,
        )  # fmt: skip
    for _ in range(2):
        numbers.write_numbers_alike(apps, None)
        titles.write_numbers_alike(apps, None)
    for batch in (first, second, other):
        batch.refresh_from_db()
        assert batch.document_number == "粤工信〔2026〕1号"
    assert [batch.repeats_number for batch in (first, second, other)] == [False, True, False]
    assert Certification.objects.count() == 3


one_at_a_time = importlib.import_module("declarations.migrations.0011_one_at_a_time")


@pytest.mark.django_db
def test_of_windows_that_overlap_the_used_one_goes_on(places, enterprise):
    """Issue 9, 20. As they were before the constraint: two of three suspended, none lost."""
    now = timezone.now()
    used = factories.make_window(places.guangdong)
    filings.make_draft(enterprise, used)
    suspended = {"suspended_at": now, "suspension_reason": "x"}
    others = [
        factories.make_window(places.guangdong, opens_at=used.opens_at + dt.timedelta(days=days), **suspended)
        for days in (1, 2)
    ]
    beside = factories.make_window(places.hunan)
    name = "window_periods_do_not_overlap"
    drop = {
        "postgresql": f"ALTER TABLE declarations_window DROP CONSTRAINT {name}",
        "sqlite": f"DROP TRIGGER {name}_update",
    }
    connection.check_constraints()  # PostgreSQL alters no table for which something is still to be checked
    with connection.cursor() as cursor:
        # Until the test's transaction is rolled back.
        cursor.execute(drop[connection.vendor])
    Window.objects.update(suspended_at=None, suspension_reason="")
    for _ in range(2):
        one_at_a_time.suspend_overlapping(apps, None)
    still_open = set(Window.objects.filter(suspended_at=None))
    assert still_open == {used, beside}
    assert all(
        "重叠" in each.suspension_reason for each in Window.objects.filter(pk__in=[o.pk for o in others])
    )


numbering = importlib.import_module("declarations.migrations.0013_filings_numbered")


@pytest.mark.django_db
def test_filings_of_before_are_numbered_as_they_were_begun(enterprise, window, places):
    now = timezone.now()
    other = factories.make_enterprise(places.tianhe)
    begun = {}
    for name, owner, hours, number in (
        ("first", enterprise, 2, 102),
        ("second", enterprise, 1, 101),
        ("other", other, 3, 7),
    ):
        begun[name] = owner.filings.create(
            kind=window.kind,
            tier=window.tier,
            window=window,
            state="lapsed",
            number=number,
            created_at=now - dt.timedelta(hours=hours),
        )
    for _ in range(2):
        numbering.number_filings(apps, None)
        for filing in begun.values():
            filing.refresh_from_db()
        assert {name: filing.number for name, filing in begun.items()} == {
            "first": 1, "second": 2, "other": 1,
        }  # fmt: skip


lists = importlib.import_module("declarations.migrations.0018_one_truth_for_lists")


@pytest.mark.django_db
def test_what_filings_kept_becomes_the_enterprises_own(enterprise, window):
    """The entries of 直通条件, three answers of 专业化 and that there are no rights; nothing twice, nothing lost."""
    DeclaredNone.objects.create(enterprise=enterprise, kind="awards")
    factories.make_record(enterprise, "institutions", name="省级技术中心", level="provincial")
    filing = filings.make_draft(enterprise, window)
    whole = {"name": "省科技进步奖", "level": "provincial", "awarded_on": "2025-06-01"}
    equity = {
        "investor": "某基金",
        "received_on": "2025-05-01",
        "paid_in": "800.00",
        "share_given_up": "12.5",
        "qualified_investor": True,
    }
    filing.sections.create(
        key="direct",
        data={
            "has_award": True,
            "has_honour": False,
            "has_institution": True,
            "has_equity": True,
            "awards": [whole, {"name": "没写完的奖", "level": "national", "awarded_on": ""}],
            "honours": [{"kind": "high_tech", "name": "", "valid_until": "2028-01-01"}],
            "institutions": [
                {"name": "省级技术中心", "level": "provincial", "recognised_on": "2024-06-01"},
            ],
            "equity_rounds": [equity],
        },
    )
    answers = {
        "name": "精密主轴",
        "in_strategic_emerging": "no",
        "segment_years": "8.5",
        "description": "说明",
    }
    filing.sections.create(key="product", data=answers)
    filing.sections.create(key="ip", data={"none": True})
    for _ in range(2):
        for move in (lists.move_entries, lists.move_product, lists.move_none):
            move(apps, None)
    assert [(each.name, each.level) for each in enterprise.awards.all()] == [("省科技进步奖", "provincial")]
    assert [(each.name, each.kind) for each in enterprise.honours.all()] == [("高新技术企业", "high_tech")]
    assert enterprise.institutions.count() == 1
    round_ = enterprise.equity_rounds.get()
    assert (round_.paid_in, round_.share_given_up, round_.qualified_investor) == (800, Decimal("12.5"), True)
    product = enterprise.product_profile
    assert (product.name, product.in_strategic_emerging, product.segment_years) == (
        "精密主轴",
        False,
        Decimal("8.5"),
    )
    assert {each.kind for each in enterprise.declared_none.all()} == {"intellectual_property"}
    assert {each.key: each.data for each in filing.sections.all()} == {
        "direct": {
            "has_award": True,
            "has_honour": False,
            "has_institution": True,
            "has_equity": True,
            "unfinished": ["D1 科技奖励：没写完的奖，国家级"],
        },
        "product": {"description": "说明"},
    }


@pytest.mark.django_db
def test_the_newest_declaration_under_way_says_what_the_product_is(enterprise, window):
    """Others, what lapsed among them, fill what is empty."""
    factories.make_product(enterprise, name="旧名", in_strategic_emerging=None, segment_years=None)
    under_way = filings.make_draft(enterprise, window)
    under_way.sections.create(key="product", data={"name": "新名"})
    earlier = filings.make_draft(
        enterprise, factories.make_window(window.authority, year=window.year - 1, **factories.period(1))
    )
    earlier.sections.create(key="product", data={"name": "往年名", "segment_years": "3"})
    void = filings.make_draft(
        enterprise, factories.make_window(window.authority, year=window.year - 2, **factories.period(2))
    )
    void.sections.create(key="product", data={"name": "作废的", "in_strategic_emerging": "yes"})
    Filing.objects.filter(pk=under_way.pk).update(number=earlier.number + 9)
    Filing.objects.filter(pk=void.pk).update(state="lapsed")
    lists.move_product(apps, None)
    product = ProductProfile.objects.get()
    assert (product.name, product.segment_years, product.in_strategic_emerging) == ("新名", 3, True)
