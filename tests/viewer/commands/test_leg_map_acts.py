"""Acts on the leg map, and that a painting is kept by nothing but a scene the user saves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meshes.catalog import Catalog
from meshes.ids import Side
from viewer.atlas import Atlas
from viewer.commands import leg_map_acts
from viewer.commands.registry import commands
from viewer.keep.scene_file import SavedScene, SceneError, scene_from, scene_text
from viewer.legmap.areas import region_cells
from viewer.state import Felt, LegMap, MapKind, ViewState
from viewer.store import Store

HEEL, CALF = region_cells("heel", Side.LEFT), region_cells("calf", Side.LEFT)


def test_painting_wiping_and_clearing_are_steps_that_undo(store: Store) -> None:
    store.apply("Paint pain", leg_map_acts.paint(Felt.PAIN, HEEL))
    store.apply("Paint numbness", leg_map_acts.paint(Felt.NUMB, HEEL | CALF))
    assert (store.state.leg_map.pain, store.state.leg_map.numb) == (HEEL, HEEL | CALF)
    store.apply("Wipe", leg_map_acts.wipe(HEEL))
    assert (store.state.leg_map.pain, store.state.leg_map.numb) == (frozenset(), CALF - HEEL)
    store.undo()
    assert store.state.leg_map.pain == HEEL
    store.apply("Clear", leg_map_acts.clear)
    assert not leg_map_acts.is_painted(store.state)
    store.undo()
    store.undo()
    store.undo()
    assert store.state.leg_map == LegMap()


def test_ticking_twice_leaves_nothing(start: ViewState) -> None:
    tick = leg_map_acts.tick(Felt.NUMB, "sole", Side.RIGHT)
    assert tick(start).leg_map.numb == region_cells("sole", Side.RIGHT)
    assert tick(tick(start)) == start


def test_commands_open_choose_and_clear(atlas: Atlas, start: ViewState) -> None:
    found = commands(atlas)
    toggle, other = found["legmap.toggle"], found["legmap.textbook"]
    assert toggle.make is not None
    assert other.make is not None
    opened = toggle.make(start)(start)
    assert opened.leg_map.is_open
    assert not other.is_enabled(start)
    assert other.make(opened)(opened).leg_map.kind is MapKind.TEXTBOOK
    assert not found["legmap.clear"].is_enabled(opened)
    assert found["legmap.clear"].is_enabled(leg_map_acts.paint(Felt.PAIN, HEEL)(opened))
    assert toggle.make(opened)(opened) == start


def test_a_saved_scene_brings_the_painting_back(start: ViewState, catalog: Catalog) -> None:
    state = leg_map_acts.paint(Felt.PAIN, HEEL)(leg_map_acts.toggle(start))
    assert scene_from(scene_text(SavedScene(state)), catalog).state == state
    bare = leg_map_acts.unpainted(state)
    assert bare.leg_map.is_open
    assert not leg_map_acts.is_painted(bare)


@pytest.mark.parametrize("cell", [-5, 900_000, 77_000_000, 10**40])
def test_a_scene_painted_beside_the_figure_is_refused(
    cell: int, start: ViewState, catalog: Catalog
) -> None:
    state = replace(start, leg_map=replace(start.leg_map, pain=frozenset([cell])))
    with pytest.raises(SceneError, match="beside the figure"):
        scene_from(scene_text(SavedScene(state)), catalog)
