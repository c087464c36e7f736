"""No right answer is marked wrong, and no other name is marked right."""

from __future__ import annotations

from random import Random

import pytest

from meshes.catalog import Catalog, Structure
from meshes.ids import StructureId
from viewer.study.marking import Marker, Verdict, names_of
from viewer.study.spelling import written

#: How many strangers each structure is tried against, besides its relatives.
_STRANGERS = 30


@pytest.fixture(scope="module")
def marker(catalog: Catalog) -> Marker:
    return Marker(catalog)


def every_name(catalog: Catalog) -> list[tuple[Structure, str]]:
    """Each structure with each of its names."""
    return [(s, name) for s in catalog.structures.values() for name in names_of(s)]


def _in_full(structure: Structure, name: str) -> str:
    """A name with the side and level it leaves open."""
    found, id = written(name), structure.id
    level = written(structure.name).levels or written(structure.short).levels
    side = f"{id.side} " if id.side and found.side is None else ""
    known = " and ".join(sorted(level or {id.level_text})) if not found.levels else ""
    return f"{side}{known} {name}".strip()


def test_every_name_and_synonym_of_every_structure_is_right(
    catalog: Catalog, marker: Marker
) -> None:
    given = [(s, name, _in_full(s, name)) for s, name in every_name(catalog)]
    refused = [
        (s.id, name)
        for s, name, full in given
        if marker.mark(full, s.id).verdict is not Verdict.RIGHT
    ]
    assert refused == []


def test_a_name_that_leaves_side_or_level_open_is_asked_back_and_never_wrong(
    catalog: Catalog, marker: Marker
) -> None:
    marks = [(s.id, name, marker.mark(name, s.id)) for s, name in every_name(catalog)]
    assert [entry for entry in marks if entry[2].verdict is Verdict.WRONG] == []
    mark = marker.mark("pedicle", StructureId("vertebra.L5.pedicle.left"))
    assert (mark.verdict, mark.ask) == (Verdict.UNSURE, "Which side and which level?")


def test_no_other_structures_name_is_right(catalog: Catalog, marker: Marker) -> None:
    random, every = Random(7), list(catalog.structures.values())
    taken = []
    for structure in every:
        kin = [s for s in every if (s.id.kind, s.id.part) == (structure.id.kind, structure.id.part)]
        for other in [*kin, *random.sample(every, _STRANGERS)]:
            is_other = other.id != structure.id
            if is_other and marker.mark(other.name, structure.id).verdict is Verdict.RIGHT:
                taken.append((structure.id, other.id))
    assert taken == []


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("lt L5 pedical", "vertebra.L5.pedicle.left"),
        ("left fifth lumbar pedicle", "vertebra.L5.pedicle.left"),
        ("pedicle of L 5 (L)", "vertebra.L5.pedicle.left"),
        ("disk l5/s1", "disc.L5-S1"),
        ("L5S1 disc", "disc.L5-S1"),
        ("sakrum", "sacrum"),
        ("5th lumbar vertebra", "vertebra.L5"),
        ("L5", "vertebra.L5"),
        ("left l5-s1 zygapophyseal joint", "facet.L5-S1.left"),
        ("tranverse process of L4 on the right", "vertebra.L4.transverse-process.right"),
        ("rt L4/5 neuroforamen", "foramen.L4-L5.right"),
        ("thecalsac", "thecal-sac"),
        ("end plate, upper, L4", "vertebra.L4.superior-endplate"),
        ("annulus fibrosus L2-3", "disc.L2-L3.annulus"),
    ],
)
def test_spellings_and_small_slips_are_taken(marker: Marker, typed: str, id: str) -> None:
    assert marker.mark(typed, StructureId(id)).verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("right pedicle of L5", "vertebra.L5.pedicle.left"),
        ("left pedicle of L4", "vertebra.L5.pedicle.left"),
        (
            "left superior articular process of L5",
            "vertebra.L5.inferior-articular-process.left",
        ),
        ("left S1 root", "root.L5.left"),
        ("L4-L5 disc", "disc.L5-S1"),
    ],
)
def test_another_side_level_or_direction_is_wrong(marker: Marker, typed: str, id: str) -> None:
    assert marker.mark(typed, StructureId(id)).verdict is Verdict.WRONG


@pytest.mark.parametrize(
    ("typed", "id", "meant"),
    [
        ("left traversing S1 nerve root", "root.S1.left", "Left S1 nerve root"),
        ("zebra", "sacrum", ""),
        ("", "sacrum", ""),
        ("L5", "root.L5.left", ""),
        ("annulus of the L5-S1 disc", "disc.L5-S1", ""),
        ("left L5-S1 ligamentum flavum", "ligamentum-flavum.L5-S1", ""),
    ],
)
def test_what_is_not_sure_is_asked_back(marker: Marker, typed: str, id: str, meant: str) -> None:
    mark = marker.mark(typed, StructureId(id))
    assert (mark.verdict, mark.meant) == (Verdict.UNSURE, meant)
    assert mark.ask
