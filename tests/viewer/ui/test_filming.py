"""The film beside the 3D view: it comes and goes, follows the model, and answers to hands."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from meshes.ids import StructureId
from viewer.commands.posture_acts import set_angle
from viewer.ui.film_panel import FilmPanel
from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window


def opened(window: MainWindow) -> FilmPanel:
    window.run("xray.toggle")
    panel = window.filming.panel
    assert panel is not None
    return panel


def point_on(panel: FilmPanel, id: str) -> QPoint:
    """Where the middle of a structure is shown."""
    film = panel.pane.films[0]
    mesh = film.body.surface(StructureId(id))
    assert mesh is not None
    column, row, _ = film.field.pixels(mesh.points)
    return panel.pane.point_of((0, float(column.mean()), float(row.mean()))).toPoint()


def test_nothing_is_made_before_it_is_asked_for(window: MainWindow) -> None:
    assert window.filming.panel is None


def test_it_comes_and_goes_and_undo_knows(window: MainWindow) -> None:
    panel = opened(window)
    assert panel.isVisible()
    assert len(panel.pane.films) == 1
    assert "not a film of you" in panel.plain.text()
    window.run("xray.flexion-extension")
    assert len(panel.pane.films) == 2
    window.run("window.undo")
    assert len(panel.pane.films) == 1
    window.run("window.undo")
    assert not panel.isVisible()
    # What is not seen keeps no model alive.
    assert panel.pane.films == ()
    assert window.filming._made == window.filming._outlined == ()


def test_a_press_lists_the_ray_and_picks_out_what_shows_first(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.select("segment.L3-L4")
    panel = opened(window)
    qtbot.waitUntil(lambda: panel.pane.frame().height() > 100)
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(panel.pane, left, pos=point_on(panel, "vertebra.L3.body"))
    assert window.store.state.focus == ("vertebra.L3",)
    rows = [panel.list.item(k).text() for k in range(panel.list.count())]
    assert any("L3" in row and " mm " in row for row in rows)
    assert any("does not show" in row for row in rows)
    assert [row.split()[0] for row in rows] == [str(k + 1) for k in range(len(rows))]


def test_what_is_picked_out_is_outlined(window: MainWindow) -> None:
    panel = opened(window)
    before = panel.pane._lines.copy()
    window.select("vertebra.L2")
    assert coloured(panel.pane._lines) > 100
    assert coloured(before) == 0


def coloured(image: QImage) -> int:
    if image.isNull():
        return 0
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return int((np.frombuffer(plain.constBits(), np.uint8).reshape(-1, 4)[:, 3] > 0).sum())


def test_a_drag_changes_the_greys_in_one_step(window: MainWindow, qtbot: QtBot) -> None:
    panel = opened(window)
    pane = panel.pane
    qtbot.waitUntil(lambda: pane.frame().height() > 100)
    start = pane.frame().center().toPoint()
    qtbot.mousePress(pane, Qt.MouseButton.LeftButton, pos=start)
    for step in (10, 20, 40):
        qtbot.mouseMove(pane, start + QPoint(-step, step))
    pane.greys.emit(70.0, 65.0)
    qtbot.mouseRelease(pane, Qt.MouseButton.LeftButton, pos=start + QPoint(-40, 40))
    xray = window.store.state.xray
    assert xray is not None
    assert (xray.window, xray.level) == (70.0, 65.0)
    assert window.store.state.focus == ()
    window.run("window.undo")
    assert window.store.state.xray is not None
    assert window.store.state.xray.window == 100.0


def test_the_film_follows_the_model(window: MainWindow) -> None:
    panel = opened(window)
    window.run("xray.lateral")
    one = panel.pane.films[0]
    window.presenter.apply("Bend forwards", set_angle("flexion_deg", 30.0))
    assert panel.pane.films[0] is not one
    assert not np.array_equal(panel.pane.films[0].values, one.values)
    # Beside a comparison there are both its films.
    window.run("compare.normal")
    assert panel.isVisible()
    assert len(panel.pane.films) == 2
    assert not np.array_equal(panel.pane.films[1].values, panel.pane.films[0].values)
    window.run("compare.end")
    assert len(panel.pane.films) == 1


def test_a_place_and_its_point_agree(window: MainWindow) -> None:
    panel = opened(window)
    window.run("xray.flexion-extension")
    pane = panel.pane
    for number in (0, 1):
        place = (number, 40.0, 60.0)
        found = pane.place_of(pane.point_of(place))
        assert found is not None
        assert found == pytest.approx(place, abs=1e-6)
    assert pane.place_of(QPointF(-1.0, -1.0)) is None


def test_a_slice_names_what_is_pressed_and_goes_on_under_the_wheel(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.select("segment.L3-L4")
    window.run("xray.scan")
    panel = window.filming.panel
    assert panel is not None
    pane = panel.pane
    qtbot.waitUntil(lambda: pane.frame().height() > 60)
    assert "not a scan of you" in panel.plain.text()
    assert panel.chips["xray.cut"].isVisible()
    assert not panel.chips["xray.invert"].isVisible()
    scan = pane.films[0]
    rows, columns = scan.outlined([StructureId("vertebra.L3.body")])[0].nonzero()
    place = pane.point_of((0, float(columns.mean()), float(rows.mean()))).toPoint()
    qtbot.mouseClick(pane, Qt.MouseButton.LeftButton, pos=place)
    assert window.store.state.focus == ("vertebra.L3",)
    assert " mm " not in panel.list.item(0).text()
    before = pane.films[0]
    pane.stepped.emit(2.0)
    assert window.store.state.xray is not None
    assert window.store.state.xray.slice == 4.0
    assert pane.films[0] is not before
    window.run("window.undo")
    assert window.store.state.xray.slice == 0.0
    window.run("xray.ap")
    assert panel.chips["xray.invert"].isVisible()
