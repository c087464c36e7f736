"""Ink on the model: what a pen drew as stretches on structures, and their colours. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from viewer.state import InkColour, InkRun, SurfacePoint

#: Width of a line of ink; it is drawn as a round bead of this size with a white rim (chosen).
INK_MM, RIM_MM = 1.3, 0.4
#: Colours of the pen (Okabe and Ito 2008; black not quite, so that its bead shows its shape).
INK_COLOURS: Mapping[InkColour, tuple[float, float, float]] = {
    InkColour.BLUE: (0.0, 0x72 / 255, 0xB2 / 255),
    InkColour.VERMILION: (0xD5 / 255, 0x5E / 255, 0.0),
    InkColour.PURPLE: (0xCC / 255, 0x79 / 255, 0xA7 / 255),
    InkColour.BLACK: (0.1, 0.1, 0.1),
}
#: Points of a line are at least so far apart; two farther apart than a leap lie on parts of a
#: surface behind each other, and no line joins them (chosen, mm).
_APART_MM, _LEAP_MM = 0.5, 7.0


def runs_of(points: Iterable[SurfacePoint | None]) -> tuple[InkRun, ...]:
    """What a pen passed over, as one stretch for each structure it crossed.

    points: in the order of the hand, in one frame; None where there was no model: ink beside the
    model would have no place that turns with it. A stretch ends where the structure does, where
    the model ends, and where the surface leaps.
    """
    runs: list[InkRun] = []
    last: SurfacePoint | None = None
    for point in points:
        if point is None:
            last = None
            continue
        if last is None or point.id != last.id or _between(point, last) > _LEAP_MM:
            runs.append(InkRun(point.id, (point.at,)))
            last = point
        elif _between(point, last) >= _APART_MM:
            runs[-1] = InkRun(point.id, (*runs[-1].points, point.at))
            last = point
    return tuple(runs)


def _between(one: SurfacePoint, other: SurfacePoint) -> float:
    return math.dist(one.at, other.at)


def stretches(kept: Sequence[bool]) -> list[slice]:
    """Runs of what is kept, as slices: a line is interrupted where its ground was taken away."""
    found: list[slice] = []
    start: int | None = None
    for place, is_kept in enumerate((*kept, False)):
        if is_kept and start is None:
            start = place
        elif not is_kept and start is not None:
            found.append(slice(start, place))
            start = None
    return found
