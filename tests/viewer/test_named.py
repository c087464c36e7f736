"""What words of a text mean in the scene, at each place."""

from __future__ import annotations

import pytest

from annotations.library import load_library
from meshes.catalog import load_catalog
from meshes.ids import StructureId
from viewer.named import is_name, named

CATALOG = load_catalog()
SEGMENTS = [place for place in CATALOG.places.values() if place.id.kind == "segment"]
KINDS = [note.id for note in load_library().notes.values() if is_name(note.id)]


@pytest.mark.parametrize("kind", [*KINDS, "kind.exiting-root", "kind.traversing-root"])
def test_a_kind_without_a_place_means_all_of_it(kind: str) -> None:
    found = named(CATALOG, kind, None)
    assert len(found) > 1
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("place", SEGMENTS, ids=lambda place: place.id)
def test_a_kind_means_what_belongs_to_the_lit_place(place: object) -> None:
    assert place in SEGMENTS
    lit = place.id  # type: ignore[attr-defined]
    level = lit.partition(".")[2]
    assert named(CATALOG, "kind.disc", lit) == (f"disc.{level}",)
    for kind in ("kind.facet", "kind.vertebra", "kind.root"):
        found = named(CATALOG, kind, lit)
        assert all(CATALOG.role_at(CATALOG.places[lit], id) is not None for id in found)
    upper, lower = level.split("-")
    roots = {named(CATALOG, "kind.exiting-root", lit), named(CATALOG, "kind.traversing-root", lit)}
    for root in roots:
        assert all(id.split(".")[1] in (upper, lower) for id in root)


def test_what_a_place_has_none_of_means_all() -> None:
    joints = named(CATALOG, "si-joint", StructureId("segment.L1-L2"))
    assert joints == ("si-joint.left", "si-joint.right")
    assert named(CATALOG, "kind.anterior-foramen", StructureId("segment.L1-L2"))


@pytest.mark.parametrize("id", ["sacrum", "disc.L4-L5.annulus", "root.L5.left", "segment.L4-L5"])
def test_an_id_means_itself(id: str) -> None:
    assert named(CATALOG, id, None) == (id,)


@pytest.mark.parametrize(
    "id", ["faq.how-l1-l2-is-confirmed", "term.bulge", "root.L9", "", "kind.x"]
)
def test_what_is_not_in_the_scene_means_nothing(id: str) -> None:
    assert named(CATALOG, id, None) == ()
