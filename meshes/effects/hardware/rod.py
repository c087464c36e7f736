"""Rods: how they run through the heads of two neighbouring screws, and how the heads turn to them.

World frame: a rod belongs to no bone, its course follows from where the screws stand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meshes.effects.hardware.figures import figure
from meshes.effects.hardware.plan import ScrewPlan, head_facing
from meshes.effects.hardware.solids import stacked
from meshes.surface import Points, Surface

_SIDES = 20
_PIECES = 17


@dataclass(frozen=True, slots=True)
class RodCourse:
    """A rod from the upper to the lower screw. line: (n, 3) its axis, from above to below, with its
    ends. facing, along: (2, 3) unit, where the two heads open to and the rod's run in them."""

    line: Points
    facing: Points
    along: Points


def rod_course(
    plans: tuple[ScrewPlan, ScrewPlan],
    poses: tuple[Points, Points],
    beyond: tuple[float, float] | None = None,
) -> RodCourse:
    """The rod through the heads of the upper and the lower screw. World frame.

    poses: 4x4 of the two bones. beyond: mm it reaches past the heads above and below; 0 where
    another rod goes on from there. It is bent a little to the lordosis, and each head turns on its
    ball until its slot lies along the rod.
    """
    ends = rod_ends(plans[1].level) if beyond is None else beyond
    joints = np.stack(
        [pose[:3, :3] @ p.joint + pose[:3, 3] for p, pose in zip(plans, poses, strict=True)]
    )
    shank = np.stack([pose[:3, :3] @ p.axis for p, pose in zip(plans, poses, strict=True)])
    free = head_facing(shank)
    run = np.broadcast_to(_unit(joints[1] - joints[0]), (2, 3))
    facing, line, along = free, joints, run
    for _ in range(4):
        facing = _unit(free - (free * along).sum(axis=1, keepdims=True) * along)
        saddles = joints + figure("head", "rod_height") * facing
        line, along = _arc(saddles[0], saddles[1], facing.mean(axis=0), ends)
    return RodCourse(line, facing, along)


def rod_ends(lower: str) -> tuple[float, float]:
    """How far a rod reaches past the middles of its heads above and below, mm; lower: the level of
    its lower screw."""
    head = figure("head", "radius")
    last = figure("rod", "beyond_sacrum" if lower == "S1" else "beyond")
    return figure("rod", "beyond") + head, last + head


def rod_surface(course: RodCourse) -> Surface:
    """The rod itself: a closed tube with rounded ends. World frame."""
    radius, line = 0.5 * figure("rod", "diameter"), course.line
    run = _unit(np.gradient(line, axis=0))
    one = _unit(np.cross(run, np.cross(np.array([1.0, 0.0, 0.0]), run)))
    two = np.cross(run, one)
    angle = np.arange(_SIDES) * (2.0 * np.pi / _SIDES)
    around = np.cos(angle)[:, None] * one[:, None] + np.sin(angle)[:, None] * two[:, None]
    rings = list(line[:, None] + radius * around)
    first, last = (line[0], -run[0], around[0]), (line[-1], run[-1], around[-1])
    ends = [
        [end + 0.25 * way + (radius - 0.1) * ring, end + 0.6 * way + (radius - 0.6) * ring]
        for end, way, ring in (first, last)
    ]
    return stacked([*ends[0][::-1], *rings, *ends[1]])


def _unit(rows: Points) -> Points:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), dtype=np.float64)


def _arc(a: Points, b: Points, behind: Points, ends: tuple[float, float]) -> tuple[Points, Points]:
    """A bend from a to b, hollow to `behind`, with straight ends: (n, 3); its runs in a and b."""
    chord = b - a
    length = float(np.linalg.norm(chord))
    across = _unit(behind - (behind @ chord) / length**2 * chord)
    share = np.linspace(0.0, 1.0, _PIECES)[:, None]
    bow = figure("rod", "bow") * length
    bend = a + share * chord - 4.0 * bow * share * (1.0 - share) * across
    start, stop = (_unit(chord - sign * 4.0 * bow * across) for sign in (1.0, -1.0))
    pieces = [bend]
    if ends[0] > 0:
        pieces.insert(0, a - np.array([1.0, 0.5])[:, None] * ends[0] * start)
    if ends[1] > 0:
        pieces.append(b + np.array([0.5, 1.0])[:, None] * ends[1] * stop)
    return np.concatenate(pieces), np.stack([start, stop])
