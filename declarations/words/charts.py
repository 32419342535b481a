"""Pictures of an evaluation as coordinates for SVG templates. No colours: those are the style sheet's."""

from dataclasses import dataclass

from declarations.standards import Evaluation, LineStatus
from declarations.standards.result import Line

# The name of an indicator stands above its bar, its points after it; both fit a narrow column at their size.
WIDTH, BARS_WIDTH = 260, 196
ROW_HEIGHT, NAME_BASE, BAR_TOP, BAR_HEIGHT, POINTS_BASE = 38, 12, 19, 10, 28
LONGEST_NAME = 20


@dataclass(frozen=True)
class Bar:
    """One indicator. Widths in the picture's units, shares of its own maximum: what is sure, what is open after it."""

    name: str
    points: str
    name_y: int
    bar_y: int
    points_y: int
    sure: str
    open: str


@dataclass(frozen=True)
class PointsBars:
    """Points per indicator, one bar each on a track of the same length: full marks fill it. ``text`` says the same in
    words.
    """

    key: str
    title: str
    text: str
    width: int
    height: int
    bar_height: int
    track: int
    bars: list[Bar]

    @property
    def has_open(self) -> bool:
        return any(float(bar.open) for bar in self.bars)


def points_bars(evaluation: Evaluation) -> PointsBars | None:
    """The picture of ``evaluation``; None for a standard without points."""
    lines = evaluation.lines
    if not lines:
        return None
    return PointsBars(
        key=evaluation.standard_id,
        title=f"{evaluation.standard_title}：各项指标得分",
        text="；".join(f"{line.name} {_words(line)}" for line in lines),
        width=WIDTH,
        height=ROW_HEIGHT * len(lines),
        bar_height=BAR_HEIGHT,
        track=BARS_WIDTH,
        bars=[_bar(line, index * ROW_HEIGHT) for index, line in enumerate(lines)],
    )


def _bar(line: Line, top: int) -> Bar:
    scale = BARS_WIDTH / line.maximum
    return Bar(
        name=_short(f"{line.code} {line.name}"),
        points=f"{_reach(line)} / {line.maximum}",
        name_y=top + NAME_BASE,
        bar_y=top + BAR_TOP,
        points_y=top + POINTS_BASE,
        sure=_length(line.at_least * scale),
        open=_length((line.at_most - line.at_least) * scale),
    )


def _reach(line: Line) -> str:
    if line.at_least == line.at_most:
        return str(line.at_least)
    return f"{line.at_least}–{line.at_most}"


def _words(line: Line) -> str:
    if line.status is LineStatus.COMPUTED:
        return f"{line.points} 分，满分 {line.maximum} 分"
    return f"待补充，可得 {_reach(line)} 分，满分 {line.maximum} 分"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME + 3 else f"{name[: LONGEST_NAME + 2]}…"


def _length(value: float) -> str:
    return f"{value:.1f}"
