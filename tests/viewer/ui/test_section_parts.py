"""The section bar, its keys and the slice panel in the window, without a 3D picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from viewer.state import Cut
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import SettingsFile
from viewer.ui.shortcuts_sheet import sheet_html

pytestmark = pytest.mark.window


def test_the_bar_comes_and_goes_with_the_section(window: MainWindow, qtbot: QtBot) -> None:
    bar, view = window.sectioning.bar, window.canvas_widget
    assert not bar.isVisible()
    for cut in Cut:
        qtbot.keyClick(view, Qt.Key.Key_C)
        assert window.store.state.section is not None
        assert window.store.state.section.cut is cut
        assert bar.isVisible()
        assert next(k for k, chip in bar.chips.items() if chip.isChecked()) == f"section.{cut}"
    qtbot.keyClick(view, Qt.Key.Key_C)
    assert window.store.state.section is None
    assert not bar.isVisible()
    assert not window.sectioning.panel.isVisible()


def test_bracket_keys_step_and_the_words_follow(window: MainWindow, qtbot: QtBot) -> None:
    window.run("section.sagittal")
    bar, view = window.sectioning.bar, window.canvas_widget
    assert bar.words.text() == "In the midline"
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_BracketLeft)
    assert bar.words.text() == "3 mm to the patient’s left"
    assert bar.slider.value() == -6
    qtbot.keyClick(view, Qt.Key.Key_BracketRight)
    assert bar.words.text() == "2 mm to the patient’s left"
    window.run("window.undo")
    assert bar.words.text() == "In the midline"
    window.run("window.undo")
    assert window.store.state.section is None


def test_dragging_the_slider_moves_the_plane_in_one_step(window: MainWindow) -> None:
    window.run("section.axial-L4-L5")
    opened, slider = window.store.state, window.sectioning.bar.slider
    for position in (4, 9, 15):
        slider.setSliderDown(True)
        slider.setSliderPosition(position)
        slider.sliderMoved.emit(position)
    slider.setSliderDown(False)
    assert window.store.state.section is not None
    assert window.store.state.section.offset == 7.5
    slider.triggerAction(QSlider.SliderAction.SliderSingleStepAdd)
    assert window.store.state.section.offset == 8.5
    assert "L4–L5" in window.sectioning.bar.words.text()
    window.run("window.undo")
    assert window.store.state == opened


def test_showing_a_section_is_not_a_wish(window: MainWindow) -> None:
    window.run("section.coronal-L3-L4")
    window.presenter.move_section(3.3)
    assert window.store.state.section is not None
    assert window.store.state.section.offset == 3.3


def test_another_level_by_the_bar(window: MainWindow) -> None:
    window.run("section.disc")
    bar = window.sectioning.bar
    assert bar.level.text() == "Level: L5–S1"
    menu = bar.level.menu()
    names = [action.text() for action in menu.actions()]
    assert names == [place.short for place in window.atlas.catalog.segments]
    menu.actions()[names.index("L2–L3")].trigger()
    assert window.store.state.section is not None
    assert window.store.state.section.level == "segment.L2-L3"
    assert bar.level.text() == "Level: L2–L3"
    assert window.store.undo_label == "Section at L2–L3"


def test_the_hand_on_the_plane_speaks_in_one_step(window: MainWindow, canvas: BlankCanvas) -> None:
    window.run("section.sagittal")
    opened = window.store.state
    for offset in (1.0, 4.0, 6.25):
        canvas.section_moved.emit(offset)
    canvas.section_stepped.emit(2.0)
    assert window.store.state.section is not None
    assert window.store.state.section.offset == 8.25
    window.run("window.undo")
    assert window.store.state == opened


def test_the_panel_folds_and_is_remembered(window: MainWindow, settings_file: SettingsFile) -> None:
    panel, act = window.sectioning.panel, window.actions_of.by_id["window.slice"]
    window.run("section.sagittal")
    assert panel.isVisible()
    assert act.isChecked()
    window.run("window.slice")
    assert not panel.isVisible()
    assert not window.sectioning.bar.chips["window.slice"].isChecked()
    window.close()
    assert settings_file.load().slice_panel is False


def test_the_panel_asked_for_without_a_section_cuts_one(window: MainWindow) -> None:
    window.run("window.slice")
    assert window.store.state.section is not None
    assert window.sectioning.panel.isVisible()


def test_every_key_of_sections_is_on_the_sheet(window: MainWindow) -> None:
    sheet = sheet_html(window.commands, window.theme)
    for id, command in window.commands.items():
        if id.startswith("section.") and command.keys:
            assert command.title in sheet


def test_the_bar_is_named_for_screen_readers(window: MainWindow) -> None:
    window.run("section.disc-L4-L5")
    bar = window.sectioning.bar
    assert bar.accessibleDescription() == "Section along the L4–L5 disc, in its middle plane"
    for chip in (*bar.chips.values(), bar.back, bar.forward, bar.level, bar.slider):
        assert chip.accessibleName()


def test_flat_picture_and_3d_view_light_each_other(window: MainWindow, canvas: BlankCanvas) -> None:
    window.run("section.disc-L4-L5")
    view = window.sectioning.panel.view
    view.hovered.emit("disc.L4-L5.nucleus")
    assert canvas.lit == "disc.L4-L5.nucleus"
    assert window.sectioning.panel.name.text() == "Nucleus pulposus of the L4–L5 disc"
    view.hovered.emit("")
    assert canvas.lit == ""


def test_a_click_in_the_flat_picture_selects_as_one_in_the_3d_view(window: MainWindow) -> None:
    window.run("section.disc-L4-L5")
    view = window.sectioning.panel.view
    view.clicked.emit("disc.L4-L5.nucleus", False)
    assert window.store.state.focus == ("disc.L4-L5",)
    view.clicked.emit("disc.L4-L5.nucleus", False)
    assert window.store.state.focus == ("disc.L4-L5.nucleus",)
    view.clicked.emit("thecal-sac", True)
    assert window.store.state.focus == ("disc.L4-L5.nucleus", "thecal-sac")
    view.stepped.emit(-2.0)
    assert window.store.state.section is not None
    assert window.store.state.section.offset == -2.0
