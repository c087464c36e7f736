"""Sampling a field on a regular grid: coarsely everywhere, finely only near the surface.

Nodes are evaluated in compact blocks, so that a field made of many limbs can leave out those that
do not reach a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import numpy.typing as npt

from meshes.surface import Points

Floats = npt.NDArray[np.float32]
Field = Callable[[Floats], Floats]

COARSE = 4
"""The field is first sampled at every fourth node; only cells near the surface get the rest."""
_BLOCK = 5
"""Coarse cells along the edge of a block that is refined at once (14 mm at 0.7 mm spacing)."""
_COARSE_BLOCK = 9
"""Coarse nodes along the edge of a block that is sampled at once."""


def coarse_axes(
    lower: tuple[float, float, float], upper: tuple[float, float, float], step: float, margin: int
) -> list[Points]:
    """Coarse nodes of a box and `margin` more around it: x from the mid-line, y and z on multiples
    of the step (mm)."""
    starts = [0, *(int(np.floor(v / step)) - margin for v in lower[1:])]
    stops = [int(np.ceil(v / step)) + margin for v in upper]
    return [
        step * np.arange(a, b + 1, dtype=np.float64) for a, b in zip(starts, stops, strict=True)
    ]


def sampled(field: Field, axes: list[Points]) -> Floats:
    """The field at every node of three axes: (nx, ny, nz)."""
    shape = [len(axis) for axis in axes]
    found = np.empty(shape, np.float32)
    for block in _blocks(shape, _COARSE_BLOCK):
        places = [axis[part] for axis, part in zip(axes, block, strict=True)]
        nodes = np.stack(np.meshgrid(*places, indexing="ij"), axis=-1).astype(np.float32)
        found[block] = field(nodes.reshape(-1, 3)).reshape(nodes.shape[:-1])
    return found


def refined(field: Field, coarse: Floats, axes: list[Points], near: float) -> Floats:
    """Coarse nodes filled in linearly, and by the field itself in cells near the surface.

    coarse: values at the nodes of `axes`. near: cells with a corner within this distance (mm) of
    the surface are refined. Returns COARSE nodes to a coarse step along each axis.
    """
    values: Floats = coarse
    for axis in range(3):
        values = _stretched(values, axis)
    close = np.abs(coarse) < near
    for axis in range(3):  # a cell is near if one of its eight corners is
        close = np.logical_or(*_ends(close, axis))
    fine = [_stretched_axis(axis) for axis in axes]
    for block in _blocks(close.shape, _BLOCK):
        if close[block].any():
            _fill(field, values, close[block], [part.start * COARSE for part in block], fine)
    return values


def _fill(
    field: Field,
    values: Floats,
    close: npt.NDArray[np.bool_],
    first: list[int],
    fine: list[npt.NDArray[np.float32]],
) -> None:
    """The field at the nodes of a block's near cells written into `values`."""
    wanted = close
    for axis in range(3):
        wanted = np.repeat(wanted, COARSE, axis)
    at = tuple(k + start for k, start in zip(np.nonzero(wanted), first, strict=True))
    nodes = np.empty((len(at[0]), 3), np.float32)
    for k in range(3):
        nodes[:, k] = fine[k][at[k]]
    values[at] = field(nodes)


def _blocks(shape: tuple[int, ...] | list[int], size: int) -> Iterator[tuple[slice, ...]]:
    """Boxes of at most `size` nodes along each axis that together hold a grid."""
    parts = [[slice(k, min(k + size, n)) for k in range(0, n, size)] for n in shape]
    return product(*parts)


def _ends(values: npt.NDArray[np.bool_], axis: int) -> tuple[npt.NDArray[np.bool_], ...]:
    """All but the last and all but the first along an axis."""
    count = values.shape[axis]
    return tuple(values.take(range(k, count - 1 + k), axis) for k in (0, 1))


def _stretched_axis(axis: Points) -> Floats:
    """Places of the fine nodes along an axis."""
    step = (axis[-1] - axis[0]) / (len(axis) - 1) / COARSE
    nodes = axis[0] + step * np.arange((len(axis) - 1) * COARSE + 1)
    return np.asarray(nodes, np.float32)


def _stretched(values: Floats, axis: int) -> Floats:
    """Linear interpolation to COARSE times as many cells along an axis."""
    values = np.moveaxis(values, axis, 0)
    out = np.empty(((len(values) - 1) * COARSE + 1, *values.shape[1:]), np.float32)
    for k in range(COARSE):
        share = np.float32(k / COARSE)
        out[k:-1:COARSE] = values[:-1] * (1 - share) + values[1:] * share
    out[-1] = values[-1]
    return np.moveaxis(out, 0, axis)
