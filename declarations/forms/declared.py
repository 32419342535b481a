"""What an official form is made of, as data: its sections and their rows. One file beside this one for each form.

What a section does with it (page, problems, display, storing) is in ``declarations.sections``, by the type of section.
"""

from dataclasses import dataclass
from typing import Any

from declarations.enums import FilingKind
from declarations.forms.rows import Needed, Row
from enterprises.enums import RecordKind, Tier


@dataclass(frozen=True, kw_only=True)
class Section:
    """One page of a form. ``key`` names it in addresses, remarks and stored rows."""

    key: str
    title: str
    lead: str = ""

    @property
    def lists(self) -> tuple[RecordKind, ...]:
        """The enterprise's lists that are shown and edited here."""
        return ()

    @property
    def facts(self) -> dict[str, str]:
        """Facts of a standard that are filled in here: the path, or the name of a list → the anchor on the page."""
        return {kind.value: f"#{kind.value}" for kind in self.lists}

    def anchor_of(self, fact: str, year: int) -> str | None:
        """The anchor of the place where a fact is filled in here; None when it is not."""
        whole = self.facts
        return whole.get(fact, whole.get(fact.split(".")[0]))


@dataclass(frozen=True)
class Shown:
    """A line of 企业信息: ``name`` is the column of the enterprise it shows."""

    name: str
    label: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Profile(Section):
    """企业基本信息: what the profile says; it is edited there. ``staff``: what the staff of the last year is called."""

    rows: tuple[Shown, ...]
    staff: str = ""


@dataclass(frozen=True)
class Condition:
    """A direct condition: its code in the standard, the tick that claims it, and the list whose entries prove it.

    ``names`` are the columns of an entry that are filed; ``unit`` is what an entry is called.
    """

    code: str
    tick: str
    kind: RecordKind
    title: str
    unit: str
    names: tuple[str, ...]
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Conditions(Section):
    """直通条件: ticks, with the enterprise's lists that prove them. Any one opens the route on which ``Needed.BY_SCORE``
    is not asked.
    """

    conditions: tuple[Condition, ...]

    @property
    def lists(self) -> tuple[RecordKind, ...]:
        return tuple(each.kind for each in self.conditions)


@dataclass(frozen=True)
class Figure:
    """A figure of a year: ``name`` is its column. ``is_latest_only``: asked for the last complete year alone."""

    name: str
    label: str = ""
    help: str = ""
    unit: str = "万元"
    is_latest_only: bool = False


@dataclass(frozen=True, kw_only=True)
class YearlyFigures(Section):
    """The enterprise's yearly figures, ``years`` of them, the last complete one first; earlier ones as ``before`` says."""

    rows: tuple[Figure, ...]
    years: int
    before: Needed = Needed.BY_SCORE

    def anchor_of(self, fact: str, year: int) -> str | None:
        match fact.split("."):
            case ["figures", of, name]:
                asked = [each for each in self.rows if each.name == name]
                before = year - int(of)
                if asked and 0 <= before < (1 if asked[0].is_latest_only else self.years):
                    return f"#id_y{of}-{name}"
        return None


@dataclass(frozen=True, kw_only=True)
class Asked(Section):
    """Questions whose answers belong to the filing, or to the enterprise's 主导产品 (``Row.kept``)."""

    rows: tuple[Row, ...]

    @property
    def facts(self) -> dict[str, str]:
        return {row.fact: row.anchor for row in self.rows if row.fact}

    @property
    def own(self) -> tuple[Row, ...]:
        """The questions whose answers the filing keeps."""
        return tuple(row for row in self.rows if not row.kept)

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of what the filing keeps of the section."""
        return {
            "type": "object",
            "title": self.title,
            "properties": {row.name: row.schema() for row in self.own},
            "additionalProperties": False,
        }


@dataclass(frozen=True, kw_only=True)
class Rights(Section):
    """The enterprise's list of intellectual property; ``none``: what it ticks that has none."""

    none: str

    @property
    def lists(self) -> tuple[RecordKind, ...]:
        return (RecordKind.INTELLECTUAL_PROPERTY,)


@dataclass(frozen=True, kw_only=True)
class Checklist(Section):
    """佐证材料: the items of the checklist, and the files given for them."""


@dataclass(frozen=True, kw_only=True)
class Score(Section):
    """What the standard makes of it all; computed, never filled in."""


@dataclass(frozen=True)
class OfficialForm:
    """One official form, for one title and business. Raises ValueError when a key is used twice or a fact has two places."""

    tier: Tier
    kind: FilingKind
    title: str
    source: str
    sections: tuple[Section, ...]

    def __post_init__(self) -> None:
        for what, found in (
            ("section", [each.key for each in self.sections]),
            ("fact", [fact for each in self.sections for fact in each.facts]),
            ("row", [row.name for each in self.of_type(Asked) for row in each.rows]),
        ):
            if len(set(found)) != len(found):
                raise ValueError(f"{self.title}: a {what} stands twice in {sorted(found)}")

    def of_type(self, kind: type) -> list:
        """The sections of a type."""
        return [each for each in self.sections if isinstance(each, kind)]

    def place_of(self, fact: str, year: int) -> tuple[str, str] | None:
        """Section and anchor where a fact (``figures.2025.revenue``) is filled in; None when this form does not ask it.

        ``year`` is the last complete one of the filing.
        """
        for section in self.sections:
            anchor = section.anchor_of(fact, year)
            if anchor is not None:
                return section.key, anchor
        return None

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the form's own content: section → what is stored of it."""
        asked = {each.key: each.schema() for each in self.of_type(Asked)}
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.title,
            "type": "object",
            "properties": asked,
        }
