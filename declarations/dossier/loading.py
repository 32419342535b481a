"""Everything about one filing that its pages and rules read, loaded with a constant number of queries."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone

from declarations.enums import Action, FilingState
from declarations.facts.of_enterprise import Background, load_background
from declarations.forms import OfficialForm, form_of
from declarations.forms.declared import Asked, Conditions
from declarations.kinds import kind_of
from declarations.models import ArchiveEntry, Attachment, ChecklistItem, Filing, FilingSection, ReviewComment
from declarations.models.provincial import published_scheme
from declarations.standards import Evaluation, Standard, get_standard
from declarations.standards.provincial import ProvincialScheme
from enterprises.enums import RecordKind
from enterprises.kit.files.signatures import ZIP
from enterprises.models import Enterprise, IntellectualProperty, ProductProfile, YearlyFigures


@dataclass
class Dossier:
    """A filing with its content. ``as_of`` is the day its facts are judged on.

    ``product`` is the enterprise's 主导产品, empty while it said nothing. ``comments`` are the remarks of the latest
    return, while the filing is returned.
    """

    filing: Filing
    as_of: dt.date
    stored: dict[str, FilingSection]
    figures: dict[int, YearlyFigures]
    rights: list[IntellectualProperty]
    product: ProductProfile
    attachments: list[Attachment]
    packed: list[ArchiveEntry]
    comments: list[ReviewComment] = field(default_factory=list)
    # Kept by ``evaluate_dossier``.
    evaluation: Evaluation | None = None

    @property
    def enterprise(self) -> Enterprise:
        return self.filing.enterprise

    @property
    def year(self) -> int:
        """Y1, the last complete accounting year of this filing (63号 附件4 第1项): the year before the window's."""
        return self.filing.window.year - 1

    def data(self, key: str) -> dict:
        """What is stored in a section; empty when it was never saved."""
        return self.stored[key].data if key in self.stored else {}

    def version(self, key: str) -> int:
        """Version of a section, 0 when it was never saved."""
        return self.stored[key].version if key in self.stored else 0

    def files(self, item: str) -> list[Attachment]:
        return [attachment for attachment in self.attachments if attachment.item == item]

    def entries(self, item: str) -> list[ArchiveEntry]:
        """What was given for an item in packages."""
        return [entry for entry in self.packed if entry.item == item]

    @property
    def checklist_rows(self) -> list[ChecklistItem]:
        """The items of the lists of evidence the filing began with; read once."""
        return self.filing.checklist_rows

    @property
    def is_scored(self) -> bool:
        """Whether a standard evaluates it; else there are no facts, no score and no verdict."""
        return kind_of(self.filing).is_scored

    @property
    def standard(self) -> Standard:
        """The standard of the window in the version the window is bound to. Raises UnknownStandard."""
        return get_standard(self.filing.window.standard, self.filing.window.standard_version)

    @cached_property
    def scheme(self) -> ProvincialScheme | None:
        """What the province has published to complete the standard; read once, so a submission freezes what it used."""
        authority = self.enterprise.authority
        offices = self.filing.chain or (authority.lineage_codes() if authority else [])
        return published_scheme(self.standard, offices, self.filing.window.year)

    @cached_property
    def form(self) -> OfficialForm | None:
        """The form it is filled in on; None while there is none for its title and business."""
        return form_of(self.filing.tier, self.filing.kind)

    @cached_property
    def background(self) -> Background:
        """What the enterprise keeps beside the filing; read once, when the filing is first evaluated."""
        return load_background(self.enterprise)

    @cached_property
    def claims(self) -> dict[RecordKind, bool | None]:
        """The lists that prove direct conditions: whether their tick is set; None while its section was never saved."""
        sections = self.form.of_type(Conditions) if self.form else []
        return {
            each.kind: self.data(section.key).get(each.tick) is True if section.key in self.stored else None
            for section in sections
            for each in section.conditions
        }

    @property
    def is_direct(self) -> bool:
        """Whether the enterprise declares by a direct condition (63号 附件1 直通条件) instead of by score."""
        return any(self.claims.values())

    def answers(self, section: Asked) -> dict[str, Any]:
        """Row → answer of a section, JSON-safe: what the filing keeps of it, and what the enterprise does."""
        data = self.data(section.key)
        return {
            row.name: row.from_kept(getattr(self.product, row.kept)) if row.kept else data.get(row.name, "")
            for row in section.rows
        }

    def remarks(self, key: str) -> list[ReviewComment]:
        return [comment for comment in self.comments if comment.section == key]

    def remarked(self, key: str) -> dict[str, str]:
        """The places of a section that were remarked on → what was said about them."""
        found: dict[str, str] = {}
        for comment in self.remarks(key):
            if comment.place:
                before = f"{found[comment.place]}\n" if comment.place in found else ""
                found[comment.place] = before + comment.text
        return found


def filings_to_show():
    """Filings with all that a dossier reads through foreign keys."""
    return Filing.objects.select_related(
        "window__authority",
        "window__superior__authority",
        "enterprise__region",
        "enterprise__industry",
        "enterprise__authority",
        "current_authority",
        "returned_by",
        "batch",
    )


def load(filing: Filing, as_of: dt.date | None = None) -> Dossier:
    """The dossier of ``filing`` (best from ``filings_to_show``). At most seven queries, and one where there is a package.

    Evaluating it reads ``background`` and ``scheme``: two more, and one for each kind of thing the enterprise keeps.
    Its evidence reads ``checklist_rows``: one more.
    """
    attachments = list(filing.attachments.filter(removed_at=None))
    return Dossier(
        filing=filing,
        as_of=as_of or timezone.localdate(),
        stored={section.key: section for section in filing.sections.all()},
        figures={row.year: row for row in filing.enterprise.figures.all()},
        rights=list(filing.enterprise.intellectual_property.all()),
        product=_product(filing.enterprise),
        attachments=attachments,
        packed=_packed(attachments),
        comments=_latest_comments(filing),
    )


def _product(enterprise: Enterprise) -> ProductProfile:
    row = ProductProfile.objects.filter(enterprise=enterprise).first()
    return row or ProductProfile(enterprise=enterprise, version=0)


def _packed(attachments: list[Attachment]) -> list[ArchiveEntry]:
    packages = {each.pk: each for each in attachments if each.content_type == ZIP}
    entries = list(ArchiveEntry.objects.filter(attachment__in=packages)) if packages else []
    for entry in entries:
        entry.attachment = packages[entry.attachment_id]
    return entries


def _latest_comments(filing: Filing) -> list[ReviewComment]:
    if filing.state != FilingState.RETURNED:
        return []
    event = filing.events.filter(action=Action.RETURN).order_by("-number").first()
    return list(event.comments.select_related("event__from_authority")) if event else []
