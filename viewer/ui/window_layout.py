"""Where the parts of the window stand, and how that is remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QToolBar, QVBoxLayout, QWidget

from viewer.ui.menus import fill_menu_bar
from viewer.ui.settings import Settings

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

_FIRST_SIZE, _SMALLEST = (1500, 940), (900, 600)
#: Panels: title, side, least width, and share of a wide window.
_PANELS = {
    "structures": ("Structures", Qt.DockWidgetArea.LeftDockWidgetArea, 262, 0.16),
    "clinical": ("Clinical text", Qt.DockWidgetArea.RightDockWidgetArea, 396, 0.26),
}


def lay_out(window: MainWindow, canvas_place: QWidget) -> dict[str, QDockWidget]:
    """Set menu, header, centre, panels and status bar; the panels by name."""
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
    column.addWidget(window.chips)
    column.addWidget(canvas_place, 1)
    column.addWidget(window.strip)
    around = QVBoxLayout(canvas_place)
    around.setContentsMargins(0, 0, 0, 0)
    window.setCentralWidget(window.centre)
    window.setStatusBar(window.status)
    window.setMinimumSize(*_SMALLEST)
    panels: dict[str, QWidget] = {"structures": window.structures, "clinical": window.clinical}
    return {name: _dock(window, name, panel) for name, panel in panels.items()}


def _dock(window: MainWindow, name: str, panel: QWidget) -> QDockWidget:
    title, area, *_ = _PANELS[name]
    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
    dock.setTitleBarWidget(QWidget(dock))
    dock.setWidget(panel)
    dock.visibilityChanged.connect(window.refresh_actions)
    window.addDockWidget(area, dock)
    return dock


def restore_layout(window: MainWindow) -> None:
    """As it was left, or a first layout that fits the screen."""
    screen = QGuiApplication.primaryScreen().availableSize()
    width, height = (min(a, b) for a, b in zip(_FIRST_SIZE, screen.toTuple(), strict=True))
    window.resize(width, height)
    widths = [max(least, round(width * share)) for *_, least, share in _PANELS.values()]
    docks = [window.docks[name] for name in _PANELS]
    window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
    if window.settings.geometry:
        window.restoreGeometry(QByteArray.fromBase64(window.settings.geometry.encode()))
    if window.settings.layout:
        window.restoreState(QByteArray.fromBase64(window.settings.layout.encode()))


def with_layout(window: MainWindow) -> Settings:
    """The window's settings with its present layout in them."""
    geometry = bytes(window.saveGeometry().toBase64().data()).decode()
    layout = bytes(window.saveState().toBase64().data()).decode()
    return replace(window.settings, geometry=geometry, layout=layout)
