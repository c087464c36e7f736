"""Where the windows of presenting stand on the screens there are."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from viewer.presenting.seats import Box, Seats, seats

#: By how much a window is smaller than its screen before it is made to fill it.
_INSET = (40, 40, -40, -80)


def seats_for(home: QWidget) -> Seats:
    """Where the windows go while the program's own stands there."""
    # What `QWidget.screen` hands out may take the screen along when it goes.
    screens = [_box(screen.geometry()) for screen in QGuiApplication.screens()]
    return seats(screens, _box(home.frameGeometry()))


def is_screen(box: Box) -> bool:
    """Whether this is all of a screen."""
    return any(_box(screen.geometry()) == box for screen in QGuiApplication.screens())


def fill(window: QWidget, where: QRect) -> None:
    """Put a window with a frame there; it fills what is a whole screen."""
    window.setGeometry(where)
    if is_screen(_box(where)):
        # With its frame it must not stick out.
        window.setGeometry(where.adjusted(*_INSET))
        window.setWindowState(Qt.WindowState.WindowMaximized)


def to_front(window: QWidget) -> None:
    """Bring a window before the others, and the keyboard to it."""
    window.raise_()
    window.activateWindow()
    # Where no desktop composes windows, what lay under another one is not painted by itself.
    window.update()


def _box(rect: QRect) -> Box:
    return rect.x(), rect.y(), rect.width(), rect.height()
