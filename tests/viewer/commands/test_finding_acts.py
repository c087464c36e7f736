"""Conditions set, changed and taken away: pure acts, over every model there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotations.models import Model, load_models
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.changing import finding_for, place_text
from viewer.commands import acts, finding_acts, finding_names
from viewer.commands.finding_acts import (
    add_finding,
    add_model,
    found,
    key_of,
    place_for,
    places_of,
    sides_of,
)
from viewer.commands.finding_commands import SHOW
from viewer.commands.finding_looks import (
    Look,
    best_look,
    is_look_at,
    is_opened,
    is_seen_from,
    lit_place,
    look_at,
)
from viewer.commands.registry import commands
from viewer.state import Cut, Section, ViewState
from viewer.store import Store

MODELS = list(load_models().values())
SEGMENTS = [
    StructureId(f"segment.{level}")
    for level in ("T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
]
EXTRUSION = "disc-extrusion"
L4L5, L5S1 = StructureId("segment.L4-L5"), StructureId("segment.L5-S1")


def lit_at(atlas: Atlas, place: StructureId) -> ViewState:
    return acts.select_place(atlas, place)(atlas.start())


@pytest.fixture
def extruded(atlas: Atlas) -> ViewState:
    return add_model(atlas, EXTRUSION)(lit_at(atlas, L4L5))


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.id)
def test_every_model_is_set_at_each_lit_level_that_has_a_place_for_it_and_undone(
    atlas: Atlas, model: Model
) -> None:
    command = commands(atlas)[f"{SHOW}{model.id}"]
    levels = 0
    for segment in SEGMENTS:
        store = Store(lit_at(atlas, segment))
        before = store.state
        vertebrae = set(segment.level_text.split("-"))
        fits = segment.level_text in model.at or bool(vertebrae & set(model.at))
        assert command.is_enabled(before) is fits, segment
        if not fits:
            continue
        levels += 1
        assert command.make is not None
        store.apply(command.title, command.make(before))
        (finding,) = store.state.findings
        assert finding.model == model.id
        assert place_text(finding) in model.at
        assert finding.severity == model.start
        assert command.is_checked is not None
        assert command.is_checked(store.state)
        after = store.state
        assert store.undo()
        assert store.state == before
        assert store.redo()
        assert store.state == after
    assert levels >= len({at for at in model.at if "-" in at})


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.id)
def test_without_a_lit_level_it_is_where_it_is_commonest_and_that_is_lit(
    atlas: Atlas, model: Model
) -> None:
    state = add_model(atlas, model.id)(atlas.start())
    lowest = [at for at in model.at if at != "S1" or len(model.at) == 1][-1]
    assert place_text(state.findings[0]) == (model.usual or lowest)
    assert state.place == lit_place(state.findings[0])


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.id)
def test_sides_zones_and_places_of_each_model_can_all_be_chosen_and_no_others(
    atlas: Atlas, model: Model
) -> None:
    state = add_model(atlas, model.id)(atlas.start())
    key = key_of(state.findings[0])
    for side in ("left", "right", "both"):
        new = found(finding_acts.set_side(atlas, key, side)(state), key)
        assert new is not None
        assert (new.side == side) is (side in sides_of(model))
    for zone in ("central", "subarticular", "foraminal", "extraforaminal"):
        new = found(finding_acts.set_zone(atlas, key, zone)(state), key)
        assert new is not None
        assert (new.zone == zone) is (zone in model.zones)
    for place in places_of(model):
        moved = finding_acts.set_place(atlas, key, place)(state)
        assert moved.findings[0].place == place
        assert moved.place is not None
        assert set(place.levels) <= set(moved.place.levels)
        if place.kind != "vertebra":
            assert moved.place == place == lit_place(moved.findings[0])
    nowhere = finding_acts.set_place(atlas, key, StructureId("segment.S1-S2"))(state)
    assert nowhere is state


@pytest.mark.parametrize(("asked", "kept"), [(-1.0, 0.0), (0.25, 0.25), (1.5, 1.0)])
def test_an_amount_stays_between_nothing_and_the_most(
    extruded: ViewState, asked: float, kept: float
) -> None:
    key = key_of(extruded.findings[0])
    assert finding_acts.set_severity(key, asked)(extruded).findings[0].severity == kept
    assert finding_acts.set_extra(key, asked)(extruded).findings[0].extra == kept


def test_a_second_figure_is_only_for_models_that_have_one(atlas: Atlas) -> None:
    plain = next(model for model in MODELS if model.extra is None)
    state = add_model(atlas, plain.id)(atlas.start())
    assert finding_acts.set_extra(key_of(state.findings[0]), 0.9)(state) is state


def test_a_drag_is_one_step_and_two_drags_are_two(atlas: Atlas, extruded: ViewState) -> None:
    store, key = Store(extruded), key_of(extruded.findings[0])
    for drag, values in enumerate(((0.6, 0.7, 0.8), (0.3, 0.2))):
        for value in values:
            store.apply("Change", finding_acts.set_severity(key, value), f"finding.{drag}")
    store.undo()
    assert store.state.findings[0].severity == 0.8
    store.undo()
    assert store.state == extruded


def test_there_is_one_of_a_model_at_a_place_but_many_at_several(
    atlas: Atlas, extruded: ViewState
) -> None:
    assert add_model(atlas, EXTRUSION)(extruded) == extruded
    other = next(m for m in MODELS if m.id != EXTRUSION and "L4-L5" in m.at)
    both = add_model(atlas, other.id)(extruded)
    assert [f.model for f in both.findings] == [EXTRUSION, other.id]
    below = add_model(atlas, EXTRUSION)(acts.select_place(atlas, L5S1)(both))
    assert [f.place for f in below.findings if f.model == EXTRUSION] == [L4L5, L5S1]
    # neither can be moved onto the other
    key = (EXTRUSION, L5S1)
    assert finding_acts.set_place(atlas, key, L4L5)(below) is below


def test_a_picked_vertebra_is_meant_first_and_else_the_superior_one(atlas: Atlas) -> None:
    model = replace(load_models()[EXTRUSION], at=("L3", "L4", "L5"))
    lit = lit_at(atlas, L4L5)
    assert place_for(model, lit, atlas) == "vertebra.L4"
    picked = replace(lit, focus=(StructureId("vertebra.L5.body"),))
    assert place_for(model, picked, atlas) == "vertebra.L5"
    assert place_for(model, lit_at(atlas, StructureId("segment.L1-L2")), atlas) is None


def test_the_first_is_gone_to_see_and_later_ones_leave_the_camera(
    atlas: Atlas, extruded: ViewState
) -> None:
    finding = extruded.findings[0]
    assert is_look_at(atlas, finding, best_look(finding))(extruded)
    turned = replace(extruded, camera=replace(extruded.camera, azimuth_deg=45.0))
    other = next(m for m in MODELS if m.id != EXTRUSION and "L4-L5" in m.at)
    assert add_model(atlas, other.id)(turned).camera == turned.camera


@pytest.mark.parametrize("segment", SEGMENTS[1:])
def test_a_look_is_over_while_another_level_is_lit_and_looked_at(
    atlas: Atlas, segment: StructureId
) -> None:
    finding = finding_for(EXTRUSION, segment, "left", "subarticular")
    state = look_at(atlas, finding, Look.ABOVE)(add_finding(atlas, finding)(atlas.start()))
    assert is_seen_from(atlas, finding, Look.ABOVE, state)
    turned = replace(state, camera=replace(state.camera, azimuth_deg=45.0))
    assert is_seen_from(atlas, finding, Look.ABOVE, turned)
    for place in atlas.catalog.places:
        elsewhere = acts.select_place(atlas, place)(state)
        assert is_seen_from(atlas, finding, Look.ABOVE, elsewhere) is (place == segment)
        again = look_at(atlas, finding, Look.ABOVE)(elsewhere)
        assert is_seen_from(atlas, finding, Look.ABOVE, again)


@pytest.mark.parametrize("segment", SEGMENTS[1:])
@pytest.mark.parametrize("side", ["left", "right"])
def test_each_look_opens_the_scene_at_the_level_and_on_the_side(
    atlas: Atlas, segment: StructureId, side: str
) -> None:
    finding = finding_for(EXTRUSION, segment, side, "foraminal")
    state = add_finding(atlas, finding)(atlas.start())
    cuts = {Look.BEHIND: Cut.CORONAL, Look.ABOVE: Cut.DISC, Look.SIDE: Cut.SAGITTAL}
    for look in Look:
        seen = look_at(atlas, finding, look)(state)
        assert is_look_at(atlas, finding, look)(seen)
        assert sum(is_look_at(atlas, finding, one)(seen) for one in Look) == 1
        assert seen.see_through_bone is (look is Look.WHOLE)
        assert is_opened(atlas, seen) is (look in cuts)
        assert (seen.only is not None) is (look is Look.BONES)
        if look in cuts:
            assert seen.section is not None
            assert (seen.section.cut, seen.section.level) == (cuts[look], segment)
    aside = look_at(atlas, finding, Look.SIDE)(state)
    assert aside.section is not None
    # the patient's right is +x
    assert (aside.section.offset > 0) is (side == "right")
    assert aside.camera.azimuth_deg == (270.0 if side == "right" else 90.0)


@pytest.mark.parametrize(
    ("model", "place"),
    [(model.id, at) for model in MODELS if model.group == "fracture" for at in model.at],
)
def test_a_fracture_is_first_seen_in_a_section_through_its_middle(
    atlas: Atlas, model: str, place: str
) -> None:
    finding = finding_for(model, StructureId(f"vertebra.{place}"))
    seen = add_finding(atlas, finding)(atlas.start())
    assert seen.section is not None
    assert (seen.section.cut, seen.section.offset) == (Cut.SAGITTAL, 0.0)
    body = atlas.boxes[StructureId(f"vertebra.{place}.body")]
    assert body.lower[2] < seen.camera.focal[2] < body.upper[2]


def test_a_transitional_vertebra_is_first_seen_from_in_front_and_a_pars_gap_from_its_side(
    atlas: Atlas,
) -> None:
    for model in (model for model in MODELS if model.group == "variant"):
        finding = finding_for(model.id, StructureId("segment.L5-S1"))
        seen = add_finding(atlas, finding)(atlas.start())
        assert (seen.camera.azimuth_deg, seen.see_through_bone) == (0.0, False)
    for side, half in (("left", (90.0, 180.0)), ("right", (180.0, 270.0))):
        finding = finding_for("spondylolysis", StructureId("vertebra.L5"), side)
        seen = add_finding(atlas, finding)(atlas.start())
        assert half[0] < seen.camera.azimuth_deg < half[1]


@pytest.mark.parametrize("id", [m.id for m in MODELS if m.group == "needle" and m.sides])
def test_a_needle_is_seen_from_its_own_side(atlas: Atlas, id: str) -> None:
    seen = {}
    for side in ("left", "right"):
        finding = finding_for(id, add_model(atlas, id)(atlas.start()).findings[0].place, side)
        seen[side] = add_finding(atlas, finding)(atlas.start()).camera
    assert 90.0 < seen["left"].azimuth_deg < 180.0
    assert seen["right"].azimuth_deg == pytest.approx(360.0 - seen["left"].azimuth_deg)


def test_a_fusion_from_one_side_has_no_both(atlas: Atlas) -> None:
    state = add_model(atlas, "fusion-tlif")(atlas.start())
    both = finding_acts.set_side(atlas, key_of(state.findings[0]), "both")
    assert both(state) is state
    with pytest.raises(ValueError, match="left or right"):
        finding_for("fusion-tlif", L4L5, "both")


def test_one_at_another_level_is_not_left_in_a_section_opened_for_others(
    atlas: Atlas, extruded: ViewState
) -> None:
    below = acts.select_place(atlas, L5S1)(extruded)
    assert below.section is not None
    seen = add_model(atlas, EXTRUSION)(below)
    assert seen.section is not None
    assert seen.section.level == L5S1


def test_a_look_follows_its_finding_to_another_side_and_level(
    atlas: Atlas, extruded: ViewState
) -> None:
    key = key_of(extruded.findings[0])
    seen = look_at(atlas, extruded.findings[0], Look.SIDE)(extruded)
    right = finding_acts.set_side(atlas, key, "right")(seen)
    assert is_look_at(atlas, right.findings[0], Look.SIDE)(right)
    below = finding_acts.set_place(atlas, key, L5S1)(right)
    assert below.place == L5S1
    assert is_look_at(atlas, below.findings[0], Look.SIDE)(below)
    # a scene opened by hand stays as it is
    own = replace(seen, section=None)
    assert finding_acts.set_side(atlas, key, "right")(own).section is None


def test_taking_the_last_one_away_closes_what_was_opened_for_it(
    atlas: Atlas, extruded: ViewState
) -> None:
    key = key_of(extruded.findings[0])
    assert extruded.section is not None
    gone = finding_acts.remove(atlas, key)(extruded)
    assert gone.findings == ()
    assert gone.section is None
    assert finding_acts.remove(atlas, key)(gone) is gone
    assert extruded.section is not None
    own = replace(extruded, section=replace(extruded.section, offset=3.0))
    assert finding_acts.remove_all(atlas)(own).section == own.section


def test_before_and_after_changes_nothing_that_is_set_and_ends_with_the_next_change(
    atlas: Atlas, extruded: ViewState
) -> None:
    assert finding_acts.toggle_before(atlas.start()) == atlas.start()
    before = finding_acts.toggle_before(extruded)
    assert before == replace(extruded, is_before=True)
    assert finding_acts.toggle_before(before) == extruded
    key = key_of(extruded.findings[0])
    assert not finding_acts.set_severity(key, 0.9)(before).is_before
    assert not finding_acts.remove_all(atlas)(before).is_before


def test_another_model_takes_the_place_of_one(atlas: Atlas, extruded: ViewState) -> None:
    key = key_of(extruded.findings[0])
    other = next(m for m in MODELS if m.id != EXTRUSION and m.group == "disc" and "L4-L5" in m.at)
    state = finding_acts.set_model(atlas, key, other.id)(extruded)
    assert [(f.model, f.place) for f in state.findings] == [(other.id, L4L5)]
    both = add_model(atlas, EXTRUSION)(state)
    assert finding_acts.set_model(atlas, key, other.id)(both) is both


def test_a_finding_is_named_with_level_and_side(atlas: Atlas) -> None:
    finding = finding_for(EXTRUSION, L5S1, "left")
    assert finding_names.name_of_finding(finding) == "Disc extrusion L5–S1, left"
    both = replace(finding, side="both")
    assert finding_names.name_of_finding(both).endswith("both sides")
    assert finding_names.name_of_finding(replace(finding, zone="central")).endswith("L5–S1")
    plain = finding_names.name_of_finding(finding, plain=True)
    assert plain.startswith(load_models()[EXTRUSION].plain)


def test_another_at_the_same_level_is_shown_as_it_is_seen_best(atlas: Atlas) -> None:
    here = StructureId("segment.L4-L5")
    state = acts.select_place(atlas, here)(atlas.start())
    pressed = finding_for("disc-extrusion", here)
    broken = finding_for("wedge-fracture", StructureId("vertebra.L4"))
    first = finding_acts.add_finding(atlas, pressed)(state)
    both = finding_acts.add_finding(atlas, broken)(first)
    assert both.section is not None
    assert both.section.cut is Cut.SAGITTAL
    second = finding_for("disc-protrusion", here)
    assert best_look(second) is best_look(pressed)
    assert finding_acts.add_finding(atlas, second)(first).camera == first.camera
    own = replace(first, section=Section(Cut.AXIAL))
    assert finding_acts.add_finding(atlas, broken)(own).section == own.section
