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

from meshes.effects.boxes import rows_in
from meshes.effects.changes import Rows, Values
from meshes.effects.growth_field import Boxed, Kernels
from meshes.surface import Points

#: Ways out of the surface at which growth is known, mm; between them it is straight.
_AHEAD = (0.0, 0.7, 1.5, 2.5, 3.7, 5.2, 7.0, 9.0)
_WAYS = np.array(_AHEAD)
#: Points at which kernels add up to less than this never rise.
_LITTLE = 1e-4
#: Steps of which what rises is kept: a hand's, and those of keys that are made meanwhile.
_KEPT = 4


@dataclass(frozen=True, eq=False, slots=True)
class Spot:
    """Places on a surface as it ships. points, out: (n, 3) in the body frame of the bone that
    grows, and unit directions out of it. Whoever asks keeps it: weights go by its identity."""

    points: Points
    out: Points


def rise(spot: Spot, parts: Sequence[Callable[[Points], Values]]) -> Values | None:
    """How far places rise to where growths, added up, have them: (n,) mm. None where one of the
    growths is not on a grid. The same growths for all places of a bone are the quickest."""
    return _found(spot, parts, _AHEAD)


def grown_at(spot: Spot, parts: Sequence[Callable[[Points], Values]]) -> Values | None:
    """How far bone grows at the places themselves: (n,) mm. None as in `rise`."""
    return _found(spot, parts, _AHEAD[:1])


def _found(
    spot: Spot, parts: Sequence[Callable[[Points], Values]], ahead: tuple[float, ...]
) -> Values | None:
    boxed = tuple(part for part in parts if isinstance(part, Boxed))
    if len(boxed) < len(parts):
        return None
    return _crowd(tuple(part.kernels for part in boxed), ahead).found(spot, boxed)


class _Crowd:
    """All places that were asked for under growths of the same kernels: a step of a slider works
    them out together, because many small sums take longer than a large one."""

    def __init__(self, kernels: tuple[Kernels, ...], ahead: tuple[float, ...]) -> None:
        self._kernels, self._ahead = kernels, ahead
        self._spots: dict[Spot, tuple[slice, _Weights]] = {}
        self._all: tuple[int, _Weights] | None = None
        self._last: dict[tuple[Boxed, ...], Values] = {}

    def found(self, spot: Spot, parts: tuple[Boxed, ...]) -> Values:
        """How far a spot's places rise, (n,) mm; one that is asked for the first time alone."""
        if spot not in self._spots:
            place, own = slice(self._size, self._size + len(spot.points)), self._weights(spot)
            self._spots[spot] = place, own
            return _rises(own, parts, len(spot.points), self._ahead)
        place, own = self._spots[spot]
        last = self._last.get(parts)
        if last is None:
            last = self._last[parts] = _rises(self._joined(), parts, self._size, self._ahead)
            if len(self._last) > _KEPT:
                self._last.pop(next(iter(self._last)))
        if place.stop > len(last):
            return _rises(own, parts, len(spot.points), self._ahead)
        return last[place]

    @property
    def _size(self) -> int:
        """Places of all spots."""
        return next(reversed(self._spots.values()))[0].stop if self._spots else 0

    def _weights(self, spot: Spot) -> _Weights:
        each = [_weights(kernel, spot, self._ahead) for kernel in self._kernels]
        return _beside([one.rows for one in each], [one.matrix for one in each], len(self._ahead))

    def _joined(self) -> _Weights:
        """Weights of all spots, one after the other."""
        if self._all is None or self._all[0] != len(self._spots):
            self._all = len(self._spots), _stacked(list(self._spots.values()), len(self._ahead))
        return self._all[1]


@lru_cache(maxsize=24)
def _crowd(kernels: tuple[Kernels, ...], ahead: tuple[float, ...]) -> _Crowd:
    return _Crowd(kernels, ahead)


def _rises(
    weights: _Weights, parts: tuple[Boxed, ...], count: int, ahead: tuple[float, ...]
) -> Values:
    """How far so many places rise, (count,) mm; with only one way ahead, how far bone grows
    there."""
    found, rows = np.zeros(count), weights.rows
    if len(rows) == 0:
        return found
    # no surface rises more than all that grows
    most = sum(part.most for part in parts)
    ways = min(int(np.searchsorted(ahead, most)) + 1, len(ahead))
    grown = weights.over(_values(parts), ways)
    if len(ahead) == 1:
        found[rows] = grown[0]
        return found
    # what grows nowhere at the surface itself does not rise
    some = np.flatnonzero(grown[0] > 0.0)
    if len(some) == 0 or ways < 2:
        return found
    rows = rows[some]
    over = grown.take(some, axis=1) - _WAYS[:ways, None]
    # straight between two ways out; the first at which it has come down counts
    down = over[1:] <= 0.0
    way = down.argmax(axis=0)
    before, after = _WAYS[way], _WAYS[way + 1]
    flat, at = over.reshape(-1), way * len(rows) + np.arange(len(rows))
    here, there = flat.take(at), flat.take(at + len(rows))
    high = after + (after - before) * there / np.maximum(here - there, 1e-9)
    high[~down.take(at)] = ahead[-1]
    found[rows] = high
    return found


def _values(parts: Sequence[Boxed]) -> npt.NDArray[np.float32]:
    """What grows at the nodes of several grids, one after the other."""
    return np.concatenate([part.grid.values.reshape(-1) for part in parts])


def _beside(rows: Sequence[Rows], matrices: Sequence[Any], ways: int) -> _Weights:
    """Sparse matrices (ways * own rows, own nodes) that count at different rows of places as one
    for all their nodes, one after the other."""
    among = np.unique(np.concatenate(rows)) if rows else np.zeros(0, np.intp)
    start, places = 0, []
    for own, matrix in zip(rows, matrices, strict=True):
        places.append((np.searchsorted(among, own), start, matrix))
        start += matrix.shape[1]
    return _Weights(among, _put_together(places, len(among), start, ways), {})


def _stacked(spots: Sequence[tuple[slice, _Weights]], ways: int) -> _Weights:
    """Weights of several spots for the same nodes as one for their places, one spot after the
    other."""
    start, places, rows = 0, [], []
    for place, own in spots:
        places.append((start + np.arange(len(own.rows)), 0, own.matrix))
        rows.append(place.start + own.rows)
        start += len(own.rows)
    nodes = spots[0][1].matrix.shape[1]
    return _Weights(np.concatenate(rows), _put_together(places, start, nodes, ways), {})


def _put_together(places: Sequence[tuple[Rows, int, Any]], rows: int, nodes: int, ways: int) -> Any:
    """Sparse (ways * rows, nodes) of several matrices (ways * own rows, own nodes), way by way:
    each with the rows its own are, and the first of its nodes."""
    from scipy.sparse import coo_matrix

    data, down, across = [], [], []
    for own, start, matrix in places:
        each, count = matrix.tocoo(), max(len(own), 1)
        way, row = each.row // count, each.row % count
        data.append(each.data)
        down.append(way * rows + own[row])
        across.append(each.col + start)
    where = np.concatenate(down), np.concatenate(across)
    joined = coo_matrix((np.concatenate(data), where), shape=(ways * rows, nodes)).tocsr()
    joined.eliminate_zeros()
    return joined


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


@lru_cache(maxsize=192)
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
