"""The forms of the lists an enterprise keeps: one entry each."""

from typing import Any, ClassVar

from enterprises.enums import QualityKind, RecognitionLevel
from enterprises.kit.forms.fields import AnyDayField, RankField, ShareField
from enterprises.kit.forms.listed import ListedForm
from enterprises.models import (
    Award,
    ContestResult,
    EquityRound,
    HeldTitle,
    Honour,
    Institution,
    QualityEvidence,
    TechnicalStandard,
)


class RecordForm(ListedForm):
    """``help`` are words below the fields."""

    help: ClassVar[dict[str, str]] = {}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, text in self.help.items():
            self.fields[name].help_text = text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "有效期止不能早于有效期起，请核对两个日期。")
        return cleaned

    def drop_level(self, name: str, level: RecognitionLevel) -> None:
        """Offer every level except one."""
        self.fields[name].choices = [each for each in self.fields[name].choices if each[0] != level]


class AwardForm(RecordForm):
    noun = "科技奖励"
    chosen: ClassVar[dict[str, str]] = {"level": "请选择"}
    help: ClassVar[dict[str, str]] = {
        "awarded_on": "以证书日期为准。",
        "rank": "本企业在获奖单位中的位次，独立获奖的填1；不清楚的留空。",
    }

    class Meta(ListedForm.Meta):
        model = Award
        fields: ClassVar = ["name", "level", "awarded_on", "rank"]
        field_classes: ClassVar = {"rank": RankField}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.drop_level("level", RecognitionLevel.SELF)


class ContestResultForm(RecordForm):
    noun = "名次"
    help: ClassVar[dict[str, str]] = {
        "rank": "进入50强等名单而没有具体名次的，填名单的名额，例如50。",
        "announced_on": "名单公布的日期。",
    }

    class Meta(ListedForm.Meta):
        model = ContestResult
        fields: ClassVar = ["name", "rank", "announced_on"]
        field_classes: ClassVar = {"rank": RankField}


class HonourForm(RecordForm):
    noun = "荣誉"
    chosen: ClassVar[dict[str, str]] = {"kind": "请选择"}
    help: ClassVar[dict[str, str]] = {
        "kind": "选择“其他荣誉”的，是否同类由主管部门判断。",
        "valid_until": "当日仍有效。",
    }

    class Meta(ListedForm.Meta):
        model = Honour
        fields: ClassVar = ["kind", "name", "valid_from", "valid_until"]
        field_classes: ClassVar = {"valid_from": AnyDayField, "valid_until": AnyDayField}


class InstitutionForm(RecordForm):
    noun = "研发机构"
    chosen: ClassVar[dict[str, str]] = {"kind": "不填写", "level": "请选择"}
    help: ClassVar[dict[str, str]] = {
        "level": "没有经过认定的选择“自建”。",
        "recognised_on": "以认定文件为准，自建的留空。",
    }

    class Meta(ListedForm.Meta):
        model = Institution
        fields: ClassVar = ["kind", "name", "level", "recognised_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        level, recognised = cleaned.get("level"), cleaned.get("recognised_on")
        if level == RecognitionLevel.SELF and recognised:
            self.add_error("recognised_on", "自建的没有认定日期，请清空，或改选认定级别。")
        if level and level != RecognitionLevel.SELF and not recognised and "recognised_on" not in self.errors:
            self.add_error("recognised_on", "经认定的，请填写认定日期。")
        return cleaned


class EquityRoundForm(RecordForm):
    noun = "股权融资"
    help: ClassVar[dict[str, str]] = {
        "paid_in": "实际到账的金额。",
        "share_given_up": "单笔超过30%的，标准不计入。",
        "qualified_investor": "已备案的创业投资、私募股权基金等；由主管部门核实。",
    }

    class Meta(ListedForm.Meta):
        model = EquityRound
        fields: ClassVar = ["investor", "received_on", "paid_in", "share_given_up", "qualified_investor"]
        field_classes: ClassVar = {"share_given_up": ShareField}


class QualityEvidenceForm(RecordForm):
    noun = "内容"
    chosen: ClassVar[dict[str, str]] = {"kind": "请选择", "level": "不是质量奖"}
    help: ClassVar[dict[str, str]] = {
        "kind": "ISO 9001 等选择“质量管理体系认证证书”；环境、信息安全等其他体系选择“其他管理体系认证证书”。",
        "name": "奖项、证书或品牌的名称。",
        "level": "只有质量奖填写。",
        "valid_until": "当日仍有效；没有期限的留空。",
    }

    class Meta(ListedForm.Meta):
        model = QualityEvidence
        fields: ClassVar = ["kind", "name", "level", "valid_from", "valid_until"]
        field_classes: ClassVar = {"valid_from": AnyDayField, "valid_until": AnyDayField}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.drop_level("level", RecognitionLevel.SELF)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, level = cleaned.get("kind"), cleaned.get("level")
        is_award = cleaned.get("kind") == QualityKind.AWARD
        if is_award and not level and "level" not in self.errors:
            self.add_error("level", "质量奖请选择级别。")
        if kind and not is_award and level:
            self.add_error("level", "只有质量奖有级别，请选择“不是质量奖”，或更改类型。")
        return cleaned


class TechnicalStandardForm(RecordForm):
    noun = "标准"
    chosen: ClassVar[dict[str, str]] = {"scope": "请选择"}
    help: ClassVar[dict[str, str]] = {
        "number": "例如 GB/T 12345-2020，选填。",
        "rank": "本企业在起草单位中的位次，不清楚的留空。",
    }

    class Meta(ListedForm.Meta):
        model = TechnicalStandard
        fields: ClassVar = ["name", "number", "scope", "published_on", "rank"]
        field_classes: ClassVar = {"rank": RankField}


class HeldTitleForm(RecordForm):
    noun = "入库登记"
    help: ClassVar[dict[str, str]] = {"valid_until": "当日仍有效，一般为当年12月31日。"}

    class Meta(ListedForm.Meta):
        model = HeldTitle
        fields: ClassVar = ["number", "valid_from", "valid_until"]
        field_classes: ClassVar = {"valid_from": AnyDayField, "valid_until": AnyDayField}
