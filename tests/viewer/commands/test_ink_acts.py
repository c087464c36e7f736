"""Ink in the state: added, rubbed out, bounded; what no hand could have drawn is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.commands.ink_acts import add_stroke, clear, erase, has_room, points_of
from viewer.keep.scene_file import SavedScene, SceneError, scene_from, scene_text
from viewer.lessons.writing import sparse
from viewer.state import MOST_INK, MOST_STROKES, InkColour, InkRun, Stroke, ViewState

L4 = StructureId("vertebra.L4")
LINE = InkRun(L4, ((0.0, -20.123456, 40.0), (1.0, -21.0, 41.5)))
DOT = InkRun(StructureId("sacrum"), ((0.5, -30.0, -20.0),))


def drawn(state: ViewState, *colours: InkColour) -> ViewState:
    for colour in colours:
        state = add_stroke(colour, [LINE, DOT])(state)
    return state


def test_a_stroke_keeps_its_number_when_others_go(start: ViewState) -> None:
    state = drawn(start, InkColour.BLUE, InkColour.PURPLE, InkColour.BLACK)
    assert [stroke.number for stroke in state.ink] == [1, 2, 3]
    state = drawn(erase(2)(state), InkColour.VERMILION)
    assert [(s.number, s.colour) for s in state.ink] == [
        (1, InkColour.BLUE),
        (3, InkColour.BLACK),
        (4, InkColour.VERMILION),
    ]
    assert clear(state).ink == ()
    assert erase(77)(state) == state


def test_points_are_kept_to_a_hundredth_of_a_millimetre(start: ViewState) -> None:
    assert drawn(start, InkColour.BLUE).ink[0].runs[0].points[0] == (0.0, -20.12, 40.0)


def test_nothing_drawn_is_no_stroke(start: ViewState) -> None:
    assert add_stroke(InkColour.BLUE, [])(start) == start
    assert add_stroke(InkColour.BLUE, [InkRun(L4, ())])(start) == start


def test_ink_is_bounded_in_lines_and_in_points(start: ViewState) -> None:
    many = replace(start, ink=tuple(Stroke(k, InkColour.BLUE, (DOT,)) for k in range(MOST_STROKES)))
    assert not has_room(many)
    assert drawn(many, InkColour.BLUE) == many
    long = InkRun(L4, ((0.0, 0.0, 0.0),) * (MOST_INK - 1))
    full = add_stroke(InkColour.BLUE, [long])(start)
    assert points_of(full) == MOST_INK - 1
    assert drawn(full, InkColour.BLUE) == full
    assert points_of(add_stroke(InkColour.BLUE, [DOT])(full)) == MOST_INK


def test_the_fullest_ink_there_can_be_still_is_a_scene_file(
    start: ViewState, catalog: Catalog
) -> None:
    long = InkRun(L4, tuple((-123.45, -123.45, 0.01 * k) for k in range(MOST_INK)))
    state = add_stroke(InkColour.VERMILION, [long])(start)
    text = scene_text(SavedScene(state))
    assert len(text.encode()) < 500_000
    assert scene_from(text, catalog).state == state


def test_files_from_before_there_was_ink_still_open(start: ViewState, catalog: Catalog) -> None:
    from json import dumps, loads

    data = loads(scene_text(SavedScene(start)))
    for name in ("ink", "veiled"):
        del data["scene"][name]
    assert scene_from(dumps(data), catalog).state == start


def test_a_lesson_records_ink_and_is_silent_without(start: ViewState) -> None:
    assert "ink" not in sparse(start)
    assert sparse(drawn(start, InkColour.BLUE))["ink"][0]["runs"][0]["id"] == "vertebra.L4"


@pytest.mark.parametrize(
    ("ink", "words"),
    [
        ((Stroke(1, InkColour.BLUE, ()),), "no points"),
        ((Stroke(1, InkColour.BLUE, (InkRun(L4, ()),)),), "no points"),
        ((Stroke(1, InkColour.BLUE, (DOT,)),) * 2, "one number"),
        (
            (Stroke(1, InkColour.BLUE, (InkRun(L4, ((0.0, 0.0, 0.0),) * (MOST_INK + 1)),)),),
            "points",
        ),
        (
            tuple(Stroke(k, InkColour.BLUE, (DOT,)) for k in range(MOST_STROKES + 1)),
            "lines of ink",
        ),
        (
            (Stroke(1, InkColour.BLUE, (replace(DOT, id=StructureId("segment.L4-L5")),)),),
            "structure",
        ),
    ],
)
def test_ink_that_no_hand_drew_is_refused(
    start: ViewState, catalog: Catalog, ink: tuple[Stroke, ...], words: str
) -> None:
    with pytest.raises(SceneError, match=words):
        scene_from(scene_text(SavedScene(replace(start, ink=ink))), catalog)
