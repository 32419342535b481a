"""What the enterprises of the demonstration have been given and recognised for. All of it is invented."""

import datetime as dt
from decimal import Decimal
from typing import Any

from enterprises.enums import ProductField, RecordKind
from enterprises.forms.product import STATEMENTS
from enterprises.models import Enterprise, ProductProfile
from enterprises.services.products import save_product
from enterprises.services.records import declare_none

_MARK = "（演示）"


def fill_in(enterprise: Enterprise, today: dt.date) -> None:
    """Every list of a good enterprise: filled in, or said to be empty; its product, and a published score."""
    last = today.year - 1
    enterprise.awards.create(
        name=f"示例科学技术进步奖二等奖{_MARK}", level="provincial", awarded_on=dt.date(last, 5, 18), rank=2
    )
    enterprise.honours.create(
        kind="high_tech",
        name=f"GR{last}44000000{_MARK}",
        valid_from=dt.date(last, 11, 28),
        valid_until=dt.date(last + 3, 11, 27),
    )
    enterprise.institutions.create(
        kind="engineering_centre",
        name=f"高精度传动装置工程技术研究中心{_MARK}",
        level="provincial",
        recognised_on=dt.date(last - 1, 12, 20),
    )
    enterprise.quality_evidence.create(
        kind="quality_system",
        name=f"质量管理体系认证{_MARK}",
        valid_from=dt.date(last, 3, 1),
        valid_until=dt.date(last + 3, 2, 28),
    )
    enterprise.quality_evidence.create(
        kind="own_brand", name=f"示例传动{_MARK}", valid_from=dt.date(last - 4, 7, 7)
    )
    enterprise.technical_standards.create(
        name=f"示例传动装置通用技术条件{_MARK}",
        scope="industry",
        published_on=dt.date(last - 1, 4, 10),
        rank=3,
    )
    enterprise.titles.create(
        number=f"{today.year}44000000{_MARK}",
        valid_from=dt.date(today.year, 1, 1),
        valid_until=dt.date(today.year, 12, 31),
    )
    for kind in (RecordKind.CONTESTS, RecordKind.EQUITY_ROUNDS):
        declare_none(enterprise.pk, kind)
    answers = {
        "name": f"高精度传动装置{_MARK}",
        "in_strategic_emerging": True,
        "segment_years": Decimal(8),
        "chain_role": True,
        "fields": [ProductField.SIX_BASES.value, ProductField.SERVES_LEADER.value],
        "domestic_share": Decimal("11.5"),
        "domestic_rank": 4,
        **dict.fromkeys(STATEMENTS, True),
    }
    _say(enterprise, answers)
    enterprise.development_scores.create(
        year=last,
        score=Decimal("63.50"),
        source="演示数据，不是真实得分",
        published_on=dt.date(last, 12, 31),
    )


def fill_in_half(enterprise: Enterprise, today: dt.date) -> None:
    """One answer more about its product, and a single entry: most is still unknown."""
    enterprise.honours.create(
        kind="high_tech",
        name=f"GR{today.year - 2}44000001{_MARK}",
        valid_until=dt.date(today.year + 1, 11, 27),
    )
    declare_none(enterprise.pk, RecordKind.AWARDS)
    _say(enterprise, {"sound_governance": True})


def _say(enterprise: Enterprise, answers: dict[str, Any]) -> None:
    """What it says of its product, beside what its declaration said already."""
    stored = ProductProfile.objects.filter(enterprise=enterprise).first()
    save_product(enterprise.pk, answers, version=stored.version if stored else 0)
