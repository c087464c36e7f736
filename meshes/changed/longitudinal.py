"""The posterior longitudinal ligament over disc material beneath it: lifted off the wall, thinner
where it is stretched."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from meshes.effects.changes import Values
from meshes.surface import Points

Distance = Callable[[Points], Values]

COLUMNS, ROWS = 13, 124
#: The band keeps at least so much of its thickness over a piece, mm.
THIN = 0.35
_FARTHEST, _STEP = 13.0, 0.8
#: A piece bulges so far between the band's points, mm.
_CLEAR = 0.45
#: Rounds of spreading: it is a band, it spans what lifts it like a tent.
_TENT = 12


def lifted(points: Points, pieces: tuple[Distance, ...]) -> Points:
    """The band's points (2 x 13 x 124, 3), its canal side first, off the pieces beneath it."""
    count = COLUMNS * ROWS
    front, back = points[:count], points[count:]
    out = front - back
    thick = np.linalg.norm(out, axis=1)
    out = _outward(out / np.maximum(thick, 1e-9)[:, None])
    need = np.zeros(count)
    for distance in pieces:
        off = _need(distance, back, out)
        need = np.maximum(need, np.where(off > 0.0, off + _CLEAR, 0.0))
    if not need.any():
        return points
    lift = _tent(need.reshape(COLUMNS, ROWS)).ravel()
    thin = np.where(
        lift > 0.0, np.maximum(thick / (1.0 + 0.6 * lift), np.minimum(thick, THIN)), thick
    )
    raised = back + lift[:, None] * out
    return np.concatenate(
        [np.where(lift[:, None] > 0.0, raised + thin[:, None] * out, front), raised]
    )


def _outward(out: Points) -> Points:
    """Directions off the wall, the same across each row: (13 x 124, 3)."""
    rows = out.reshape(COLUMNS, ROWS, 3).mean(axis=0)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return np.tile(rows, (COLUMNS, 1))


def _need(distance: Distance, back: Points, out: Points) -> Values:
    """How far each point must go along its direction to come out of a piece: (n,) mm."""
    found = np.zeros(len(back))
    # a piece is no larger than its distance tells: only points that near can be in it
    near = np.flatnonzero(distance(back) < _FARTHEST)
    if len(near) == 0:
        return found
    ways = np.arange(0.0, _FARTHEST, _STEP)
    places = back[near, None] + ways[:, None] * out[near, None]
    away = distance(places.reshape(-1, 3)).reshape(len(near), -1)
    within = away < 0.0
    rows = np.arange(len(near))
    last = within.shape[1] - 1 - np.argmax(within[:, ::-1], axis=1)
    after = np.minimum(last + 1, within.shape[1] - 1)
    inside, outside = away[rows, last], away[rows, after]
    share = inside / np.minimum(inside - outside, -1e-6)
    found[near] = np.where(within.any(axis=1), (last + np.clip(share, 0.0, 1.0)) * _STEP, 0.0)
    return found


def _tent(need: Values) -> Values:
    """The least smooth lift that is nowhere less than needed: (13, 124)."""
    lift = need
    for _ in range(_TENT):
        wide = np.pad(lift, 1, mode="edge")
        beside = 0.25 * (wide[:-2, 1:-1] + wide[2:, 1:-1] + wide[1:-1, :-2] + wide[1:-1, 2:])
        lift = np.maximum(need, 0.25 * lift + 0.75 * beside)
    return np.where(lift < 0.02, 0.0, lift)
