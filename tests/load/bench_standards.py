"""How many enterprises a core explains in a second: 100,000 generated ones by annex 2, fewer by every other standard.

``make bench-standards``. The facts are made beforehand, in portions, outside the measured time; what is measured is
``evaluate`` with every line, text and next step. Seeded, so that two runs evaluate the same enterprises.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from declarations.standards import Facts, Standard, all_standards, evaluate, get_standard
from declarations.standards.facts import (
    Award,
    ContestResult,
    EquityRound,
    Honour,
    Institution,
    IntellectualProperty,
    MainProduct,
    QualityEvidence,
    Statements,
    TechnicalStandard,
    Title,
    YearFigures,
)
from declarations.standards.provincial import (
    ProvincialIndicator,
    ProvincialKind,
    ProvincialOption,
    ProvincialScheme,
    localised,
)
from enterprises.enums import (
    Acquisition,
    HighValueReason,
    HonourKind,
    IntellectualPropertyKind,
    ProductField,
    QualityKind,
    RecognitionLevel,
    StandardScope,
    TitleKind,
)

PORTION = 2_000
AS_OF = date(2026, 3, 1)
YEAR = 2025
# Of every fact so many are not filled in.
UNKNOWN = 0.05

SCHEME = ProvincialScheme(
    "示例省",
    YEAR,
    70,
    (
        ProvincialIndicator(
            "9.1",
            "重点产业领域",
            ProvincialKind.CHOICE,
            8,
            (ProvincialOption("a", "省级重点产业链", 8), ProvincialOption("b", "市级重点产业链", 4)),
        ),
        ProvincialIndicator(
            "9.2",
            "市场占有率",
            ProvincialKind.BANDS,
            7,
            (
                ProvincialOption("x", "10%以上", 7, Decimal(10)),
                ProvincialOption("y", "5%以上", 3, Decimal(5)),
            ),
            unit="%",
        ),
    ),
)


class Population:
    """Enterprises as they apply: growing by some percent, up to eight rights and three proofs of quality, and what
    few have: a fifth has won an award, a sixth raised equity, one in thirty stands in the list of 创客中国.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def __iter__(self) -> Iterator[Facts]:
        while True:
            yield self.facts()

    def facts(self) -> Facts:
        revenue = self._money(500, 40_000)
        rows = {}
        for year in range(YEAR, YEAR - 3, -1):
            rows[year] = self._figures(revenue)
            revenue = (revenue / Decimal(str(self.random.uniform(0.9, 1.3)))).quantize(Decimal("0.01"))
        return Facts(
            year=YEAR,
            as_of=AS_OF,
            figures=rows,
            main_product=self._product(),
            statements=Statements(leading_position=self._maybe(True), high_reputation=self._maybe(True)),
            digital_level=self._maybe(self.random.randint(0, 4)),
            development_scores={YEAR + 1: self._money(30, 90)},
            intellectual_property=self._several(self._right, 8),
            awards=self._several(self._award, 2, 0.2),
            contests=self._several(self._contest, 1, 0.03),
            honours=self._several(self._honour, 2, 0.5),
            institutions=self._several(self._institution, 2, 0.6),
            equity_rounds=self._several(self._round, 3, 0.16),
            quality_evidence=self._several(self._quality, 3),
            technical_standards=self._several(self._standard, 3, 0.3),
            titles=self._several(self._title, 1, 0.5),
            provincial={
                "9.1": self.random.choice(["a", "b", "none"]),
                "9.2": str(self.random.randint(0, 20)),
            },
        )

    def _maybe(self, value):
        return None if self.random.random() < UNKNOWN else value

    def _money(self, low: float, high: float) -> Decimal:
        return Decimal(str(round(self.random.uniform(low, high), 2)))

    def _day(self, years: int) -> date:
        return AS_OF - timedelta(days=self.random.randint(0, 365 * years))

    def _several(self, make, most: int, how_many_have_any: float = 0.9):
        count = self.random.randint(1, most) if self.random.random() < how_many_have_any else 0
        return self._maybe(tuple(make() for _ in range(count)))

    def _part(self, whole: Decimal, low: float, high: float) -> Decimal:
        return (whole * Decimal(str(self.random.uniform(low, high)))).quantize(Decimal("0.01"))

    def _figures(self, revenue: Decimal) -> YearFigures:
        assets, staff = self._part(revenue, 0.5, 2), self.random.randint(10, 800)
        return YearFigures(
            revenue=revenue,
            main_revenue=self._maybe(self._part(revenue, 0.4, 1)),
            rd_expense=self._maybe(self._part(revenue, 0, 0.12)),
            net_profit=self._maybe(self._part(revenue, -0.05, 0.15)),
            total_cost=self._maybe(self._part(revenue, 0.7, 1)),
            total_assets=assets,
            total_liabilities=self._maybe(self._part(assets, 0.1, 1)),
            employees=staff,
            rd_staff=self._maybe(self.random.randint(0, staff // 2)),
            tech_staff=self._maybe(self.random.randint(0, staff // 2)),
        )

    def _product(self) -> MainProduct:
        return MainProduct(
            name="主导产品",
            in_strategic_emerging=self._maybe(self.random.random() < 0.5),
            segment_years=self._maybe(Decimal(self.random.randint(0, 20))),
            chain_role=self._maybe(self.random.random() < 0.5),
            fields=self._maybe(tuple(self.random.sample(list(ProductField), self.random.randint(0, 2)))),
            domestic_share=self._maybe(self._money(0, 0.3)),
            domestic_rank=self._maybe(self.random.randint(1, 30)),
        )

    def _right(self) -> IntellectualProperty:
        transferred = self.random.random() < 0.2
        return IntellectualProperty(
            kind=self.random.choice(
                [
                    IntellectualPropertyKind.INVENTION,
                    IntellectualPropertyKind.UTILITY_MODEL,
                    IntellectualPropertyKind.SOFTWARE,
                ]
            ),
            name="一种装置",
            number="ZL20201",
            granted_on=self._day(12),
            acquisition=Acquisition.TRANSFERRED if transferred else Acquisition.OWN,
            transferred_on=self._day(3) if transferred else None,
            related_to_main_product=self._maybe(self.random.random() < 0.9),
            high_value_reasons=self._maybe((HighValueReason.PLEDGED,) if self.random.random() < 0.1 else ()),
            owner_rank=self._maybe(self.random.randint(1, 4)),
            produces_benefit=self._maybe(self.random.random() < 0.8),
        )

    def _award(self) -> Award:
        rank = self.random.randint(1, 8)
        return Award("科技进步奖", self.random.choice(list(RecognitionLevel)), self._day(5), rank)

    def _contest(self) -> ContestResult:
        return ContestResult("创客中国", self.random.randint(1, 600), self._day(4))

    def _honour(self) -> Honour:
        return Honour("高新技术企业", self.random.choice(list(HonourKind)), None, AS_OF + timedelta(days=300))

    def _institution(self) -> Institution:
        return Institution("企业技术中心", self.random.choice(list(RecognitionLevel)), self._day(6))

    def _round(self) -> EquityRound:
        given_up = self._money(0.01, 0.4)
        return EquityRound("创业投资基金", self._day(4), self._money(100, 5_000), given_up, True)

    def _quality(self) -> QualityEvidence:
        level = self.random.choice(list(RecognitionLevel))
        return QualityEvidence(self.random.choice(list(QualityKind)), "证书", level, None, None)

    def _standard(self) -> TechnicalStandard:
        return TechnicalStandard("标准", self.random.choice(list(StandardScope)), self._day(6), 2)

    def _title(self) -> Title:
        return Title(self.random.choice(list(TitleKind)), None, AS_OF + timedelta(days=300))


def measure(standard: Standard, count: int, seed: int) -> tuple[float, Counter]:
    """Seconds of processor time for ``count`` evaluations, and how often each verdict came out."""
    population, verdicts, seconds = iter(Population(seed)), Counter(), 0.0
    for start in range(0, count, PORTION):
        portion = [next(population) for _ in range(min(PORTION, count - start))]
        began = time.process_time()
        for facts in portion:
            verdicts[evaluate(standard, facts).verdict.value] += 1
        seconds += time.process_time() - began
    return seconds, verdicts


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--count", type=int, default=100_000, help="enterprises by annex 2")
    options.add_argument("--others", type=int, default=10_000, help="enterprises by every other standard")
    options.add_argument("--seed", type=int, default=2026)
    chosen = options.parse_args()
    annex_2 = localised(get_standard("R2022-SPECIALIZED"), SCHEME)
    others = [each for each in all_standards() if each.kind != "renewal" and each.id != annex_2.id]
    print("| standard | enterprises | explained evaluations/s and core | met | not met | unknown |")
    print("|---|--:|--:|--:|--:|--:|")
    for standard, count in [(annex_2, chosen.count), *((each, chosen.others) for each in others)]:
        seconds, verdicts = measure(standard, count, chosen.seed)
        shares = " | ".join(f"{verdicts[name] / count:.1%}" for name in ("met", "not_met", "unknown"))
        print(f"| {standard.id} | {count:,} | {count / seconds:,.0f} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
