"""Help > Diagnostics, and what happens when nobody catches an error."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from viewer.keep.log import begin_log, end_log
from viewer.ui import trouble
from viewer.ui.diagnostics import Diagnostics, facts
from viewer.ui.main_window import MainWindow
from viewer.ui.trouble import COPY, NOT_KEPT, SAID, Trouble

pytestmark = pytest.mark.window


@pytest.fixture
def log(window: MainWindow) -> Iterator[Path]:
    """The window's log, begun."""
    file = window.keeping.places.log
    handler = begin_log(file)
    assert handler is not None
    yield file
    end_log(handler)


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal need not hear of errors made on purpose."""
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)


def raised(words: str) -> Exception:
    try:
        raise RuntimeError(words)
    except RuntimeError as error:
        return error


def give(hears: Trouble, error: Exception) -> None:
    hears.caught(type(error), error, error.__traceback__)


def test_the_page_names_versions_and_graphics_and_holds_the_log(
    window: MainWindow, log: Path
) -> None:
    logging.getLogger("lumbosacral-viewer").info("an entry of today")
    window.run("window.diagnostics")
    page = window.findChild(Diagnostics)
    assert isinstance(page, Diagnostics)
    text = page.page.toPlainText()
    for name in ("lumbosacral-viewer", "Python", "Qt", "vtk", "System", "Screen 1", "3D view"):
        assert name in text, name
    assert "an entry of today" in text
    page.copy_button.click()
    assert QGuiApplication.clipboard().text() == text
    page.close()


@pytest.mark.usefixtures("quiet")
def test_an_error_keeps_the_work_and_is_told_once_with_its_details(
    window: MainWindow, log: Path
) -> None:
    window.run("select.segment.L4-L5")
    hears = Trouble(window)
    for _ in range(3):
        give(hears, raised("somebody typed this"))
    assert window.notices.texts.count(SAID) == 1
    assert window.keeping.session._session.file.exists()
    text = log.read_text(encoding="utf-8")
    assert text.count("RuntimeError") == 1
    assert "somebody typed this" not in text
    buttons = window.notices.findChildren(QPushButton)
    next(button for button in buttons if button.text() == COPY).click()
    copied = QGuiApplication.clipboard().text()
    assert "RuntimeError" in copied
    assert facts(window).splitlines()[0] in copied
    assert SAID not in window.notices.texts


@pytest.mark.usefixtures("quiet")
def test_an_error_in_another_thread_is_told_in_the_windows_own(
    qtbot: QtBot, window: MainWindow, log: Path
) -> None:
    hears, threads = Trouble(window), []
    hears.happened.connect(lambda _: threads.append(threading.current_thread()))
    other = threading.Thread(target=lambda: give(hears, raised("x")))
    other.start()
    other.join()
    qtbot.waitUntil(lambda: SAID in window.notices.texts)


@pytest.mark.usefixtures("quiet")
def test_an_error_while_keeping_does_not_come_back_for_ever(
    window: MainWindow, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("again")

    hears = Trouble(window)
    monkeypatch.setattr(window.keeping, "keep_now", fail)
    give(hears, raised("first"))
    assert log.read_text(encoding="utf-8").count("RuntimeError") == 2
    assert NOT_KEPT in window.notices.texts


def test_warnings_of_qt_reach_the_log(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trouble._on_qt(QtMsgType.QtWarningMsg, None, "a warning of Qt")  # type: ignore[arg-type]
    assert "Qt: a warning of Qt" in log.read_text(encoding="utf-8")
    assert "a warning of Qt" in capsys.readouterr().err
