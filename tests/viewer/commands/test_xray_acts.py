"""The film as part of the state: on, off, which, how; kept in scenes and taken back by undo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands import leg_map_acts, xray_acts
from viewer.commands.registry import commands
from viewer.keep.coding import UnfitError, from_plain, known_to, to_plain
from viewer.keep.sense import refuse_senseless
from viewer.state import LEVELS, SLICES, WINDOWS, ViewState, Xray
from viewer.store import Store
from viewer.xray.views import film_views


def test_each_film_has_a_command_that_undo_takes_back(atlas: Atlas) -> None:
    known = commands(atlas)
    for key in film_views():
        store = Store(atlas.start())
        command = known[f"xray.{key}"]
        assert command.make is not None
        assert command.is_checked is not None
        store.apply(command.title, command.make(store.state))
        assert store.state.xray == Xray(key)
        assert command.is_checked(store.state)
        store.undo()
        assert store.state == atlas.start()


def test_the_switch_goes_both_ways(atlas: Atlas) -> None:
    start = atlas.start()
    on = xray_acts.toggle(start)
    assert on.xray == Xray()
    assert xray_acts.toggle(on) == start


def test_greys_stay_within_their_range(atlas: Atlas) -> None:
    on = xray_acts.toggle(atlas.start())
    for window, level in ((-1e3, -1e3), (1e3, 1e3)):
        xray = xray_acts.set_greys(window, level)(on).xray
        assert xray is not None
        assert WINDOWS[0] <= xray.window <= WINDOWS[1]
        assert LEVELS[0] <= xray.level <= LEVELS[1]
    changed = xray_acts.step_greys(-20.0, 5.0)(on)
    assert xray_acts.usual_greys(changed) == on
    assert xray_acts.step_greys(-20.0, 5.0)(atlas.start()) == atlas.start()


def test_a_film_is_kept_and_read(atlas: Atlas, catalog: Catalog) -> None:
    state = replace(atlas.start(), xray=Xray("lateral", True, 80.0, 60.0, True))
    back = from_plain(ViewState, to_plain(state), "scene", known_to(catalog))
    assert back == state
    refuse_senseless(back, catalog)


@pytest.mark.parametrize(
    "xray", [Xray("sideways"), Xray(window=0.0), Xray(window=1e4), Xray(level=-1.0)]
)
def test_a_film_that_cannot_be_is_refused(xray: Xray, atlas: Atlas, catalog: Catalog) -> None:
    with pytest.raises(UnfitError):
        refuse_senseless(replace(atlas.start(), xray=xray), catalog)


def test_a_film_and_the_leg_map_take_each_others_place(atlas: Atlas) -> None:
    with_map = leg_map_acts.toggle(atlas.start())
    with_film = xray_acts.take("lateral")(with_map)
    assert with_film.xray is not None
    assert not with_film.leg_map.is_open
    again = leg_map_acts.toggle(with_film)
    assert again.xray is None
    assert again.leg_map.is_open


def test_the_slice_goes_round_sagittal_axial_and_off(atlas: Atlas) -> None:
    start = atlas.start()
    sagittal = xray_acts.cycle_scan(replace(start, xray=Xray("ap", is_inverted=True)))
    assert sagittal.xray == Xray("mri-sagittal")
    axial = xray_acts.cycle_scan(sagittal)
    assert axial.xray == Xray("mri-axial")
    assert xray_acts.cycle_scan(axial) == start


def test_slices_are_stepped_within_their_range_and_films_are_not(atlas: Atlas) -> None:
    start = atlas.start()
    on = xray_acts.take("mri-sagittal")(start)
    moved = xray_acts.step_slice(atlas, 6.0)(on)
    assert moved.xray == Xray("mri-sagittal", slice=6.0)
    far = xray_acts.step_slice(atlas, -1e3)(moved).xray
    assert far is not None
    assert far.slice == SLICES[0]
    film = xray_acts.take("ap")(start)
    assert xray_acts.step_slice(atlas, 6.0)(film) == film


@pytest.mark.parametrize("view", ["mri-sagittal", "mri-axial"])
def test_cut_here_opens_the_scene_at_the_slice_and_both_go_on_together(
    atlas: Atlas, view: str
) -> None:
    state = replace(atlas.start(), place=StructureId("segment.L3-L4"))
    on = xray_acts.step_slice(atlas, 4.0)(xray_acts.take(view)(state))
    cut = xray_acts.cut_here(atlas)(on)
    assert cut.section is not None
    assert cut.section.offset == 4.0
    further = xray_acts.step_slice(atlas, 2.0)(cut)
    assert further.section is not None
    assert further.section.offset == 6.0
    closed = xray_acts.cut_here(atlas)(further)
    assert closed.section is None
    assert closed.xray == Xray(view, slice=6.0)


@pytest.mark.parametrize("offset", [-61.0, 1e9])
def test_a_slice_beside_the_body_is_refused(atlas: Atlas, catalog: Catalog, offset: float) -> None:
    state = replace(atlas.start(), xray=Xray("mri-axial", slice=offset))
    with pytest.raises(UnfitError):
        refuse_senseless(state, catalog)
