"""The last session, and where everything is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QMessageBox,
    QPushButton,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from viewer.keep.session import Session
from viewer.ui import icons
from viewer.ui.keeping import places_html
from viewer.ui.main_window import MainWindow
from viewer.ui.scene_acts import saved_scene
from viewer.ui.session_watch import RESTORE
from viewer.ui.settings import SettingsFile

pytestmark = pytest.mark.window


def press_notice(window: MainWindow, title: str) -> None:
    buttons = window.notices.findChildren(QPushButton)
    next(b for b in buttons if b.text() == title and b.parent() in window.notices._lines).click()


def offers(window: MainWindow) -> list[str]:
    return [text for text in window.notices.texts if "did not end properly" in text]


def test_after_a_bad_end_the_last_scene_is_offered_and_restored(
    window: MainWindow, another: Callable[[], MainWindow], settings_file: SettingsFile
) -> None:
    window.select("segment.L5-S1")
    kept = window.store.state
    lost = Session(settings_file.path.parent / "kept" / "sessions")
    lost.keep(saved_scene(window))
    assert lost._lock is not None
    lost._lock.release()  # as the system does when a process dies
    second = another()
    assert len(offers(second)) == 1
    assert second.store.state != kept
    press_notice(second, RESTORE)
    assert second.store.state == kept
    assert second.store.undo_label == RESTORE
    assert offers(second) == []
    assert not lost.file.exists()
    second.run("window.undo")
    assert second.store.state.place is None


def test_an_offer_declined_or_left_does_not_come_again(
    window: MainWindow, another: Callable[[], MainWindow], settings_file: SettingsFile
) -> None:
    folder = settings_file.path.parent / "kept" / "sessions"
    for decline in (True, False):
        lost = Session(folder)
        lost.keep(saved_scene(window))
        assert lost._lock is not None
        lost._lock.release()
        second = another()
        assert len(offers(second)) == 1
        if decline:
            second.notices.findChild(QToolButton).click()
        second.close()
        assert not lost.file.exists()
    assert offers(another()) == []


def test_the_scene_is_kept_soon_after_a_change_and_gone_after_a_proper_end(
    window: MainWindow,
    qtbot: QtBot,
    settings_file: SettingsFile,
    another: Callable[[], MainWindow],
) -> None:
    folder = settings_file.path.parent / "kept" / "sessions"
    assert not folder.exists()
    window.select("segment.L5-S1")
    qtbot.waitUntil(lambda: any(folder.glob("*.lumbo.json")))
    # A second window beside a living one is offered nothing.
    assert offers(another()) == []
    window.close()
    assert list(folder.glob("*")) == []


def test_an_autosave_that_fails_is_told_once(
    window: MainWindow, settings_file: SettingsFile
) -> None:
    (settings_file.path.parent / "kept").write_text("in the way")
    for place in ("segment.L5-S1", "segment.L4-L5"):
        window.select(place)
        window.keeping.session.keep()
    assert len([t for t in window.notices.texts if "case of a crash" in t]) == 1


def test_where_the_data_lie_is_told_in_the_window(window: MainWindow) -> None:
    window.run("window.my-data")
    box = window.findChild(QMessageBox)
    assert box is not None
    assert str(window.keeping.places.database) in box.text()
    assert "Nothing is sent" in box.text()
    box.close()
    assert "&amp;" in places_html(window.keeping.places, Path("a & b"))


def test_the_icons_of_the_list_are_drawn() -> None:
    assert {"up", "down", "rename", "delete"} <= set(icons.NAMES)
