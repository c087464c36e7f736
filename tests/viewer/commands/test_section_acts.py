"""Cutting open as users do it: levels, steps, flips, and what undo takes back."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import towards_viewer, turned
from viewer.commands import acts, camera_acts, section_acts
from viewer.commands.registry import commands
from viewer.commands.section_commands import MOVED
from viewer.section import limits, plane
from viewer.state import Cut, Section, ViewState
from viewer.store import Store

L4 = StructureId("segment.L4-L5")


def facing(state: ViewState, atlas: Atlas) -> float:
    assert state.section is not None
    toward = towards_viewer(state.camera.azimuth_deg, state.camera.elevation_deg)
    return float(np.dot(plane(state.section, atlas, state.explode).normal, toward))


@pytest.mark.parametrize("cut", Cut)
@pytest.mark.parametrize("view", ["posterior-oblique", "anterior", "left", "right", "superior"])
def test_a_new_section_is_seen_from_its_open_side(atlas: Atlas, cut: Cut, view: str) -> None:
    start = camera_acts.look_from(atlas, view)(atlas.start())
    state = section_acts.cut(atlas, cut)(start)
    assert facing(state, atlas) > 0.79


def test_a_section_that_can_be_read_leaves_the_camera(atlas: Atlas) -> None:
    start = camera_acts.look_from(atlas, "left")(atlas.start())
    assert section_acts.cut(atlas, Cut.SAGITTAL)(start).camera == start.camera


@pytest.mark.parametrize("cut", Cut)
def test_it_goes_through_the_lit_level(atlas: Atlas, cut: Cut) -> None:
    lit = acts.select_place(atlas, L4)(atlas.start())
    state = section_acts.cut(atlas, cut)(lit)
    assert state.section is not None
    assert state.section.level == L4
    assert state.place == L4


def test_with_nothing_lit_discs_begin_at_l5_s1(atlas: Atlas) -> None:
    state = section_acts.cut(atlas, Cut.DISC)(atlas.start())
    assert state.section == Section(Cut.DISC, section_acts.FIRST_LEVEL, 0.0, state.section.flipped)  # type: ignore[union-attr]


def test_asked_again_it_closes_and_moved_it_goes_back_to_the_middle(atlas: Atlas) -> None:
    cut = section_acts.cut(atlas, Cut.SAGITTAL)
    state = cut(atlas.start())
    assert cut(state).section is None
    moved = section_acts.step(atlas, 5.0)(state)
    assert moved.section is not None
    assert moved.section.offset == 5.0
    again = cut(moved)
    assert again.section is not None
    assert again.section.offset == 0.0


def test_the_cycle_goes_round(atlas: Atlas) -> None:
    state, seen = atlas.start(), []
    for _ in range(5):
        state = section_acts.cycle(atlas)(state)
        seen.append(state.section.cut if state.section else None)
    assert seen == [*Cut, None]


def test_steps_end_at_the_anatomy(atlas: Atlas) -> None:
    state = section_acts.cut(atlas, Cut.SAGITTAL)(atlas.start())
    assert state.section is not None
    low, high = limits(state.section, atlas)
    assert section_acts.step(atlas, 1e4)(state).section.offset == high  # type: ignore[union-attr]
    assert section_acts.step(atlas, -1e4)(state).section.offset == low  # type: ignore[union-attr]


def test_flipping_shows_the_other_half_and_back(atlas: Atlas) -> None:
    state = section_acts.cut(atlas, Cut.SAGITTAL)(atlas.start())
    flipped = section_acts.flip(atlas)(state)
    assert facing(flipped, atlas) > 0.79
    assert section_acts.flip(atlas)(flipped).section == state.section


def test_straight_on_is_straight_on(atlas: Atlas) -> None:
    for cut in Cut:
        state = section_acts.cut(atlas, cut)(atlas.start())
        assert facing(section_acts.face_on(atlas)(state), atlas) > 0.9999


def test_another_level_keeps_the_kind_and_the_nerves(atlas: Atlas) -> None:
    state = section_acts.cut(atlas, Cut.DISC)(atlas.start())
    state = section_acts.toggle_nerves(state)
    moved = section_acts.at_level(atlas, L4)(state)
    assert moved.section is not None
    assert (moved.section.cut, moved.section.level) == (Cut.DISC, L4)
    assert moved.section.whole_nerves


def test_a_flipped_section_asked_for_shows_its_far_side(atlas: Atlas) -> None:
    near = section_acts.cut_as(atlas, Section(Cut.SAGITTAL))(atlas.start())
    far = section_acts.cut_as(atlas, Section(Cut.SAGITTAL, flipped=True))(atlas.start())
    still = section_acts.cut_as(atlas, Section(Cut.SAGITTAL, flipped=True), fly=False)(
        atlas.start()
    )
    assert near.section is not None
    assert far.section is not None
    assert near.section.flipped is not far.section.flipped
    assert still.section == far.section
    assert still.camera == atlas.start().camera


def test_without_a_section_its_acts_do_nothing(atlas: Atlas) -> None:
    start = atlas.start()
    for change in (
        section_acts.step(atlas, 1.0),
        section_acts.move_to(atlas, 3.0),
        section_acts.flip(atlas),
        section_acts.toggle_nerves,
        section_acts.face_on(atlas),
        section_acts.at_level(atlas, L4),
        section_acts.close,
    ):
        assert change(start) == start


def test_every_command_of_sections_is_undone(atlas: Atlas, store: Store) -> None:
    known = commands(atlas)
    for id in [key for key in known if key.startswith("section.")]:
        store.apply("cut", section_acts.cut(atlas, Cut.AXIAL, L4))
        before, make = store.state, known[id].make
        assert make is not None
        assert known[id].is_enabled(before)
        store.apply(known[id].title, make(before))
        if store.state != before:
            store.undo()
        assert store.state == before
        store.undo()


def test_a_drag_is_one_step(atlas: Atlas, store: Store) -> None:
    store.apply("cut", section_acts.cut(atlas, Cut.AXIAL, L4))
    opened = store.state
    for offset in (1.0, 2.5, 4.0):
        store.apply("Move the section", section_acts.move_to(atlas, offset), MOVED)
    store.undo()
    assert store.state == opened


def test_every_level_has_all_four_sections(atlas: Atlas) -> None:
    known = commands(atlas)
    for place in atlas.catalog.segments:
        for cut in Cut:
            make = known[f"section.{cut}-{place.id.level_text}"].make
            assert make is not None
            state = make(atlas.start())(atlas.start())
            assert state.section is not None
            assert (state.section.cut, state.section.level) == (cut, place.id)
            assert known[f"section.{cut}"].is_checked(state)  # type: ignore[misc]


@pytest.mark.parametrize("second", [None, *Cut])
@pytest.mark.parametrize("cut", Cut)
@pytest.mark.parametrize("view", ["posterior-oblique", "superior"])
def test_closing_a_section_brings_the_camera_back(
    atlas: Atlas, view: str, cut: Cut, second: Cut | None
) -> None:
    start = camera_acts.look_from(atlas, view)(acts.select_place(atlas, L4)(atlas.start()))
    state = section_acts.cut(atlas, cut)(start)
    if second is not None and second is not cut:
        state = section_acts.cut(atlas, second)(state)
    for change in (section_acts.step(atlas, 4.0), section_acts.flip(atlas)):
        state = change(state)
    state = section_acts.face_on(atlas)(state)
    assert section_acts.close(state) == start


def test_a_camera_moved_since_the_cut_stays(atlas: Atlas) -> None:
    start = camera_acts.look_from(atlas, "posterior")(atlas.start())
    state = section_acts.cut(atlas, Cut.SAGITTAL)(start)
    assert state.camera != start.camera
    moved = camera_acts.set_camera(turned(state.camera, 11.0, 3.0))(state)
    assert section_acts.close(moved).camera == moved.camera
    assert section_acts.close(moved).before_cut is None
    # What the section turns after that goes back to where the hand had left it.
    assert section_acts.close(section_acts.flip(atlas)(moved)).camera == moved.camera
