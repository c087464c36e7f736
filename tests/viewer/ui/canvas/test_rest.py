"""What moving, hovering and resting cost: counted in frames and pixels, never timed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from pytestqt.qtbot import QtBot

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands import acts
from viewer.labels import Rect
from viewer.outline import Stretch
from viewer.quality import CARD, SOFTWARE
from viewer.resolve import resolve
from viewer.ui.canvas import Canvas
from viewer.ui.kept_picture import KeptPicture
from viewer.ui.touched import touched_by_box, touched_by_lines

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(
        sys.platform.startswith("linux") and not os.environ.get("DISPLAY"), reason="needs a screen"
    ),
]
LEFT = Qt.MouseButton.LeftButton
BONE, LAMINA = StructureId("vertebra.L4"), StructureId("vertebra.L4.lamina.left")


class Painted(QObject):
    """Notes which pixels a widget was asked to paint."""

    def __init__(self, of: Any) -> None:
        super().__init__(of)
        self.boxes: list[QRect] = []
        of.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QPaintEvent):
            self.boxes.append(event.rect())
        return False


def light(canvas: Canvas, atlas: Atlas, catalog: Catalog, id: str) -> None:
    state = acts.select_any(atlas, StructureId(id))(atlas.start())
    canvas.show_spec(resolve(state, catalog))
    canvas.fly_to(state.camera, animated=False)


def test_moves_that_wait_make_one_frame(hand: Any, qtbot: QtBot, canvas: Canvas) -> None:
    assert canvas.view is not None
    qtbot.mousePress(canvas, LEFT, pos=QPoint(100, 200))
    drawn = []
    for burst in range(3):
        before = canvas.view.renders
        for k in range(10):
            hand.move(QPoint(120 + 60 * burst + 5 * k, 200), LEFT)
        qtbot.waitUntil(lambda seen=before: canvas.view.renders > seen)  # type: ignore
        drawn.append(canvas.view.renders - before)
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(300, 200))
    assert drawn == [1, 1, 1]


def test_what_recedes_is_outlined_under_the_cursor_without_a_frame(
    hand: Any,
    qtbot: QtBot,
    canvas: Canvas,
    atlas: Atlas,
    catalog: Catalog,
    settle: Callable[[], None],
) -> None:
    light(canvas, atlas, catalog, "segment.L4-L5")
    settle()
    ghost = StructureId("vertebra.L2")
    assert canvas.scene.spec.looks[ghost].ghost
    assert canvas.view is not None
    plain, painted = hand.pixels(), Painted(canvas.overlay)
    renders = canvas.view.renders
    with qtbot.waitSignal(canvas.hovered, timeout=5000):
        hand.move(hand.on(ghost), Qt.MouseButton.NoButton)
    assert canvas.is_settled, "the picture at rest stays"
    qtbot.waitUntil(lambda: bool(painted.boxes))
    assert canvas.view.renders == renders
    assert (abs(hand.pixels() - plain).max(axis=2) > 40).sum() > 100


def test_only_the_pixels_about_what_is_under_the_cursor_are_painted(
    hand: Any, qtbot: QtBot, canvas: Canvas, settle: Callable[[], None]
) -> None:
    settle()
    disc = StructureId("disc.L2-L3")
    hand.move(QPoint(3, 3), Qt.MouseButton.NoButton)
    painted = Painted(canvas.overlay)
    canvas.light(disc)
    qtbot.waitUntil(lambda: bool(painted.boxes))
    share = max(box.width() * box.height() for box in painted.boxes)
    assert share < 0.2 * canvas.width() * canvas.height()


def test_a_part_of_a_bone_is_outlined_where_its_bone_shows(
    hand: Any, canvas: Canvas, settle: Callable[[], None]
) -> None:
    settle()
    plain = hand.pixels()
    canvas.light(LAMINA)
    changed = abs(hand.pixels() - plain).max(axis=2) > 40
    assert 50 < changed.sum() < 0.2 * changed.size
    canvas.light("")
    np.testing.assert_array_equal(hand.pixels(), plain)


def test_labels_come_first_and_a_disturbance_drops_what_is_under_way(
    hand: Any, qtbot: QtBot, canvas: Canvas, atlas: Atlas, catalog: Catalog
) -> None:
    canvas.set_smooth_at_rest(True)
    order: list[str] = []
    canvas.looked.connect(lambda: order.append("looked"))
    canvas.settled.connect(lambda: order.append("settled"))
    light(canvas, atlas, catalog, "segment.L4-L5")
    qtbot.waitUntil(lambda: bool(canvas.overlay.marks.labels), timeout=20_000)
    assert canvas.overlay.still is None
    hand.wheel(QPoint(300, 200), 120)
    assert not canvas.overlay.marks.labels
    assert not canvas.is_settled
    assert order == []
    qtbot.waitUntil(lambda: canvas.is_settled, timeout=20_000)
    assert order == ["looked", "settled"]
    assert canvas.overlay.still is not None


def test_a_graphics_card_is_used_and_can_be_done_without(
    hand: Any, canvas: Canvas, settle: Callable[[], None]
) -> None:
    settle()
    view = canvas.view
    assert view is not None
    own, plain = view.quality, hand.pixels()
    for quality in (CARD, SOFTWARE):
        view.snapshot(lambda _window, wanted=quality: view.set_quality(wanted))
        view.update()
        shown = hand.pixels()
        assert (abs(shown - plain).max(axis=2) > 60).mean() < 0.04, quality.name
        assert shown.std() > 20
    view.snapshot(lambda _window: view.set_quality(own))


def test_a_kept_picture_is_painted_once_for_each_key(qtbot: QtBot) -> None:
    kept, painted = KeptPicture(), []

    def paint(painter: QPainter) -> None:
        painted.append(painter.device().width())

    first = kept.of("a", (30.0, 20.0), 2.0, paint)
    assert kept.of("a", (30.0, 20.0), 2.0, paint).cacheKey() == first.cacheKey()
    assert (first.width(), first.devicePixelRatio()) == (60, 2.0)
    kept.of("b", (30.0, 20.0), 2.0, paint)
    kept.of("b", (30.0, 20.0), 1.0, paint)
    assert len(painted) == 3


def test_touched_pixels_hold_lines_and_boxes_with_their_width() -> None:
    line = Stretch(np.array([[10.2, 20.0], [40.0, 25.7]]), True)
    box = touched_by_lines((line,), 4.0)
    assert box.contains(QRect(7, 17, 36, 12))
    assert touched_by_lines((), 4.0).isEmpty()
    assert touched_by_box(Rect(3.5, 4.5, 10.0, 5.0)).contains(QRect(2, 3, 13, 8))
