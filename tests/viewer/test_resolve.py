from __future__ import annotations

from dataclasses import replace

import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.changing import finding_for
from viewer.commands import acts, finding_acts
from viewer.mastery import mastery_colour
from viewer.resolve import resolve
from viewer.spec import ROLE_COLOURS, Emphasis, SceneSpec
from viewer.state import Labels, Study, ViewState


def lit(spec: SceneSpec) -> set[StructureId]:
    return {id for id, look in spec.looks.items() if look.emphasis is not Emphasis.NONE}


def test_nothing_chosen_everything_is_solid_in_its_tissue_colour(
    atlas: Atlas, catalog: Catalog
) -> None:
    spec = resolve(atlas.start(), catalog)
    assert not any(look.ghost for look in spec.looks.values())
    assert lit(spec) == set()
    assert spec.legend == ()
    assert StructureId("foramen.L5-S1.left") not in spec.looks


def test_a_lit_segment_recedes_everything_that_is_not_its_member(
    atlas: Atlas, catalog: Catalog
) -> None:
    for place in catalog.places.values():
        spec = resolve(acts.select_place(atlas, place.id)(atlas.start()), catalog)
        for id, look in spec.looks.items():
            is_member = catalog.role_at(place, id) is not None
            assert look.ghost is not is_member, (place.id, id)


def test_roles_have_their_own_colours_and_a_legend(atlas: Atlas, catalog: Catalog) -> None:
    spec = resolve(acts.select_place(atlas, StructureId("segment.L5-S1"))(atlas.start()), catalog)
    assert spec.looks[StructureId("disc.L5-S1.annulus")].colour == ROLE_COLOURS["disc"]
    assert spec.looks[StructureId("root.L5.left")].colour == ROLE_COLOURS["exiting-root"]
    assert spec.looks[StructureId("root.S1.left")].colour == ROLE_COLOURS["traversing-root"]
    words = [entry.text for entry in spec.legend]
    assert "Exiting roots, L5" in words
    assert "Traversing roots, S1" in words
    assert len({entry.colour for entry in spec.legend}) == len(spec.legend)


def test_the_two_vertebrae_of_a_segment_stay_bone(atlas: Atlas, catalog: Catalog) -> None:
    whole = resolve(atlas.start(), catalog)
    spec = resolve(acts.select_place(atlas, StructureId("segment.L4-L5"))(atlas.start()), catalog)
    for id in (StructureId("vertebra.L4"), StructureId("vertebra.L5")):
        assert spec.looks[id].colour == whole.looks[id].colour
        assert spec.looks[id].opacity == 1.0


def test_the_picked_part_stands_out_from_the_rest_of_its_segment(
    atlas: Atlas, catalog: Catalog
) -> None:
    id = StructureId("facet.L3-L4.left")
    spec = resolve(acts.select_structure(atlas, id)(atlas.start()), catalog)
    for part in catalog.parts(id):
        assert spec.looks[part].emphasis is Emphasis.FOCUS
    assert spec.looks[StructureId("disc.L3-L4.annulus")].emphasis is Emphasis.LIT


def test_the_annulus_gives_way_when_the_nucleus_is_picked(atlas: Atlas, catalog: Catalog) -> None:
    state = acts.select_structure(atlas, StructureId("disc.L4-L5.nucleus"))(atlas.start())
    looks = resolve(state, catalog).looks
    assert looks[StructureId("disc.L4-L5.annulus")].opacity < 0.5
    assert looks[StructureId("disc.L4-L5.nucleus")].opacity == 1.0


def test_foramina_appear_with_their_segment(atlas: Atlas, catalog: Catalog) -> None:
    spec = resolve(acts.select_place(atlas, StructureId("segment.L2-L3"))(atlas.start()), catalog)
    assert StructureId("foramen.L2-L3.right") in spec.looks
    assert StructureId("foramen.L3-L4.right") not in spec.looks


def test_see_through_bone_keeps_nerves_solid(atlas: Atlas, catalog: Catalog) -> None:
    looks = resolve(acts.toggle_bone(atlas.start()), catalog).looks
    assert looks[StructureId("sacrum")].opacity < 0.5
    assert looks[StructureId("root.L4.left")].opacity == 1.0


@pytest.mark.parametrize("labels", list(Labels))
def test_labels_name_each_structure_once_with_level_and_side(
    atlas: Atlas, catalog: Catalog, labels: Labels
) -> None:
    state = acts.select_place(atlas, StructureId("segment.L5-S1"))(atlas.start())
    spec = resolve(acts.set_labels(labels)(state), catalog)
    ids = [label.id for label in spec.labels]
    assert len(ids) == len(set(ids))
    for label in spec.labels:
        if label.id.side is not None:
            assert label.text.lower().startswith(str(label.id.side))
        if label.id.levels:
            assert label.id.level_text.replace("-", "–") in label.text
    if labels is Labels.OFF:
        assert ids == []
    else:
        assert StructureId("disc.L5-S1") in ids
    if labels is Labels.ALL:
        assert StructureId("vertebra.L1") in ids


def test_what_is_hidden_has_no_label(atlas: Atlas, catalog: Catalog) -> None:
    state: ViewState = acts.select_place(atlas, StructureId("segment.L5-S1"))(atlas.start())
    state = acts.hide([StructureId("disc.L5-S1")])(state)
    assert StructureId("disc.L5-S1") not in [label.id for label in resolve(state, catalog).labels]


def test_a_part_of_a_bone_has_a_look_and_a_name_only_while_picked(
    atlas: Atlas, catalog: Catalog
) -> None:
    bone, part = StructureId("vertebra.L5"), StructureId("vertebra.L5.pars.right")
    whole = resolve(atlas.start(), catalog)
    assert not set(catalog.face_sets) & set(whole.looks)
    state = acts.select_structure(atlas, part)(atlas.start())
    spec = resolve(state, catalog)
    assert spec.looks[part].emphasis is Emphasis.FOCUS
    assert spec.looks[part].colour != spec.looks[bone].colour
    assert spec.looks[bone].emphasis is Emphasis.NONE
    assert part in {label.id for label in spec.labels}
    assert part not in resolve(acts.hide([bone])(state), catalog).looks
    assert {bone, part} == set(resolve(acts.show_only([part])(state), catalog).looks)
    assert bone not in resolve(acts.hide([part])(state), catalog).looks


HIP = StructureId("hip-bone.left")


def test_what_is_off_by_default_appears_when_asked_for_or_picked(
    atlas: Atlas, catalog: Catalog
) -> None:
    start = atlas.start()
    assert HIP not in resolve(start, catalog).looks
    assert HIP in resolve(acts.unhide(atlas, [HIP])(start), catalog).looks
    assert HIP in resolve(acts.show_only([HIP])(start), catalog).looks
    assert HIP in resolve(acts.select_structure(atlas, HIP)(start), catalog).looks
    other = StructureId("hip-bone.right")
    assert other not in resolve(acts.unhide(atlas, [HIP])(start), catalog).looks


def test_hiding_beats_asking(atlas: Atlas, catalog: Catalog) -> None:
    asked = acts.unhide(atlas, [HIP])(atlas.start())
    assert HIP not in resolve(acts.hide([HIP])(asked), catalog).looks


def test_the_sacroiliac_joints_appear_with_their_region(atlas: Atlas, catalog: Catalog) -> None:
    joint = StructureId("si-joint.left")
    assert joint not in resolve(atlas.start(), catalog).looks
    spec = resolve(acts.select_place(atlas, StructureId("region.sacrum"))(atlas.start()), catalog)
    assert spec.looks[joint].colour == ROLE_COLOURS["si-joint"]
    assert "Sacroiliac joints" in [entry.text for entry in spec.legend]


def test_the_whole_is_framed_without_what_is_off_by_default(atlas: Atlas, catalog: Catalog) -> None:
    bare = {id: box for id, box in atlas.boxes.items() if not catalog.on_request(id)}
    assert Atlas(catalog, bare).home() == atlas.home()
    assert atlas.home().distance < 1500


def test_at_the_start_the_bones_and_the_lumbosacral_disc_are_named(
    atlas: Atlas, catalog: Catalog
) -> None:
    ids = {label.id for label in resolve(atlas.start(), catalog).labels}
    assert {"vertebra.L1", "vertebra.L5", "sacrum", "coccyx", "disc.L5-S1"} <= ids
    assert not any(id.kind == "root" for id in ids)


def test_the_sac_is_seen_where_anything_is_set_or_cut_open(atlas: Atlas, catalog: Catalog) -> None:
    """Also where nothing reaches it: a picture of the canal without it would mislead."""
    sac, place = StructureId("thecal-sac"), StructureId("segment.L4-L5")
    lit = acts.select_place(atlas, place)(atlas.start())
    assert resolve(lit, catalog).looks[sac].ghost
    changed = finding_acts.add_finding(atlas, finding_for("disc-bulge", place))(lit)
    assert not resolve(changed, catalog).looks[sac].ghost
    before = finding_acts.toggle_before(changed)
    assert before.section is not None
    assert not resolve(before, catalog).looks[sac].ghost
    assert resolve(replace(before, section=None), catalog).looks[sac].ghost


def test_what_a_question_pins_is_lit_without_its_name(atlas: Atlas, catalog: Catalog) -> None:
    target = StructureId("root.L5.left")
    state = replace(atlas.start(), study=Study(pinned=(target,), asks=True))
    spec = resolve(state, catalog)
    assert spec.looks[target].emphasis is Emphasis.FOCUS
    assert target not in {label.id for label in spec.labels}


def test_an_open_question_does_not_tell_what_a_lesion_reaches(
    atlas: Atlas, catalog: Catalog
) -> None:
    finding = finding_for("disc-extrusion", StructureId("segment.L4-L5"), "left", "subarticular")
    told = replace(atlas.start(), findings=(finding,))
    root = StructureId("root.L5.left")
    assert resolve(told, catalog).looks[root].emphasis is Emphasis.FOCUS
    asked = replace(told, study=Study(asks=True))
    assert resolve(asked, catalog).looks[root].emphasis is not Emphasis.FOCUS


def test_mastery_colours_parts_by_themselves_and_wholes_by_their_mean(
    atlas: Atlas, catalog: Catalog
) -> None:
    known = (StructureId("vertebra.L5.body"), 1.0), (StructureId("vertebra.L5.pedicle.left"), 0.2)
    spec = resolve(replace(atlas.start(), study=Study(mastery=known)), catalog)
    assert spec.looks[StructureId("vertebra.L5")].colour == mastery_colour(0.6)
    assert spec.looks[StructureId("vertebra.L4")].colour == mastery_colour(None)
    assert [entry.text for entry in spec.legend][-1] == "Not yet studied"
