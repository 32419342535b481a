"""Class Ⅰ, class Ⅱ, own and of high value: derived from each right by rule, never typed in.

63号 附件4 第3、4、5项 (R2022) and 2号 附件3 (R2026). A rule set is an ``assess`` function; all give a ``Standing``.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from declarations.standards.facts import Facts, IntellectualProperty
from declarations.standards.result import MET, NOT_MET, UNKNOWN, Missing, Verdict, all_met, any_met
from declarations.standards.wording import quoted
from enterprises.enums import Acquisition, HighValueReason, IntellectualPropertyKind
from enterprises.kit.text.typed import repeats, right_key
from enterprises.kit.times.dates import years_after

CLASS_ONE = frozenset(
    {
        IntellectualPropertyKind.INVENTION,
        IntellectualPropertyKind.DEFENCE_INVENTION,
        IntellectualPropertyKind.PLANT_VARIETY,
        IntellectualPropertyKind.CROP_VARIETY,
        IntellectualPropertyKind.NEW_DRUG,
        IntellectualPropertyKind.TCM_PROTECTION,
        IntellectualPropertyKind.IC_LAYOUT,
    }
)
CLASS_TWO_AT_ONCE = frozenset({IntellectualPropertyKind.SOFTWARE})
CLASS_TWO_LATER = frozenset({IntellectualPropertyKind.UTILITY_MODEL, IntellectualPropertyKind.DESIGN})

TRANSFER_YEARS = 1
LEADING_OWNERS = 3
CLASS_TWO_YEARS = 2
HIGH_VALUE_YEARS = 10
_GROUND_WORDS = {
    HighValueReason.OVERSEAS: "海外同族专利或海外收入",
    HighValueReason.PLEDGED: "较高质押融资金额",
    HighValueReason.AWARDED: "国家科学技术奖或中国专利奖",
}


class Standing(NamedTuple):
    """What one right counts as on one day. Each verdict already includes that the right counts at all.

    ``applied``: a class Ⅰ right that is really applied and produces economic benefit. ``words`` explain it;
    ``missing`` names the facts that keep a verdict open; ``high_value`` waits for ``high_value_missing`` besides,
    ``applied`` for ``benefit_missing``.
    """

    class_one: Verdict
    own_class_one: Verdict
    high_value: Verdict
    class_two: Verdict
    applied: Verdict
    words: str
    missing: tuple[Missing, ...] = ()
    high_value_missing: tuple[Missing, ...] = ()
    benefit_missing: tuple[Missing, ...] = ()


# What a rung or a condition counts.
is_high_value = attrgetter("high_value")  # Ⅰ类高价值知识产权
is_own_class_one = attrgetter("own_class_one")  # 自主研发的Ⅰ类知识产权
is_class_one = attrgetter("class_one")  # Ⅰ类知识产权
is_class_two = attrgetter("class_two")  # Ⅱ类知识产权
is_applied = attrgetter("applied")  # Ⅰ类知识产权，实际应用并产生经济效益


def open_facts(standing: Standing, counts: Callable[[Standing], Verdict]) -> tuple[Missing, ...]:
    """The facts that keep the verdict of ``counts`` (one of the above) open."""
    match counts:
        case _ if counts is is_high_value:
            return standing.missing + standing.high_value_missing
        case _ if counts is is_applied:
            return standing.missing + standing.benefit_missing
        case _:
            return standing.missing


def what_counts(counts: Callable[[Standing], Verdict]) -> str:
    """What a right obtained from now on needs besides, to be one that ``counts``; in brackets, or empty."""
    if counts is is_class_two:
        return "（软件著作权；实用新型、外观设计授权后维持超过2年才计）"
    if counts is is_high_value:
        return "（有海外同族专利或海外收入、较高质押融资金额，或获国家科学技术奖、中国专利奖）"
    return ""


def why_not(standing: Standing, counts: Callable[[Standing], Verdict]) -> str:
    """Why a class Ⅰ right does not count all the same, in brackets; empty where its ``words`` say it already."""
    if counts is is_applied and standing.class_one is not NOT_MET and standing.applied is NOT_MET:
        return "（不计：未实际应用并产生经济效益）"
    return ""


def assess_r2022(facts: Facts) -> tuple[Standing, ...] | None:
    """Every right under R2022; None while the list itself is unknown."""
    return _assess_all(facts, assess_right_r2022)


def _assess_all(
    facts: Facts, assess: Callable[[IntellectualProperty, int, date | None], Standing]
) -> tuple[Standing, ...] | None:
    """Every right by one set of rules. One that is listed again counts once: where it stands first."""
    rights = facts.intellectual_property
    if rights is None:
        return None
    again = repeated_rights(rights)
    return tuple(
        _not_counted(title_of(right, index), same_as(again[index]))
        if index in again
        else assess(right, index, facts.as_of)
        for index, right in enumerate(rights)
    )


def _not_counted(title: str, *reasons: str) -> Standing:
    """A right that counts for nothing, and why."""
    words = f"{title}：不计（{'、'.join(reasons)}）"
    return Standing(NOT_MET, NOT_MET, NOT_MET, NOT_MET, NOT_MET, words)


def repeated_rights(rights: Sequence[IntellectualProperty]) -> dict[int, int]:
    """Places of rights that stand in the list before, with the place of the first: one number is one right."""
    return repeats(_key(right.kind, right.number) for right in rights)


def same_as(first: int) -> str:
    """In words: an entry is the one at the place ``first``, counted from 0."""
    return f"与第{first + 1}项是同一项"


def title_of(right: IntellectualProperty, index: int) -> str:
    """How a right is called in words."""
    return right.name or right.number or f"第{index + 1}项"


# A plan evaluates the same list hundreds of times.
@lru_cache(maxsize=4096)
def _key(kind: IntellectualPropertyKind | None, number: str) -> tuple[str, str]:
    return right_key(kind or "", number)


def assess_right_r2022(right: IntellectualProperty, index: int, as_of: date | None) -> Standing:
    """One right on the day ``as_of``, under 63号 附件4.

    第3、5项: a right transferred in less than one full year ago does not count; on the anniversary it does.
    第5项: a utility model or design counts when kept for *more than* two years after grant, so from the day after
    the second anniversary. 第4项 is ``_high_value``. A right not related to the main product, lapsed or not yet
    granted counts for nothing (附件1 第1项 asks for 有效 and 与主导产品相关).
    """
    gaps = _Gaps(right, index, as_of)
    excluded, counts = _counts(right, as_of, gaps)
    title = title_of(right, index)
    if counts is NOT_MET:
        return _not_counted(title, *excluded)
    kind = right.kind
    benefit, benefit_missing = _benefit(right, gaps)
    if kind is None:
        gaps.add("kind", "类型")
        return Standing(
            class_one=UNKNOWN,
            own_class_one=UNKNOWN,
            high_value=UNKNOWN,
            class_two=UNKNOWN,
            applied=_both(UNKNOWN, benefit),
            words=f"{title}：类型未填写",
            missing=gaps.found,
            benefit_missing=benefit_missing,
        )
    if kind in CLASS_ONE:
        own = _own(right)
        high, grounds, high_value_missing = _high_value(right, as_of, gaps)
        words = ["Ⅰ类", *(["自主研发"] if own is MET else []), *grounds]
        return Standing(
            class_one=counts,
            own_class_one=_both(counts, own),
            high_value=_both(counts, high),
            class_two=NOT_MET,
            applied=_both(counts, benefit),
            words=f"{title}：{'，'.join(words)}{gaps.words}",
            missing=gaps.found,
            high_value_missing=high_value_missing,
            benefit_missing=benefit_missing,
        )
    second, reading = _class_two(right, as_of)
    return Standing(
        class_one=NOT_MET,
        own_class_one=NOT_MET,
        high_value=NOT_MET,
        class_two=_both(counts, second),
        applied=NOT_MET,
        words=f"{title}：{reading}{gaps.words}",
        missing=gaps.found,
    )


def assess_r2026(facts: Facts) -> tuple[Standing, ...] | None:
    """Every right under R2026; None while the list itself is unknown."""
    return _assess_all(facts, assess_right_r2026)


def assess_right_r2026(right: IntellectualProperty, index: int, as_of: date | None) -> Standing:
    """One right on the day ``as_of``, under 2号 附件3.

    The same kinds are class Ⅰ, but a right transferred in never counts, and the enterprise has to be among the
    first three owners. Class Ⅱ and high value play no part in these rules.
    """
    gaps = _Gaps(right, index, as_of)
    excluded, counts = _granted(right, as_of, gaps)
    counts = all_met((counts, _own_and_leading(right, excluded, gaps)))
    title = title_of(right, index)
    if right.kind is not None and right.kind not in CLASS_ONE:
        excluded.append("不属于Ⅰ类")
    if excluded:
        return _not_counted(title, *excluded)
    if right.kind is None:
        gaps.add("kind", "类型")
        counts = UNKNOWN
    benefit, lacking = _benefit(right, gaps)
    return Standing(
        class_one=counts,
        own_class_one=counts,
        high_value=NOT_MET,
        class_two=NOT_MET,
        applied=_both(counts, benefit),
        words=f"{title}：Ⅰ类{gaps.words}",
        missing=gaps.found,
        benefit_missing=lacking,
    )


def _both(counts: Verdict, other: Verdict) -> Verdict:
    """A right that counts (for sure, or perhaps) and that is ``other`` besides."""
    return other if counts is MET or other is NOT_MET else UNKNOWN


def _own_and_leading(right: IntellectualProperty, excluded: list[str], gaps: "_Gaps") -> Verdict:
    if right.acquisition is None:
        gaps.add("acquisition", "取得方式")
    elif right.acquisition == Acquisition.TRANSFERRED:
        excluded.append("受让取得的不计")
    if right.owner_rank is None:
        gaps.add("owner_rank", "权利人排名")
    elif right.owner_rank > LEADING_OWNERS:
        excluded.append(f"不是前{LEADING_OWNERS}名权利人")
    return UNKNOWN if None in (right.acquisition, right.owner_rank) else MET


def _benefit(right: IntellectualProperty, gaps: "_Gaps") -> tuple[Verdict, tuple[Missing, ...]]:
    if right.produces_benefit is None:
        return UNKNOWN, (gaps.gap("produces_benefit", "是否实际应用并产生经济效益", told=False),)
    return MET if right.produces_benefit else NOT_MET, ()


class _Gaps:
    """Collects the facts of one right that are missing."""

    __slots__ = ("_index", "_labels", "_right", "found")

    def __init__(self, right: IntellectualProperty, index: int, as_of: date | None) -> None:
        self._right, self._index = right, index
        self._labels: list[str] = []
        self.found: tuple[Missing, ...] = ()
        if as_of is None:
            self._labels.append("申报日期")
            self.found = (Missing("as_of", "申报日期"),)

    def add(self, name: str, label: str) -> None:
        self.found += (self.gap(name, label),)

    def gap(self, name: str, label: str, *, told: bool = True) -> Missing:
        """One missing fact. ``told``: the right's words name it too, which are shown for every rule."""
        if told:
            self._labels.append(label)
        title = title_of(self._right, self._index)
        return Missing(f"intellectual_property.{self._index}.{name}", f"知识产权{quoted(title)}的{label}")

    @property
    def words(self) -> str:
        return f"（待补充：{'、'.join(self._labels)}）" if self._labels else ""


def _own(right: IntellectualProperty) -> Verdict:
    if right.acquisition is None:
        return UNKNOWN
    return MET if right.acquisition == Acquisition.OWN else NOT_MET


def _counts(right: IntellectualProperty, as_of: date | None, gaps: _Gaps) -> tuple[list[str], Verdict]:
    """Whether the right counts at all under R2022, and in words why not."""
    excluded, counts = _granted(right, as_of, gaps)
    unknown = counts is UNKNOWN
    if right.acquisition is None:
        gaps.add("acquisition", "取得方式")
        unknown = True
    elif right.acquisition == Acquisition.TRANSFERRED:
        if right.transferred_on is None:
            gaps.add("transferred_on", "受让日期")
            unknown = True
        elif as_of is not None and as_of < years_after(right.transferred_on, TRANSFER_YEARS):
            excluded.append("受让未满1年")
    if excluded:
        return excluded, NOT_MET
    return excluded, UNKNOWN if unknown else MET


def _granted(right: IntellectualProperty, as_of: date | None, gaps: _Gaps) -> tuple[list[str], Verdict]:
    """Whether the right is granted, in force and about the main product, and in words why not."""
    excluded = []
    unknown = as_of is None
    if not right.in_force:
        excluded.append("已失效")
    if right.related_to_main_product is None:
        gaps.add("related_to_main_product", "是否与主导产品相关")
        unknown = True
    elif not right.related_to_main_product:
        excluded.append("与主导产品无关")
    if right.granted_on is None:
        gaps.add("granted_on", "授权日期")
        unknown = True
    elif as_of is not None and right.granted_on > as_of:
        excluded.append("尚未授权")
    if excluded:
        return excluded, NOT_MET
    return excluded, UNKNOWN if unknown else MET


def _high_value(
    right: IntellectualProperty, as_of: date | None, gaps: _Gaps
) -> tuple[Verdict, list[str], tuple[Missing, ...]]:
    """High value of a class Ⅰ right (附件4 第4项), its grounds in words, and what it waits for.

    Kept for *more than* ten years is derived from the grant date, the only date the form asks for; a claim of
    it does not replace the date. The other grounds are claimed with evidence, which the reviewer sees.
    """
    kept = claimed = UNKNOWN
    grounds = []
    if right.granted_on is not None and as_of is not None:
        kept = NOT_MET
        if as_of > years_after(right.granted_on, HIGH_VALUE_YEARS):
            kept = MET
            grounds.append("维持年限超过10年")
    if right.high_value_reasons is not None:
        words = [text for reason, text in _GROUND_WORDS.items() if reason in right.high_value_reasons]
        claimed = MET if words else NOT_MET
        grounds += words
    verdict = any_met((kept, claimed))
    missing: tuple[Missing, ...] = ()
    if verdict is UNKNOWN and right.high_value_reasons is None:
        missing = (gaps.gap("high_value_reasons", "高价值理由"),)
    return verdict, ["高价值：" + "、".join(grounds)] if grounds else [], missing


def _class_two(right: IntellectualProperty, as_of: date | None) -> tuple[Verdict, str]:
    if right.kind in CLASS_TWO_AT_ONCE:
        return MET, "Ⅱ类"
    if right.kind not in CLASS_TWO_LATER:
        return NOT_MET, "不属于Ⅰ类、Ⅱ类"
    if right.granted_on is None or as_of is None:
        return UNKNOWN, "授权后维持是否超过2年待定"
    if as_of > years_after(right.granted_on, CLASS_TWO_YEARS):
        return MET, "Ⅱ类"
    return NOT_MET, "不计（授权后维持未超过2年）"
