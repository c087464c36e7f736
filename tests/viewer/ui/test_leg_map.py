"""The leg map in the window: by mouse, by keyboard, for three readers; and kept by nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from annotations.legmap_data import load_regions
from annotations.library import ContentError
from annotations.roots import load_about_roots
from meshes.ids import Side
from viewer.changing import finding_for
from viewer.commands import finding_acts, leg_map_acts
from viewer.commands.acts import set_audience
from viewer.legmap import ranking
from viewer.legmap.areas import region_cells
from viewer.legmap.grid import painted
from viewer.state import Audience, Felt, MapKind
from viewer.ui.leg_figure import Hand
from viewer.ui.leg_map_page import CAUDA
from viewer.ui.leg_map_panel import LegMapPanel
from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window


@pytest.fixture
def panel(window: MainWindow, qtbot: QtBot) -> LegMapPanel:
    window.resize(1280, 800)
    # Nothing of it is made before it is asked for.
    assert window.leg_mapping.panel is None
    qtbot.keyClick(window, Qt.Key.Key_G)
    made = window.leg_mapping.panel
    assert made is not None
    qtbot.waitUntil(lambda: made.isVisible() and made.figure.height() > 200)
    return made


def at(panel: LegMapPanel, view: str, x: float, y: float) -> QPoint:
    """A point of the figure in pixels. x: mm towards the patient's left."""
    spot = next(place for place in panel.figure.spots() if place.view == view)
    return spot.to_pixels(abs(x), y, Side.LEFT if x >= 0 else Side.RIGHT).toPoint()


def stroke(qtbot: QtBot, panel: LegMapPanel, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(panel.figure, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(panel.figure, end)
    qtbot.mouseRelease(panel.figure, Qt.MouseButton.LeftButton, pos=end)


def box(window: MainWindow) -> str:
    return window.leg_mapping.box.words.toPlainText()


def test_the_key_opens_and_closes_it_and_the_chip_tells(
    window: MainWindow, panel: LegMapPanel, qtbot: QtBot
) -> None:
    assert window.store.state.leg_map.is_open
    assert window.chips.chips["legmap.toggle"].isChecked()
    assert window.leg_mapping.box.isVisible()
    panel._close.click()
    assert not panel.isVisible()
    assert not window.leg_mapping.box.isVisible()
    window.run("window.undo")
    assert panel.isVisible()


def test_the_patients_right_lies_where_words_and_tips_say(panel: LegMapPanel) -> None:
    spots = {place.view: place for place in panel.figure.spots()}
    for view, way in (("front", 1), ("saddle", 1), ("back", -1)):
        left, right = at(panel, view, 60.0, 100.0), at(panel, view, -60.0, 100.0)
        assert way * (left.x() - right.x()) > 0
        assert spots[view].to_mm(left.toPointF())[0] > 0.0 > spots[view].to_mm(right.toPointF())[0]
    # And so do the tips, with the roots of the place.
    words = panel.figure.words_at(at(panel, "front", 125.0, 1100.0).toPointF())
    assert words == "Top of the left foot: L5"
    assert "gap" in panel.figure.words_at(at(panel, "back", 100.0, 40.0).toPointF())
    assert panel.figure.words_at(QPoint(1, 1).toPointF()) == ""


def test_a_stroke_paints_is_one_step_and_is_erased(
    window: MainWindow, panel: LegMapPanel, qtbot: QtBot
) -> None:
    panel.hands.buttons[Hand.NUMB.value].click()
    start, end = at(panel, "front", 140.0, 700.0), at(panel, "front", 135.0, 900.0)
    stroke(qtbot, panel, start, end)
    numb = window.store.state.leg_map.numb
    assert list(painted(numb)) == [("front", Side.LEFT)]
    assert window.store.undo_label == "Paint numbness"
    assert "Left L5 root fits" in box(window)
    panel.hands.buttons[Hand.ERASE.value].click()
    panel.brush.setValue(60)
    stroke(qtbot, panel, start, end)
    assert not leg_map_acts.is_painted(window.store.state)
    window.run("window.undo")
    assert window.store.state.leg_map.numb == numb
    panel.clear.click()
    assert not leg_map_acts.is_painted(window.store.state)
    panel.hands.buttons[Hand.PAIN.value].click()
    stroke(qtbot, panel, start, end)
    assert len(window.store.state.leg_map.pain) > 1.5 * len(numb), "a larger brush paints more"


def test_a_press_selects_the_root_in_the_scene(
    window: MainWindow, panel: LegMapPanel, qtbot: QtBot
) -> None:
    figure, button = panel.figure, Qt.MouseButton.LeftButton
    qtbot.mouseClick(figure, button, pos=at(panel, "front", -125.0, 1130.0))
    assert window.store.state.focus == ("root.L5.right",)
    assert "top of the foot" in box(window)
    qtbot.mouseClick(figure, button, pos=at(panel, "saddle", 60.0, 180.0))
    assert window.store.state.focus == ("cauda-equina",)
    before = window.store.state
    qtbot.mouseClick(figure, button, pos=at(panel, "back", 100.0, 40.0))
    assert window.store.state == before, "a gap selects nothing"


def test_places_are_ticked_with_keys_alone(
    window: MainWindow, panel: LegMapPanel, qtbot: QtBot
) -> None:
    panel.ways.buttons["names"].click()
    assert panel.names.hasFocus()
    assert panel.names.count() == 2 * len(load_regions())
    row = next(k for k in range(panel.names.count()) if "right heel" in _text(panel, k).lower())
    panel.names.setCurrentRow(row)
    qtbot.keyClick(panel.names, Qt.Key.Key_Space)
    assert window.store.state.leg_map.pain == region_cells("heel", Side.RIGHT)
    assert "Right S1 root fits well" in box(window)
    assert "right heel" in panel.figure.accessibleDescription()
    qtbot.keyClick(panel.names, Qt.Key.Key_Space)
    assert not leg_map_acts.is_painted(window.store.state)
    panel.hands.buttons[Hand.NUMB.value].click()
    qtbot.keyClick(panel.names, Qt.Key.Key_Space)
    assert window.store.state.leg_map.numb == region_cells("heel", Side.RIGHT)


def _text(panel: LegMapPanel, row: int) -> str:
    return panel.names.item(row).text()


def test_the_saddle_brings_the_emergency_first(window: MainWindow, panel: LegMapPanel) -> None:
    saddle = region_cells("back-passage", Side.LEFT)
    window.presenter.apply("Paint", leg_map_acts.paint(Felt.NUMB, saddle))
    assert window.clinical.page == CAUDA
    for audience in Audience:
        window.presenter.apply("Text", set_audience(audience))
        first = box(window).split("\n")[0]
        assert "emergency" in first.lower()
        assert "Cauda equina syndrome" in first


def test_each_reader_gets_their_words_and_straying_pain_is_said_once(
    window: MainWindow, panel: LegMapPanel
) -> None:
    cells = region_cells("inner-shin", Side.LEFT)
    window.presenter.apply("Paint", leg_map_acts.paint(Felt.PAIN, cells))
    for audience in Audience:
        window.presenter.apply("Text", set_audience(audience))
        text = box(window)
        assert text.count(load_about_roots().read_by(audience.value)) == 1
        assert ("% of what is painted" in text) is (audience is Audience.CLINICIAN)
        for heading in ("Feeling", "Muscles", "Reflex", "Test"):
            assert heading in text


def test_the_other_map_is_chosen_and_ranks_otherwise(
    window: MainWindow, panel: LegMapPanel
) -> None:
    toe = region_cells("big-toe", Side.RIGHT)
    window.presenter.apply("Paint", leg_map_acts.paint(Felt.PAIN, toe))
    assert "Right L5 root fits well" in box(window)
    panel.kinds.buttons[MapKind.TEXTBOOK].click()
    assert "Right L4 root fits well" in box(window)
    assert "Keegan" in box(window)


def test_a_condition_marks_the_roots_it_reaches(window: MainWindow) -> None:
    atlas = window.atlas
    level = next(id for id in atlas.catalog.places if id == "segment.L5-S1")
    finding = finding_for("disc-extrusion", level, "left", "subarticular", 0.7)
    window.presenter.apply("Show", finding_acts.add_finding(atlas, finding))
    link = next(href for href in _links(window) if href.startswith("legmap"))
    window.conditioning.box.linked.emit(QUrl(link))
    assert window.store.state.leg_map.is_open
    assert "would be expected to reach" in box(window)
    assert not window.conditioning.box.head.isChecked()
    cells = region_cells("outer-foot", Side.LEFT)
    window.presenter.apply("Paint", leg_map_acts.paint(Felt.NUMB, cells))
    assert "Left S1 root fits well; reached by what is set" in box(window)


def _links(window: MainWindow) -> list[str]:
    return re.findall(r'href="([^"]+)"', window.conditioning.box.words.toHtml())


def test_what_is_painted_is_kept_only_where_the_user_saves(
    window: MainWindow, panel: LegMapPanel, tmp_path: Path
) -> None:
    cells = region_cells("heel", Side.LEFT)
    window.presenter.apply("Paint", leg_map_acts.paint(Felt.PAIN, cells))
    mark = str(max(cells))
    window.keeping.keep_now()
    window.keeping.add_bookmark()
    kept = [file for file in window.keeping.places.folder.rglob("*") if file.is_file()]
    assert any(b'"leg_map"' in file.read_bytes() for file in kept)
    assert not any(mark.encode() in file.read_bytes() for file in kept)
    window.keeping.scenes.save_file(tmp_path / "mine.lumbo.json")
    assert mark in (tmp_path / "mine.lumbo.json").read_text(encoding="utf-8")


def test_a_picture_of_it_is_saved(window: MainWindow, panel: LegMapPanel, tmp_path: Path) -> None:
    window.leg_mapping.save_picture(tmp_path / "mine")
    made = QImage(str(tmp_path / "mine.png"))
    assert made.height() == 1600
    assert made.pixelColor(1, 1).name().lower() == window.theme.surface.lower()
    middle = {made.pixelColor(x, 700).name() for x in range(0, made.width(), 10)}
    assert len(middle) > 10, "areas in their colours"
    panel.figure.resize(20, 20)
    window.leg_mapping.save_picture(tmp_path / "no" / "folder.png")
    assert any("Picture not saved" in words for words in window.notices.texts)


def test_damaged_data_leave_the_window_working(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ContentError(["figure.toml: cannot be used (x); mend this file"])

    monkeypatch.setattr(ranking, "rank", broken)
    window.run("legmap.toggle")
    assert any("figure.toml" in words for words in window.notices.texts)
    assert not window.leg_mapping.box.isVisible()
    window.select("segment.L5-S1")
    assert window.store.state.place == "segment.L5-S1"


def test_figure_and_picture_both_have_room_in_a_small_window(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1024, 700)
    window.run("legmap.toggle")
    made = window.leg_mapping.panel
    assert made is not None
    qtbot.waitUntil(lambda: made.width() > 0.4 * window.centre.width())
    qtbot.waitUntil(lambda: window.canvas_widget.width() > 200)
    boxes = {place.view: place.box for place in made.figure.spots()}
    assert min(place.height() for name, place in boxes.items() if name != "saddle") > 160
    whole = made.figure.rect().toRectF()
    assert all(whole.contains(place) for place in boxes.values())
    assert not boxes["front"].intersects(boxes["saddle"])
    assert not boxes["saddle"].intersects(boxes["back"])
    # Narrower still, the map stands in the picture's place, and gives it back.
    window.resize(640, 480)
    qtbot.waitUntil(lambda: not window.canvas_widget.isVisible())
    assert made.isVisible()
    window.run("legmap.toggle")
    assert window.canvas_widget.isVisible()
