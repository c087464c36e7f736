"""What stands beside a scene: the same at another level, or untouched, and poses that match."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import is_same_pose, panned, turned, zoomed
from viewer.commands import acts, camera_acts, compare_acts, section_acts
from viewer.commands.registry import commands
from viewer.comparing import counterpart, link, other_side, read_side, titles
from viewer.resolve import resolve
from viewer.state import Beside, Compare, Cut, ViewState
from viewer.telling import scene_sentence

PLACES = [
    StructureId(name)
    for name in (
        "segment.T12-L1",
        "segment.L1-L2",
        "segment.L2-L3",
        "segment.L3-L4",
        "segment.L4-L5",
        "segment.L5-S1",
        "region.sacrum",
    )
]
PAIRS = list(itertools.permutations(PLACES, 2))
SEGMENT_PAIRS = [(a, b) for a, b in PAIRS if {a.kind, b.kind} == {"segment"}]


#: States with one place lit, made once: framing takes milliseconds, and there are many pairs.
_LIT: dict[StructureId, ViewState] = {}


def paired(atlas: Atlas, first: StructureId, second: StructureId) -> ViewState:
    if first not in _LIT:
        _LIT[first] = acts.select_place(atlas, first)(atlas.start())
    return compare_acts.with_level(atlas, second)(_LIT[first])


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_second_view_is_the_other_level_in_the_same_pose(
    atlas: Atlas, first: StructureId, second: StructureId
) -> None:
    state = paired(atlas, first, second)
    other = other_side(state, atlas)
    assert (other.place, other.compare) == (second, None)
    for moved in (
        state.camera,
        turned(state.camera, 40.0, 12.0),
        panned(zoomed(state.camera, 0.6), 9.0, -4.0),
    ):
        there = link(state, atlas).there(moved)
        assert (there.azimuth_deg, there.elevation_deg) == (moved.azimuth_deg, moved.elevation_deg)
        back = link(state, atlas).back(there)
        assert back.distance == pytest.approx(moved.distance)
        assert back.focal == pytest.approx(moved.focal, abs=1e-9)


@pytest.mark.parametrize(("first", "second"), SEGMENT_PAIRS)
def test_two_segments_are_seen_equally_large_each_in_the_middle(
    atlas: Atlas, first: StructureId, second: StructureId
) -> None:
    state = paired(atlas, first, second)
    other = other_side(state, atlas)
    assert other.camera.distance == pytest.approx(state.camera.distance)
    (disc,) = atlas.boxes_of([StructureId(f"disc.{second.level_text}.annulus")])
    assert max(abs(a - b) for a, b in zip(disc.centre, other.camera.focal, strict=True)) < 45.0


@pytest.mark.parametrize(("first", "second"), SEGMENT_PAIRS)
def test_roles_and_sides_correspond_there_and_back(
    catalog: Catalog, first: StructureId, second: StructureId
) -> None:
    one, two = catalog.places[first], catalog.places[second]
    for member in one.members:
        found = counterpart(catalog, member.id, one, two)
        role = two.role_of(found)
        if found == member.id:
            like = {(m.id.kind, m.role, m.id.side) for m in two.members}
            assert (member.id.kind, member.role, member.id.side) not in like
            continue
        assert (role, found.side) == (member.role, member.id.side)
        assert counterpart(catalog, found, two, one) == member.id


@pytest.mark.parametrize(
    ("id", "of", "at", "wanted"),
    [
        ("disc.L4-L5.nucleus", "L4-L5", "L5-S1", "disc.L5-S1.nucleus"),
        ("vertebra.L4.pedicle.left", "L4-L5", "L1-L2", "vertebra.L1.pedicle.left"),
        ("ganglion.L5.right", "L4-L5", "L5-S1", "ganglion.S1.right"),
        ("vertebra.L5.pedicle.left", "L4-L5", "L5-S1", "sacrum"),
        ("sacrum", "L5-S1", "L2-L3", "vertebra.L3"),
        ("thecal-sac", "L4-L5", "L5-S1", "thecal-sac"),
        ("intertransverse-ligament.L4-L5.left", "L4-L5", "L5-S1", None),
        ("vertebra.L1", "L4-L5", "L5-S1", "vertebra.L1"),
    ],
)
def test_parts_correspond_to_parts_and_strangers_to_themselves(
    catalog: Catalog, id: str, of: str, at: str, wanted: str | None
) -> None:
    places = (catalog.places[StructureId(f"segment.{name}")] for name in (of, at))
    assert counterpart(catalog, StructureId(id), *places) == (wanted or id)


@pytest.mark.parametrize(("first", "second"), SEGMENT_PAIRS)
def test_a_click_in_either_view_selects_in_both(
    atlas: Atlas, catalog: Catalog, first: StructureId, second: StructureId
) -> None:
    state = paired(atlas, first, second)
    here, there = (StructureId(f"disc.{place.level_text}") for place in (first, second))
    picked = compare_acts.here(acts.select_structure(atlas, here))(state)
    assert other_side(picked, atlas).focus == (there,)
    assert read_side(picked, atlas).place == first
    beside = compare_acts.there(atlas, acts.select_structure(atlas, there))(state)
    assert (beside.focus, beside.place) == ((here,), first)
    assert other_side(beside, atlas).focus == (there,)
    assert read_side(beside, atlas).place == second
    # What was pressed is what is picked, even where the other level has no such part.
    part = [*catalog.with_parts(catalog.places[second].members[1].id)][-1]
    pressed = compare_acts.there(atlas, acts.select_structure(atlas, part))(state)
    assert other_side(pressed, atlas).focus == (part,)
    assert pressed.focus
    assert pressed.camera == state.camera


@pytest.mark.parametrize(("first", "second"), SEGMENT_PAIRS)
def test_what_is_hidden_or_cut_in_one_is_so_in_both(
    atlas: Atlas, catalog: Catalog, first: StructureId, second: StructureId
) -> None:
    state = paired(atlas, first, second)
    here, there = (catalog.places[place].members[0].id for place in (first, second))
    hidden = compare_acts.there(atlas, acts.hide([there]))(state)
    assert hidden.hidden == {here}
    assert there not in resolve(other_side(hidden, atlas), catalog).looks
    again = compare_acts.there(atlas, acts.unhide(atlas, [there]))(hidden)
    assert not again.hidden
    cut = section_acts.cut(atlas, Cut.DISC)(state)
    section = other_side(cut, atlas).section
    assert section is not None
    assert section.level == second
    only = acts.show_only([here])(state)
    assert other_side(only, atlas).only == {there}


def test_the_untouched_model_has_nothing_done_to_it(atlas: Atlas, catalog: Catalog) -> None:
    plain = acts.select_place(atlas, PLACES[4])(atlas.start())
    changed = section_acts.cut(atlas, Cut.SAGITTAL)(plain)
    for change in (
        acts.hide([StructureId("vertebra.L4")]),
        acts.toggle_fade([StructureId("vertebra.L5")]),
        acts.toggle_bone,
    ):
        changed = change(changed)
    state = compare_acts.toggle_untouched(changed)
    other = other_side(state, atlas)
    assert resolve(other, catalog) == resolve(plain, catalog)
    assert other.camera == state.camera
    assert titles(state, catalog) == ("L4–L5", "L4–L5, untouched")
    assert compare_acts.toggle_untouched(state) == changed


@pytest.mark.parametrize(("first", "second"), PAIRS[::2])
def test_unlinking_moves_nothing_and_linking_brings_the_pose_back(
    atlas: Atlas, first: StructureId, second: StructureId
) -> None:
    state = paired(atlas, first, second)
    loose = compare_acts.toggle_link(atlas)(state)
    assert other_side(loose, atlas) == other_side(state, atlas)
    assert loose.camera == state.camera
    alone = camera_acts.set_camera(turned(loose.camera, 70.0, 0.0))(loose)
    assert other_side(alone, atlas).camera == other_side(state, atlas).camera
    beside = compare_acts.there(atlas, camera_acts.set_camera(turned(state.camera, 9.0, 0.0)))(
        loose
    )
    assert beside.camera == loose.camera
    assert other_side(beside, atlas).camera == turned(state.camera, 9.0, 0.0)
    again = compare_acts.toggle_link(atlas)(alone)
    assert other_side(again, atlas).camera.azimuth_deg == alone.camera.azimuth_deg


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_while_linked_a_drag_in_the_second_view_turns_both(
    atlas: Atlas, first: StructureId, second: StructureId
) -> None:
    state = paired(atlas, first, second)
    goal = turned(other_side(state, atlas).camera, 33.0, 5.0)
    dragged = compare_acts.there(atlas, camera_acts.set_camera(goal))(state)
    assert dragged.camera.azimuth_deg == goal.azimuth_deg
    shown = other_side(dragged, atlas).camera
    assert is_same_pose(replace(shown, focal=goal.focal), goal)
    assert shown.focal == pytest.approx(goal.focal, abs=1e-6)


@pytest.mark.parametrize("linked", [True, False])
@pytest.mark.parametrize(("first", "second"), PAIRS[::2])
def test_swapping_exchanges_the_views_and_their_poses(
    atlas: Atlas, first: StructureId, second: StructureId, linked: bool
) -> None:
    state = paired(atlas, first, second)
    if not linked:
        state = compare_acts.toggle_link(atlas)(state)
        state = camera_acts.set_camera(turned(state.camera, 50.0, 3.0))(state)
    swapped = compare_acts.swap(atlas)(state)
    assert swapped.camera == other_side(state, atlas).camera
    other = other_side(swapped, atlas).camera
    assert is_same_pose(replace(other, focal=state.camera.focal), state.camera)
    assert (swapped.place, swapped.compare and swapped.compare.place) == (second, first)


@pytest.mark.parametrize("place", [None, *PLACES])
def test_comparing_begins_with_a_neighbour_and_ends_as_it_was(
    atlas: Atlas, place: StructureId | None
) -> None:
    start = acts.select_place(atlas, place)(atlas.start()) if place else atlas.start()
    state = compare_acts.toggle_levels(atlas)(start)
    assert state.place is not None
    assert state.compare is not None
    assert state.compare.place
    order = list(atlas.catalog.places)
    assert abs(order.index(state.place) - order.index(state.compare.place)) == 1
    assert compare_acts.toggle_levels(atlas)(state) == replace(state, compare=None)
    cleared = acts.clear_selection(acts.clear_selection(state))
    assert (cleared.place, cleared.compare) == (state.place, state.compare)


def test_escape_lets_go_of_what_is_picked_then_of_the_comparison_then_of_the_level(
    atlas: Atlas,
) -> None:
    escape = commands(atlas)["select.clear"]
    assert escape.make is not None
    state = acts.select_structure(atlas, StructureId("disc.L4-L5"))(paired(atlas, *PLACES[4:6]))
    seen = []
    for _ in range(3):
        assert escape.is_enabled(state)
        title, state = escape.title_in(state), escape.make(state)(state)
        seen.append((title, bool(state.focus), state.compare is None, state.place))
    assert seen == [
        ("Clear selection", False, False, PLACES[4]),
        ("One view again", False, True, PLACES[4]),
        ("Clear selection", False, True, None),
    ]
    assert not escape.is_enabled(state)


def test_stepping_the_second_level_passes_over_the_first(atlas: Atlas) -> None:
    state = paired(atlas, PLACES[3], PLACES[0])
    seen = [state.compare and state.compare.place]
    for _ in range(7):
        state = compare_acts.step_second(atlas, 1)(state)
        seen.append(state.compare and state.compare.place)
    assert list(dict.fromkeys(seen)) == [p for p in PLACES if p != PLACES[3]]
    assert compare_acts.step_second(atlas, -1)(state).compare == Compare(Beside.LEVEL, PLACES[5])


def test_every_level_can_be_put_beside_the_lit_one_by_command(atlas: Atlas) -> None:
    every = commands(atlas)
    state = acts.select_place(atlas, PLACES[4])(atlas.start())
    for place in PLACES:
        command = every[f"compare.with-{place}"]
        assert command.is_enabled(state) == (place != PLACES[4])
        assert command.make is not None
        made = command.make(state)(state)
        assert (made.compare is not None) == (place != PLACES[4])
    assert compare_acts.with_level(atlas, PLACES[4])(state) == state


def test_the_sentence_says_what_stands_beside(atlas: Atlas, catalog: Catalog) -> None:
    state = paired(atlas, PLACES[4], PLACES[5])
    assert "Beside it L5–S1, turning together." in scene_sentence(state, catalog)
    loose = compare_acts.toggle_link(atlas)(state)
    assert "Beside it L5–S1, turning by itself." in scene_sentence(loose, catalog)
    plain = compare_acts.toggle_untouched(atlas.start())
    assert "Beside it the untouched model, turning together." in scene_sentence(plain, catalog)
    assert "Beside" not in scene_sentence(atlas.start(), catalog)


@pytest.mark.parametrize("linked", [True, False])
@pytest.mark.parametrize(("first", "second"), PAIRS[::5])
def test_nothing_is_compared_with_itself(
    atlas: Atlas, first: StructureId, second: StructureId, linked: bool
) -> None:
    state = paired(atlas, first, second)
    if not linked:
        state = compare_acts.toggle_link(atlas)(state)
    chosen = acts.select_place(atlas, second)(state)
    assert chosen.compare is not None
    assert (chosen.place, chosen.compare.place) == (second, first)
    assert chosen.compare.camera == (None if linked else state.camera)
