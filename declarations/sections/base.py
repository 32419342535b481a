"""What a section of a filing does, whatever it is made of."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse

from declarations.dossier.loading import Dossier
from declarations.forms import declared
from declarations.models import Filing
from declarations.sections.parts import Parts
from declarations.sections.storing import save_section
from declarations.words.blocks import Block
from enterprises.kit.forms.conflicts import Conflict, differences


@dataclass(frozen=True)
class Problem:
    """What keeps a filing from being submitted: where, what and how to mend it, and the link that leads there."""

    where: str
    message: str
    href: str


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

    def context(self, dossier: Dossier) -> dict[str, Any]:
        """What its page shows beside its form."""
        return {}

    def form(self, dossier: Dossier, data: Mapping[str, Any] | None = None, extra: str = "") -> Any:
        """The form of the section, bound when ``data`` is given; None: nothing is typed here.

        ``extra`` names a list to lengthen.
        """
        return None

    def problem(self, dossier: Dossier, where: str, message: str, anchor: str = "") -> Problem:
        return Problem(
            f"{self.title} · {where}" if where else self.title, message, self.href(dossier.filing, anchor)
        )


class FormSection(Section):
    """A section that is typed in; ``FilingSection`` keeps it unless ``store`` says otherwise."""

    template: ClassVar[str] = "declarations/sections/form.html"

    def version(self, dossier: Dossier) -> str:
        """What a page must send back to prove that it showed the newest state."""
        return str(dossier.version(self.key))

    def content(self, dossier: Dossier, form: Any) -> dict:
        """What would be stored of a bound form: everything readable."""
        return form.readable(dossier.data(self.key))

    def store(self, dossier: Dossier, form: Any, version: str, at: dt.datetime) -> None:
        """Store everything readable of a bound form. ``version`` is the one its page had shown.

        Raises:
            StaleSection: another page saved other content meanwhile.
            FilingRefused: the filing cannot be changed now.
        """
        save_section(dossier.filing, self.key, self.content(dossier, form), version, at)

    def parts(self, dossier: Dossier, form: Any) -> Parts | None:
        """The fields of ``form`` that are saved one by one; None for what is sent whole."""
        return None

    def dropped(self, form: Any) -> str:
        """What was not stored of a form that is in order, as a sentence; empty when nothing was dropped."""
        return ""

    def describe(self, dossier: Dossier, data: dict) -> dict[str, str]:
        """Label → text of ``data`` as stored or as typed, to show both sides of a conflict."""
        raise NotImplementedError

    def conflicts(self, dossier: Dossier, newest: Dossier, form: Any) -> list[Conflict]:
        """What ``newest`` stores differently from what was typed on a page of ``dossier``."""
        theirs = self.describe(newest, newest.data(self.key))
        return differences(theirs, self.describe(newest, self.content(dossier, form)))
