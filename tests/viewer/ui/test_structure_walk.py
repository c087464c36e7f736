"""Tab in the 3D view walks the lit segment; Enter selects and flies; Escape leaves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands import acts, camera_acts
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.main_window import MainWindow
from viewer.ui.structure_walk import stops

L5_S1 = StructureId("segment.L5-S1")


def test_every_place_has_a_fixed_walk_over_what_is_in_sight(atlas: Atlas, catalog: Catalog) -> None:
    for place in catalog.places.values():
        state = acts.select_place(atlas, place.id)(atlas.start())
        order = stops(state, catalog)
        assert len(order) > 5
        assert order == stops(camera_acts.look_from(atlas, "left")(state), catalog)
        fewer = stops(acts.hide([order[2]])(state), catalog)
        assert fewer == tuple(id for id in order if id != order[2])
    assert stops(atlas.start(), catalog) == ()


def test_tab_walks_there_and_back_and_on(
    window: MainWindow, canvas: BlankCanvas, qtbot: QtBot
) -> None:
    window.select(L5_S1)
    said: list[str] = []
    window.walk.speak = said.append
    order = stops(window.store.state, window.atlas.catalog)
    before = window.store.state
    for number, id in enumerate(order):
        qtbot.keyClick(canvas, Qt.Key.Key_Tab)
        assert window.walk.at == id
        assert window.walk.sign.isVisible()
        assert canvas.lit == id
        assert canvas.spec is not None
        assert f"{number + 1} of {len(order)}" in said[-1]
        assert said[-1].split(", ")[0].removesuffix(" (exiting)").removesuffix(" (traversing)") in (
            window.walk.sign.text()
        )
    qtbot.keyClick(canvas, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert window.walk.at == order[-2]
    assert window.store.state == before
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert window.walk.at is None
    assert not canvas.hasFocus()
    assert not window.walk.sign.isVisible()
    assert canvas.lit == ""


def test_backwards_it_begins_with_the_last_and_leaves_before_the_first(
    window: MainWindow, canvas: BlankCanvas, qtbot: QtBot
) -> None:
    window.select(L5_S1)
    order = stops(window.store.state, window.atlas.catalog)
    for id in reversed(order):
        qtbot.keyClick(canvas, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert window.walk.at == id
    qtbot.keyClick(canvas, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert not canvas.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_selects_and_flies_in_one_step(
    window: MainWindow, canvas: BlankCanvas, qtbot: QtBot, key: Qt.Key
) -> None:
    window.select(L5_S1)
    before = window.store.state
    for _ in range(4):
        qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    there = window.walk.at
    assert there is not None
    qtbot.keyClick(canvas, key)
    state = window.store.state
    assert state.focus == (there,)
    assert state.place == L5_S1
    assert state.camera != before.camera
    assert window.store.undo_label == f"Select {window.atlas.catalog.structures[there].short}"
    assert window.walk.at == there
    window.run("window.undo")
    assert window.store.state == before


def test_escape_leaves_the_walk_then_tab_leaves_the_view(
    window: MainWindow, canvas: BlankCanvas, qtbot: QtBot
) -> None:
    window.select(L5_S1)
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert window.walk.at is None
    assert canvas.hasFocus()
    assert window.store.state.place == L5_S1
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert not canvas.hasFocus()
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert window.walk.at is not None


def test_without_a_lit_segment_tab_goes_on_and_escape_clears(
    window: MainWindow, canvas: BlankCanvas, qtbot: QtBot
) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert not canvas.hasFocus()
    canvas.setFocus()
    window.select("disc.L5-S1")
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert window.store.state.focus == ()


def test_a_stop_that_is_hidden_or_left_ends_the_walk(
    window: MainWindow, canvas: BlankCanvas, qtbot: QtBot
) -> None:
    window.select(L5_S1)
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    window.select("segment.L1-L2")
    assert window.walk.at is None
    assert not window.walk.sign.isVisible()
