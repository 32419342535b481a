"""One clear next step: which one, and where it leads."""

import datetime as dt

import pytest
from django.urls import reverse

from cultivation.next_step import next_step
from declarations.enums import FilingKind, FilingState
from declarations.models import Filing, Window
from enterprises.enums import AuthorityLevel, Tier
from enterprises.models import Authority

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
NOW = dt.datetime(2026, 5, 20, 12, 0, tzinfo=SHANGHAI)
CITY = Authority(name="广州市", level=AuthorityLevel.CITY)


def window(
    tier=Tier.INNOVATIVE, *, closes=dt.datetime(2026, 5, 26, tzinfo=SHANGHAI), corrections=None
) -> Window:
    return Window(
        name="2026年申报",
        tier=tier,
        opens_at=dt.datetime(2026, 5, 1, tzinfo=SHANGHAI),
        closes_at=closes,
        corrections_close_at=corrections,
    )


def filing(state: FilingState, **of_window) -> Filing:
    under_review = state in (FilingState.IN_REVIEW, FilingState.APPROVED, FilingState.PUBLICITY)
    chosen = window(**of_window)
    return Filing(
        state=state,
        kind=FilingKind.DECLARATION,
        tier=chosen.tier,
        window=chosen,
        current_authority=CITY if under_review else None,
    )


def step(*, missing=0, filings=(), windows=(), assessed=False):
    return next_step(missing=missing, filings=filings, windows=windows, assessed=assessed, at=NOW)


def test_a_returned_filing_comes_first():
    returned = filing(FilingState.RETURNED, corrections=dt.datetime(2026, 6, 1, tzinfo=SHANGHAI))
    found = step(missing=3, filings=[filing(FilingState.DRAFT), returned], windows=[window()])
    assert "被退回" in found.text
    assert "2026年5月31日24:00" in found.detail
    assert found.href == reverse("declarations:filing", args=[returned.pk])


def test_of_two_returned_the_one_due_first():
    late = filing(FilingState.RETURNED, corrections=dt.datetime(2026, 7, 1, tzinfo=SHANGHAI))
    soon = filing(FilingState.RETURNED, corrections=dt.datetime(2026, 6, 1, tzinfo=SHANGHAI))
    assert step(filings=[late, soon]).href.endswith(f"{soon.pk}/")


def test_m2_3_missing_information_comes_before_drafts():
    found = step(missing=3, filings=[filing(FilingState.DRAFT)], windows=[window()])
    assert "3项" in found.detail
    assert found.href == reverse("enterprises:profile_edit")


def test_a_draft_says_it_is_not_submitted_and_until_when():
    draft = filing(FilingState.DRAFT)
    found = step(filings=[draft], windows=[window(Tier.LITTLE_GIANT)])
    assert "尚未提交" in found.text
    assert "2026年5月25日24:00" in found.detail
    assert found.href == reverse("declarations:filing", args=[draft.pk])


def test_m1_5_an_open_window_leads_to_declaring():
    later = window(Tier.LITTLE_GIANT, closes=dt.datetime(2026, 7, 1, tzinfo=SHANGHAI))
    found = step(filings=[filing(FilingState.IN_REVIEW)], windows=[later, window()])
    assert found.text == "创新型中小企业正在申报"
    assert found.href == f"{reverse('declarations:cities')}?tier=innovative"


@pytest.mark.parametrize(
    ("assessed", "address"), [(False, "assessments:list"), (True, "declarations:cities")]
)
def test_m3_4_specialised_needs_the_assessment_first(assessed, address):
    assert step(windows=[window(Tier.SPECIALIZED)], assessed=assessed).href.startswith(reverse(address))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (FilingState.IN_REVIEW, "待市级审核"),
        (FilingState.APPROVED, "审核通过"),
        (FilingState.PUBLICITY, "公示中"),
    ],
)
def test_while_others_decide_there_is_nothing_to_do(state, words):
    found = step(filings=[filing(state)])
    assert found.text == f"创新型中小企业申报：{words}"
    assert "不需要您做什么" in found.detail
    assert found.tone == "progress"


@pytest.mark.parametrize("state", [FilingState.RETURNED, FilingState.DRAFT])
def test_what_is_too_late_is_no_step(state):
    found = step(filings=[filing(state, closes=NOW)])
    assert "目前没有可以办理的申报" in found.text
    assert found.href == f"{reverse('notices:list')}?level=province"


def test_nothing_open_is_said():
    assert "还没有开放" in step().detail
