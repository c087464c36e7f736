"""A real window with everything but the 3D picture, which has tests of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotations.library import Library
from viewer.atlas import Atlas
from viewer.store import Store
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import Settings, SettingsFile


@pytest.fixture
def settings_file(tmp_path: Path) -> SettingsFile:
    file = SettingsFile(tmp_path / "settings.json")
    file.save(Settings(theme="light", coach_seen=True, reduced_motion=True))
    return file


@pytest.fixture
def window(
    qtbot: QtBot, store: Store, atlas: Atlas, library: Library, settings_file: SettingsFile
) -> Iterator[MainWindow]:
    QApplication.setStyle("Fusion")
    made = MainWindow(store, atlas, library, settings_file)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.canvas_widget.setFocus()
    qtbot.waitUntil(made.canvas_widget.hasFocus)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def canvas(window: MainWindow) -> BlankCanvas:
    assert isinstance(window.canvas_widget, BlankCanvas)
    return window.canvas_widget


@pytest.fixture
def another(
    qtbot: QtBot, atlas: Atlas, library: Library, settings_file: SettingsFile
) -> Callable[[], MainWindow]:
    """Makes further windows with the same settings and data."""

    def make() -> MainWindow:
        made = MainWindow(Store(atlas.start()), atlas, library, SettingsFile(settings_file.path))
        qtbot.addWidget(made)
        made.show()
        return made

    return make


@pytest.fixture
def extruded(window: MainWindow) -> MainWindow:
    """A window with an extrusion at L5-S1, on the left, beside the middle."""
    window.select("segment.L5-S1")
    window.run("conditions.show-disc-extrusion")
    return window


@pytest.fixture
def choose_zone(extruded: MainWindow) -> Callable[[str], None]:
    """Chooses where the extrusion lies, from the card's menu."""

    def choose(zone: str) -> None:
        menu = extruded.conditioning.bar.choices.zone.menu()
        menu.aboutToShow.emit()
        next(action for action in menu.actions() if action.data() == zone).trigger()

    return choose
