"""佐证材料 of a declaration: what is asked for, and what of it is required (standards 8.1).

The list for 创新型 follows the material list of Guangdong 2026 (39号 附件5、6).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from declarations.dossier.loading import Dossier
from enterprises.enums import Tier
from enterprises.kit.files.inspection import EVIDENCE, EVIDENCE_OR_ARCHIVE
from enterprises.kit.files.signatures import ZIP
from enterprises.kit.text.nfkc import nfkc

PACKAGE = "package"
MOST_FILES_PER_ITEM = 20
# Each may have 500 entries, each a choice on the page.
MOST_PACKAGES = 3
# "3", "03、", "(3)", "第3项" before a name; not the beginning of a year or of another long number.
_LEADING_NUMBER = re.compile(r"[\s(\[【第]*0*(\d{1,2})(?!\d)")


@dataclass(frozen=True)
class EvidenceItem:
    """One item of the checklist. ``archive``: a ZIP is taken as well as single files.

    ``words``: an entry of a package belongs here when its name has one of them. ``made_anew`` and ``of_year``: what was
    given in an earlier filing does not fit another one, or one of another year.
    """

    key: str
    title: str
    hint: str
    required: bool
    archive: bool = False
    words: tuple[str, ...] = ()
    made_anew: bool = False
    of_year: bool = False

    @property
    def most(self) -> int:
        """How many files can be given."""
        return MOST_PACKAGES if self.key == PACKAGE else MOST_FILES_PER_ITEM

    @property
    def accepted(self) -> tuple[str, ...]:
        """Media types of what can be uploaded here. What stands for many items has to have parts to assign."""
        if self.key == PACKAGE:
            return (ZIP,)
        return EVIDENCE_OR_ARCHIVE if self.archive else EVIDENCE


def checklist(dossier: Dossier) -> list[EvidenceItem]:
    """The items of this filing in the order of the list, with what its route makes required."""
    if dossier.filing.tier != Tier.INNOVATIVE:
        return []
    direct, year = dossier.is_direct, dossier.year
    return [
        EvidenceItem(
            "sealed_form",
            "签字盖章的自评表",
            "其他栏目填好后下载申报表，打印后由法定代表人签字、加盖公章，再扫描上传。",
            True,
            words=("自评表", "申请表", "申报表"),
            made_anew=True,
        ),
        EvidenceItem("licence", "营业执照", "副本复印件或电子营业执照。", True, words=("执照",)),
        EvidenceItem(
            "headcount",
            f"{year}年12月社保参保人数证明",
            "采用合并报表数据的，同时提供子公司的证明。",
            True,
            words=("社保", "参保", "社会保险"),
            of_year=True,
        ),
        EvidenceItem(
            f"audit_{year}",
            f"{year}年度审计报告",
            "须在注册会计师行业统一监管平台赋码，并能看出主营业务收入。",
            True,
            words=_audit_words(year),
        ),
        EvidenceItem(
            f"audit_{year - 1}",
            f"{year - 1}年度审计报告",
            "符合直通条件的可不提供。" if direct else "用于核对增长率。",
            not direct,
            words=_audit_words(year - 1),
        ),
        EvidenceItem(
            "direct_proof",
            "直通条件证明",
            "奖励证书、荣誉证书、机构认定文件，或基金备案、协议和银行回单。",
            direct,
            True,
            words=("直通", "奖励证书", "获奖", "荣誉证书", "研发机构", "股权融资", "投资协议", "银行回单"),
        ),
        EvidenceItem(
            "ip_certificates",
            "知识产权证书",
            "填写了知识产权的须提供；高价值情形附证明。",
            not direct and bool(dossier.rights),
            True,
            words=("知识产权", "专利", "软著", "著作权", "集成电路布图", "植物新品种"),
        ),
        EvidenceItem(
            "product_field",
            "主导产品所属领域说明",
            "说明主导产品和所属领域，加盖公章。",
            not direct,
            words=("主导产品", "所属领域", "领域说明"),
        ),
        EvidenceItem(
            PACKAGE,
            "整套材料压缩包",
            "可以用一个ZIP压缩包代替逐项上传。包内的文件按名称归入各项（文件名或文件夹名以上面的序号开头，或写明材料名称），"
            "没有归入的请在下面逐个选择。归入了的才算已提供。",
            False,
            True,
        ),
        EvidenceItem(
            "other", "其他材料", "主管部门要求的其他材料。", False, True, words=("其他材料", "其它材料")
        ),
    ]


def lacking(dossier: Dossier) -> list[EvidenceItem]:
    """Required items that neither a file nor an entry of a package was given for."""
    return [
        item
        for item in checklist(dossier)
        if item.required and not dossier.files(item.key) and not dossier.entries(item.key)
    ]


def item_by_name(path: str, items: Sequence[EvidenceItem]) -> str:
    """The key of the item an entry's name says it belongs to; empty when it says none, or several.

    The file's own name says more than its folders', words more than a number; a number is the item's place in the list.
    """
    parts = [nfkc(part) for part in reversed(path.split("/"))]
    for part in parts:
        found = [item.key for item in items if any(re.search(word, part) for word in item.words)]
        if found:
            return found[0] if len(found) == 1 else ""
    for part in parts:
        number = _LEADING_NUMBER.match(part)
        if number and 0 < int(number[1]) <= len(items) and items[int(number[1]) - 1].key != PACKAGE:
            return items[int(number[1]) - 1].key
    return ""


def _audit_words(year: int) -> tuple[str, ...]:
    """Patterns of an audit report's name that says its year."""
    return (rf"(?<!\d){year}(?!\d).*审计", rf"审计.*(?<!\d){year}(?!\d)")
