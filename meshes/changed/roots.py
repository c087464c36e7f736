"""Nerve roots in the changed world: carried, pushed aside by what reaches them, flattened where
they cannot yield.

Two answers, kept apart: how far something overlaps the undisturbed course (the verdict), and where
the root is drawn (displaced; flattened by what is left).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.obstacles import Surroundings
from meshes.changed.skin import Moves, canal_skin, carried
from meshes.effects.changes import Values
from meshes.ids import StructureId
from meshes.surface import Points

LEVELS = ("L1", "L2", "L3", "L4", "L5", "S1", "S2")
SIDES = ("left", "right")
#: Room kept between a drawn root and what pushes it, mm; less than the normal model leaves.
MARGIN = 0.12
_PUSH = 0.6
_LONGEST = 0.7
#: How strongly a displacement spreads along a root in one round: nerves bend, they do not kink.
_SPREAD = 0.45
#: A nerve is squeezed to no less than this share of its thickness; the rest is overlap.
_FLATTEST = 0.4
_TUBE = 14


@dataclass(frozen=True)
class RootCourses:
    """Courses of all roots in one world: lines (14, 96, 3) in the order of `names`, radii (14, 96)
    of nerve or ganglion, whichever is thicker; ways (14, 96) along them, mm."""

    names: tuple[str, ...]
    lines: Points
    radii: Values
    ways: Values

    def row(self, id: str) -> int:
        """Number of a root by id: `root.L5.left`. Raises ValueError."""
        return self.names.index(id)


def normal_courses(normal: Normal) -> RootCourses:
    """The courses of the shipped model."""
    names, lines, radii = [], [], []
    for level in LEVELS:
        marks = normal.marks.roots[level]
        way = _ways(marks.line[None])[0]
        ganglion = normal.assets.meshes[StructureId(f"ganglion.{level}.right")].points
        half = 0.5 * float(_span_along(marks.line, way, ganglion))
        offset = (way - marks.ganglion) / half
        bulb = marks.ganglion_radius * np.sqrt(np.maximum(1.0 - offset**2, 0.0))
        for side in SIDES:
            flip = np.array([-1.0 if side == "left" else 1.0, 1.0, 1.0])
            names.append(f"root.{level}.{side}")
            lines.append(marks.line * flip)
            radii.append(np.maximum(marks.radius, bulb))
    stack = np.stack(lines)
    return RootCourses(tuple(names), stack, np.stack(radii), _ways(stack))


def carried_courses(normal: Normal, courses: RootCourses, moves: Moves) -> RootCourses:
    """The courses as bones that moved carry them, not yet pushed."""
    if not moves:
        return courses
    flat = courses.lines.reshape(-1, 3)
    lines = carried(canal_skin(normal, flat), flat, moves).reshape(courses.lines.shape)
    return RootCourses(courses.names, lines, courses.radii, courses.ways)


def displacement(courses: RootCourses, around: Surroundings, rounds: int = 14) -> Points:
    """How far each station is pushed aside: (14, 96, 3) mm, zero where nothing touches."""
    shift = np.zeros_like(courses.lines)
    near = _near(courses, around)
    if len(near) == 0:
        return shift
    lines, wanted = courses.lines[near], courses.radii[near] + MARGIN
    here = np.zeros_like(lines)
    for _ in range(rounds):
        flat = (lines + here).reshape(-1, 3)
        away, owner = around.nearest(flat)
        short = wanted.ravel() - away
        rows = np.flatnonzero(short > 0.0)
        if len(rows) == 0:
            break
        push = np.minimum(_PUSH * short[rows], _LONGEST)
        here.reshape(-1, 3)[rows] += push[:, None] * around.gradient(flat[rows], owner[rows])
        here[:, 1:-1] += _SPREAD * (0.5 * (here[:, :-2] + here[:, 2:]) - here[:, 1:-1])
        here[:, -1] = 0.0
    shift[near] = here
    return shift


def squeeze(courses: RootCourses, shift: Points, around: Surroundings) -> tuple[Values, Points]:
    """What overlap the shifted courses keep: share of the thickness left (14, 96) and the direction
    it is squeezed along (14, 96, 3)."""
    left = np.ones(courses.radii.shape)
    along = np.zeros_like(courses.lines)
    near = _near(courses, around)
    if len(near) == 0:
        return left, along
    flat = (courses.lines + shift)[near].reshape(-1, 3)
    away, owner = around.nearest(flat)
    radius = courses.radii[near].ravel()
    short = np.maximum(radius - away, 0.0)
    rows = np.flatnonzero(short > 0.02)
    if len(rows):
        share, direction = np.ones(len(flat)), np.zeros_like(flat)
        share[rows] = np.clip(1.0 - short[rows] / radius[rows], _FLATTEST, 1.0)
        direction[rows] = around.gradient(flat[rows], owner[rows])
        left[near] = share.reshape(len(near), -1)
        along[near] = direction.reshape(len(near), -1, 3)
    return left, along


def tube_stations(id: StructureId, count: int, courses: RootCourses, points: Points) -> Values:
    """The station of the course each point of a root's or a ganglion's mesh belongs to: (n,)."""
    if id.kind == "root":
        rings = (count - 2) // _TUBE
        ends = (rings - courses.lines.shape[1]) // 2
        of_ring = np.clip(np.arange(rings) - ends, 0, courses.lines.shape[1] - 1)
        last = courses.lines.shape[1] - 1
        return np.concatenate([[0], np.repeat(of_ring, _TUBE), [last]])
    line = courses.lines[courses.row(f"root.{id.level_text}.{id.side}")]
    away = np.linalg.norm(points[:, None] - line[None], axis=2)
    return np.argmin(away, axis=1)


def bent(
    points: Points, stations: Values, line: Points, shift: Points, left: Values, along: Points
) -> Points:
    """A tube's points moved with their stations and flattened along the push, area kept.

    points (n, 3) and line (96, 3): both before the shift; shift, left, along: of this root.
    """
    offset = points - line[stations]
    share, push = left[stations], along[stations]
    part = np.einsum("ij,ij->i", offset, push)[:, None] * push
    wider = np.sqrt(1.0 / share)[:, None]
    squeezed = share[:, None] * part + wider * (offset - part)
    flat = (share < 1.0)[:, None]
    return np.asarray(line[stations] + shift[stations] + np.where(flat, squeezed, offset))


def _near(courses: RootCourses, around: Surroundings) -> Values:
    """Rows of the courses that anything could touch."""
    low = courses.lines.min(axis=1) - 4.0
    high = courses.lines.max(axis=1) + 4.0
    hit = [
        bool(np.any([np.all(s.lower < high[k]) and np.all(s.upper > low[k]) for s in around.solids]))
        for k in range(len(courses.names))
    ]
    return np.flatnonzero(hit)


def _ways(lines: Points) -> Values:
    steps = np.linalg.norm(np.diff(lines, axis=1), axis=2)
    return np.concatenate([np.zeros((len(lines), 1)), np.cumsum(steps, axis=1)], axis=1)


def _span_along(line: Points, way: Values, points: Points) -> float:
    away = np.linalg.norm(points[:, None] - line[None], axis=2)
    return float(np.ptp(way[np.argmin(away, axis=1)]))
