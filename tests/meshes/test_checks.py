from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from meshes import checks
from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets, Mesh

ID = StructureId("vertebra.L3")


@pytest.fixture
def mesh(assets: Assets) -> Mesh:
    return assets.meshes[ID]


def test_the_shipped_meshes_pass_every_check(mesh_violations: list[checks.Violation]) -> None:
    assert [str(v) for v in mesh_violations] == []


def test_a_hole_is_found(mesh: Mesh) -> None:
    holed = replace(mesh, triangles=mesh.triangles[:-1])
    assert any("not closed" in what for what in checks.open_edges(ID, holed))


def test_inward_faces_are_found(mesh: Mesh) -> None:
    turned = replace(mesh, triangles=mesh.triangles[:, ::-1])
    assert "faces look inward" in list(checks.inward_faces(ID, turned))


def test_normals_against_their_faces_are_found(mesh: Mesh) -> None:
    turned = replace(mesh, normals=-mesh.normals)
    assert any("against" in what for what in checks.inward_faces(ID, turned))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: replace(m, points=m.points * 1000), "outside the frame"),
        (lambda m: replace(m, points=m.points * np.float32(np.nan)), "not finite"),
        (lambda m: replace(m, normals=m.normals * 2), "unit length"),
        (lambda m: replace(m, shade=m.shade + 2), "shade outside"),
    ],
)
def test_a_mesh_out_of_frame_is_found(mesh: Mesh, change, words: str) -> None:  # type: ignore[no-untyped-def]
    assert any(words in what for what in checks.out_of_frame(ID, change(mesh)))


def test_left_and_right_exchanged_are_found(assets: Assets) -> None:
    left = StructureId("root.L5.left")
    right = assets.meshes[StructureId("root.L5.right")]
    assert any("wrong side" in what for what in checks.wrong_side(left, right))


def test_a_structure_without_mesh_and_a_mesh_without_structure_are_found(
    assets: Assets, catalog: Catalog
) -> None:
    meshes = dict(assets.meshes)
    meshes[StructureId("rib.left")] = meshes.pop(ID)
    found = dict(checks.unmatched_ids(replace(assets, meshes=meshes), catalog))
    assert "without a mesh" in found[ID]
    assert "without a structure" in found["rib.left"]


def test_an_empty_folder_is_a_violation_not_a_crash(catalog: Catalog, tmp_path: Path) -> None:
    (violation,) = checks.check_meshes(catalog, tmp_path)
    assert "missing" in str(violation)


def test_torn_misplaced_and_missing_parts_are_found(assets: Assets, catalog: Catalog) -> None:
    bone = StructureId("vertebra.L5")
    mesh = assets.meshes[bone]
    assert mesh.parts is not None
    assert list(checks.torn_parts(bone, mesh)) == []
    speck = mesh.parts.copy()
    body = mesh.part_ids.index(StructureId("vertebra.L5.body")) + 1
    tip = mesh.points[mesh.triangles].mean(axis=1)[:, 1].argmin()
    speck[tip] = body
    assert any("2 patches" in w for w in checks.torn_parts(bone, replace(mesh, parts=speck)))
    turned = replace(mesh, points=mesh.points * np.float32([-1, 1, 1]))
    assert any("wrong side" in what for what in checks.torn_parts(bone, turned))
    owners = dict(assets.owners)
    del owners[StructureId("vertebra.L5.body")]
    owners[StructureId("vertebra.L5.tail")] = bone
    found = dict(checks.unmatched_ids(replace(assets, owners=owners), catalog))
    assert "without faces" in found["vertebra.L5.body"]
    assert "not one in the catalogue" in found["vertebra.L5.tail"]
