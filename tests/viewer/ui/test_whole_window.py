"""The real window with the real picture in it, used by hand."""

from __future__ import annotations

import string
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.commands.registry import commands
from viewer.picking import display
from viewer.resolve import resolve
from viewer.spec import Emphasis
from viewer.ui.app import bring_canvas
from viewer.ui.canvas import Canvas
from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window
SEGMENTS = ["L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1"]


@pytest.fixture
def picture(qtbot: QtBot, window: MainWindow, assets: Assets) -> Iterator[Canvas]:
    """The 3D view inside the window, drawn and at rest."""
    window.resize(1280, 800)
    bring_canvas(window, assets, "")
    canvas = window.canvas_widget
    assert isinstance(canvas, Canvas)
    canvas.set_smooth_at_rest(False)
    qtbot.waitUntil(lambda: canvas.is_settled, timeout=30_000)
    yield canvas
    canvas.release()


def do(window: MainWindow, command: str) -> None:
    window.presenter.run(window.commands[command])


def lit(window: MainWindow) -> set[StructureId]:
    looks = resolve(window.store.state, window.atlas.catalog).looks
    return {id for id, look in looks.items() if look.emphasis is not Emphasis.NONE}


def point_on(canvas: Canvas, assets: Assets, ids: list[StructureId]) -> QPoint | None:
    """A point of the picture where one of these structures is struck, if any is in sight."""
    for id in ids:
        points = assets.meshes[id].points
        for k in np.linspace(0, len(points) - 1, 400).astype(int):
            at = display(
                canvas.camera, tuple(map(float, points[k])), canvas.width(), canvas.height()
            )
            if at is None:
                continue
            spot = QPointF(round(at[0]), round(at[1]))
            if canvas.rect().contains(spot.toPoint()) and canvas.structure_at(spot) == id:
                return spot.toPoint()
    return None


@pytest.mark.parametrize("level", SEGMENTS)
def test_a_click_on_disc_facet_or_root_lights_the_whole_segment(
    qtbot: QtBot, window: MainWindow, picture: Canvas, assets: Assets, catalog: Catalog, level: str
) -> None:
    place = catalog.places[StructureId(f"segment.{level}")]
    do(window, f"select.{place.id}")
    reference, camera = lit(window), window.store.state.camera
    for role in ("disc", "facet", "exiting-root"):
        do(window, "select.whole")
        do(window, "view.posterior-oblique" if role == "facet" else "view.anterior")
        qtbot.waitUntil(lambda: picture.is_settled, timeout=30_000)
        ids = [
            part
            for member in place.members
            if member.role == role
            for part in catalog.with_parts(member.id)
            if not catalog.structures[part].whole
        ]
        spot = point_on(picture, assets, ids)
        assert spot is not None, f"nothing of the {role} is in sight"
        qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=spot)
        assert window.store.state.place == place.id, role
        assert lit(window) == reference, role
        assert window.store.state.camera == camera, role


def test_no_printable_key_does_anything_that_is_not_in_the_key_map(
    qtbot: QtBot, window: MainWindow, picture: Canvas
) -> None:
    known = {key.lower() for c in commands(window.atlas).values() for key in c.keys}
    picture.setFocus()
    do(window, "select.segment.L3-L4")
    qtbot.waitUntil(lambda: picture.is_settled, timeout=30_000)
    before, pixels = window.store.state, picture.grab().toImage()
    pressed = 0
    for letter in string.printable.strip():
        # Capital letters go with Shift, which "Shift+H" and "?" use.
        if letter.lower() in known or f"shift+{letter.lower()}" in known:
            continue
        qtbot.keyClicks(picture, letter)
        pressed += 1
        assert window.store.state == before, letter
    assert pressed > 30
    qtbot.waitUntil(lambda: picture.is_settled, timeout=30_000)
    assert picture.grab().toImage() == pixels


def test_all_levels_are_walked_without_any_network(
    qtbot: QtBot, window: MainWindow, picture: Canvas
) -> None:
    for place in window.atlas.catalog.places:
        do(window, f"select.{place}")
        qtbot.waitUntil(lambda: picture.is_settled, timeout=30_000)
        assert window.store.state.place == place
    for name in ("QtNetwork", "QtWebSockets", "QtWebEngineCore"):
        assert f"PySide6.{name}" not in sys.modules
