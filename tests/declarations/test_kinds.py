"""The businesses: what each declares, and what a filing without window, title and score can be."""

import dataclasses
import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from declarations import kinds
from declarations.admin.batch_pages import candidates
from declarations.enums import Action, FilingKind, FilingState
from declarations.kinds import KINDS, deadlines_of, due_of, hand_in
from declarations.models import Batch, Filing, Revision
from declarations.services.batches import add_filings
from declarations.services.filings import FilingRefused, start_filing
from declarations.services.lapse import lapse_overdue
from declarations.tiers import TIERS
from declarations.workflow import TransitionRefused, available_actions, transition
from enterprises.enums import Tier, TitleKind
from notices.enums import MessageKind
from notices.models import Message
from tests import factories


@pytest.fixture
def change(enterprise) -> Filing:
    """A 重大变更 in work: for all titles, at no particular time."""
    return Filing.objects.create(enterprise=enterprise, kind=FilingKind.CHANGE)


@pytest.fixture
def officials(places) -> dict:
    return {
        name: factories.make_official(getattr(places, name)) for name in ("tianhe", "guangzhou", "guangdong")
    }


def submitted(filing: Filing, owner, places) -> Filing:
    revision = Revision.objects.create(
        filing=filing,
        number=1,
        content={"enterprise": filing.enterprise.name, "blocks": []},
        submitted_by=owner,
    )
    chain = [places.tianhe.code, places.guangzhou.code, places.guangdong.code]
    transition(filing, Action.SUBMIT, owner, revision=revision, chain=chain)
    return filing


def test_every_business_is_declared_and_says_what_it_needs():
    assert set(KINDS) == set(FilingKind) and all(kind.code == code for code, kind in KINDS.items())
    said = {code: (kind.has_window, kind.is_scored, kind.ends_in_batch) for code, kind in KINDS.items()}
    assert said == {
        FilingKind.DECLARATION: (True, True, True),
        FilingKind.RENEWAL: (True, True, True),
        FilingKind.UPDATE: (True, False, False),
        FilingKind.CHANGE: (False, False, False),
    }
    with pytest.raises(ValueError, match="decided there"):
        dataclasses.replace(KINDS[FilingKind.DECLARATION], apply=lambda filing, at: None)


def test_every_title_is_declared_and_says_its_rules():
    assert set(TIERS) == set(Tier) and all(rules.tier == tier for tier, rules in TIERS.items())
    said = {
        tier: (rules.decided_by, rules.opens_below_province, rules.assessed, rules.equivalent)
        for tier, rules in TIERS.items()
    }
    assert said == {
        Tier.INNOVATIVE: ("区县级、市级、省级或部级", True, set(), TitleKind.TECHNOLOGY),
        Tier.SPECIALIZED: ("省级或部级", True, {FilingKind.DECLARATION}, None),
        Tier.LITTLE_GIANT: ("部级", False, set(), None),
    }


def test_a_change_goes_from_draft_to_its_effect(change, owner, places, officials, monkeypatch):
    applied = []
    kind = dataclasses.replace(
        KINDS[FilingKind.CHANGE],
        apply=lambda filing, at: applied.append((filing.pk, filing.state)),
        message=MessageKind.UPDATE,
    )
    monkeypatch.setitem(kinds.KINDS, FilingKind.CHANGE, kind)
    submitted(change, owner, places)
    assert change.status_label == "待区县审核" and change.score is None
    transition(change, Action.RECOMMEND, officials["tianhe"])
    transition(change, Action.RECOMMEND, officials["guangzhou"])
    assert applied == []
    transition(change, Action.APPROVE, officials["guangdong"])
    assert applied == [(change.pk, FilingState.COMPLETED)]
    change.refresh_from_db()
    assert change.status_label == "已办结" and change.decided_at
    assert Message.objects.filter(
        enterprise=change.enterprise, title__contains="重大变更审核通过", kind=MessageKind.UPDATE
    ).exists()


def test_what_approval_does_is_undone_with_it(change, owner, places, officials, monkeypatch):
    def broken(filing, at):
        raise RuntimeError("the power is out")

    kind = dataclasses.replace(KINDS[FilingKind.CHANGE], apply=broken)
    monkeypatch.setitem(kinds.KINDS, FilingKind.CHANGE, kind)
    submitted(change, owner, places)
    transition(change, Action.RECOMMEND, officials["tianhe"])
    transition(change, Action.RECOMMEND, officials["guangzhou"])
    with pytest.raises(RuntimeError):
        transition(change, Action.APPROVE, officials["guangdong"])
    change.refresh_from_db()
    assert change.state == FilingState.IN_REVIEW and change.events.count() == 3


def test_what_has_no_deadline_never_ends_by_itself(change, owner):
    assert deadlines_of(change).refusal(timezone.now(), "提交", "") == ""
    assert due_of(change) is None and hand_in(change) == "请填写完整后提交，没有截止时间。"
    assert lapse_overdue(timezone.now() + dt.timedelta(days=4000)) == 0
    with pytest.raises(TransitionRefused, match="尚未到截止时间"):
        transition(change, Action.LAPSE, None, at=timezone.now() + dt.timedelta(days=4000))
    assert Action.WITHDRAW not in available_actions(change, owner)


def test_officials_read_what_has_no_score(change, owner, places, officials, login):
    submitted(change, owner, places)
    page = login(officials["tianhe"]).get(reverse("admin:declarations_filing_change", args=[change.pk]))
    assert page.status_code == 200 and "重大变更" in page.text and "逐项得分与佐证" not in page.text
    assert login(officials["tianhe"]).get(reverse("admin:declarations_filing_changelist")).status_code == 200
    mine = login(owner)
    for address in (
        reverse("declarations:filing", args=[change.pk]),
        reverse("declarations:list"),
        reverse("enterprise_home"),
        reverse("declarations:check_up"),
    ):
        assert mine.get(address).status_code == 200, address


def test_constraints_say_which_business_has_a_window(enterprise, places):
    window = factories.make_window(places.guangdong)
    full = {"window": window, "tier": Tier.INNOVATIVE}
    empty = {"window": None, "tier": ""}
    wrong = [
        (FilingKind.DECLARATION, empty),
        (FilingKind.RENEWAL, full | {"tier": ""}),
        (FilingKind.UPDATE, full | {"window": None}),
        (FilingKind.CHANGE, full),
        (FilingKind.CHANGE, empty | {"tier": Tier.INNOVATIVE}),
    ]
    for kind, values in wrong:
        with pytest.raises(IntegrityError, match="filing_window_by_kind"), transaction.atomic():
            Filing.objects.create(enterprise=enterprise, kind=kind, **values)
    Filing.objects.create(enterprise=enterprise, kind=FilingKind.CHANGE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.create(enterprise=enterprise, kind=FilingKind.CHANGE)


def test_the_chain_begins_with_the_first_reviewer(change, owner, places):
    submitted(change, owner, places)
    for values in (
        {"first_authority": places.guangzhou},
        {"chain": [places.guangdong.code]},
        {"chain": []},
    ):
        with pytest.raises(IntegrityError, match="filing_chain_begins_with_first"), transaction.atomic():
            Filing.objects.filter(pk=change.pk).update(**values)


def test_a_revision_is_scored_whole_or_not_at_all(change, owner):
    for values in (
        {"score": "60"},
        {"standard": "R2022-INNOVATIVE"},
        {"facts": {}},
        {"evaluation": {}, "facts": {}},
    ):
        with pytest.raises(IntegrityError, match="revision_scored_whole"), transaction.atomic():
            Revision.objects.create(filing=change, number=1, content={}, submitted_by=owner, **values)


def test_a_business_without_a_form_is_refused_when_it_begins(enterprise, owner, places):
    window = factories.make_window(places.guangdong, kind=FilingKind.UPDATE)
    with pytest.raises(FilingRefused, match="尚未开放"):
        start_filing(enterprise, window, owner)
    assert not Filing.objects.exists()


def test_a_batch_holds_one_business(enterprise, places, officials):
    window = factories.make_window(places.guangdong, kind=FilingKind.RENEWAL)
    renewal = Filing.objects.create(
        enterprise=enterprise,
        kind=FilingKind.RENEWAL,
        tier=Tier.INNOVATIVE,
        window=window,
        state=FilingState.APPROVED,
        submitted_at=timezone.now(),
        first_authority=places.tianhe,
        chain=[places.tianhe.code, places.guangdong.code],
        current_authority=places.guangdong,
    )
    new, kept = (
        Batch.objects.create(name=kind.label, kind=kind, tier=Tier.INNOVATIVE, authority=places.guangdong)
        for kind in (FilingKind.DECLARATION, FilingKind.RENEWAL)
    )
    assert [list(candidates(each)) for each in (new, kept)] == [[], [renewal]]
    assert add_filings(new, [renewal], officials["guangdong"]) == 0
    assert add_filings(kept, [renewal], officials["guangdong"]) == 1
    with pytest.raises(IntegrityError, match="batch_of_what_is_certified"), transaction.atomic():
        Batch.objects.create(
            name="更新", kind=FilingKind.UPDATE, tier=Tier.INNOVATIVE, authority=places.guangdong
        )
