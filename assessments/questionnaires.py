"""Questionnaires as versioned data: what a 评测表 consists of.

Points are exact decimals, never floats. The module is pure: no database, no settings, no clock.
`questionnaire_files` reads one, `questionnaire_checks` says what a sound one is, `scoring` scores the answers.
"""

import hashlib
import json
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from assessments.enums import ItemKind, Trend


class QuestionnaireError(ValueError):
    """A questionnaire that cannot be used; `problems` lists every (where, what is wrong and how to mend it)."""

    def __init__(self, problems: list[tuple[str, str]]):
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{where}：{message}" for where, message in problems))


@dataclass(frozen=True)
class Dimension:
    """One of the four dimensions; `weight` in points, None where it is judged by scenes instead of a score."""

    code: str
    name: str
    weight: Decimal | None = None


@dataclass(frozen=True)
class Option:
    """One answer. `to`: upper bound of its band in percent, inclusive; `trend`: the change it states."""

    code: str
    text: str
    points: Decimal
    exclusive: bool = False
    to: Decimal | None = None
    trend: Trend | None = None


@dataclass(frozen=True)
class NumberField:
    """A number asked beside the options, never negative, at most `maximum`, without decimals if `whole`."""

    code: str
    label: str
    unit: str
    maximum: Decimal | None = None
    whole: bool = False
    required: bool = True


@dataclass(frozen=True)
class ShareBand:
    """The band follows from a percentage: numerator / denominator where counted, else the one stated.

    `open`: the numerator is no part of the denominator and may exceed it; then the highest band applies.
    """

    stated: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    open: bool = False
    of: str = "share"


@dataclass(frozen=True)
class ChangeBand:
    """The option follows from comparing now[0] / now[1] with before[0] / before[1], or now[0] with before[0].

    Not `binding`: the question is about another period, so a contradiction is only a hint.
    """

    now: tuple[str, ...]
    before: tuple[str, ...]
    binding: bool = True
    of: str = "change"


@dataclass(frozen=True)
class Item:
    """A scored question. `topic` / `name`: first- and second-level indicator; `points`: its maximum."""

    code: str
    dimension: str
    topic: str
    name: str
    kind: ItemKind
    text: str
    points: Decimal
    options: tuple[Option, ...]
    numbers: tuple[NumberField, ...] = ()
    band: ShareBand | ChangeBand | None = None
    help: str = ""

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)

    def number(self, code: str) -> NumberField | None:
        return next((number for number in self.numbers if number.code == code), None)

    @property
    def references(self) -> tuple[str, ...]:
        """Full names of the numbers its band is computed from."""
        match self.band:
            case ShareBand(stated, numerator, denominator):
                names = [name for name in (stated, numerator, denominator) if name]
            case ChangeBand(now, before):
                names = [*now, *before]
            case _:
                names = []
        return tuple(self.path(name) for name in names)

    def path(self, reference: str) -> str:
        """Full name of a number: `total` -> `Q02.total`; `Q14.staff_now` stays."""
        return reference if "." in reference else f"{self.code}.{reference}"


@dataclass(frozen=True)
class Scene:
    """A scene of 数字化经营, judged by level; `levels` describes 一级, 二级 … in order; starred: 约束性场景."""

    code: str
    dimension: str
    group: str
    name: str
    levels: tuple[str, ...]
    starred: bool = False

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True)
class LevelRule:
    """A level is reached with `score` points and `scenes` scenes (of these `starred` ★) at this level or above."""

    level: int
    label: str
    score: Decimal
    scenes: int = 0
    starred: int = 0
    name: str = ""
    meaning: str = ""

    @property
    def full_label(self) -> str:
        return f"{self.label}（{self.name}）" if self.name else self.label


@dataclass(frozen=True)
class Questionnaire:
    """One 评测表: an edition for a category of enterprises.

    `own_weights`: questions and weights are this platform's, within a public framework; pages say so.
    """

    edition: str
    category: str
    title: str
    source: str
    issued: date
    below_label: str
    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    levels: tuple[LevelRule, ...]
    scenes: tuple[Scene, ...] = ()
    scene_below: str = ""
    note: str = ""
    own_weights: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The content as plain JSON values; fields at their default are left out, so new ones keep old digests."""
        return _plain(self)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content: two questionnaires with the same digest ask and score the same."""
        text = json.dumps(self.as_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def by_code(self) -> dict[str, Item | Scene]:
        return {question.code: question for question in (*self.items, *self.scenes)}

    def questions_of(self, dimension: str) -> tuple[Item | Scene, ...]:
        return tuple(question for question in self.by_code.values() if question.dimension == dimension)

    @property
    def number_labels(self) -> tuple[str, ...]:
        """What to have at hand before beginning: every number asked for, once, but those that follow from others."""
        bands = {item.code: item.band for item in self.items}
        return tuple(
            dict.fromkeys(
                number.label
                for item in self.items
                for number in item.numbers
                if number.code != getattr(bands[item.code], "stated", None)
            )
        )

    def rule(self, level: int) -> LevelRule | None:
        return next((rule for rule in self.levels if rule.level == level), None)

    def level_label(self, level: int) -> str:
        rule = self.rule(level)
        return rule.full_label if rule else self.below_label

    def short_level_label(self, level: int | None) -> str:
        """`二级` without the level's name; what was not answered has none."""
        if level is None:
            return "未作答"
        rule = self.rule(level)
        return rule.label if rule else self.below_label


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if hasattr(value, "__dataclass_fields__"):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.name == "of" or field.default is MISSING or getattr(value, field.name) != field.default
        }
    return value
