"""佐证材料 of a declaration: what is asked for, and what of it is required (standards 8.1).

The list for 创新型 follows the material list of Guangdong 2026 (39号 附件5、6).
"""

from dataclasses import dataclass

from declarations.dossier import Dossier
from enterprises.enums import Tier

PACKAGE = "package"
MOST_FILES_PER_ITEM = 20


@dataclass(frozen=True)
class EvidenceItem:
    """One item of the checklist. ``archive``: a ZIP is taken as well as single files."""

    key: str
    title: str
    hint: str
    required: bool
    archive: bool = False


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
        ),
        EvidenceItem("licence", "营业执照", "副本复印件或电子营业执照。", True),
        EvidenceItem(
            "headcount", f"{year}年12月社保参保人数证明", "采用合并报表数据的，同时提供子公司的证明。", True
        ),
        EvidenceItem(
            f"audit_{year}",
            f"{year}年度审计报告",
            "须在注册会计师行业统一监管平台赋码，并能看出主营业务收入。",
            True,
        ),
        EvidenceItem(
            f"audit_{year - 1}",
            f"{year - 1}年度审计报告",
            "符合直通条件的可不提供。" if direct else "用于核对增长率。",
            not direct,
        ),
        EvidenceItem(
            "direct_proof",
            "直通条件证明",
            "奖励证书、荣誉证书、机构认定文件，或基金备案、协议和银行回单。",
            direct,
            True,
        ),
        EvidenceItem(
            "ip_certificates",
            "知识产权证书",
            "填写了知识产权的须提供；高价值情形附证明。",
            not direct and bool(dossier.rights),
            True,
        ),
        EvidenceItem(
            "product_field", "主导产品所属领域说明", "说明主导产品和所属领域，加盖公章。", not direct
        ),
        EvidenceItem(
            PACKAGE, "整套材料压缩包", "可以用一个ZIP压缩包代替逐项上传，包内按上面的顺序命名。", False, True
        ),
        EvidenceItem("other", "其他材料", "主管部门要求的其他材料。", False, True),
    ]


def lacking(dossier: Dossier) -> list[EvidenceItem]:
    """Required items without a file. A package stands for all of them."""
    if dossier.files(PACKAGE):
        return []
    return [item for item in checklist(dossier) if item.required and not dossier.files(item.key)]
