"""How far surfaces that ship rise where bone grows, while a slider is dragged.

Where a growth can be, and so how much each node of its grid counts for each point, does not depend
on how much grows: these weights are kept, and a step of the slider is sums over nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes.effects.asked import quickly, within_grid
from meshes.effects.boxes import rows_in
from meshes.effects.changes import Rows, Values
from meshes.effects.growth_field import Boxed, Kernels
from meshes.field import SignedDistanceGrid
from meshes.surface import Points

#: Ways out of the surface at which growth is known, mm; between them it is straight.
_AHEAD = (0.0, 0.7, 1.5, 2.5, 3.7, 5.2, 7.0, 9.0)
_WAYS = np.array(_AHEAD)
#: Points at which kernels add up to less than this never rise.
_LITTLE = 1e-4


@dataclass(frozen=True, eq=False, slots=True)
class Spot:
    """Places on a surface as it ships. points, out: (n, 3) in the body frame of the bone that
    grows, and unit directions out of it. Whoever asks keeps it: weights go by its identity."""

    points: Points
    out: Points


def rise(spot: Spot, parts: Sequence[Callable[[Points], Values]]) -> Values | None:
    """How far places rise to where growths, added up, have them: (n,) mm. None where one of the
    growths is not on a grid."""
    table = _table(spot, parts, _AHEAD)
    if table is None:
        return None
    rows, grown = table
    found = np.zeros(len(spot.points))
    if len(rows) == 0:
        return found
    # what grows nowhere at the surface itself does not rise
    some = np.flatnonzero(grown[0] > 0.0)
    if len(some) == 0 or len(grown) < 2:
        return found
    rows, ways = rows[some], len(grown)
    over = grown.take(some, axis=1) - _WAYS[:ways, None]
    # straight between two ways out; the first at which it has come down counts
    down = over[1:] <= 0.0
    way = down.argmax(axis=0)
    before, after = _WAYS[way], _WAYS[way + 1]
    flat, at = over.reshape(-1), way * len(rows) + np.arange(len(rows))
    here, there = flat.take(at), flat.take(at + len(rows))
    high = after + (after - before) * there / np.maximum(here - there, 1e-9)
    high[~down.take(at)] = _AHEAD[-1]
    found[rows] = high
    return found


def grown_at(spot: Spot, parts: Sequence[Callable[[Points], Values]]) -> Values | None:
    """How far bone grows at the places themselves: (n,) mm. None as in `rise`."""
    table = _table(spot, parts, _AHEAD[:1])
    if table is None:
        return None
    rows, grown = table
    found = np.zeros(len(spot.points))
    found[rows] = grown[0]
    return found


def grown_field(
    field: SignedDistanceGrid, parts: Sequence[Callable[[Points], Values]]
) -> Callable[[Points], Values] | None:
    """A bone's distance less all that grows, on its own grid: two questions whatever the number of
    growths, to some hundredths of a millimetre. None where one of the growths is not on a grid."""
    boxed = [part for part in parts if isinstance(part, Boxed)]
    if len(boxed) < len(parts):
        return None
    x, y, z = (float(each) for each in field.origin)
    own = _Grid((x, y, z), field.spacing)
    block, rows, weights = _on_grid(tuple(part.kernels for part in boxed), own, field.values.shape)
    flat = np.zeros(int(np.prod(block.shape)), np.float32)
    flat[rows] = weights @ _values(boxed)
    grown = SignedDistanceGrid(block.origin, field.spacing, flat.reshape(block.shape))
    distance = quickly(field)
    return lambda points: distance(points) - within_grid(grown, points)


def _values(parts: Sequence[Boxed]) -> npt.NDArray[np.float32]:
    """What grows at the nodes of several grids, one after the other."""
    return np.concatenate([part.grid.values.reshape(-1) for part in parts])


@dataclass(frozen=True, slots=True)
class _Grid:
    """A grid without its values, to be known again by."""

    start: tuple[float, float, float]
    spacing: float

    @property
    def origin(self) -> Points:
        return np.array(self.start)


@dataclass(frozen=True, slots=True)
class _Block:
    """Nodes of a grid: where the first is, and how many along each axis."""

    origin: Points
    shape: tuple[int, int, int]


@lru_cache(maxsize=24)
def _on_grid(
    kernels: tuple[Kernels, ...], grid: _Grid, shape: tuple[int, int, int]
) -> tuple[_Block, Rows, Any]:
    """A block of nodes of a bone's grid that holds all that several kernels reach, nothing at its
    faces; the nodes any of them reaches, by number in the block; and how much each node of all
    kernels, one after the other, counts there, sparse."""
    ends = [_ends(each, grid, shape) for each in kernels]
    first = np.min([low for low, _ in ends], axis=0)
    last = np.max([high for _, high in ends], axis=0)
    i, j, k = (int(each) for each in last - first)
    block = _Block(grid.origin + grid.spacing * first, (i, j, k))
    rows, ways = [], []
    for each, (low, high) in zip(kernels, ends, strict=True):
        ranges = [np.arange(a, b) for a, b in zip(low, high, strict=True)]
        index = np.stack(np.meshgrid(*ranges, indexing="ij"), axis=-1).reshape(-1, 3)
        nodes, shares = _trilinear(each, grid.origin + grid.spacing * index)
        most = np.abs(each.parts).max(axis=0).astype(np.float32)
        near = np.flatnonzero(np.einsum("ij,ij->i", shares, most[nodes]) > _LITTLE)
        rows.append(np.ravel_multi_index(tuple((index[near] - first).T), block.shape))
        ways.append(_sparse(nodes[near], shares[near], len(most)))
    among, weights = _beside(rows, ways, 1)
    return block, among, weights


def _beside(rows: Sequence[Rows], matrices: Sequence[Any], ways: int) -> tuple[Rows, Any]:
    """Sparse matrices (ways * own rows, own nodes) that count at different rows of places as one
    for all their nodes: the rows any of them has, and (ways * rows, all nodes), way by way."""
    from scipy.sparse import coo_matrix

    among = np.unique(np.concatenate(rows)) if rows else np.zeros(0, np.intp)
    data, down, across, start = [], [], [], 0
    for own, matrix in zip(rows, matrices, strict=True):
        each, count = matrix.tocoo(), max(len(own), 1)
        way, row = each.row // count, each.row % count
        data.append(each.data)
        down.append(way * len(among) + np.searchsorted(among, own)[row])
        across.append(each.col + start)
        start += matrix.shape[1]
    places = np.concatenate(down), np.concatenate(across)
    joined = coo_matrix((np.concatenate(data), places), shape=(ways * len(among), start)).tocsr()
    joined.eliminate_zeros()
    return among, joined


def _ends(kernels: Kernels, grid: _Grid, shape: tuple[int, int, int]) -> tuple[Rows, Rows]:
    """The first node of a grid that kernels reach along each axis, and the one after the last."""
    low = (kernels.lower - grid.origin) / grid.spacing
    high = low + kernels.spacing / grid.spacing * (np.array(kernels.shape) - 1)
    first = np.maximum(np.floor(low).astype(np.intp), 0)
    return first, np.minimum(np.ceil(high).astype(np.intp) + 1, shape)


def _table(
    spot: Spot, parts: Sequence[Callable[[Points], Values]], ahead: tuple[float, ...]
) -> tuple[Rows, Values] | None:
    """Rows of places that rise, and growth at ways out of each, (ways, rows)."""
    boxed = [part for part in parts if isinstance(part, Boxed)]
    if len(boxed) < len(parts):
        return None
    weights = _joined(tuple(part.kernels for part in boxed), spot, ahead)
    if len(weights.rows) == 0:
        return weights.rows, np.zeros((len(ahead), 0))
    # no surface rises more than all that grows
    most = sum(part.most for part in boxed)
    ways = min(int(np.searchsorted(ahead, most)) + 1, len(ahead))
    return weights.rows, weights.over(_values(boxed), ways)


@lru_cache(maxsize=96)
def _joined(kernels: tuple[Kernels, ...], spot: Spot, ahead: tuple[float, ...]) -> _Weights:
    """Weights of all nodes of several kernels, one after the other."""
    each = [_weights(kernel, spot, ahead) for kernel in kernels]
    rows, matrix = _beside([one.rows for one in each], [one.matrix for one in each], len(ahead))
    return _Weights(rows, matrix, {})


@dataclass(frozen=True, eq=False, slots=True)
class _Weights:
    """How much each node of a grid counts at ways out of rows of places: matrix, sparse (ways *
    rows, nodes), way by way. kept: of the first ways alone."""

    rows: Rows
    matrix: Any
    kept: dict[int, Any]

    def over(self, values: npt.NDArray[np.floating], ways: int) -> Values:
        """What values at the nodes are at the first ways: (ways, rows)."""
        from scipy.sparse import csr_matrix

        if ways not in self.kept:
            count, whole = ways * len(self.rows), self.matrix
            end = whole.indptr[count]
            part = whole.data[:end], whole.indices[:end], whole.indptr[: count + 1]
            self.kept[ways] = csr_matrix(part, shape=(count, whole.shape[1]), copy=False)
        return np.asarray((self.kept[ways] @ values).reshape(ways, -1))


@lru_cache(maxsize=96)
def _weights(kernels: Kernels, spot: Spot, ahead: tuple[float, ...]) -> _Weights:
    most = np.abs(kernels.parts).max(axis=0).astype(np.float32)
    upper = kernels.lower + kernels.spacing * (np.array(kernels.shape) - 1)
    near = rows_in(spot.points, kernels.lower - ahead[-1], upper + ahead[-1])
    points, out = spot.points[near], spot.out[near]
    each = [_trilinear(kernels, points + way * out) for way in ahead]
    reached = np.zeros(len(near), np.bool_)
    for nodes, shares in each:
        reached |= np.einsum("ij,ij->i", shares, most[nodes]) > _LITTLE
    nodes = np.concatenate([pair[0][reached] for pair in each])
    shares = np.concatenate([pair[1][reached] for pair in each])
    return _Weights(near[reached], _sparse(nodes, shares, len(most)), {})


def _sparse(nodes: npt.NDArray[np.int32], shares: npt.NDArray[np.float32], count: int) -> Any:
    """Shares (n, 8) of nodes (n, 8) as a sparse (n, count) matrix."""
    from scipy.sparse import csr_matrix

    starts = np.arange(0, 8 * len(nodes) + 1, 8, dtype=np.int32)
    return csr_matrix((shares.ravel(), nodes.ravel(), starts), shape=(len(nodes), count))


def _trilinear(
    kernels: Kernels, points: Points
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """The nodes about points (n, 3), and how much each counts, (n, 8); nothing beyond the box."""
    cells = (points - kernels.lower) / kernels.spacing
    last = np.array(kernels.shape) - 1
    inside = ((cells > 0.0) & (cells < last)).all(axis=1)
    corner = np.minimum(np.maximum(cells, 0.0), last - 1).astype(np.int32)
    u, v, w = (cells - corner).T.astype(np.float32)
    _, ny, nz = kernels.shape
    first = (corner[:, 0] * ny + corner[:, 1]) * nz + corner[:, 2]
    row = ny * nz
    nodes = first[:, None] + np.array([0, 1, nz, nz + 1, row, row + 1, row + nz, row + nz + 1])
    shares = np.empty((len(points), 8), np.float32)
    for number, (far, aside, high) in enumerate(np.ndindex(2, 2, 2)):
        a, b, c = (part if end else 1.0 - part for part, end in ((u, far), (v, aside), (w, high)))
        shares[:, number] = a * b * c
    shares[~inside] = 0.0
    return nodes.astype(np.int32), shares
