"""The film as part of the state: on, off, which, how; kept in scenes and taken back by undo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meshes.catalog import Catalog
from viewer.atlas import Atlas
from viewer.commands import leg_map_acts, xray_acts
from viewer.commands.registry import commands
from viewer.keep.coding import UnfitError, from_plain, known_to, to_plain
from viewer.keep.sense import refuse_senseless
from viewer.state import LEVELS, WINDOWS, ViewState, Xray
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
