"""A scheme of each kind of indicator, one with half points, and what an answer is worth."""

from decimal import Decimal

from declarations.standards import Facts, get_standard
from declarations.standards.case import Case
from declarations.standards.provincial import (
    ProvincialIndicator,
    ProvincialKind,
    ProvincialOption,
    ProvincialScheme,
    localised,
)

SPECIALIZED = get_standard("R2022-SPECIALIZED", 1)
CHOICE = ProvincialIndicator(
    code="9.1",
    name="所属产业集群",
    kind=ProvincialKind.CHOICE,
    maximum=6,
    options=(
        ProvincialOption("a", "省级重点产业集群", 6),
        ProvincialOption("b", "市级重点产业集群", 4),
        ProvincialOption("c", "县级重点产业集群", 1),
    ),
    evidence="集群名单",
)
SEVERAL = ProvincialIndicator(
    code="9.2",
    name="创新活动",
    kind=ProvincialKind.SEVERAL,
    maximum=5,
    options=tuple(ProvincialOption(key, f"活动{key}", 2) for key in "abcd"),
)
BANDS = ProvincialIndicator(
    code="9.3",
    name="国内市场占有率",
    kind=ProvincialKind.BANDS,
    maximum=4,
    options=(
        ProvincialOption("10", "10以上", 4, Decimal(10)),
        ProvincialOption("5", "5以上", 2, Decimal(5)),
        ProvincialOption("0.5", "0.5以上", 1, Decimal("0.5")),
    ),
    unit="%",
)
SCHEME = ProvincialScheme("广东省", 2025, 70, (CHOICE, SEVERAL, BANDS))
# Halves: 8.5 + 4 + 2.5 = 15.
HALVES = ProvincialScheme(
    "广东省",
    2025,
    70,
    (
        ProvincialIndicator(
            "9.1",
            "所属产业集群",
            ProvincialKind.CHOICE,
            8.5,
            (ProvincialOption("a", "省级", Decimal("8.5")), ProvincialOption("b", "市级", Decimal("3.5"))),
        ),
        ProvincialIndicator(
            "9.2",
            "创新活动",
            ProvincialKind.SEVERAL,
            4,
            tuple(ProvincialOption(key, f"活动{key}", Decimal("1.5")) for key in "abc"),
        ),
        ProvincialIndicator(
            "9.3",
            "国内市场占有率",
            ProvincialKind.BANDS,
            Decimal("2.5"),
            (
                ProvincialOption("10", "10以上", Decimal("2.5"), Decimal(10)),
                ProvincialOption("5", "5以上", Decimal("0.5"), Decimal(5)),
            ),
            unit="%",
        ),
    ),
)
HALF_LOCAL = localised(SPECIALIZED, HALVES)


def score(indicator, answer):
    return indicator.scoring.score(Case(Facts(provincial={indicator.code: answer}), {}))
