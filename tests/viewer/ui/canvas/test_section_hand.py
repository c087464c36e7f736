"""Moving the section by hand in the 3D view, and its flat picture beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands import acts, section_acts
from viewer.labels import Rect
from viewer.picking import display
from viewer.resolve import resolve
from viewer.section import facing
from viewer.state import Cut, ViewState
from viewer.ui.canvas import Canvas
from viewer.ui.paint_corners import foot_height
from viewer.ui.slice_view import SliceView

pytestmark = pytest.mark.window
L4 = StructureId("segment.L4-L5")
NUCLEUS = StructureId("disc.L4-L5.nucleus")


def show(canvas: Canvas, state: ViewState, catalog: Catalog) -> None:
    canvas.show_spec(resolve(state, catalog))
    canvas.fly_to(state.camera, animated=False)


@pytest.fixture
def cut(canvas: Canvas, atlas: Atlas, catalog: Catalog) -> ViewState:
    state = section_acts.cut(atlas, Cut.DISC, L4)(atlas.start())
    show(canvas, state, catalog)
    return state


@pytest.fixture
def flat(
    qtbot: QtBot, canvas: Canvas, atlas: Atlas, catalog: Catalog, cut: ViewState
) -> Iterator[SliceView]:
    view = SliceView(catalog, canvas.window())
    view.resize(400, 400)
    assert cut.section is not None
    view.show_section(canvas.scene.section, facing(cut.section, atlas), Cut.DISC)
    view.show()
    yield view
    view.hide()


def wheel(widget: Any, angle: int, modifiers: Qt.KeyboardModifier) -> None:
    at = QPoint(100, 100)
    event = QWheelEvent(
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_knob_stands_on_the_frame_and_goes_with_the_section(
    canvas: Canvas, cut: ViewState, catalog: Catalog
) -> None:
    grip = canvas._grip
    assert grip.isVisible()
    assert grip.frame.isVisible()
    show(canvas, replace(cut, section=None), catalog)
    assert not grip.isVisible()
    assert not grip.frame.isVisible()


def test_pulling_the_knob_moves_the_plane_with_the_hand(
    qtbot: QtBot, canvas: Canvas, cut: ViewState, atlas: Atlas, catalog: Catalog, hand: Any
) -> None:
    grip, told = canvas._grip, []
    canvas.section_moved.connect(told.append)
    middle = grip.rect().center()
    qtbot.mousePress(grip, Qt.MouseButton.LeftButton, pos=middle)
    assert grip._pull is not None
    way = np.asarray(grip._pull.way)
    by = way / np.linalg.norm(way) * 40.0
    qtbot.mouseMove(grip, middle + QPoint(round(by[0]), round(by[1])))
    qtbot.waitUntil(lambda: bool(told))
    expected = 40.0 / float(np.linalg.norm(way))
    assert told[-1] == pytest.approx(expected, abs=0.15 * expected)
    qtbot.mouseRelease(grip, Qt.MouseButton.LeftButton)
    assert grip._pull is None


def test_shift_and_wheel_move_the_plane_and_not_the_camera(
    canvas: Canvas, cut: ViewState, catalog: Catalog
) -> None:
    told: list[float] = []
    canvas.section_stepped.connect(told.append)
    camera = canvas.camera
    wheel(canvas, 240, Qt.KeyboardModifier.ShiftModifier)
    assert told == [2.0]
    assert canvas.camera == camera
    show(canvas, replace(cut, section=None), catalog)
    wheel(canvas, 240, Qt.KeyboardModifier.ShiftModifier)
    assert told == [2.0]
    assert canvas.camera != camera


def test_moves_that_wait_are_cut_once(
    qtbot: QtBot, canvas: Canvas, cut: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    sliced: list[Any] = []
    canvas.sliced.connect(sliced.append)
    for offset in (1.0, 2.0, 3.0, 4.0):
        canvas.show_spec(resolve(section_acts.move_to(atlas, offset)(cut), catalog))
    assert not sliced
    qtbot.waitUntil(lambda: len(sliced) > 0)
    assert canvas.scene.section.offset == 4.0
    assert canvas.scene.spec.section is not None
    assert canvas.scene.spec.section.offset == 4.0


def test_a_move_taken_back_before_it_was_cut_leaves_no_trace(
    qtbot: QtBot,
    canvas: Canvas,
    cut: ViewState,
    atlas: Atlas,
    catalog: Catalog,
    settle: Callable[[], None],
) -> None:
    canvas.show_spec(resolve(section_acts.move_to(atlas, 3.0)(cut), catalog))
    canvas.show_spec(resolve(cut, catalog))
    settle()
    assert canvas.scene.section.offset == 0.0


def test_patterns_come_at_rest(
    qtbot: QtBot, canvas: Canvas, cut: ViewState, settle: Callable[[], None]
) -> None:
    assert all(filling.net == 0.0 for filling in canvas.scene.section.fillings.values())
    section = canvas.scene.section
    qtbot.waitUntil(lambda: all(f.net > 0.0 for f in section.fillings.values()), timeout=30_000)
    settle()


def test_a_click_on_a_face_in_the_3d_view_tells_its_structure(
    qtbot: QtBot, canvas: Canvas, cut: ViewState, atlas: Atlas, settle: Callable[[], None]
) -> None:
    told: list[str] = []
    canvas.structure_clicked.connect(lambda key, _add: told.append(key))
    settle()
    centre = atlas.discs[L4].centre
    place = display(canvas.camera, centre, canvas.width(), canvas.height())
    assert place is not None
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*map(round, place)))
    assert told == [NUCLEUS]


def test_the_flat_picture_has_the_same_faces_of_the_same_size(
    canvas: Canvas, flat: SliceView
) -> None:
    made = canvas.scene.section.slice
    assert made is not None
    assert [patch.id for patch in flat.patches] == [face.id for face in made.faces]
    scale = abs(flat.transform().determinant())
    for face, patch in zip(made.faces, flat.patches, strict=True):
        drawn = sum(
            abs(_area([(p.x(), p.y()) for p in polygon.toList()])) * (1 if k == 0 else -1)
            for k, polygon in enumerate(patch.path.toSubpathPolygons(flat.transform()))
        )
        if len(face.loops) == 1:
            assert drawn / scale == pytest.approx(face.area, rel=1e-4), face.id


def _area(points: list[tuple[float, float]]) -> float:
    x, y = np.asarray(points).T
    return float(0.5 * (x @ np.roll(y, -1) - y @ np.roll(x, -1)))


def test_the_flat_picture_is_read_as_scans_are(flat: SliceView) -> None:
    right, left = (flat.point_on(f"root.L4.{side}") for side in ("right", "left"))
    nucleus, sac = flat.point_on(NUCLEUS), flat.point_on("thecal-sac")
    assert right is not None
    assert left is not None
    assert nucleus is not None
    assert sac is not None
    # Seen from the feet: the patient's right is at the left, anterior at the top.
    assert right.x() < nucleus.x() < left.x()
    assert nucleus.y() < sac.y()


def test_flat_clicks_hover_and_wheel_tell_what_was_meant(qtbot: QtBot, flat: SliceView) -> None:
    clicked: list[tuple[str, bool]] = []
    hovered: list[str] = []
    stepped: list[float] = []
    flat.clicked.connect(lambda key, add: clicked.append((key, add)))
    flat.hovered.connect(hovered.append)
    flat.stepped.connect(stepped.append)
    point = flat.point_on(NUCLEUS)
    assert point is not None
    at = point.toPoint()
    qtbot.mouseMove(flat, at)
    qtbot.waitUntil(lambda: hovered == [NUCLEUS])
    qtbot.mouseClick(flat, Qt.MouseButton.LeftButton, pos=at)
    ctrl = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(flat, Qt.MouseButton.LeftButton, ctrl, at)
    qtbot.mouseClick(flat, Qt.MouseButton.LeftButton, pos=QPoint(2, 200))
    assert clicked == [(NUCLEUS, False), (NUCLEUS, True), ("", False)]
    wheel(flat, -120, Qt.KeyboardModifier.NoModifier)
    flat.setFocus()
    qtbot.keyClick(flat, Qt.Key.Key_Up)
    assert stepped == [-1.0, 1.0]


def test_what_is_pointed_at_elsewhere_is_marked(flat: SliceView) -> None:
    flat.light("disc.L4-L5")
    assert {patch.id for patch in flat.patches if flat.is_lit(patch)} == {
        "disc.L4-L5.annulus",
        NUCLEUS,
    }
    flat.light("")
    assert not any(flat.is_lit(patch) for patch in flat.patches)


def test_the_flat_picture_keeps_its_size_while_the_plane_moves(
    qtbot: QtBot,
    canvas: Canvas,
    flat: SliceView,
    cut: ViewState,
    atlas: Atlas,
    catalog: Catalog,
) -> None:
    before = flat.transform()
    moved = section_acts.move_to(atlas, 1.0)(cut)
    canvas.show_spec(resolve(moved, catalog))
    qtbot.waitUntil(lambda: canvas.scene.section.offset == 1.0)
    assert moved.section is not None
    flat.show_section(canvas.scene.section, facing(moved.section, atlas), Cut.DISC)
    assert flat.transform().m11() == pytest.approx(before.m11(), rel=0.05)
    # After a cut that only grazed, the field has no width.
    assert flat._field is not None
    left, top, _, bottom = flat._field
    flat._field = (left, top, left, bottom)
    flat.show_section(canvas.scene.section, facing(moved.section, atlas), Cut.DISC)
    assert flat.transform().m11() == pytest.approx(before.m11(), rel=0.05)


@pytest.mark.parametrize("kind", Cut)
def test_the_knob_covers_no_words(
    canvas: Canvas,
    atlas: Atlas,
    catalog: Catalog,
    settle: Callable[[], None],
    kind: Cut,
) -> None:
    lit = acts.select_place(atlas, L4)(atlas.start())
    for state in (section_acts.cut(atlas, kind)(lit), section_acts.cut(atlas, kind)(atlas.start())):
        show(canvas, state, catalog)
        settle()
        box, sheet = canvas._grip.geometry(), canvas.overlay
        knob = Rect(*(float(side) for side in (box.x(), box.y(), box.width(), box.height())))
        foot = foot_height(sheet.stationery)
        words = [mark.placed.plate for mark in sheet.marks.labels]
        words += [*sheet.corner_boxes(), Rect(0.0, canvas.height() - foot, canvas.width(), foot)]
        assert not [box for box in words if box.meets(knob)]
