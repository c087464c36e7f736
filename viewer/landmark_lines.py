"""Lines of ready-made measures found on the shipped meshes: depth of a canal, edge of a foramen."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from meshes.shipped import BoneMarks
from meshes.store import Mesh

if TYPE_CHECKING:
    import numpy.typing as npt

Points: TypeAlias = "npt.NDArray[np.float64]"

#: The drawn foramen is built of rings of so many points, kept so far clear of what bounds it; so
#: many rings close each of its ends.
_RING, _CLEAR_MM, _DOME = 72, 0.3, 3


def canal_line(marks: BoneMarks, mesh: Mesh) -> tuple[Points, Points] | None:
    """The least deep line of a vertebral canal in the mid-line, from the posterior wall to the
    arch, over the heights of the pedicle: two world points (3,). None where it has no roof."""
    if marks.pedicle is None:
        return None
    turn, origin = marks.pose[:3, :3], marks.pose[:3, 3]
    local = (mesh.points - origin) @ turn
    corners = local[mesh.triangles]
    best: tuple[float, Points, Points] | None = None
    for height in np.arange(marks.pedicle["inferior"], marks.pedicle["superior"], 0.5):
        met = np.sort(_met(corners, float(height)))[::-1]
        behind = met[met < marks.pedicle["wall"] + 6.0]
        if len(behind) < 2:
            continue
        depth = float(behind[0] - behind[1])
        if depth > 6.0 and (best is None or depth < best[0]):
            ends = np.array([[0.0, behind[0], height], [0.0, behind[1], height]])
            wall, dorsal = ends @ turn.T + origin
            best = (depth, wall, dorsal)
    return None if best is None else best[1:]


def _met(corners: Points, height: float) -> Points:
    """y at which the line x = 0 at a height meets triangles (n, 3, 3)."""
    # Off the plane of symmetry by a hair: vertices that lie on it would be met twice or never.
    x, z = corners[:, :, 0] - 0.0137, corners[:, :, 2] - height - 0.0071
    cross = [x[:, a] * z[:, b] - x[:, b] * z[:, a] for a, b in ((1, 2), (2, 0), (0, 1))]
    weights = np.stack(cross, axis=1)
    inside = (weights > 0).all(axis=1) | (weights < 0).all(axis=1)
    share = weights[inside] / weights[inside].sum(axis=1, keepdims=True)
    return np.asarray((share * corners[inside][:, :, 1]).sum(axis=1))


def least_section(mesh: Mesh) -> Points | None:
    """The edge of a foramen's sagittal section of least area, (72, 3) world; None for a mesh that
    is not built of rings."""
    points = np.asarray(mesh.points, dtype=np.float64)
    if (len(points) - 2) % _RING:
        return None
    rings = points[1:-1].reshape(-1, _RING, 3)[_DOME:-_DOME]
    if not len(rings) or np.ptp(rings[:, :, 0], axis=1).max() > 0.01:
        return None
    best = min(rings, key=_area)
    middle = best.mean(axis=0)
    way = best - middle
    return np.asarray(best + _CLEAR_MM * way / np.linalg.norm(way, axis=1, keepdims=True))


def _area(ring: Points) -> float:
    y, z = ring[:, 1], ring[:, 2]
    return 0.5 * abs(float(np.dot(y, np.roll(z, -1)) - np.dot(z, np.roll(y, -1))))
