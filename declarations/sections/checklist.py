"""佐证材料: the checklist and the files."""

from collections.abc import Sequence

from django.utils import timezone

from declarations.dossier.checklist import EvidenceItem, checklist, lacking
from declarations.dossier.loading import Dossier
from declarations.models import ChecklistItem
from declarations.models.checklist import in_year
from declarations.sections.base import Place, Problem, Section
from declarations.words.blocks import Block, FileLine


class ChecklistSection(Section):
    template = "declarations/sections/evidence.html"
    takes_files = True

    def problems(self, dossier: Dossier) -> list[Problem]:
        return [
            self.problem(
                dossier, item.title, "请上传；或把整套材料压缩包内的文件归入此项。", f"#item-{item.key}"
            )
            for item in lacking(dossier)
        ]

    def places(self, year: int, items: Sequence[ChecklistItem]) -> dict[str, Place]:
        return {
            key: Place(in_year(item.title, year), f"#item-{key}", item=key)
            for item in items
            for key in [in_year(item.key, year)]
        }

    def block(self, dossier: Dossier) -> Block:
        files = [line for item in checklist(dossier) for line in _lines(dossier, item)]
        note = "" if files else "没有上传材料。"
        return Block(self.key, self.title, files=files, note=note, is_evidence=True)


def _lines(dossier: Dossier, item: EvidenceItem) -> list[FileLine]:
    """What was given for an item: files, then entries of packages."""
    given = [(attachment, "", attachment.size) for attachment in dossier.files(item.key)]
    given += [(entry.attachment, entry.path, entry.size) for entry in dossier.entries(item.key)]
    return [
        FileLine(
            id=str(attachment.pk),
            filing_id=str(dossier.filing.pk),
            item=item.title,
            name=attachment.name,
            size=size,
            sha256=attachment.sha256,
            uploaded_at=f"{timezone.localtime(attachment.uploaded_at):%Y-%m-%d %H:%M:%S}",
            key=item.key,
            entry=path,
        )
        for attachment, path, size in given
    ]
