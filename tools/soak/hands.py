"""A seeded hand at the real window: every command, mouse, wheel, keys, sliders, lists, menus."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QDesktopServices, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QSlider,
    QTextEdit,
    QWidget,
)

from viewer.commands.finding_commands import SHOW
from viewer.ui.main_window import MainWindow

_T = TypeVar("_T")
#: More would make each action take seconds.
_MOST_FINDINGS = 3
_WORDS = ("disc", "L5/S1", "sciatica", "slipped", "nerve root", "Wirbel", "%&/\"'", "facet", "ß")
_KEYS = (
    Qt.Key.Key_Tab,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Return,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_PageDown,
)
_SIZES = ((1280, 800), (900, 640), (1024, 700), (640, 480), (320, 240), (1500, 1000))
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
        self.window, self._random = window, seed
        self.used: dict[str, int] = {
            id: 0 for id in window.commands if heavy or not id.startswith((SHOW, "posture."))
        }
        self._acts: dict[str, Callable[[], str]] = {
            name: getattr(self, f"_{name}") for name in _SHARES
        }

    def act(self) -> str:
        """One act of the hand, chosen by chance; what it was."""
        name = self._random.choices(list(_SHARES), list(_SHARES.values()))[0]
        return f"{name} {self._acts[name]()}".strip()

    def calm(self) -> None:
        """Take away what would pile up: dialogs, menus, a job, a fourth condition."""
        while isinstance(popup := QApplication.activePopupWidget(), QWidget):
            popup.close()
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible() and self._chance(0.4):
                dialog.close()
        jobs = self.window.taking.jobs
        if jobs.is_busy and self._chance(0.5):
            jobs.cancel()
        count = len(self.window.store.state.findings)
        if count > _MOST_FINDINGS or (count and self._chance(0.08)):
            self.window.run("conditions.remove-all")

    def _command(self) -> str:
        window = self.window
        least = min(self.used.values())
        # Now and then one that came least often, so that all of them come.
        rare = [id for id, times in self.used.items() if times == least]
        usual = [id for id in self.used if not id.startswith(SHOW)]
        id = self._one(rare if self._chance(0.15) else usual)
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

    def _click(self) -> str:
        canvas, at = self._canvas(), self._point()
        button = self._one([Qt.MouseButton.LeftButton] * 4 + [Qt.MouseButton.RightButton])
        keys = self._one(
            [Qt.KeyboardModifier.NoModifier] * 3 + [Qt.KeyboardModifier.ControlModifier]
        )
        if self._chance(0.15):
            QTest.mouseDClick(canvas, button, keys, at)
            return f"twice at {at.x()}, {at.y()}"
        QTest.mouseClick(canvas, button, keys, at)
        return f"at {at.x()}, {at.y()}"

    def _drag(self) -> str:
        canvas, at = self._canvas(), self._point()
        button = self._one([Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
        keys = self._one([Qt.KeyboardModifier.NoModifier] * 2 + [Qt.KeyboardModifier.ShiftModifier])
        QTest.mousePress(canvas, button, keys, at)
        for _ in range(self._random.randint(1, 4)):
            at = at + QPoint(self._random.randint(-60, 60), self._random.randint(-40, 40))
            self._move(canvas, at, button, keys)
            if self._chance(0.4):
                QApplication.processEvents()
        if not self._chance(0.05):  # Now and then the release never comes.
            QTest.mouseRelease(canvas, button, keys, at)
        return f"to {at.x()}, {at.y()}"

    def _wheel(self) -> str:
        canvas, at = self._canvas(), QPointF(self._point())
        keys = self._one([Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier])
        angle = QPoint(0, self._one((-120, 120)))
        for _ in range(self._random.randint(1, 4)):
            event = QWheelEvent(
                at,
                QPointF(canvas.mapToGlobal(at)),
                QPoint(),
                angle,
                Qt.MouseButton.NoButton,
                keys,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(canvas, event)
        return str(angle.y())

    def _hover(self) -> str:
        canvas = self._canvas()
        for _ in range(3):
            no = Qt.MouseButton.NoButton
            self._move(canvas, self._point(), no, Qt.KeyboardModifier.NoModifier)
            if self._chance(0.3):
                QTest.qWait(45)
        if self._chance(0.3):
            QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
        return ""

    def _slide(self) -> str:
        slider = self._seen(QSlider)
        if slider is None:
            return "none"
        slider.setSliderDown(True)
        for _ in range(self._random.randint(1, 3)):
            slider.setSliderPosition(self._random.randint(slider.minimum(), slider.maximum()))
            if self._chance(0.3):
                QApplication.processEvents()
        slider.setSliderDown(False)
        return slider.accessibleName()

    def _press(self) -> str:
        button = self._seen(QAbstractButton)
        if button is None:
            return "none"
        words = button.accessibleName() or button.text() or button.toolTip()
        button.click()
        return words

    def _choose(self) -> str:
        box = self._seen(QComboBox)
        if box is None or not box.count():
            return "none"
        box.setCurrentIndex(self._random.randrange(box.count()))
        box.activated.emit(box.currentIndex())
        return box.currentText()

    def _row(self) -> str:
        view = self._seen(QAbstractItemView)
        if view is None:
            return "none"
        port = view.viewport()
        at = QPoint(
            self._random.randrange(max(1, port.width())),
            self._random.randrange(max(1, port.height())),
        )
        button = self._one([Qt.MouseButton.LeftButton] * 4 + [Qt.MouseButton.RightButton])
        QTest.mouseClick(port, button, Qt.KeyboardModifier.NoModifier, at)
        return f"{view.accessibleName()} at {at.x()}, {at.y()}"

    def _type(self) -> str:
        line = self._seen(QLineEdit) or self._seen(QPlainTextEdit) or self._seen(QTextEdit)
        if line is None:
            return "nowhere"
        line.setFocus()
        words = self._one(_WORDS)
        QTest.keyClicks(line, words)
        if self._chance(0.6):
            QTest.keyClick(line, self._one([Qt.Key.Key_Return, Qt.Key.Key_Escape]))
        return words

    def _key(self) -> str:
        target = QApplication.focusWidget() or self.window
        key = self._one(_KEYS)
        QTest.keyClick(target, key)
        return str(key)

    def _undo(self) -> str:
        name = self._one(("window.undo", "window.undo", "window.redo"))
        times = self._random.randint(1, 6)
        for _ in range(times):
            self.window.run(name)
        return f"{name} {times}"

    def _menu(self) -> str:
        popup = QApplication.activePopupWidget()
        if not isinstance(popup, QMenu):
            canvas, at = self._canvas(), self._point()
            button = Qt.MouseButton.RightButton
            QTest.mouseClick(canvas, button, Qt.KeyboardModifier.NoModifier, at)
            popup = QApplication.activePopupWidget()
        if not isinstance(popup, QMenu):
            return "none"
        entries = [e for e in popup.actions() if e.isEnabled() and e.text() and not e.menu()]
        entry = self._one(entries) if entries else None
        popup.close()
        if entry is None:
            return "empty"
        entry.trigger()
        return entry.text()

    def _resize(self) -> str:
        size = self._one(_SIZES)
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

    def _canvas(self) -> QWidget:
        beside = self.window.comparing.widget
        both = [self.window.canvas_widget, *([beside] if beside is not None else [])]
        return self._one(both)

    def _point(self) -> QPoint:
        canvas = self.window.canvas_widget
        wide, high = max(1, canvas.width()), max(1, canvas.height())
        return QPoint(self._random.randrange(wide), self._random.randrange(high))

    def _move(
        self, widget: QWidget, to: QPoint, button: Qt.MouseButton, keys: Qt.KeyboardModifier
    ) -> None:
        no = Qt.MouseButton.NoButton
        place = QPointF(widget.mapToGlobal(to))
        kind = QEvent.Type.MouseMove
        QApplication.sendEvent(widget, QMouseEvent(kind, QPointF(to), place, no, button, keys))

    def _seen(self, kind: type[_T]) -> _T | None:
        """One of the widgets of a kind that a hand can reach now."""
        over = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]
        tops: Iterable[QWidget] = [self.window, *(w for w in over if w.isVisible())]
        found: list[Any] = [
            child
            for top in tops
            for child in top.findChildren(kind)
            if child.isVisible() and child.isEnabled()
        ]
        return self._one(found) if found else None

    def _one(self, of: Iterable[_T]) -> _T:
        return self._random.choice(list(of))

    def _chance(self, share: float) -> bool:
        return self._random.random() < share


@contextmanager
def dialogs_answered(seed: random.Random, folder: Path) -> Iterator[None]:
    """Meanwhile files are named by chance instead of by a dialog, and nothing outside is opened."""

    def file(*_: Any, **__: Any) -> tuple[str, str]:
        return (str(folder / f"out-{seed.randrange(6)}"), "") if seed.random() < 0.3 else ("", "")

    def there(*_: Any, **__: Any) -> tuple[str, str]:
        kept = sorted(str(path) for path in folder.iterdir() if path.is_file())
        return (seed.choice(kept), "") if kept and seed.random() < 0.5 else ("", "")

    def into(*_: Any, **__: Any) -> str:
        return str(folder) if seed.random() < 0.2 else ""

    with ExitStack() as answers:
        for of, name, answer in (
            (QFileDialog, "getSaveFileName", file),
            (QFileDialog, "getOpenFileName", there),
            (QFileDialog, "getExistingDirectory", into),
            (QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes),
            (QDesktopServices, "openUrl", lambda *_: True),
        ):
            answers.enter_context(patch.object(of, name, answer))
        yield
