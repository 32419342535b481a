"""特色化指标 of the demonstration: invented ones, so that nobody takes them for what a province has set."""

from django.utils import timezone

from declarations.models import ProvincialIndicator, ProvincialStandard
from declarations.standards.provincial import ProvincialKind
from declarations.standards.provincial_text import read_options
from enterprises.models import Authority

_BASIS = "演示数据：指标为虚构，合格分70分为示例，均不是广东省的规定。"
_INDICATORS = (
    (
        "所在产业集群（示例）",
        ProvincialKind.CHOICE,
        5,
        "",
        "产业集群主管部门出具的证明",
        "省级重点培育的产业集群 | 5\n市级重点培育的产业集群 | 3\n区县级重点培育的产业集群 | 1",
    ),
    (
        "特色经营（示例）",
        ProvincialKind.SEVERAL,
        6,
        "",
        "认定文件、获奖证书或销售合同",
        "首台（套）重大技术装备 | 2\n省级中小企业创新大赛获奖 | 2\n地理标志产品 | 2\n为省内重点产业链龙头企业配套 | 2",
    ),
    (
        "主导产品出口额占营业收入比重（示例）",
        ProvincialKind.BANDS,
        4,
        "%",
        "报关单或审计报告",
        "30 | 4\n20 | 3\n10 | 2\n5 | 1",
    ),
)


def create_provincial_standard() -> None:
    """广东省 2025, published."""
    standard = ProvincialStandard.objects.create(
        authority=Authority.objects.get(code="440000"), year=2025, pass_mark=70, basis=_BASIS
    )
    for number, (name, kind, maximum, unit, evidence, text) in enumerate(_INDICATORS, start=1):
        ProvincialIndicator.objects.create(
            standard=standard,
            number=number,
            name=name,
            kind=kind,
            maximum=maximum,
            unit=unit,
            evidence=evidence,
            options=[option.to_dict() for option in read_options(text, kind, maximum)],
        )
    standard.published_at = timezone.now()
    standard.save(update_fields=["published_at"])
