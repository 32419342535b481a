"""Saving an enterprise's basic information and yearly figures."""

import uuid
from typing import Any

from django.db import transaction

from enterprises.kit.forms.concurrency import apply_changes
from enterprises.models import Authority, Enterprise, YearlyFigures
from enterprises.services.certifications import standing_title
from enterprises.services.identity import IDENTITY, Hold, hold_on
from enterprises.services.locks import CONTACT, refuse_locked
from enterprises.signals import industry_changed
from enterprises.sizing import SizeResult, classify
from enterprises.years import complete_years


class ProfileLocked(Exception):
    """The enterprise is certified: but for ``CONTACT`` its basic information changes by 【信息更新】 only (M3.2)."""


class IdentityHeld(Exception):
    """What was filed under this identity is being reviewed. ``hold`` says which fields and why."""

    def __init__(self, hold: Hold) -> None:
        super().__init__(hold.reason)
        self.hold = hold


def size_of(enterprise: Enterprise, figures: YearlyFigures | None = None) -> SizeResult:
    """The size class by the figures of the last complete year, explained. One query unless ``figures`` are given."""
    if figures is None:
        figures = YearlyFigures.objects.filter(enterprise=enterprise, year=complete_years()[0]).first()
    return classify(
        enterprise.industry_id,
        enterprise.industry_class,
        figures and figures.employees,
        figures and figures.revenue,
        figures and figures.total_assets,
    )


@transaction.atomic
def save_profile(enterprise_id: uuid.UUID, changes: dict[str, Any], *, version: int) -> Enterprise:
    """Save what changed of the basic information: model attributes by name, foreign keys as ``region_id``, ``industry_id``.

    The reviewing authority follows the region (M3.1) and the size class the industry. Saving the same twice does
    nothing the second time.

    Raises:
        StaleVersion: somebody saved since ``version``.
        ProfileLocked: something else than ``CONTACT`` would change and the enterprise holds a title.
        IdentityHeld: name, 法定代表人 or 注册地 would change while a filing is reviewed.
    """
    # A submission takes the same lock first: it freezes what is stored before this, or this finds it in review.
    enterprise = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise_id)
    different = {name for name, value in changes.items() if value != getattr(enterprise, name)}
    if different - CONTACT and standing_title(enterprise):
        raise ProfileLocked
    renamed = IDENTITY & different
    if renamed and (hold := hold_on(enterprise)) and renamed & hold.fields:
        raise IdentityHeld(hold)
    industry = (enterprise.industry_id, enterprise.industry_class)
    if not apply_changes(enterprise, changes, version):
        return enterprise
    if "region_id" in changes:
        enterprise.authority = Authority.objects.nearest(enterprise.region) if enterprise.region else None
    enterprise.size = size_of(enterprise).size or ""
    enterprise.save()
    if (enterprise.industry_id, enterprise.industry_class) != industry:
        # In the same transaction: what follows from it is written with it or not at all.
        industry_changed.send(sender=Enterprise, enterprise=enterprise)
    return enterprise


@transaction.atomic
def save_figures(
    enterprise_id: uuid.UUID, year: int, changes: dict[str, Any], *, version: int, in_filing: bool = False
) -> YearlyFigures:
    """Save what changed of one year's figures; ``version`` is 0 for a year that has none yet.

    The size class follows the last complete year. ``in_filing``: on a page of a filing whose lock the caller holds.

    Raises:
        StaleVersion: somebody saved since ``version``.
        ContentLocked: the enterprise holds a title.
    """
    enterprise = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise_id)
    if not in_filing:
        refuse_locked(enterprise)
    figures = YearlyFigures.objects.filter(enterprise=enterprise, year=year).first()
    if figures is None:
        figures = YearlyFigures(enterprise=enterprise, year=year, version=0)
    if apply_changes(figures, changes, version):
        figures.save()
        if year == complete_years()[0]:
            size = size_of(enterprise, figures).size or ""
            Enterprise.objects.filter(pk=enterprise.pk).exclude(size=size).update(size=size)
    return figures
