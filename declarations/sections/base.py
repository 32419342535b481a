"""What a section of a filing does, whatever it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse

from declarations.dossier.loading import Dossier
from declarations.forms import declared
from declarations.models import ChecklistItem, Filing
from declarations.sections.parts import Parts
from declarations.words.blocks import Block


@dataclass(frozen=True)
class Problem:
    """What keeps a filing from being submitted: where, what and how to mend it, and the link that leads there."""

    where: str
    message: str
    href: str


@dataclass(frozen=True)
class Place:
    """What a remark can be about within a section: what it is called, and the anchor where it is filled in.

    What it says stands under ``headings`` of the section's block (those of ``Section.columns``), and in the files that
    were given for an ``item`` of the checklist.
    """

    label: str
    anchor: str
    headings: tuple[str, ...] = ()
    item: str = ""

    def lines(self, block: Block) -> dict[str, str]:
        """Label → text of what ``block`` says here."""
        return block.lines_at(self.headings, self.item)


class Section:
    """One page of the form, as its form declares it. Stateless: everything about a filing comes in its dossier.

    ``is_computed``: nobody fills it in. ``takes_files``: what is sent are files, by the page of evidence.
    """

    template: ClassVar[str]
    is_computed: ClassVar[bool] = False
    takes_files: ClassVar[bool] = False

    def __init__(self, declaration: declared.Section) -> None:
        self.declared = declaration
        self.key, self.title, self.lead = declaration.key, declaration.title, declaration.lead

    def href(self, filing: Filing, anchor: str = "") -> str:
        return reverse("declarations:section", args=[filing.pk, self.key]) + anchor

    def problems(self, dossier: Dossier) -> list[Problem]:
        """What is missing or contradictory for a submission."""
        return []

    def block(self, dossier: Dossier) -> Block:
        """What the section says, for reading."""
        raise NotImplementedError

    def columns(self, year: int) -> list[str]:
        """What the section is called in a table of many filings, heading by heading; ``year`` is the last complete one.

        The headings are those of ``Block.cells``, so that a frozen revision gives the values.
        """
        return []

    def places(self, year: int, items: Sequence[ChecklistItem]) -> dict[str, Place]:
        """What a remark can be about, by keys that stay: a question, a figure of a year, a list, an item of evidence.

        ``year`` is the last complete one; ``items`` are those of the filing's lists of evidence.
        """
        return {}

    def context(self, dossier: Dossier) -> dict[str, Any]:
        """What its page shows beside its form."""
        return {}

    def form(self, dossier: Dossier, data: Mapping[str, Any] | None = None) -> Any:
        """The form of the section, bound when ``data`` is given; None: nothing is typed here."""
        return None

    def problem(self, dossier: Dossier, where: str, message: str, anchor: str = "") -> Problem:
        return Problem(
            f"{self.title} · {where}" if where else self.title, message, self.href(dossier.filing, anchor)
        )


class FormSection(Section):
    """A section that is typed in, and saves itself."""

    template: ClassVar[str] = "declarations/sections/form.html"

    def answers(self, dossier: Dossier) -> dict[str, Any]:
        """What the page shows of every field before anything is typed, JSON-safe."""
        raise NotImplementedError

    def shown(self, dossier: Dossier) -> dict[str, str]:
        """What follows from what is stored, by the name under which the page shows it: HTML (``data-shown``)."""
        return {}

    def parts(self, dossier: Dossier, form: Any) -> Parts:
        """The fields of ``form``, which are saved one by one."""
        raise NotImplementedError

    def point_out(self, dossier: Dossier, form: Any) -> None:
        """Have the fields of ``form`` show what was remarked on them."""
        remarked = dossier.remarked(self.key)
        for part in form.forms():
            for name, field in part.fields.items():
                field.remark = remarked.get(part.add_prefix(name), "")
