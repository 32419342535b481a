"""佐证材料: the checklist and the files."""

from django.utils import timezone

from declarations.blocks import Block, FileLine
from declarations.dossier import Dossier
from declarations.evidence import checklist, lacking
from declarations.sections.base import Problem, Section


class EvidenceSection(Section):
    key = "evidence"
    title = "佐证材料"
    lead = "逐项上传，或上传一个整套材料压缩包。"
    page = "evidence"

    def problems(self, dossier: Dossier) -> list[Problem]:
        return [
            self.problem(dossier, item.title, "请上传；或上传整套材料压缩包。", f"#item-{item.key}")
            for item in lacking(dossier)
        ]

    def block(self, dossier: Dossier) -> Block:
        titles = {item.key: item.title for item in checklist(dossier)}
        files = [
            FileLine(
                id=str(attachment.pk),
                filing_id=str(dossier.filing.pk),
                item=titles.get(attachment.item, attachment.item),
                name=attachment.name,
                size=attachment.size,
                sha256=attachment.sha256,
                uploaded_at=f"{timezone.localtime(attachment.uploaded_at):%Y-%m-%d %H:%M:%S}",
            )
            for key in titles
            for attachment in dossier.files(key)
        ]
        return Block(self.key, self.title, files=files, note="" if files else "没有上传材料。")
