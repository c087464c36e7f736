"""Growth sampled once on a small grid: what is asked for thousands of times while nerves give way.

Where bone grows does not depend on how much: kernels are kept, and an amount of each is added up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from meshes.changed.normal import Normal
from meshes.effects.boxes import rows_in
from meshes.effects.changes import Values
from meshes.field import SignedDistanceGrid
from meshes.surface import Points

By = Callable[[Points], Values]
Rows = npt.NDArray[np.intp]

#: Usual spacing of the grids, mm; bumps are wider than five of it.
SPACING = 1.1
#: Width over which a growth gives way to its limit, mm.
_SOFT = 0.5
#: Less of a kernel grows no bone: a hundredth of a millimetre of the largest growth.
_LITTLE = 1e-3
#: Growth is asked between these distances from the bone as it is: the deepest that nerves come to
#: lie in it, and more than it ever grows, mm.
_ABOUT = (-4.0, 9.0)
#: Where a field says no more than "far", a neighbour limits nothing: from the first figure on
#: less, from the second not at all, mm.
_CLEAR = (4.5, 6.0)


@dataclass(frozen=True, eq=False, slots=True)
class Kernels:
    """Where a bone grows: parts (k, n) of 0..1 at the nodes of a box in its body frame, zero at the
    box's faces. shape: nodes along each axis, `spacing` mm apart."""

    lower: Points
    shape: tuple[int, int, int]
    parts: Values
    spacing: float = SPACING

    @property
    def nodes(self) -> Points:
        """The nodes, (n, 3)."""
        return _nodes(self.lower, self.shape, self.spacing)


def sampled(
    function: Callable[[Points], Values], lower: Points, upper: Points, spacing: float = SPACING
) -> Kernels:
    """Kernels from a function (n, 3) -> (k, n) over a box that holds them."""
    counts = np.maximum(np.ceil((upper - lower) / spacing).astype(int) + 1, 3)
    shape = (int(counts[0]), int(counts[1]), int(counts[2]))
    parts = function(_nodes(lower, shape, spacing))
    inside = np.zeros(shape, bool)
    inside[1:-1, 1:-1, 1:-1] = True
    return Kernels(np.asarray(lower, np.float64), shape, parts * inside.ravel(), spacing)


def growth_of(kernels: Kernels, amounts: tuple[float, ...], limit: Values) -> By:
    """So many mm of each kernel, no more than a limit at the nodes, (n,) mm, as a smooth field."""
    wanted = np.asarray(amounts) @ kernels.parts
    values = within(wanted, limit).reshape(kernels.shape).astype(np.float32)
    grid = SignedDistanceGrid(kernels.lower, kernels.spacing, values)
    return Boxed(grid, (grid.origin, grid.upper), kernels)


@dataclass(frozen=True, eq=False, slots=True)
class Boxed:
    """A growth on the grid of kernels, nothing beyond its box, corners (3,) in the bone's body
    frame."""

    grid: SignedDistanceGrid
    box: tuple[Points, Points]
    kernels: Kernels

    def __call__(self, points: Points) -> Values:
        """How far bone grows at points (n, 3): (n,) mm."""
        found = np.zeros(len(points))
        rows = rows_in(points, *self.box)
        if len(rows):
            found[rows] = self.grid.distance_inside(points[rows])
        return found


def within(wanted: Values, limit: Values) -> Values:
    """Growth that gives way to its limit without a crease, (n,) mm >= 0."""
    near = np.maximum(_SOFT - np.abs(wanted - limit), 0.0)
    soft = np.minimum(wanted, limit) - near**2 / (4.0 * _SOFT)
    return np.asarray(np.where(wanted > 0.0, np.maximum(soft, 0.0), 0.0))


def room(
    normal: Normal, bone: str, other: str, across: Points, points: Points, least: float
) -> Values:
    """Half of the space between two bones at points of one's body frame, (n,) mm, less `least`.

    across: 4x4 from its body frame to the other's. Where both keep to it they cannot meet.
    """
    return _room(normal, other, across, points, normal.fields[bone].distance(points), least)


def _room(
    normal: Normal, other: str, across: Points, points: Points, own: Values, least: float
) -> Values:
    beyond = normal.fields[other].distance(points @ across[:3, :3].T + across[:3, 3])
    half = 0.5 * (own + beyond) - least
    free = np.clip((beyond - _CLEAR[0]) / (_CLEAR[1] - _CLEAR[0]), 0.0, 1.0)
    return np.asarray(half + 6.0 * free * free)


@lru_cache(maxsize=96)
def room_at(
    normal: Normal,
    bone: str,
    other: str,
    across: bytes,
    kernels: Kernels,
    least: float,
    grows: tuple[bool, ...],
) -> Values:
    """`room` at the nodes of kernels where bone may grow, 0 elsewhere, kept for each pose.

    across: the pose, 16 float64 as bytes. grows: which of the kernels do.
    """
    found = np.zeros(kernels.parts.shape[1])
    rows, nodes, own = _own_distance(normal, bone, kernels, grows)
    pose = np.frombuffer(across).reshape(4, 4)
    found[rows] = _room(normal, other, pose, nodes, own, least)
    return found


@lru_cache(maxsize=64)
def _own_distance(
    normal: Normal, bone: str, kernels: Kernels, grows: tuple[bool, ...]
) -> tuple[Rows, Points, Values]:
    """Nodes at which bone may grow, by number and place, and how far they are from it as it is."""
    among = (kernels.parts[np.array(grows)] > 0.0).any(axis=0)
    rows = np.flatnonzero((kernels.parts > _LITTLE).any(axis=0) & among)
    nodes = kernels.nodes[rows]
    own = normal.fields[bone].distance(nodes)
    # nodes that no grown surface comes near, in the bone and beyond it
    near = (own > _ABOUT[0]) & (own < _ABOUT[1])
    return rows[near], nodes[near], own[near]


def _nodes(lower: Points, shape: tuple[int, int, int], spacing: float) -> Points:
    axes = [lower[k] + spacing * np.arange(shape[k]) for k in range(3)]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
