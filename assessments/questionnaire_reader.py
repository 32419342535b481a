"""Building a questionnaire from plain tables, whatever file they came from.

Every mistake is reported at once, with its place, so that whoever wrote the file can mend it in one go.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from assessments.enums import Category, ItemKind, Trend
from assessments.questionnaire_checks import check
from assessments.questionnaires import (
    ChangeBand,
    Dimension,
    Item,
    LevelRule,
    NumberField,
    Option,
    Questionnaire,
    QuestionnaireError,
    Scene,
    ShareBand,
)

WHOLE = "评测表"
MOST_PROBLEMS = 300  # told at once; the rest comes to light when these are mended
LONGEST_TEXT = 2000
LONGEST_SHOWN = 30  # characters of what stands in the file, in a message
MOST_DIGITS = 12
MOST_WHOLE = 1000
# What neither every database nor a workbook can hold.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Placed(dict):
    """A table of the file that knows where it stands there (`place`), what its keys are called there (`names`), and
    where those stand that have a row of their own (`places`).
    """

    def __init__(
        self,
        content: Mapping[str, Any],
        place: str,
        names: Mapping[str, str] | None = None,
        places: Mapping[str, str] | None = None,
    ):
        super().__init__(content)
        self.place = place
        self.names = names or {}
        self.places = places or {}


def parse(raw: Mapping[str, Any]) -> Questionnaire:
    """Build a questionnaire from the tables of a file (`Placed`) or from its own `as_dict`. Raises QuestionnaireError."""
    problems: list[tuple[str, str]] = []
    questionnaire = _read_questionnaire(_Reader(raw, WHOLE, problems))
    if not problems:
        places = _places(raw, questionnaire)
        problems = [(_located(where, places), message) for where, message in check(questionnaire)]
    if problems:
        raise QuestionnaireError(problems)
    return questionnaire


def _places(raw: Mapping[str, Any], questionnaire: Questionnaire) -> dict[str, str]:
    """Where the tables stand that `check` calls by their titles."""
    named = {
        "items": [item.title for item in questionnaire.items],
        "scenes": [scene.title for scene in questionnaire.scenes],
        "dimensions": [dimension.name for dimension in questionnaire.dimensions],
        "levels": [rule.label for rule in questionnaire.levels],
    }
    return {
        title: row.place
        for key, titles in named.items()
        for title, row in zip(titles, raw.get(key, []), strict=False)
        if isinstance(row, Placed)
    }


def _located(where: str, places: Mapping[str, str]) -> str:
    place = places.get(where.split(" · ")[0])
    return f"{place} {where}" if place else where


class _Reader:
    """One table of the file: hands out typed fields and notes what is missing, wrong or unknown."""

    def __init__(self, raw: Any, where: str, problems: list[tuple[str, str]]):
        self.where = where
        self.problems = problems
        self.names = raw.names if isinstance(raw, Placed) else {}
        self.places = raw.places if isinstance(raw, Placed) else {}
        if not isinstance(raw, Mapping):
            self.complain("应是一组“名称 = 值”")
            raw = {}
        self.left = dict(raw)

    def complain(self, message: str, key: str = "") -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((self.places.get(key, self.where), message))

    def name(self, key: str) -> str:
        """What a key is called in the file."""
        return self.names.get(key, key)

    def take(self, key: str, default: Any = MISSING) -> Any:
        value = self.left.pop(key, None)
        if value is None:
            if default is MISSING:
                self.complain(f"缺少 {self.name(key)}")
                return None
            return default
        return value

    def text(self, key: str, default: Any = MISSING) -> str:
        value = self.take(key, default)
        if value is None or value == default:
            return value or ""
        if not isinstance(value, str) or not value.strip():
            self.complain(f"{self.name(key)} 应是文字，不能为空", key)
            return ""
        # A workbook keeps neither what surrounds a text nor all of a long one.
        value = value.strip()
        if len(value) > LONGEST_TEXT:
            self.complain(f"{self.name(key)} 最多 {LONGEST_TEXT} 个字，现有 {len(value)} 个字", key)
            return ""
        if _UNSEEN.search(value):
            self.complain(f"{self.name(key)} 含有不可见的控制字符，请删去", key)
            return ""
        return value

    def choice(self, key: str, choices: Any, default: Any = MISSING) -> Any:
        value = self.take(key, default)
        if value is None or value == default:
            return value
        if value not in list(choices):
            self.complain(f"{self.name(key)} 应是 {'、'.join(choices)} 之一，现为 {_shown(value)}", key)
            return None
        return choices(value)

    def decimal(self, key: str, default: Any = MISSING) -> Decimal | None:
        value = self.take(key, default)
        if value is None or value == default:
            return value
        if isinstance(value, Decimal | int | str) and not isinstance(value, bool):
            try:
                number = Decimal(value)
            except InvalidOperation:
                number = Decimal("NaN")
            if number.is_finite() and number >= 0 and _is_short(number):
                return number
        self.complain(f"{self.name(key)} 应是不小于 0 的数，现为 {_shown(value)}", key)
        return None

    def whole(self, key: str, default: Any = MISSING) -> int:
        value = self.take(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_WHOLE:
            return value
        if value is not None:
            self.complain(f"{self.name(key)} 应是不小于 0 的整数，现为 {_shown(value)}", key)
        return 0

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.take(key, default)
        if not isinstance(value, bool):
            self.complain(f"{self.name(key)} 应是 true 或 false，现为 {_shown(value)}", key)
            return default
        return value

    def day(self, key: str) -> date:
        value = self.take(key)
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                pass
        if type(value) is not date:
            if value is not None:
                self.complain(f"{self.name(key)} 应是日期，如 2024-09-04，现为 {_shown(value)}", key)
            return date.min
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.take(key)
        if not isinstance(value, list) or not all(
            isinstance(entry, str)
            and 0 < len(entry.strip()) <= LONGEST_TEXT
            and not _UNSEEN.search(entry.strip())
            for entry in value
        ):
            if value is not None:
                self.complain(f"{self.name(key)} 应是一列文字", key)
            return ()
        return tuple(entry.strip() for entry in value)

    def rows(self, key: str, required: bool = True) -> Iterator["_Reader"]:
        value = self.take(key, MISSING if required else [])
        if value is None:
            return
        if not isinstance(value, list):
            self.complain(f"{self.name(key)} 应是一个列表", key)
            return
        for number, raw in enumerate(value, start=1):
            code = raw.get("code", "") if isinstance(raw, Mapping) else ""
            code = code[:LONGEST_SHOWN] if isinstance(code, str) else ""
            where = f"{key} 第 {number} 项{f'（{code}）' if code else ''}"
            if isinstance(raw, Placed):
                where = f"{raw.place} {code}".strip() if raw.names else f"{raw.place} {where}"
            elif self.where != WHOLE:
                where = f"{self.where} · {where}"
            yield _Reader(raw, where, self.problems)

    def close(self) -> None:
        for key in self.left:
            self.complain(f"不认识 {key[:LONGEST_SHOWN]}，请检查拼写")


def _is_short(number: Decimal) -> bool:
    """Whether a number has as many digits as anybody writes; an exponent lets ten characters mean megabytes."""
    return not number or (
        abs(number.adjusted()) <= MOST_DIGITS and len(number.as_tuple().digits) <= MOST_DIGITS
    )


def _shown(value: Any) -> str:
    """A value of the file, in a message."""
    try:
        text = repr(value) if isinstance(value, str | bool | int | list | dict) else str(value)
    except ValueError:  # a whole number of thousands of digits
        return "一个过长的数"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _read_questionnaire(reader: _Reader) -> Questionnaire:
    questionnaire = Questionnaire(
        edition=reader.text("edition"),
        category=reader.choice("category", Category),
        title=reader.text("title"),
        source=reader.text("source"),
        issued=reader.day("issued"),
        below_label=reader.text("below_label"),
        dimensions=tuple(_read_dimension(row) for row in reader.rows("dimensions")),
        items=tuple(_read_item(row) for row in reader.rows("items")),
        levels=tuple(_read_level(row) for row in reader.rows("levels")),
        scenes=tuple(_read_scene(row) for row in reader.rows("scenes", required=False)),
        scene_below=reader.text("scene_below", ""),
        note=reader.text("note", ""),
        own_weights=reader.flag("own_weights"),
    )
    reader.close()
    return questionnaire


def _read_dimension(reader: _Reader) -> Dimension:
    # No weight and a weight of nothing say the same: the dimension is judged by scenes.
    weight = reader.decimal("weight", None) or None
    dimension = Dimension(reader.text("code"), reader.text("name"), weight)
    reader.close()
    return dimension


def _read_item(reader: _Reader) -> Item:
    item = Item(
        code=reader.text("code"),
        dimension=reader.text("dimension"),
        topic=reader.text("topic"),
        name=reader.text("name"),
        kind=reader.choice("kind", ItemKind),
        text=reader.text("text"),
        points=reader.decimal("points"),
        options=tuple(_read_option(row) for row in reader.rows("options")),
        numbers=tuple(_read_number(row) for row in reader.rows("numbers", required=False)),
        band=_read_band(reader),
        help=reader.text("help", ""),
    )
    reader.close()
    return item


def _read_option(reader: _Reader) -> Option:
    option = Option(
        code=reader.text("code"),
        text=reader.text("text"),
        points=reader.decimal("points"),
        exclusive=reader.flag("exclusive"),
        to=reader.decimal("to", None),
        trend=reader.choice("trend", Trend, None),
    )
    reader.close()
    return option


def _read_number(reader: _Reader) -> NumberField:
    number = NumberField(
        code=reader.text("code"),
        label=reader.text("label"),
        unit=reader.text("unit"),
        maximum=reader.decimal("maximum", None),
        whole=reader.flag("whole"),
        required=reader.flag("required", True),
    )
    reader.close()
    return number


def _read_band(item: _Reader) -> ShareBand | ChangeBand | None:
    raw = item.take("band", None)
    if raw is None:
        return None
    reader = _Reader(raw, f"{item.where} · band", item.problems)
    band: ShareBand | ChangeBand | None = None
    match reader.take("of"):
        case "share":
            names = [reader.text(key, None) or None for key in ("stated", "numerator", "denominator")]
            band = ShareBand(*names, open=reader.flag("open"))
        case "change":
            now, before = reader.texts("now"), reader.texts("before")
            if len(now) not in (1, 2) or len(now) != len(before):
                reader.complain("now 和 before 各写一个数字项，或各写两个：分子、分母")
            else:
                band = ChangeBand(now, before, reader.flag("binding", True))
        case other:
            reader.complain(f"of 应是 share 或 change，现为 {_shown(other)}")
            reader.left.clear()
    reader.close()
    return band


def _read_scene(reader: _Reader) -> Scene:
    scene = Scene(
        code=reader.text("code"),
        dimension=reader.text("dimension"),
        group=reader.text("group"),
        name=reader.text("name"),
        levels=reader.texts("levels"),
        starred=reader.flag("starred"),
    )
    reader.close()
    return scene


def _read_level(reader: _Reader) -> LevelRule:
    rule = LevelRule(
        level=reader.whole("level"),
        label=reader.text("label"),
        score=reader.decimal("score"),
        scenes=reader.whole("scenes", 0),
        starred=reader.whole("starred", 0),
        name=reader.text("name", ""),
        meaning=reader.text("meaning", ""),
    )
    reader.close()
    return rule
