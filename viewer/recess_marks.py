"""Both lateral recesses with their depths, where a narrow one is looked at from above: which of the
two is narrow is then seen and read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from meshes.ids import Side, StructureId
from viewer.changing import model_of, shape_of, site_of
from viewer.measuring import DrawnMeasure, Points, between, vector
from viewer.state import Cut, ViewState

if TYPE_CHECKING:
    from meshes.changed.shape import Changed

#: Where the depth is drawn: so far medial of the pedicle, and looked for from so far inside the
#: body to so far behind its wall, mm (chosen; within where it is measured).
_MEDIAL, _FROM, _TO, _STEP = 2.0, 4.0, 10.0, 0.1


def recess_marks(state: ViewState) -> tuple[DrawnMeasure, ...]:
    """The depths of the recesses of levels where one was narrowed, left and right, world mm; none
    but in a section along the disc of that level, and none while a hand moves a slider. Raises
    AssetError."""
    section = state.section
    if section is None or section.cut is not Cut.DISC or state.explode or state.is_before:
        return ()
    level = section.level.level_text if section.level is not None else ""
    narrowed = any(
        (model_of(f).group, model_of(f).zone) == ("stenosis", "subarticular")
        and StructureId(f"segment.{site_of(f).level}") == section.level
        for f in state.findings
    )
    shape = shape_of(state) if narrowed else None
    return () if shape is None or shape.draft else _marks(shape, level)


@lru_cache(maxsize=4)
def _marks(shape: Changed, level: str) -> tuple[DrawnMeasure, ...]:
    # the normal model starts without the geometry that changes it
    from meshes.changed.rooms import recess_depth

    found = []
    for side in Side:
        depth = recess_depth(shape, level, side)
        if depth is None:
            # open behind: nothing to measure to
            continue
        front, back = _line(shape, level, side, depth)
        text = f"Recess, {side} {depth:.1f} mm"
        line = (vector(front), vector(back))
        found.append(DrawnMeasure(((line, False),), line, text, between(*line), True))
    return tuple(found)


def _line(shape: Changed, level: str, side: Side, depth: float) -> tuple[Points, Points]:
    """From the wall of the lower bone backwards by the depth, at its pedicle's upper border."""
    from meshes.changed.sawn_bones import marks
    from meshes.effects.changes import bones_of

    lower = bones_of(level)[1]
    own = marks(shape.normal)[lower]
    ways = np.arange(-_FROM, _TO, _STEP)
    aside = (own.pedicle_medial - _MEDIAL) * (-1.0 if side is Side.LEFT else 1.0)
    line = np.column_stack(
        [np.full(len(ways), aside), own.wall - ways, np.full(len(ways), own.pedicle_superior)]
    )
    pose = shape.posed.pose(lower)
    places = line @ pose[:3, :3].T + pose[:3, 3]
    outside = shape.posed.distance_to(lower, places) > 0.0
    front = places[int(outside.argmax())]
    backwards = (places[-1] - places[0]) / np.linalg.norm(places[-1] - places[0])
    return front, front + depth * backwards
