"""The 3D view under the hand: clicks, drags, wheel, hover; and no key does anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.picking import display
from viewer.state import Camera, SurfacePoint, Tool
from viewer.ui.canvas import Canvas

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(
        sys.platform.startswith("linux") and not os.environ.get("DISPLAY"), reason="needs a screen"
    ),
]
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
MIDDLE = Qt.MouseButton.MiddleButton
BONE = StructureId("vertebra.L4")


def test_a_click_selects_what_lies_under_it(hand: Any, qtbot: QtBot, canvas: Canvas) -> None:
    place = hand.on(BONE)
    with qtbot.waitSignal(canvas.structure_clicked) as caught:
        qtbot.mouseClick(canvas, LEFT, pos=place)
    assert caught.args == [BONE, False]
    with qtbot.waitSignal(canvas.structure_clicked) as caught:
        qtbot.mouseClick(canvas, LEFT, Qt.KeyboardModifier.ControlModifier, pos=place)
    assert caught.args == [BONE, True]
    with qtbot.waitSignal(canvas.structure_clicked) as caught:
        qtbot.mouseClick(canvas, LEFT, pos=QPoint(4, 240))
    assert caught.args == ["", False]


def test_a_small_tremble_is_still_a_click_and_a_drag_is_none(
    hand: Any, qtbot: QtBot, canvas: Canvas
) -> None:
    place, camera = hand.on(BONE), canvas.camera
    with qtbot.waitSignal(canvas.structure_clicked):
        qtbot.mousePress(canvas, LEFT, pos=place)
        hand.move(place + QPoint(1, 1), LEFT)
        qtbot.mouseRelease(canvas, LEFT, pos=place + QPoint(1, 1))
    assert canvas.camera == camera
    with (
        qtbot.assertNotEmitted(canvas.structure_clicked),
        qtbot.waitSignal(canvas.camera_moved) as caught,
    ):
        hand.drag(LEFT, QPoint(60, 20))
    assert caught.args == [canvas.camera]
    assert canvas.camera != camera


def test_drags_orbit_pan_and_zoom(hand: Any, qtbot: QtBot, canvas: Canvas) -> None:
    begun = canvas.camera
    hand.drag(LEFT, QPoint(50, 0))
    assert canvas.camera.azimuth_deg != begun.azimuth_deg
    assert canvas.camera.focal == begun.focal
    begun = canvas.camera
    hand.drag(MIDDLE, QPoint(50, 10))
    assert canvas.camera.azimuth_deg == begun.azimuth_deg
    assert canvas.camera.focal != begun.focal
    begun = canvas.camera
    hand.drag(RIGHT, QPoint(0, 50))
    assert canvas.camera.distance < begun.distance


def test_the_structure_under_the_hand_follows_a_pan(
    hand: Any, qtbot: QtBot, canvas: Canvas
) -> None:
    point = canvas.camera.focal
    before = display(canvas.camera, point, canvas.width(), canvas.height())
    hand.drag(MIDDLE, QPoint(40, -30))
    after = display(canvas.camera, point, canvas.width(), canvas.height())
    assert before is not None
    assert after is not None
    assert np.subtract(after, before) == pytest.approx((40, -30), abs=1e-6)


def test_the_wheel_zooms_towards_the_cursor_and_tells_once_it_rests(
    hand: Any, qtbot: QtBot, canvas: Canvas
) -> None:
    begun = canvas.camera
    with qtbot.waitSignal(canvas.camera_moved, timeout=3000):
        for _ in range(4):
            hand.wheel(QPoint(420, 120), 120)
    assert canvas.camera.distance < begun.distance
    offset = np.subtract(canvas.camera.focal, begun.focal)
    assert np.linalg.norm(offset) > 5.0


def test_a_right_click_asks_for_a_menu_but_not_after_a_drag(
    hand: Any, qtbot: QtBot, canvas: Canvas
) -> None:
    place = hand.on(BONE)
    with qtbot.waitSignal(canvas.context_requested) as caught:
        qtbot.mouseClick(canvas, RIGHT, pos=place)
    assert caught.args == [BONE, canvas.mapToGlobal(place)]
    with qtbot.assertNotEmitted(canvas.context_requested):
        hand.drag(RIGHT, QPoint(0, 40))
        mouse = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, canvas.mapToGlobal(place))
        QApplication.sendEvent(canvas, mouse)
    with qtbot.waitSignal(canvas.context_requested):
        key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, canvas.mapToGlobal(place))
        QApplication.sendEvent(canvas, key)


def test_a_double_click_means_what_the_first_click_struck(
    hand: Any, qtbot: QtBot, canvas: Canvas, atlas: Atlas
) -> None:
    place = hand.on(BONE)
    qtbot.mouseClick(canvas, LEFT, pos=place)
    canvas.fly_to(atlas.home(), animated=False)
    with qtbot.waitSignal(canvas.structure_double_clicked) as caught:
        qtbot.mouseDClick(canvas, LEFT, pos=place)
    assert caught.args == [BONE]


def test_hover_names_and_brightens_and_ends(hand: Any, qtbot: QtBot, canvas: Canvas) -> None:
    place = hand.on(BONE)
    with qtbot.waitSignal(canvas.hovered, timeout=5000) as caught:
        qtbot.mouseMove(canvas, QPoint(3, 3))
        qtbot.mouseMove(canvas, place)
    assert caught.args == [BONE]
    with qtbot.waitSignal(canvas.hovered) as caught:
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert caught.args == [""]


def test_the_name_under_a_resting_hand_follows_a_flight(
    hand: Any, qtbot: QtBot, canvas: Canvas
) -> None:
    with qtbot.waitSignal(canvas.hovered, timeout=5000):
        qtbot.mouseMove(canvas, QPoint(3, 3))
        qtbot.mouseMove(canvas, hand.on(BONE))
    with qtbot.waitSignal(canvas.hovered) as caught:
        canvas.fly_to(Camera(0.0, 0.0, 600.0, (0.0, 0.0, 2000.0)), animated=False)
    assert caught.args == [""]


def test_hovering_a_solid_structure_costs_no_frame(
    hand: Any, qtbot: QtBot, canvas: Canvas, settle: Callable[[], None]
) -> None:
    settle()
    assert canvas.view is not None
    renders, before = canvas.view.renders, hand.pixels()
    with qtbot.waitSignal(canvas.hovered, timeout=5000):
        qtbot.mouseMove(canvas, QPoint(3, 3))
        qtbot.mouseMove(canvas, hand.on(BONE))
    assert canvas.view.renders <= renders + 1, "grab() itself draws one"
    assert (abs(hand.pixels() - before).max(axis=2) > 60).sum() > 200


def test_no_key_does_anything_here(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.setFocus()
    camera, spec, renders = canvas.camera, canvas.scene.spec, canvas.view.renders  # type: ignore[union-attr]
    for letter in "qwertyuiopasdfghjklzxcvbnm3./ ":
        qtbot.keyClicks(canvas, letter)
    assert (canvas.camera, canvas.scene.spec) == (camera, spec)
    assert canvas.isVisible()
    assert canvas.view.renders <= renders + 1  # type: ignore[union-attr]


def test_keys_go_on_to_the_window(hand: Any, qtbot: QtBot, canvas: Canvas) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_I)
    window = canvas.window()
    assert isinstance(window, hand.window_type)
    assert window.keys == [Qt.Key.Key_I]


def test_nothing_is_accepted_by_dropping(canvas: Canvas) -> None:
    assert not canvas.acceptDrops()
    assert canvas.view is not None
    assert not canvas.view.acceptDrops()


def test_a_measuring_tool_sets_points_on_what_is_seen(
    hand: Any, qtbot: QtBot, canvas: Canvas
) -> None:
    picked: list[object] = []
    selected: list[str] = []
    canvas.surface_pressed.connect(picked.append)
    canvas.structure_clicked.connect(lambda key, _add: selected.append(key))
    canvas.show_tool(Tool.DISTANCE, ())
    spot = hand.on(BONE)
    qtbot.mouseClick(canvas, LEFT, pos=spot)
    assert selected == []
    (point,) = picked
    assert isinstance(point, SurfacePoint)
    seen = display(canvas.camera, point.at, canvas.width(), canvas.height())
    assert seen is not None
    assert abs(seen[0] - spot.x()) < 1.5
    assert abs(seen[1] - spot.y()) < 1.5
    canvas.show_tool(Tool.DISTANCE, (point,))
    hand.move(hand.on(StructureId("vertebra.L3")), Qt.MouseButton.NoButton)
    qtbot.waitUntil(lambda: canvas.overlay.probe is not None)
    assert canvas.overlay.probe is not None
    assert canvas.overlay.probe.text.endswith(" mm")
    canvas.show_tool(Tool.NONE, ())
    assert canvas.overlay.probe is None
