"""The sentence that describes the scene says what is there, for any state, in calm words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import named_views
from viewer.commands import acts, camera_acts
from viewer.commands.registry import commands
from viewer.resolve import resolve
from viewer.spec import Emphasis
from viewer.state import Audience, Camera, Cut, Labels, Section, ViewState
from viewer.telling import listed, scene_sentence, scene_sentences, view_words

S1 = StructureId("root.S1.left")
DISC = StructureId("disc.L5-S1")


@pytest.fixture
def start(atlas: Atlas) -> ViewState:
    return camera_acts.look_from(atlas, "posterior")(atlas.start())


def test_a_disc_among_its_roots(start: ViewState, catalog: Catalog, atlas: Atlas) -> None:
    state = acts.select_structure(atlas, DISC, fly=False)(start)
    state = acts.show_only([DISC, S1])(state)
    assert scene_sentence(state, catalog) == (
        "Posterior view. L5–S1 disc selected. Left S1 root (traversing) highlighted. "
        "Only the selection is shown."
    )


def test_a_lit_segment_names_pairs_once(start: ViewState, catalog: Catalog, atlas: Atlas) -> None:
    state = acts.select_place(atlas, StructureId("segment.L4-L5"))(start)
    told = scene_sentences(state, catalog)
    assert told[1] == "L4–L5 motion segment selected."
    assert told[2].startswith(
        "L4–L5 disc, both L4–L5 facets, both L4 roots (exiting), both L5 roots (traversing)"
    )
    assert "both L4–L5 foramina" in told[2]
    assert told[2].endswith(" highlighted.")


def test_nothing_chosen_is_said(start: ViewState, catalog: Catalog) -> None:
    assert scene_sentence(start, catalog) == "Posterior view. Nothing selected."


def test_several_are_listed_and_many_are_counted(start: ViewState, catalog: Catalog) -> None:
    few = replace(start, focus=(DISC, S1, StructureId("root.S1.right")))
    assert "L5–S1 disc and both S1 roots selected." in scene_sentence(few, catalog)
    many = replace(start, focus=tuple(catalog.structures)[:9])
    assert "9 structures selected." in scene_sentence(many, catalog)


def test_section_labels_and_what_is_hidden(start: ViewState, catalog: Catalog) -> None:
    state = replace(
        start,
        section=Section(Cut.AXIAL),
        labels=Labels.OFF,
        hidden=frozenset([DISC]),
        see_through_bone=True,
    )
    assert scene_sentence(state, catalog) == (
        "Posterior view. Nothing selected. 1 hidden, bone see-through. Axial section. Labels off."
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("anterior", "Anterior"),
        ("posterior", "Posterior"),
        ("left", "Left lateral"),
        ("right", "Right lateral"),
        ("superior", "Superior"),
        ("inferior", "Inferior"),
        ("posterior-oblique", "Left posterior oblique"),
    ],
)
def test_named_views_keep_their_names(name: str, words: str) -> None:
    view = named_views()[name]
    assert view_words(Camera(view.azimuth_deg, view.elevation_deg, 1, (0, 0, 0))) == f"{words} view"


def test_sides_of_any_pose_are_the_patients() -> None:
    rng = np.random.default_rng(9)
    for azimuth, elevation in zip(rng.uniform(0, 360, 500), rng.uniform(-60, 60, 500), strict=True):
        words = view_words(Camera(azimuth, elevation, 1.0, (0.0, 0.0, 0.0))).lower()
        from_left, from_behind = np.sin(np.radians(azimuth)), -np.cos(np.radians(azimuth))
        assert ("left" in words) <= (from_left > 0)
        assert ("right" in words) <= (from_left < 0)
        assert ("posterior" in words) <= (from_behind > 0)
        assert ("anterior" in words) <= (from_behind < 0)
        assert ("above" in words) <= (elevation > 0)
        assert ("below" in words) <= (elevation < 0)


def test_lists_are_read_out_as_people_do() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"


def sane(text: str) -> bool:
    return (
        text.endswith(".")
        and "  " not in text
        and ".." not in text
        and "None" not in text
        and ". ." not in text
        and len(text) < 900
        and all(part[:1].isupper() or part[:1].isdigit() for part in text.split(". "))
    )


def test_every_structure_of_every_place_is_named(
    start: ViewState, catalog: Catalog, atlas: Atlas
) -> None:
    for place in catalog.places.values():
        for member in place.members:
            state = acts.select_place(atlas, place.id)(start)
            state = acts.select_structure(atlas, member.id)(state)
            text = scene_sentence(state, catalog)
            assert sane(text), text
            assert f"{catalog.structures[member.id].short} selected" in text


def test_each_highlight_is_told_and_nothing_else(
    start: ViewState, catalog: Catalog, atlas: Atlas
) -> None:
    for place in catalog.places.values():
        state = acts.select_place(atlas, place.id)(start)
        told = next(words for words in scene_sentences(state, catalog) if "highlighted" in words)
        looks = resolve(state, catalog).looks
        for member in place.members:
            structure = catalog.structures[member.id]
            if structure.tissue == "bone":
                continue
            key = structure.short.removeprefix("Left ").removeprefix("Right ")
            lit = any(
                part in looks and looks[part].emphasis is Emphasis.LIT
                for part in catalog.with_parts(member.id)
            )
            found = key.rsplit(" ", 1)[0].lower() in told.lower()
            assert found or not lit, (member.id, told)


def test_any_walk_through_the_commands_stays_readable(
    start: ViewState, catalog: Catalog, atlas: Atlas
) -> None:
    rng = np.random.default_rng(3)
    pool = [c for c in commands(atlas).values() if c.make is not None]
    picks: list[Callable[[ViewState], ViewState]] = [
        acts.select_structure(atlas, id) for id in list(catalog.structures)[::7]
    ]
    state, texts = start, set()
    for step in range(60):
        if step % 10 == 0:
            state = replace(state, findings=())  # a spine with everything at once takes long
        if rng.random() < 0.25:
            state = picks[rng.integers(len(picks))](state)
        command = pool[rng.integers(len(pool))]
        if command.is_enabled(state) and command.make is not None:
            state = command.make(state)(state)
        text = scene_sentence(state, catalog)
        assert sane(text), text
        texts.add(text)
    assert len(texts) > 27


def test_the_text_is_the_same_for_every_reader(start: ViewState, catalog: Catalog) -> None:
    texts = {scene_sentence(replace(start, audience=who), catalog) for who in Audience}
    assert len(texts) == 1
