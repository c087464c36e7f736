"""Files dragged onto the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from viewer.lessons.shelf import SHIPPED_FOLDER
from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window

_MIDDLE, _COPY = QPoint(400, 300), Qt.DropAction.CopyAction
_HOW = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drop(window: MainWindow, *urls: QUrl) -> bool:
    """Drag these over the window and let go; whether the window would have them."""
    data = QMimeData()
    data.setUrls(list(urls))
    enter = QDragEnterEvent(_MIDDLE, _COPY, data, *_HOW)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(_MIDDLE, _COPY, data, *_HOW))
    return enter.isAccepted()


def test_a_scene_opens_a_lesson_plays_and_all_else_is_told(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.lumbo.json"
    window.select("segment.L4-L5")
    kept = window.store.state
    window.keeping.scenes.save_file(path)
    window.select("segment.L1-L2")
    assert drop(window, QUrl.fromLocalFile(str(path)))
    assert window.store.state == kept
    lesson = sorted(SHIPPED_FOLDER.glob("*/lesson.toml"))[0]
    for dropped in (lesson, lesson.parent):
        assert drop(window, QUrl.fromLocalFile(str(dropped)))
        assert window.store.state.playing is not None
        window.run("lesson.leave")
    state, film = window.store.state, tmp_path / "film.png"
    film.write_bytes(b"")
    assert not window.notices.texts
    assert drop(window, QUrl.fromLocalFile(str(film)))
    assert "film.png" in window.notices.texts[-1]
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    assert drop(window, QUrl.fromLocalFile(str(broken)))
    assert "broken.json" in window.notices.texts[-1]
    assert window.store.state == state


def test_what_is_no_single_file_of_this_machine_is_not_taken(
    window: MainWindow, tmp_path: Path
) -> None:
    here = QUrl.fromLocalFile(str(tmp_path))
    assert not drop(window)
    assert not drop(window, QUrl("https://example.org/a.lumbo.json"))
    assert not drop(window, here, here)
