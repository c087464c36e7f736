"""Levels of a transitional vertebra go by both counts everywhere, and nothing else changes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from meshes.catalog import Catalog, Place, Structure
from meshes.effects.numbering import TRANSITIONAL
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.captions import NOTE_ROLE
from viewer.changing import finding_for
from viewer.commands import acts
from viewer.commands.registry import commands
from viewer.comparing import titles
from viewer.keep.naming import automatic_name
from viewer.keep.scene_file import SavedScene, scene_from, scene_text
from viewer.numbering import USUAL, counting, numbered
from viewer.resolve import resolve
from viewer.state import Beside, Compare, Counted, ViewState
from viewer.telling import scene_sentence

L5S1 = StructureId("segment.L5-S1")
#: By model: what L5, S1 and S2 are called, counted from above and from below.
NAMES = {
    "castellvi-1": (("L5", "S1", "S2"), ("L5", "S1", "S2")),
    "castellvi-2": (("L5", "S1", "S2"), ("L5", "S1", "S2")),
    "castellvi-3": (("L5", "S1", "S2"), ("S1", "S2", "S3")),
    "castellvi-4": (("L5", "S1", "S2"), ("S1", "S2", "S3")),
    "lumbarised-s1": (("L5", "L6", "S1"), ("L4", "L5", "S1")),
}
RENAMED = [model for model, (above, below) in NAMES.items() if above != below]
MODELS = pytest.mark.parametrize("model", sorted(TRANSITIONAL))
COUNTS = pytest.mark.parametrize("counted", Counted)


def with_model(atlas: Atlas, model: str, counted: Counted = Counted.ABOVE) -> ViewState:
    """L5-S1 lit, with a transitional vertebra."""
    state = acts.select_place(atlas, L5S1)(atlas.start())
    found = (finding_for(model, L5S1),)
    return replace(state, findings=found, counted=counted)


def test_there_is_a_row_for_each_transitional_model() -> None:
    assert set(NAMES) == TRANSITIONAL


@MODELS
@COUNTS
def test_each_model_names_the_levels_as_it_should(
    atlas: Atlas, model: str, counted: Counted
) -> None:
    count = counting(with_model(atlas, model, counted))
    lead, other = NAMES[model][:: 1 if counted is Counted.ABOVE else -1]
    assert tuple(count.lead(name) for name in ("L5", "S1", "S2")) == lead
    pair = [f"{names[0]}–{names[1]}" for names in (lead, other)]
    both = pair[0] if pair[0] == pair[1] else f"{pair[0]} ({pair[1]})"
    assert count.both("L5–S1") == both
    if pair[0] != pair[1]:
        assert count.full("L5–S1") == f"{pair[0]} ({pair[1]} counted from {count.other})"
        assert count.sentences("L5-S1")[0] == (
            f"{pair[0]} counted from {counted} is {pair[1]} counted from {count.other}."
        )
    assert "whole spine" in count.sentences("L5-S1")[-1]


@MODELS
@COUNTS
def test_no_two_levels_share_a_name(
    atlas: Atlas, catalog: Catalog, model: str, counted: Counted
) -> None:
    names = numbered(catalog, with_model(atlas, model, counted), brackets=False)
    entries: list[Structure | Place] = [*names.structures.values(), *names.places.values()]
    for kind in ("vertebra", "disc", "root", "segment"):
        shown = [one.name for one in entries if one.id.kind == kind]
        assert len(set(shown)) == len(shown)


@MODELS
@COUNTS
def test_ids_members_and_order_stay(
    atlas: Atlas, catalog: Catalog, model: str, counted: Counted
) -> None:
    names = numbered(catalog, with_model(atlas, model, counted))
    assert list(names.structures) == list(catalog.structures)
    assert list(names.places) == list(catalog.places)
    for id, place in names.places.items():
        assert place.members == catalog.places[id].members
    for id, one in names.structures.items():
        usual = catalog.structures[id]
        kept = replace(one, name=usual.name, short=usual.short, synonyms=usual.synonyms)
        assert kept == usual
        if re.search(r"\b[TLS]\d", usual.name) is None:
            assert one == usual
    assert numbered(names, atlas.start()) is catalog


@MODELS
def test_spec_ids_are_the_same_and_the_note_stands(
    atlas: Atlas, catalog: Catalog, model: str
) -> None:
    specs = [resolve(with_model(atlas, model, counted), catalog) for counted in Counted]
    assert list(specs[0].looks) == list(specs[1].looks)
    assert [label.id for label in specs[0].labels] == [label.id for label in specs[1].labels]
    for spec in specs:
        notes = [entry.text for entry in spec.legend if entry.role == NOTE_ROLE]
        assert "Numbering needs the whole spine" in notes
        assert (len(notes) == 2) is (model in RENAMED)


@pytest.mark.parametrize("model", RENAMED)
@COUNTS
def test_words_of_the_scene_give_both_names(
    atlas: Atlas, catalog: Catalog, model: str, counted: Counted
) -> None:
    state = with_model(atlas, model, counted)
    count = counting(state)
    told = scene_sentence(state, catalog)
    assert f"{count.lead('L5–S1')} motion segment selected." in told
    assert count.sentences("L5-S1")[0] in told
    assert count.note in told
    assert automatic_name(state, catalog).startswith(count.lead("L5–S1"))
    beside = replace(state, compare=Compare(Beside.NORMAL))
    assert titles(beside, catalog) == (
        f"{count.both('L5–S1')}, with what is set",
        "L5–S1, normal",
    )


def test_roots_of_a_lumbarised_s1(atlas: Atlas, catalog: Catalog) -> None:
    spec = resolve(with_model(atlas, "lumbarised-s1"), catalog)
    texts = {str(label.id): label.text for label in spec.labels}
    assert texts["root.L5.left"] == "Left L5 (L4) root (exiting)"
    assert texts["root.S1.left"] == "Left L6 (L5) root (traversing)"
    assert texts["disc.L5-S1"] == "L5–L6 (L4–L5) disc"
    assert texts["transitional-disc.S1-S2"] == "L6–S1 (L5–S1) disc"
    legend = [entry.text for entry in spec.legend]
    assert "Traversing roots, L6 (L5)" in legend
    assert "In brackets: counted from below" in legend


def test_brackets_within_brackets_are_a_stroke(atlas: Atlas, catalog: Catalog) -> None:
    names = numbered(catalog, with_model(atlas, "lumbarised-s1"))
    plate = names.structures[StructureId("sacrum.S1.superior-endplate")]
    assert plate.name == "Base of the sacrum (L6/L5 superior endplate)"


@pytest.mark.parametrize("counted", Counted)
def test_a_usual_spine_is_untouched(atlas: Atlas, catalog: Catalog, counted: Counted) -> None:
    start = replace(acts.select_place(atlas, L5S1)(atlas.start()), counted=counted)
    bulging = replace(start, findings=(finding_for("disc-bulge", L5S1),))
    nothing = with_model(atlas, "lumbarised-s1", counted)
    before = replace(nothing, is_before=True)
    nothing = replace(nothing, findings=(replace(nothing.findings[0], severity=0.0),))
    for state in (start, bulging, nothing, before):
        assert counting(state) == USUAL
        assert numbered(catalog, state) is catalog
        assert "whole spine" not in scene_sentence(state, catalog)


def test_the_user_chooses_which_count_leads(atlas: Atlas, catalog: Catalog) -> None:
    known = commands(atlas)
    state = with_model(atlas, "castellvi-3")
    below = known["view.count-below"]
    assert below.make is not None
    assert below.is_checked is not None
    assert below.is_enabled(state)
    assert not below.is_checked(state)
    chosen = below.make(state)(state)
    assert below.is_checked(chosen)
    assert known["select.segment.L5-S1"].title_in(chosen) == "Select S1–S2"
    assert known["conditions.show-lumbarised-s1"].title_in(chosen).endswith("lumbarised S1")
    for state in (atlas.start(), with_model(atlas, "castellvi-1")):
        assert not below.is_enabled(state)
    saved = scene_from(scene_text(SavedScene(chosen)), catalog)
    assert saved.state == chosen
