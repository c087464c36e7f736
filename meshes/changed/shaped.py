"""What soft parts do when bone changes its shape: they follow a bone that gave way, ligaments are
lifted by bone that grows, and a facet joint's cartilage thins and its capsule thickens.

All of it in the world of the normal model, before anything moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes.changed.giving_way import warped
from meshes.changed.growing import Box, growing, meets, parts_of, rise_of
from meshes.changed.normal import Normal
from meshes.changed.rising import Spot, grown_at
from meshes.changed.skin import ARCH, Skin
from meshes.effects.changes import Changes, Growth, Values, bones_of
from meshes.ids import StructureId
from meshes.pose import unplaced
from meshes.surface import Points

#: Tissue up to so far from a bone lies on it and is lifted with it, fading from the first to the
#: second figure, mm.
_LIFTED = (2.0, 6.0)
_LIFTED_KINDS = (
    "anterior-longitudinal-ligament",
    "posterior-longitudinal-ligament",
    "ligamentum-flavum",
    "intertransverse-ligament",
    "interspinous-ligament",
    "iliolumbar-ligament",
)
#: Rounds of evening out how a capsule is lifted.
_EVEN = 3
#: Cartilage that is worn through still shows as a film, mm.
_FILM = 0.04
#: The back of a cartilage lies this deep in the bone, mm.
_SUNK = 0.18


def is_shaped(normal: Normal, changes: Changes, id: StructureId, skin: Skin) -> bool:
    """Whether bone that changed its shape changes this structure too."""
    carriers = {carrier.removesuffix(ARCH) for carrier in skin.carriers}
    if carriers & {w.bone for w in changes.warps}:
        return True
    if id.kind == "facet" and changes.capsule.get(f"{id.level_text}.{id.side}", 0.0) > 0.0:
        return True
    # what rides on one bone alone and is not that bone feels nothing of its growth
    feels = id in carriers or id.kind == "facet" or id.kind in _LIFTED_KINDS
    growths = [g for g in changes.growths if g.bone in carriers] if feels else ()
    return any(_reaches(normal, growth, id) for growth in growths)


def _reaches(normal: Normal, growth: Growth, id: StructureId) -> bool:
    """Whether a growth on a bone comes near that bone or what lies on it."""
    if id == growth.bone:
        return True
    if id.kind != "facet":
        return not _is_torn(growth, id) and meets(growth.by, _near(normal, growth.bone, id)[1].box)
    parts = (id,) if id.part else parts_of_joint(id)
    return any(meets(growth.by, _over(normal, growth.bone, part).box) for part in parts)


def _is_torn(growth: Growth, id: StructureId) -> bool:
    """Whether a structure no longer hangs on bone that grows: a slip tears the flavum below off the
    stub of a pars, which bears the hook."""
    if id.kind != "ligamentum-flavum" or not growth.part.startswith(f"{growth.bone}.pars."):
        return False
    return bones_of(id.level_text)[0] == growth.bone


def parts_of_joint(id: StructureId) -> tuple[StructureId, ...]:
    """The parts of a facet joint, in the order its mesh holds them."""
    names = ("cartilage-superior", "cartilage-inferior", "capsule")
    return tuple(StructureId(f"facet.{id.level_text}.{name}.{id.side}") for name in names)


def shaped(
    normal: Normal,
    changes: Changes,
    skin: Skin,
    id: StructureId,
    points: Points,
    normals: npt.NDArray[np.floating],
    *,
    draft: bool = False,
) -> Points:
    """World points (n, 3) of a soft part after bones took other shapes, before they move. points,
    normals: as it ships."""
    if not (changes.warps or changes.growths or changes.capsule):
        return points
    given = points
    if id.kind == "facet" and (changes.growths or changes.capsule):
        points = _facet(normal, changes, id, points, normals, draft)
    elif id.kind in _LIFTED_KINDS and changes.growths:
        points = _lifted(normal, changes, skin, id, points, draft)
    return warped(normal, changes, skin, id, points, as_shipped=points is given)


@dataclass(frozen=True, eq=False)
class _Over:
    """How points of a structure as it ships lie over a normal bone. away: (n,) mm. out: (n, 3)
    direction away from it, world; rising: in the bone's body frame; body: the points there."""

    away: Values
    out: Points
    body: Points
    rising: Points

    @cached_property
    def foot(self) -> Points:
        """The place on the bone beneath or above each point, body frame: (n, 3)."""
        return np.asarray(self.body - self.away[:, None] * self.rising)

    @cached_property
    def spots(self) -> tuple[Spot, Spot]:
        """The points themselves; and the places on the bone, for what lies in it the points."""
        body = self.body - np.maximum(self.away, 0.0)[:, None] * self.rising
        return Spot(self.body, self.rising), Spot(body, self.rising)

    @cached_property
    def faded(self) -> Points:
        """`out`, less of it the farther from the bone, (n, 3)."""
        fade = np.clip((_LIFTED[1] - self.away) / (_LIFTED[1] - _LIFTED[0]), 0.0, 1.0)
        return np.asarray(fade[:, None] * self.out)

    @cached_property
    def box(self) -> Box:
        """Corners round the points and their places on the bone, body frame, as numbers."""
        body, foot = (
            (each.min(axis=0, initial=np.inf), each.max(axis=0, initial=-np.inf))
            for each in (self.body, self.foot)
        )
        low, high = np.minimum(body[0], foot[0]), np.maximum(body[1], foot[1])
        return tuple(low.tolist()), tuple(high.tolist())


@lru_cache(maxsize=256)
def _over(normal: Normal, bone: str, id: StructureId) -> _Over:
    pose, field = normal.pose(bone), normal.fields[bone]
    body = unplaced(pose, normal.assets.meshes[id].points.astype(np.float64))
    rising = field.gradient(body)
    return _Over(field.distance(body), rising @ pose[:3, :3].T, body, rising)


@lru_cache(maxsize=256)
def _near(normal: Normal, bone: str, id: StructureId) -> tuple[npt.NDArray[np.intp], _Over]:
    """Rows of a structure's points that lie on a bone, and how; their feet on it or in it."""
    every = _over(normal, bone, id)
    rows = np.flatnonzero(every.away < _LIFTED[1])
    return rows, _Over(every.away[rows], every.out[rows], every.body[rows], every.rising[rows])


def _lifted(
    normal: Normal, changes: Changes, skin: Skin, id: StructureId, points: Points, draft: bool
) -> Points:
    found = points
    stays = tuple(growth for growth in changes.growths if not _is_torn(growth, id))
    changes = replace(changes, growths=stays) if len(stays) < len(changes.growths) else changes
    for bone in sorted({carrier.removesuffix(ARCH) for carrier in skin.carriers}):
        rows, over = _near(normal, bone, id)
        high = rise_of(changes, bone, over.spots[1], over.box, draft)
        if high is None or not high.any():
            continue
        found = found.copy() if found is points else found
        found[rows] += high[:, None] * over.faded
    return found


def _facet(
    normal: Normal,
    changes: Changes,
    id: StructureId,
    points: Points,
    normals: npt.NDArray[np.floating],
    draft: bool,
) -> Points:
    """A joint's part, or the whole joint, whose parts follow one another in its mesh."""
    if id.part == "capsule":
        return _capsule(normal, changes, id, points, normals, draft)
    if id.part:
        return _cartilage(normal, changes, id, points, draft)
    found, start = points.copy(), 0
    for piece in parts_of_joint(id):
        count = len(normal.assets.meshes[piece].points)
        rows = slice(start, start + count)
        found[rows] = _facet(normal, changes, piece, points[rows], normals[rows], draft)
        start += count
    return found


def _cartilage(
    normal: Normal, changes: Changes, id: StructureId, points: Points, draft: bool
) -> Points:
    """Each layer keeps its share of the joint space, which growing bone takes from it."""
    upper, lower = bones_of(id.level_text)
    own, other = (lower, upper) if id.part == "cartilage-superior" else (upper, lower)
    high, across = _over(normal, own, id), _over(normal, other, id)
    mine, theirs = (_grown(changes, *each, draft) for each in ((own, high), (other, across)))
    if not mine.any() and not theirs.any():
        return points
    gap = np.maximum(high.away, 0.0) + np.maximum(across.away, 0.0)
    left = gap - mine - theirs
    thick = high.away + _SUNK
    share = np.clip(left / np.maximum(gap, 0.3), 0.0, 1.0)
    new = np.maximum(thick * share, np.minimum(thick, _FILM))
    return np.asarray(points + (mine + new - thick)[:, None] * high.out)


def _grown(changes: Changes, bone: str, over: _Over, draft: bool) -> Values:
    by = growing(changes, bone, over.box)
    if by is None:
        return np.zeros(len(over.away))
    found = grown_at(over.spots[0], parts_of(changes, bone)) if draft else None
    return by(over.body) if found is None else found


def _capsule(
    normal: Normal,
    changes: Changes,
    id: StructureId,
    points: Points,
    normals: npt.NDArray[np.floating],
    draft: bool,
) -> Points:
    """The sleeve lies over the bone as it has grown, thicker on its outside."""
    thicker = changes.capsule.get(f"{id.level_text}.{id.side}", 0.0)
    found, outside = points, _outside(normal, id)
    rise = None
    for bone, (rows, spot) in zip(bones_of(id.level_text), _sleeves(normal, id), strict=True):
        over = _over(normal, bone, id)
        high = rise_of(changes, bone, spot, over.box, draft)
        if high is not None and high.any():
            rise = np.zeros(points.shape) if rise is None else rise
            rise[rows] = high[:, None] * over.out[rows]
    if rise is not None:
        found = found + _evened(normal, id, rise)
    if thicker > 0.0:
        found = found + (thicker * outside)[:, None] * normals
    return found


@lru_cache(maxsize=32)
def _sleeves(
    normal: Normal, id: StructureId
) -> tuple[tuple[npt.NDArray[np.intp], Spot], tuple[npt.NDArray[np.intp], Spot]]:
    """Rows of points of a capsule that are nearer to the upper bone, and to the lower one; and the
    places on it under each."""
    upper, lower = (_over(normal, bone, id) for bone in bones_of(id.level_text))
    is_lower = lower.away < upper.away
    rows, others = np.flatnonzero(~is_lower), np.flatnonzero(is_lower)
    above, below = (
        (own, Spot(over.foot[own], over.rising[own]))
        for own, over in ((rows, upper), (others, lower))
    )
    return above, below


@lru_cache(maxsize=32)
def _outside(normal: Normal, id: StructureId) -> Values:
    """How much points of a capsule lie on its outside, (n,) 0..1."""
    near = np.minimum(*(_over(normal, bone, id).away for bone in bones_of(id.level_text)))
    return np.asarray(np.clip((near - 0.2) / 1.2, 0.0, 1.0))


@lru_cache(maxsize=32)
def _neighbours(normal: Normal, id: StructureId) -> Any:
    """Means over the neighbours of each point of a shipped mesh, a sparse (n, n) matrix."""
    from scipy.sparse import csr_matrix

    faces = normal.assets.meshes[id].triangles.astype(np.int64)
    pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)
    count = len(normal.assets.meshes[id].points)
    weight = 1.0 / np.bincount(edges[:, 0], minlength=count)[edges[:, 0]]
    return csr_matrix((weight, (edges[:, 0], edges[:, 1])), shape=(count, count))


def _evened(normal: Normal, id: StructureId, shift: Points) -> Points:
    """A displacement spread over a sheet, so that it rises as a whole: (n, 3)."""
    means = _neighbours(normal, id)
    for _ in range(_EVEN):
        shift = 0.5 * shift + 0.5 * (means @ shift)
    return shift
