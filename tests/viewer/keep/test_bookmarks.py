"""Bookmarks: kept with their pictures, in the user's order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.keep.bookmarks import Bookmarks
from viewer.keep.database import Database, open_database
from viewer.keep.naming import automatic_name, direction_words, unlike
from viewer.state import ViewState


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = open_database(tmp_path / "kept.sqlite")
    yield made
    made.close()


def names(bookmarks: Bookmarks) -> list[str]:
    return [bookmark.name for bookmark in bookmarks.all()]


def test_bookmarks_are_added_renamed_moved_deleted_and_put_back(database: Database) -> None:
    bookmarks = Bookmarks(database)
    a, b, c = (bookmarks.add(name, "{}", name.encode()) for name in "abc")
    bookmarks.reorder([c.id, a.id])
    assert names(bookmarks) == ["c", "a", "b"]
    bookmarks.rename(a.id, "  alpha ")
    bookmarks.rename(b.id, "   ")
    assert names(bookmarks) == ["c", "alpha", "b"]
    gone = bookmarks.all()[1]
    bookmarks.remove(gone.id)
    assert names(bookmarks) == ["c", "b"]
    assert database.rows("SELECT count(*) FROM thumbnail") == [(2,)]
    bookmarks.put(gone)
    assert names(bookmarks) == ["c", "alpha", "b"]
    assert bookmarks.all()[1] == gone
    assert bookmarks.add("c", "{}").name == "c (2)"
    assert names(bookmarks)[-1] == "c (2)"


def test_the_name_says_what_is_chosen_and_from_where(start: ViewState, catalog: Catalog) -> None:
    behind = replace(start, camera=replace(start.camera, azimuth_deg=180.0, elevation_deg=0.0))
    assert automatic_name(behind, catalog) == "Whole spine, from behind"
    segment = replace(behind, place=StructureId("segment.L5-S1"))
    assert automatic_name(segment, catalog) == "L5–S1, from behind"
    root = replace(segment, focus=(StructureId("root.S1.left"),))
    assert automatic_name(root, catalog) == "L5–S1, left S1 root, from behind"
    disc = replace(segment, focus=(StructureId("disc.L5-S1"),))
    assert automatic_name(disc, catalog) == "L5–S1, disc, from behind"
    many = replace(segment, focus=tuple(list(catalog.structures)[:3]))
    assert automatic_name(many, catalog) == "L5–S1, 3 structures, from behind"
    loose = replace(behind, focus=(StructureId("vertebra.L5"),))
    assert automatic_name(loose, catalog) == "L5 vertebra, from behind"


@pytest.mark.parametrize(
    ("azimuth", "elevation", "words"),
    [
        (0, 0, "from the front"),
        (359, 0, "from the front"),
        (90, 20, "from the left"),
        (138, 14, "from behind and left"),
        (270, 0, "from the right"),
        (225, 0, "from behind and right"),
        (10, 80, "from above"),
        (10, -80, "from below"),
    ],
)
def test_directions_in_plain_words(
    start: ViewState, azimuth: float, elevation: float, words: str
) -> None:
    camera = replace(start.camera, azimuth_deg=azimuth, elevation_deg=elevation)
    assert direction_words(camera) == words


def test_every_structure_and_place_has_a_name_for_its_scene(
    start: ViewState, catalog: Catalog
) -> None:
    for id in catalog.structures:
        for place in (None, *(p.id for p in catalog.places_of(id))):
            name = automatic_name(replace(start, place=place, focus=(id,)), catalog)
            assert name[0] == name[0].upper()
            assert ", ," not in name
            assert "  " not in name


def test_a_taken_name_is_numbered() -> None:
    assert unlike("a", {"a", "a (2)"}) == "a (3)"
    assert unlike("a", set()) == "a"
