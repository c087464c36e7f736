"""Nerve roots in the changed world: carried, pushed aside by what reaches them, flattened where
they cannot yield.

Two answers, kept apart: how far something overlaps the undisturbed course (the verdict), and where
the root is drawn (displaced; flattened by what is left).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.changed.eased import eased, tangents
from meshes.changed.normal import Normal
from meshes.changed.obstacles import BEYOND, HASTE, Surroundings, Watch
from meshes.changed.skin import Moves, carried
from meshes.effects.changes import Values
from meshes.ids import StructureId
from meshes.surface import Points

LEVELS = ("L1", "L2", "L3", "L4", "L5", "S1", "S2")
SIDES = ("left", "right")
#: Room kept between a drawn root and what pushes it, mm; less than the normal model leaves.
MARGIN = 0.12
_PUSH = 0.8
_LONGEST = 1.0
#: How strongly a displacement spreads along a root in one round: nerves bend, they do not kink.
_SPREAD = 0.5
_PASSES = 3
#: A nerve is squeezed to no less than this share of its thickness; the rest is overlap.
_FLATTEST = 0.4
_TUBE = 14
_EASE = 12
#: Rounds in which the direction of a squeeze is evened out along a root.
_EVEN_ALONG = 10
#: A push is felt so many stations up and down the root.
_WINDOW = 16
#: Rounds of pushing roots aside: at rest, and while a slider is dragged.
_ROUNDS, _DRAFT_ROUNDS = 14, 4
#: While a slider is dragged, what may be touched is looked for at every so many stations.
_EVERY = 4
#: A nerve's surface keeps so far out of bone and tissue, mm.
_SKIN = 0.06


@dataclass(frozen=True)
class RootCourses:
    """Courses of all roots in one world: lines (14, 96, 3) in the order of `names`, radii (14, 96)
    of nerve or ganglion, whichever is thicker; ways (14, 96) along them, mm. eased: numbers of
    those that would kink where bones carry them and were eased."""

    names: tuple[str, ...]
    lines: Points
    radii: Values
    ways: Values
    eased: tuple[int, ...] = ()

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


def carried_courses(
    normal: Normal, courses: RootCourses, moves: Moves, *, draft: bool = False
) -> RootCourses:
    """The courses as bones that moved carry them, not yet pushed."""
    if not moves:
        return courses
    from meshes.changed.nerve_skin import course_skin

    flat = courses.lines.reshape(-1, 3)
    lines = carried(course_skin(normal), flat, moves).reshape(courses.lines.shape)
    lines, rows = eased(lines, courses.lines, draft=draft)
    return RootCourses(courses.names, lines, courses.radii, courses.ways, rows)


def displacement(
    courses: RootCourses,
    around: Surroundings,
    *,
    draft: bool = False,
    rest: Points | None = None,
) -> Points:
    """How far each station is pushed aside: (14, 96, 3) mm, zero where nothing touches.

    Along a root a push spreads no farther than it takes rounds to do so. draft: in fewer rounds,
    and who has room is asked again only once it moved. rest: all stations in the normal model,
    (14 * 96, 3), for solids that can tell from them who has room.
    """
    shift = np.zeros_like(courses.lines)
    new = around.new
    watch = Watch.along(new, courses.lines, _EVERY if draft else 1, rest)
    reach = (courses.radii + MARGIN).ravel()
    away, _ = watch.nearest(courses.lines.reshape(-1, 3), reach)
    near = (away < reach).reshape(courses.radii.shape) & (courses.ways > 0.0)
    if not near.any():
        return shift
    roots = np.flatnonzero(near.any(axis=1))
    window = np.zeros_like(near)
    window[roots] = _widened(near[roots], _WINDOW)
    place = np.flatnonzero(window.ravel())
    lines = courses.lines[roots]
    # what is as it was is clear of nerves until these move
    old = tuple(solid for solid in around.solids if not solid.is_new)
    around = Surroundings((*new.solids, *old))
    clear = np.tile(reach[place], (len(old), 1))
    watch = Watch(around.solids, np.concatenate([watch.of(place).least, clear]))
    here = _pushed(lines, window[roots], reach[place], around, watch, draft=draft)
    taut = np.flatnonzero(np.isin(roots, courses.eased)).tolist()
    shift[roots] = eased(lines + here, lines, taut, draft=draft)[0] - lines
    return shift


def _pushed(
    lines: Points,
    window: npt.NDArray[np.bool_],
    wanted: Values,
    around: Surroundings,
    watch: Watch,
    *,
    draft: bool,
) -> Points:
    """How far stations in a window (k, 96) of lines (k, 96, 3) give way, the same shape. wanted,
    watch: of the stations in the window, (n,)."""
    here = np.zeros(lines.shape)
    flat, place = here.reshape(-1, 3), np.flatnonzero(window.ravel())
    line = lines.reshape(-1, 3)[place]
    seen = line
    ways, owners = np.zeros_like(line), np.full(len(line), -2)
    for number in range(_DRAFT_ROUNDS if draft else _ROUNDS):
        now = line + flat[place]
        watch.moved(HASTE * np.sqrt(np.einsum("ij,ij->i", now - seen, now - seen)))
        seen = now
        asked = wanted if draft else np.full(len(now), np.inf)
        away, owner = watch.nearest(now, asked, quick=draft)
        short = wanted - away
        rows = np.flatnonzero(short > 0.0)
        if len(rows) == 0:
            break
        push = np.minimum(_PUSH * short[rows], _LONGEST)
        # a hand does not wait for directions that hardly turn: they are asked every other time
        new = rows[owner[rows] != owners[rows]] if draft and number % 2 else rows
        known = away[new] if draft else None
        ways[new] = around.gradient(now[new], owner[new], known)
        owners[new] = owner[new]
        flat[place[rows]] += push[:, None] * ways[rows]
        for _ in range(_PASSES):
            here[:, 1:-1] += _SPREAD * (0.5 * (here[:, :-2] + here[:, 2:]) - here[:, 1:-1])
        here[~window] = 0.0
        here[:, -1] = 0.0
    return here


def squeeze(
    courses: RootCourses, shift: Points, around: Surroundings, *, draft: bool = False
) -> tuple[Values, Points]:
    """What overlap the shifted courses keep: share of the thickness left (14, 96) and the direction
    it is squeezed along (14, 96, 3)."""
    left = np.ones(courses.radii.shape)
    along = np.zeros_like(courses.lines)
    rows = np.flatnonzero(np.abs(shift).max(axis=2).ravel() > 0.02)
    if len(rows) == 0:
        return left, along
    places = (courses.lines + shift).reshape(-1, 3)[rows]
    away, owner = around.nearest(places)
    radius = courses.radii.ravel()[rows]
    short = np.maximum(radius - away, 0.0)
    flat = np.flatnonzero(short > 0.02)
    if len(flat) == 0:
        return left, along
    left.ravel()[rows[flat]] = np.clip(1.0 - short[flat] / radius[flat], _FLATTEST, 1.0)
    push = around.gradient(places[flat], owner[flat], away[flat] if draft else None)
    # across the nerve: pressed lengthwise it would fold
    way = tangents(courses.lines + shift).reshape(-1, 3)[rows[flat]]
    push -= np.einsum("ij,ij->i", push, way)[:, None] * way
    along.reshape(-1, 3)[rows[flat]] = push / np.maximum(
        np.linalg.norm(push, axis=1, keepdims=True), 0.2
    )
    # what nothing squeezes stays as it is
    roots = np.flatnonzero((left < 1.0).any(axis=1) | along.any(axis=(1, 2)))
    left[roots], along[roots] = _eased(left[roots], along[roots])
    return left, along


def _eased(left: Values, along: Points) -> tuple[Values, Points]:
    """Flattening that begins and ends over some stations, (k, 96), along what is beside it."""
    for _ in range(_EASE):
        beside = 0.5 * (left[:, :-2] + left[:, 2:])
        left[:, 1:-1] = np.minimum(left[:, 1:-1], 0.3 * left[:, 1:-1] + 0.7 * beside)
        toward = along[:, :-2] + along[:, 2:]
        length = np.sqrt(np.einsum("kij,kij->ki", toward, toward))[..., None]
        bare = ~along[:, 1:-1].any(axis=2, keepdims=True) & (length > 0.0)
        along[:, 1:-1] = np.where(bare, toward / np.maximum(length, 1e-9), along[:, 1:-1])
    return left, _untwisted(along)


def _untwisted(along: Points) -> Points:
    """Directions nerves are squeezed along, (k, 96, 3), evened out along each: what squeezes it
    changes from place to place, but a nerve does not turn over. Either way is the same squeeze."""
    for row in np.flatnonzero(along.any(axis=(1, 2))):
        at = np.flatnonzero(along[row].any(axis=1))
        wide = np.empty((len(at) + 2, 3))
        here = wide[1:-1]
        here[:] = along[row, at]
        over = np.einsum("ij,ij->i", here[1:], here[:-1]) < 0.0
        here[1:] *= np.cumprod(np.where(over, -1.0, 1.0))[:, None]
        for _ in range(_EVEN_ALONG):
            wide[0], wide[-1] = here[0], here[-1]
            here[:] = 0.5 * here + 0.25 * (wide[2:] + wide[:-2])
        length = np.sqrt(np.einsum("ij,ij->i", here, here))
        along[row, at] = here / np.maximum(length, 1e-9)[:, None]
    return along


def kept_out(
    points: Points, around: Surroundings, rounds: int = 3, room: Values | None = None
) -> Points:
    """Points (n, 3) of a nerve's surface moved out of what they lie in, the least way.

    room: (n,) mm that there is round each at least; only those with none are asked.
    """
    found = points.copy()
    rows = np.arange(len(points)) if room is None else np.flatnonzero(room < _SKIN)
    if len(rows) == 0:
        return found
    here = points[rows]
    around = around.within(here.min(axis=0) - 1.0, here.max(axis=0) + 1.0)
    for _ in range(rounds):
        away, owner = around.nearest(found[rows])
        within = np.flatnonzero(away < _SKIN)
        if len(within) == 0:
            break
        push = np.minimum(_SKIN - away[within], 1.5)
        rows = rows[within]
        found[rows] += push[:, None] * around.gradient(found[rows], owner[within])
    return found


def room_around(points: Points, around: Surroundings) -> Values:
    """How much room there is round points (n, 3) at least, mm: (n,)."""
    around = around.within(points.min(axis=0, initial=0.0), points.max(axis=0, initial=0.0))
    return np.minimum(around.distance(points), BEYOND)


def tube_stations(id: StructureId, count: int, courses: RootCourses, points: Points) -> Values:
    """The station of the course each point of a root's or a ganglion's mesh belongs to: (n,)."""
    if id.kind == "root":
        # rings of a fixed number of points, two poles, and rings that round the ends off
        rings = (count - 2) // _TUBE
        ends = (rings - courses.lines.shape[1]) // 2
        of_ring = np.clip(np.arange(rings) - ends, 0, courses.lines.shape[1] - 1)
        last = courses.lines.shape[1] - 1
        return np.concatenate([[0], np.repeat(of_ring, _TUBE), [last]])
    line = courses.lines[courses.row(f"root.{id.level_text}.{id.side}")]
    away = np.linalg.norm(points[:, None] - line[None], axis=2)
    return np.asarray(np.argmin(away, axis=1))


def _widened(rows: npt.NDArray[np.bool_], by: int) -> npt.NDArray[np.bool_]:
    """True also within so many stations of a true one: (k, n)."""
    number = np.arange(rows.shape[1])
    found = np.zeros_like(rows)
    for row, own in zip(rows, found, strict=True):
        at = np.flatnonzero(row)
        if len(at):
            own |= (number >= at[0] - by) & (number <= at[-1] + by)
    return found


def _ways(lines: Points) -> Values:
    steps = np.linalg.norm(np.diff(lines, axis=1), axis=2)
    return np.concatenate([np.zeros((len(lines), 1)), np.cumsum(steps, axis=1)], axis=1)


def _span_along(line: Points, way: Values, points: npt.NDArray[np.floating]) -> float:
    away = np.linalg.norm(points[:, None] - line[None], axis=2)
    return float(np.ptp(way[np.argmin(away, axis=1)]))
