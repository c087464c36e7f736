"""What soft parts do when bone changes its shape: they follow a bone that gave way, ligaments are
lifted by bone that grows, and a facet joint's cartilage thins and its capsule thickens.

All of it in the world of the normal model, before anything moves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from meshes.changed.normal import Normal
from meshes.changed.skin import ARCH, Skin
from meshes.effects.changes import Changes, Values, bones_of
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
#: Rounds in which a grown surface is found.
_ROUNDS = 7
#: Rounds of evening out how a capsule is lifted.
_EVEN = 3
#: Cartilage that is worn through still shows as a film, mm.
_FILM = 0.04
#: The back of a cartilage lies this deep in the bone, mm.
_SUNK = 0.18


def is_shaped(changes: Changes, id: StructureId, skin: Skin) -> bool:
    """Whether bone that changed its shape changes this structure too."""
    carriers = {carrier.removesuffix(ARCH) for carrier in skin.carriers}
    if carriers & {w.bone for w in changes.warps}:
        return True
    if id.kind == "facet" and changes.capsule.get(f"{id.level_text}.{id.side}", 0.0) > 0.0:
        return True
    # what rides on one bone alone and is not that bone feels nothing of its growth
    feels = id in carriers or id.kind == "facet" or id.kind in _LIFTED_KINDS
    return feels and bool(carriers & {g.bone for g in changes.growths})


def shaped(
    normal: Normal,
    changes: Changes,
    skin: Skin,
    id: StructureId,
    points: Points,
    normals: npt.NDArray[np.floating],
) -> Points:
    """World points (n, 3) of a soft part after bones took other shapes, before they move."""
    if not (changes.warps or changes.growths or changes.capsule):
        return points
    if id.kind == "facet":
        points = _facet(normal, changes, id, points, normals)
    elif id.kind in _LIFTED_KINDS and changes.growths:
        points = _lifted(normal, changes, skin, id, points)
    return warped(normal, changes, skin, points)


def warped(normal: Normal, changes: Changes, skin: Skin, points: Points) -> Points:
    """World points moved with the bones that gave way, by their carriers' shares."""
    found = points
    for warp in changes.warps:
        for number, carrier in enumerate(skin.carriers):
            if carrier.removesuffix(ARCH) != warp.bone:
                continue
            weight = np.where(skin.lower == number, 1.0 - skin.share, 0.0)
            weight = weight + np.where(skin.upper == number, skin.share, 0.0)
            rows = np.flatnonzero(weight)
            if len(rows) == 0:
                continue
            pose = normal.pose(warp.bone)
            body = unplaced(pose, points[rows])
            step = (warp.there(body) - body) @ pose[:3, :3].T
            found = found.copy() if found is points else found
            found[rows] += weight[rows, None] * step
    return found


def grown(normal: Normal, changes: Changes, bone: str, points: Points) -> Values:
    """How far a bone has grown at world points of the normal model: (n,) mm."""
    total = np.zeros(len(points))
    for growth in changes.growths:
        if growth.bone == bone:
            total += growth.by(unplaced(normal.pose(bone), points))
    return total


def risen(by: Callable[[Points], Values], points: Points, out: Points) -> Values:
    """How far a surface at points (n, 3) with outward unit normals rises where bone grows by `by`,
    (n,) mm: to where the grown field has its zero, so that what is drawn is what is asked."""
    rise = by(points)
    rows = np.flatnonzero(rise > 1e-3)
    for _ in range(_ROUNDS if len(rows) else 0):
        rise[rows] = 0.5 * (rise[rows] + by(points[rows] + rise[rows, None] * out[rows]))
    return rise


def grown_bone(changes: Changes, bone: str, points: Points, out: Points) -> Points:
    """Points of a bone's surface in its body frame after it grew."""
    growths = [g.by for g in changes.growths if g.bone == bone]
    if not growths:
        return points

    def by(places: Points) -> Values:
        return np.asarray(sum(each(places) for each in growths))

    return points + risen(by, points, out)[:, None] * out


def _away(normal: Normal, bone: str, id: StructureId, points: Points) -> tuple[Values, Points]:
    """Distance to a normal bone and the direction away from it, in the world; of a structure as it
    ships worked out once."""
    shipped = normal.assets.meshes[id].points
    if np.array_equal(shipped, points):
        return _shipped_away(normal, bone, id)
    return _measured(normal, bone, points)


@lru_cache(maxsize=256)
def _shipped_away(normal: Normal, bone: str, id: StructureId) -> tuple[Values, Points]:
    return _measured(normal, bone, normal.assets.meshes[id].points.astype(np.float64))


def _measured(normal: Normal, bone: str, points: Points) -> tuple[Values, Points]:
    pose, field = normal.pose(bone), normal.fields[bone]
    body = unplaced(pose, points)
    return field.distance(body), field.gradient(body) @ pose[:3, :3].T


def _lifted(
    normal: Normal, changes: Changes, skin: Skin, id: StructureId, points: Points
) -> Points:
    found = points.copy()
    bones = {carrier.removesuffix(ARCH) for carrier in skin.carriers}
    for bone in sorted(bones & {g.bone for g in changes.growths}):
        away, out = _away(normal, bone, id, points)
        rows = np.flatnonzero(away < _LIFTED[1])
        away, out = away[rows], out[rows]
        foot = points[rows] - np.maximum(away, 0.0)[:, None] * out
        rise = risen(lambda p, bone=bone: grown(normal, changes, bone, p), foot, out)  # type: ignore[misc]
        fade = np.clip((_LIFTED[1] - away) / (_LIFTED[1] - _LIFTED[0]), 0.0, 1.0)
        found[rows] += (rise * fade)[:, None] * out
    return found


def _facet(
    normal: Normal,
    changes: Changes,
    id: StructureId,
    points: Points,
    normals: npt.NDArray[np.floating],
) -> Points:
    """A joint's part, or the whole joint, whose parts follow one another in its mesh."""
    if id.part == "capsule":
        return _capsule(normal, changes, id, points, normals)
    if id.part:
        return _cartilage(normal, changes, id, points)
    found, start = points.copy(), 0
    for part in ("cartilage-superior", "cartilage-inferior", "capsule"):
        piece = StructureId(f"facet.{id.level_text}.{part}.{id.side}")
        count = len(normal.assets.meshes[piece].points)
        rows = slice(start, start + count)
        found[rows] = _facet(normal, changes, piece, points[rows], normals[rows])
        start += count
    return found


def _cartilage(normal: Normal, changes: Changes, id: StructureId, points: Points) -> Points:
    """Each layer keeps its share of the joint space, which growing bone takes from it."""
    upper, lower = bones_of(id.level_text)
    own, other = (lower, upper) if id.part == "cartilage-superior" else (upper, lower)
    mine = grown(normal, changes, own, points)
    if not mine.any() and not grown(normal, changes, other, points).any():
        return points
    high, out = _away(normal, own, id, points)
    across, _ = _away(normal, other, id, points)
    gap = np.maximum(high, 0.0) + np.maximum(across, 0.0)
    left = gap - mine - grown(normal, changes, other, points)
    thick = high + _SUNK
    share = np.clip(left / np.maximum(gap, 0.3), 0.0, 1.0)
    new = np.maximum(thick * share, np.minimum(thick, _FILM))
    return np.asarray(points + (mine + new - thick)[:, None] * out)


def _capsule(
    normal: Normal,
    changes: Changes,
    id: StructureId,
    points: Points,
    normals: npt.NDArray[np.floating],
) -> Points:
    """The sleeve lies over the bone as it has grown, thicker on its outside."""
    found = points.copy()
    thicker = changes.capsule.get(f"{id.level_text}.{id.side}", 0.0)
    near = np.full(len(points), np.inf)
    rise = np.zeros_like(points)
    for bone in bones_of(id.level_text):
        away, out = _away(normal, bone, id, points)
        foot = points - away[:, None] * out
        by = risen(lambda p, bone=bone: grown(normal, changes, bone, p), foot, out)  # type: ignore[misc]
        closer = away < near
        near = np.where(closer, away, near)
        rise[closer] = (by[:, None] * out)[closer]
    rise = _evened(mesh_edges(normal, id), rise)
    outside = np.clip((near - 0.2) / 1.2, 0.0, 1.0)
    found += rise + (thicker * outside)[:, None] * normals.astype(np.float64)
    return found


@lru_cache(maxsize=32)
def mesh_edges(normal: Normal, id: StructureId) -> npt.NDArray[np.int64]:
    """Edges of a shipped mesh, both ways, (k, 2)."""
    faces = normal.assets.meshes[id].triangles.astype(np.int64)
    pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    return np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)


def _evened(edges: npt.NDArray[np.int64], shift: Points) -> Points:
    """A displacement spread over a sheet, so that it rises as a whole: (n, 3)."""
    count = np.maximum(np.bincount(edges[:, 0], minlength=len(shift)), 1)[:, None]
    for _ in range(_EVEN):
        around = np.stack(
            [np.bincount(edges[:, 0], shift[edges[:, 1], k], len(shift)) for k in range(3)], axis=1
        )
        shift = 0.5 * shift + 0.5 * around / count
    return shift
