"""How far the area of a root reaches on the figure, measured: to be held against what works say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from annotations.legmap_data import VIEWS
from viewer.legmap.areas import BELONGS, region_masks, weights
from viewer.legmap.grid import grids


def shares(kind: str, root: str) -> Mapping[str, float]:
    """How much of each named place lies within the line of a root's area on one of MAPS, 0..1:
    by place, those it does not reach left out."""
    areas, found = weights(kind)[root], {}
    for name, views in region_masks().items():
        whole = sum(int(mask.sum()) for mask in views.values())
        within = sum(int((mask & (areas[v] >= BELONGS)).sum()) for v, mask in views.items())
        if within:
            found[name] = within / whole
    return found


def heights(kind: str, root: str) -> Mapping[str, tuple[float, float]]:
    """From which height to which an area reaches, mm below the waist (in the saddle behind its
    front edge): by view, those it is not in left out."""
    found = {}
    for view in VIEWS:
        rows = np.flatnonzero((weights(kind)[root][view] >= BELONGS).any(axis=1))
        if len(rows):
            y = grids()[view].y
            found[view] = float(y[rows[0]]), float(y[rows[-1]])
    return found
