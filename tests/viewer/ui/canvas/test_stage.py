"""The 3D view in a window: flights, labels at rest, smooth stills, themes, and no OpenGL."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import named_views
from viewer.commands import acts, camera_acts
from viewer.resolve import resolve
from viewer.spec import SceneSpec
from viewer.state import Camera, ViewState
from viewer.ui.canvas import Canvas
from viewer.ui.orientation_cube import faces

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(
        sys.platform.startswith("linux") and not os.environ.get("DISPLAY"), reason="needs a screen"
    ),
]
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
MIDDLE = Qt.MouseButton.MiddleButton
BONE = StructureId("vertebra.L4")


def test_the_window_shows_the_spine(hand: Any, canvas: Canvas) -> None:
    shown = hand.pixels()
    middle = shown[100:400, 200:440]
    assert middle.std() > 25
    assert (middle[..., 0] > middle[..., 2] + 20).mean() > 0.2, "ivory"


def test_the_view_survives_a_move_to_another_window(
    hand: Any, qtbot: QtBot, canvas: Canvas
) -> None:
    assert canvas.view is not None
    first, before = canvas.window(), hand.pixels()
    assert isinstance(first, hand.window_type)
    second = hand.window_type()
    second.resize(first.size())
    qtbot.addWidget(second)
    for home in (second, first):
        renders = canvas.view.renders
        home.setCentralWidget(canvas)
        home.show()
        qtbot.waitUntil(lambda seen=renders: canvas.view.renders > seen)  # type: ignore
        assert abs(hand.pixels() - before).mean() < 3.0


def test_a_flight_takes_its_time_by_the_clock_and_ends_exactly(
    qtbot: QtBot, canvas: Canvas, clock: Any, atlas: Atlas
) -> None:
    begun, goal = canvas.camera, atlas.home()
    canvas.fly_to(goal)
    assert canvas.is_flying
    assert canvas.camera == begun
    clock.now = 0.175
    qtbot.waitUntil(lambda: canvas.camera != begun)
    assert canvas.camera != goal
    clock.now = 0.36
    qtbot.waitUntil(lambda: not canvas.is_flying)
    assert canvas.camera == goal


def test_a_flight_is_cancelled_by_the_wheel_and_by_a_drag(
    hand: Any, qtbot: QtBot, canvas: Canvas, clock: Any, atlas: Atlas
) -> None:
    canvas.fly_to(atlas.home())
    hand.wheel(QPoint(300, 200), 120)
    assert not canvas.is_flying
    canvas.fly_to(atlas.home())
    assert canvas.is_flying
    hand.drag(LEFT, QPoint(30, 0))
    assert not canvas.is_flying


def test_home_is_reached_within_400_ms_and_is_always_the_same_pose(
    qtbot: QtBot, canvas: Canvas, clock: Any, atlas: Atlas
) -> None:
    home = camera_acts.go_home(atlas)(atlas.start()).camera
    for azimuth in (10.0, 250.0):
        canvas.fly_to(Camera(azimuth, 40.0, 220.0, (5.0, 0.0, 20.0)), animated=False)
        clock.now += 1.0
        canvas.fly_to(home)
        assert canvas.is_flying
        clock.now += 0.4
        qtbot.waitUntil(lambda: not canvas.is_flying)
        assert canvas.camera == home


def test_reduced_motion_jumps(canvas: Canvas, atlas: Atlas) -> None:
    canvas.reduced_motion = True
    canvas.fly_to(atlas.home())
    assert canvas.camera == atlas.home()
    assert not canvas.is_flying


def test_many_changes_make_one_frame(
    qtbot: QtBot, canvas: Canvas, settle: Callable[[], None]
) -> None:
    assert canvas.view is not None
    settle()
    before = canvas.view.renders
    for k in range(20):
        canvas.fly_to(Camera(10.0 * k, 5.0, 600.0, (0, 0, 60)), animated=False)
    qtbot.waitUntil(lambda: canvas.view.renders > before)  # type: ignore[union-attr]
    assert canvas.view.renders == before + 1
    settle()
    assert canvas.view.renders <= before + 2


def test_labels_and_outlines_come_at_rest_and_go_with_movement(
    hand: Any, canvas: Canvas, atlas: Atlas, catalog: Catalog, settle: Callable[[], None]
) -> None:
    state = acts.select_any(atlas, StructureId("segment.L4-L5"))(atlas.start())
    canvas.show_spec(resolve(state, catalog))
    canvas.fly_to(state.camera, animated=False)
    assert not canvas.overlay.marks.labels
    settle()
    named = {mark.label.id for mark in canvas.overlay.marks.labels}
    assert {"disc.L4-L5", "root.L4.left", "root.L5.right"} <= named
    assert canvas.overlay.marks.contours
    assert "L4–L5 disc" in canvas.overlay.accessibleDescription()
    hand.wheel(QPoint(300, 200), 120)
    assert not canvas.overlay.marks.labels


def test_labels_keep_off_cube_and_legend(
    canvas: Canvas, atlas: Atlas, catalog: Catalog, settle: Callable[[], None]
) -> None:
    state = acts.select_any(atlas, StructureId("segment.L3-L4"))(atlas.start())
    canvas.show_spec(resolve(state, catalog))
    canvas.fly_to(state.camera, animated=False)
    settle()
    cube = canvas.cube.geometry()
    for mark in canvas.overlay.marks.labels:
        plate = mark.placed.plate
        assert plate.right <= cube.left() or plate.y >= cube.bottom()
        assert not any(plate.meets(card) for card in canvas.overlay.blocked())


def test_hover_keeps_the_labels(
    hand: Any,
    qtbot: QtBot,
    canvas: Canvas,
    atlas: Atlas,
    catalog: Catalog,
    settle: Callable[[], None],
) -> None:
    state = acts.select_any(atlas, StructureId("segment.L4-L5"))(atlas.start())
    canvas.show_spec(resolve(state, catalog))
    settle()
    marks = canvas.overlay.marks
    assert marks.labels
    with qtbot.waitSignal(canvas.hovered, timeout=5000):
        qtbot.mouseMove(canvas, QPoint(3, 3))
        qtbot.mouseMove(canvas, hand.on(BONE))
    assert canvas.overlay.marks is marks


def test_at_rest_the_picture_is_smoothed_and_dropped_on_movement(
    hand: Any, canvas: Canvas, settle: Callable[[], None]
) -> None:
    rough = hand.pixels()
    canvas.set_smooth_at_rest(True)
    canvas.fly_to(Camera(91.0, 0.0, canvas.camera.distance, canvas.camera.focal), animated=False)
    settle()
    assert canvas.overlay.still is not None
    assert canvas.overlay.still.width() == round(canvas.width() * canvas.devicePixelRatioF())
    smooth = hand.pixels()
    assert abs(smooth - rough).mean() < 12, "same scene"
    hand.wheel(QPoint(300, 200), 120)
    assert canvas.overlay.still is None


def test_the_smoothed_picture_lies_exactly_over_the_live_one(
    hand: Any, canvas: Canvas, settle: Callable[[], None]
) -> None:
    rough = hand.pixels()
    canvas.set_smooth_at_rest(True)
    place = canvas.camera
    canvas.fly_to(Camera(0.0, 0.0, 500.0, (0, 0, 0)), animated=False)
    canvas.fly_to(place, animated=False)
    settle()
    assert canvas.overlay.still is not None
    smooth = hand.pixels()
    here = abs(smooth - rough).mean()
    for shift in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        assert here < abs(np.roll(smooth, shift, (0, 1)) - rough).mean()


def test_the_cube_turns_the_view_to_the_side_pressed(
    qtbot: QtBot, canvas: Canvas, clock: Any
) -> None:
    pose = Camera(180.0, 0.0, 600.0, (0, 0, 60))
    canvas.fly_to(pose, animated=False)
    cube = canvas.cube
    assert cube.accessibleDescription() == "Seen from: posterior"
    canvas.fly_to(Camera(150.0, 20.0, 600.0, (0, 0, 60)), animated=False)
    left = next(f for f in faces(canvas.camera, cube.width()) if f.view == "left")
    with qtbot.waitSignal(canvas.camera_moved) as caught:
        qtbot.mouseClick(cube, LEFT, pos=left.centre.toPoint())
    goal = caught.args[0]
    assert (goal.azimuth_deg, goal.elevation_deg) == (90.0, 0.0)
    clock.now = 1.0
    qtbot.waitUntil(lambda: canvas.camera == goal)


@pytest.mark.parametrize("name", ["anterior", "posterior", "left", "right", "superior", "inferior"])
def test_the_cube_shows_the_side_one_looks_at(canvas: Canvas, name: str) -> None:
    view = named_views()[name]
    seen = faces(Camera(view.azimuth_deg, view.elevation_deg, 500.0, (0, 0, 0)), 90.0)
    face = seen[-1]
    assert face.view == name
    assert face.up.y() < 0, "letter upright"
    assert abs(face.up.x()) < 1.0
    assert face.across.x() > 0, "letter not mirrored"


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_themes_reach_view_and_overlay(
    hand: Any, canvas: Canvas, settle: Callable[[], None], theme: str
) -> None:
    canvas.set_theme(theme)
    canvas.set_text_scale(1.5)
    settle()
    ground = hand.pixels()[canvas.height() // 2, 5].mean()
    assert ground < 90 if theme == "dark" else ground > 180
    assert canvas.overlay.stationery.theme.name == theme


def test_resizing_keeps_children_in_place(
    qtbot: QtBot, canvas: Canvas, settle: Callable[[], None]
) -> None:
    canvas.window().resize(800, 520)
    qtbot.waitUntil(lambda: canvas.width() == 800)
    settle()
    assert canvas.view is not None
    assert canvas.view.geometry() == canvas.rect()
    assert canvas.overlay.geometry() == canvas.rect()
    assert canvas.cube.geometry().right() <= canvas.width()


def test_names_for_screen_readers(canvas: Canvas) -> None:
    assert canvas.accessibleName() == "3D view"
    assert canvas.accessibleDescription()
    assert canvas.overlay.accessibleName()
    assert canvas.cube.accessibleName()


def test_after_release_everything_is_harmless(
    qtbot: QtBot, canvas: Canvas, atlas: Atlas, catalog: Catalog
) -> None:
    canvas.release()
    canvas.release()
    state: ViewState = acts.select_any(atlas, BONE)(atlas.start())
    canvas.show_spec(resolve(state, catalog))
    canvas.show_spec(SceneSpec({}, (), ()))
    canvas.fly_to(state.camera, animated=False)
    canvas.set_theme("dark")
    canvas.repaint()
    qtbot.mouseClick(canvas, LEFT, pos=QPoint(50, 50))


_FLAT = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv)
from meshes.catalog import load_catalog
from meshes.store import load_assets
from viewer.atlas import Atlas
from viewer.resolve import resolve
from viewer.scene import Scene
from viewer.ui.canvas import Canvas
from viewer.ui.orientation_cube import faces
assets, catalog = load_assets(), load_catalog()
state = Atlas(catalog, assets.boxes).start()
canvas = Canvas(Scene(assets, catalog))
canvas.show()
canvas.show_spec(resolve(state, catalog))
canvas.fly_to(state.camera)
canvas.set_theme("dark")
app.processEvents()
assert canvas.view is None and canvas.is_settled
assert canvas.notice.isVisible() and "3D" in canvas.notice.text()
canvas.release()
print("calm")
"""


def test_without_opengl_a_calm_message_stands_in() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FLAT],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.strip() == "calm", done.stderr
    assert done.returncode == 0


def test_a_screen_with_finer_pixels_gets_another_picture_at_once(
    canvas: Canvas, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    view = canvas.view
    assert view is not None
    wide, high = view.window_vtk.GetSize()
    for ratio in (2.0, 1.0):
        monkeypatch.setattr(type(view), "devicePixelRatioF", lambda _self, r=ratio: r)
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.DevicePixelRatioChange))
        assert not canvas.is_settled
        settle()
        assert view.window_vtk.GetSize() == (round(ratio * wide), round(ratio * high))
