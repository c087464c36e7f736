"""How far the sac's rays stay free, from its middle outward: followed step by step at rest, found
from both of their ends while a slider is dragged."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshes.changed.obstacles import HASTE, Watch
from meshes.effects.changes import Values
from meshes.surface import Points

#: Room kept between the drawn sac and what enters it, mm; less than the normal model leaves.
MARGIN = 0.1
#: A ray keeps this share of its length at least, and is followed outward in so many steps.
LEAST = 0.06
_MARCH, _DRAFT_MARCH = 8, 6
#: While a slider is dragged, what enters a ray by less than half of this may be passed over, mm.
_BRUSHED = 0.4
#: No ray counts as shorter than this, mm.
SHORTEST = 0.2


def free_shares(
    points: Points,
    centres: Points,
    open_: npt.NDArray[np.intp],
    watch: Watch,
) -> Values:
    """How much of each ray stays free, from the middle outward: (k, r). open_, watch: numbers of
    the rays that are looked along, of all k * r, and what they can meet where they start; the
    others are free."""
    rays = points.shape[1]
    aim = points - centres[:, None]
    size = np.maximum(np.linalg.norm(aim, axis=2), SHORTEST).ravel()
    start = np.repeat(centres, rays, axis=0)
    aim = aim.reshape(-1, 3)
    share = np.ones(len(size))
    share[open_] = LEAST
    for _ in range(_MARCH if len(open_) else 0):
        # what is farther than the ray is long is not asked again
        wanted = (1.0 - share[open_]) * size[open_] + 2.0 * MARGIN
        free = watch.nearest(start[open_] + share[open_, None] * aim[open_], wanted)[0] - MARGIN
        before = share[open_]
        share[open_] = np.clip(before + 0.95 * free / size[open_], LEAST, 1.0)
        watch.moved(np.abs(share[open_] - before) * size[open_])
        still = np.flatnonzero((share[open_] < 1.0) & (np.abs(free) > 0.04))
        open_, watch = open_[still], watch.of(still)
        if len(open_) == 0:
            break
    return share.reshape(-1, rays)


def rough_shares(
    points: Points,
    centres: Points,
    open_: npt.NDArray[np.intp],
    watch: Watch,
    ends: Values,
) -> Values:
    """The same quickly, from both ends of a ray: where its outer end is taken by false position
    (Illinois), otherwise in steps as long as what is free, until both ends' room meets. ends: room
    of the open rays at their ends, less the margin; at least so much where that is more than 0."""
    aim = (points - centres[:, None]).reshape(-1, 3)
    share = np.ones(len(aim))
    start, aim = np.repeat(centres, points.shape[1], axis=0)[open_], aim[open_]
    size = np.maximum(np.sqrt(np.einsum("ij,ij->i", aim, aim)), SHORTEST)
    low, high, rows = np.full(len(size), LEAST), np.ones(len(size)), np.arange(len(size))
    at, best, here, there = low.copy(), np.ones(len(size)), np.full(len(size), np.inf), ends.copy()
    for _ in range(_DRAFT_MARCH if len(size) else 0):
        long, known, is_shut = size[rows], here[rows], there[rows] < 0.0
        wanted = (high[rows] - low[rows]) * long + 2.0 * MARGIN
        places = start[rows] + at[rows, None] * aim[rows]
        free = watch.nearest(places, wanted, quick=True)[0] - MARGIN
        shut = free < 0.0
        # an end that stays once more counts half
        again = np.where(shut, high[rows] < 1.0, is_shut & (low[rows] > LEAST))
        kept = np.where(again, 0.5, 1.0) * np.where(shut, known, there[rows])
        here[rows], there[rows] = np.where(shut, kept, free), np.where(shut, free, kept)
        here_at = best[rows] = at[rows]
        high[rows] = np.where(shut, here_at, high[rows])
        low[rows] = np.where(shut, low[rows], here_at)
        span = (high[rows] - low[rows]) * long
        clear = (there[rows] >= 0.0) & (here[rows] + there[rows] > HASTE * span - _BRUSHED)
        best[rows[clear]] = 1.0
        still = np.flatnonzero(~clear & (np.abs(free) > 0.04) & ((at[rows] > LEAST) | ~shut))
        rows, watch = rows[still], watch.of(still)
        if len(rows) == 0:
            break
        a, b, span = here[rows], there[rows], high[rows] - low[rows]
        met = b < 0.0
        part = np.where(met, a, 0.95 * a) / np.where(
            met, a - b, np.maximum(span * size[rows], 1e-6)
        )
        new = low[rows] + np.minimum(part, 1.0) * span
        watch.moved(np.abs(new - at[rows]) * size[rows])
        at[rows] = best[rows] = new
    share[open_] = np.maximum(best, LEAST)
    return share.reshape(points.shape[:2])


def between(share: Values) -> Values:
    """Every second ray's share, (k, 18), with those between: (k, 36)."""
    after = 0.5 * (share + np.roll(share, -1, axis=1))
    return np.stack([share, after], axis=2).reshape(len(share), -1)
