"""What scoring an assessment yields, and its JSON form (kept with the assessment, printed by tools).

Points and rates are exact decimals; in JSON they are strings.
"""

from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from assessments.enums import ProblemKind


@dataclass(frozen=True)
class Problem:
    """Something to mend before submitting, or to look at again. `where`: code of the question."""

    where: str
    kind: ProblemKind
    message: str

    @property
    def blocking(self) -> bool:
        return self.kind is not ProblemKind.NOTICE


@dataclass(frozen=True)
class ItemScore:
    """`options`: codes that counted; `computed`: the option followed from the numbers; `rate` in percent."""

    code: str
    name: str
    dimension: str
    points: Decimal
    maximum: Decimal
    options: tuple[str, ...] = ()
    computed: bool = False
    rate: Decimal | None = None


@dataclass(frozen=True)
class DimensionScore:
    code: str
    name: str
    points: Decimal
    maximum: Decimal


@dataclass(frozen=True)
class SceneLevel:
    """Level of a scene; 0 未达到一级, None not answered."""

    code: str
    name: str
    group: str
    starred: bool
    level: int | None


@dataclass(frozen=True)
class SceneCount:
    """How many scenes are at `level` or above, and how many the level rule needs."""

    level: int
    scenes: int
    starred: int
    scenes_needed: int
    starred_needed: int

    @property
    def met(self) -> bool:
        return self.scenes >= self.scenes_needed and self.starred >= self.starred_needed


@dataclass(frozen=True)
class LiftStep:
    """One question's next step: what is answered, what would be better, and the points it brings (None: a scene)."""

    code: str
    name: str
    now: str
    better: str
    points: Decimal | None


@dataclass(frozen=True)
class Lift:
    """What is missing for the next level, as numbers and in words; ``steps`` are ways to get there, largest first."""

    level: int
    label: str
    points: Decimal
    scenes: int
    starred: int
    advice: tuple[str, ...]
    steps: tuple[LiftStep, ...] = ()


@dataclass(frozen=True)
class AssessmentResult:
    """Levels are 0 (未达一级) to 4; `level_by_scenes` is None where the questionnaire has no scenes."""

    edition: str
    category: str
    digest: str
    items: tuple[ItemScore, ...]
    dimensions: tuple[DimensionScore, ...]
    scenes: tuple[SceneLevel, ...]
    scene_counts: tuple[SceneCount, ...]
    total: Decimal
    level_by_score: int
    level_by_scenes: int | None
    level: int
    label: str
    lift: Lift | None
    problems: tuple[Problem, ...]

    @property
    def submittable(self) -> bool:
        return not any(problem.blocking for problem in self.problems)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; `from_dict` turns them back into an equal result."""
        return _plain(self)

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> "AssessmentResult":
        return _typed(cls, content)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def _typed(kind: Any, value: Any) -> Any:
    if isinstance(kind, UnionType):
        if value is None:
            return None
        kind = next(part for part in get_args(kind) if part is not type(None))
    if get_origin(kind) is tuple:
        return tuple(_typed(get_args(kind)[0], entry) for entry in value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _typed(hints[name], entry) for name, entry in value.items()})
    return kind(value)
