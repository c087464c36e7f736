"""Papers: the same seed gives the same, every level has its own, every answer stands to reason."""

from __future__ import annotations

from random import Random
from zlib import crc32

import pytest

from annotations.library import Library
from annotations.models import load_models
from annotations.study_bank import load_bank
from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.export.steps import finished
from viewer.reaching import touched
from viewer.state import Labels, ViewState
from viewer.study.items import Item, Kind, Paper
from viewer.study.lesion_items import lesion_scene, lesions, root_item
from viewer.study.making import MOST, Desk, paper_steps
from viewer.study.naming_items import LEAST_PIXELS, is_found
from viewer.study.scenes import targets

#: Long enough for every kind; each lesion more costs time.
COUNT = 9


@pytest.fixture(scope="module")
def desk(atlas: Atlas, library: Library) -> Desk:
    """A desk that sees as much of each as chance has it, the same every time."""

    def seeing(id: StructureId, scene: ViewState) -> int:
        return crc32(f"{id}{scene.camera.azimuth_deg}{scene.see_through_bone}".encode()) % 1000

    return Desk(atlas, library, seeing)


def _paper(desk: Desk, place: str, seed: int = 7, count: int = COUNT) -> Paper:
    return finished(paper_steps(desk, StructureId(place), seed, count))


@pytest.fixture(scope="module")
def papers(desk: Desk) -> dict[str, Paper]:
    return {level: _paper(desk, level) for level in desk.atlas.catalog.places}


def test_every_level_gives_a_whole_paper_without_an_item_twice(papers: dict[str, Paper]) -> None:
    for level, paper in papers.items():
        keys = [item.key for item in paper.items]
        assert (level, len(keys), len(set(keys))) == (level, COUNT, COUNT)
        assert {Kind.NAME, Kind.FACT, Kind.FELT, Kind.ROOT} <= {i.kind for i in paper.items}


def test_the_same_seed_gives_the_same_paper_and_another_seed_another(
    desk: Desk, papers: dict[str, Paper]
) -> None:
    assert _paper(desk, "segment.T12-L1") == papers["segment.T12-L1"]
    assert _paper(desk, "segment.T12-L1", seed=8) != papers["segment.T12-L1"]


def test_the_right_answer_stands_once_among_options_that_differ(papers: dict[str, Paper]) -> None:
    for item in _items(papers):
        if item.is_chosen:
            assert item.options.count(item.answer) == 1, item
            assert len(set(item.options)) == len(item.options) >= 2, item


def test_every_item_has_a_reason_and_a_text(papers: dict[str, Paper], library: Library) -> None:
    for item in _items(papers):
        assert item.reason, item
        assert item.page in library.notes or library.note_for(item.page) is not None, item.page
        assert all(source in library.sources for source in item.sources), item


def test_nothing_in_the_scene_names_the_answer(papers: dict[str, Paper]) -> None:
    for item in _items(papers):
        assert item.scene.labels is Labels.OFF
        assert item.scene.study.asks
        assert item.scene.focus == ()
        # A film of one level alone is of a lit level; beside a film no scene is seen.
        assert item.scene.place is None or (item.scene.xray and item.scene.xray.is_close)


def test_what_shows_in_too_few_pixels_is_asked_by_name(
    papers: dict[str, Paper], desk: Desk
) -> None:
    found = [item for item in _items(papers) if item.kind is Kind.FIND]
    assert found
    for item in found:
        assert item.target is not None
        assert desk.seeing(item.target, item.scene) >= LEAST_PIXELS
    blind = Desk(desk.atlas, desk.library, lambda _id, _scene: LEAST_PIXELS - 1)
    assert Kind.FIND not in {item.kind for item in _paper(blind, "segment.T12-L1").items}


def test_a_part_of_the_target_counts_as_found_and_its_neighbour_does_not(catalog: Catalog) -> None:
    whole = StructureId("disc.L5-S1")
    assert is_found(catalog, "disc.L5-S1.annulus", whole)
    assert is_found(catalog, "disc.L5-S1", whole)
    assert not is_found(catalog, "disc.L4-L5.annulus", whole)
    assert not is_found(catalog, "", whole)


def test_a_lesions_answer_is_what_the_changed_model_says(atlas: Atlas) -> None:
    finding = next(f for f in lesions(StructureId("segment.L4-L5"), Random(3)) if f.zone)
    item = root_item(atlas, finding, Random(1))
    assert item is not None
    reached = {id for id in touched(lesion_scene(atlas, finding)) if id.kind == "root"}
    assert item.answer == " and ".join(atlas.catalog.structures[id].short for id in reached)


def test_lesions_come_at_every_place_their_models_can_be_at(catalog: Catalog) -> None:
    for level in ("L1-L2", "L5-S1"):
        found = list(lesions(StructureId(f"segment.{level}"), Random(1)))
        assert found
        for finding in found:
            assert level in load_models()[finding.model].at


def test_targets_of_a_place_are_its_own(catalog: Catalog) -> None:
    for place in catalog.places:
        found = targets(catalog, place)
        assert len(found) > 20
        assert len(set(found)) == len(found)
        assert all(catalog.structures[id].shown != "made" for id in found)
    assert StructureId("sacrum.S4.body") not in targets(catalog, StructureId("segment.L5-S1"))


def test_a_paper_too_long_is_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match="6 to 40 items"):
        _paper(desk, "segment.L5-S1", count=MOST + 1)


def test_the_bank_cites_and_links_what_there_is(library: Library, catalog: Catalog) -> None:
    bank = load_bank()
    levels = {place.level_text or "sacrum" for place in catalog.places}
    for statement in bank.statements.values():
        assert statement.page in library.notes, statement.id
        assert set(statement.sources) <= set(library.sources), statement.id
        assert set(statement.at) <= levels, statement.id
    for pair in bank.confused:
        assert all(f"term.{each}" in library.notes for each in pair), pair
    told = [statement.is_true for statement in bank.statements.values()]
    assert 0.3 < sum(told) / len(told) < 0.7


def _items(papers: dict[str, Paper]) -> list[Item]:
    return [item for paper in papers.values() for item in paper.items]
