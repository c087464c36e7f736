"""The tree and the state stay in step, both ways; one menu for tree and picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.resolve import resolve
from viewer.store import Store
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.context_menu import entries
from viewer.ui.main_window import MainWindow
from viewer.ui.row_delegate import switch_rects
from viewer.ui.structure_rows import Row, Sight, rows_by_segment, rows_by_tissue, sight

pytestmark = pytest.mark.window


def index_of(window: MainWindow, id: str, place: str | None = None) -> QModelIndex:
    """The index of a row in the filtered tree, its ancestors opened."""
    tree = window.structures.tree
    model = tree.model()

    def look(parent: QModelIndex) -> QModelIndex | None:
        for number in range(model.rowCount(parent)):
            index = model.index(number, 0, parent)
            row = tree.row_of(index)
            assert row is not None
            if row.id == id and (place is None or (row.place and row.place.id == place)):
                return index
            if (found := look(index)) is not None:
                tree.expand(index)
                return found
        return None

    found = look(QModelIndex())
    assert found is not None, id
    return found


def row_of(window: MainWindow, id: str) -> Row:
    row = window.structures.tree.row_of(index_of(window, id))
    assert row is not None
    return row


def press_switch(window: MainWindow, qtbot: QtBot, id: str, name: str) -> None:
    tree = window.structures.tree
    index = index_of(window, id)
    tree.scrollTo(index)
    spot = switch_rects(tree.visualRect(index))[name].center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def open_menu(window: MainWindow) -> QMenu:
    return next(m for m in window.findChildren(QMenu) if m.accessibleName().startswith("Menu of"))


def test_the_models_keep_qts_rules(window: MainWindow, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(window.structures.model, force_py=True)
    window.structures.arrange("tissue")
    qtmodeltester.check(window.structures.filtered, force_py=True)


@pytest.mark.parametrize("arranged", [rows_by_segment, rows_by_tissue])
def test_every_structure_is_in_both_arrangements(window: MainWindow, arranged: object) -> None:
    catalog = window.atlas.catalog
    rows = arranged(catalog)  # type: ignore[operator]
    ids = {row.id for top in rows for row in top.walk()}
    assert set(catalog.structures) - set(catalog.made) <= ids


def test_the_eye_hides_and_shows_and_tells_parts(window: MainWindow, qtbot: QtBot) -> None:
    catalog = window.atlas.catalog
    press_switch(window, qtbot, "disc.L5-S1.nucleus", "eye")
    assert window.store.state.hidden == {"disc.L5-S1.nucleus"}
    assert window.store.undo_label == "Hide Nucleus"
    for id, wanted in (
        ("disc.L5-S1.nucleus", Qt.CheckState.Unchecked),
        ("disc.L5-S1", Qt.CheckState.PartiallyChecked),
        ("segment.L5-S1", Qt.CheckState.PartiallyChecked),
        ("disc.L4-L5", Qt.CheckState.Checked),
    ):
        assert index_of(window, id).data(Qt.ItemDataRole.CheckStateRole) == wanted
    press_switch(window, qtbot, "disc.L5-S1", "eye")
    assert sight(row_of(window, "disc.L5-S1"), window.store.state, catalog) is Sight.ALL
    press_switch(window, qtbot, "disc.L5-S1", "eye")
    assert sight(row_of(window, "disc.L5-S1"), window.store.state, catalog) is Sight.NONE


def test_only_and_fade_switches(window: MainWindow, qtbot: QtBot) -> None:
    press_switch(window, qtbot, "vertebra.L3", "only")
    assert set(resolve(window.store.state, window.atlas.catalog).looks) == {"vertebra.L3"}
    press_switch(window, qtbot, "vertebra.L3", "only")
    assert window.store.state.only is None
    press_switch(window, qtbot, "vertebra.L3", "fade")
    assert window.store.state.faded == {"vertebra.L3"}


def test_space_and_enter_work_on_the_current_row(window: MainWindow, qtbot: QtBot) -> None:
    tree = window.structures.tree
    tree.setFocus()
    qtbot.waitUntil(tree.hasFocus)
    tree.setCurrentIndex(index_of(window, "vertebra.L2"))
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert window.store.state.hidden == {"vertebra.L2"}
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert window.store.state.hidden == frozenset()
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert window.store.state.focus == ("vertebra.L2",)


def test_the_filter_knows_lay_words(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.structures.filter, "tailbone")
    tree = window.structures.tree
    model = tree.model()
    seen: list[str] = []

    def collect(parent: QModelIndex) -> None:
        for number in range(model.rowCount(parent)):
            index = model.index(number, 0, parent)
            row = tree.row_of(index)
            assert row is not None
            seen.append(row.text)
            collect(index)

    collect(QModelIndex())
    assert seen == ["Sacrum & SI joints", "Coccyx"]
    window.structures.filter.clear()
    assert model.rowCount() > 5


def test_rows_say_their_state_to_screen_readers(window: MainWindow) -> None:
    window.select("root.L5.left")
    window.run("show.fade")
    spoken = index_of(window, "root.L5.left", "segment.L5-S1").data(
        Qt.ItemDataRole.AccessibleTextRole
    )
    assert spoken == "Left L5 root, exiting, shown, selected, see-through"


@pytest.mark.parametrize("id", ["vertebra.L4", "disc.L5-S1.nucleus", "root.S1.left", "sacrum"])
def test_the_menu_is_the_same_in_picture_and_tree(
    window: MainWindow, canvas: BlankCanvas, id: str
) -> None:
    texts = []
    for ask in (
        lambda: canvas.context_requested.emit(id, QPoint(300, 300)),
        lambda: window.structures.tree.menu_asked.emit(row_of(window, id), QPoint(300, 300)),
    ):
        ask()
        menu = open_menu(window)
        texts.append([action.text() for action in menu.actions()])
        menu.setAccessibleName("")
        menu.close()
    assert texts[0] == texts[1]
    for word in ("Show only", "Hide", "Show all", "Fade", "Focus", "Label", "Copy name"):
        assert word in texts[0]
    segments = window.atlas.catalog.places_of(StructureId(id))
    assert sum(text.startswith("Select ") for text in texts[0]) == 1 + len(segments)


def test_every_menu_line_can_be_undone(store: Store, atlas: Atlas) -> None:
    for id in (*atlas.catalog.structures, *atlas.catalog.places):
        before = store.state
        for entry in entries(atlas, before, id):
            if entry is None or entry.change is None:
                continue
            store.apply(entry.label, entry.change)
            if store.state != before:
                assert store.undo_label == entry.label
                store.undo()
            assert store.state == before


def test_the_status_bar_counts_what_is_hidden_and_restores_it(window: MainWindow) -> None:
    status = window.status
    assert not status.restore.isVisible()
    for id in ("vertebra.L1", "vertebra.L2", "disc.L5-S1"):
        window.presenter.switch_row("eye", row_of(window, id))
    window.presenter.switch_row("eye", row_of(window, "disc.L4-L5.nucleus"))
    assert status.hidden_label.text() == "4 hidden"
    assert status.restore.isVisible()
    status.restore.click()
    assert window.store.state.hidden == frozenset()
    assert not status.restore.isVisible()


def test_the_status_bar_says_what_alone_is_shown(window: MainWindow) -> None:
    window.presenter.switch_row("only", row_of(window, "disc.L5-S1"))
    assert window.status.hidden_label.text() == "Only L5–S1 disc is shown"
    window.run("show.all")
    window.run("show.bone")
    assert window.status.hidden_label.text() == "Bone see-through"


def test_the_level_left_closes_unless_the_user_opened_it(window: MainWindow) -> None:
    tree = window.structures.tree
    by_hand = index_of(window, "segment.T12-L1")
    tree.expand(by_hand)
    for id in ("segment.L2-L3", "segment.L4-L5"):
        window.select(id)
    opened = [
        row.id
        for number in range(tree.model().rowCount())
        if tree.isExpanded(index := tree.model().index(number, 0))
        and (row := tree.row_of(index)) is not None
    ]
    assert opened == ["segment.T12-L1", "segment.L4-L5"]
    last = index_of(window, "ligamentum-flavum.L4-L5")
    assert tree.viewport().rect().intersects(tree.visualRect(last))


def test_hovering_names_the_structure(window: MainWindow, canvas: BlankCanvas) -> None:
    canvas.hovered.emit("root.L5.left")
    assert window.status.hover_label.text() == "Left L5 nerve root"
    canvas.hovered.emit("")
    assert window.status.hover_label.text() == ""


def test_the_menu_of_a_part_writes_an_ampersand_out(window: MainWindow) -> None:
    window.show_menu("sacrum", window.rect().center())
    titles = [action.text() for action in open_menu(window).actions()]
    assert "Select Sacrum && SI joints" in titles
