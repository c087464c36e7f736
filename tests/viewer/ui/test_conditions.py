"""Conditions by hand and by keyboard: the card, its slider, before and after, what is reached."""

from __future__ import annotations

import gc
from dataclasses import replace
from weakref import ref

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt, QUrl
from PySide6.QtWidgets import QAbstractButton, QMenu, QSlider, QWidget
from pytestqt.qtbot import QtBot

from annotations.models import load_models
from meshes.ids import StructureId
from viewer.camera import basis
from viewer.changing import _shape, shape_of
from viewer.commands.finding_looks import LOOKS, Look, is_look_at
from viewer.resolve import resolve
from viewer.state import Audience
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.condition_bar import ConditionBar
from viewer.ui.context_menu import entries
from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window

EXTRUSION = "disc-extrusion"
SHOW = f"conditions.show-{EXTRUSION}"
L5S1 = StructureId("segment.L5-S1")


@pytest.fixture
def extruded(window: MainWindow) -> MainWindow:
    """A window with an extrusion at L5-S1, on the left, beside the middle."""
    window.select(L5S1)
    window.run(SHOW)
    return window


def one(window: MainWindow) -> tuple[str, str, float]:
    (finding,) = window.store.state.findings
    return finding.side, finding.zone, finding.severity


def tops(model: QAbstractItemModel) -> list[QModelIndex]:
    return [model.index(k, 0) for k in range(model.rowCount())]


def choose_zone(bar: ConditionBar, zone: str) -> None:
    menu = bar.choices.zone.menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.data() == zone).trigger()


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
    extruded: MainWindow, qtbot: QtBot
) -> None:
    bar = extruded.conditioning.bar
    choose_zone(bar, "foraminal")
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
    choose_zone(bar, "central")
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


def test_the_box_says_which_roots_are_reached_and_what_may_be_felt(extruded: MainWindow) -> None:
    box = extruded.conditioning.box
    words = box.words.toPlainText()
    assert box.isVisible()
    assert "would be expected to reach the left S1 root" in words
    assert "●" in words
    assert "pressed by L5–S1 herniation" in words
    assert "Right S1 root" in words
    assert "free" in words
    assert "the ankle jerk" in words
    assert words.count("Pain often does not follow the picture") == 1
    assert "Red flags" not in words
    choose_zone(extruded.conditioning.bar, "foraminal")
    assert "reach the left L5 root" in box.words.toPlainText()
    assert "the outer shin" in box.words.toPlainText()


def test_links_of_the_box_go_to_root_and_text(extruded: MainWindow) -> None:
    box = extruded.conditioning.box
    box.words.anchorClicked.emit(QUrl("structure:root.S1.left"))
    assert extruded.store.state.focus == ("root.S1.left",)
    assert extruded.clinical.page == "root.S1.left"
    box.words.anchorClicked.emit(QUrl("topic:asymptomatic"))
    assert extruded.clinical.page == "topic.asymptomatic"


def test_a_very_narrow_sac_puts_the_red_flags_first(extruded: MainWindow, qtbot: QtBot) -> None:
    bar, box = extruded.conditioning.bar, extruded.conditioning.box
    choose_zone(bar, "central")
    bar.amount.slider.setValue(100)
    qtbot.waitUntil(lambda: one(extruded)[2] == 1.0)
    assert box.words.toPlainText().index("Red flags") < box.words.toPlainText().index("expected")
    box.words.anchorClicked.emit(QUrl("topic:red-flags"))
    assert extruded.clinical.page == "topic.red-flags"


def test_the_box_folds_and_keeps_to_its_share(extruded: MainWindow) -> None:
    box = extruded.conditioning.box
    assert box.height() <= 0.6 * extruded.clinical.height()
    box.head.click()
    assert not box.words.isVisible()
    box.head.click()
    assert box.words.isVisible()


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


def test_pages_of_conditions_show_theirs_on_the_model(window: MainWindow) -> None:
    for page in sorted({model.text for model in load_models().values()}):
        window.clinical.show_page(page)
        models = [model for model in load_models().values() if model.text == page]
        shown = window.clinical.browser.toHtml()
        assert all(f'"show:{model.id}"' in shown for model in models)
        window.run("conditions.remove-all")
        window.clinical.show_page(page)
        window.clinical.browser.anchorClicked.emit(QUrl(f"show:{models[0].id}"))
        assert window.store.state.findings[-1].model == models[0].id
        assert window.clinical.page == page


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


def test_a_shape_that_was_measured_goes_with_the_last_condition(
    extruded: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    conditioning = extruded.conditioning
    monkeypatch.setattr(conditioning._later, "ask", lambda _work: None)
    conditioning._measure()
    shape = shape_of(extruded.store.state)
    assert shape is not None
    held = ref(shape)
    extruded.run("conditions.remove-all")
    del shape
    _shape.cache_clear()
    gc.collect()
    assert held() is None


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


def test_what_a_condition_brings_is_listed_found_and_hidden_while_it_is_there(
    extruded: MainWindow,
) -> None:
    piece = StructureId("herniation.L5-S1")

    def listed() -> list[str]:
        model = extruded.structures.model
        return [row.id for top in map(model.row_at, tops(model)) if top for row in top.walk()]

    assert piece in listed()
    assert piece in {found.id for found in extruded.header.search._seek("herniation L5-S1")}
    extruded.select(piece)
    assert extruded.store.state.place == L5S1
    assert extruded.clinical.page == piece
    offered = [entry for entry in entries(extruded.atlas, extruded.store.state, piece) if entry]
    hide = next(entry for entry in offered if entry.title == "Hide")
    assert hide.is_enabled
    assert hide.change is not None
    extruded.presenter.apply(hide.label, hide.change)
    assert piece not in resolve(extruded.store.state, extruded.atlas.catalog).looks
    assert piece in listed()
    extruded.run("conditions.before")
    assert piece not in listed()
    extruded.run("conditions.remove-all")
    assert piece not in listed()
    assert piece not in {found.id for found in extruded.header.search._seek("herniation L5-S1")}
