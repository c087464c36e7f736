"""Rooms of a level as they are now: canal, recesses, facet joints; foramina are in `foramina`.

Slower than a slider step; for a model at rest. What cannot be measured is None, never 0. As far as
can be, the same places are asked at every step: what only narrows then reads as narrower.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from meshes.builders.joint import GAP_LIMIT, find_joint
from meshes.builders.plane_cut import PlaneCut
from meshes.changed.around import bone_solids, disc_solids, mass_solids
from meshes.changed.bounds import has_joint
from meshes.changed.discs import disc_points, disc_wall
from meshes.changed.foramina import is_opened, soft_parts
from meshes.changed.normal import Normal
from meshes.changed.obstacles import Solid, Surroundings
from meshes.changed.resting import skin
from meshes.changed.sawn_bones import marks
from meshes.changed.shape import Changed
from meshes.changed.skin import ARCH, Skin, along_column, carried
from meshes.effects.changes import NONE, Values, bones_of
from meshes.effects.height import plates_of
from meshes.ids import StructureId
from meshes.measures.joints import facet_places, facet_sizes
from meshes.pose import RIM_POSTERIOR, placed
from meshes.spine import Spine
from meshes.surface import Points, Surface

Steps = npt.NDArray[np.bool_]

_FLIP = np.array([-1.0, 1.0, 1.0])
#: A recess is looked at this far medial of the pedicle, mm, at the pedicle's upper border; a slit
#: narrower than twice the second figure does not count as room.
_RECESS = (1.5, 2.0, 2.5)
_SLIT = 0.4
_STEP = 0.1
#: So deep a flavum gives way to a root in its recess, mm.
_YIELDS = 0.8
#: What is taken beyond the ends of a normal recess counts so far, mm: it could come free.
_GAIN = 4.0
#: Farther than this from wall to lamina the canal is open behind, mm.
_OPEN = 26.0
#: Lines this far over a disc's middle on are those of the body above, mm.
_ABOVE = 5.0
#: Faces farther apart than this, on average, are no joint, mm.
_APART = 2.0 * GAP_LIMIT
#: Faces of which less than this share still lies before the other are no joint. Chosen.
_FACING = 0.2


@dataclass(frozen=True, eq=False, slots=True)
class _Gap:
    """The right joint of a normal level: places (n, 3) half-way between its faces, world; the sum
    of their distances to both bones, mean, and the mean width of its space, mm. axes: (2, 3)
    along and across its faces; size: (2,) mm their extent there."""

    places: Points
    across: float
    wide: float
    axes: Points
    size: Values


def facet_gap(changed: Changed, level: str, side: str) -> float | None:
    """Mean width of a facet joint's space between bone and bone, mm. None where there is no joint,
    or none any more, or its faces do not face each other any more."""
    usual = _normal_gap(changed.normal, level)
    if usual is None or not has_joint(changed, level, side):
        return None
    places = usual.places * (_FLIP if side == "left" else 1.0)
    upper, lower = bones_of(level)
    half = np.full(len(places), 0.5)
    if _facing(changed, level, side, usual) < _FACING:
        return None
    places = carried(Skin.between(lower, upper + ARCH, half), places, changed.moves)
    found = usual.wide + _across(changed, level, places) - usual.across
    return max(found, 0.0) if found < _APART else None


def _facing(changed: Changed, level: str, side: str, usual: _Gap) -> float:
    """Which share of a joint's faces still lies before the other, by how far they slid: 0..1."""
    upper, lower = bones_of(level)
    still = np.eye(4)
    above, below = changed.moves.get(upper + ARCH, still), changed.moves.get(lower, still)
    flip = _FLIP if side == "left" else np.ones(3)
    # against the bone below, which bears one of the faces
    apart = placed(np.linalg.inv(below) @ above, usual.places * flip) - usual.places * flip
    slid = np.abs((usual.axes * flip) @ apart.mean(axis=0))
    return float(np.prod(np.clip(1.0 - slid / usual.size, 0.0, 1.0)))


def _across(changed: Changed, level: str, places: Points) -> float:
    away = [changed.posed.distance_to(key, places) for key in bones_of(level)]
    return float(np.maximum(away[0] + away[1], 0.0).mean())


@lru_cache(maxsize=8)
def _normal_gap(normal: Normal, level: str) -> _Gap | None:
    bones = {key: normal.bones[key] for key in bones_of(level)}
    spine = Spine(bones, {key: normal.pose(key) for key in bones})
    try:
        places = facet_places(spine, find_joint(spine, *bones_of(level)))
    except ValueError:
        return None
    wide = facet_sizes(spine, *bones_of(level))["facet-gap"]
    if wide is None:
        return None
    beside = places - places.mean(axis=0)
    axes = np.linalg.eigh(beside.T @ beside)[1].T[1:]
    size = np.ptp(beside @ axes.T, axis=0)
    return _Gap(places, _across(Changed(normal, NONE), level, places), wide, axes, size)


def canal_depth(changed: Changed, level: str) -> float | None:
    """Narrowest depth of the bony canal in the mid-line at a disc, from bodies and disc to the
    arches, mm; None where it is open behind all along.

    Along lines that their bodies carry. Where the body above slipped out of its arch: behind that
    body alone, where a lateral picture shows the canal widened (Bogduk 2012), None once it is open.
    """
    frame = changed.normal.disc_frames[level]
    is_parted = _is_parted(changed, level)
    heights = np.arange(_ABOVE if is_parted else -8.0, 8.01, 1.0)
    ways = np.arange(0.0, _OPEN + 10.0, _STEP)
    discs = (solid for solid in _disc_solids(changed, level) if solid.id.startswith("disc"))
    around = Surroundings((*discs, *bone_solids(changed.posed, (level,))))
    # from within the bodies backwards
    starts = frame[:3, 3] + heights[:, None] * frame[:3, 2] - 8.0 * frame[:3, 1]
    lines = (starts[:, None] - ways[:, None] * frame[:3, 1]).reshape(-1, 3)
    lines = carried(along_column(changed.normal, lines, None), lines, changed.moves)
    away = around.distance(lines).reshape(len(heights), len(ways))
    # a plate that sank leaves a cleft before the disc, within the body: no canal
    below, above = plates_of(changed.normal, level)
    wall = min(float((starts[0] - p.rim[RIM_POSTERIOR]) @ frame[:3, 1]) for p in (below, above))
    found = [run for row in away if (run := _longest(row, wall / _STEP)) is not None]
    if is_parted and (len(found) < len(heights) or min(found) > _OPEN):
        return None
    return min(found) if found else None


def _is_parted(changed: Changed, level: str) -> bool:
    """Whether the body above a disc slipped out of its arch."""
    upper = bones_of(level)[0]
    return upper in changed.changes.loose and level in changed.changes.joints


def recess_depth(changed: Changed, level: str, side: str) -> float | None:
    """Depth left in the lateral recess at the upper border of the lower bone's pedicle, from the
    wall to the superior articular process, soft parts taken off, mm; 0 where it is filled, None
    where it is open behind.

    Its roof is the lower bone's process and the flavum on that one: how thick this is counts, and
    how far the bone above takes it forwards; not that it is drawn along the process.
    """
    free = _free(changed, level, side)
    usual, room, beside, bone = _normal_recess(changed.normal, level)
    if f"ligamentum-flavum.{level}.{side}" in changed.gone:
        free = np.where(room | beside, free, 0.0)
        # where it is narrowest it may have lost its roof
        narrowest = int(free.sum(axis=1).argmin())
        if free[narrowest, np.flatnonzero(beside[narrowest])[-1]] > 0.0:
            return None
    else:
        # what slides with its bones gives no room, nor a flavum slack in front of the joint
        gained = np.where(bone & is_opened(changed), free, 0.0)
        free = np.where(room, np.minimum(free, usual), gained)
    least = float(free.sum(axis=1).min()) * _STEP
    return least + 2.0 * _SLIT if least > 0.0 else 0.0


def _recess_lines(changed: Changed, level: str, side: str) -> Points:
    """Lines through a recess from the body backwards, where the lower bone carries them:
    (lines, steps, 3)."""
    lower = bones_of(level)[1]
    own = marks(changed.normal)[lower]
    sign = -1.0 if side == "left" else 1.0
    ways = np.arange(-4.0, 18.0, _STEP)
    found = []
    for medial in _RECESS:
        aside = np.full(len(ways), sign * (own.pedicle_medial - medial))
        height = np.full(len(ways), own.pedicle_superior)
        line = np.column_stack([aside, own.wall - ways, height])
        found.append(placed(changed.posed.pose(lower), line))
    return np.stack(found)


def _free(changed: Changed, level: str, side: str, *, bones: bool = False) -> Values:
    """Which share of each step along the lines through a recess is room: (lines, steps) 0..1.
    bones: but for soft parts."""
    lines = _recess_lines(changed, level, side)
    hard = [*bone_solids(changed.posed, (level,)), *([] if bones else _disc_solids(changed, level))]
    away = Surroundings(tuple(hard)).distance(lines.reshape(-1, 3)).reshape(lines.shape[:2])
    if not bones:
        standing = _standing(changed)
        soft = _flava(changed, standing, level)
        for row, line in zip(away, _recess_lines(standing, level, side), strict=True):
            cut = PlaneCut.of(soft, float(line[:, 0].mean()))
            row[:] = np.minimum(row, cut.distance(line) + _YIELDS)
    return np.asarray(np.clip(0.5 + (away - _SLIT) / _STEP, 0.0, 1.0))


def _standing(changed: Changed) -> Changed:
    """The same with all bones where they stand in the normal model."""
    if not changed.moves:
        return changed
    return Changed(changed.normal, replace(changed.changes, joints={}, loose={}, base=None))


def _flava(changed: Changed, standing: Changed, level: str) -> list[Surface]:
    """A level's flava as they bound its recesses, about the lower bone as that one stands in the
    normal model: where they lie on its processes, and as far forwards as they went since. What
    goes backwards hangs slack before the bone."""
    names = [f"ligamentum-flavum.{level}.{side}" for side in ("left", "right")]
    before, now = soft_parts(standing, *names), soft_parts(changed, *names)
    lower = bones_of(level)[1]
    back = np.asarray(np.linalg.inv(changed.moves.get(lower, np.eye(4))), dtype=np.float64)
    forwards = changed.normal.pose(lower)[:3, 1]
    found = []
    for id, own in now.items():
        points, usual = placed(back, own.points), before.get(id)
        # one that is cut has other points when its bones moved
        if usual is not None and len(usual.points) == len(points):
            gone = np.maximum((points - usual.points) @ forwards, 0.0)
            points = usual.points + np.outer(gone, forwards)
        found.append(replace(own, points=points))
    return found


@lru_cache(maxsize=8)
def _normal_recess(normal: Normal, level: str) -> tuple[Values, Steps, Steps, Steps]:
    """How free the steps of lines through a right recess are in the normal model, which of them are
    its room, which lie beside it, and which of those bone takes. (lines, steps) each."""
    still = Changed(normal, NONE)
    free = _free(still, level, "right")
    room, near = np.zeros(free.shape, np.bool_), np.zeros(free.shape, np.bool_)
    beside = round(_GAIN / _STEP)
    for row, own in enumerate(free):
        start, stop = _longest_at(own > 0.0)
        room[row, start:stop] = True
        near[row, max(start - beside, 0) : stop + beside] = True
    return free, room, near, near & (_free(still, level, "right", bones=True) <= 0.0)


def _longest(away: Values, wall: float) -> float | None:
    """The longest way along a line on which nothing is met, mm, with something at both of its ends,
    the farther one behind a wall; away: (n,) mm at its steps, of which `wall` is one."""
    free = away > 0.0
    ends = np.flatnonzero(free[1:] != free[:-1])
    if len(ends) < 2:
        return None
    at = ends + away[ends] / (away[ends] - away[ends + 1])
    rising = ~free[ends]
    runs = [b - a for a, b, up in zip(at[:-1], at[1:], rising[:-1], strict=True) if up and b > wall]
    longest = max(runs, default=0.0) * _STEP
    return float(longest) if longest > 2.0 * _SLIT else None


def _longest_at(free: Steps) -> tuple[int, int]:
    """Begin and end of the longest run of true steps that has something at both of its ends; of
    none where there is none."""
    edges = np.flatnonzero(np.diff(free.astype(np.int8))) + 1
    runs = [(int(a), int(b)) for a, b in pairwise(edges) if free[a]]
    return max(runs, key=lambda run: run[1] - run[0], default=(0, 0))


def _disc_solids(changed: Changed, level: str) -> list[Solid]:
    """A level's disc, without clefts, which are no room, and pieces of it."""
    disc = StructureId(f"disc.{level}")
    own, changes = skin(changed.normal, disc), changed.changes
    if level in changes.discs:
        whole = replace(changes.discs[level], fissure=())
        changes = replace(changes, discs={**changes.discs, level: whole})
    wall = disc_wall(disc_points(changed.normal, changes, changed.moves, own, disc))
    return [*mass_solids(changed.masses), *disc_solids(changed.posed, {level: wall}, changed.gone)]
