"""The mouse over the picture: clicks, drags, wheel, hovering, menus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tools.soak.luck import Luck
from viewer.ui.main_window import MainWindow


class Pointer:
    """A mouse over the views of one window. Each act says where it was."""

    def __init__(self, window: MainWindow, luck: Luck) -> None:
        self._window, self._luck = window, luck

    def click(self) -> str:
        """Press a button of the mouse, now and then twice."""
        canvas, at = self._canvas(), self._point()
        button = self._luck.one([Qt.MouseButton.LeftButton] * 4 + [Qt.MouseButton.RightButton])
        keys = self._luck.one(
            [Qt.KeyboardModifier.NoModifier] * 3 + [Qt.KeyboardModifier.ControlModifier]
        )
        if self._luck.chance(0.15):
            QTest.mouseDClick(canvas, button, keys, at)
            return f"twice at {at.x()}, {at.y()}"
        QTest.mouseClick(canvas, button, keys, at)
        return f"at {at.x()}, {at.y()}"

    def drag(self) -> str:
        """Drag, now and then without letting go."""
        canvas, at = self._canvas(), self._point()
        button = self._luck.one([Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
        no, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
        keys = self._luck.one([no, no, shift])
        QTest.mousePress(canvas, button, keys, at)
        for _ in range(self._luck.random.randint(1, 4)):
            at = at + QPoint(self._luck.random.randint(-60, 60), self._luck.random.randint(-40, 40))
            self._move(canvas, at, button, keys)
            if self._luck.chance(0.4):
                QApplication.processEvents()
        if not self._luck.chance(0.05):  # Now and then the release never comes.
            QTest.mouseRelease(canvas, button, keys, at)
        return f"to {at.x()}, {at.y()}"

    def wheel(self) -> str:
        """Turn the wheel a few steps."""
        canvas, at = self._canvas(), QPointF(self._point())
        keys = self._luck.one([Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier])
        angle = QPoint(0, self._luck.one((-120, 120)))
        for _ in range(self._luck.random.randint(1, 4)):
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

    def hover(self) -> str:
        """Move over the picture, now and then out of it."""
        canvas = self._canvas()
        for _ in range(3):
            no = Qt.MouseButton.NoButton
            self._move(canvas, self._point(), no, Qt.KeyboardModifier.NoModifier)
            if self._luck.chance(0.3):
                QTest.qWait(45)
        if self._luck.chance(0.3):
            QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
        return ""

    def menu(self) -> str:
        """Take an entry of the menu under the right button."""
        popup = QApplication.activePopupWidget()
        if not isinstance(popup, QMenu):
            canvas, at = self._canvas(), self._point()
            button = Qt.MouseButton.RightButton
            QTest.mouseClick(canvas, button, Qt.KeyboardModifier.NoModifier, at)
            popup = QApplication.activePopupWidget()
        if not isinstance(popup, QMenu):
            return "none"
        entries = [e for e in popup.actions() if e.isEnabled() and e.text() and not e.menu()]
        entry = self._luck.one(entries) if entries else None
        popup.close()
        if entry is None:
            return "empty"
        entry.trigger()
        return entry.text()

    def _canvas(self) -> QWidget:
        beside = self._window.comparing.widget
        both = [self._window.canvas_widget, *([beside] if beside is not None else [])]
        return self._luck.one(both)

    def _point(self) -> QPoint:
        canvas = self._window.canvas_widget
        wide, high = max(1, canvas.width()), max(1, canvas.height())
        return QPoint(self._luck.random.randrange(wide), self._luck.random.randrange(high))

    def _move(
        self, widget: QWidget, to: QPoint, button: Qt.MouseButton, keys: Qt.KeyboardModifier
    ) -> None:
        no = Qt.MouseButton.NoButton
        place = QPointF(widget.mapToGlobal(to))
        kind = QEvent.Type.MouseMove
        QApplication.sendEvent(widget, QMouseEvent(kind, QPointF(to), place, no, button, keys))
