"""However a level is chosen, the same place is lit and every view agrees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from meshes.ids import StructureId
from viewer.resolve import resolve
from viewer.spec import Emphasis
from viewer.ui.breadcrumb import WHOLE
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.main_window import MainWindow
from viewer.ui.reading_panel import page_of
from viewer.ui.structure_rows import Row, is_chosen

pytestmark = pytest.mark.window


def by_strip(window: MainWindow, qtbot: QtBot, id: StructureId) -> None:
    qtbot.mouseClick(window.strip.buttons[id], Qt.MouseButton.LeftButton)


def by_key(window: MainWindow, qtbot: QtBot, id: StructureId) -> None:
    # T12-L1 has no number: it is the level above number 1.
    number = window.atlas.catalog.places[id].number
    qtbot.keyClick(window.canvas_widget, str(number or 1))
    if not number:
        qtbot.keyClick(window.canvas_widget, Qt.Key.Key_Up)


def by_tree(window: MainWindow, qtbot: QtBot, id: StructureId) -> None:
    tree = window.structures.tree
    model = tree.model()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        found = tree.row_of(index)
        if found is not None and found.id == id:
            rect = tree.visualRect(index)
            spot = QPoint(rect.left() + 20, rect.center().y())
            qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=spot)
            return
    raise AssertionError(id)


def by_search(window: MainWindow, qtbot: QtBot, id: StructureId) -> None:
    qtbot.keyClicks(window.search, window.atlas.catalog.places[id].name.replace("–", "-"))
    qtbot.keyClick(window.search, Qt.Key.Key_Return)


def by_link(window: MainWindow, qtbot: QtBot, id: StructureId) -> None:
    window.clinical.browser.anchorClicked.emit(f"structure:{id}")


def by_menu(window: MainWindow, qtbot: QtBot, id: StructureId) -> None:
    window.actions_of.by_id[f"select.{id}"].trigger()


WAYS = [by_strip, by_key, by_tree, by_search, by_link, by_menu]


def lit(window: MainWindow) -> set[str]:
    spec = resolve(window.store.state, window.atlas.catalog)
    return {id for id, look in spec.looks.items() if look.emphasis is not Emphasis.NONE}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_way_to_a_place_lights_the_same(
    window: MainWindow, canvas: BlankCanvas, qtbot: QtBot, way: Callable[..., None]
) -> None:
    catalog = window.atlas.catalog
    for id, place in catalog.places.items():
        way(window, qtbot, id)
        state = window.store.state
        assert state.place == id
        assert state.focus == ()
        members = {part for m in place.members for part in catalog.with_parts(m.id)}
        on = {id for id in catalog.drawn if not catalog.on_request(id)}
        assert lit(window) == members & on
        assert canvas.spec == resolve(state, catalog)
        agrees(window)


def agrees(window: MainWindow) -> None:
    """Strip, tree, panel, breadcrumb, menus and picture say the same."""
    state, catalog = window.store.state, window.atlas.catalog
    for id, button in window.strip.buttons.items():
        assert button.isChecked() == (id == state.place)
        assert window.actions_of.by_id[f"select.{id}"].isChecked() == (id == state.place)
    assert window.clinical.page == page_of(state)
    words = window.breadcrumb.text
    assert words.startswith(WHOLE)
    assert (state.place is None) or catalog.places[state.place].short in words
    chosen = window.structures.model.row_at(window.structures.model.chosen_index())
    if state.place or state.focus:
        assert isinstance(chosen, Row)
        assert is_chosen(chosen, state)


def test_a_click_in_the_picture_picks_the_part_in_its_segment(
    window: MainWindow, canvas: BlankCanvas
) -> None:
    canvas.structure_clicked.emit("disc.L5-S1.annulus", False)
    assert window.store.state.place == "segment.L5-S1"
    assert window.store.state.focus == ("disc.L5-S1",)
    assert window.store.undo_label == "Select L5–S1 disc"
    assert window.breadcrumb.text == f"{WHOLE} › L5–S1 › Disc"
    agrees(window)
    canvas.structure_clicked.emit("disc.L5-S1.nucleus", False)
    assert window.store.state.focus == ("disc.L5-S1.nucleus",)
    agrees(window)


def test_the_picture_the_tree_and_a_link_agree_for_every_structure(
    window: MainWindow, canvas: BlankCanvas
) -> None:
    catalog = window.atlas.catalog
    for structure in catalog.structures.values():
        if structure.id.levels and "L5" not in structure.id.level_text:
            continue  # the other levels are built alike
        if structure.shown == "made":
            continue  # only a condition brings it
        window.run("select.whole")
        window.select(structure.id)
        by_link_state = window.store.state
        agrees(window)
        window.run("select.whole")
        canvas.structure_clicked.emit(structure.id, False)
        clicked = window.store.state
        top = list(catalog.chain(structure.id))[-1]
        assert clicked.place == by_link_state.place
        assert set(clicked.focus) <= {structure.id, structure.parent, top}


def test_a_row_under_a_segment_selects_within_that_segment(
    window: MainWindow, qtbot: QtBot
) -> None:
    catalog = window.atlas.catalog
    place = catalog.places[StructureId("segment.L4-L5")]
    root = StructureId("root.L5.left")
    window.presenter.select_within(place, root)
    assert (window.store.state.place, window.store.state.focus) == (place.id, (root,))
    agrees(window)


def test_ctrl_click_adds_and_a_click_on_nothing_lets_go(
    window: MainWindow, canvas: BlankCanvas
) -> None:
    canvas.structure_clicked.emit("root.L5.left", False)
    canvas.structure_clicked.emit("root.L5.right", True)
    assert window.store.state.focus == ("root.L5.left", "root.L5.right")
    canvas.structure_clicked.emit("", True)
    assert window.store.state.focus == ("root.L5.left", "root.L5.right")
    canvas.structure_clicked.emit("", False)
    assert window.store.state.focus == ()
    canvas.structure_clicked.emit("", False)
    assert window.store.state.place is None
    agrees(window)


def test_a_drag_of_the_camera_is_one_undo_step(window: MainWindow, canvas: BlankCanvas) -> None:
    home = window.store.state.camera
    for degrees in (10.0, 20.0, 30.0):
        turned = type(home)(degrees, 0.0, home.distance, home.focal)
        canvas.camera_moved.emit(turned)
        assert canvas.camera == turned
    window.run("window.undo")
    assert window.store.state.camera == home
    assert canvas.camera == home


def test_pointing_at_a_link_lights_without_touching_the_state(
    window: MainWindow, canvas: BlankCanvas
) -> None:
    before, spec = window.store.state, canvas.spec
    window.clinical.hovered.emit("root.S1.left")
    assert window.store.state == before
    assert canvas.spec is not None
    assert canvas.spec.looks[StructureId("root.S1.left")].emphasis is Emphasis.FOCUS
    window.clinical.hovered.emit("")
    assert canvas.spec == spec


def test_double_click_flies_to_what_was_picked(window: MainWindow, canvas: BlankCanvas) -> None:
    canvas.structure_clicked.emit("facet.L4-L5.capsule.left", False)
    canvas.structure_double_clicked.emit("facet.L4-L5.capsule.left")
    assert window.store.undo_label == "Focus Left L4–L5 facet"
    assert canvas.camera == window.store.state.camera
    assert canvas.flew is False  # reduced motion
