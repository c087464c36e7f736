"""Where a name can stand and what it can point to: tops of a column, a point in a mask. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

Mask: TypeAlias = "npt.NDArray[np.bool_]"


def spread(
    wishes: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Tops as near to the wishes as order and heights allow (least squares), within low .. high.

    Pool adjacent violators: neighbours that would overlap merge into blocks at their mean wish.
    """
    starts = np.concatenate([[0.0], np.cumsum(heights)[:-1]])
    blocks: list[list[float]] = []
    for wish, start in zip(wishes, starts, strict=True):
        blocks.append([wish - start, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, count = blocks.pop()
            before = blocks[-1]
            before[0] = (before[0] * before[1] + mean * count) / (before[1] + count)
            before[1] += count
    flat = np.concatenate([np.full(int(count), mean) for mean, count in blocks])
    total = float(np.sum(heights))
    flat = np.clip(flat, low, max(low, high - total))
    return [float(v) for v in flat + starts]


def anchor_in(mask: Mask) -> tuple[float, float] | None:
    """A point well inside a mask and near its middle, in its pixels (x, y); None when empty."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    top, left = rows[0], columns[0]
    depth = _depth(np.pad(mask[top : rows[-1] + 1, left : columns[-1] + 1], 1))
    ys, xs = np.nonzero(depth >= max(1, int(0.7 * depth.max())))
    middle = (float(np.median(xs)), float(np.median(ys)))
    best = int(np.argmin((xs - middle[0]) ** 2 + (ys - middle[1]) ** 2))
    return float(xs[best] + left - 1) + 0.5, float(ys[best] + top - 1) + 0.5


def _depth(mask: Mask) -> npt.NDArray[np.int32]:
    """How many steps up, down or sideways each pixel lies from the nearest one outside the mask.

    The mask's own frame must be outside.
    """
    depth = np.where(mask, np.int32(mask.size), np.int32(0))
    for axis in (0, 1):
        steps = np.arange(depth.shape[axis], dtype=np.int32)
        steps = steps[:, None] if axis == 0 else steps[None, :]
        before = np.minimum.accumulate(depth - steps, axis=axis) + steps
        after = (
            np.flip(np.minimum.accumulate(np.flip(depth + steps, axis), axis=axis), axis) - steps
        )
        depth = np.minimum(before, after)
    return depth
