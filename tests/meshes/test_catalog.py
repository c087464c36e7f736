from __future__ import annotations

from pathlib import Path

import pytest

from meshes.catalog import ROLES, TISSUES, Catalog, CatalogError, load_catalog
from meshes.ids import Level, Side, StructureId

LUMBAR = ["L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1"]


def test_all_vertebrae_discs_facets_and_roots_are_there(catalog: Catalog) -> None:
    for level in ("L1", "L2", "L3", "L4", "L5"):
        assert f"vertebra.{level}" in catalog.structures
    for segment in LUMBAR:
        assert f"disc.{segment}" in catalog.structures
        assert f"disc.{segment}.annulus" in catalog.structures
        assert f"disc.{segment}.nucleus" in catalog.structures
        for side in Side:
            assert f"facet.{segment}.{side}" in catalog.structures
            assert f"foramen.{segment}.{side}" in catalog.structures
    for level in ("L1", "L2", "L3", "L4", "L5", "S1", "S2"):
        for side in Side:
            assert f"root.{level}.{side}" in catalog.structures
            assert f"ganglion.{level}.{side}" in catalog.structures
    for name in ("sacrum", "coccyx", "thecal-sac", "conus-medullaris", "cauda-equina"):
        assert name in catalog.structures


@pytest.mark.parametrize("segment", LUMBAR)
def test_a_segment_holds_its_disc_both_facets_and_the_right_roots(
    catalog: Catalog, segment: str
) -> None:
    place = catalog.places[StructureId(f"segment.{segment}")]
    superior, inferior = segment.split("-")
    roles = {role: [m.id for m in place.members if m.role == role] for role in ROLES}
    assert roles["disc"] == [f"disc.{segment}"]
    assert roles["facet"] == [f"facet.{segment}.left", f"facet.{segment}.right"]
    assert roles["exiting-root"] == [f"root.{superior}.left", f"root.{superior}.right"]
    assert roles["traversing-root"] == [f"root.{inferior}.left", f"root.{inferior}.right"]
    assert roles["superior-vertebra"] == [f"vertebra.{superior}"]
    below = "sacrum" if inferior == "S1" else f"vertebra.{inferior}"
    assert roles["inferior-vertebra"] == [below]


def test_each_lumbar_root_exits_at_the_segment_named_after_its_own_vertebra_first(
    catalog: Catalog,
) -> None:
    for level in (Level.L1, Level.L2, Level.L3, Level.L4, Level.L5):
        home = catalog.home(StructureId(f"root.{level.name}.left"))
        assert home is not None
        assert home.id.levels[0] is level


def test_the_first_sacral_root_belongs_to_the_segment_it_crosses(catalog: Catalog) -> None:
    home = catalog.home(StructureId("root.S1.right"))
    assert home is not None
    assert home.id == "segment.L5-S1"
    assert home.role_of(StructureId("root.S1.right")) == "traversing-root"


def test_a_vertebra_belongs_to_two_segments_and_has_no_single_home(catalog: Catalog) -> None:
    id = StructureId("vertebra.L4")
    assert catalog.home(id) is None
    assert [p.id for p in catalog.places_of(id)] == ["segment.L3-L4", "segment.L4-L5"]


def test_a_part_belongs_where_its_whole_does(catalog: Catalog) -> None:
    home = catalog.home(StructureId("disc.L2-L3.nucleus"))
    assert home is not None
    assert home.id == "segment.L2-L3"


def test_every_structure_has_names_and_a_known_tissue(catalog: Catalog) -> None:
    for structure in catalog.structures.values():
        assert structure.name
        # Metal, graft and herniated pieces have no name in the Terminologia Anatomica.
        assert structure.latin or structure.shown == "made"
        assert structure.tissue in TISSUES
        assert "{" not in structure.name + structure.short
        if structure.id.side is not None:
            assert structure.id.side in structure.name.lower()
        if structure.id.levels:
            assert structure.id.level_text.replace("-", "–") in structure.name


def test_names_are_unique(catalog: Catalog) -> None:
    names = [s.name for s in catalog.structures.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("text", ["L5-S1", "l5-s1", "L5–S1", "L5/S1", "segment.L5-S1"])
def test_a_level_is_found_however_it_is_written(catalog: Catalog, text: str) -> None:
    assert catalog.find(text) == "segment.L5-S1"


def test_each_number_key_chooses_one_place(catalog: Catalog) -> None:
    numbers = [p.number for p in catalog.places.values() if p.number]
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not toml [", "cannot be read"),
        ('[[structure]]\nname = "x"\ntissue = "bone"', "'id' is missing"),
        ('[[structure]]\nid = "sacrum"\nname = "x"\ntissue = "wood"', "wood"),
        ('[[structure]]\nid = "sacrum"\nname = "x"\ntissue = "bone"\nodd = 1', "odd"),
        ('[[structure]]\nid = "Bad Id"\nname = "x"\ntissue = "bone"', "not a structure id"),
        ('[[structure]]\nid = "a"\nname = "x"\ntissue = "bone"\nparent = "b"', "unknown"),
    ],
)
def test_a_damaged_catalogue_is_refused_with_file_and_reason(
    tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "spine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=words) as caught:
        load_catalog(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_an_endless_id_does_not_make_an_endless_message(tmp_path: Path) -> None:
    long = f"x{'x' * 70_000}"
    entry = '[[structure]]\nid = "{}"\nname = "x"\ntissue = "bone"\n'
    for text in (2 * entry.format(long), entry.format(long) + f'parent = "{long}y"'):
        (tmp_path / "spine.toml").write_text(text, encoding="utf-8")
        with pytest.raises(CatalogError) as caught:
            load_catalog(tmp_path)
        assert len(str(caught.value)) < 700


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no catalogue files"):
        load_catalog(tmp_path)
