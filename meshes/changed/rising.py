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

from meshes.effects.changes import Rows, Values
from meshes.effects.growth_field import Boxed, Kernels
from meshes.field import SignedDistanceGrid
from meshes.surface import Points

#: Ways out of the surface at which growth is known, mm; between them it is straight.
_AHEAD = (0.0, 0.7, 1.5, 2.5, 3.7, 5.2, 7.0, 9.0)
#: Points at which kernels add up to less than this never rise.
_LITTLE = 1e-4


@dataclass(frozen=True, eq=False, slots=True)
class Spot:
    """Places on a surface as it ships. points, out: (n, 3) in the body frame of the bone that
    grows, and unit directions out of it. Kept by those who ask: weights are kept by its identity."""

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
    ahead = np.array(_AHEAD[: len(grown)])
    over = grown - ahead[:, None]
    last = np.maximum((over <= 0.0).argmax(axis=0), min(1, len(ahead) - 1))
    each = np.arange(len(rows))
    before, after = over[last - 1, each], over[last, each]
    share = before / np.maximum(before - after, 1e-9)
    high = ahead[last - 1] + share * (ahead[last] - ahead[last - 1])
    found[rows] = np.where(before > 0.0, np.minimum(high, _AHEAD[-1]), 0.0)
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
) -> SignedDistanceGrid | None:
    """A bone's distance less all that grows, on its own grid: one question instead of one for each
    growth, to some hundredths of a millimetre. None where one of the growths is not on a grid."""
    boxed = [part for part in parts if isinstance(part, Boxed)]
    if len(boxed) < len(parts):
        return None
    values = field.values.copy()
    flat = values.reshape(-1)
    for part in boxed:
        rows, weights = _at_nodes(field, part.kernels)
        flat[rows] -= weights @ part.grid.values.reshape(-1)
    return SignedDistanceGrid(field.origin, field.spacing, values)


@lru_cache(maxsize=24)
def _on_grid(kernels: Kernels, grid: _Grid) -> tuple[Rows, Any]:
    """Nodes of a bone's grid that kernels reach, by number, and how much each of their nodes counts
    there, sparse."""
    size = np.array(grid.shape)
    low = (kernels.lower - grid.origin) / grid.spacing
    high = low + kernels.spacing / grid.spacing * (np.array(kernels.shape) - 1)
    ranges = [
        np.arange(max(int(np.floor(a)), 0), min(int(np.ceil(b)) + 1, n))
        for a, b, n in zip(low, high, size, strict=True)
    ]
    index = np.stack(np.meshgrid(*ranges, indexing="ij"), axis=-1).reshape(-1, 3)
    weights = _trilinear(kernels, grid.origin + grid.spacing * index)
    most = np.abs(kernels.parts).max(axis=0)
    near = np.flatnonzero(weights @ most > _LITTLE)
    rows = np.ravel_multi_index(tuple(index[near].T), grid.shape)
    return rows, weights[near].astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Grid:
    """A grid without its values, to be known again by."""

    start: tuple[float, float, float]
    spacing: float
    shape: tuple[int, int, int]

    @property
    def origin(self) -> Points:
        return np.array(self.start)


def _at_nodes(field: SignedDistanceGrid, kernels: Kernels) -> tuple[Rows, Any]:
    x, y, z = (float(each) for each in field.origin)
    i, j, k = field.values.shape
    return _on_grid(kernels, _Grid((x, y, z), field.spacing, (i, j, k)))


def _table(
    spot: Spot, parts: Sequence[Callable[[Points], Values]], ahead: tuple[float, ...]
) -> tuple[Rows, Values] | None:
    """Rows of places that rise, and growth at ways out of each, (ways, rows)."""
    boxed = [part for part in parts if isinstance(part, Boxed)]
    if len(boxed) < len(parts):
        return None
    among, places = _places(tuple(part.kernels for part in boxed), spot, ahead)
    if len(among) == 0:
        return among, np.zeros((len(ahead), 0))
    # no surface rises more than all that grows
    most = sum(float(part.grid.values.max()) for part in boxed)
    ways = min(int(np.searchsorted(ahead, most)) + 1, len(ahead))
    total = np.zeros((ways, len(among)))
    for at, part in zip(places, boxed, strict=True):
        weights = _weights(part.kernels, spot, ahead)
        if len(weights.rows):
            here = weights.over(part.grid.values.reshape(-1), ways)
            if at is None:
                total += here
            else:
                total[:, at] += here
    return among, total


@lru_cache(maxsize=96)
def _places(
    kernels: tuple[Kernels, ...], spot: Spot, ahead: tuple[float, ...]
) -> tuple[Rows, tuple[Rows | None, ...]]:
    """Rows of places that any of several kernels can reach, and where the rows of each are among
    them; None for one that reaches all."""
    rows = [_weights(each, spot, ahead).rows for each in kernels]
    among = np.unique(np.concatenate(rows))
    places = [None if len(own) == len(among) else np.searchsorted(among, own) for own in rows]
    return among, tuple(places)


@dataclass(frozen=True, eq=False, slots=True)
class _Weights:
    """How much each node of a grid counts at ways out of rows of places: matrix, sparse (ways *
    rows, nodes), way by way. kept: of the first ways alone."""

    rows: Rows
    matrix: Any
    kept: dict[int, Any]

    def over(self, values: Values, ways: int) -> Values:
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
    from scipy.sparse import csr_matrix, vstack

    most = np.asarray(np.abs(kernels.parts).max(axis=0), np.float32)
    each = [
        csr_matrix(_trilinear(kernels, spot.points + way * spot.out), dtype=np.float32)
        for way in ahead
    ]
    reached = np.max([weights @ most for weights in each], axis=0) > _LITTLE
    rows = np.flatnonzero(reached)
    return _Weights(rows, vstack([weights[rows] for weights in each], format="csr"), {})


def _trilinear(kernels: Kernels, points: Points) -> Any:
    """How much each node counts at points (n, 3): sparse (n, nodes), nothing beyond the box."""
    from scipy.sparse import csr_matrix

    cells = (points - kernels.lower) / kernels.spacing
    last = np.array(kernels.shape) - 1
    inside = np.flatnonzero(((cells > 0.0) & (cells < last)).all(axis=1))
    corner = np.minimum(cells[inside].astype(np.intp), last - 1)
    part = cells[inside] - corner
    rows, columns, values = [], [], []
    for ends in np.ndindex(2, 2, 2):
        share = np.where(np.array(ends) == 1, part, 1.0 - part).prod(axis=1)
        rows.append(inside)
        columns.append(np.ravel_multi_index(tuple((corner + ends).T), kernels.shape))
        values.append(share)
    return csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(len(points), int(np.prod(kernels.shape))),
    )
