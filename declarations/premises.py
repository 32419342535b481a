"""What stands before every standard: the general conditions for applicants, and what a declaration needs to begin."""

from dataclasses import dataclass

from django.urls import reverse

from declarations.facts.places import FactPlaces
from declarations.words.explanation import GapView
from enterprises.completeness import missing_profile_fields
from enterprises.models import Enterprise
from enterprises.services.profile import size_of
from enterprises.sizing import LARGE, SizeResult

_SIZE = "符合中小企业划型标准"
_UNFILLED = "未填写"
# The field of 企业信息 that answers what the size class is missing.
_PROFILE_FIELDS = {"division": "industry", "class_code": "industry_class"}


@dataclass(frozen=True)
class Premise:
    """One of the general conditions for applicants (2号 第11条), which no standard scores."""

    name: str
    text: str
    verdict: str
    tone: str
    href: str = ""


@dataclass(frozen=True)
class Premises:
    """``shown`` are the conditions; ``profile`` and ``figures`` what is missing of 企业信息 and of the last year's
    figures before they can be judged. ``size`` decides the first condition.
    """

    shown: list[Premise]
    size: SizeResult
    profile: list[GapView]
    figures: list[GapView]

    @property
    def is_large(self) -> bool:
        return self.size.size == LARGE

    @property
    def are_complete(self) -> bool:
        """Whether nothing has to be filled in for them."""
        return not self.profile and not self.figures


def premises_of(enterprise: Enterprise, places: FactPlaces, *, is_locked: bool) -> Premises:
    """The premises of one enterprise: its size is computed, all else is pledged in a declaration. One query.

    ``is_locked``: it holds a title, so its basic information is no longer edited on a page of its own (M3.2).
    """
    edit = reverse("enterprises:profile_edit")

    def field(name: str, label: str) -> GapView:
        return GapView(label, _UNFILLED, places.profile if is_locked else f"{edit}#id_{name}")

    size = size_of(enterprise)
    profile = dict(missing_profile_fields(enterprise))
    figures = []
    for key, label in size.missing:
        if key in _PROFILE_FIELDS:
            profile.setdefault(_PROFILE_FIELDS[key], label)
        else:
            figures.append(GapView(label, _UNFILLED, f"{places.last_year}#id_{key}"))
    return Premises(
        shown=[_size_premise(size, places), *_pledged()],
        size=size,
        profile=[field(name, label) for name, label in profile.items()],
        figures=figures,
    )


def _size_premise(size: SizeResult, places: FactPlaces) -> Premise:
    if size.size is None:
        of_profile = any(key in _PROFILE_FIELDS for key, _label in size.missing)
        href = places.profile if of_profile else places.last_year
        return Premise(_SIZE, "".join(size.explanation), "尚不能判断", "warning", href)
    if size.size == LARGE:
        text = "按已保存的数据划为大型企业，不属于中小企业，不能申报。数据有误的，请先更正。"
        return Premise(_SIZE, text, "不符合", "danger", places.last_year)
    return Premise(_SIZE, f"按已保存的数据划为{size.label}企业。", "符合", "success")


def _pledged() -> list[Premise]:
    words = {
        "依法在中国境内设立": "以登记信息为准。",
        "信用": "申报期间未列入经营异常名录、严重失信主体名单。",
        "产品": "提供的产品和服务不属于国家禁止、限制或淘汰类。",
        "近三年无重大事故和违法行为": "安全生产、网络和数据安全、质量、环境等方面。",
    }
    return [Premise(name, text, "须在申报时承诺", "neutral") for name, text in words.items()]
