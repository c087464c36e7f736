"""The mid-plane of each disc, found from its mesh: where sections along it and beside it begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from meshes.ids import StructureId
from meshes.store import Mesh

if TYPE_CHECKING:
    import numpy.typing as npt

Vector = tuple[float, float, float]
Points: TypeAlias = "npt.NDArray[np.float64]"
# What leans less than this (cosine) to a disc's axis belongs to its upper or lower face.
_FACE = 0.7


@dataclass(frozen=True, slots=True)
class DiscPlane:
    """The plane half-way between a disc's two faces. centre: world mm; normal: superior."""

    centre: Vector
    normal: Vector


class DiscPlanes(Mapping[StructureId, DiscPlane]):
    """The mid-planes by segment, each found when it is first asked for: none costs at start.

    load: gives all meshes by id; asked once, when a disc is first asked for.
    """

    def __init__(self, load: Callable[[], Mapping[StructureId, Mesh]]) -> None:
        self._load = load
        self._found: dict[StructureId, DiscPlane] = {}

    @cached_property
    def _meshes(self) -> dict[StructureId, Mesh]:
        return {
            StructureId(f"segment.{id.level_text}"): mesh
            for id, mesh in self._load().items()
            if id.kind == "disc" and not id.part and id.level_text
        }

    def __getitem__(self, level: StructureId) -> DiscPlane:
        """The mid-plane of a segment's disc. Raises KeyError."""
        if level not in self._found:
            self._found[level] = disc_plane(self._meshes[level])
        return self._found[level]

    def __iter__(self) -> Iterator[StructureId]:
        """The segments, in the meshes' order."""
        return iter(self._meshes)

    def __len__(self) -> int:
        """How many discs there are."""
        return len(self._meshes)

    def __contains__(self, level: object) -> bool:
        """Whether a segment has a disc; its plane is not looked for."""
        return level in self._meshes


def disc_planes(meshes: Mapping[StructureId, Mesh]) -> DiscPlanes:
    """The mid-plane of each whole disc, by the id of its segment."""
    return DiscPlanes(lambda: meshes)


def disc_plane(mesh: Mesh) -> DiscPlane:
    """The plane along a closed flat body that leans as much to one face as to the other and has
    half of its volume on either side."""
    points = np.asarray(mesh.points, dtype=np.float64)
    a, b, c = (points[mesh.triangles[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    middle = points.mean(axis=0)
    axis = np.linalg.eigh((points - middle).T @ (points - middle))[1][:, 0]
    axis = axis if axis[2] > 0 else -axis
    lean = across @ axis / np.maximum(np.linalg.norm(across, axis=1), 1e-12)
    upper, lower = (across[side].sum(axis=0) for side in (lean > _FACE, lean < -_FACE))
    normal = upper / np.linalg.norm(upper) - lower / np.linalg.norm(lower)
    normal = normal / np.linalg.norm(normal)
    centre = _centroid(a, b, c)
    height = _halving(points @ normal, mesh.triangles, across @ normal)
    centre = centre + (height - centre @ normal) * normal
    return DiscPlane(_vector(centre), _vector(normal))


def _centroid(a: Points, b: Points, c: Points) -> Points:
    volume = np.einsum("ij,ij->i", a, np.cross(b, c))
    return np.asarray(((a + b + c) / 4.0 * volume[:, None]).sum(axis=0) / volume.sum())


def _halving(heights: Points, triangles: npt.NDArray[np.int32], faces: Points) -> float:
    """The height with half of a closed body's volume beneath it. faces: of each triangle, twice
    its area seen from above, negative from below."""

    # What lies beneath is the flow of (0, 0, min(z, height)) out of the surface.
    weights = np.bincount(triangles.ravel(), np.repeat(faces / 6.0, 3), minlength=len(heights))

    def beneath(height: float) -> float:
        return float(np.minimum(heights, height) @ weights)

    low, high = float(heights.min()), float(heights.max())
    half = beneath(high) / 2.0
    for _ in range(40):
        middle = (low + high) / 2.0
        low, high = (middle, high) if beneath(middle) < half else (low, middle)
    return (low + high) / 2.0


def _vector(point: Points) -> Vector:
    x, y, z = (float(value) for value in point)
    return (x, y, z)
