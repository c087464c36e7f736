"""What is on can be seen and left; every chip above the picture can be reached."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from viewer.ui.bars import Bars
from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window


@pytest.mark.parametrize(
    ("mode", "command", "words"),
    [
        ("explode", "view.explode", "Drawn apart 100\u00a0%"),
        ("opacity", "show.preset-nerves", "See-through"),
        ("tool", "measure.distance", "Measuring: distance"),
        ("tool", "measure.plates", "Measuring: angle of end plates"),
    ],
)
def test_a_mode_has_a_chip_that_ends_it(
    window: MainWindow, mode: str, command: str, words: str
) -> None:
    chip = window.chips.modes[mode]
    before = window.store.state
    assert not chip.isVisible()
    window.run(command)
    assert chip.isVisible()
    assert chip.text().startswith(words)
    assert chip.accessibleName().startswith(f"{words}: ")
    chip.click()
    assert not chip.isVisible()
    assert replace(window.store.state, camera=before.camera, view=before.view) == before


@pytest.mark.parametrize("runs", [("section.axial",), ("compare.levels", "section.disc")])
def test_small_windows_with_large_letters_reach_every_chip(
    window: MainWindow, qtbot: QtBot, runs: tuple[str, ...]
) -> None:
    window.change_settings(replace(window.settings, text_scale=2.0))
    window.resize(1024, 700)
    bars = window.findChild(QScrollArea, "bars")
    assert isinstance(bars, Bars)
    for command in runs:
        window.run(command)
    chip = window.sectioning.bar.chips["section.off"]
    qtbot.waitUntil(lambda: _shown(bars, chip))
    for each in (window.chips.chips["view.anterior"], chip):
        bars.ensureWidgetVisible(each)
        qtbot.waitUntil(lambda each=each: _shown(bars, each))
    assert bars.height() < 0.5 * window.centre.height()
    window.run("section.off")


def _shown(bars: Bars, chip: QWidget) -> bool:
    corner = chip.mapTo(bars.viewport(), QPoint(0, 0))
    low = corner.y() + chip.height()
    return bool(chip.isVisible() and corner.y() >= 0 and low <= bars.viewport().height() + 1)


def test_bars_need_no_scrolling_where_there_is_room(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 800)
    bars = window.findChild(QScrollArea, "bars")
    assert isinstance(bars, Bars)
    window.run("section.sagittal")
    qtbot.waitUntil(lambda: _shown(bars, window.sectioning.bar.chips["section.off"]))
    qtbot.waitUntil(lambda: not bars.verticalScrollBar().isVisible())
