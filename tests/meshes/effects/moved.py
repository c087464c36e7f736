"""What tests of motions ask of a changed model: how deep bone is in bone, how wide foramina are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np

from meshes.builders.foramen import foramen_sections, size_of
from meshes.changed.normal import load_normal
from meshes.changed.posed import moves_of
from meshes.changed.shape import Changed
from meshes.effects.changes import LEVELS, NONE, Changes, bones_of
from meshes.ids import StructureId
from meshes.spine import Spine


def deepest(changes: Changes, levels: Iterable[str] = LEVELS) -> float:
    """How deep the drawn surface of a bone lies in its neighbour, mm; negative when apart.

    Points and middles of triangles of either, asked of the other's distance as changes leave it.
    """
    changed = Changed(load_normal(), changes)
    found = -np.inf
    for level in levels:
        upper, lower = bones_of(level)
        for own, other in ((upper, lower), (lower, upper)):
            mesh = changed.mesh(StructureId(own))
            points = mesh.points.astype(np.float64)
            points = np.concatenate([points, points[mesh.triangles].mean(axis=1)])
            found = max(found, -float(changed.posed.distance_to(other, points).min()))
    return found


@cache
def normal_foramen_area(level: str) -> float:
    """`foramen_area` of the normal model."""
    return foramen_area(NONE, level)


def foramen_area(changes: Changes, level: str) -> float:
    """Area of the right foramen between bones alone, where it is narrowest, mm2."""
    normal, moves = load_normal(), moves_of(changes)
    still = np.eye(4)
    upper, lower = bones_of(level)
    # the bone below stands as in the normal model: sections are laid from the mid-plane
    back = np.linalg.inv(moves.get(lower, still))
    poses = {key: back @ moves.get(key, still) @ normal.pose(key) for key in (upper, lower)}
    spine = Spine({key: normal.bones[key] for key in poses}, poses)
    return size_of(foramen_sections(spine, upper, lower, {})).area


def pedicles_apart(changes: Changes, level: str, side: str) -> float:
    """Distance from the lower border of a pedicle to the upper border of the next one, mm."""
    normal, moves = load_normal(), moves_of(changes)
    sign = 1.0 if side == "right" else -1.0
    ends = []
    for bone, border in zip(bones_of(level), ("inferior", "superior"), strict=True):
        own = normal.marks.bones[bone].pedicle
        if own is None:
            place = np.array([sign * 16.0, -20.0, 0.0])
        else:
            x = sign * 0.5 * (own["medial"] + own["lateral"])
            place = np.array([x, own["isthmus"], own[border]])
        ends.append((moves.get(bone, np.eye(4)) @ normal.pose(bone) @ np.append(place, 1.0))[:3])
    return float(np.linalg.norm(ends[0] - ends[1]))
