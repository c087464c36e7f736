"""Which areas the map shows: picked before reached before lit, sides as computed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotations.legmap_data import ROOTS, SADDLE
from meshes.catalog import Catalog
from meshes.ids import Side, StructureId
from viewer.changing import finding_for
from viewer.legmap.shown import Why, id_of, roots_of, shown_roots
from viewer.state import ViewState


def test_at_first_all_roots_are_shown(start: ViewState, catalog: Catalog) -> None:
    shown = shown_roots(replace(start, place=None, focus=()), catalog)
    assert shown.why is Why.ALL
    assert set(shown.roots) == {(root, side) for root in ROOTS for side in Side}


@pytest.mark.parametrize("root", ROOTS)
def test_what_a_press_selects_shows_that_root_again(
    root: str, start: ViewState, catalog: Catalog
) -> None:
    for side in Side:
        id = id_of(root, side)
        assert id in catalog.structures
        shown = shown_roots(replace(start, focus=(id,)), catalog)
        assert shown.why is Why.PICKED
        wanted = {(r, s) for r in SADDLE for s in Side} if root in SADDLE else {(root, side)}
        assert set(shown.roots) == wanted


def test_ganglia_stand_for_their_roots_and_bones_for_none() -> None:
    assert roots_of(StructureId("ganglion.L5.left")) == (("L5", Side.LEFT),)
    assert roots_of(StructureId("vertebra.L5")) == ()
    assert roots_of(StructureId("disc.L5-S1")) == ()


def test_a_lit_level_shows_its_roots_in_the_colours_of_the_scene(
    start: ViewState, catalog: Catalog
) -> None:
    shown = shown_roots(replace(start, place=StructureId("segment.L4-L5"), focus=()), catalog)
    assert shown.why is Why.LIT
    assert {root for root, _ in shown.roots} == {"L4", "L5"}
    assert shown.roles["L4", Side.LEFT] == "exiting-root"
    assert shown.roles["L5", Side.LEFT] == "traversing-root"


def test_a_condition_shows_the_roots_it_reaches_on_their_side(
    start: ViewState, catalog: Catalog
) -> None:
    level, reached = StructureId("segment.L5-S1"), ("L5", Side.RIGHT)
    finding = finding_for("disc-extrusion", level, "right", "foraminal", 0.7)
    state = replace(start, findings=(finding,), place=level, focus=())
    shown = shown_roots(state, catalog)
    assert shown.why is Why.REACHED
    assert shown.roots[reached] == 1.0
    assert {other for _, other in shown.roots} == {reached[1]}
    assert shown_roots(replace(state, is_before=True), catalog).why is Why.LIT
