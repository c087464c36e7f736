"""Two views beside each other in the window, without a 3D picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from meshes.ids import StructureId
from viewer.camera import is_same_pose, turned
from viewer.comparing import other_side
from viewer.state import Beside
from viewer.store import Store
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import SettingsFile

pytestmark = pytest.mark.window
L45, L5S1 = StructureId("segment.L4-L5"), StructureId("segment.L5-S1")


def beside(window: MainWindow) -> BlankCanvas:
    assert isinstance(window.comparing.widget, BlankCanvas)
    return window.comparing.widget


def compared(window: MainWindow) -> BlankCanvas:
    window.select(L45)
    window.run(f"compare.with-{L5S1}")
    return beside(window)


def views(window: MainWindow) -> list[BlankCanvas]:
    return window.findChildren(BlankCanvas)


def test_the_whole_comparison_is_done_with_keys(window: MainWindow, qtbot: QtBot) -> None:
    first = window.canvas_widget
    qtbot.keyClick(first, Qt.Key.Key_5)
    qtbot.keyClick(first, Qt.Key.Key_B)
    compare = window.store.state.compare
    assert compare is not None
    assert compare.place == L45
    assert beside(window).isVisible()
    assert window.comparing.bar.isVisible()
    qtbot.keyClick(first, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert beside(window).title == "L3–L4"
    qtbot.keyClick(first, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert beside(window).title == "L1–L2"
    qtbot.keyClick(first, Qt.Key.Key_K)
    assert window.store.state.compare
    assert window.store.state.compare.camera is not None
    qtbot.keyClick(first, Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    assert (window.store.state.place, beside(window).title) == ("segment.L1-L2", "L5–S1")
    beside(window).setFocus()
    qtbot.keyClick(beside(window), Qt.Key.Key_B)
    assert window.store.state.compare is None
    assert window.comparing.widget is None
    assert first.hasFocus()


def test_both_views_say_what_they_are(window: MainWindow) -> None:
    second = compared(window)
    names = []
    for view in (window.canvas_widget, second):
        interface = QAccessible.queryAccessibleInterface(view)
        names.append(interface.text(QAccessible.Text.Name))
    assert names == ["3D view, left: L4–L5", "3D view, right: L5–S1"]
    assert (window.canvas_widget.title, second.title) == ("L4–L5", "L5–S1")  # type: ignore[attr-defined]
    window.run("compare.end")
    assert window.canvas_widget.accessibleName() == "3D view"
    assert window.canvas_widget.title == ""  # type: ignore[attr-defined]


def test_ending_leaves_one_view_and_nothing_else(window: MainWindow) -> None:
    for _ in range(3):
        second = compared(window)
        window.run("compare.end")
        QCoreApplication.sendPostedEvents(second, QEvent.Type.DeferredDelete.value)
    assert views(window) == [window.canvas_widget]
    assert not window.comparing.bar.isVisible()
    assert not window.comparing.place.isVisible()


def test_a_press_in_one_selects_in_both_and_the_text_follows(window: MainWindow) -> None:
    second = compared(window)
    second.structure_clicked.emit("disc.L5-S1.annulus", False)
    state = window.store.state
    assert (state.place, state.focus) == (L45, ("disc.L4-L5",))
    assert other_side(state, window.atlas).focus == ("disc.L5-S1",)
    assert window.clinical.page == "disc.L5-S1"
    assert window.store.undo_label == "Select L5–S1 disc"
    window.canvas.structure_clicked.emit("root.L4.left", False)
    state = window.store.state
    assert state.focus == ("root.L4.left",)
    assert other_side(state, window.atlas).focus == ("root.L5.left",)
    assert window.clinical.page == "root.L4.left"
    second.structure_clicked.emit("facet.L5-S1.right", True)
    assert window.store.state.focus == ("root.L4.left", "facet.L4-L5.right")
    assert second.spec is not None
    assert second.spec.looks[StructureId("disc.L5-S1.annulus")].ghost is False


def test_pointing_in_one_lights_in_both(window: MainWindow) -> None:
    second, first = compared(window), window.canvas_widget
    assert isinstance(first, BlankCanvas)
    first.hovered.emit("disc.L4-L5")
    assert second.lit == "disc.L5-S1"
    second.hovered.emit("root.S1.left")
    assert first.lit == "root.L5.left"
    assert window.status.hover_label.text() == "Left S1 nerve root"
    second.hovered.emit("")
    assert first.lit == ""


def test_linked_views_turn_together_and_part_without_a_jump(window: MainWindow) -> None:
    second, first = compared(window), window.canvas_widget
    assert isinstance(first, BlankCanvas)
    assert first.camera is not None
    assert second.camera is not None
    first.turned.emit(turned(first.camera, 30.0, 0.0))
    assert second.camera.azimuth_deg == turned(first.camera, 30.0, 0.0).azimuth_deg
    goal = turned(second.camera, 20.0, 4.0)
    second.turned.emit(goal)
    assert (first.camera.azimuth_deg, first.camera.elevation_deg) == (76.0, 11.0)
    second.camera_moved.emit(goal)
    assert is_same_pose(second.camera, goal)
    before = first.camera, second.camera
    assert window.store.state.camera == first.camera
    window.run("compare.link")
    assert (first.camera, second.camera) == before
    first.camera_moved.emit(turned(first.camera, 40.0, 0.0))
    assert second.camera == before[1]
    second.camera_moved.emit(turned(second.camera, 5.0, 0.0))
    assert first.camera == turned(before[0], 40.0, 0.0)
    window.run("compare.link")
    assert first.camera.azimuth_deg == second.camera.azimuth_deg
    assert first.camera == turned(before[0], 40.0, 0.0)


def test_undo_takes_back_each_step_of_a_comparison(window: MainWindow) -> None:
    compared(window)
    seen = [window.store.state]
    for command in ("compare.below", "compare.link", "compare.swap", "compare.untouched"):
        window.run(command)
        seen.append(window.store.state)
    window.run("compare.end")
    assert window.comparing.widget is None
    for state in reversed(seen):
        window.run("window.undo")
        assert window.store.state == state
    assert beside(window).title == "L5–S1"
    window.run("window.undo")
    assert window.comparing.widget is None


def test_shift_on_the_strip_chooses_the_second_level(window: MainWindow, qtbot: QtBot) -> None:
    window.select(L45)
    button = window.strip.buttons[StructureId("segment.L2-L3")]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
    assert (window.store.state.place, beside(window).title) == (L45, "L2–L3")
    assert button.accessibleName() == "Select L2–L3 motion segment, in the second view"
    other = window.strip.buttons[StructureId("segment.L1-L2")]
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert beside(window).title == "L1–L2"
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    assert window.store.state.place == "segment.L1-L2"


def test_the_menu_of_the_second_view_acts_on_both(window: MainWindow, qtbot: QtBot) -> None:
    second = compared(window)
    second.context_requested.emit("vertebra.L5", QPoint(0, 0))
    menu = next(
        w for w in window.findChildren(QWidget) if w.accessibleName() == "Menu of L5 vertebra"
    )
    hide = next(a for a in menu.actions() if a.text() == "Hide")
    hide.trigger()
    menu.close()
    assert window.store.state.hidden == {"vertebra.L4"}
    assert second.spec is not None
    assert "vertebra.L5" not in second.spec.looks


def test_the_bar_offers_levels_and_the_untouched_model(window: MainWindow) -> None:
    compared(window)
    bar = window.comparing.bar
    bar.menu.aboutToShow.emit()
    names = [action.text() for action in bar.menu.actions()]
    assert names[-2:] == ["Sacrum && SI joints", "The untouched model"]
    bar.menu.actions()[-1].trigger()
    compare = window.store.state.compare
    assert compare is not None
    assert compare.kind is Beside.UNTOUCHED
    assert not bar.chips["compare.swap"].isEnabled()
    bar.chips["compare.end"].click()
    assert window.store.state.compare is None


def test_a_comparison_is_kept_in_a_scene_file(window: MainWindow, tmp_path: Path) -> None:
    compared(window)
    window.run("compare.link")
    kept = window.store.state
    window.keeping.scenes.save_file(tmp_path / "two.lumbar.json")
    window.run("show.reset")
    assert window.comparing.widget is None
    assert window.keeping.scenes.open_file(tmp_path / "two.lumbar.json")
    assert window.store.state == kept
    assert beside(window).title == "L5–S1"


def test_theme_and_tool_reach_the_second_view(window: MainWindow) -> None:
    second = compared(window)
    window.run("window.theme-dark")
    assert second.theme == "dark"
    window.run("measure.distance")
    assert second.tool == window.store.state.tool != "none"
    window.run("select.clear")
    assert second.tool == window.store.state.tool == "none"


def test_a_scene_that_starts_compared_shows_both(
    qtbot: QtBot, window: MainWindow, settings_file: SettingsFile
) -> None:
    compared(window)
    library = window.library
    again = MainWindow(Store(window.store.state), window.atlas, library, settings_file)
    qtbot.addWidget(again)
    again.show()
    assert beside(again).title == "L5–S1"
    again.give_canvas(BlankCanvas("another", again))
    assert beside(again).title == "L5–S1"
    assert beside(again).spec is not None
    again.close()
    assert again.comparing.widget is None
