"""Settings show at once; Cancel and Escape bring back what was; Done keeps it over a restart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from viewer.ui.about import About, about_text
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import Settings, SettingsFile
from viewer.ui.settings_card import CHOICES, FIELDS, SWITCHES, SettingsCard, taken_back


@pytest.fixture
def card(window: MainWindow) -> SettingsCard:
    window.run("window.settings")
    assert window.settings_card.isVisible()
    return window.settings_card


def test_every_choice_shows_at_once(
    window: MainWindow, canvas: BlankCanvas, card: SettingsCard
) -> None:
    for key, (_, options) in CHOICES.items():
        for value in options:
            card.choices[key].buttons[value].click()
            assert getattr(window.settings, key) == value
    assert window.theme.name == "projector"
    for key in SWITCHES:
        before = getattr(window.settings, key)
        card.switches[key].click()
        assert getattr(window.settings, key) is not before
    assert (canvas.smooth, canvas.inset) == (window.settings.smooth, window.settings.inset)
    card.text_size.setValue(15)
    assert window.settings.text_scale == pytest.approx(1.5)
    assert "150" in card.size_label.text()


@pytest.mark.parametrize("way", ["button", "escape"])
def test_cancel_brings_everything_back(
    window: MainWindow, card: SettingsCard, qtbot: QtBot, way: str
) -> None:
    before = window.settings
    card.choices["theme"].buttons["dark"].click()
    card.text_size.setValue(20)
    for box in card.switches.values():
        box.click()
    # What is changed elsewhere meanwhile is not Cancel's to take back.
    window.settings = replace(window.settings, folded=("care",))
    if way == "button":
        card.cancel.click()
    else:
        qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert window.settings == replace(before, folded=("care",))
    assert window.theme.name == "light"


def test_done_keeps_them_for_the_next_start(
    window: MainWindow,
    card: SettingsCard,
    another: Callable[[], MainWindow],
    settings_file: SettingsFile,
) -> None:
    card.choices["theme"].buttons["dark"].click()
    card.choices["audience"].buttons["clinician"].click()
    card.switches["inset"].click()
    card.done.click()
    window.close()
    kept = SettingsFile(settings_file.path).load()
    assert (kept.theme, kept.audience, kept.inset) == ("dark", "clinician", False)
    assert another().theme.name == "dark"


def test_usual_settings_are_the_defaults_and_can_be_cancelled(
    window: MainWindow, card: SettingsCard
) -> None:
    before = window.settings
    card.usual.click()
    assert all(getattr(window.settings, key) == getattr(Settings(), key) for key in FIELDS)
    assert window.settings.coach_seen
    card.cancel.click()
    assert window.settings == before


def test_it_is_walked_and_used_by_keyboard(
    window: MainWindow, card: SettingsCard, qtbot: QtBot
) -> None:
    first = card.choices["theme"].buttons["system"]
    first.setFocus()
    met = [QApplication.focusWidget()]
    while met[-1] is not card.done and len(met) < 40:
        qtbot.keyClick(met[-1], Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
    assert all(at is not None and card.isAncestorOf(at) for at in met)
    # Of an exclusive group Tab may stop at the chosen one only, as everywhere in Qt.
    chips = {b for c in card.choices.values() for b in c.buttons.values()}
    assert [at for at in met if at not in chips] == [s for s in card.stops() if s not in chips]
    assert met == [s for s in card.stops() if s in met]
    box = card.switches["reduced_motion"]
    box.setFocus()
    was = window.settings.reduced_motion
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert window.settings.reduced_motion is not was


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [(760, 520), (1280, 800)])
def test_no_word_of_it_is_cut(
    window: MainWindow, qtbot: QtBot, scale: float, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.change_settings(replace(window.settings, text_scale=scale))
    window.run("window.settings")
    card = window.settings_card
    buttons = [
        *(b for chips in card.choices.values() for b in chips.buttons.values()),
        *card.switches.values(),
        card.usual,
        card.cancel,
        card.done,
    ]

    def cut() -> list[str]:
        return [
            b.text()
            for b in buttons
            if b.width() < b.fontMetrics().horizontalAdvance(b.text())
            or b.height() < b.fontMetrics().height()
        ]

    qtbot.waitUntil(lambda: cut() == [])
    assert window.rect().contains(card.geometry())


def test_taking_back_leaves_the_rest() -> None:
    now = Settings(theme="dark", layout="x", smooth=False)
    assert taken_back(now, Settings()) == Settings(layout="x")


def test_the_little_spine_is_a_switch_in_the_menu(window: MainWindow, canvas: BlankCanvas) -> None:
    window.run("window.inset")
    assert not canvas.inset
    assert not window.actions_of.by_id["window.inset"].isChecked()
    window.run("window.inset")
    assert canvas.inset


def test_about_shows_the_licences_inside(window: MainWindow, qtbot: QtBot) -> None:
    window.run("window.about")
    dialog = window.findChild(About)
    assert dialog is not None
    shown = dialog.page.toPlainText()
    for words in ("Education, not diagnosis", "Third-party notices", "MIT License", "LGPL"):
        assert words in shown
    assert "missing" not in about_text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
