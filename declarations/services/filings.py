"""Beginning a filing, saving its sections, deleting a draft. Right when done twice."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments.services.matching import counting
from declarations.dossier.editing import FilingRefused
from declarations.enums import VOID_STATES, FilingState
from declarations.models import Attachment, Filing, Window
from declarations.services.windows import NO_FORM, has_form, window_for
from declarations.tiers import TIERS
from enterprises.completeness import missing_profile_fields
from enterprises.kit.files.downloads import delete_after_commit
from enterprises.models import Authority, Enterprise, User


def start_filing(
    enterprise: Enterprise,
    window: Window,
    user: User,
    at: dt.datetime | None = None,
    place: Authority | None = None,
) -> tuple[Filing, bool]:
    """The draft of ``enterprise`` in ``window``: the active filing there already is, or a new one.

    ``place`` is the office whose place was chosen. Returns the filing and whether it is new. A withdrawn or lapsed filing leaves room for another.

    Raises:
        FilingRefused: no form for this title yet, window closed or not for this place, profile incomplete,
            assessment missing (M2.3, M3.4, M4.4).
    """
    at = at or timezone.now()
    refusal = refusal_of_place(enterprise, place)
    if refusal:
        raise refusal
    active = active_filing(enterprise, window)
    if active:
        return active, False
    refusal = refusal_to_start(enterprise, window, at)
    if refusal:
        raise refusal
    try:
        with transaction.atomic():
            # Filings of one enterprise are numbered one at a time.
            list(Enterprise.objects.select_for_update(no_key=True).filter(pk=enterprise.pk).values("pk"))
            return Filing.objects.create(
                enterprise=enterprise, kind=window.kind, tier=window.tier, window=window, created_at=at
            ), True
    except IntegrityError:
        # The other half of a double click was quicker.
        return active_filing(enterprise, window), False


def active_filing(enterprise: Enterprise, window: Window) -> Filing | None:
    """The filing of ``enterprise`` in ``window`` that leaves no room for another."""
    return (
        Filing.objects.filter(enterprise=enterprise, kind=window.kind, tier=window.tier, window=window)
        .exclude(state__in=VOID_STATES)
        .first()
    )


def refusal_of_place(enterprise: Enterprise, place: Authority | None) -> FilingRefused | None:
    """Why ``enterprise`` cannot declare in the place it chose: who reviews follows from the 注册地 alone (M3.1)."""
    if place is None or enterprise.authority is None or place.covers(enterprise.authority):
        return None
    chosen = place.region.name if place.region else place.name
    return FilingRefused(
        f"您选择的是{chosen}，本企业的注册地是{enterprise.region}。申报由注册地的{enterprise.authority}审核，"
        f"不由{place}审核，所以没有在{chosen}建立申报。如果注册地有误，请先修改企业信息；注册地无误的，请选择本企业所在地。",
        reverse("enterprises:profile"),
        "查看企业信息",
    )


def refusal_to_start(enterprise: Enterprise, window: Window, at: dt.datetime) -> FilingRefused | None:
    """Why ``enterprise`` cannot begin a filing in ``window`` at ``at``; ``None`` when it can."""
    profile = reverse("enterprises:profile_edit")
    if not has_form(window.tier, window.kind):
        return FilingRefused(NO_FORM)
    if window.suspended_at:
        return FilingRefused(window.suspension_words)
    problem = window.standard_problem()
    if problem:
        return FilingRefused(f"“{window}”没有适用的标准，不能申报：{problem}")
    if not window.checklists():
        return FilingRefused(f"“{window}”的佐证材料清单还没有发布，暂时不能申报。请联系{window.authority}。")
    if problem := window.refusal(at, "申报"):
        return FilingRefused(problem)
    if enterprise.authority is None:
        return FilingRefused(
            "还没有填写注册地，无法确定审核部门。请先完善企业信息。", profile, "填写企业信息"
        )
    if not window.authority.covers(enterprise.authority):
        return FilingRefused(
            f"企业的注册地由{enterprise.authority}审核，不在“{window}”的范围内。请在列表中选择本企业所在地。",
            reverse("declarations:cities") + f"?tier={window.tier}",
            "重新选择",
        )
    return _refusal_beside_others(enterprise, window, at) or _refusal_of_content(enterprise, window)


def _refusal_beside_others(enterprise: Enterprise, window: Window, at: dt.datetime) -> FilingRefused | None:
    """One enterprise, one declaration per title and year, in the window nearest to it."""
    own = window_for(enterprise, window.tier, at, window.kind)
    if own is None:
        problem = window.superior_problem() or "没有开放"
        return FilingRefused(f"申报时间“{window}”现在不能使用：{problem}。请联系当地主管部门。")
    if own != window:
        return FilingRefused(
            f"企业所在地有单独的申报时间“{own}”，请在那里申报。",
            reverse("declarations:new") + f"?window={own.pk}",
            "前往申报",
        )
    other = (
        Filing.objects.filter(enterprise=enterprise)
        .in_the_way(kind=window.kind, tier=window.tier, year=window.year, window=window)
        .exclude(window=window)
        .first()
    )
    if other:
        return FilingRefused(
            f"本企业{window.year}年度已有一份{window.get_tier_display()}申报。",
            reverse("declarations:filing", args=[other.pk]),
            "查看申报",
        )
    return None


def _refusal_of_content(enterprise: Enterprise, window: Window) -> FilingRefused | None:
    """What the enterprise has to fill in or take first."""
    profile = reverse("enterprises:profile_edit")
    missing = missing_profile_fields(enterprise)
    if missing:
        labels = "、".join(label for _, label in missing)
        return FilingRefused(f"企业信息还不完整，请先填写：{labels}。", profile, "完善企业信息")
    if window.kind in TIERS[window.tier].assessed and counting(enterprise) is None:
        why = f"申报{window.get_tier_display()}须先完成数字化水平评测；所属行业或评测类别变更后，须重新评测。"
        return FilingRefused(why, reverse("assessments:list"), "去自评")
    return None


@transaction.atomic
def delete_draft(filing: Filing, at: dt.datetime | None = None) -> bool:
    """Delete a draft with its files. Returns whether there was one; twice is as good as once.

    Raises:
        FilingRefused: it was submitted meanwhile.
    """
    locked = Filing.objects.select_for_update(of=("self",)).filter(pk=filing.pk).first()
    if locked is None:
        return False
    if locked.state != FilingState.DRAFT:
        raise FilingRefused(
            "只有未提交的草稿可以删除。", reverse("declarations:filing", args=[filing.pk]), "查看申报"
        )
    attachments = list(Attachment.objects.filter(filing=locked))
    names = [attachment.file.name for attachment in attachments]
    Attachment.objects.filter(pk__in=[attachment.pk for attachment in attachments]).delete()
    locked.delete()
    delete_after_commit(names)
    return True
