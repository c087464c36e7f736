"""How wide the side panels are: a share of the window, unless a hand has drawn them otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

#: Title of each panel, its side, least width in pixels, and share of a wide window.
PANELS = {
    "structures": ("Structures", Qt.DockWidgetArea.LeftDockWidgetArea, 262, 0.16),
    "clinical": ("Clinical text", Qt.DockWidgetArea.RightDockWidgetArea, 396, 0.26),
}
#: A picture narrower than this, in pixels, gets room from the panels.
_LEAST_PICTURE = 440
#: What the leg map beside it takes at least.
_LEG_MAP = 380
#: How far its names, which grow with all letters, widen it.
_LETTERS_SHARE = 0.4
#: No panel is wider than this, whatever the settings say, in pixels.
_WIDEST = 4000
#: How far lines grow with their letters.
_LINES_SHARE = 0.25


def letters_of(window: MainWindow) -> float:
    """How large the window's letters are against the usual."""
    return window.theme.growth * window.settings.text_scale


def least_picture(window: MainWindow) -> float:
    """How wide the picture, or what stands beside each other in its place, is to be at least."""
    state, letters = window.store.state, letters_of(window)
    picture = _LEAST_PICTURE * (1.0 + _LETTERS_SHARE * (letters - 1.0))
    if state.compare is not None or state.xray is not None:
        picture *= 2.0
    return picture + (_LEG_MAP if state.leg_map.is_open else 0)


class PanelWidths(QObject):
    """Keeps the panels in step with the window: Qt itself only takes from them, and gives nothing
    back. A width drawn by hand stays, as far as there is room."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._window_width = window, 0
        self._by_hand: dict[str, int] = {}
        for dock in window.docks.values():
            dock.installEventFilter(self)

    def eventFilter(self, dock: QObject, event: QEvent) -> bool:
        """A panel that gets another width in a window that does not, under a pressed button."""
        if event.type() == QEvent.Type.Resize and isinstance(dock, QDockWidget):
            is_pressed = QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton
            if is_pressed and self._window.width() == self._window_width:
                self._by_hand[dock.objectName()] = dock.width()
        return False

    @property
    def drawn(self) -> tuple[str, ...]:
        """What a hand has drawn, as settings keep it: `clinical=520`."""
        return tuple(f"{name}={wide}" for name, wide in sorted(self._by_hand.items()))

    def restore(self, drawn: Iterable[str]) -> None:
        """Take widths that were kept; what is no such thing is passed over."""
        for entry in drawn:
            name, _, wide = entry.partition("=")
            if name in PANELS and wide.isascii() and wide.isdigit():
                self._by_hand[name] = min(int(wide[:5]), _WIDEST)

    def forget(self) -> None:
        """Back to the usual shares: with other letters, what was drawn fits no more."""
        self._by_hand.clear()

    def _usual(self, name: str) -> int:
        return usual(name, self._window.width(), letters_of(self._window))

    def follow(self) -> None:
        """Take the widths that fit the window now; the text gives way to the picture, no further
        than it can be read."""
        window = self._window
        self._window_width = window.width()
        shown = [name for name in PANELS if window.docks[name].isVisibleTo(window)]
        widths = {name: self._by_hand.get(name, self._usual(name)) for name in shown}
        room = window.width() - round(least_picture(window))
        # First the list, as far as to its usual width; then the text.
        for name in widths:
            spare = room - sum(wide for other, wide in widths.items() if other != name)
            least = window.docks[name].minimumSizeHint().width()
            if name == "structures":
                least = max(least, PANELS[name][2])
            widths[name] = max(least, min(widths[name], spare))
        if any(abs(window.docks[name].width() - wide) > 1 for name, wide in widths.items()):
            docks = [window.docks[name] for name in widths]
            window.resizeDocks(docks, list(widths.values()), Qt.Orientation.Horizontal)


def usual(name: str, window_width: int, letters: float) -> int:
    """How wide a panel is in a window of a width, in pixels. letters: their size against the usual;
    larger ones get wider lines, though not in proportion."""
    *_, least, share = PANELS[name]
    return max(round(least * (1.0 + _LINES_SHARE * (letters - 1.0))), round(window_width * share))
