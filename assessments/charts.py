"""Pictures of a result as coordinates for SVG templates. No colours, no texts: those are the page's."""

import math
from dataclasses import dataclass

from assessments.results import SceneLevel

RADAR_WIDTH, RADAR_HEIGHT = 560, 460
RADAR_RADIUS = 165
LABEL_GAP = 18


@dataclass(frozen=True)
class RadarAxis:
    """One scene: the end of its axis, its label's place, and the point of its level."""

    scene: SceneLevel
    x: str
    y: str
    label_x: str
    label_y: str
    anchor: str
    point_x: str
    point_y: str


@dataclass(frozen=True)
class Radar:
    """`rings`: one polygon per level; `shape`: the polygon of the levels reached."""

    width: int
    height: int
    centre_x: str
    centre_y: str
    rings: list[str]
    axes: list[RadarAxis]
    shape: str


def radar(scenes: tuple[SceneLevel, ...], levels: int) -> Radar:
    """Scenes clockwise from the top, each at its level of `levels`; the centre is 未达到一级."""
    turns = [2 * math.pi * place / len(scenes) for place in range(len(scenes))]
    axes = []
    for scene, turn in zip(scenes, turns, strict=True):
        label = _place(turn, RADAR_RADIUS + LABEL_GAP)
        point = _place(turn, RADAR_RADIUS * (scene.level or 0) / levels)
        axes.append(RadarAxis(scene, *_place(turn, RADAR_RADIUS), *label, _anchor(turn), *point))
    rings = [
        " ".join(",".join(_place(turn, RADAR_RADIUS * level / levels)) for turn in turns)
        for level in range(1, levels + 1)
    ]
    shape = " ".join(f"{axis.point_x},{axis.point_y}" for axis in axes)
    return Radar(RADAR_WIDTH, RADAR_HEIGHT, *_place(0, 0), rings, axes, shape)


def _place(turn: float, radius: float) -> tuple[str, str]:
    x = RADAR_WIDTH / 2 + radius * math.sin(turn)
    y = RADAR_HEIGHT / 2 - radius * math.cos(turn)
    return f"{x:.1f}", f"{y:.1f}"


def _anchor(turn: float) -> str:
    side = math.sin(turn)
    return "middle" if abs(side) < 0.1 else "start" if side > 0 else "end"
