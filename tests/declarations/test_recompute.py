"""A stored evaluation follows from what was stored with it, for ever; and the operator is told where it does not."""

import datetime as dt
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from declarations.dossier.evaluation import evaluate_dossier, recompute, standard_of_revision
from declarations.dossier.loading import load
from declarations.models import Filing, ProvincialIndicator, ProvincialStandard, Revision, Window
from declarations.models.provincial import published_scheme
from declarations.standards import (
    Evaluation,
    Facts,
    LineStatus,
    all_standards,
    evaluate,
    get_standard,
    registry,
)
from declarations.standards.provincial import ProvincialKind, localised
from declarations.standards.provincial_text import read_options
from enterprises.enums import Tier
from tests import factories
from tests.declarations.conftest import submit

OPENED_2022 = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
INDICATORS = (
    ("产业集群", ProvincialKind.CHOICE, 6, "省级 | 6\n市级 | 3"),
    ("创新活动", ProvincialKind.SEVERAL, 5, "获奖 | 2\n首台套 | 2\n展会 | 2"),
    ("出口比重", ProvincialKind.BANDS, 4, "10 | 4\n5 | 2"),
)


def make_scheme(authority, *, year=2026, published=True, pass_mark=70) -> ProvincialStandard:
    standard = ProvincialStandard.objects.create(authority=authority, year=year, pass_mark=pass_mark)
    for number, (name, kind, maximum, text) in enumerate(INDICATORS, start=1):
        options = [each.to_dict() for each in read_options(text, kind, maximum)]
        ProvincialIndicator.objects.create(
            standard=standard, number=number, name=name, kind=kind, maximum=maximum, options=options
        )
    if published:
        ProvincialStandard.objects.filter(pk=standard.pk).update(published_at=timezone.now())
    return standard


def standard_for(window: Window, offices: list[str]):
    """What a filing is evaluated by: the dossier's standard, completed by what its province has published."""
    standard = get_standard(window.standard, window.standard_version)
    return localised(standard, published_scheme(standard, offices, window.year))


@pytest.fixture
def submitted(complete, owner_client) -> Revision:
    """A filing of the first tier, filled in and submitted through the pages."""
    assert submit(owner_client, complete).status_code == 302
    return Revision.objects.get()


@pytest.fixture
def specialized(places) -> Window:
    """A window of the second tier that opened while annex 2 of R2022 was in force."""
    return factories.make_window(
        places.guangdong,
        tier=Tier.SPECIALIZED,
        standard="R2022-SPECIALIZED",
        year=2026,
        opens_at=OPENED_2022,
        name="专精特新申报",
    )


def freeze(filing: Filing, **answers) -> Revision:
    """What a submission stores of its evaluation, with these answers to the province's indicators."""
    dossier = load(Filing.objects.get(pk=filing.pk))
    facts = replace(Facts(year=2025, as_of=dt.date(2026, 3, 15)), provincial=answers["provincial"])
    evaluation = evaluate_dossier(dossier, facts)
    return Revision.objects.create(
        filing=filing,
        number=1,
        content={},
        facts=facts.to_dict(),
        evaluation=evaluation.to_dict(),
        standard=evaluation.standard_id,
        standard_version=evaluation.standard_version,
        scheme=dossier.scheme.to_dict() if dossier.scheme else None,
        score=evaluation.total,
        submitted_by=factories.make_official(filing.enterprise.authority),
    )


def verify() -> str:
    out = StringIO()
    call_command("verify_evaluations", stdout=out)
    return out.getvalue()


def stored(revision: Revision) -> Evaluation:
    return Evaluation.from_dict(Revision.objects.get(pk=revision.pk).evaluation)


def change_rule(monkeypatch, standard_id: str, version: int):
    """Register ``standard_id`` as ``version`` with a much higher pass mark; version 1 stays unless it is the one."""
    changed = replace(get_standard(standard_id, 1), version=version, pass_mark=99)
    others = tuple(each for each in all_standards() if (each.id, each.version) != (standard_id, version))
    monkeypatch.setattr(registry, "STANDARDS", (*others, changed))


# --- A stored evaluation --------------------------------------------------------------------------------------------
def test_a_stored_evaluation_recomputes_to_itself(submitted):
    assert submitted.scheme is None
    assert recompute(Revision.objects.get(pk=submitted.pk)) == stored(submitted)
    assert verify() == "1 revisions checked, none differs.\n"


def test_a_new_version_changes_neither_what_is_stored_nor_an_open_window(submitted, monkeypatch):
    change_rule(monkeypatch, "R2022-INNOVATIVE", 2)
    assert get_standard("R2022-INNOVATIVE").pass_mark == 99
    assert recompute(submitted) == stored(submitted)
    assert "none differs" in verify()
    filing = Filing.objects.get()
    evaluation = evaluate_dossier(load(filing))
    assert (evaluation.standard_version, evaluation.pass_mark) == (1, 60)


def test_an_edited_version_is_found_out(submitted, monkeypatch):
    change_rule(monkeypatch, "R2022-INNOVATIVE", 1)
    with pytest.raises(CommandError, match="1 of 1 revisions differ") as refusal:
        verify()
    assert refusal.value.returncode == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"standard": "R1999"}, "cannot be recomputed"),
        ({"standard_version": 9}, "cannot be recomputed"),
        ({"scheme": {"province": "广东省"}, "standard": "R2022-SPECIALIZED"}, "cannot be recomputed"),
        ({"scheme": []}, "cannot be recomputed"),
        ({"evaluation": {}}, "the stored evaluation cannot be read"),
        ({"evaluation": []}, "the stored evaluation cannot be read"),
        ({"facts": {}}, "points of 2: stored"),
        ({"facts": ["x"]}, "total: stored"),
        ({"facts": {}}, "verdict: stored met, recomputed unknown"),
        ({"score": "1.00"}, "score: stored 1.00, recomputed"),
    ],
)
def test_whatever_differs_is_named(fields, words, submitted):
    Revision.objects.filter(pk=submitted.pk).update(**fields)
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 1 revisions differ"):
        call_command("verify_evaluations", stdout=out)
    assert str(submitted.pk) in out.getvalue()
    assert words in out.getvalue()


def test_one_that_differs_does_not_hide_the_others(submitted):
    for number in (2, 3):
        Revision.objects.create(
            **{
                each.name: getattr(submitted, each.name)
                for each in Revision._meta.concrete_fields
                if each.name not in ("id", "number")
            },
            number=number,
        )
    Revision.objects.filter(number=2).update(facts={})
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 3 revisions differ"):
        call_command("verify_evaluations", stdout=out)
    assert out.getvalue().count("revision ") == 1


def test_the_operator_asks_the_database_once(submitted):
    with CaptureQueriesContext(connection) as captured:
        verify()
    assert len(captured) == 1
    assert '"content"' not in captured[0]["sql"]


# --- With the indicators of a province -----------------------------------------------------------------------------
def test_a_submission_keeps_the_scheme_it_was_judged_by(enterprise, specialized, places):
    scheme = make_scheme(places.guangdong)
    filing = Filing.objects.create(
        enterprise=enterprise, kind="declaration", tier=Tier.SPECIALIZED, window=specialized
    )
    key = scheme.scheme.indicators[0].options[1].key
    revision = freeze(filing, provincial={"9.1": key, "9.2": (), "9.3": "10"})
    assert revision.scheme == scheme.scheme.to_dict()
    lines = {line.code: line.points for line in stored(revision).lines}
    assert (lines["9.1"], lines["9.2"], lines["9.3"]) == (3, 0, 4)
    # The rows change behind everybody's back: what is stored does not.
    ProvincialIndicator.objects.filter(number=1).update(maximum=5, name="别的")
    ProvincialStandard.objects.update(pass_mark=90)
    again = Revision.objects.get(pk=revision.pk)
    assert recompute(again) == stored(revision)
    assert standard_of_revision(again).pass_mark == 70
    assert "none differs" in verify()


def test_without_a_published_scheme_the_points_stay_open_for_ever(enterprise, specialized, places):
    draft = make_scheme(places.guangdong, published=False)
    filing = Filing.objects.create(
        enterprise=enterprise, kind="declaration", tier=Tier.SPECIALIZED, window=specialized
    )
    revision = freeze(filing, provincial={})
    assert revision.scheme is None
    line = next(each for each in stored(revision).lines if each.code == "9")
    assert (line.status, line.at_least, line.at_most) == (LineStatus.UNKNOWN, 0, 15)
    ProvincialStandard.objects.filter(pk=draft.pk).update(published_at=timezone.now())
    assert recompute(revision) == stored(revision)
    assert evaluate_dossier(load(Filing.objects.get())).pass_mark == 70


@pytest.mark.parametrize(
    ("place", "year", "published", "mark"),
    [
        ("guangdong", 2026, True, 70),
        ("guangdong", 2025, True, 60),
        ("guangdong", 2026, False, 60),
        ("hunan", 2026, True, 60),
        ("shenzhen", 2026, True, 60),
    ],
)
def test_the_enterprises_own_province_counts_for_the_windows_year(
    place, year, published, mark, enterprise, specialized, places
):
    make_scheme(getattr(places, place), year=year, published=published)
    assert standard_for(specialized, enterprise.authority.lineage_codes()).pass_mark == mark


def test_a_single_listed_city_has_its_own(specialized, places):
    make_scheme(places.guangdong, pass_mark=65)
    make_scheme(places.shenzhen, pass_mark=80)
    assert standard_for(specialized, places.nanshan.lineage_codes()).pass_mark == 80
    assert standard_for(specialized, places.tianhe.lineage_codes()).pass_mark == 65


def test_one_query_with_such_a_group_and_none_without(
    specialized, enterprise, places, django_assert_num_queries
):
    make_scheme(places.guangdong)
    offices = enterprise.authority.lineage_codes()
    with django_assert_num_queries(1):
        standard_for(specialized, offices)
    innovative = factories.make_window(places.guangdong)
    with django_assert_num_queries(0):
        standard_for(innovative, offices)


def test_a_scheme_written_around_the_pages_that_does_not_fit_counts_as_none(
    specialized, enterprise, places, caplog
):
    make_scheme(places.guangdong)
    ProvincialIndicator.objects.filter(number=3).delete()
    standard = get_standard("R2022-SPECIALIZED")
    assert published_scheme(standard, enterprise.authority.lineage_codes(), 2026) is None
    assert "does not fit R2022-SPECIALIZED" in caplog.text


def test_a_filing_stays_with_the_province_it_was_submitted_in(enterprise, specialized, places):
    make_scheme(places.guangdong)
    filing = Filing.objects.create(
        enterprise=enterprise,
        kind="declaration",
        tier=Tier.SPECIALIZED,
        window=specialized,
        state="in_review",
        submitted_at=timezone.now(),
        first_authority=places.tianhe,
        current_authority=places.tianhe,
        chain=["440106", "440100", "440000"],
    )
    enterprise.authority = places.yuelu
    enterprise.save()
    assert evaluate_dossier(load(Filing.objects.get(pk=filing.pk))).pass_mark == 70


def test_evaluation_of_a_standard_without_a_scheme_is_that_of_the_standard():
    standard = get_standard("R2022-SPECIALIZED")
    assert evaluate(standard, Facts()).maximum == 100
