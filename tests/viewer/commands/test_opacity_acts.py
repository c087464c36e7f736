"""How much one sees through: by tissue, by selection, by ready settings."""

from __future__ import annotations

import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands import acts
from viewer.commands.opacity_acts import (
    PRESETS,
    TISSUE_GROUPS,
    apply_preset,
    group_opacity,
    is_preset,
    selection_opacity,
    set_group_opacity,
    set_selection_opacity,
    solid,
)
from viewer.resolve import resolve
from viewer.state import ViewState
from viewer.store import Store

DISC, ROOT = StructureId("disc.L5-S1"), StructureId("root.L5.left")


@pytest.mark.parametrize("group", TISSUE_GROUPS)
def test_a_tissue_fades_alone_and_comes_back(
    group: str, start: ViewState, catalog: Catalog
) -> None:
    before = resolve(start, catalog).looks
    state = set_group_opacity(group, 0.4)(start)
    for id, look in resolve(state, catalog).looks.items():
        mine = catalog.structures[id].tissue in TISSUE_GROUPS[group][1]
        assert look.opacity == pytest.approx(before[id].opacity * (0.4 if mine else 1.0)), id
    assert group_opacity(state, group) == 0.4
    assert set_group_opacity(group, 1.0)(state) == start


def test_every_tissue_but_openings_has_a_slider(catalog: Catalog) -> None:
    ours = {tissue for _, tissues in TISSUE_GROUPS.values() for tissue in tissues}
    assert {s.tissue for s in catalog.structures.values()} - ours == {"space"}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_asked_for_twice_is_off_again(name: str, start: ViewState) -> None:
    on = apply_preset(name)(start)
    assert is_preset(on, name)
    assert not any(is_preset(on, other) for other in PRESETS if other != name)
    assert apply_preset(name)(on) == start


def test_seeing_through_bone_keeps_nerves_and_sac_solid(start: ViewState, catalog: Catalog) -> None:
    before = resolve(start, catalog).looks
    looks = resolve(apply_preset("nerves")(start), catalog).looks
    for id, look in looks.items():
        tissue = catalog.structures[id].tissue
        if tissue in ("nerve", "dura"):
            assert look.opacity == before[id].opacity
        if tissue == "bone":
            assert look.opacity < 0.25


def test_several_selected_fade_together_to_any_share(start: ViewState, catalog: Catalog) -> None:
    state = set_selection_opacity([DISC, ROOT], 0.55)(start)
    looks = resolve(state, catalog).looks
    assert looks[StructureId("disc.L5-S1.annulus")].opacity == pytest.approx(0.55)
    assert looks[StructureId("ganglion.L5.left")].opacity == pytest.approx(0.55)
    assert looks[StructureId("disc.L4-L5.annulus")].opacity == 1.0
    assert selection_opacity(state, [DISC]) == 0.55
    assert set_selection_opacity([DISC, ROOT], 1.0)(state) == start


def test_fading_and_the_slider_are_one_thing(start: ViewState) -> None:
    faded = acts.toggle_fade([DISC])(start)
    assert selection_opacity(faded, [DISC]) < 0.5
    half = set_selection_opacity([DISC], 0.5)(faded)
    assert half.faded == frozenset()
    assert acts.is_faded(half, [DISC])
    assert acts.toggle_fade([DISC])(half) == start


def test_moving_the_bone_slider_ends_seeing_through_bone(start: ViewState) -> None:
    state = acts.toggle_bone(start)
    assert group_opacity(state, "bone") < 0.3
    assert set_group_opacity("bone", 1.0)(state) == start


def test_a_drag_is_one_step_and_the_next_drag_another(store: Store) -> None:
    start = store.state
    for share in (0.9, 0.7, 0.5):
        store.apply("Opacity of bone", set_group_opacity("bone", share), "slider.bone.1")
    for share in (0.4, 0.2):
        store.apply("Opacity of bone", set_group_opacity("bone", share), "slider.bone.2")
    store.undo()
    assert group_opacity(store.state, "bone") == 0.5
    store.undo()
    assert store.state == start


def test_show_all_and_all_solid_differ_in_what_is_hidden(start: ViewState, atlas: Atlas) -> None:
    state = acts.hide([DISC])(apply_preset("bones")(start))
    assert solid(state) == acts.hide([DISC])(start)
    assert acts.show_all(state) == start
