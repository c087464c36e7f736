"""Where each root gives feeling, on the cells of the figure, and the places that have names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

import numpy as np

from annotations.legmap_data import ROOTS, SADDLE, VIEWS, load_map, load_regions
from meshes.ids import Side
from viewer.legmap.grid import Floats, Mask, grids, numbers, painted, patch_weights

#: A cell belongs to an area where its weight is at least this; chosen, the line of the data.
BELONGS = 0.5
#: Cells where no root weighs as much lie in a gap of the map; chosen.
GAP = 0.2
#: So much skin painted in the saddle is meant, square mm; chosen: less than a finger covers.
SADDLE_SKIN = 150.0
#: A place is named when so much of it is painted, and ticked when so much is; chosen.
_NAMED, _TICKED = 0.4, 0.9
#: So much painted skin that lies in no named place well enough is still told by the nearest.
_LEAST_SHARE = 0.35


@cache
def weights(kind: str) -> Mapping[str, Mapping[str, Floats]]:
    """How much each cell of skin belongs to each root on one of MAPS, 0..1: by root, then by
    view; 0 outside the skin."""
    found = {
        root: MappingProxyType({v: np.where(grids()[v].skin, one, 0.0) for v, one in views.items()})
        for root, views in drawn_weights(kind).items()
    }
    return MappingProxyType(found)


@cache
def drawn_weights(kind: str) -> Mapping[str, Mapping[str, Floats]]:
    """The same, running on outside the skin, as it is drawn before it is cut to the figure."""
    found = {}
    for root, patches in load_map(kind).areas.items():
        by_view = {view: np.zeros(grids()[view].skin.shape) for view in VIEWS}
        for patch in patches:
            np.maximum(by_view[patch.view], patch_weights(patch), out=by_view[patch.view])
        found[root] = MappingProxyType(by_view)
    return MappingProxyType(found)


@cache
def region_masks() -> Mapping[str, Mapping[str, Mask]]:
    """The cells of each named place, by place, then by view; views it does not lie in left out."""
    found: dict[str, dict[str, Mask]] = {}
    for name, patches in load_regions().items():
        for patch in patches:
            mask = (patch_weights(patch) >= BELONGS) & grids()[patch.view].skin
            views = found.setdefault(name, {})
            views[patch.view] = views[patch.view] | mask if patch.view in views else mask
    return MappingProxyType(found)


@cache
def region_cells(name: str, side: Side) -> frozenset[int]:
    """The cells of a named place on one side."""
    found: frozenset[int] = frozenset()
    for view, mask in region_masks()[name].items():
        found |= numbers(view, side, mask)
    return found


def ticked(cells: frozenset[int]) -> frozenset[tuple[str, Side]]:
    """The named places that are painted nearly whole, with their side."""
    return _with_share(cells, _TICKED)


def named_places(cells: frozenset[int]) -> tuple[tuple[str, Side], ...]:
    """The named places in which much is painted, or in which much of what is painted lies, in
    reading order."""
    if not cells:
        return ()
    much = _with_share(cells, _NAMED)
    return tuple(
        (name, side)
        for side in (Side.RIGHT, Side.LEFT)
        for name in load_regions()
        if (name, side) in much
        or len(region_cells(name, side) & cells) >= _LEAST_SHARE * len(cells)
    )


def _with_share(cells: frozenset[int], least: float) -> frozenset[tuple[str, Side]]:
    if not cells:
        return frozenset()
    return frozenset(
        (name, side)
        for name in load_regions()
        for side in Side
        if len(region_cells(name, side) & cells) >= least * len(region_cells(name, side))
    )


def root_at(kind: str, view: str, at: tuple[float, float]) -> tuple[str, Side] | None:
    """The root whose area is strongest at a point, with its side; None in a gap or off the skin.

    at: mm, x towards the patient's left (negative: right).
    """
    grid = grids()[view]
    column, row = int(abs(at[0]) / grid.cell), int(at[1] / grid.cell)
    high, wide = grid.skin.shape
    if at[1] < 0.0 or row >= high or column >= wide or not grid.skin[row, column]:
        return None
    best = max(ROOTS, key=lambda root: float(weights(kind)[root][view][row, column]))
    if weights(kind)[best][view][row, column] < GAP:
        return None
    return best, Side.LEFT if at[0] >= 0.0 else Side.RIGHT


def reaches_saddle(kind: str, cells: Iterable[int]) -> bool:
    """Whether these cells lie in the saddle, the areas of S3 to S5, with more than a slip of the
    brush."""
    skin = sum(
        int((mask & (saddle_weights(kind)[view] >= BELONGS)).sum()) * grids()[view].cell_area
        for (view, _side), mask in painted(cells).items()
    )
    return skin >= SADDLE_SKIN


@cache
def saddle_weights(kind: str) -> Mapping[str, Floats]:
    """How much each cell belongs to the saddle, by view."""
    return MappingProxyType(
        {view: np.maximum.reduce([weights(kind)[r][view] for r in SADDLE]) for view in VIEWS}
    )


@cache
def middle(kind: str, root: str, view: str) -> tuple[float, float, float] | None:
    """Where a root's name stands in a view, deep within its area: x outwards, y, and how far it is
    to the area's edge, mm; None where it has no area."""
    grid, area = grids()[view], weights(kind)[root][view] >= BELONGS
    if not area.any():
        return None
    depth = _depth(area)
    row, column = np.unravel_index(int(np.argmax(depth)), depth.shape)
    return float(grid.x[column]), float(grid.y[row]), float(depth.max()) * grid.cell


def _depth(area: Mask) -> Floats:
    """How many times an area can be eaten away from its edge before a cell goes."""
    left, depth = area.copy(), np.zeros(area.shape)
    while left.any():
        depth += left
        inner = np.zeros_like(left)
        inner[1:-1, 1:-1] = (
            left[1:-1, 1:-1] & left[:-2, 1:-1] & left[2:, 1:-1] & left[1:-1, :-2] & left[1:-1, 2:]
        )
        left = inner
    return depth
