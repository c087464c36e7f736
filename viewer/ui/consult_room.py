"""The room for a consultation: everything else of the window goes, and comes back as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QToolBar, QWidget

from viewer.ui.window_layout import make_room

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

_SHARE = 0.36


class ConsultRoom:
    """Lists, texts, bars and menus of one window, while they make room for a panel."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._panel: QWidget | None = None
        self._docks: dict[str, tuple[bool, int]] = {}

    def clear(self, panel: QWidget) -> None:
        """Leave nothing but the picture and this panel beside it."""
        window, self._panel = self._window, panel
        self._docks = {
            name: (dock.isVisibleTo(window), dock.width()) for name, dock in window.docks.items()
        }
        window.is_folded = False
        for dock in window.docks.values():
            dock.hide()
        self._show_around(False)
        panel.show()
        self._share_room()
        # Once more when the panels have gone and left their room.
        QTimer.singleShot(0, window, self._share_room)

    def restore(self) -> None:
        """All as it was."""
        window, panel = self._window, self._panel
        self._panel = None
        if panel is not None:
            panel.hide()
        self._show_around(True)
        for name, (was_seen, _width) in self._docks.items():
            window.docks[name].setVisible(was_seen)
        # As wide as they were, too; Qt's own way to restore them leaves a widget each time.
        widths = {name: width for name, (was_seen, width) in self._docks.items() if was_seen}
        docks = [window.docks[name] for name in widths]
        window.resizeDocks(docks, list(widths.values()), Qt.Orientation.Horizontal)

    def _share_room(self) -> None:
        """The panel at the right, as wide as its share of the window."""
        panel, split = self._panel, self._window.sectioning.split
        if panel is None:
            return
        side = max(panel.minimumSizeHint().width(), round(_SHARE * split.width()))
        sizes = [0] * split.count()
        sizes[0], sizes[split.indexOf(panel)] = split.width() - side, side
        split.setSizes(sizes)

    def _show_around(self, is_seen: bool) -> None:
        window = self._window
        window.menuBar().setVisible(is_seen)
        for bar in window.findChildren(QToolBar):
            bar.setVisible(is_seen)
        window.set_up_canvas()
        make_room(window)
