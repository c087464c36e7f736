"""Growth sampled once on a small grid: what is asked for thousands of times while nerves give way.

Where bone grows does not depend on how much: kernels are kept, and an amount of each is added up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt

from meshes.changed.normal import Normal
from meshes.effects.asked import quickly, within_grid
from meshes.effects.changes import Values, Warp
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
#: A distance on a grid changes by no more than this for each mm.
_HASTE = 1.2
#: Grounds that are kept, some 2 MB each: a condition has up to six of them.
_KEPT = 32


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
    # as far beyond the box at either end: that of the other side is its mirror image
    lower = 0.5 * (lower + upper - spacing * (counts - 1))
    parts = function(_nodes(lower, shape, spacing))
    inside = np.zeros(shape, bool)
    inside[1:-1, 1:-1, 1:-1] = True
    return Kernels(np.asarray(lower, np.float64), shape, parts * inside.ravel(), spacing)


def growth_of(
    normal: Normal,
    bone: str,
    other: str,
    across: Points,
    kernels: Kernels,
    amounts: tuple[float, ...],
    least: float,
    before: Sequence[By] = (),
    bent: Sequence[Warp] = (),
) -> Boxed:
    """So many mm of each kernel as a smooth field on a bone, that leaves another bone its half of
    the space between them, and of its own half `least` mm and what grew there before.

    across: 4x4 from the bone's body frame to the other's as they stand. bent: how both have given
    way there.
    """
    grows = tuple(amount > 0.0 for amount in amounts)
    ground = _ground(normal, bone, other, kernels, least, grows)
    found = np.array([amount for amount in amounts if amount > 0.0]) @ ground.parts
    taken = sum((by(ground.nodes) for by in before), np.zeros(len(found)))
    # most nodes are so far from the other bone, or grow so little, that nothing limits them
    near = np.flatnonzero(found + taken > ground.least_room(across) - _SOFT)
    if len(near):
        left = ground.room(normal, other, across, near) - taken[near]
        found[near] = within(found[near], left)
    own, others = (tuple(w for w in bent if w.bone == key) for key in (bone, other))
    if own or others:
        near = np.flatnonzero(found > 0.0)
        left = _bent_room(normal, other, across, ground, near, (own, others)) - taken[near]
        found[near] = within(found[near], left)
    values = np.zeros(kernels.parts.shape[1], np.float32)
    values[ground.rows] = found
    return _boxed(kernels, values)


def _bent_room(
    normal: Normal,
    other: str,
    across: Points,
    ground: _Ground,
    near: Rows,
    bent: tuple[Sequence[Warp], Sequence[Warp]],
) -> Values:
    """Room at some of the nodes, (k,) mm, between bones that have given way, each by its own."""
    places = ground.nodes[near]
    for warp in bent[0]:
        places = warp.goes_to(places)
    places = places @ across[:3, :3].T + across[:3, 3]
    for warp in reversed(bent[1]):
        places = warp.came_from(places, draft=True)
    return _half(ground.own[near], quickly(normal.fields[other])(places), ground.least)


def free_growth_of(kernels: Kernels, amounts: tuple[float, ...]) -> Boxed:
    """So many mm of each kernel as a smooth field, where no other bone is near."""
    return _boxed(kernels, np.asarray(amounts) @ kernels.parts)


def _boxed(kernels: Kernels, values: npt.NDArray[np.floating]) -> Boxed:
    grown = values.astype(np.float32, copy=False).reshape(kernels.shape)
    grid = SignedDistanceGrid(kernels.lower, kernels.spacing, grown)
    ends = tuple(grid.origin.tolist()), tuple(grid.upper.tolist())
    return Boxed(grid, ends, kernels, float(values.max(initial=0.0)))


@dataclass(frozen=True, eq=False, slots=True)
class Boxed:
    """A growth on the grid of kernels, nothing beyond its ends: corners of its box in the bone's
    body frame, as numbers. most: mm that it grows anywhere."""

    grid: SignedDistanceGrid
    ends: tuple[tuple[float, ...], tuple[float, ...]]
    kernels: Kernels
    most: float

    def __call__(self, points: Points) -> Values:
        """How far bone grows at points (n, 3): (n,) mm."""
        return within_grid(self.grid, points)


@dataclass(frozen=True, eq=False, slots=True)
class Rounded:
    """A growth into the corner between two bones that became one, each the same way. other: the
    bone with which this one has no seam."""

    field: Boxed
    other: str

    def __call__(self, points: Points) -> Values:
        """How far bone grows at points (n, 3): (n,) mm."""
        return self.field(points)


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
    return _room(normal, other, across, points, quickly(normal.fields[bone])(points), least)


def _room(
    normal: Normal, other: str, across: Points, points: Points, own: Values, least: float
) -> Values:
    return _half(own, _beyond(normal, other, across, points), least)


def _beyond(normal: Normal, other: str, across: Points, points: Points) -> Values:
    return quickly(normal.fields[other])(points @ across[:3, :3].T + across[:3, 3])


def _half(own: Values, beyond: Values, least: float) -> Values:
    half = 0.5 * (own + beyond) - least
    free = np.clip((beyond - _CLEAR[0]) / (_CLEAR[1] - _CLEAR[0]), 0.0, 1.0)
    return np.asarray(half + 6.0 * free * free)


@dataclass(frozen=True, eq=False, slots=True)
class _Ground:
    """Where a bone may grow towards another: nodes of kernels by number, rows (n,), and place (n,
    3); corners (8, 4): of a box round them; own: (n,) mm from the bone as it is; parts (k, n): of
    the kernels that grow, there; shipped: 4x4 from the body frame to the other's as they ship;
    half: (n,) mm, the room there can be then at least. kept: room as the bones stood last, NaN
    where it was not asked.
    """

    rows: Rows
    nodes: Points
    corners: Points
    own: Values
    parts: Values
    least: float
    shipped: Points
    half: Values
    kept: list[tuple[bytes, Values]]

    def least_room(self, across: Points) -> Values:
        """Room there is at least when the bones stand so, (n,) mm: what it was less half the way
        the other bone can have come nearer."""
        way = float(np.linalg.norm(self.corners @ (across - self.shipped).T, axis=1).max())
        return np.asarray(self.half - 0.5 * _HASTE * way)

    def room(self, normal: Normal, other: str, across: Points, near: Rows) -> Values:
        """Room at some of the nodes, (k,) mm."""
        key = across.tobytes()
        if not self.kept or self.kept[0][0] != key:
            self.kept[:] = [(key, np.full(len(self.rows), np.nan))]
        found = self.kept[0][1]
        new = near[np.isnan(found[near])]
        if len(new):
            found[new] = _room(normal, other, across, self.nodes[new], self.own[new], self.least)
        return np.asarray(found[near])


@lru_cache(maxsize=_KEPT)
def _ground(
    normal: Normal,
    bone: str,
    other: str,
    kernels: Kernels,
    least: float,
    grows: tuple[bool, ...],
) -> _Ground:
    rows, nodes, own = _own_distance(normal, bone, kernels, grows)
    shipped = np.asarray(np.linalg.inv(normal.pose(other)) @ normal.pose(bone))
    half = 0.5 * (own + _beyond(normal, other, shipped, nodes)) - least
    parts = np.ascontiguousarray(kernels.parts[np.array(grows)][:, rows])
    ends = zip(nodes.min(axis=0, initial=0.0), nodes.max(axis=0, initial=0.0), strict=True)
    corners = np.array([[*corner, 1.0] for corner in product(*ends)])
    return _Ground(rows, nodes, corners, own, parts, least, shipped, half, [])


@lru_cache(maxsize=_KEPT)
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
