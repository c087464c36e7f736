"""Measures on the anatomy: what the user measured, and ready-made ones with their landmarks.

All values hold for the spine together, in the patient's frame; lines are given where they are to
be drawn, also when the column is drawn apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from meshes.ids import StructureId
from meshes.shipped import BoneMarks
from viewer.explode import Apart
from viewer.state import Measurement, SurfacePoint, Tool, ViewState

if TYPE_CHECKING:
    import numpy.typing as npt

Vector = tuple[float, float, float]
Points: TypeAlias = "npt.NDArray[np.float64]"

#: Ready-made measures: what each is called.
READY: Final[Mapping[str, str]] = {
    "disc-height": "Disc height",
    "canal": "Canal depth",
    "foramen": "Foramen height and area",
    "lordosis": "Lordosis L1–S1",
    "sacral-slope": "Sacral slope",
}
#: Rim rows hold 96 points from the patient's right, a quarter turn later the anterior one.
RIM_ANTERIOR, RIM_POSTERIOR = 24, 72
#: A plate is meant when it is this near to the point pressed, mm.
_PLATE_REACH = 16.0
_ARC_STEPS = 16


@dataclass(frozen=True, slots=True)
class DrawnMeasure:
    """A measure over the picture, world mm. lines: (points, dashed); dots: ends; at: where its
    words stand; ready: one of the ready-made."""

    lines: tuple[tuple[tuple[Vector, ...], bool], ...]
    dots: tuple[Vector, ...]
    text: str
    at: Vector
    ready: bool = False


def distance_mm(points: tuple[SurfacePoint, ...]) -> float:
    """Straight distance of two points."""
    return float(np.linalg.norm(np.subtract(points[1].at, points[0].at)))


def angle_deg(points: tuple[SurfacePoint, ...]) -> float:
    """Angle of three points, at the second."""
    one = np.subtract(points[0].at, points[1].at)
    other = np.subtract(points[2].at, points[1].at)
    size = float(np.linalg.norm(one) * np.linalg.norm(other))
    if size < 1e-9:
        return 0.0
    return math.degrees(math.acos(max(-1.0, min(1.0, float(one @ other) / size))))


@dataclass(frozen=True)
class Plate:
    """An end plate in the world: its line in the mid-line from posterior to anterior corner."""

    id: StructureId
    bone: StructureId
    posterior: Points
    anterior: Points

    @property
    def middle(self) -> Points:
        """Midway between its corners."""
        return np.asarray(0.5 * (self.posterior + self.anterior))

    @property
    def forward(self) -> Points:
        """Unit direction from posterior to anterior."""
        way = self.anterior - self.posterior
        return np.asarray(way / np.linalg.norm(way))

    @property
    def tilt_deg(self) -> float:
        """Positive when its anterior side is the higher one."""
        return math.degrees(math.atan2(self.forward[2], self.forward[1]))


def plates(bones: Mapping[str, BoneMarks]) -> dict[StructureId, Plate]:
    """The end plates of the bones by id, world mm. Not those of T12: it is there as context, cut
    across, and its parts have no names."""
    found = {}
    for name, marks in bones.items():
        if name == "vertebra.T12":
            continue
        for side, plate in (("superior", marks.superior), ("inferior", marks.inferior)):
            if plate is not None:
                level = ".S1" if name == "sacrum" else ""
                id = StructureId(f"{name}{level}.{side}-endplate")
                rim = plate.rim[[RIM_POSTERIOR, RIM_ANTERIOR]] @ marks.pose[:3, :3].T
                posterior, anterior = rim + marks.pose[:3, 3]
                found[id] = Plate(id, StructureId(name), posterior, anterior)
    return found


def plate_near(point: SurfacePoint, known: Mapping[StructureId, Plate]) -> SurfacePoint | None:
    """The end plate a point on a vertebra or disc means; None when none is near."""
    beside = [p for p in known.values() if _may_mean(point.id, p)]
    if not beside:
        return None
    place = np.asarray(point.at)
    away = [_distance_to(place, plate) for plate in beside]
    best = int(np.argmin(away))
    if away[best] > _PLATE_REACH:
        return None
    x, y, z = beside[best].middle.tolist()
    return SurfacePoint(beside[best].id, (x, y, z))


def _may_mean(struck: StructureId, plate: Plate) -> bool:
    if struck.kind == "disc":
        return (plate.bone.level_text or "S1") in [level.name for level in struck.levels]
    return struck.kind == plate.bone.kind and struck.level_text in ("", plate.bone.level_text)


def _distance_to(place: Points, plate: Plate) -> float:
    """From a point to the plate's plane, and to its middle when beyond its edge."""
    normal = np.cross([1.0, 0.0, 0.0], plate.forward)
    height = abs(float((place - plate.middle) @ normal))
    along = abs(float((place - plate.middle) @ plate.forward))
    half = 0.5 * float(np.linalg.norm(plate.anterior - plate.posterior))
    return height + max(0.0, along - half - 4.0)


def value_of(made: Measurement, known: Mapping[StructureId, Plate]) -> float:
    """What was measured: mm, or degrees."""
    if made.tool is Tool.DISTANCE:
        return distance_mm(made.points)
    if made.tool is Tool.ANGLE:
        return angle_deg(made.points)
    one, other = (known[point.id] for point in made.points)
    return abs(one.tilt_deg - other.tilt_deg)


def value_words(made: Measurement, known: Mapping[StructureId, Plate]) -> str:
    """The value with its unit."""
    value = value_of(made, known)
    return f"{value:.1f} mm" if made.tool is Tool.DISTANCE else f"{value:.1f}°"


def parts_words(made: Measurement) -> str:
    """How far along each of the patient's directions, for a distance."""
    a, b = (point.at for point in made.points[:2])
    ways = (("right", "left"), ("anterior", "posterior"), ("superior", "inferior"))
    steps = [q - p for p, q in zip(a, b, strict=True)]
    named = [
        f"{abs(step):.1f} {names[step < 0]}"
        for step, names in zip(steps, ways, strict=True)
        if abs(step) >= 0.05
    ]
    return " · ".join(named)


def drawn_measures(
    state: ViewState, apart: Apart, known: Mapping[StructureId, Plate]
) -> tuple[DrawnMeasure, ...]:
    """What the user measured, and the points set so far, where they are to be drawn."""
    drawn = [_drawn(made, state.explode, apart, known) for made in state.measurements]
    if state.pending:
        dots = tuple(shown(point, apart, state.explode) for point in state.pending)
        lines = ((dots, True),) if len(dots) > 1 else ()
        drawn.append(DrawnMeasure(lines, dots, "", dots[-1]))
    return tuple(drawn)


def shown(point: SurfacePoint, apart: Apart, share: float) -> Vector:
    """Where a point is drawn."""
    return vector(apart.point(point.id, point.at, share))


def _drawn(
    made: Measurement, share: float, apart: Apart, known: Mapping[StructureId, Plate]
) -> DrawnMeasure:
    text = f"{made.number}  {value_words(made, known)}"
    if made.tool is Tool.PLATES:
        one, other = (known[point.id] for point in made.points)
        return plate_angle(one, other, text, apart, share)
    spots = tuple(shown(point, apart, share) for point in made.points)
    if made.tool is Tool.DISTANCE:
        return DrawnMeasure(((spots, False),), spots, text, between(spots[0], spots[1]))
    bow = arc(np.asarray(spots[1]), np.asarray(spots[0]), np.asarray(spots[2]))
    return DrawnMeasure(((spots, False), (bow, False)), spots, text, bow[len(bow) // 2])


def plate_angle(
    one: Plate, other: Plate, text: str, apart: Apart, share: float, *, ready: bool = False
) -> DrawnMeasure:
    """The lines of two plates drawn out posteriorly, joined by an arc."""
    ends: list[Points] = []
    lines: list[tuple[tuple[Vector, ...], bool]] = []
    for plate in (one, other):
        move = share * apart.offset(plate.bone)
        reach = plate.posterior - 62.0 * plate.forward
        lines.append(
            ((vector(plate.anterior + 6.0 * plate.forward + move), vector(reach + move)), False)
        )
        ends.append(reach + move)
    bow = _bowed(ends[0], ends[1])
    corners = [
        vector(corner + share * apart.offset(plate.bone))
        for plate in (one, other)
        for corner in (plate.posterior, plate.anterior)
    ]
    lines.append((bow, True))
    return DrawnMeasure(tuple(lines), tuple(corners), text, bow[len(bow) // 2], ready)


def _bowed(start: Points, end: Points) -> tuple[Vector, ...]:
    """A gentle arc from point to point, bowed posteriorly."""
    steps = np.linspace(0.0, 1.0, _ARC_STEPS + 1)[:, None]
    depth = 0.12 * float(np.linalg.norm(end - start))
    bow = start + steps * (end - start) - 4 * steps * (1 - steps) * np.array([0.0, depth, 0.0])
    return tuple(vector(row) for row in bow)


def arc(corner: Points, one: Points, other: Points) -> tuple[Vector, ...]:
    """A part of a circle about a corner, from one side of the angle to the other."""
    a, b = one - corner, other - corner
    sizes = float(np.linalg.norm(a)), float(np.linalg.norm(b))
    if min(sizes) < 1e-6:
        return (vector(corner),)
    radius = min(0.35 * min(sizes), 18.0)
    steps = np.linspace(0.0, 1.0, _ARC_STEPS + 1)[:, None]
    ways = (1 - steps) * a / sizes[0] + steps * b / sizes[1]
    lengths = np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-6)
    return tuple(vector(row) for row in corner + radius * ways / lengths)


def between(a: Vector, b: Vector) -> Vector:
    """Midway."""
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2)


def vector(row: Points) -> Vector:
    """Three numbers as a tuple."""
    x, y, z = np.asarray(row, dtype=float).tolist()
    return (x, y, z)
