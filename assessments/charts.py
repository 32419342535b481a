"""Pictures of a result as coordinates for SVG templates. No colours: those are the page's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

RADAR_WIDTH, RADAR_HEIGHT = 560, 460
RADAR_RADIUS = 165
LABEL_GAP = 18


@dataclass(frozen=True)
class RadarAxisOf:
    """What one axis shows: its label, and shares from 0 (centre) to 1 (rim). ``other``: whom it is compared with."""

    label: str
    share: Decimal
    other: Decimal | None = None


@dataclass(frozen=True)
class RadarAxis:
    """The end of an axis, its label's place, and the point of its share."""

    label: str
    x: str
    y: str
    label_x: str
    label_y: str
    anchor: str
    point_x: str
    point_y: str


@dataclass(frozen=True)
class Radar:
    """`rings`: one polygon per level; `shape`: the polygon of the shares; `other`: that of whom it is compared with,
    empty without.
    """

    width: int
    height: int
    centre_x: str
    centre_y: str
    rings: list[str]
    axes: list[RadarAxis]
    shape: str
    other: str


def radar(shown: Sequence[RadarAxisOf], rings: int) -> Radar:
    """Axes clockwise from the top, on a web of ``rings`` rings."""
    turns = [2 * math.pi * place / len(shown) for place in range(len(shown))]
    axes = []
    for each, turn in zip(shown, turns, strict=True):
        label = _place(turn, RADAR_RADIUS + LABEL_GAP)
        point = _place(turn, RADAR_RADIUS * float(each.share))
        axes.append(RadarAxis(each.label, *_place(turn, RADAR_RADIUS), *label, _anchor(turn), *point))
    compared = all(each.other is not None for each in shown)
    return Radar(
        RADAR_WIDTH,
        RADAR_HEIGHT,
        *_place(0, 0),
        [_polygon(turns, [ring / rings] * len(turns)) for ring in range(1, rings + 1)],
        axes,
        _polygon(turns, [float(each.share) for each in shown]),
        _polygon(turns, [float(each.other) for each in shown]) if compared else "",
    )


def _polygon(turns: Sequence[float], shares: Sequence[float]) -> str:
    corners = zip(turns, shares, strict=True)
    return " ".join(",".join(_place(turn, RADAR_RADIUS * share)) for turn, share in corners)


def _place(turn: float, radius: float) -> tuple[str, str]:
    x = RADAR_WIDTH / 2 + radius * math.sin(turn)
    y = RADAR_HEIGHT / 2 - radius * math.cos(turn)
    return f"{x:.1f}", f"{y:.1f}"


def _anchor(turn: float) -> str:
    side = math.sin(turn)
    return "middle" if abs(side) < 0.1 else "start" if side > 0 else "end"
