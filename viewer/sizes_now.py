"""Sizes of the changed model beside the normal one, and whether the sac has become very narrow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from meshes.changed.reach import Reach
from meshes.ids import StructureId
from viewer.changing import shape_of
from viewer.reaching import levels_of, reached
from viewer.state import ViewState

if TYPE_CHECKING:
    from meshes.changed.figures import Measure

#: A sac that has lost more of its cross-section than this may leave too little room for its roots.
#: (Two thirds: 100 mm2 and less in a canal of 300 mm2, as severe central stenosis is measured.)
NARROW = 2.0 / 3.0
#: Sizes that differ by less are as they were: mm, degrees or %, and a share of the normal size.
_LEAST_CHANGE, _LEAST_SHARE = 0.1, 0.02
#: A body that stands so little farther forward or aside is within measurement: mm, % (chosen).
_STILL = {"slip": 1.0, "slip-lateral": 1.0, "slip-share": 3.0}
SizeRow = tuple[str, float | None, float | None, str]


def has_narrow_sac(state: ViewState) -> bool:
    """Whether the sac is pressed and has lost more than two thirds of its area somewhere."""
    shape = shape_of(state)
    answer = reached(state).get(StructureId("thecal-sac"))
    if shape is None or answer is None or answer.reach is not Reach.PRESSED:
        return False
    from meshes.changed.between import lost_now

    return any(lost_now(shape, level) > NARROW for level in levels_of(state))


def sizes_at(
    state: ViewState, level: str, go_on: Callable[[], None] | None = None
) -> tuple[SizeRow, ...]:
    """Name, size now, size in the normal model and unit of what differs at a level.

    go_on: measure also what takes too long for every step of a slider, and ask this before each;
    it may raise to stop the work.
    """
    shape = shape_of(state)
    if shape is None:
        return ()
    # Imported here: the normal model starts without the geometry that changes it.
    from meshes.changed.between import figures_now
    from meshes.changed.figures import as_said, resting_measures

    found = [*figures_now(shape, level)]
    if go_on is not None:
        found += resting_measures(shape, level, go_on)
    said = map(as_said, found)
    return tuple((m.name, m.value, m.normal, m.unit) for m in said if _differs(m))


def _differs(size: Measure) -> bool:
    if size.value is None or size.normal is None:
        return False
    least = max(_STILL.get(size.id, _LEAST_CHANGE), _LEAST_SHARE * abs(size.normal))
    return abs(size.value - size.normal) > least
