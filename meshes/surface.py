"""A triangle surface as plain arrays: what builders return and the asset store keeps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

Points: TypeAlias = "npt.NDArray[np.float64]"
Triangles: TypeAlias = "npt.NDArray[np.int32]"
Floats: TypeAlias = "npt.NDArray[np.float32]"


@dataclass(frozen=True, slots=True)
class Surface:
    """A closed triangle surface, with named parts where it has any.

    points: (n, 3) mm. triangles: (m, 3) point numbers, counter-clockwise seen from outside.
    normals: (n, 3) unit outward. shade: (n,) baked ambient occlusion, 1 = fully open, 0 = buried;
    the drawing code multiplies the tissue's colour by it.
    parts: (m,) uint8, what named part each triangle belongs to: k stands for part_names[k - 1],
    0 for none; None where nothing smaller than the whole is named.
    """

    points: Points
    triangles: Triangles
    normals: Floats
    shade: Floats
    parts: npt.NDArray[np.uint8] | None = None
    part_names: tuple[str, ...] = ()

    def moved(self, pose: Points) -> Surface:
        """The same surface moved by a rigid 4x4 matrix."""
        turn, shift = pose[:3, :3], pose[:3, 3]
        return replace(
            self,
            points=self.points @ turn.T + shift,
            normals=(self.normals @ turn.T.astype(np.float32)).astype(np.float32),
        )


def merged(surfaces: list[Surface]) -> Surface:
    """Several surfaces as one, in the order given; named parts are lost."""
    starts = np.cumsum([0, *(len(s.points) for s in surfaces[:-1])])
    return Surface(
        np.concatenate([s.points for s in surfaces]),
        np.concatenate(
            [s.triangles + np.int32(k) for s, k in zip(surfaces, starts, strict=True)]
        ).astype(np.int32),
        np.concatenate([s.normals for s in surfaces]),
        np.concatenate([s.shade for s in surfaces]),
    )


def mirrored(surface: Surface) -> Surface:
    """The same structure of the other side: reflected in the mid-plane x = 0, faces outward.

    Named parts are lost: their names carry a side.
    """
    flip = np.array([-1.0, 1.0, 1.0])
    return Surface(
        surface.points * flip,
        np.ascontiguousarray(surface.triangles[:, ::-1]),
        (surface.normals * flip).astype(np.float32),
        surface.shade,
    )


def area_vectors(points: Points, triangles: Triangles) -> Points:
    """Outward normals of the triangles, as long as twice their area: (m, 3)."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    return np.cross(b - a, c - a)


def smooth_normals(points: Points, triangles: Triangles) -> Floats:
    """Area-weighted unit point normals: (n, 3)."""
    vectors = area_vectors(points, triangles)
    total = np.zeros_like(points)
    for axis in range(3):
        total[:, axis] = np.bincount(
            triangles.ravel(), np.repeat(vectors[:, axis], 3), minlength=len(points)
        )
    length = np.linalg.norm(total, axis=1, keepdims=True)
    unit: Floats = (total / np.maximum(length, 1e-12)).astype(np.float32)
    return unit


def volume(surface: Surface) -> float:
    """Signed volume in mm3; positive when the faces look outward."""
    a, b, c = (surface.points[surface.triangles[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6.0)
