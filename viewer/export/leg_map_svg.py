"""The leg map of what is reached, as vectors for a page that is taken along.

Nothing of it refers to anything by address, so that a page may forbid all loading: soft edges are
lines of equal weight over each other, and what runs beyond the skin is covered by the ground.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkFiltersCore import vtkContourFilter, vtkStripper

from annotations.fault import ContentError
from annotations.legmap_data import SADDLE, load_figure
from meshes.catalog import Catalog
from meshes.ids import Side
from viewer.legmap.areas import drawn_weights, middle
from viewer.legmap.colours import colour_of_root
from viewer.legmap.felt_words import felt_words
from viewer.legmap.grid import grids, outline, smooth
from viewer.legmap.shown import Root, ShownRoots, reached_roots, shown_roots
from viewer.numbering import Counting, counting
from viewer.state import ViewState

#: The map of which the words tell: Lee and others 2008.
_KIND = "evidence"
#: Lines of equal weight that stand for a soft edge, and how strongly an area is drawn in its
#: middle, as on the map of the window; chosen.
_STEPS, _STRONGEST = 9, 0.64
#: Between views, and over them for the words, mm; how much larger the saddle is drawn; letters.
_GAP, _OVER, _LARGER, _LETTERS = 46.0, 100.0, 1.3, 38.0
#: An area with less room round its name than this, mm, goes without; the words tell it.
_LEAST_ROOM = 9.0
_SIDE_WORDS = {Side.RIGHT: "Right", Side.LEFT: "Left"}


@dataclass(frozen=True, slots=True)
class _Sheet:
    shown: ShownRoots
    naming: Counting


def leg_map_html(state: ViewState, catalog: Catalog) -> str:
    """The figure and its words, as HTML that is safe as it is; "" where nothing set reaches a
    root, or where the map's files cannot be used."""
    reached = reached_roots(state)
    if not reached:
        return ""
    try:
        shown = shown_roots(replace(state, focus=()), catalog)
        words = felt_words(reached, counting(state))
        drawn = _svg(_Sheet(shown, counting(state)), words)
    except ContentError:
        return ""
    return f"{drawn}<p>{escape(words)}</p>"


def _svg(sheet: _Sheet, words: str) -> str:
    """Front, saddle where one of its roots is reached, and back, beside each other."""
    has_saddle = any(root in SADDLE for root, _ in sheet.shown.roots)
    views = ("front", "saddle", "back") if has_saddle else ("front", "back")
    parts, x = [], 0.0
    high = max(float(outline(view)[:, 1].max()) for view in views) + _OVER + 8.0
    for view in views:
        larger = _LARGER if view == "saddle" else 1.0
        half = larger * (float(outline(view)[:, 0].max()) + 6.0)
        parts.append(_heading(view, x + half, half))
        place = f"translate({_short(x + half)} {_short(_OVER)}) scale({larger})"
        parts.append(f'<g transform="{place}">{"".join(_view(view, sheet, larger))}</g>')
        x += 2 * half + _GAP
    box = f"0 0 {_short(x - _GAP)} {_short(high)}"
    label = escape(words, quote=True)
    return (
        f'<svg class="legs" viewBox="{box}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
    )


def _heading(view: str, x: float, half: float) -> str:
    """The title of a view, and below it which side is which."""
    at_right = _side_at_right(view)
    rows = (
        (x, 34.0, "middle", load_figure()[view].title),
        (x - half, 78.0, "start", _SIDE_WORDS[at_right.other]),
        (x + half, 78.0, "end", _SIDE_WORDS[at_right]),
    )
    return "".join(_text(*row) for row in rows)


def _text(x: float, y: float, anchor: str, words: str, kind: str = "", size: float = 1.0) -> str:
    style = f' class="{kind}"' if kind else ""
    return (
        f'<text x="{_short(x)}" y="{_short(y)}" text-anchor="{anchor}"{style} '
        f'font-size="{_short(size * _LETTERS)}">{escape(words)}</text>'
    )


def _view(view: str, sheet: _Sheet, larger: float) -> Iterator[str]:
    """Skin, areas, the ground round it, creases, outline, names; mm from the mid-line and top."""
    edge = outline(view)
    body = _line(np.concatenate([edge, edge[::-1] * [-1.0, 1.0]])) + "Z"
    yield f'<path class="skin" d="{body}"/>'
    for (root, side), strength in sheet.shown.roots.items():
        yield _area(root, side, view, strength, sheet.shown)
    grid = grids()[view]
    # As far as an area may run on, and no farther: other views and words stand beside.
    wide, high = grid.x[-1] + 1.2 * grid.cell, grid.y[-1] + 1.2 * grid.cell
    around = f"M{_short(-wide)} {_short(-grid.cell)}H{_short(wide)}V{_short(high)}H{_short(-wide)}Z"
    yield f'<path class="around" fill-rule="evenodd" d="{around}{body}"/>'
    for crease in load_figure()[view].lines:
        line = smooth(crease, closed=False)
        yield f'<path class="crease" d="{_line(line)}{_line(line * [-1.0, 1.0])}"/>'
    # Legs end at the waist without a line; the saddle is closed.
    first = 0 if view == "saddle" else int(np.argmax(edge[:, 1] > 0.5))
    open_edge = edge[first:]
    yield f'<path class="edge" d="{_line(open_edge)}{_line(open_edge * [-1.0, 1.0])}"/>'
    yield from _names(view, sheet, larger)


def _area(root: str, side: Side, view: str, strength: float, shown: ShownRoots) -> str:
    """A root's area: lines of equal weight over each other, so that its edge fades."""
    weights = drawn_weights(_KIND)[root][view]
    if weights.max() <= 0.0:
        return ""
    way = 1.0 if side is _side_at_right(view) else -1.0
    code = "#" + "".join(f"{round(255 * part):02x}" for part in colour_of_root((root, side), shown))
    # So many of them over each other come to the wanted strength.
    each = 1.0 - (1.0 - _STRONGEST * strength) ** (1.0 / _STEPS)
    lines = [_outlined(weights, view, (k + 0.5) / _STEPS, way) for k in range(_STEPS)]
    paths = "".join(f'<path d="{line}"/>' for line in lines if line)
    name = f'data-root="{root}" data-side="{side}"'
    return f'<g {name} fill="{code}" fill-opacity="{each:.3f}" fill-rule="evenodd">{paths}</g>'


def _outlined(weights: npt.NDArray[np.float64], view: str, level: float, way: float) -> str:
    """The closed lines along which a weight has a level, as a path on one half."""
    grid = grids()[view]
    # Beyond the mid-line each half goes on as its mirror; lines close round the other edges.
    padded = np.pad(np.pad(weights, ((0, 0), (1, 0)), mode="edge"), ((1, 1), (1, 1)))
    image = vtkImageData()
    image.SetDimensions(padded.shape[1], padded.shape[0], 1)
    image.SetSpacing(grid.cell, grid.cell, 1.0)
    image.SetOrigin(grid.x[0] - 2 * grid.cell, grid.y[0] - grid.cell, 0.0)
    image.GetPointData().SetScalars(numpy_to_vtk(padded.ravel(), deep=True))
    contour, joined = vtkContourFilter(), vtkStripper()
    contour.SetInputData(image)
    contour.SetValue(0, level)
    joined.SetInputConnection(contour.GetOutputPort())
    joined.JoinContiguousSegmentsOn()
    joined.Update()
    found = joined.GetOutput()
    if found.GetNumberOfLines() == 0:
        return ""
    points = vtk_to_numpy(found.GetPoints().GetData())[:, :2].astype(float)
    # Halves meet at the mid-line, and do not overlap there.
    points[:, 0] = np.maximum(points[:, 0], 0.0) * way
    lines = found.GetLines()
    ids = vtk_to_numpy(lines.GetConnectivityArray())
    starts = vtk_to_numpy(lines.GetOffsetsArray())
    rings = (points[ids[a:b]] for a, b in pairwise(starts))
    return "".join(f"{_line(ring)}Z" for ring in rings)


def _names(view: str, sheet: _Sheet, larger: float) -> Iterator[str]:
    """The name of each root within its area; one on the mid-line is for both sides."""
    roots: Mapping[Root, float] = sheet.shown.roots
    taken: list[tuple[float, float, float]] = []
    for root, side in roots:
        at = middle(_KIND, root, view)
        if at is None or at[2] * larger < _LEAST_ROOM:
            continue
        x, is_double = at[0], (root, side.other) in roots and at[0] < 0.8 * _LETTERS / larger
        if is_double and side is Side.LEFT:
            continue
        x = 0.0 if is_double else x * (1.0 if side is _side_at_right(view) else -1.0)
        words, size = sheet.naming.both(root), _LETTERS / larger
        half = 0.36 * size * len(words)
        if any(abs(x - u) < half + v and abs(at[1] - w) < 0.9 * size for u, v, w in taken):
            continue
        taken.append((x, half, at[1]))
        yield _text(x, at[1] + 0.36 * size, "middle", words, "name", 1.0 / larger)


def _side_at_right(view: str) -> Side:
    return Side.LEFT if load_figure()[view].right_is == "left" else Side.RIGHT


def _line(points: npt.NDArray[np.float64]) -> str:
    return "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points)


def _short(number: float) -> str:
    return f"{round(float(number), 1):g}"
