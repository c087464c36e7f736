"""The 26 directions the orientation cube snaps to: its faces, edges and corners. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import product

#: Signs along the patient's axes (right, anterior, superior), of which at least one is not 0.
Direction = tuple[int, int, int]

_STEEPEST_DEG = 89.9
_WORDS = (("left", "", "right"), ("behind", "", "in front"), ("below", "", "above"))
_FACES = {
    (0, 1, 0): "the front",
    (0, -1, 0): "behind",
    (-1, 0, 0): "the patient’s left",
    (1, 0, 0): "the patient’s right",
    (0, 0, 1): "above",
    (0, 0, -1): "below",
}


@dataclass(frozen=True, slots=True)
class Snap:
    """A direction to look from, as camera angles and in words."""

    direction: Direction
    azimuth_deg: float
    elevation_deg: float
    words: str


@cache
def snap(direction: Direction) -> Snap:
    """The view from one direction; above and below as the named views have them."""
    right, front, up = direction
    if not (right or front):
        return Snap(direction, 180.0 if up > 0 else 0.0, up * _STEEPEST_DEG, _words(direction))
    azimuth = math.degrees(math.atan2(-right, front)) % 360.0
    elevation = math.degrees(math.atan2(up, math.hypot(right, front)))
    return Snap(direction, azimuth, elevation, _words(direction))


@cache
def snaps() -> tuple[Snap, ...]:
    """All 26."""
    return tuple(snap(way) for way in product((-1, 0, 1), repeat=3) if any(way))


def _words(direction: Direction) -> str:
    if direction in _FACES:
        return f"From {_FACES[direction]}"
    parts = [names[sign + 1] for names, sign in zip(_WORDS, direction, strict=True) if sign]
    if direction[0]:
        parts[0] = f"the patient’s {parts[0]}"
    return "From " + " and ".join([", ".join(parts[:-1]), parts[-1]])
