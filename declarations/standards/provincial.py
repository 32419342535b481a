"""The 15 points of annex 2 that R2022 leaves to each province (63号 附件2 特色化), and the standard they complete.

A province answers with a scheme for a year: indicators of its own and, if it likes, a higher pass mark. R2026
(2号) has abolished these points. Pure: no database, no clock.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from declarations.standards.case import Case
from declarations.standards.columns import NUMBER
from declarations.standards.engine import Group, Indicator, Standard
from declarations.standards.points import Points, as_data, checked, exact, total
from declarations.standards.result import Missing, NextStep
from declarations.standards.scoring import Score, Scoring, known, undecided
from declarations.standards.wording import PERCENT, plain, quoted

# The indicator of annex 2 a province fills; its own ones are numbered below it: 9.1, 9.2 …
PROVINCIAL_CODE = "9"
# The answer to a choice of which no option fits.
NONE = "none"
NONE_WORDS = "以上都不是"
_NO_POINTS: Points = 0
# How much of an answer that cannot be used is repeated.
_SHOWN = 40


class ProvincialKind(StrEnum):
    """CHOICE: one option counts. SEVERAL: options add up to the maximum. BANDS: a number falls into a band."""

    CHOICE = "choice"
    SEVERAL = "several"
    BANDS = "bands"


@dataclass(frozen=True, slots=True)
class ProvincialOption:
    """``points`` for an answer, or for a number from ``border`` on. ``key`` is what an answer names.

    Raises ValueError for points nobody can give (``points.checked``).
    """

    key: str
    words: str
    points: Points
    border: Decimal | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", checked(self.points))

    @property
    def reached_from(self) -> Decimal:
        """The border of a band. Raises ValueError for an option that is none."""
        if self.border is None:
            raise ValueError(f"选项“{self.words}”没有界限。")
        return self.border

    def to_dict(self) -> dict:
        border = None if self.border is None else f"{self.border:f}"
        return {"key": self.key, "words": self.words, "points": as_data(self.points), "border": border}

    @classmethod
    def from_dict(cls, data: object) -> "ProvincialOption":
        """The option again. Raises ValueError on anything ``to_dict`` does not write."""
        row = _row(data, "选项", "key", "words", "points", "border")
        border = row["border"]
        if border is not None:
            if not isinstance(border, str) or not NUMBER.fullmatch(border):
                raise ValueError(f"选项的界限应为数字文本，不是{border!r}。")
            border = Decimal(border)
        return cls(_text(row["key"], "选项代码"), _text(row["words"], "选项"), row["points"], border)


@dataclass(frozen=True, slots=True)
class ProvincialIndicator:
    """One indicator of a province. ``unit`` is that of the number bands speak of, ``evidence`` what has to be shown.

    Raises ValueError when its options cannot give exactly 0 to ``maximum`` points, or contradict one another.
    """

    code: str
    name: str
    kind: ProvincialKind
    maximum: Points
    options: tuple[ProvincialOption, ...]
    unit: str = ""
    evidence: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "maximum", checked(self.maximum, "最高分"))
        problem = self._problem()
        if problem:
            raise ValueError(f"{self.name or self.code}：{problem}")

    def _problem(self) -> str:
        if not self.code or not self.name:
            return "指标须有代码和名称。"
        if self.maximum < 1:
            return "最高分须至少1分。"
        if not self.options:
            return "没有选项。"
        keys = [option.key for option in self.options]
        if "" in keys or NONE in keys or len(set(keys)) < len(keys):
            return "选项代码不能为空、不能重复，也不能是 none。"
        if any(not 0 <= option.points <= self.maximum for option in self.options):
            return f"选项的分值须在0至{self.maximum}分之间。"
        if self.kind is ProvincialKind.BANDS:
            return self._problem_of_bands()
        if any(option.border is not None for option in self.options):
            return "只有按数值分档的指标才有界限。"
        points = [option.points for option in self.options]
        reached = total(points) if self.kind is ProvincialKind.SEVERAL else max(points)
        if reached < self.maximum:
            return f"选项最多只能得{reached}分，达不到最高分{self.maximum}分。"
        return ""

    def _problem_of_bands(self) -> str:
        if any(option.border is None for option in self.options):
            return "每一档都须写明界限。"
        for better, worse in pairwise(self.options):
            if better.reached_from <= worse.reached_from or better.points <= worse.points:
                return "各档须从高到低排列，数值越高分值越高。"
        if self.options[0].points != self.maximum:
            return f"最高一档得{self.options[0].points}分，应等于最高分{self.maximum}分。"
        return ""

    @property
    def key(self) -> str:
        """Where its answer stands in the facts."""
        return f"provincial.{self.code}"

    @property
    def scoring(self) -> Scoring:
        """How it gives points, for the engine."""
        return _SCORINGS[self.kind](self)

    def to_dict(self) -> dict:
        return {
            "code": self.code,
            "name": self.name,
            "kind": str(self.kind),
            "maximum": as_data(self.maximum),
            "unit": self.unit,
            "evidence": self.evidence,
            "options": [option.to_dict() for option in self.options],
        }

    @classmethod
    def from_dict(cls, data: object) -> "ProvincialIndicator":
        """The indicator again. Raises ValueError on anything ``to_dict`` does not write."""
        row = _row(data, "指标", "code", "name", "kind", "maximum", "unit", "evidence", "options")
        if row["kind"] not in list(ProvincialKind):
            raise ValueError(f"没有这种计分方式：{row['kind']!r}。")
        return cls(
            code=_text(row["code"], "指标代码"),
            name=_text(row["name"], "指标名称"),
            kind=ProvincialKind(row["kind"]),
            maximum=row["maximum"],
            options=tuple(ProvincialOption.from_dict(each) for each in _list(row["options"], "选项")),
            unit=_text(row["unit"], "单位"),
            evidence=_text(row["evidence"], "佐证材料"),
        )


@dataclass(frozen=True, slots=True)
class ProvincialScheme:
    """What one province has set for one year. ``pass_mark`` None: that of the standard.

    Raises ValueError when it has no indicators, or two of one code.
    """

    province: str
    year: int
    pass_mark: int | None
    indicators: tuple[ProvincialIndicator, ...]

    def __post_init__(self) -> None:
        codes = [indicator.code for indicator in self.indicators]
        if not codes or len(set(codes)) < len(codes):
            raise ValueError(f"{self.province}{self.year}年的特色化指标不能为空，代码不能重复：{codes}。")
        if self.pass_mark is not None and not 0 <= self.pass_mark <= 100:
            raise ValueError(f"合格分{self.pass_mark}不在0至100之间。")

    @property
    def maximum(self) -> Points:
        return total(indicator.maximum for indicator in self.indicators)

    def to_dict(self) -> dict:
        """JSON-safe and lossless."""
        return {
            "province": self.province,
            "year": self.year,
            "pass_mark": self.pass_mark,
            "indicators": [indicator.to_dict() for indicator in self.indicators],
        }

    @classmethod
    def from_dict(cls, data: object) -> "ProvincialScheme":
        """The scheme again. Raises ValueError, saying what is wrong, on anything ``to_dict`` does not write."""
        row = _row(data, "方案", "province", "year", "pass_mark", "indicators")
        mark = row["pass_mark"]
        return cls(
            province=_text(row["province"], "省份"),
            year=_whole(row["year"], "年度"),
            pass_mark=None if mark is None else _whole(mark, "合格分"),
            indicators=tuple(
                ProvincialIndicator.from_dict(each) for each in _list(row["indicators"], "指标")
            ),
        )


def _row(data: object, what: str, *names: str) -> Mapping:
    if not isinstance(data, Mapping):
        raise ValueError(f"{what}应为一组字段，不是{data!r}。")
    missing, unknown = (
        [name for name in names if name not in data],
        [name for name in data if name not in names],
    )
    if missing or unknown:
        raise ValueError(f"{what}缺少字段{missing}，多出字段{unknown}。")
    return data


def _list(value: object, what: str) -> list:
    if not isinstance(value, list):
        raise ValueError(f"{what}应为列表，不是{value!r}。")
    return value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{what}应为文字，不是{value!r}。")
    return value


def _whole(value: object, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{what}应为整数，不是{value!r}。")
    return value


# --- Scoring -----------------------------------------------------------------------------------------------------
def _most_first(points: Iterable[Points]) -> tuple[Points, ...]:
    """All points that can be given, none included."""
    return tuple(sorted({*points, 0}, reverse=True))


def _unanswered(indicator: ProvincialIndicator, reason: str = "") -> Score:
    """No usable answer: every point is still possible. Without a ``reason`` it was not given."""
    named = Missing(indicator.key, indicator.name)
    return undecided(0, indicator.maximum, (named._replace(reason=reason) if reason else named,))


class _OneCounts:
    """Points of the option that was chosen."""

    def __init__(self, indicator: ProvincialIndicator) -> None:
        self.indicator = indicator
        self.formula = f"按所属情形计分：{_listed(indicator.options)}；{NONE_WORDS} 0分"
        self.choices = _most_first(option.points for option in indicator.options)

    def score(self, case: Case) -> Score:
        answer = case.facts.provincial.get(self.indicator.code)
        if answer is None or answer == "":
            return _unanswered(self.indicator)
        if not isinstance(answer, str):
            return _unanswered(self.indicator, "只能选择一个选项")
        words, points = NONE_WORDS, _NO_POINTS
        if answer != NONE:
            option = next((each for each in self.indicator.options if each.key == answer), None)
            if option is None:
                return _unanswered(self.indicator, f"没有选项“{answer[:_SHOWN]}”")
            words, points = option.words, option.points
        better = [each for each in self.indicator.options if each.points > points]
        step = None
        if better:
            nearest = min(better, key=_points)
            gain = exact(nearest.points - points)
            step = NextStep(f"{nearest.words} → +{gain} 分", gain, self.indicator.key)
        return known(points, value=words, display=words, band=words, next_step=step)


class _SeveralAdd:
    """The sum of the options that apply, at most the maximum."""

    def __init__(self, indicator: ProvincialIndicator) -> None:
        self.indicator = indicator
        self.formula = f"符合的各项分值相加，最高{indicator.maximum}分：{_listed(indicator.options)}"
        reachable = {_NO_POINTS}
        for option in indicator.options:
            reachable |= {min(indicator.maximum, total((each, option.points))) for each in reachable}
        self.choices = _most_first(reachable)

    def score(self, case: Case) -> Score:
        answer = case.facts.provincial.get(self.indicator.code)
        if answer is None:
            return _unanswered(self.indicator)
        if isinstance(answer, str):
            return _unanswered(self.indicator, "应为符合的各项的列表")
        known_keys = {option.key for option in self.indicator.options}
        strange = [key for key in answer if key not in known_keys]
        if strange:
            return _unanswered(self.indicator, f"没有选项“{'、'.join(strange)[:_SHOWN]}”")
        chosen = [option for option in self.indicator.options if option.key in answer]
        points = min(self.indicator.maximum, total(option.points for option in chosen))
        words = "、".join(option.words for option in chosen) or "无"
        return known(
            points,
            value=words,
            display=words,
            band=f"符合 {len(chosen)} 项",
            next_step=self._step(points, chosen),
        )

    def _step(self, points: Points, chosen: list[ProvincialOption]) -> NextStep | None:
        others = [each for each in self.indicator.options if each.points and each not in chosen]
        gain = min(exact(self.indicator.maximum - points), min((each.points for each in others), default=0))
        if not gain:
            return None
        nearest = min(others, key=_points)
        return NextStep(f"再符合{quoted(nearest.words)} → +{gain} 分", gain, self.indicator.key)


class _InBands:
    """Points of the highest band whose border the number reaches; on the border it is reached."""

    def __init__(self, indicator: ProvincialIndicator) -> None:
        self.indicator = indicator
        self.words = _band_words(indicator)
        steps = [
            f"{words} {each.points}分" for words, each in zip(self.words, indicator.options, strict=False)
        ]
        self.formula = f"按数值分档计分：{'；'.join(steps)}；{self.words[-1]} 0分"
        self.choices = _most_first(option.points for option in indicator.options)

    def score(self, case: Case) -> Score:
        answer = case.facts.provincial.get(self.indicator.code)
        if answer is None or answer == "":
            return _unanswered(self.indicator)
        if not isinstance(answer, str) or not NUMBER.fullmatch(answer.strip()):
            return _unanswered(self.indicator, "应为数字")
        number = Decimal(answer.strip())
        options = self.indicator.options
        place = next(
            (index for index, each in enumerate(options) if number >= each.reached_from), len(options)
        )
        points = options[place].points if place < len(options) else 0
        return known(
            points,
            value=number,
            display=f"{plain(number)}{self.indicator.unit}",
            band=self.words[place],
            next_step=self._step(number, points),
        )

    def _step(self, number: Decimal, points: Points) -> NextStep | None:
        better = [each for each in self.indicator.options if each.points > points]
        if not better:
            return None
        nearest = min(better, key=_points)
        lacking, gain = nearest.reached_from - number, exact(nearest.points - points)
        unit = self.indicator.unit
        way = (
            f"提高 {plain(lacking)} 个百分点" if unit == PERCENT else f"增加 {plain(lacking)} {unit}".rstrip()
        )
        return NextStep(f"{self.indicator.name}再{way} → +{gain} 分", gain, self.indicator.key, lacking)


def _listed(options: Iterable[ProvincialOption]) -> str:
    return "；".join(f"{option.words} {option.points}分" for option in options)


def _band_words(indicator: ProvincialIndicator) -> tuple[str, ...]:
    """The bands from best to worst, and what lies below them all."""
    borders = [f"{plain(option.reached_from)}{indicator.unit}" for option in indicator.options]
    between = (f"{low}（含）至{high}" for high, low in pairwise(borders))
    return f"{borders[0]}以上", *between, f"低于{borders[-1]}"


def _points(option: ProvincialOption) -> Points:
    return option.points


_SCORINGS: dict[ProvincialKind, Callable[[ProvincialIndicator], Scoring]] = {
    ProvincialKind.CHOICE: _OneCounts,
    ProvincialKind.SEVERAL: _SeveralAdd,
    ProvincialKind.BANDS: _InBands,
}


class ToBeSetByProvince:
    """The scoring of the province's indicator while it has published none: all its points are open."""

    formula = "由省级主管部门设定的特色化指标"

    def __init__(self, maximum: int) -> None:
        self.choices = (maximum, 0)

    def score(self, case: Case) -> Score:
        missing = Missing("provincial", "本省特色化指标", "省级主管部门尚未公布")
        return undecided(0, self.choices[0], (missing,))


# --- The standard of a province ----------------------------------------------------------------------------------
def localised(standard: Standard, scheme: ProvincialScheme | None) -> Standard:
    """``standard`` with the indicators and the pass mark of ``scheme``; unchanged where it leaves nothing to provinces.

    Raises ValueError unless the scheme shares out exactly the points the standard leaves to it.
    """
    if scheme is None or not standard.provincial_group:
        return standard
    groups = tuple(
        _filled(group, scheme) if group.code == standard.provincial_group else group
        for group in standard.groups
    )
    mark = standard.pass_mark if scheme.pass_mark is None else scheme.pass_mark
    return replace(standard, groups=groups, pass_mark=mark)


def _filled(group: Group, scheme: ProvincialScheme) -> Group:
    if scheme.maximum != group.maximum:
        raise ValueError(
            f"{scheme.province}{scheme.year}年特色化指标合计{scheme.maximum}分，应为{group.maximum}分。"
        )
    return replace(
        group,
        indicators=tuple(
            Indicator(
                code=each.code,
                name=each.name,
                maximum=each.maximum,
                source=f"{scheme.province}{scheme.year}年 特色化指标第{number}项",
                scoring=each.scoring,
            )
            for number, each in enumerate(scheme.indicators, start=1)
        ),
    )
