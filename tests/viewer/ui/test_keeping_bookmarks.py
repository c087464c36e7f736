"""Bookmarks in the window: list, keys, pictures, undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from meshes.store import Assets
from viewer.ui import app
from viewer.ui.main_window import MainWindow
from viewer.ui.scene_acts import saved_scene

pytestmark = pytest.mark.window

CTRL = Qt.KeyboardModifier.ControlModifier


def rows(window: MainWindow) -> list[str]:
    found = window.keeping.bookmarks_card.list
    return [found.item(row).text() for row in range(found.count())]


def with_bookmarks(window: MainWindow) -> list[str]:
    for place in ("segment.L3-L4", "segment.L4-L5", "segment.L5-S1"):
        window.select(place)
        window.run("view.posterior")
        window.run("window.add-bookmark")
    return ["L3–L4, from behind", "L4–L5, from behind", "L5–S1, from behind"]


def test_a_bookmark_is_added_by_key_and_brings_the_scene_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.select("segment.L5-S1")
    window.clinical.show_page("topic.red-flags")
    kept = saved_scene(window)
    qtbot.keyClick(window.canvas_widget, "D", CTRL)
    window.run("show.reset")
    before = window.store.state
    qtbot.keyClick(window.canvas_widget, "B", CTRL)
    card = window.keeping.bookmarks_card
    assert card.isVisible()
    card.list.itemClicked.emit(card.list.item(0))
    assert saved_scene(window).state == kept.state
    assert window.clinical.page == "topic.red-flags"
    assert window.store.undo_label.startswith("Go to L5–S1")
    window.run("window.undo")
    assert window.store.state == before
    qtbot.keyClick(card.list, Qt.Key.Key_Return)
    assert window.store.state == kept.state
    qtbot.keyClick(card.list, Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_bookmarks_are_renamed_moved_deleted_and_come_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    names = with_bookmarks(window)
    window.run("window.bookmarks")
    card = window.keeping.bookmarks_card
    assert rows(window) == names
    card.list.setCurrentRow(0)
    qtbot.keyClick(card.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert rows(window) == [names[1], names[0], names[2]]
    assert card.list.currentRow() == 1
    qtbot.keyClick(card.list, Qt.Key.Key_F2)
    field = card.list.findChild(QLineEdit)
    assert field is not None
    field.setText("My lesson")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(window)[1] == "My lesson")
    qtbot.keyClick(card.list, Qt.Key.Key_Delete)
    assert rows(window) == [names[1], names[2]]
    assert "My lesson" in card.undone.text()
    card.undo.click()
    assert rows(window) == [names[1], "My lesson", names[2]]
    assert not card.undo.isVisible()
    assert [b.name for b in window.keeping.bookmarks.all()] == rows(window)


def test_a_bookmark_dragged_to_another_place_stays_there(window: MainWindow) -> None:
    names = with_bookmarks(window)
    window.run("window.bookmarks")
    model = window.keeping.bookmarks_card.list.model()
    root = model.index(-1, 0)
    model.moveRow(root, 2, root, 0)
    assert [b.name for b in window.keeping.bookmarks.all()] == [names[2], *names[:2]]
    assert window.keeping.bookmarks_card.current() is not None


def test_a_blank_name_changes_nothing(window: MainWindow) -> None:
    names = with_bookmarks(window)
    window.run("window.bookmarks")
    window.keeping.bookmarks_card.list.item(0).setText("  ")
    assert rows(window) == names


def test_a_bookmark_of_another_version_is_told_and_stays(window: MainWindow) -> None:
    window.keeping.bookmarks.add("Old", '{"format": "lumbosacral-viewer scene", "version": 99}')
    window.run("window.bookmarks")
    before = window.store.state
    card = window.keeping.bookmarks_card
    card.list.itemClicked.emit(card.list.item(0))
    assert window.store.state == before
    assert "The bookmark “Old” was written by a newer version" in window.notices.texts[0]
    assert rows(window) == ["Old"]


def test_bookmarks_outlast_the_window_and_have_pictures(
    window: MainWindow, qtbot: QtBot, assets: Assets, another: Callable[[], MainWindow]
) -> None:
    app.bring_canvas(window, assets, "")
    qtbot.waitUntil(window.canvas_widget.isVisible)
    window.run("window.add-bookmark")
    window.close()
    second = another()
    found = second.keeping.bookmarks.all()
    assert len(found) == 1
    assert found[0].png.startswith(b"\x89PNG")
    second.run("window.bookmarks")
    icon = second.keeping.bookmarks_card.list.item(0).icon().pixmap(96, 64).toImage()
    colours = {icon.pixelColor(x, y).name() for x in range(0, 96, 6) for y in range(0, 64, 6)}
    assert len(colours) > 5


def test_an_empty_list_says_how_to_fill_it(window: MainWindow) -> None:
    window.run("window.bookmarks")
    card = window.keeping.bookmarks_card
    assert card.empty.isVisible()
    card.add.click()
    assert not card.empty.isVisible()
    assert len(rows(window)) == 1


def test_a_view_without_room_makes_a_bookmark_without_a_picture(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = QWidget(window)
    monkeypatch.setattr(window.canvas_widget, "view", view, raising=False)
    for size, has_picture in (
        ((0, 0), False),
        ((300, 0), False),
        ((1, 900), False),
        ((300, 200), True),
    ):
        view.resize(*size)
        assert bool(window.keeping._thumbnail()) == has_picture, size
