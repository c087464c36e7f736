from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshes.catalog import Catalog
from meshes.ids import Level, Side, StructureId, on_screen


def test_levels_are_ordered_from_superior_to_inferior() -> None:
    assert Level.T12 < Level.L1 < Level.L5 < Level.S1 < Level.S5


def test_stepping_down_the_spine_skips_the_level_kept_for_transitional_anatomy() -> None:
    assert Level.L5.below is Level.S1
    assert Level.S1.above is Level.L5
    assert Level.T12.above is None
    assert Level.S5.below is None


def test_an_id_tells_its_kind_levels_part_and_side() -> None:
    id = StructureId("facet.L5-S1.cartilage-superior.left")
    assert id.kind == "facet"
    assert id.levels == (Level.L5, Level.S1)
    assert id.part == "cartilage-superior"
    assert id.side is Side.LEFT
    assert Side.LEFT.other is Side.RIGHT


@pytest.mark.parametrize("text", ["", "L5", "Disc.L5-S1", "disc.L9", "root.L5.Left", "disc..left"])
def test_a_malformed_id_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="not a structure id"):
        StructureId(text)


@given(st.text(max_size=20))
def test_any_text_is_either_an_id_or_refused(text: str) -> None:
    try:
        id = StructureId(text)
    except ValueError:
        return
    assert id == text
    assert id.kind


def test_every_id_of_the_catalogue_follows_the_grammar(catalog: Catalog) -> None:
    for id in (*catalog.structures, *catalog.places):
        assert StructureId(str(id)) == id


def test_levels_are_printed_with_an_en_dash() -> None:
    assert on_screen("L5-S1") == "L5–S1"
