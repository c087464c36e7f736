"""Where the parts of the window stand, and how that is remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QToolBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from viewer.ui.bars import Bars
from viewer.ui.menus import fill_menu_bar
from viewer.ui.panel_widths import PANELS, PanelWidths, least_picture
from viewer.ui.settings import Settings, fitting_text

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

_FIRST_SIZE, _SMALLEST = (1500, 940), (320, 240)
#: A window narrower than this shows the picture or the text, not both; one lower than this has no
#: room for bars and strip besides.
_BOTH, _WITH_BARS = 640, 400
#: Qt's own word for no limit.
_ANY_HEIGHT = 16_777_215


def lay_out(window: MainWindow, canvas_place: QWidget) -> None:
    """Set menu, header, centre, panels and status bar."""
    fill_menu_bar(window.menuBar(), window.commands, window.actions_of)
    bar = QToolBar("Header", window)
    bar.setObjectName("headerBar")
    bar.setMovable(False)
    bar.addWidget(window.header)
    window.addToolBar(bar)
    column = QVBoxLayout(window.centre)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(window.notices)
    bars = Bars(window.centre)
    for part in (window.chips, window.comparing.bar, window.sectioning.bar):
        bars.add(part)
    column.addWidget(bars)
    window.bars = bars
    column.addWidget(window.sectioning.split, 1)
    column.addWidget(window.strip)
    around = QVBoxLayout(canvas_place)
    around.setContentsMargins(0, 0, 0, 0)
    window.setCentralWidget(window.centre)
    window.setStatusBar(window.status)
    window.setMinimumSize(*_SMALLEST)
    panels: dict[str, QWidget] = {"structures": window.structures, "clinical": window.clinical}
    docks = {name: _dock(window, name, panel) for name, panel in panels.items()}
    window.docks = docks
    window.panel_widths = PanelWidths(window)
    for dock in docks.values():
        dock.visibilityChanged.connect(lambda _seen: give_way(window))


def _dock(window: MainWindow, name: str, panel: QWidget) -> QDockWidget:
    title, area, *_ = PANELS[name]
    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
    dock.setTitleBarWidget(QWidget(dock))
    dock.setWidget(panel)
    dock.visibilityChanged.connect(window.refresh_actions)
    window.addDockWidget(area, dock)
    return dock


def screen_text() -> float:
    """The text scale that suits the screen on which the program starts."""
    return fitting_text(*QGuiApplication.primaryScreen().size().toTuple())


def restore_layout(window: MainWindow) -> None:
    """As it was left, or a first layout that fits the screen and the letters."""
    screen = QGuiApplication.primaryScreen().availableSize()
    wanted = (round(side * max(1.0, window.settings.text_scale)) for side in _FIRST_SIZE)
    width, height = (min(a, b) for a, b in zip(wanted, screen.toTuple(), strict=True))
    window.resize(width, height)
    size_panels(window)
    window.panel_widths.restore(window.settings.panels)
    if window.settings.geometry:
        window.restoreGeometry(QByteArray.fromBase64(window.settings.geometry.encode()))
    if window.settings.layout:
        window.restoreState(QByteArray.fromBase64(window.settings.layout.encode()))


def size_panels(window: MainWindow) -> None:
    """Give the panels their usual share of the window, and the picture the rest."""
    window.panel_widths.forget()
    make_room(window)


def make_room(window: MainWindow) -> None:
    """Fold the list of structures away when the picture would become too narrow, and bring it
    back when there is room again. What is opened or closed by hand in between stays."""
    taken = 0
    for name, (*_, least, _share) in PANELS.items():
        if name == "structures" or window.docks[name].isVisibleTo(window):
            taken += max(least, window.docks[name].minimumSizeHint().width())
    _choose_one(window)
    is_tight = window.width() < taken + least_picture(window)
    if is_tight != window.is_tight:
        _fold_list(window, is_tight)
    window.panel_widths.follow()


def _fold_list(window: MainWindow, is_tight: bool) -> None:
    """Put the list away, or bring it back where it was put away so."""
    window.is_tight = is_tight
    dock = window.docks["structures"]
    if is_tight:
        window.is_folded = dock.isVisibleTo(window)
        dock.hide()
    elif window.is_folded:
        window.is_folded = False
        dock.show()


def _choose_one(window: MainWindow) -> None:
    """In a very small window the picture comes first; the text takes its place when asked for."""
    # Nothing of the program stands between two who talk.
    is_low = window.height() < _WITH_BARS or window.store.state.consult is not None
    for part in (window.bars, window.status):
        part.setVisible(not is_low)
    # The card of conditions shows and hides the strip for reasons of its own.
    window.strip.setMaximumHeight(0 if is_low else _ANY_HEIGHT)
    is_tiny, dock = window.width() < _BOTH, window.docks["clinical"]
    if is_tiny and not window.is_tiny:
        window.is_text_folded = dock.isVisibleTo(window)
        dock.hide()
    elif window.is_tiny and not is_tiny and window.is_text_folded:
        window.is_text_folded = False
        dock.show()
    window.is_tiny = is_tiny
    give_way(window)


def give_way(window: MainWindow) -> None:
    """Where there is room for one of them, the text hides the picture while it is open."""
    if not isValid(window):
        # Its docks say once more that they hide when it goes.
        return
    is_open = any(dock.isVisibleTo(window) for dock in window.docks.values())
    window.centre.setVisible(not (window.is_tiny and is_open))


def keep_on_screen(window: MainWindow) -> None:
    """Take back what the title bar and frame push over the edge of a small screen."""
    if window.isMaximized() or window.isFullScreen():
        return
    room, frame = window.screen().availableGeometry(), window.frameGeometry()
    over = frame.size() - frame.size().boundedTo(room.size())
    if not over.isNull():
        window.resize(window.size() - over)
        window.move(room.topLeft())


def with_layout(window: MainWindow) -> Settings:
    """The window's settings with its present layout in them."""
    if window.is_folded:
        # Folded for want of room, not by hand: it shall be back in a wider window.
        window.docks["structures"].show()
    if window.is_text_folded:
        window.docks["clinical"].show()
    geometry = bytes(window.saveGeometry().toBase64().data()).decode()
    layout = bytes(window.saveState().toBase64().data()).decode()
    panels = window.panel_widths.drawn
    return replace(window.settings, geometry=geometry, layout=layout, panels=panels)
