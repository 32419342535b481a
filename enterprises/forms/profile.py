"""The form of an enterprise's basic information (standards 8.1 and 8.2, section 一)."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from enterprises.enums import IndustryLevel
from enterprises.kit.forms.draft import DraftForm
from enterprises.kit.forms.fields import EnterpriseNameField, QuickSelect
from enterprises.kit.forms.sectioned import SectionedForm
from enterprises.models import Enterprise, Industry
from enterprises.regions import choices_for, path_of
from enterprises.services.identity import NAME, REGION, REPRESENTATIVE, Hold
from enterprises.services.locks import CONTACT

_REGION_FIELDS = ("province", "city", "county")
_CHOOSE = ("", "请选择")
_NOT_BELOW = "所选地区不属于上一级，请重新选择。"


class RegionSelect(QuickSelect):
    """One of the three selects; rests while it has nothing to offer."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {"disabled": True} if len(self.choices) == 1 else attrs


def _region_field(label: str, level: str) -> forms.ChoiceField:
    widget = RegionSelect(attrs={"data-region-level": level})
    messages = {"invalid_choice": _NOT_BELOW}
    return forms.ChoiceField(label=label, required=False, widget=widget, error_messages=messages)


class ProfileForm(SectionedForm, DraftForm):
    """企业基本信息. 注册地 is three selects; without a script 【更新下级地区】 fills the lower ones."""

    name = EnterpriseNameField()
    province = _region_field("省级", "province")
    city = _region_field("市级", "city")
    county = _region_field("区县级", "county")
    industry = forms.ChoiceField(
        label="所属行业（大类）",
        required=False,
        widget=QuickSelect(),
        help_text="按《国民经济行业分类》（GB/T 4754-2017）选择，决定数字化水平评测使用的评测表和企业规模的划型标准。",
        error_messages={"invalid_choice": "没有这个行业大类，请重新选择。"},
    )

    sections = (
        (
            "企业基本情况",
            (
                "name",
                "enterprise_type",
                "founded_on",
                "registered_capital",
                "listing_status",
                "legal_representative",
                "legal_representative_phone",
                "controlling_shareholder",
                "actual_controller",
                "actual_controller_nationality",
            ),
        ),
        ("注册地与通讯地址", (*_REGION_FIELDS, "address", "postcode")),
        ("所属行业", ("industry", "industry_class")),
        ("联系方式", ("contact_name", "contact_mobile", "contact_phone", "fax", "email")),
    )

    together: ClassVar = {"region": _REGION_FIELDS, "industry": ("industry", "industry_class")}
    part_labels: ClassVar = {"region": "注册地"}
    wide = frozenset({"name", "address", "industry", "industry_class", "postcode"})

    class Meta(DraftForm.Meta):
        model = Enterprise
        fields = [
            "name",
            "enterprise_type",
            "founded_on",
            "registered_capital",
            "listing_status",
            "legal_representative",
            "legal_representative_phone",
            "controlling_shareholder",
            "actual_controller",
            "actual_controller_nationality",
            "address",
            "postcode",
            "industry_class",
            "contact_name",
            "contact_mobile",
            "contact_phone",
            "fax",
            "email",
        ]

    def __init__(self, *args, hold: Hold | None = None, is_certified: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.hold = hold
        self.is_certified = is_certified
        self._rest_held()
        self._rest_certified()
        self._offer_regions()
        self._offer_industries()
        for name in (
            "legal_representative_phone",
            "contact_mobile",
            "contact_phone",
            "fax",
            "postcode",
            "industry_class",
        ):
            self.fields[name].widget.attrs |= {"inputmode": "tel", "data-width": "short"}
        for name in ("enterprise_type", "listing_status"):
            self.fields[name].choices = [_CHOOSE, *self.fields[name].choices[1:]]
        self.fields["industry_class"].label = "具体细分领域（4位小类代码）"
        self.fields["industry_class"].help_text = "前两位与所属行业大类相同，例如大类 34 下的 3421。"
        self._offer_classes()

    def _rest_held(self) -> None:
        """Let what a filing holds be read only; the value is the stored one, whatever a page sends."""
        held = self.hold.fields if self.hold else frozenset()
        self.region_is_held = REGION in held
        self.held_names = [name for name in (NAME, REPRESENTATIVE) if name in held]
        for name in (*self.held_names, *(_REGION_FIELDS if self.region_is_held else ())):
            self.fields[name].disabled = True
            self.fields[name].help_text = "审核结束前不能修改。"

    def _rest_certified(self) -> None:
        """With a title only ``CONTACT`` is changed here; everything else can be read."""
        if not self.is_certified:
            return
        self.region_is_held = True
        for name, field in self.fields.items():
            if name not in CONTACT:
                field.disabled = True
                field.help_text = ""

    def _refuse_certified(self) -> None:
        """A page opened before the certification may still bring something else: it is named, not dropped in silence."""
        for name in self.fields if self.is_certified else ():
            if name in CONTACT or name in _REGION_FIELDS or name not in self.data:
                continue
            try:
                typed = self.fields[name].clean(self.data[name])
            except ValidationError:
                typed = self.data[name]
            if typed != self.cleaned_data.get(name):
                self.add_error(name, f"“{self.data[name][:100]}”没有保存：取得称号后通过信息更新修改。")
        typed = [self.data[name] for name in _REGION_FIELDS if self.data.get(name)]
        if self.is_certified and typed and typed[-1] != self.stored.region_id:
            self.add_error("province", "新选的注册地没有保存：取得称号后通过信息更新或重大变更修改。")

    def _refuse_held(self) -> None:
        """A page opened before the submission may still bring something else: it is named, not dropped in silence."""
        for name in self.held_names:
            typed = self.data.get(name, "").strip()
            if typed and typed not in (getattr(self.stored, name), self.cleaned_data.get(name)):
                self.add_error(name, f"“{typed[:100]}”没有保存：{self.hold.reason}")
        if self.hold and REGION in self.hold.fields:
            typed = [self.data[name] for name in _REGION_FIELDS if self.data.get(name)]
            if typed and typed[-1] != self.stored.region_id:
                self.add_error("province", f"新选的注册地没有保存：{self.hold.reason}")

    def _offer_regions(self) -> None:
        chosen = self.is_bound or "province" in self.initial
        if self.region_is_held or not chosen:
            path = path_of(self.stored.region_id)
            self.initial |= dict.fromkeys(_REGION_FIELDS, "") | dict(zip(_REGION_FIELDS, path, strict=False))
        province, city = self._now("province"), self._now("city")
        offered = choices_for(province, city)
        self._offer("province", offered.provinces)
        self._offer("city", offered.cities, above=province)
        self._offer("county", offered.counties, above=city)

    def _offer(self, name: str, choices: list[tuple[str, str]], *, above: str = "-") -> None:
        if not above:
            placeholder = "请先选择上一级"
        else:
            placeholder = "请选择" if choices else "没有下级，无需选择"
        self.fields[name].choices = [("", placeholder), *choices]

    def _now(self, name: str) -> str:
        """What stands in the field: typed, or put in at the start."""
        typed = self.is_bound and not self.fields[name].disabled
        value = self.data.get(name) if typed else self.initial.get(name)
        return value or ""

    def _offer_industries(self) -> None:
        self.initial.setdefault("industry", self.stored.industry_id or "")
        groups: dict[str, list[tuple[str, str]]] = {}
        divisions = Industry.objects.filter(level=IndustryLevel.DIVISION).order_by("code")
        for section, section_name, code, name in divisions.values_list(
            "parent_id", "parent__name", "code", "name"
        ):
            groups.setdefault(f"{section} {section_name}", []).append((code, f"{code} {name}"))
        self.fields["industry"].choices = [_CHOOSE, *groups.items()]

    def _offer_classes(self) -> None:
        """The classes of the division by name, to be searched while typing; where the standard's classes are loaded."""
        division = self._now("industry")
        classes = Industry.objects.filter(level=IndustryLevel.CLASS, code__startswith=division)
        self.industry_classes = list(classes.order_by("code").values_list("code", "name")) if division else []
        if self.industry_classes:
            field = self.fields["industry_class"]
            field.widget.attrs |= {"list": "industry-classes", "inputmode": "text"}
            field.help_text = "输入代码或名称的一部分，从列表中选择。更换大类后，先保存再选择小类。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_certified:
            self._refuse_certified()
            return cleaned
        self._check_class(self._division(), self.effective("industry_class"))
        self._refuse_held()
        return cleaned

    def _division(self) -> str:
        return (
            self.cleaned_data["industry"]
            if "industry" in self.cleaned_data
            else self.stored.industry_id or ""
        )

    def _check_class(self, division: str, code: str) -> None:
        """The class must lie in the division, and exist where the classes of the standard were imported."""
        if not code or "industry_class" in self.errors:
            return
        classes = Industry.objects.filter(level=IndustryLevel.CLASS, code__startswith=code[:2])
        if not division:
            message = "请先选择所属行业大类，再填写小类代码。"
        elif not code.startswith(division):
            message = f"小类代码 {code} 不属于所选大类 {division}，前两位应为 {division}。所属行业与小类代码暂未保存。"
        elif classes.exists() and not classes.filter(code=code).exists():
            message = f"《国民经济行业分类》的大类 {division} 下没有小类 {code}，请检查。"
        else:
            return
        self.withheld |= {"industry"}
        self.add_error("industry_class", message)

    def changes(self) -> dict[str, Any]:
        changes = super().changes()
        if self.is_certified:
            return {name: value for name, value in changes.items() if name in CONTACT}
        if "industry" in self.cleaned_data and "industry" not in self.withheld:
            changes["industry_id"] = self.cleaned_data["industry"] or None
        for name in self.held_names:
            changes.pop(name, None)
        if not self.region_is_held and all(name in self.cleaned_data for name in _REGION_FIELDS):
            path = [self.cleaned_data[name] for name in _REGION_FIELDS if self.cleaned_data[name]]
            changes["region_id"] = path[-1] if path else None
        return changes

    def attributes(self, part: str) -> tuple[str, ...]:
        kept = {"region": ("region_id",), "industry": ("industry_id", "industry_class")}
        return kept.get(part) or super().attributes(part)

    def stored_text(self, name: str, stored: Enterprise) -> str | None:
        if name in ("city", "county"):
            return None
        if name == "province":
            return str(stored.region or "")
        return super().stored_text(name, stored)
