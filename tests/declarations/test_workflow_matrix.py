"""Who may do what in which state: written out, then compared with the workflow table.

State × actor × window. The table in ``declarations.workflow`` must agree with every row.
"""

import datetime as dt

import pytest
from django.utils import timezone

from declarations.enums import Action, FilingKind, FilingState
from declarations.models import Batch, Filing
from declarations.workflow import available_actions
from tests import factories

A, S = Action, FilingState
CHAIN = ["440106", "440100", "440000"]

# Where the filing is: state, and whose desk (None: nobody's).
AT_COUNTY = (S.IN_REVIEW, "tianhe")
AT_CITY = (S.IN_REVIEW, "guangzhou")
AT_PROVINCE = (S.IN_REVIEW, "guangdong")

# (state, desk), actor, actions before, during and after the window.
MATRIX = [
    ((S.DRAFT, None), "owner", set(), {A.SUBMIT}, set()),
    (AT_COUNTY, "owner", set(), {A.WITHDRAW}, set()),
    # Decided at one level: what is under way can no longer be withdrawn.
    (AT_CITY, "owner", set(), set(), set()),
    ((S.RETURNED, None), "owner", {A.RESUBMIT}, {A.RESUBMIT}, set()),
    ((S.APPROVED, "guangdong"), "owner", set(), set(), set()),
    ((S.PUBLICITY, "guangdong"), "owner", set(), set(), set()),
    ((S.COMPLETED, None), "owner", set(), set(), set()),
    ((S.REJECTED, None), "owner", set(), set(), set()),
    ((S.WITHDRAWN, None), "owner", set(), set(), set()),
    ((S.LAPSED, None), "owner", set(), set(), set()),
    (AT_COUNTY, "tianhe", {A.RECOMMEND, A.RETURN, A.REJECT}, {A.RECOMMEND, A.RETURN, A.REJECT}, {A.REJECT}),
    (
        AT_CITY,
        "guangzhou",
        {A.RECOMMEND, A.RETURN, A.RETURN_DOWN, A.REJECT},
        {A.RECOMMEND, A.RETURN, A.RETURN_DOWN, A.REJECT},
        {A.RETURN_DOWN, A.REJECT},
    ),
    (
        AT_PROVINCE,
        "guangdong",
        {A.APPROVE, A.RETURN, A.RETURN_DOWN, A.REJECT},
        {A.APPROVE, A.RETURN, A.RETURN_DOWN, A.REJECT},
        {A.APPROVE, A.RETURN_DOWN, A.REJECT},
    ),
    (
        (S.APPROVED, "guangdong"),
        "guangdong",
        {A.PUBLICISE, A.REJECT},
        {A.PUBLICISE, A.REJECT},
        {A.PUBLICISE, A.REJECT},
    ),
    (
        (S.PUBLICITY, "guangdong"),
        "guangdong",
        {A.REJECT, A.CERTIFY, A.UNPUBLICISE},
        {A.REJECT, A.CERTIFY, A.UNPUBLICISE},
        {A.REJECT, A.CERTIFY, A.UNPUBLICISE},
    ),
    # Announced by mistake: taken back by whoever announced it, at any time.
    (
        (S.COMPLETED, None),
        "guangdong",
        {A.UNCERTIFY, A.REVOKE},
        {A.UNCERTIFY, A.REVOKE},
        {A.UNCERTIFY, A.REVOKE},
    ),
]
PLACES = {place for place, _actor, *_allowed in MATRIX}
ACTORS = [
    "owner",
    "other enterprise",
    "natural person",
    "tianhe",
    "liwan",
    "guangzhou",
    "guangdong",
    "ministry",
    "hunan",
    "anonymous",
]
ALLOWED = {(place, actor): (before, during, after) for place, actor, before, during, after in MATRIX}


@pytest.fixture
def stage(places):
    """Builds a filing in a state on a desk, and the actors around it."""
    enterprise = factories.make_enterprise(places.tianhe)
    window = factories.make_window(places.guangdong)
    # The reviewers' deadline is the window's end here, so that "after" closes them too.
    window.county_closes_at = window.city_closes_at = window.closes_at
    window.save()

    def build(state, desk) -> Filing:
        submitted = state != S.DRAFT
        office = getattr(places, desk) if desk else None
        filing = Filing.objects.create(
            enterprise=enterprise,
            kind=FilingKind.DECLARATION,
            tier=window.tier,
            window=window,
            state=state,
            chain=CHAIN if submitted else [],
            first_authority=places.tianhe if submitted else None,
            current_authority=office,
            returned_by=places.tianhe if state == S.RETURNED else None,
            batch=_batch(places) if state in (S.PUBLICITY, S.COMPLETED) else None,
            submitted_at=timezone.now() if submitted else None,
            decided_at=timezone.now() if state in (S.COMPLETED, S.REJECTED) else None,
        )
        if desk in ("guangzhou", "guangdong"):
            filing.events.create(
                number=1,
                action=A.RECOMMEND,
                from_state=S.IN_REVIEW,
                to_state=S.IN_REVIEW,
                from_authority=places.tianhe,
            )
        return filing

    def actor(name):
        if name == "owner":
            return factories.make_legal_user(enterprise)
        if name == "other enterprise":
            return factories.make_legal_user(factories.make_enterprise(places.tianhe))
        if name == "natural person":
            return factories.make_natural_user()
        if name == "anonymous":
            return None
        return factories.make_official(getattr(places, name))

    moments = (
        window.opens_at - dt.timedelta(seconds=1),
        window.opens_at,
        window.closes_at,
    )
    return build, actor, moments


def _batch(places) -> Batch:
    return Batch.objects.create(name="测试批次", tier="innovative", authority=places.guangdong)


@pytest.mark.parametrize("place", sorted(PLACES, key=str), ids=lambda place: f"{place[0]}@{place[1]}")
def test_matrix(stage, place):
    """Asking changes nothing: every actor asks at every moment about the same filing."""
    build, make_actor, moments = stage
    filing = build(*place)
    wrong = {}
    for actor in ACTORS:
        user = make_actor(actor)
        for index, when in enumerate(("before", "during", "after")):
            allowed = ALLOWED.get((place, actor), (set(), set(), set()))[index]
            if actor == "anonymous":
                # Nobody is the system to the table; the system only ends what is overdue.
                allowed = {A.LAPSE} if when == "after" and place[0] in (S.DRAFT, S.RETURNED) else set()
            found = set(available_actions(filing, user, moments[index]))
            if found != allowed:
                wrong[f"{actor}, {when}"] = (found, allowed)
    assert wrong == {}
