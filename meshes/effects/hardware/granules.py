"""Bone chips that knit: a field that grows from separate granules over a trabecular network to
continuous bone, and its surface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from meshes.effects.hardware.figures import figure, figures
from meshes.effects.zero_surface import zero_surface
from meshes.surface import Points, Surface, smooth_normals

Values = npt.NDArray[np.float64]

# How unequal the three sides of a chip are; it is a box rounded as |x|^4 + |y|^4 + |z|^4 = 1.
_SIDES = np.array([1.25, 1.0, 0.8])
# Chips are scattered by this share of their spacing; the seed is fixed, so every graft is the same
# each time.
_SCATTER = 0.22
_SEED = 20
# The network starts to form and is filled at these amounts.
_NETWORK = (0.22, 1.0)


@dataclass(frozen=True, eq=False, slots=True)
class Bed:
    """Where a graft lies, sampled once: nodes of a grid in some frame.

    origin: (3,) first node. spacing: mm. room: (nx, ny, nz) signed distance to the outline of the
    grown graft, negative inside. free: the same to what it may not enter, positive outside of it.
    """

    origin: Points
    spacing: float
    room: Values
    free: Values

    @property
    def nodes(self) -> Points:
        """(nx * ny * nz, 3) places of the nodes."""
        index = np.indices(self.room.shape).reshape(3, -1).T
        return np.asarray(self.origin + self.spacing * index, dtype=np.float64)

    @property
    def coarse(self) -> Bed:
        """Every second node of each axis: enough to follow a hand."""
        return _coarse(self)


@lru_cache(maxsize=6)
def _coarse(bed: Bed) -> Bed:
    room, free = (each[::2, ::2, ::2] for each in (bed.room, bed.free))
    return Bed(bed.origin, 2.0 * bed.spacing, room, free)


def sampled_bed(
    lower: Points,
    upper: Points,
    room: Callable[[Points], Values],
    free: Callable[[Points], Values],
) -> Bed:
    """The bed of functions of places (n, 3) within a box."""
    step = figure("graft", "voxel")
    counts = tuple(int(n) for n in np.ceil((upper - lower) / step).astype(int) + 1)
    empty = np.zeros(counts)
    nodes = Bed(lower, step, empty, empty).nodes
    inside = room(nodes)
    clear = np.full(len(nodes), 1.0)
    near = inside < 3.0  # what may be entered matters only there
    clear[near] = free(nodes[near])
    return Bed(lower, step, inside.reshape(counts), clear.reshape(counts))


def knitted(
    bed: Bed,
    amount: float,
    cleft: Callable[[Points], Values] | None = None,
    *,
    draft: bool = False,
) -> Surface:
    """The graft as it is at an amount, 0 separate chips, 1 continuous bone. Closed.

    It never shrinks as the amount grows. cleft: signed distance to a gap that stays open. draft:
    what does not depend on the amount is kept for the next one.
    Raises ValueError when nothing of the graft is left.
    """
    amount = float(np.clip(amount, 0.0, 1.0))
    chips = np.maximum(_rough_chips(bed, amount) if draft else _chips(bed, amount), bed.room - 0.8)
    field = np.minimum(chips, np.maximum(bed.room, _network(bed, amount)))
    field = np.maximum(field, -bed.free)
    if cleft is not None:
        field = np.maximum(field, -cleft(bed.nodes).reshape(field.shape))
    return _surface(bed, field)


def _chips(bed: Bed, amount: float) -> Values:
    """Signed distance to the chips, running together as they grow."""
    radius, blend = _chip(amount)
    centres, turns = _scattered(bed, figure("graft", "spacing"))
    total = np.zeros(bed.room.shape)
    for centre, turn in zip(centres, turns, strict=True):
        part, far = _about(bed, centre, turn, 1.5 * radius + 2.5 * blend)
        total[part] += np.exp(-np.maximum(far - radius, -4.0) / blend)
    return np.asarray(-blend * np.log(np.maximum(total, np.exp(-4.0 / blend))), dtype=np.float64)


def _chip(amount: float) -> tuple[float, float]:
    """Radius of a chip and how far it runs together with others, mm."""
    fresh, grown = figures()["graft"]["chip"]
    radius = figure("graft", "spacing") * (fresh + (grown - fresh) * min(1.0, amount / 0.6))
    return radius, 0.12 + 0.9 * amount


def _about(bed: Bed, centre: Points, turn: Points, far: float) -> tuple[tuple[slice, ...], Values]:
    """The part of a bed's grid so far about a chip's middle, and how far its nodes are from that in
    the measure in which chips are round, mm."""
    reach = int(np.ceil(far / bed.spacing))
    cell, last = np.round((centre - bed.origin) / bed.spacing).astype(int), np.array(bed.room.shape)
    low, high = np.maximum(cell - reach, 0), np.minimum(cell + reach + 1, last)
    x, y, z = (
        (bed.origin[k] + bed.spacing * np.arange(low[k], high[k]) - centre[k])[:, None]
        * (turn[k] / _SIDES)
        for k in range(3)
    )
    off = x[:, None, None] + y[None, :, None] + z[None, None, :]
    off *= off
    away = np.sqrt(np.sqrt(np.einsum("ijkl,ijkl->ijk", off, off)))
    return tuple(slice(a, b) for a, b in zip(low, high, strict=True)), np.asarray(away)


def _rough_chips(bed: Bed, amount: float) -> Values:
    """The same from what is kept of each bed: quick, for one after the other."""
    nodes, away = _about_chips(bed)
    radius, blend = _chip(amount)
    each = np.exp(np.minimum(radius - away, 4.0) / blend)
    total = np.bincount(nodes, each, minlength=bed.room.size).reshape(bed.room.shape)
    return np.asarray(-blend * np.log(np.maximum(total, np.exp(-4.0 / blend))), dtype=np.float64)


@lru_cache(maxsize=6)
def _about_chips(bed: Bed) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """Nodes within the reach of chips, a run for each chip, by number, and how far from its middle
    each is, in the measure in which chips are round, mm."""
    radius, blend = _chip(1.0)
    centres, turns = _scattered(bed, figure("graft", "spacing"))
    nodes, far = [np.zeros(0, np.intp)], [np.zeros(0, np.float32)]
    for centre, turn in zip(centres, turns, strict=True):
        part, away = _about(bed, centre, turn, 1.5 * radius + 2.5 * blend)
        index = np.ix_(*(np.arange(each.start, each.stop) for each in part))
        nodes.append(np.ravel_multi_index(index, bed.room.shape).ravel())
        far.append(away.ravel().astype(np.float32))
    return np.concatenate(nodes), np.concatenate(far)


def _scattered(bed: Bed, spacing: float) -> tuple[Points, Points]:
    """Middles (n, 3) of the chips that lie in the room and clear of the rest, and their turns."""
    extent = bed.spacing * (np.array(bed.room.shape) - 1)
    counts = np.ceil(extent / spacing).astype(int) + 1
    index = np.indices(tuple(counts)).reshape(3, -1).T.astype(np.float64)
    index[:, 0] += 0.5 * (index[:, 1] % 2)
    index[:, 1] += 0.5 * (index[:, 2] % 2)
    random = np.random.default_rng(_SEED)
    centres = bed.origin + spacing * (index + _SCATTER * random.uniform(-1, 1, index.shape))
    turns = np.linalg.qr(random.normal(size=(len(index), 3, 3)))[0]
    cell = np.round((centres - bed.origin) / bed.spacing).astype(int)
    within = ((cell >= 0) & (cell < np.array(bed.room.shape))).all(axis=1)
    cell = np.clip(cell, 0, np.array(bed.room.shape) - 1)
    room, free = bed.room[tuple(cell.T)], bed.free[tuple(cell.T)]
    keep = within & (room < -0.25 * spacing) & (free > 0.2 * spacing)
    return centres[keep], turns[keep]


def _network(bed: Bed, amount: float) -> Values:
    """Signed distance, about, to trabeculae that thicken until they leave no pores."""
    start, full = _NETWORK
    share = np.clip((amount - start) / (full - start), 0.0, 1.0)
    # 1.5 is the wave's greatest value: nothing at first, everything at last
    return np.asarray((1.6 - 3.3 * share - _wave(bed)).reshape(bed.room.shape), dtype=np.float64)


@lru_cache(maxsize=6)
def _wave(bed: Bed) -> Values:
    """A gyroid at the nodes, a little drawn out along z as load-bearing trabeculae are: (n,)."""
    p = bed.nodes * (2.0 * np.pi / figure("graft", "trabecula"))
    x, y, z = p[:, 0], p[:, 1], 0.75 * p[:, 2]
    return np.asarray(np.sin(x) * np.cos(y) + np.sin(y) * np.cos(z) + np.sin(z) * np.cos(x))


def _surface(bed: Bed, field: Values) -> Surface:
    """The zero surface of a field that is negative inside; closed at the edge of the grid."""
    values = np.pad(-field, 1, constant_values=-1.0).astype(np.float32)
    values = np.where(np.abs(values) < 1e-3, np.float32(1e-3), values)
    points, found = zero_surface(values, bed.spacing, bed.origin - bed.spacing)
    if len(found) == 0:
        raise ValueError("there is no room for a graft")
    a, b, c = found.T
    used, number = np.unique(found[(a != b) & (b != c) & (c != a)], return_inverse=True)
    faces = np.ascontiguousarray(number.reshape(-1, 3), dtype=np.int32)
    points = points[used]
    return Surface(points, faces, smooth_normals(points, faces), np.ones(len(points), np.float32))
