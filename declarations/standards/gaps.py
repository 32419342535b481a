"""What still lies between an enterprise and a standard, in the order of effort.

The order is this platform's own, no rule knows it: first what only has to be filled in, then numbers by how small
a change they need, then what the figures of the next years have to reach, then what has to be obtained or brought
about, then what only time brings, last what an authority alone can enter. Pure.

Figures of a year that is over are audited: nobody can change them. Where they fail, the enterprise is held against
the standard as it will be a year later (two, where the year before counts as well): with the figures of the last
year carried forward, raised until the standard is met, all of them together. Everything else stays as it is today.
"""

from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Any

from declarations.standards.contradictions import WHOLE_OF, consistent
from declarations.standards.engine import Standard, evaluate
from declarations.standards.facts import FIGURE_LABELS, EquityRound, Facts, YearFigures
from declarations.standards.measures import STAFF
from declarations.standards.planner import FIGURES, INFINITE, Effort, Gap, order, plan
from declarations.standards.result import ConditionResult, Evaluation, NextStep
from declarations.standards.wording import money
from enterprises.kit.times.dates import years_after

_EQUITY = "equity_rounds"
_CENT, _WHOLE = Decimal("0.01"), Decimal(1)
# The farthest a way of bands has to be walked; every round takes a figure to a border.
_ROUNDS = 60
# A rule never counts a figure that can be moved further back than the year before the last.
_FARTHEST = 2


def gaps(standard: Standard, evaluation: Evaluation, facts: Facts) -> tuple[Gap, ...]:
    """What to do so that ``evaluation`` (of ``facts`` by ``standard``) comes to MET, least effort first.

    Empty if and only if it is MET. Every fact and figure is named once. What has effort ``REACH`` belongs together;
    all steps taken, the standard is met, unless a gap says in words that this cannot be told. Never raises.
    """
    with localcontext() as context:
        context.prec = 28
        facts = consistent(facts)
        found = plan(standard, _with_later_equity(standard, evaluation, facts), facts)
        if any(_of_figures(gap) for gap in found):
            found = _ahead(standard, facts, evaluation, found)
    return tuple(sorted(found, key=order))


def _of_figures(gap: Gap) -> bool:
    return any(step.key.startswith(FIGURES) for step in gap.steps)


def _ahead(
    standard: Standard, facts: Facts, evaluation: Evaluation, found: tuple[Gap, ...]
) -> tuple[Gap, ...]:
    """The gaps of the first year in which figures that are not closed decide alone."""
    for years in range(1, _FARTHEST + 1):
        later = _Later(standard, facts, years)
        if later.solve() or years == _FARTHEST:
            break
    wanted = {gap.key: gap for gap in (*later.facts_missing(), *(gap for gap in found if gap.reason))}
    kept = [gap for gap in later.plan() if not gap.reason and not _of_figures(gap)]
    targets = later.targets()
    told = {code for gap in (*targets, *kept) for code in gap.codes}
    codes = [code for gap in found if _of_figures(gap) for code in gap.codes if code not in told]
    better = later.better_than(evaluation, codes)
    if better or not (wanted or kept or targets):
        targets.append(later.carried_forward(tuple(better or codes)))
    return (*wanted.values(), *targets, *kept)


def shifted(facts: Facts, years: int) -> Facts:
    """``facts`` as they will be ``years`` later, told by today's year: figures carried forward, all else as it is.

    The figures and equity rounds of year Y stand under Y − ``years``, those of the last year under every year since.
    """
    rows = {year - years: row for year, row in facts.figures.items()}
    if facts.year is not None and facts.year in facts.figures:
        last = facts.figures[facts.year]
        rows |= {facts.year - back: last for back in range(years)}
    rounds = facts.equity_rounds and tuple(_moved(each, years) for each in facts.equity_rounds)
    return replace(facts, figures=rows, equity_rounds=rounds)


def _moved(each: EquityRound, years: int) -> EquityRound:
    day = each.received_on
    return each if day is None else replace(each, received_on=years_after(day, -years))


@dataclass
class _Target:
    """A figure that has to move, for which lines and conditions, and what would do instead."""

    codes: dict[str, None] = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)
    down: bool = False


class _Later:
    """An enterprise some years later, its open figures raised until they are enough.

    Raises ValueError for facts of no year: of those no figure can be told.
    """

    def __init__(self, standard: Standard, facts: Facts, years: int) -> None:
        if facts.year is None:
            raise ValueError("the figures of no year")
        self.standard, self.last, self.years = standard, facts.year, years
        self.base = self.facts = shifted(facts, years)
        self._targets: dict[str, _Target] = {}

    def solve(self) -> bool:
        """Raise figures until no plan asks for more. False when a year that is over would have to change."""
        for _ in range(_ROUNDS):
            steps = [
                (gap, step, step.amount)
                for gap in self.plan()
                for step in gap.steps
                if step.key.startswith(FIGURES) and step.amount is not None
            ]
            if any(self._is_over(step.key) for _gap, step, _amount in steps):
                return False
            if not steps:
                break
            for gap, step, amount in steps:
                self._take(gap, step, amount)
        self._leave_out_what_is_not_needed()
        return True

    def plan(self) -> tuple[Gap, ...]:
        return self._plan(self.facts)

    def _plan(self, facts: Facts) -> tuple[Gap, ...]:
        evaluation = _told_when(evaluate(self.standard, facts), self.last + self.years)
        return plan(self.standard, evaluation, facts)

    def _is_over(self, key: str) -> bool:
        return int(key.split(".")[1]) + self.years <= self.last

    def _take(self, gap: Gap, step: NextStep, amount: Decimal) -> None:
        """Move one figure by ``amount``, and the whole it is part of (or its parts) where one would exceed the other."""
        row, _, name = step.key.rpartition(".")
        value = _known(self.facts, step.key)
        unit = _WHOLE if name in STAFF else _CENT
        if step.down:
            value = (value - amount).quantize(unit, ROUND_FLOOR)
            bound = [part for part, whole in WHOLE_OF.items() if whole == name]
        else:
            value = (value + amount).quantize(unit, ROUND_CEILING)
            bound = [WHOLE_OF[name]] if name in WHOLE_OF else []
        self._set(step.key, value, gap, down=step.down)
        for other in bound:
            key = f"{row}.{other}"
            room = _figure(self.facts, key)
            if room is not None and (room > value if step.down else room < value):
                self._set(key, value, gap, down=step.down)

    def _set(self, key: str, value: Decimal, gap: Gap, *, down: bool) -> None:
        target = self._targets.setdefault(key, _Target())
        target.codes |= dict.fromkeys(gap.codes)
        target.others |= dict.fromkeys(gap.others)
        target.down = down
        self.facts = _with_figure(self.facts, key, value)

    def _leave_out_what_is_not_needed(self) -> None:
        """A way may have been left for another after its first figures were raised."""
        aim = self.plan()
        for key in list(self._targets):
            without = _with_figure(self.facts, key, _known(self.base, key))
            if consistent(without) is without and self._plan(without) == aim:
                self.facts = without
                del self._targets[key]

    def targets(self) -> list[Gap]:
        """What the figures of the open years have to reach."""
        return [
            self._target(key, target, _known(self.base, key), _known(self.facts, key))
            for key, target in self._targets.items()
        ]

    def _target(self, key: str, target: _Target, before: Decimal, value: Decimal) -> Gap:
        _, told_by, name = key.split(".")
        year = int(told_by) + self.years
        words = [f"{year}年度{FIGURE_LABELS[name]}{_reaches(name, value, down=target.down)}", *target.others]
        change = abs(value - before) / abs(before) if before else INFINITE
        return Gap(
            Effort.REACH,
            "，或者".join(words),
            tuple(target.codes),
            key=f"{FIGURES}{year}.{name}",
            change=change,
        )

    def facts_missing(self) -> list[Gap]:
        """Facts that are not filled in; those of carried figures are the last year's."""
        found = []
        for gap in self.plan():
            if gap.reason and gap.key.startswith(FIGURES):
                _, told_by, name = gap.key.split(".")
                year = min(int(told_by) + self.years, self.last)
                gap = replace(gap, key=f"{FIGURES}{year}.{name}", text=f"{year}年{FIGURE_LABELS[name]}")
            if gap.reason:
                found.append(gap)
        return found

    def better_than(self, evaluation: Evaluation, codes: list[str]) -> list[str]:
        """Which of ``codes`` come out better later although none of their figures has to move."""
        then = evaluate(self.standard, self.facts)
        points = {line.code: line.at_least for line in evaluation.lines}
        met = {each.code: each.verdict for each in evaluation.conditions}
        better = [line.code for line in then.lines if line.at_least > points[line.code]]
        better += [each.code for each in then.conditions if each.verdict != met[each.code]]
        return [code for code in codes if code in better]

    def carried_forward(self, codes: tuple[str, ...]) -> Gap:
        rest = "其余" if self._targets else ""
        words = f"{self.last + self.years}年度{rest}经营数据不差于{self.last}年度，届时即可符合"
        return Gap(Effort.REACH, words, codes)


def _reaches(name: str, value: Decimal, *, down: bool) -> str:
    amount = f"{value:,} 人" if name in STAFF else f"{money(value)} 万元"
    return f"不超过 {amount}" if down else f"达到 {amount}以上"


def _figure(facts: Facts, key: str) -> Decimal | None:
    _, year, name = key.split(".")
    value = getattr(facts.figures[int(year)], name)
    return None if value is None else Decimal(value)


def _known(facts: Facts, key: str) -> Decimal:
    """A figure that a step moves: there is no step from what is unknown."""
    value = _figure(facts, key)
    if value is None:
        raise ValueError(f"{key} is unknown")
    return value


def _with_figure(facts: Facts, key: str, value: Decimal) -> Facts:
    _, year, name = key.split(".")
    row: YearFigures = facts.figures[int(year)]
    changed: dict[str, Any] = {name: int(value) if name in STAFF else value}
    return replace(facts, figures={**facts.figures, int(year): replace(row, **changed)})


def _with_later_equity(standard: Standard, evaluation: Evaluation, facts: Facts) -> Evaluation:
    """``evaluation`` whose steps by equity say how much has to come in for the next application.

    近两年 and 近三年 of equity end with the last accounting year (``periods.py``): what comes in now counts later.
    """
    if facts.year is None or not any(_by_equity(each) for each in evaluation.conditions):
        return evaluation
    later = evaluate(standard, shifted(facts, 1))
    then = {each.code: each for each in later.conditions}
    conditions = [
        each._replace(next_steps=_steps_then(each, then[each.code])) if _by_equity(each) else each
        for each in evaluation.conditions
    ]
    return _told_when(replace(evaluation, conditions=tuple(conditions)), facts.year + 1)


def _by_equity(condition: ConditionResult) -> bool:
    return any(step.key == _EQUITY for step in condition.next_steps)


def _steps_then(now: ConditionResult, then: ConditionResult) -> tuple[NextStep, ...]:
    """The steps of today, those by equity as they are then; none is left of what has come in already."""
    equity = next((step for step in then.next_steps if step.key == _EQUITY), None)
    return tuple(
        (equity or step._replace(text="已到账的股权融资已够", amount=Decimal(0)))._replace(either=step.either)
        if step.key == _EQUITY
        else step
        for step in now.next_steps
    )


def _told_when(evaluation: Evaluation, year: int) -> Evaluation:
    """Steps by equity say in which year it has to come in."""
    when = f"（{year}年12月31日前到账，下一年度申报时计入）"
    conditions = [
        each._replace(
            next_steps=tuple(
                step._replace(text=f"{step.text}{when}") if step.key == _EQUITY else step
                for step in each.next_steps
            )
        )
        if _by_equity(each)
        else each
        for each in evaluation.conditions
    ]
    return replace(evaluation, conditions=tuple(conditions))
