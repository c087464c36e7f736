"""Which nerves something reaches, and how far: the answer a lesion is set for.

Clearances are taken from the undisturbed courses of the nerves, where moved bones carry them, to
what surrounds them now; never from names or tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.changed.broken import sunk_below, top_at
from meshes.changed.normal import Normal
from meshes.changed.reach import Reach as Reach
from meshes.changed.roots import RootCourses
from meshes.changed.sac import SAC, lost_of
from meshes.changed.shape import Changed
from meshes.effects.changes import COLUMN, LEVELS, Values, bones_of
from meshes.surface import Points

#: Something overlaps a nerve's course by more than this: pressed; by less: touched. A central
#: protrusion that brushes both traversing roots stays below it.
PRESSED = 1.0
#: Overlap from which a nerve is touched. Nerves lie 0.3-0.5 mm off disc and bone in the normal
#: model, and what moves them is no more exact than that: less overlap is no contact yet.
TOUCHED = 0.3
#: A sac that has lost less than this share of its area anywhere is touched at most: its fluid makes
#: way for a dent. Chosen; Fardon 2014 calls all up to a third mild.
LEAST_LOST = 0.05
#: So far from the middle plane of a disc its level reaches where the sac is called narrow, mm.
_REACH_MM = 14.0
#: The sac is looked at this far superior and inferior of a disc's middle, mm.
_AT_DISC = 14.0
#: Roots without a course of their own in the model; they run in the sac at every lumbar disc.
_SACRAL = ("S3", "S4", "S5", "Co")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One nerve's answer. reach: free while nothing overlaps its undisturbed course by TOUCHED mm,
    pressed from PRESSED on. clearance: mm of room, negative where something overlaps its course.
    by: id of what is nearest, "" where nothing is near. at: where, world mm. within: of the sac,
    the roots that still run in it there, by level, those that leave next first. lost: of the sac,
    the largest share of its area that it has lost there, 0..1; of a root nothing, 1."""

    id: str
    reach: Reach
    clearance: float
    by: str
    at: tuple[float, float, float]
    within: tuple[str, ...] = ()
    lost: float = 1.0


def verdicts(changed: Changed, level: str) -> tuple[Verdict, ...]:
    """Both exiting and both traversing roots of a level, and the sac there.

    A central piece reaches the sac; the roots it holds are named in the sac's verdict.
    """
    names = [bone.removeprefix("vertebra.").replace("sacrum", "S1") for bone in bones_of(level)]
    ids = [f"root.{name}.{side}" for name in names for side in ("left", "right")]
    found = [root_verdict(changed, id) for id in ids if id in changed.courses.names]
    return (*found, sac_verdict(changed, level))


def root_verdict(changed: Changed, id: str, courses: RootCourses | None = None) -> Verdict:
    """The answer for one root with its ganglion. courses: other courses than the model's own."""
    courses = courses or changed.courses
    row = courses.row(id)
    line = courses.lines[row]
    away, owner = changed.surroundings.nearest(line)
    room = away - courses.radii[row]
    room[_in_the_sac(changed, id, courses.ways[row]) & _is_broken(changed, owner)] = np.inf
    k = int(np.argmin(room))
    by = changed.surroundings.solids[owner[k]].id if owner[k] >= 0 else ""
    return Verdict(id, reach_of(float(room[k])), float(room[k]), by, _place(line[k]))


def sac_verdict(changed: Changed, level: str) -> Verdict:
    """The answer for the sac where it passes a level: pressed where something overlaps it that far
    and takes room from it."""
    before = changed.sac.before
    frame = changed.normal.disc_frames[level]
    height = (before.centres - frame[:3, 3]) @ frame[:3, 2]
    low, high = -_AT_DISC - sunk_below(changed, level), top_at(changed, level, _AT_DISC)
    rows = np.flatnonzero((height > low) & (height < high))
    flat = before.points[rows].reshape(-1, 3)
    away, owner = changed.surroundings.nearest(flat)
    k = int(np.argmin(away))
    by = changed.surroundings.solids[owner[k]].id if owner[k] >= 0 else ""
    room = float(away[k])
    lost = float(lost_of(changed.sac.after.areas[rows], before.areas[rows]).max())
    within = roots_within(changed.normal, level)
    return Verdict(SAC, reach_of(room, lost), room, by, _place(flat[k]), within, lost)


def lost_area(changed: Changed, level: str) -> float:
    """The largest share of its cross-section that the sac has lost at a level, 0..1."""
    before, after = changed.sac.before, changed.sac.after
    frame = changed.normal.disc_frames[level]
    near = abs((before.centres - frame[:3, 3]) @ frame[:3, 2]) < _REACH_MM
    if not near.any():
        return 0.0
    return float(1.0 - (after.areas[near] / before.areas[near]).min())


def _in_the_sac(changed: Changed, id: str, ways: Values) -> npt.NDArray[np.bool_]:
    """Which stations of a root lie within the sac: (n,)."""
    return np.asarray(ways < changed.normal.marks.roots[id.split(".")[1]].origin)


def _is_broken(changed: Changed, owner: Values) -> npt.NDArray[np.bool_]:
    """Where a broken body is nearest, or the disc on it, by number in the surroundings: (n,). A
    fragment in the canal reaches the sac and the roots in it as one; a root by itself only beyond
    the sac."""
    broken = {bone for bone in COLUMN if changed.changes.is_broken(bone)}
    named = broken | {f"disc.{lv}" for lv in LEVELS if broken & set(bones_of(lv))}
    own = [solid.id in named for solid in changed.surroundings.solids]
    return np.asarray(np.array([*own, False])[owner], dtype=np.bool_)


def roots_within(normal: Normal, level: str) -> tuple[str, ...]:
    """The roots that run in the sac at the middle of a disc: those that leave it farther down."""
    frame = normal.disc_frames[level]
    found = []
    for name, marks in normal.marks.roots.items():
        steps = np.linalg.norm(np.diff(marks.line, axis=0), axis=1)
        way = np.concatenate([[0.0], np.cumsum(steps)])
        leaves = np.array([np.interp(marks.origin, way, marks.line[:, k]) for k in range(3)])
        if float((leaves - frame[:3, 3]) @ frame[:3, 2]) < 0.0:
            found.append(name)
    return (*found, *_SACRAL)


def reach_of(clearance: float, lost: float = 1.0) -> Reach:
    """What so much room (mm) means. lost: a sac that has lost so little of its area anywhere is
    touched at most."""
    if clearance <= -PRESSED:
        return Reach.TOUCHED if lost < LEAST_LOST else Reach.PRESSED
    return Reach.TOUCHED if clearance <= -TOUCHED else Reach.FREE


def _place(point: Points) -> tuple[float, float, float]:
    return (float(point[0]), float(point[1]), float(point[2]))
