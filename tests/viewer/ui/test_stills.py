"""Still pictures where there is no OpenGL, and a view that loses its context."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from viewer.ui.main_window import MainWindow
from viewer.ui.no_picture import NO_GL, PROMISE, NoPicture
from viewer.ui.stills import Stills

pytestmark = pytest.mark.window


class Flat(QWidget):
    """A view without a picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = NoPicture(NO_GL, lambda: True, self)
        self.notice.resize(300, 200)


@pytest.fixture
def flat(window: MainWindow) -> Flat:
    return Flat(window)


@pytest.fixture
def stills(window: MainWindow) -> Iterator[Stills]:
    made = Stills(window)
    yield made
    made.stop()


def test_a_picture_of_the_present_scene_stands_in(
    qtbot: QtBot, window: MainWindow, flat: Flat, stills: Stills
) -> None:
    window.run("select.segment.L4-L5")
    stills.attach(flat)
    qtbot.waitUntil(lambda: PROMISE in flat.notice.text(), timeout=10_000)
    qtbot.waitUntil(lambda: not flat.notice.pixmap().isNull(), timeout=90_000)
    shown = flat.notice.pixmap().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert shown.size() == flat.notice.room
    colours = {shown.pixel(x, y) for x in range(0, 300, 7) for y in range(0, shown.height(), 7)}
    assert len(colours) > 100


def test_after_two_failures_no_more_are_tried(
    qtbot: QtBot,
    window: MainWindow,
    flat: Flat,
    stills: Stills,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[object] = []

    process: Any = stills._process
    usual = process.start
    monkeypatch.setattr(
        process,
        "start",
        lambda program, words: (started.append(words), usual(program, ["-c", "exit(3)"])),
    )
    stills.attach(flat)
    qtbot.waitUntil(lambda: not stills.is_wanted, timeout=30_000)
    assert len(started) == 2
    window.run("select.segment.L4-L5")
    assert not stills._wait.isActive()
    assert NO_GL in flat.notice.text()
    assert PROMISE not in flat.notice.text()


def test_nothing_is_drawn_while_the_view_draws_and_the_window_ends_it(
    window: MainWindow, flat: Flat, stills: Stills
) -> None:
    flat.notice.come()
    stills.attach(flat)
    window.run("select.segment.L4-L5")
    assert not stills._wait.isActive()
    flat.notice.say(NO_GL)
    assert stills._wait.isActive()
    window.close()
    assert not stills._wait.isActive()


@pytest.mark.skipif(
    sys.platform.startswith("linux") and not os.environ.get("DISPLAY"), reason="needs a screen"
)
def test_a_lost_context_is_said_and_a_picture_that_comes_back_takes_it_away(
    qtbot: QtBot, window: MainWindow, assets: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from viewer.ui.app import bring_canvas
    from viewer.ui.canvas import Canvas

    bring_canvas(window, assets, "")
    canvas = window.canvas_widget
    assert isinstance(canvas, Canvas)
    assert canvas.view is not None
    qtbot.waitUntil(lambda: canvas.view.renders > 0, timeout=30_000)  # type: ignore[union-attr]

    class Lost:
        def makeCurrent(self, _surface: object) -> bool:  # noqa: N802
            return False

    usual = canvas.view._context
    monkeypatch.setattr(canvas.view, "_context", Lost())
    canvas.fly_to(canvas.camera, animated=False)
    assert canvas.view.snapshot(lambda _window: "drawn") is None
    assert canvas.notice.isVisibleTo(canvas)
    assert "stopped drawing" in canvas.notice.text()
    monkeypatch.setattr(canvas.view, "_context", usual)
    canvas.view.update()
    qtbot.waitUntil(lambda: not canvas.notice.isVisibleTo(canvas), timeout=30_000)
    canvas.release()
