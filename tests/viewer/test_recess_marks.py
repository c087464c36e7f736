"""Both lateral recesses with their depths beside each other, where one is narrow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.changing import finding_for, roughly
from viewer.commands.finding_acts import add_finding
from viewer.recess_marks import recess_marks
from viewer.state import ViewState


def narrowed(atlas: Atlas, level: str, side: str) -> ViewState:
    place = StructureId(f"segment.{level}")
    return add_finding(atlas, finding_for("lateral-recess-stenosis", place, side))(atlas.start())


def depths(state: ViewState) -> dict[str, float]:
    """Mm by side as said; the line drawn is as long, on its own side of the patient."""
    found = {}
    for mark in recess_marks(state):
        side, figure = mark.text.removeprefix("Recess, ").removesuffix(" mm").split()
        front, back = mark.dots
        assert front[0] == back[0] < 0.0 if side == "left" else front[0] > 0.0
        assert front[1] - back[1] == pytest.approx(float(figure), rel=0.3, abs=0.3)
        found[side] = float(figure)
    return found


@pytest.mark.parametrize(("level", "side"), [("L5-S1", "right")])
def test_the_narrow_recess_is_the_one_with_the_smaller_figure(
    atlas: Atlas, level: str, side: str
) -> None:
    state = narrowed(atlas, level, side)
    found = depths(state)
    other = "right" if side == "left" else "left"
    assert found[side] < 0.75 * found[other]
    with roughly():
        assert recess_marks(state) == ()


def test_nothing_is_drawn_elsewhere(atlas: Atlas) -> None:
    state = narrowed(atlas, "L4-L5", "left")
    assert recess_marks(replace(state, section=None)) == ()
    assert recess_marks(replace(state, is_before=True)) == ()
    assert recess_marks(replace(state, findings=())) == ()
