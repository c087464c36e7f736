"""Sizes of the changed model beside the normal one, and whether the sac has become very narrow."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from meshes.changed.reach import Reach
from meshes.ids import StructureId
from viewer.changing import shape_of
from viewer.reaching import levels_of, reached
from viewer.state import ViewState

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from meshes.changed.shape import Changed

#: A sac that has lost more of its cross-section than this may leave too little room for its roots.
#: (Two thirds: 100 mm2 and less in a canal of 300 mm2, as severe central stenosis is measured.)
NARROW = 2.0 / 3.0
#: So far from the middle plane of a disc its level reaches, mm.
_REACH_MM = 14.0
SizeRow = tuple[str, float | None, float | None, str]


def has_narrow_sac(state: ViewState) -> bool:
    """Whether the sac is pressed and has lost more than two thirds of its area somewhere."""
    shape = shape_of(state)
    answer = reached(state).get(StructureId("thecal-sac"))
    if shape is None or answer is None or answer.reach is not Reach.PRESSED:
        return False
    return any(lost_area(shape, level) > NARROW for level in levels_of(state))


def lost_area(shape: Changed, level: str) -> float:
    """The largest share of its cross-section that the sac has lost at a level, 0..1."""
    # Imported here: the normal model starts without the geometry that changes it.
    import numpy as np

    before, after = shape.sac.before, shape.sac.after
    frame = shape.normal.disc_frames[level]
    near = np.abs((before.centres - frame[:3, 3]) @ frame[:3, 2]) < _REACH_MM
    if not near.any():
        return 0.0

    def areas(points: NDArray[np.float64]) -> NDArray[np.float64]:
        rays = points - points.mean(axis=1, keepdims=True)
        turned = np.cross(rays, np.roll(rays, -1, axis=1)).sum(axis=1)
        return np.asarray(np.linalg.norm(turned, axis=-1) / 2.0)

    left = areas(after.points[near]) / areas(before.points[near])
    return float(1.0 - left.min())


def sizes_at(state: ViewState, level: str) -> tuple[SizeRow, ...]:
    """Name, size now, size in the normal model and unit of what can be measured at a level."""
    shape = shape_of(state)
    if shape is None or find_spec("meshes.changed.figures") is None:
        return ()
    from meshes.changed.figures import measures

    return tuple((m.name, m.value, m.normal, m.unit) for m in measures(shape, level))
