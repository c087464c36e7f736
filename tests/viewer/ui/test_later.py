"""Work beside the window: the newest counts, and nothing of Qt's or VTK's ends in its thread."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from viewer.ui.later import Later


def test_no_cycles_are_collected_while_a_piece_is_under_way(qtbot: QtBot) -> None:
    owner = QObject()
    later = Later(owner)
    goes_on, seen = threading.Event(), []

    def work(_go_on: object) -> str:
        seen.append(gc.isenabled())
        goes_on.wait(10)
        return "done"

    with qtbot.waitSignal(later.done) as answer:
        later.ask(work)
        goes_on.set()
    later.stop()
    assert answer.args == ["done"]
    assert seen == [False]
    assert gc.isenabled()


def test_a_piece_that_is_overtaken_says_nothing_and_lets_the_collector_go_on(qtbot: QtBot) -> None:
    owner = QObject()
    later = Later(owner)
    answers: list[object] = []
    later.done.connect(answers.append)
    began, goes_on = threading.Event(), threading.Event()

    def old(go_on: object) -> None:
        began.set()
        goes_on.wait(10)
        go_on()  # type: ignore[operator]

    later.ask(old)
    assert began.wait(10)
    with qtbot.waitSignal(later.done):
        later.ask(lambda _go_on: "new")
        goes_on.set()
    later.stop()
    assert answers == ["new"]
    assert gc.isenabled()
