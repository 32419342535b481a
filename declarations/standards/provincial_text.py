"""Options of a provincial indicator as an administrator types them: one a line, ``words | points``.

For bands the words are the border: ``10 | 4`` gives 4 points from 10 on. Numbers may be full-width, and points may
have one decimal place: ``省级 | ８．５ 分``.
"""

import hashlib
from decimal import Decimal

from declarations.standards.columns import NUMBER
from declarations.standards.points import Points, checked
from declarations.standards.provincial import ProvincialKind, ProvincialOption
from declarations.standards.wording import POINTS, plain
from enterprises.kit.text import typed

MOST_OPTIONS = 30
LONGEST_WORDS = 100


class UnreadableOptions(ValueError):
    """``messages`` name every line that is wrong."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("".join(messages))
        self.messages = messages


def read_options(text: str, kind: ProvincialKind, maximum: Points) -> tuple[ProvincialOption, ...]:
    """The options of a textarea; empty lines are passed over, bands are put in order, best first.

    Raises UnreadableOptions.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_OPTIONS:
        raise UnreadableOptions([f"最多{MOST_OPTIONS}行选项，现有{len(lines)}行。"])
    found: dict[int, ProvincialOption] = {}
    messages = []
    for number, line in lines:
        try:
            option = _option(line, kind, maximum)
            _distinct(option, found)
        except ValueError as problem:
            messages.append(f"第{number}行：{problem}")
        else:
            found[number] = option
    if not messages and kind is ProvincialKind.BANDS:
        found = dict(sorted(found.items(), key=lambda item: item[1].reached_from, reverse=True))
        messages = _out_of_order(found)
    if messages:
        raise UnreadableOptions(messages)
    return tuple(found.values())


def written(options: tuple[ProvincialOption, ...]) -> str:
    """The options as ``read_options`` reads them."""
    return "\n".join(
        f"{option.words if option.border is None else plain(option.border)} | {option.points}"
        for option in options
    )


def _option(line: str, kind: ProvincialKind, maximum: Points) -> ProvincialOption:
    words, bar, points = line.replace("｜", "|").rpartition("|")
    words = words.strip()
    if not bar or not words:
        shape = "数值 | 分值" if kind is ProvincialKind.BANDS else "选项文字 | 分值"
        raise ValueError(f"应写成“{shape}”。")
    given = _points(points)
    if given > maximum:
        raise ValueError(f"{given}分超过了最高分{maximum}分。")
    if len(words) > LONGEST_WORDS:
        raise ValueError(f"选项文字最多{LONGEST_WORDS}字，现有{len(words)}字。")
    if kind is not ProvincialKind.BANDS:
        return ProvincialOption(_key(words), words, given)
    number = typed.number(words)
    if not NUMBER.fullmatch(number):
        raise ValueError(f"“{words}”应为数字，不带单位。")
    border = Decimal(number)
    return ProvincialOption(plain(border), f"{plain(border)}以上", given, border)


def _points(text: str) -> Points:
    """Raises ValueError."""
    number = typed.number(text, POINTS)
    try:
        return checked(number)
    except ValueError:
        raise ValueError(f"分值“{number:.20}”应为不小于0、最多一位小数的数字，例如 8 或 8.5。") from None


def _key(words: str) -> str:
    """The same words always have the same key, so an answer given to other words is never taken for this one."""
    return hashlib.sha256(words.encode()).hexdigest()[:10]


def _distinct(option: ProvincialOption, found: dict[int, ProvincialOption]) -> None:
    for number, other in found.items():
        if other.key == option.key:
            raise ValueError(f"与第{number}行重复。")


def _out_of_order(found: dict[int, ProvincialOption]) -> list[str]:
    """Bands from best to worst: a lower border gives fewer points."""
    messages, above = [], None
    for number, option in found.items():
        if above is not None and option.points >= above.points:
            messages.append(
                f"第{number}行：{plain(option.reached_from)}以上的分值（{option.points}分）"
                f"须低于{plain(above.reached_from)}以上的分值（{above.points}分）。"
            )
        above = option
    return messages
