"""What is worked out once of the normal model and used by every change: who carries what, the
roots' courses, where points of tubes and strands sit."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.roots import RootCourses, normal_courses, tube_stations
from meshes.changed.sac import SAC, SacRings, Seat, draft_ends, rings_of, seats
from meshes.changed.skin import Skin, skin_of
from meshes.effects.changes import Values
from meshes.ids import StructureId
from meshes.surface import Points

#: A root this near to the sac lies along its wall, mm.
_BESIDE = 5.0


@lru_cache(maxsize=256)
def skin(normal: Normal, id: StructureId) -> Skin:
    """A structure's carriers."""
    return skin_of(normal, id)


@lru_cache(maxsize=2)
def root_courses(normal: Normal) -> RootCourses:
    """The roots' normal courses."""
    return normal_courses(normal)


@lru_cache(maxsize=2)
def sac_rings(normal: Normal) -> SacRings:
    """The normal sac's rings."""
    return rings_of(normal.assets.meshes[SAC].points.astype(np.float64))


@lru_cache(maxsize=2)
def root_places(normal: Normal) -> Points:
    """All stations of the roots' normal courses, (14 * 96, 3)."""
    return root_courses(normal).lines.reshape(-1, 3)


@lru_cache(maxsize=2)
def sac_places(normal: Normal) -> Points:
    """Ends of the normal sac's rays as `narrowed` looks along them in a draft, (n, 3)."""
    return draft_ends(sac_rings(normal))


@lru_cache(maxsize=2)
def roots_beside(normal: Normal) -> Values:
    """How far from the roots' axes the sac is, no more than their radius: (14, 96) mm, 0 within."""
    from scipy.spatial import cKDTree

    courses, rings = root_courses(normal), sac_rings(normal)
    out = rings.points - rings.centres[:, None]
    out /= np.maximum(np.linalg.norm(out, axis=2, keepdims=True), 1e-9)
    edge, flat = rings.points.reshape(-1, 3), courses.lines.reshape(-1, 3)
    away, at = cKDTree(edge).query(flat)
    along = np.einsum("ij,ij->i", flat - edge[at], out.reshape(-1, 3)[at])
    # far from it, as below its end, it is beside all the same
    side = np.where(away < _BESIDE, along, away).reshape(courses.radii.shape)
    return np.asarray(np.clip(side, 0.0, courses.radii))


@lru_cache(maxsize=64)
def root_stations(normal: Normal, id: StructureId) -> Values:
    """Stations of a nerve's mesh points."""
    points = normal.assets.meshes[id].points.astype(np.float64)
    return tube_stations(id, len(points), root_courses(normal), points)


@lru_cache(maxsize=8)
def sac_seats(normal: Normal, id: StructureId) -> Seat:
    """Where the points of what lies in the sac sit."""
    return seats(sac_rings(normal), normal.assets.meshes[id].points.astype(np.float64))


@lru_cache(maxsize=16)
def bone_box(normal: Normal, bone: str) -> tuple[Points, Points]:
    """Corners of a bone's box in its body frame, (3,) each."""
    points = normal.bones[bone].surface.points
    return points.min(axis=0), points.max(axis=0)
