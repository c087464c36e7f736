"""Notes in the window: written, marked, searched, exported, imported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QMenu,
    QPushButton,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.ui.context_menu import NOTE, entries
from viewer.ui.keeping import MY_NOTE
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import SettingsFile
from viewer.ui.structure_model import StructureModel

pytestmark = pytest.mark.window

DISC = "disc.L5-S1"


def press_notice(window: MainWindow, title: str) -> None:
    buttons = window.notices.findChildren(QPushButton)
    next(b for b in buttons if b.text() == title and b.parent() in window.notices._lines).click()


def write(window: MainWindow, id: str, text: str) -> None:
    window.keeping.note_on(id)
    edit = window.keeping.notes_panel.edits[-1]
    edit.field.setPlainText(text)
    window.keeping.notes_panel.flush()


def test_a_note_is_written_by_key_kept_by_itself_and_shown_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert not window.actions_of.by_id["window.note"].isEnabled()
    window.select(DISC)
    panel = window.keeping.notes_panel
    assert panel.isVisible()
    qtbot.keyClick(window.canvas_widget, "N")
    field = panel.edits[0].field
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "Compare 5 / hi?")
    with qtbot.waitSignal(panel.kept):
        pass
    assert [n.text for n in window.keeping.notebook.of(DISC)] == ["Compare 5 / hi?"]
    assert window.store.state.focus == (DISC,)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert window.canvas_widget.hasFocus()
    assert window.store.state.focus == (DISC,)
    window.select("segment.L4-L5")
    assert panel.edits == []
    window.select(DISC)
    assert [edit.text for edit in panel.edits] == ["Compare 5 / hi?"]


def test_notes_belong_to_structures_and_places_not_to_other_pages(window: MainWindow) -> None:
    panel = window.keeping.notes_panel
    for page, wanted in ((DISC, True), ("segment.L5-S1", True), ("topic.red-flags", False)):
        window.clinical.show_page(page)
        assert panel.isVisibleTo(window) == wanted
    window.clinical.go_back()
    assert panel.isVisibleTo(window)


def test_words_typed_last_are_kept_when_the_window_closes(
    window: MainWindow, another: Callable[[], MainWindow]
) -> None:
    window.keeping.note_on(DISC)
    window.keeping.notes_panel.edits[0].field.setPlainText("at the last moment")
    window.close()
    second = another()
    second.select(DISC)
    assert [edit.text for edit in second.keeping.notes_panel.edits] == ["at the last moment"]


def test_an_untouched_or_emptied_note_is_none(window: MainWindow) -> None:
    window.keeping.note_on(DISC)
    window.select("segment.L4-L5")
    assert window.keeping.notebook.notes() == ()
    write(window, DISC, "words")
    window.keeping.notes_panel.edits[0].field.setPlainText("")
    window.select("segment.L4-L5")
    assert window.keeping.notebook.notes() == ()


def test_a_deleted_note_comes_back_with_undo(window: MainWindow) -> None:
    write(window, DISC, "keep me")
    panel = window.keeping.notes_panel
    panel.edits[0].findChild(QToolButton).click()
    assert window.keeping.notebook.notes() == ()
    assert panel.edits == []
    press_notice(window, "Undo")
    assert [edit.text for edit in panel.edits] == ["keep me"]
    assert window.notices.texts == []


def test_what_has_a_note_is_marked_in_the_tree(window: MainWindow) -> None:
    def spoken() -> list[str]:
        model = window.structures.model
        assert isinstance(model, StructureModel)
        return [model._spoken(row) for row in model._rows if row.id == DISC]

    assert not any("has a note" in words for words in spoken())
    plain = window.structures.tree.grab().toImage()
    write(window, DISC, "x")
    assert all("has a note" in words for words in spoken())
    window.keeping.notebook.remove(*(n.id for n in window.keeping.notebook.notes()))
    window.keeping._read_again()
    assert not any("has a note" in words for words in spoken())
    assert not plain.isNull()


def test_search_finds_notes_and_goes_to_them(window: MainWindow) -> None:
    write(window, "root.S1.left", "Xylophone metaphor for the class")
    window.run("select.whole")
    found = window._seek("xylophone")
    assert [(f.id, f.kind) for f in found] == [("root.S1.left", MY_NOTE)]
    assert "Xylophone" in found[0].detail
    window.search.found.emit(found[0])
    assert window.store.state.focus == ("root.S1.left",)
    assert window.clinical.page == "root.S1.left"


def test_the_menu_of_a_structure_offers_a_note(window: MainWindow, atlas: Atlas) -> None:
    titles = [e.title for e in entries(atlas, window.store.state, StructureId(DISC)) if e]
    assert NOTE in titles
    before = window.store.state
    window.keeping.note_on(DISC)
    assert window.clinical.page == DISC
    assert window.store.state == before


def test_note_in_the_menu_of_the_tree_and_the_picture_opens_the_page(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_menu("segment.L5-S1", window.mapToGlobal(window.rect().center()))
    menu = next(m for m in window.findChildren(QMenu) if "L5–S1" in m.accessibleName())
    qtbot.waitUntil(menu.isVisible)
    next(action for action in menu.actions() if action.text() == NOTE).trigger()
    assert window.clinical.page == "segment.L5-S1"
    assert len(window.keeping.notes_panel.edits) == 1
    menu.close()


def test_all_notes_are_listed_searched_and_gone_to(window: MainWindow, qtbot: QtBot) -> None:
    write(window, DISC, "first words")
    write(window, "root.S1.left", "other words")
    window.run("window.notes")
    card = window.keeping.notes_card
    assert [c.title for c in card.list.choices] == [
        "Left S1 nerve root",
        "L5–S1 intervertebral disc",
    ]
    qtbot.keyClicks(card.field, "first")
    assert [c.detail for c in card.list.choices] == ["first words"]
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    assert not card.isVisible()
    assert window.store.state.focus == (DISC,)
    window.run("window.notes")
    qtbot.keyClicks(card.field, "zzz")
    assert "zzz" in card.empty.text()
    qtbot.keyClick(card.field, Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_notes_go_out_and_come_in_by_commands_and_an_import_is_undone(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(window, DISC, "exported")
    path = tmp_path / "out.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.run("window.export-notes")
    book = window.keeping.notebook
    book.remove(*(n.id for n in book.notes()))
    window.keeping._read_again()
    window.run("window.import-notes")
    assert [edit.text for edit in window.keeping.notes_panel.edits] == ["exported"]
    assert "1 added" in window.notices.texts[0]
    press_notice(window, "Undo")
    assert book.notes() == ()
    path.write_text("{")
    window.run("window.import-notes")
    assert "Notes not imported" in window.notices.texts[0]


def test_a_note_on_something_unknown_is_not_lost(window: MainWindow) -> None:
    book = window.keeping.notebook
    book.add("rib.T12.left", "of a later program")
    window.run("window.notes")
    card = window.keeping.notes_card
    assert card.list.choices[0].title == "rib.T12.left"
    card._take()
    assert [edit.text for edit in window.keeping.notes_panel.edits] == ["of a later program"]
    assert not window.keeping.notes_panel.add.isVisible()


def test_a_damaged_database_is_told_and_the_window_works(
    settings_file: SettingsFile, another: Callable[[], MainWindow]
) -> None:
    folder = settings_file.path.parent / "kept"
    folder.mkdir()
    (folder / "notes-and-bookmarks.sqlite").write_bytes(b"garbage" * 500)
    window = another()
    assert "is damaged" in window.notices.texts[0]
    assert "notes-and-bookmarks.sqlite.damaged" in window.notices.texts[0]
    write(window, DISC, "works again")
    assert len(window.keeping.notebook.notes()) == 1


def test_words_that_cannot_be_kept_stay_on_the_page(
    settings_file: SettingsFile, another: Callable[[], MainWindow]
) -> None:
    (settings_file.path.parent / "kept").write_text("in the way")
    window = another()
    assert window.notices.texts == []
    write(window, DISC, "not lost yet")
    assert "cannot be used" in window.notices.texts[0]
    window.run("window.add-bookmark")
    window.select("segment.L4-L5")
    window.select(DISC)
    assert [edit.text for edit in window.keeping.notes_panel.edits] == ["not lost yet"]
    (settings_file.path.parent / "kept").unlink()
    window.keeping.notes_panel.flush()
    assert [note.text for note in window.keeping.notebook.notes()] == ["not lost yet"]
