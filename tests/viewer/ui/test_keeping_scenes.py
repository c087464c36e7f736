"""Scenes saved and opened by the commands of the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QFileDialog,
    QMessageBox,
)
from pytestqt.qtbot import QtBot

from viewer.ui.main_window import MainWindow
from viewer.ui.scene_acts import saved_scene

pytestmark = pytest.mark.window

DISC = "disc.L5-S1"


def test_a_scene_saved_and_opened_by_commands_is_one_step(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.resize(1280, 700)
    window.select("segment.L4-L5")
    window.run("show.hide")
    window.select(DISC)
    window.run("text.clinician")
    window.run("view.left")
    window.clinical.show_page("topic.red-flags")
    bar = window.clinical.browser.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    kept, scrolled = saved_scene(window), bar.value()
    assert scrolled > 0
    chosen = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    window.run("window.save-scene")
    path = tmp_path / "mine.lumbo.json"
    assert path.exists()
    window.run("show.reset")
    window.run("select.whole")
    before = window.store.state
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.run("window.open-scene")
    assert window.store.state == kept.state
    assert window.clinical.page == "topic.red-flags"
    assert window.clinical.browser.verticalScrollBar().value() == scrolled
    assert saved_scene(window) == kept
    assert window.store.undo_label == "Open scene mine"
    window.run("window.undo")
    assert window.store.state == before


def test_every_command_can_be_undone_and_leaves_a_scene_that_can_be_kept(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "any.lumbo.json"
    window.select("segment.L4-L5")
    before = window.store.state
    conditions = [c for c in window.commands if c.startswith("conditions.show-")]
    assert len(conditions) > 40
    # Alike and slow to work out: the acts of each are undone in tests of their own.
    left_out = set(conditions) - set(conditions[::8])
    for command in window.commands.values():
        if command.make is None or not command.is_enabled(before) or command.id in left_out:
            continue
        window.run(command.id)
        kept = window.store.state
        if kept == before:
            continue
        undo = window.actions_of.by_id["window.undo"].text().replace("&&", "&")
        assert undo == f"Undo {command.title}"
        assert window.keeping.scenes.save_file(path), command.id
        window.run("window.undo")
        assert window.store.state == before, command.id
        assert window.keeping.scenes.open_file(path), (command.id, window.notices.texts)
        assert window.store.state == kept, command.id
        window.run("window.undo")
        assert window.store.state == before, command.id


def test_a_dialog_left_without_choice_does_nothing(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = window.store.state
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    for id in ("open-scene", "save-scene", "export-notes", "import-notes"):
        window.run(f"window.{id}")
    assert window.store.state == before
    assert window.notices.texts == []


def test_the_name_proposed_says_what_is_seen(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *words: (proposed.append(words[2]) or "", "")
    )
    window.select("segment.L5-S1")
    window.run("view.posterior")
    window.run("window.save-scene")
    assert Path(proposed[0]).name == "L5-S1, from behind.lumbo.json"


def test_an_existing_scene_is_not_replaced_without_asking(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.lumbo.json").write_text("mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a"), ""))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
    window.run("window.save-scene")
    assert (tmp_path / "a.lumbo.json").read_text() == "mine"
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    window.run("window.save-scene")
    assert (tmp_path / "a.lumbo.json").read_text() != "mine"


@pytest.mark.parametrize("text", ["", "{", '{"format": "lumbosacral-viewer scene", "version": 9}'])
def test_a_bad_scene_leaves_the_present_one_untouched(
    window: MainWindow, tmp_path: Path, text: str
) -> None:
    window.select("segment.L5-S1")
    window.clinical.show_page("topic.red-flags")
    before, undo = saved_scene(window), window.store.undo_label
    path = tmp_path / "bad.lumbo.json"
    path.write_text(text)
    assert not window.keeping.scenes.open_file(path)
    assert saved_scene(window) == before
    assert window.store.undo_label == undo
    assert [str(path) in told for told in window.notices.texts] == [True]
    window.keeping.scenes.open_file(path)
    assert len(window.notices.texts) == 1


def test_a_scene_that_cannot_be_written_is_told(window: MainWindow, tmp_path: Path) -> None:
    assert not window.keeping.scenes.save_file(tmp_path / "nowhere" / "a.lumbo.json")
    assert "Scene not saved" in window.notices.texts[0]


def test_a_page_that_is_gone_does_not_keep_a_scene_from_opening(
    window: MainWindow, tmp_path: Path
) -> None:
    window.select("segment.L5-S1")
    path = tmp_path / "a.lumbo.json"
    window.clinical.show_page("topic.red-flags")
    window.keeping.scenes.save_file(path)
    path.write_text(path.read_text().replace("topic.red-flags", "topic.no-more"))
    window.run("select.whole")
    assert window.keeping.scenes.open_file(path)
    assert window.clinical.page == "segment.L5-S1"


def test_recent_scenes_open_from_the_menu_and_missing_ones_say_why(
    window: MainWindow, tmp_path: Path
) -> None:
    menu = window.keeping.scenes.recent_menu
    assert window.actions_of.by_id["window.open-recent"].menu() is menu
    menu.aboutToShow.emit()
    assert [a.text() for a in menu.actions() if a.text()] == ["No scenes yet", "Clear list"]
    window.select("segment.L5-S1")
    kept = window.store.state
    for number in range(10):
        window.keeping.scenes.save_file(tmp_path / f"scene {number}.lumbo.json")
    (tmp_path / "scene 9.lumbo.json").unlink()
    window.run("select.whole")
    menu.aboutToShow.emit()
    actions = [action for action in menu.actions() if action.text()]
    assert len(actions) == 8 + 1
    assert actions[0].text() == "scene 9 – not found"
    assert not actions[0].isEnabled()
    assert actions[1].text() == "scene 8"
    assert actions[1].toolTip() == str(tmp_path / "scene 8.lumbo.json")
    actions[1].trigger()
    assert window.store.state == kept
    window.run("window.clear-recent")
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "No scenes yet"
    assert (tmp_path / "scene 8.lumbo.json").exists()


def test_open_recent_from_the_palette_shows_the_menu(window: MainWindow, qtbot: QtBot) -> None:
    window.run("window.open-recent")
    menu = window.keeping.scenes.recent_menu
    qtbot.waitUntil(menu.isVisible)
    menu.close()
