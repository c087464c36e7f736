"""Controls of the window and its dialogs: sliders, buttons, lists, fields, keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QTextEdit,
    QToolButton,
    QWidget,
)

from tools.soak.luck import Luck
from viewer.ui.main_window import MainWindow

_T = TypeVar("_T")
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
#: How long a menu stands that waits for a choice, ms.
_MENU_MS = 60


class Controls:
    """Whatever a hand can reach in one window and its dialogs. Each act says what it touched."""

    def __init__(self, window: MainWindow, luck: Luck) -> None:
        self._window, self._luck = window, luck

    def slide(self) -> str:
        """Move a slider, held down meanwhile."""
        slider = self._seen(QSlider)
        if slider is None:
            return "none"
        slider.setSliderDown(True)
        for _ in range(self._luck.random.randint(1, 3)):
            slider.setSliderPosition(self._luck.random.randint(slider.minimum(), slider.maximum()))
            if self._luck.chance(0.3):
                QApplication.processEvents()
        slider.setSliderDown(False)
        return slider.accessibleName()

    def press(self) -> str:
        """Press a button."""
        button = self._seen(QAbstractButton)
        if button is None:
            return "none"
        words = button.accessibleName() or button.text() or button.toolTip()
        if isinstance(button, QToolButton | QPushButton) and button.menu() is not None:
            # Such a menu waits for a choice, and the hand with it.
            QTimer.singleShot(_MENU_MS, button.menu().close)
        button.click()
        return words

    def choose(self) -> str:
        """Choose from a box."""
        box = self._seen(QComboBox)
        if box is None or not box.count():
            return "none"
        box.setCurrentIndex(self._luck.random.randrange(box.count()))
        box.activated.emit(box.currentIndex())
        return box.currentText()

    def row(self) -> str:
        """Click into a list, now and then for its menu."""
        view = self._seen(QAbstractItemView)
        if view is None:
            return "none"
        port = view.viewport()
        at = QPoint(
            self._luck.random.randrange(max(1, port.width())),
            self._luck.random.randrange(max(1, port.height())),
        )
        button = self._luck.one([Qt.MouseButton.LeftButton] * 4 + [Qt.MouseButton.RightButton])
        QTest.mouseClick(port, button, Qt.KeyboardModifier.NoModifier, at)
        return f"{view.accessibleName()} at {at.x()}, {at.y()}"

    def type(self) -> str:
        """Write words into a field."""
        line = self._seen(QLineEdit) or self._seen(QPlainTextEdit) or self._seen(QTextEdit)
        if line is None:
            return "nowhere"
        line.setFocus()
        words = self._luck.one(_WORDS)
        QTest.keyClicks(line, words)
        if self._luck.chance(0.6):
            QTest.keyClick(line, self._luck.one([Qt.Key.Key_Return, Qt.Key.Key_Escape]))
        return words

    def key(self) -> str:
        """Press a key where the focus is."""
        target = QApplication.focusWidget() or self._window
        key = self._luck.one(_KEYS)
        QTest.keyClick(target, key)
        return str(key)

    def _seen(self, kind: type[_T]) -> _T | None:
        """One of the widgets of a kind that a hand can reach now."""
        over = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]
        tops: Iterable[QWidget] = [self._window, *(w for w in over if w.isVisible())]
        found: list[Any] = [
            child
            for top in tops
            for child in top.findChildren(kind)
            if child.isVisible() and child.isEnabled()
        ]
        return self._luck.one(found) if found else None
