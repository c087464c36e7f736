"""No right answer is marked wrong, and no other name is marked right."""

from __future__ import annotations

from collections.abc import Iterator
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


#: How people write what has these names, by kind: side, level.
_WAYS = {
    "vertebra.body": ("body of {1}", "corpus {1}", "VB {1}", "{1} vertebral bodies"),
    "vertebra.superior-endplate": ("top endplate of {1}", "sup. end plate of the {1} body"),
    "vertebra.pedicle": ("{0}-sided {1} pedicle", "{0} pedicle of {1} vertebra"),
    "vertebra.spinous-process": ("{1} spinous", "proc. spinosus {1}", "SP {1}"),
    "vertebra.transverse-process": ("{0} {1} TP", "transverse process of {1} on the {0} side"),
    "vertebra.superior-articular-process": ("{0} superior facet of {1}", "proc art sup {1} {0}"),
    "disc": ("disc space {1}", "IVD {1}", "{1} inter-vertebral disk"),
    "disc.annulus": ("annulus of the intervertebral disc {1}", "AF {1}"),
    "facet": ("{0} {1} apophyseal joint", "{0} {1} facet articulation"),
    "facet.capsule": ("{1} capsule {0}", "{0} {1} zygapophyseal joint capsule"),
    "foramen": ("{0} {1} neuroforamina", "{0} {1} exit foramen", "{0} {1} IVF"),
    "ligamentum-flavum": ("lig. flavum {1} {0}", "LF {1} {0}", "flavum {1} {0}"),
    "root": ("{1} spinal nerve root {0}", "radix {1} {0}"),
    "ganglion": ("ganglion of the {0} {1} root", "{0} {1} posterior root ganglion"),
    "sacrum.body": ("{1} vertebral body", "{1} segment"),
    "sacrum.ala": ("{0} ala", "{0} sacral wing"),
    "sacrum.superior-endplate": ("superior endplate of {1}", "sacral base"),
    "sacrum.anterior-foramen": ("{0} {1} ventral sacral foramen",),
    "anterior-longitudinal-ligament": ("ant long lig", "anterior longitudinal ligament (ALL)"),
    "thecal-sac": ("theca", "spinal dura mater"),
    "cauda-equina": ("caudal equina", "cauda"),
}
_OTHER_WAY = {
    "left": "right",
    "superior": "inferior",
    "sup": "inf",
    "sup.": "inf.",
    "top": "bottom",
    "ventral": "dorsal",
    "anterior": "posterior",
    "ant": "post",
}


def _written(catalog: Catalog) -> Iterator[tuple[str, StructureId]]:
    for id in catalog.structures:
        for way in _WAYS.get(f"{id.kind}.{id.part}" if id.part else id.kind, ()):
            yield " ".join(way.format(id.side or "", id.level_text).split()), id


def test_short_names_and_what_a_part_belongs_to_are_taken_everywhere(
    catalog: Catalog, marker: Marker
) -> None:
    every = list(_written(catalog))
    refused = [(typed, id) for typed, id in every if marker.mark(typed, id).verdict != "right"]
    assert len(every) > 250
    assert refused == []


def test_the_other_direction_or_side_is_never_taken(catalog: Catalog, marker: Marker) -> None:
    turned = {
        (" ".join(_OTHER_WAY.get(word, word) for word in typed.split()), id)
        for typed, id in _written(catalog)
    } - set(_written(catalog))
    assert len(turned) > 100
    assert [pair for pair in turned if marker.mark(*pair).verdict == "right"] == []


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
        ("L5 endplate", "vertebra.L5.superior-endplate", ""),
        ("left S1 foramen", "sacrum.S1.anterior-foramen.left", ""),
        ("L5", "root.L5.left", ""),
        ("annulus of the L5-S1 disc", "disc.L5-S1", ""),
        ("left L5-S1 ligamentum flavum", "ligamentum-flavum.L5-S1", ""),
    ],
)
def test_what_is_not_sure_is_asked_back(marker: Marker, typed: str, id: str, meant: str) -> None:
    mark = marker.mark(typed, StructureId(id))
    assert (mark.verdict, mark.meant) == (Verdict.UNSURE, meant)
    assert mark.ask
