"""A seeded hand at the real window: every command, mouse, wheel, keys, sliders, lists, menus."""

from __future__ import annotations

import random
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tools.soak.controls import Controls
from tools.soak.luck import Luck
from tools.soak.pointer import Pointer
from viewer.commands.finding_commands import SHOW
from viewer.ui.main_window import MainWindow

#: More would make each action take seconds.
_MOST_FINDINGS = 3
_SIZES = ((1280, 800), (900, 640), (640, 480), (640, 480), (320, 240), (480, 800))
#: What stands in the way of an act for so long is closed.
_STUCK_MS = 3000
#: How often each kind of act comes, against the others.
_SHARES = {
    "command": 40,
    "click": 8,
    "drag": 7,
    "wheel": 5,
    "hover": 6,
    "slide": 7,
    "press": 9,
    "choose": 4,
    "row": 4,
    "type": 3,
    "key": 5,
    "undo": 6,
    "menu": 3,
    "resize": 1,
    "minimise": 1,
    "settle": 3,
}


class Hands:
    """Acts on one window. `act` does one thing and says what it was; `used` counts commands.

    heavy: whether conditions are set as well, each of which takes a second.
    """

    def __init__(self, window: MainWindow, seed: random.Random, *, heavy: bool = True) -> None:
        self.window, self._luck = window, Luck(seed)
        self.used: dict[str, int] = {
            id: 0 for id in window.commands if heavy or not id.startswith((SHOW, "posture."))
        }
        pointer, controls = Pointer(window, self._luck), Controls(window, self._luck)
        self._acts: dict[str, Callable[[], str]] = {
            "command": self._command,
            "click": pointer.click,
            "drag": pointer.drag,
            "wheel": pointer.wheel,
            "hover": pointer.hover,
            "slide": controls.slide,
            "press": controls.press,
            "choose": controls.choose,
            "row": controls.row,
            "type": controls.type,
            "key": controls.key,
            "undo": self._undo,
            "menu": pointer.menu,
            "resize": self._resize,
            "minimise": self._minimise,
            "settle": self._settle,
        }
        self._acted = self._acted_before = 0
        self._watch = QTimer()
        self._watch.timeout.connect(self._let_go)
        self._watch.start(_STUCK_MS)

    def stop(self) -> None:
        """Act no more."""
        self._watch.stop()

    def _let_go(self) -> None:
        """Close what has waited for an answer all the while: an act must come to its end."""
        if self._acted == self._acted_before:
            waiting = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if waiting is not None:
                waiting.close()
        self._acted_before = self._acted

    def act(self) -> str:
        """One act of the hand, chosen by chance; what it was."""
        self._acted += 1
        name = self._luck.random.choices(list(_SHARES), list(_SHARES.values()))[0]
        return f"{name} {self._acts[name]()}".strip()

    def calm(self) -> None:
        """Take away what would pile up: dialogs, menus, a job, presenting, a fourth condition."""
        while isinstance(popup := QApplication.activePopupWidget(), QWidget):
            popup.close()
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible() and self._luck.chance(0.4):
                dialog.close()
        presenting = self.window.is_made("presenting") and self.window.presenting.is_on
        if presenting and self._luck.chance(0.5):
            self.window.presenting.end()
        jobs = self.window.taking.jobs
        if jobs.is_busy and self._luck.chance(0.5):
            jobs.cancel()
        if self.window.store.state.consult is not None and self._luck.chance(0.1):
            # Few commands are at hand meanwhile; all of them shall come.
            self.window.consulting.leave()
        count = len(self.window.store.state.findings)
        if count > _MOST_FINDINGS or (count and self._luck.chance(0.08)):
            self.window.run("conditions.remove-all")

    def _command(self) -> str:
        window = self.window
        least = min(self.used.values())
        # Now and then one that came least often, so that all of them come.
        rare = [id for id, times in self.used.items() if times == least]
        usual = [id for id in self.used if not id.startswith(SHOW)]
        id = self._luck.one(rare if self._luck.chance(0.15) else usual)
        self.used[id] += 1
        if id == "window.quit":
            return f"{id}: left to the end"
        full = len(window.store.state.findings) >= _MOST_FINDINGS
        if id.startswith(SHOW) and full:
            window.run("conditions.remove-all")
        action = window.actions_of.by_id[id]
        if not action.isEnabled():
            return f"{id}: off"
        action.trigger()
        return id

    def _undo(self) -> str:
        name = self._luck.one(("window.undo", "window.undo", "window.redo"))
        times = self._luck.random.randint(1, 6)
        for _ in range(times):
            self.window.run(name)
        return f"{name} {times}"

    def _resize(self) -> str:
        size = self._luck.one(_SIZES)
        self.window.setWindowState(Qt.WindowState.WindowNoState)
        self.window.resize(QSize(*size))
        return f"{size[0]} x {size[1]}"

    def _minimise(self) -> str:
        self.window.showMinimized()
        self._wait_a_little()
        self.window.showNormal()
        return ""

    def _settle(self) -> str:
        self.wait_until(self.is_settled, 2000)
        return ""

    def is_settled(self) -> bool:
        """Whether the picture is as good as it gets; without one it always is."""
        return getattr(self.window.canvas_widget, "is_settled", True)

    def wait_until(self, is_so: Callable[[], bool], most_ms: int) -> bool:
        """Let the window work until something is so; whether it came in time."""
        for _ in range(most_ms // 20):
            if is_so():
                return True
            QTest.qWait(20)
        return is_so()

    def _wait_a_little(self) -> None:
        QTest.qWait(30)
