"""``transition()``: what it writes, what it refuses, and that the database refuses it too."""

import datetime as dt
import re
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from declarations.enums import Action, FilingKind, FilingState
from declarations.models import Filing, FilingEvent, Revision
from declarations.services.lapse import lapse_overdue
from declarations.workflow import RULES, TransitionRefused
from declarations.workflow import transition as take
from enterprises.kit.times.arrival import LONGEST_WAIT
from enterprises.kit.times.deadlines import deadline_text
from notices.models import Message
from tests import factories

A, S = Action, FilingState


@pytest.fixture
def window(places):
    return factories.make_window(places.guangdong)


@pytest.fixture
def draft(enterprise, window):
    return Filing.objects.create(
        enterprise=enterprise, kind=FilingKind.DECLARATION, tier=window.tier, window=window
    )


def freeze(filing: Filing, owner, number: int = 1) -> Revision:
    return Revision.objects.create(
        filing=filing,
        number=number,
        content={},
        facts={},
        evaluation={},
        standard="R2022-INNOVATIVE",
        standard_version=1,
        score="75",
        submitted_by=owner,
    )


@pytest.fixture
def submitted(draft, owner):
    take(draft, A.SUBMIT, owner, revision=freeze(draft, owner), chain=["440106", "440100", "440000"])
    return draft


def test_the_whole_chain_up_to_approval(submitted, places):
    county, city, province = (
        factories.make_official(p) for p in (places.tianhe, places.guangzhou, places.guangdong)
    )
    take(submitted, A.RECOMMEND, county, comment="材料齐全")
    take(submitted, A.RECOMMEND, city)
    take(submitted, A.APPROVE, province)
    filing = Filing.objects.get(pk=submitted.pk)
    assert (filing.state, filing.current_authority, filing.score) == (S.APPROVED, places.guangdong, 75)
    events = list(filing.events.values_list("action", "from_state", "to_state", "to_authority__code"))
    assert events == [
        ("submit", "draft", "in_review", "440106"),
        ("recommend", "in_review", "in_review", "440100"),
        ("recommend", "in_review", "in_review", "440000"),
        ("approve", "in_review", "approved", "440000"),
    ]
    titles = list(Message.objects.values_list("title", flat=True).order_by("id"))
    assert len(titles) == 4 and "荔湾" not in "".join(titles)


def written(take_it) -> set[str]:
    """The columns of the filing's row that ``take_it`` writes."""
    with CaptureQueriesContext(connection) as captured:
        take_it()
    statements = [each["sql"] for each in captured if each["sql"].startswith('UPDATE "declarations_filing"')]
    assert len(statements) == 1
    settings = statements[0].split(" SET ")[1].split(" WHERE ")[0]
    return set(re.findall(r'"(\w+)" = ', settings))


def test_what_an_action_does_not_move_is_not_written(draft, owner, places):
    county, city, province = (
        factories.make_official(p) for p in (places.tianhe, places.guangzhou, places.guangdong)
    )
    chain = [each.code for each in (places.tianhe, places.guangzhou, places.guangdong)]
    revision = Revision.objects.get(pk=freeze(draft, owner).pk)
    steps = [
        (
            lambda: take(draft, A.SUBMIT, owner, revision=revision, chain=chain),
            {"state", "current_authority_id", "first_authority_id", "chain", "score", "submitted_at"},
        ),
        (lambda: take(draft, A.RECOMMEND, county), {"current_authority_id"}),
        (
            lambda: take(draft, A.RETURN, city, comment="缺页"),
            {"state", "current_authority_id", "returned_by_id"},
        ),
        (
            lambda: take(draft, A.RESUBMIT, owner, revision=revision),
            {"state", "current_authority_id", "returned_by_id", "submitted_at"},
        ),
        (lambda: take(draft, A.RECOMMEND, city), {"current_authority_id"}),
        (lambda: take(draft, A.APPROVE, province), {"state"}),
    ]
    assert [written(step) for step, _ in steps] == [columns for _, columns in steps]


def test_return_goes_back_to_who_returned_it_after_every_comment_is_answered(submitted, owner, places):
    county, city = factories.make_official(places.tianhe), factories.make_official(places.guangzhou)
    take(submitted, A.RECOMMEND, county)
    event = take(submitted, A.RETURN, city, comment="审计报告缺页")
    submitted.comments.create(event=event, section="evidence", text="请补齐审计报告")
    assert Filing.objects.get(pk=submitted.pk).returned_by == places.guangzhou
    with pytest.raises(TransitionRefused, match="1条修改意见没有答复"):
        take(submitted, A.RESUBMIT, owner, revision=freeze(submitted, owner, 2))
    submitted.comments.update(answer="已补齐", answered_at=timezone.now())
    take(submitted, A.RESUBMIT, owner, revision=freeze(submitted, owner, 3))
    filing = Filing.objects.get(pk=submitted.pk)
    assert (filing.state, filing.current_authority, filing.returned_by) == (
        S.IN_REVIEW,
        places.guangzhou,
        None,
    )


@pytest.mark.parametrize("action", [A.RETURN, A.REJECT])
def test_a_reason_is_demanded(submitted, places, action):
    with pytest.raises(TransitionRefused, match="请写明理由"):
        take(submitted, action, factories.make_official(places.tianhe), comment="  ")


def test_another_levels_reviewer_is_refused_by_name_of_the_role(submitted, places):
    with pytest.raises(TransitionRefused, match="只有当前处理层级可以办理【推荐上报】"):
        take(submitted, A.RECOMMEND, factories.make_official(places.guangzhou))


def test_done_twice_the_second_is_refused_and_leaves_one_event(submitted, places):
    county = factories.make_official(places.tianhe)
    stale = Filing.objects.get(pk=submitted.pk)
    take(submitted, A.RECOMMEND, county)
    with pytest.raises(TransitionRefused):
        take(stale, A.RECOMMEND, county)
    assert submitted.events.filter(action=A.RECOMMEND).count() == 1


@pytest.mark.parametrize(("offset", "refused"), [(-1, False), (0, True)])
def test_the_window_is_half_open(draft, owner, window, offset, refused):
    """2026-05-25 24:00 closes at the first instant of the 26th."""
    at = window.closes_at + dt.timedelta(microseconds=offset)
    revision = freeze(draft, owner)
    if refused:
        with pytest.raises(TransitionRefused, match="截止"):
            take(draft, A.SUBMIT, owner, revision=revision, chain=["440106"], at=at)
    else:
        take(draft, A.SUBMIT, owner, revision=revision, chain=["440106"], at=at)


def test_midnight_is_shown_as_24_00_of_the_day_before():
    shanghai = dt.timezone(dt.timedelta(hours=8))
    assert deadline_text(dt.datetime(2026, 5, 26, tzinfo=shanghai)) == "2026年5月25日24:00"
    assert deadline_text(dt.datetime(2026, 5, 26, 12, 30, tzinfo=shanghai)) == "2026年5月26日12:30"


def test_a_level_that_is_late_can_no_longer_recommend(submitted, places, window):
    window.county_closes_at = window.closes_at
    window.save()
    with pytest.raises(TransitionRefused, match="区县级审核已于"):
        take(submitted, A.RECOMMEND, factories.make_official(places.tianhe), at=window.closes_at)


def test_drafts_and_returned_filings_lapse_once(draft, window):
    over = window.closes_at + LONGEST_WAIT
    assert lapse_overdue(over - dt.timedelta(seconds=1)) == 0
    assert lapse_overdue(over) == 1
    assert lapse_overdue(over) == 0
    assert Filing.objects.get(pk=draft.pk).state == S.LAPSED


def test_the_table_names_every_action():
    assert set(RULES) == set(Action)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": S.IN_REVIEW},
        {"state": S.RETURNED, "submitted_at": timezone.now()},
        {"state": S.COMPLETED},
        {"state": S.REJECTED},
        {"state": S.PUBLICITY},
        {"submitted_at": timezone.now()},
    ],
    ids=lambda value: "-".join(value),
)
def test_the_database_refuses_what_the_table_forbids(draft, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.filter(pk=draft.pk).update(**broken)


def test_the_database_refuses_a_decision_without_reason(submitted):
    with pytest.raises(IntegrityError), transaction.atomic():
        FilingEvent.objects.create(
            filing=submitted,
            number=9,
            action=A.RETURN,
            from_state=S.IN_REVIEW,
            to_state=S.RETURNED,
            comment="",
        )


def test_one_active_filing_per_window(draft):
    again = Filing(enterprise=draft.enterprise, kind=draft.kind, tier=draft.tier, window=draft.window)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    Filing.objects.filter(pk=draft.pk).update(state=S.LAPSED)
    again.save()


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_make_one_event(submitted, places):
    county = factories.make_official(places.tianhe)
    barrier = threading.Barrier(4)
    outcomes = []

    def press():
        try:
            barrier.wait()
            take(Filing.objects.get(pk=submitted.pk), A.RECOMMEND, county)
            outcomes.append("done")
        except TransitionRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused", "refused", "refused"]
    assert submitted.events.filter(action=A.RECOMMEND).count() == 1
