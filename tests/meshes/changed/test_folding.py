"""What is folded is less, and unfolds to the bit."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.folding import FoldedMesh, folded
from meshes.changed.normal import load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import NONE
from meshes.ids import StructureId
from meshes.store import Mesh

#: Conditions that cut bone, or tear a ligament, and what of it.
CUT = [
    ("laminectomy", "L4-L5", "vertebra.L4"),
    ("laminectomy", "L2-L3", "facet.L2-L3.capsule.left"),
    ("foraminotomy", "L5-S1", "sacrum"),
    ("spondylolysis", "L5", "vertebra.L5"),
    ("lumbarised-s1", "L5-S1", "sacrum"),
]


def is_same(one: Mesh, other: Mesh) -> bool:
    return all(
        np.array_equal(getattr(one, f.name), getattr(other, f.name))
        and getattr(getattr(one, f.name), "dtype", None)
        == getattr(getattr(other, f.name), "dtype", None)
        for f in fields(Mesh)
    )


def unfolded(mesh: Mesh, other: Mesh) -> Mesh:
    found = folded(mesh, other)
    assert isinstance(found, FoldedMesh)
    return found.unfolded()


@pytest.mark.parametrize(("model", "place", "id"), CUT, ids=[f"{m}-{i}" for m, _, i in CUT])
def test_what_a_cut_leaves_is_kept_as_less_and_comes_back_to_the_bit(
    model: str, place: str, id: str
) -> None:
    normal, own = load_normal(), load_models()[model]
    site = Site.of(place, own.side if own.sides else "", own.zone)
    changes = applied(normal, NONE, own.steps, site, 0.6, own.extra_start)
    mesh = Changed(normal, changes, draft=True).mesh(StructureId(id))
    whole = normal.assets.meshes[StructureId(id)]
    assert len(mesh.triangles) != len(whole.triangles)
    found = folded(mesh, whole)
    assert isinstance(found, FoldedMesh)
    assert is_same(found.unfolded(), mesh)
    each = (mesh.points, mesh.normals, mesh.shade, mesh.triangles)
    assert found.nbytes < 0.5 * sum(array.nbytes for array in each)


def fan(count: int) -> Mesh:
    turn = np.arange(count, dtype=np.float32)
    points = np.stack([np.cos(turn), np.sin(turn), turn], axis=1)
    faces = np.stack([np.zeros(count - 2), np.arange(1, count - 1), np.arange(2, count)], axis=1)
    return Mesh(points, points, turn / count, faces.astype(np.int32))


def test_any_other_mesh_comes_back_too() -> None:
    short, long = fan(5), fan(70_000)
    for one, other in ((short, long), (long, short), (fan(6), fan(6))):
        assert is_same(unfolded(one, other), one)


def test_what_is_the_same_or_is_not_there_stays_what_it_is() -> None:
    whole = fan(5)
    assert folded(whole, whole) is whole
    assert folded(None, whole) is None
