"""What a section of a declaration is."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse

from declarations.dossier.loading import Dossier
from declarations.models import Filing
from declarations.words.blocks import Block


@dataclass(frozen=True)
class Problem:
    """What keeps a filing from being submitted: where, what and how to mend it, and the link that leads there."""

    where: str
    message: str
    href: str


class Section:
    """One page of the form. Stateless: everything about a filing comes in its dossier.

    ``page`` names the view that shows it: ``form`` for sections with a form class, else a page of its own.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    lead: ClassVar[str] = ""
    page: ClassVar[str]
    is_computed: ClassVar[bool] = False

    def href(self, filing: Filing, anchor: str = "") -> str:
        return reverse("declarations:section", args=[filing.pk, self.key]) + anchor

    def problems(self, dossier: Dossier) -> list[Problem]:
        """What is missing or contradictory for a submission."""
        return []

    def block(self, dossier: Dossier) -> Block:
        """What the section says, for reading."""
        raise NotImplementedError

    def problem(self, dossier: Dossier, where: str, message: str, anchor: str = "") -> Problem:
        return Problem(
            f"{self.title} · {where}" if where else self.title, message, self.href(dossier.filing, anchor)
        )


class FormSection(Section):
    """A section that one form fills in and ``FilingSection`` keeps."""

    page = "form"
    template: ClassVar[str] = "declarations/sections/form.html"

    def form(self, dossier: Dossier, data: Any = None, extra: str = "") -> Any:
        """The form of the section; bound when ``data`` is given. ``extra`` names a list to lengthen."""
        raise NotImplementedError

    def version(self, dossier: Dossier) -> str:
        """What a page must send back to prove that it showed the newest state."""
        return str(dossier.version(self.key))

    def describe(self, dossier: Dossier, data: dict) -> dict[str, str]:
        """Label → text of ``data`` as stored or as typed, to show both sides of a conflict."""
        raise NotImplementedError
