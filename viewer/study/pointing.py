"""Where a root would be felt, answered by pressing a place of the leg map's figure.

Right is what lies in the root's area with its soft edge, on the evidence-based map or, where
textbooks draw it otherwise, within the line of the other. What no map settles is asked back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.legmap_data import MAPS, ROOTS, load_figure, load_map_words
from meshes.ids import Side, StructureId
from viewer.legmap.areas import BELONGS, region_masks, root_at, weights
from viewer.legmap.grid import grids
from viewer.legmap.words import placed
from viewer.study.marking import RIGHT, WRONG, Mark, Verdict

_EVIDENCE, _TEXTBOOK = MAPS
#: A press is as wide as a finger on the figure, mm; chosen.
_FINGER = 14.0
#: So much of a root's weight under the finger is its soft edge; chosen: where it begins to show.
_EDGE = 0.05
#: A press so near the mid-line is on both sides, mm.
_MIDDLE = 6.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A pressed place of the figure. x: mm towards the patient's left; y: mm downwards."""

    view: str
    x: float
    y: float


def can_be_pointed_at(root: StructureId) -> bool:
    """Whether the maps have an area for a root, to be pressed on its side."""
    return root.kind == "root" and root.side is not None and root.level_text in ROOTS


def point_mark(spot: Spot, root: StructureId) -> Mark:
    """What came of pressing a place where this root's area is asked for."""
    if not _is_on_skin(spot):
        return Mark(Verdict.UNSURE, "Press on the skin of the figure.")
    if root.side not in _sides(spot):
        return WRONG
    level = root.level_text
    if _under(spot, _EVIDENCE, level) >= _EDGE or _under(spot, _TEXTBOOK, level) >= BELONGS:
        return RIGHT
    if root_at(_EVIDENCE, spot.view, (spot.x, spot.y)) is None:
        return Mark(
            Verdict.UNSURE,
            "People differ too much there for a map to say. Press where it is felt most often.",
        )
    return WRONG


def is_textbook_alone(spot: Spot, root: StructureId) -> bool:
    """Whether only the textbook map has the root's area at a right place."""
    return _under(spot, _EVIDENCE, root.level_text) < _EDGE


def spot_words(spot: Spot) -> str:
    """The place as it is told: `Left calf (back)`; "" beside the skin."""
    if not _is_on_skin(spot):
        return ""
    grid = grids()[spot.view]
    row, column = int(spot.y / grid.cell), int(abs(spot.x) / grid.cell)
    side = Side.LEFT if spot.x >= 0.0 else Side.RIGHT
    names = load_map_words().regions
    for name, views in region_masks().items():
        if spot.view in views and views[spot.view][row, column]:
            return f"{placed(names[name], side)} ({load_figure()[spot.view].title.lower()})"
    return f"{side.title()} leg ({load_figure()[spot.view].title.lower()})"


def _sides(spot: Spot) -> frozenset[Side]:
    if abs(spot.x) <= _MIDDLE:
        return frozenset(Side)
    return frozenset([Side.LEFT if spot.x > 0.0 else Side.RIGHT])


def _is_on_skin(spot: Spot) -> bool:
    grid = grids()[spot.view]
    row, column = int(spot.y // grid.cell), int(abs(spot.x) // grid.cell)
    high, wide = grid.skin.shape
    return 0 <= row < high and column < wide and bool(grid.skin[row, column])


def _under(spot: Spot, kind: str, level: str) -> float:
    """The greatest weight of a root's area under the finger."""
    grid = grids()[spot.view]
    away = np.hypot(grid.x[None] - abs(spot.x), grid.y[:, None] - spot.y)
    under = (away <= _FINGER) & grid.skin
    return float(weights(kind)[level][spot.view][under].max(initial=0.0))
