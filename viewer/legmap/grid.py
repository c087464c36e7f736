"""The figure as a grid of small cells of skin: what is painted, and where a map is asked.

A cell has a number that lasts: it is made of view, side, row and column, so that a saved painting
means the same as long as a view's cells keep their size. Columns count outwards from the mid-line,
which makes both sides exact mirrors of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from annotations.legmap_data import VIEWS, Patch, Points, load_figure
from meshes.ids import Side

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
SIDES = (Side.RIGHT, Side.LEFT)
#: Points of a curve between two points of the data.
_STEPS = 5
_SIDE, _ROW = 1_000_000, 1000


@dataclass(frozen=True, slots=True)
class Cell:
    """One small square of skin. x, y: its middle, mm, x outwards from the mid-line."""

    view: str
    side: Side
    row: int
    column: int

    @property
    def number(self) -> int:
        """What a painting holds."""
        place = 2 * VIEWS.index(self.view) + SIDES.index(self.side)
        return place * _SIDE + self.row * _ROW + self.column


@dataclass(frozen=True, eq=False)
class Grid:
    """One half of one view. skin: rows x columns, True where a cell is skin. x, y: middles of
    columns and rows, mm."""

    view: str
    cell: float
    skin: Mask
    x: Floats
    y: Floats

    @property
    def cell_area(self) -> float:
        """Square mm of one cell."""
        return self.cell * self.cell


@cache
def grids() -> Mapping[str, Grid]:
    """The views by name."""
    return MappingProxyType({view: _grid(view) for view in VIEWS})


def _grid(view: str) -> Grid:
    half = load_figure()[view]
    edge = outline(view)
    wide, high = edge.max(axis=0)
    x: Floats = np.arange(0.5, int(np.ceil(wide / half.cell))) * half.cell
    y: Floats = np.arange(0.5, int(np.ceil(high / half.cell))) * half.cell
    return Grid(view, half.cell, inside(edge, x, y), x, y)


@cache
def outline(view: str) -> Floats:
    """The outline of one half, n x 2 mm, from the mid-line to the mid-line."""
    return smooth(load_figure()[view].outline, closed=False)


def smooth(points: Points, *, closed: bool) -> Floats:
    """A curve through all points (Catmull-Rom), n x 2."""
    rows = np.asarray(points, dtype=float)
    if len(rows) < 3:
        return rows
    if closed:
        around = np.concatenate([rows[-1:], rows, rows[:2]])
    else:
        around = np.concatenate([rows[:1], rows, rows[-1:]])
    a, b, c, d = around[:-3], around[1:-2], around[2:-1], around[3:]
    t = (np.arange(_STEPS) / _STEPS)[None, :, None]
    a, b, c, d = (part[:, None, :] for part in (a, b, c, d))
    curve = 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )
    flat = curve.reshape(-1, 2)
    return flat if closed else np.concatenate([flat, rows[-1:]])


def inside(edge: Floats, x: Floats, y: Floats) -> Mask:
    """Which points of a grid lie within a closed polygon: rows (y) x columns (x)."""
    (x0, y0), (x1, y1) = edge.T, np.roll(edge, -1, axis=0).T
    crosses = (y0[None] > y[:, None]) != (y1[None] > y[:, None])
    rise = np.where(y1 == y0, 1.0, y1 - y0)
    at = x0 + (y[:, None] - y0) / rise * (x1 - x0)
    odd = np.zeros((len(y), len(x)), dtype=np.int64)
    for row, (hit, where) in enumerate(zip(crosses, at, strict=True)):
        odd[row] = (where[hit][None, :] > x[:, None]).sum(axis=1)
    found: Mask = odd % 2 == 1
    return found


def distance(edge: Floats, x: Floats, y: Floats) -> Floats:
    """How far points lie from the line of a closed polygon, mm: rows (y) x columns (x)."""
    start, along = edge, np.roll(edge, -1, axis=0) - edge
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    dx = x[None, :, None] - start[:, 0]
    dy = y[:, None, None] - start[:, 1]
    share = np.clip((dx * along[:, 0] + dy * along[:, 1]) / length, 0.0, 1.0)
    squared = (dx - share * along[:, 0]) ** 2 + (dy - share * along[:, 1]) ** 2
    return np.asarray(np.sqrt(squared.min(axis=2)))


def patch_weights(patch: Patch) -> Floats:
    """How much each cell of the patch's view belongs to it, 0..1: rows x columns.

    1 well inside, 0.5 on its line, 0 well outside. It runs on outside the skin, so that a picture
    of it has no ragged edge there.
    """
    grid = grids()[patch.view]
    found = _soft(grid, patch.points, patch.soft)
    if patch.hole:
        found = np.minimum(found, 1.0 - _soft(grid, patch.hole, patch.soft))
    return found


def _soft(grid: Grid, points: Points, soft: float) -> Floats:
    edge = smooth(points, closed=True)
    low, high = edge.min(axis=0) - soft, edge.max(axis=0) + soft
    columns = np.flatnonzero((grid.x >= low[0]) & (grid.x <= high[0]))
    rows = np.flatnonzero((grid.y >= low[1]) & (grid.y <= high[1]))
    found = np.zeros(grid.skin.shape)
    if not len(rows) or not len(columns):
        return found
    x, y = grid.x[columns], grid.y[rows]
    within = inside(edge, x, y)
    if soft > 0.0:
        far = np.where(within, 1.0, -1.0) * distance(edge, x, y)
        share = np.clip(0.5 + far / soft, 0.0, 1.0)
        values = share * share * (3.0 - 2.0 * share)
    else:
        values = within.astype(float)
    found[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = values
    return found


def numbers(view: str, side: Side, mask: Mask) -> frozenset[int]:
    """The numbers of the cells of a half where `mask` is True."""
    first = Cell(view, side, 0, 0).number
    rows, columns = np.nonzero(mask)
    return frozenset((first + rows * _ROW + columns).tolist())


def painted(cells: Iterable[int]) -> Mapping[tuple[str, Side], Mask]:
    """Masks of a painting for each half that has any of it; strange numbers are left out."""
    found: dict[tuple[str, Side], Mask] = {}
    every = np.fromiter(cells, dtype=np.int64)
    for number, view in enumerate(VIEWS):
        grid = grids()[view]
        for other, side in enumerate(SIDES):
            here = every[every // _SIDE == 2 * number + other] % _SIDE
            rows, columns = here // _ROW, here % _ROW
            high, wide = grid.skin.shape
            fits = (rows < high) & (columns < wide)
            if not fits.any():
                continue
            mask = np.zeros(grid.skin.shape, dtype=bool)
            mask[rows[fits], columns[fits]] = True
            found[view, side] = mask & grid.skin
    return found


def is_skin(cells: Iterable[int]) -> bool:
    """Whether all numbers are those of cells of skin."""
    wanted = frozenset(cells)
    if not wanted:
        return True
    # A file may hold numbers of any length, which no array takes.
    if not all(0 <= number < 2 * len(VIEWS) * _SIDE for number in wanted):
        return False
    known = {n for (view, side), mask in painted(wanted).items() for n in numbers(view, side, mask)}
    return wanted == known


def dab(view: str, at: tuple[float, float], radius: float) -> frozenset[int]:
    """The cells under a round brush. at: mm, x towards the patient's left (negative: right)."""
    grid = grids()[view]
    found: frozenset[int] = frozenset()
    for side in SIDES:
        x = at[0] if side is Side.LEFT else -at[0]
        # The nearest cell at least, however small the brush.
        reach = max(radius, 0.75 * grid.cell)
        near = (grid.x[None] - x) ** 2 + (grid.y[:, None] - at[1]) ** 2 <= reach**2
        found |= numbers(view, side, near & grid.skin)
    return found
