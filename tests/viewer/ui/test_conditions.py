"""Conditions by hand and by keyboard: the card, its slider, before and after, what is reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QMenu, QSlider, QWidget
from pytestqt.qtbot import QtBot

from annotations.models import load_models
from meshes.ids import StructureId
from viewer.camera import basis
from viewer.commands.finding_looks import LOOKS, Look, is_look_at
from viewer.state import Audience
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window

EXTRUSION = "disc-extrusion"
SHOW = f"conditions.show-{EXTRUSION}"
L5S1 = StructureId("segment.L5-S1")


def one(window: MainWindow) -> tuple[str, str, float]:
    (finding,) = window.store.state.findings
    return finding.side, finding.zone, finding.severity


def test_the_button_and_the_key_open_the_card_with_the_keyboard_in_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    bar = window.conditioning.bar
    assert bar.isHidden()
    window.header.conditions.click()
    assert bar.isVisible()
    assert window.header.conditions.isChecked()
    assert bar.choices.add.hasFocus()
    qtbot.keyClick(bar.choices.add, Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert window.canvas_widget.hasFocus()
    qtbot.keyClick(window.canvas_widget, Qt.Key.Key_D)
    assert bar.isVisible()
    assert window.store.undo_label == ""


def test_what_is_set_brings_the_card_and_its_text(extruded: MainWindow) -> None:
    bar = extruded.conditioning.bar
    assert bar.isVisible()
    assert bar.choices.level.text() == "L5–S1"
    assert bar.choices.side.buttons["left"].isChecked()
    assert bar.choices.zone.text() == "Beside middle"
    assert extruded.clinical.page == load_models()[EXTRUSION].text
    assert bar.sights.looks[Look.BEHIND].isChecked()
    # its own chips open and close it: the bar of sections would take room
    assert not extruded.sectioning.bar.isVisible()
    extruded.run("section.forward")
    assert extruded.sectioning.bar.isVisible()


def test_patients_read_everyday_words_and_others_the_terms(extruded: MainWindow) -> None:
    bar, model = extruded.conditioning.bar, load_models()[EXTRUSION]
    assert bar.choices.model.text() == model.plain
    extruded.run("text.clinician")
    assert bar.choices.model.text() == model.name
    assert bar.choices.zone.text() == "Subarticular"
    assert "overlap" in extruded.conditioning.box.words.toPlainText()


def test_keys_move_the_slider_and_one_undo_takes_the_run_back(
    extruded: MainWindow, qtbot: QtBot
) -> None:
    slider, start = extruded.conditioning.bar.amount.slider, one(extruded)[2]
    slider.setFocus()
    for _ in range(5):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: one(extruded)[2] == pytest.approx(start + 0.1))
    assert extruded.store.undo_label == "Change disc extrusion"
    extruded.run("window.undo")
    assert one(extruded)[2] == start
    assert slider.value() == round(100 * start)


def test_a_drag_is_one_step_and_only_the_newest_place_is_drawn(
    extruded: MainWindow, canvas: BlankCanvas, qtbot: QtBot
) -> None:
    slider, drawn = extruded.conditioning.bar.amount.slider, []
    extruded.store.subscribe(lambda new, _old: drawn.append(new.findings[0].severity))
    for goal in (70, 90):
        slider.setSliderDown(True)
        slider.sliderPressed.emit()
        for value in range(60, goal + 1):
            slider.setValue(value)
        # the figure follows the hand at once, the picture when it can
        assert f"{12 * goal / 100:.1f}" in extruded.conditioning.bar.amount.figure.text()
        slider.setSliderDown(False)
    assert drawn == [0.7, 0.9]
    extruded.run("window.undo")
    assert one(extruded)[2] == 0.7
    extruded.run("window.undo")
    assert one(extruded)[2] == load_models()[EXTRUSION].start


def test_zone_and_side_are_chosen_by_chips_and_on_the_drawing(
    extruded: MainWindow, choose_zone: Callable[[str], None], qtbot: QtBot
) -> None:
    bar = extruded.conditioning.bar
    choose_zone("foraminal")
    assert one(extruded)[:2] == ("left", "foraminal")
    assert extruded.store.undo_label == "Zone of disc extrusion"
    bar.choices.side.buttons["both"].click()
    assert one(extruded)[0] == "both"
    picture = bar.choices.picture
    # the drawing lies as the picture from behind does
    rightwards, middle = basis(extruded.store.state.camera)[0], picture.patches()["central", ""]
    for zone in set(load_models()[EXTRUSION].zones) - {"central"}:
        left, right = (picture.patches()[zone, side].x() for side in ("left", "right"))
        assert (left < middle.x() < right) is (rightwards[0] > 0.0)
    spot = picture.patches()["subarticular", "right"]
    bar.choices.side.buttons["left"].click()
    qtbot.mouseClick(
        picture, Qt.MouseButton.LeftButton, pos=QPoint(round(spot.x()), round(spot.y()))
    )
    assert one(extruded)[:2] == ("right", "subarticular")
    choose_zone("central")
    assert not bar.choices.side.buttons["left"].isVisible()


def test_a_shows_before_and_after(extruded: MainWindow, canvas: BlankCanvas, qtbot: QtBot) -> None:
    assert canvas.spec is not None
    assert canvas.spec.shape is not None
    changed = canvas.spec.shape
    qtbot.keyClick(extruded, Qt.Key.Key_A)
    assert canvas.spec.shape is None
    assert extruded.conditioning.bar.sights.before.isChecked()
    assert "as before" in extruded.conditioning.box.words.toPlainText()
    qtbot.keyClick(extruded, Qt.Key.Key_A)
    assert canvas.spec.shape is changed


def test_several_are_listed_and_each_can_be_looked_at_and_removed(extruded: MainWindow) -> None:
    bar = extruded.conditioning.bar
    assert not bar.all_gone.isVisible()
    extruded.select("segment.L3-L4")
    extruded.run(SHOW)
    assert [key[1].level_text for key in bar.tabs.tabs] == ["L5-S1", "L3-L4"]
    assert bar.finding is not None
    assert bar.finding.place == "segment.L3-L4"
    bar.tabs.tabs[EXTRUSION, L5S1].click()
    assert extruded.store.state.place == L5S1
    assert bar.finding.place == L5S1
    bar.gone.click()
    assert [f.place for f in extruded.store.state.findings] == ["segment.L3-L4"]
    extruded.run("window.undo")
    bar.all_gone.click()
    assert extruded.store.state.findings == ()
    assert not extruded.conditioning.box.isVisible()
    assert bar.hint.isVisible()
    extruded.run("window.undo")
    assert len(bar.tabs.tabs) == 2


def test_the_same_command_again_brings_that_one_onto_the_card(extruded: MainWindow) -> None:
    other = next(m for m in load_models().values() if m.id != EXTRUSION and "L5-S1" in m.at)
    extruded.run(f"conditions.show-{other.id}")
    bar, before = extruded.conditioning.bar, extruded.store.state
    assert bar.key == (other.id, L5S1)
    extruded.run(SHOW)
    assert bar.key == (EXTRUSION, L5S1)
    assert extruded.store.state == before


@pytest.mark.parametrize("look", LOOKS)
def test_chips_lead_to_each_look_as_one_step(extruded: MainWindow, look: Look) -> None:
    other = Look.ABOVE if look is Look.BEHIND else Look.BEHIND
    extruded.conditioning.bar.sights.looks[other].click()
    before = extruded.store.state
    extruded.conditioning.bar.sights.looks[look].click()
    state = extruded.store.state
    assert is_look_at(extruded.atlas, state.findings[0], look)(state)
    assert extruded.conditioning.bar.sights.looks[look].isChecked()
    assert not extruded.conditioning.bar.sights.looks[other].isChecked()
    if state != before:
        extruded.run("window.undo")
    assert extruded.store.state == before


def test_menus_offer_every_model_and_level_and_grey_what_has_no_place_here(
    extruded: MainWindow,
) -> None:
    choices = extruded.conditioning.bar.choices
    menu = choices.add.menu()
    menu.aboutToShow.emit()
    offered = {a.text(): a for m in menu.findChildren(QMenu) for a in m.actions()}
    models = load_models().values()
    assert set(offered) == {m.plain.replace("&", "&&") for m in models}
    for model in models:
        fits = {"L5-S1", "L5", "S1"} & set(model.at)
        assert offered[model.plain.replace("&", "&&")].isEnabled() is bool(fits)
    choices.level.menu().aboutToShow.emit()
    levels = {a.text(): a for a in choices.level.menu().actions()}
    assert levels["L5–S1"].isChecked()
    levels["L2–L3"].trigger()
    assert extruded.store.state.findings[0].place == "segment.L2-L3"
    assert extruded.store.state.place == "segment.L2-L3"
    assert choices.level.text() == "L2–L3"


def test_the_posture_card_moves_each_angle_and_resets(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.canvas_widget, Qt.Key.Key_P)
    card = window.cards.posture
    assert card.isVisible()
    for key, slider in card.sliders.items():
        slider.setFocus()
        qtbot.keyClick(slider, Qt.Key.Key_Right)
        qtbot.keyClick(slider, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda key=key: getattr(window.store.state.posture, key) == 2.0)
        assert card.values[key].text().startswith("2°")
    card.reset.click()
    assert window.store.state.posture.is_neutral
    window.run("window.undo")
    assert window.store.state.posture.slope_deg == 2.0
    window.run("window.undo")
    assert window.store.state.posture.slope_deg == 0.0


def test_everything_on_the_card_has_a_name_and_is_reached_with_tab(extruded: MainWindow) -> None:
    bar = extruded.conditioning.bar
    extruded.run("window.conditions")
    extruded.run("window.conditions")
    shown = [
        widget
        for widget in bar.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QSlider) and widget.isVisible()
    ]
    assert len(shown) > 12
    assert all(widget.accessibleName() for widget in shown)
    assert bar.amount.slider.accessibleDescription().startswith("Size")
    stops: set[QWidget] = set()
    at: QWidget = bar.amount.slider
    while at not in stops:
        stops.add(at)
        at = at.nextInFocusChain()
    assert all(w in stops for w in shown if w.focusPolicy() & Qt.FocusPolicy.TabFocus)


@pytest.mark.parametrize(
    ("size", "scale"), [((1024, 700), 2.0), ((1280, 800), 1.0), ((1280, 800), 2.0)]
)
def test_picture_and_card_share_the_room(
    extruded: MainWindow, qtbot: QtBot, size: tuple[int, int], scale: float
) -> None:
    extruded.resize(*size)
    extruded.change_settings(replace(extruded.settings, text_scale=scale))
    bar = extruded.conditioning.bar

    def is_shared() -> bool:
        low = bar.mapTo(extruded, QPoint(0, bar.height())).y()
        inside = low <= extruded.height() - extruded.status.height() + 2
        return inside and bar.height() >= 140 and extruded.canvas_widget.height() >= 190

    qtbot.waitUntil(is_shared)
    for widget in (bar.amount.slider, bar.amount.figure):
        right = widget.mapTo(bar, QPoint(widget.width(), 0)).x()
        assert right <= bar.width()
    bar.put_away()
    assert extruded.strip.isVisible()


def test_a_scene_with_findings_opens_with_its_card(window: MainWindow) -> None:
    window.run(SHOW)
    kept = window.store.state
    window.run("conditions.remove-all")
    window.conditioning.bar.put_away()
    window.presenter.apply("Open", lambda _state: replace(kept, audience=Audience.STUDENT))
    assert window.conditioning.bar.isVisible()
    assert window.conditioning.box.isVisible()


def test_tabs_of_several_stand_beside_each_other_within_the_card(
    extruded: MainWindow, qtbot: QtBot
) -> None:
    bar = extruded.conditioning.bar
    for model in ("disc-bulge", "lateral-recess-stenosis"):
        extruded.run(f"conditions.show-{model}")
    extruded.resize(1280, 800)
    qtbot.waitUntil(lambda: all(tab.isVisible() for tab in bar.tabs.tabs.values()))
    shown = [t for t in bar.tabs.findChildren(QAbstractButton) if not t.isHidden()]
    assert len(shown) == len(bar.tabs.tabs) == 3
    boxes = [tab.geometry() for tab in shown]
    assert not any(a.intersects(b) for k, a in enumerate(boxes) for b in boxes[:k])
    assert all(bar.tabs.rect().contains(box) for box in boxes)
    # one that goes leaves at once, though it is deleted later
    bar.gone.click()
    left = [t for t in bar.tabs.findChildren(QAbstractButton) if not t.isHidden()]
    assert len(left) == 2
