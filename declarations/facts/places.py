"""Where an enterprise fills in each fact of a standard, outside of any declaration."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from enterprises.enums import RecordKind
from enterprises.models import Enterprise, ProductProfile
from enterprises.years import complete_years

# The field of a right that answers a fact, where their names differ.
_RIGHT_FIELDS = {"high_value_reasons": "high_value_reason"}
_PROFILE = "企业信息"
_LISTS = frozenset(kind.value for kind in RecordKind) - {RecordKind.INTELLECTUAL_PROPERTY.value}


def is_given_elsewhere(fact: str) -> bool:
    """Whether no form asks for a fact: an assessment, the register of titles, an authority or a province gives it."""
    return fact.split(".")[0] in ("digital_level", "titles", "development_scores", "provincial")


@dataclass(frozen=True)
class Place:
    """A page (``href`` empty: none of the enterprise's); ``prefix`` is what labels of its facts need not repeat,
    ``menu`` where in the menu the page stands, for paper.
    """

    title: str
    href: str
    prefix: str = ""
    menu: str = ""


class FactPlaces:
    """The places of one enterprise's facts. Its rights are named by their order, so they should be prefetched."""

    def __init__(self, enterprise: Enterprise, today: dt.date) -> None:
        self._rights = [right.pk for right in enterprise.intellectual_property.all()]
        self._records = reverse("enterprises:records")
        self._product = Place("主导产品", reverse("enterprises:product"), menu=_PROFILE)
        self._own_lists = Place("奖励与资质", self._records, menu=_PROFILE)
        self._scores = Place("主管部门登记的得分", f"{self._records}#development_scores")
        self._provincial = Place("本省特色化指标", "")
        self._property = Place("知识产权", reverse("enterprises:intellectual_property"), menu=_PROFILE)
        self._assessments = Place("数字化水平评测", reverse("assessments:list"))
        self._years = {
            year: Place(
                f"{year}年度经营数据",
                reverse("enterprises:figures_edit", args=[year]),
                prefix=f"{year}年",
                menu="企业信息 → 经营数据",
            )
            for year in complete_years(today)
        }
        self.profile = reverse("enterprises:profile")

    @property
    def last_year(self) -> str:
        """The figures the size class follows from."""
        return next(iter(self._years.values())).href

    def place(self, key: str) -> Place:
        """The page where the fact ``key`` (a path in ``Facts.to_dict()``) is filled in."""
        match key.split("."):
            case ["figures", year, *_] if int(year) in self._years:
                return self._years[int(year)]
            case ["main_product" | "statements", *_]:
                return self._product
            case ["intellectual_property", *_]:
                return self._property
            case ["digital_level"]:
                return self._assessments
            case ["development_scores", *_]:
                return self._scores
            case ["provincial", *_]:
                return self._provincial
            case [kind, *_] if kind in _LISTS:
                return self._own_lists
        return Place("企业信息", self.profile)

    def label(self, key: str, label: str) -> str:
        """What the fact is called on its page, where that is known; ``label`` is what the standard calls it.

        Of titles only one thing is ever unknown: whether the enterprise is 科技型 (``Background.titles``).
        """
        match key.split("."):
            case [RecordKind.TITLES.value, *_]:
                return "科技型中小企业"
            case ["main_product" | "statements", name]:
                return str(ProductProfile._meta.get_field(name).verbose_name)
        return label.removeprefix(self.place(key).prefix)

    def href(self, key: str) -> str:
        """The field, list or page where the fact is filled in; empty when there is no fact."""
        if not key:
            return ""
        match key.split("."):
            case ["figures", year, _name] if int(year) not in self._years:
                return ""
            case ["figures", _year, name]:
                return f"{self.place(key).href}#id_{name}"
            case ["main_product" | "statements", name]:
                return f"{self.place(key).href}#div_id_{name}"
            # A number is only ever wrong for being listed before: the list has both, and the way to delete one.
            case ["intellectual_property", _index, "number"]:
                return self._property.href
            case ["intellectual_property", index, name] if int(index) < len(self._rights):
                edit = reverse("enterprises:intellectual_property_edit", args=[self._rights[int(index)]])
                return f"{edit}#div_id_{_RIGHT_FIELDS.get(name, name)}"
            case [kind, *_] if kind in _LISTS:
                return f"{self._records}#{kind}"
        return self.place(key).href
