from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
import pyvista as pv

from meshes.catalog import Catalog
from meshes.checks import inward_faces, open_edges
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.export.formats import EXPORTERS
from viewer.export.level_mark import level_mark, mark_text
from viewer.export.meshes import export_meshes, mesh_steps, pieces_of, wanted_structures
from viewer.export.steps import TakeError
from viewer.shaping import ShapedMeshes

SINGLES = [name for name, exporter in EXPORTERS.items() if not exporter.one_file]


@pytest.mark.parametrize("name", SINGLES)
def test_a_mesh_read_back_is_the_mesh_that_was_written(
    assets: Assets, catalog: Catalog, tmp_path: Path, name: str
) -> None:
    ids = [StructureId("vertebra.L3"), StructureId("root.S1.left")]
    files = sorted(export_meshes(assets, catalog, tmp_path, name, ids).files, reverse=True)
    assert [file.name for file in files] == [f"vertebra.L3.{name}", f"root.S1.left.{name}"]
    for id, file in zip(ids, files, strict=True):
        surface = pv.read(file)
        assert surface.n_cells == len(assets.meshes[id].triangles)
        box = np.array(surface.bounds).reshape(3, 2)
        assert np.allclose(box[:, 0], assets.boxes[id].lower, atol=0.01)
        assert np.allclose(box[:, 1], assets.boxes[id].upper, atol=0.01)


def test_a_place_stands_for_its_members(catalog: Catalog) -> None:
    place = catalog.places[StructureId("segment.L4-L5")]
    ids = wanted_structures(catalog, [place.id], one_scene=False)
    assert ids == [member.id for member in place.members]


def test_with_nothing_asked_every_structure_gets_a_file(
    assets: Assets, catalog: Catalog, tmp_path: Path
) -> None:
    files = export_meshes(assets, catalog, tmp_path / "new" / "folder", "stl").files
    assert {file.stem for file in files} == set(catalog.structures) - set(catalog.face_sets) - set(
        catalog.made
    )
    assert not list((tmp_path / "new" / "folder").glob(".part-*"))


def test_a_part_of_a_bone_comes_as_its_faces_when_asked_for(
    assets: Assets, catalog: Catalog, tmp_path: Path
) -> None:
    part = StructureId("vertebra.L5.pars.left")
    (file,) = export_meshes(assets, catalog, tmp_path, "stl", [part]).files
    assert file.stem == part
    assert pv.read(file).n_cells == len(assets.mesh(part).triangles)
    assert wanted_structures(catalog, [part], one_scene=True) == [part]


def test_one_scene_names_every_drawn_structure_once(
    assets: Assets, catalog: Catalog, tmp_path: Path
) -> None:
    (file,) = export_meshes(assets, catalog, tmp_path, "glb").files
    data = file.read_bytes()
    magic, version, total = struct.unpack("<4sII", data[:12])
    assert (magic, version, total) == (b"glTF", 2, len(data))
    length = struct.unpack("<I", data[12:16])[0]
    document = json.loads(data[20 : 20 + length])
    names = [node["name"] for node in document["nodes"]]
    assert sorted(names) == sorted(catalog.drawn)
    count = sum(
        document["accessors"][mesh["primitives"][0]["indices"]]["count"]
        for mesh in document["meshes"]
    )
    assert count == 3 * sum(len(assets.meshes[id].triangles) for id in catalog.drawn)


def test_a_failed_write_leaves_the_older_file_whole(
    assets: Assets, catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sacrum.ply"
    file.write_text("older")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("viewer.export.formats.np.zeros", fail)
    with pytest.raises(TakeError, match="disk is full"):
        export_meshes(assets, catalog, tmp_path, "ply", [StructureId("sacrum")])
    assert file.read_text() == "older"
    assert [entry.name for entry in tmp_path.iterdir()] == ["sacrum.ply"]


def test_obj_keeps_names_and_colours(assets: Assets, catalog: Catalog, tmp_path: Path) -> None:
    ids = [StructureId("vertebra.L3"), StructureId("root.S1.left")]
    files = export_meshes(assets, catalog, tmp_path, "obj", ids).files
    assert [file.suffix for file in files] == [".mtl", ".obj"]
    colours, text = (file.read_text() for file in files)
    assert f"mtllib {files[0].name}" in text
    wanted = wanted_structures(catalog, ids, one_scene=True)
    for id in wanted:
        assert f"o {id}\nusemtl {id}\n" in text
        assert f"newmtl {id}\nKd 0." in colours
    surface = pv.read(files[1])
    assert surface.n_cells == sum(len(assets.meshes[id].triangles) for id in wanted)


def test_ply_keeps_the_colour(assets: Assets, catalog: Catalog, tmp_path: Path) -> None:
    id = StructureId("disc.L4-L5.annulus")
    (file,) = export_meshes(assets, catalog, tmp_path, "ply", [id]).files
    (piece,) = pieces_of(ShapedMeshes(assets), catalog, [id]).values()
    found = np.unique(pv.read(file).point_data["RGB"], axis=0)
    assert np.allclose(found, [[round(255 * c) for c in piece.colour]], atol=1)


def test_every_vertebra_and_the_sacrum_carry_their_level_in_closed_letters(
    assets: Assets, catalog: Catalog, tmp_path: Path
) -> None:
    bones = [id for id in catalog.structures if mark_text(id)]
    assert {mark_text(id) for id in bones} == {"T12", "L1", "L2", "L3", "L4", "L5", "S1"}
    for id in bones:
        mesh, mark = assets.meshes[id], level_mark(id, assets.meshes[id])
        assert mark is not None
        assert not list(open_edges(id, mark))
        assert not list(inward_faces(id, mark))
        # On the front, in the middle, half in the bone and half out of it.
        assert abs(mark.points[:, 0].mean()) < 6.0
        assert mark.points[:, 1].mean() > mesh.points[:, 1].mean()
        within = _inside(mark.points, mesh)
        assert 0.3 < within.mean() < 0.7
    written = export_meshes(assets, catalog, tmp_path, "stl", bones, with_level=True)
    assert written.open == ()
    assert written.unmarked == ()
    for id, file in zip(sorted(bones), written.files, strict=True):
        assert pv.read(file).n_cells > len(assets.meshes[id].triangles)


def _inside(points: np.ndarray, mesh: object) -> np.ndarray:
    surface = pv.PolyData.from_regular_faces(np.array(mesh.points), np.array(mesh.triangles))  # type: ignore[attr-defined]
    distance = pv.PolyData(points).compute_implicit_distance(surface)
    return distance.point_data["implicit_distance"] < 0


def test_what_is_not_closed_is_told(assets: Assets, catalog: Catalog, tmp_path: Path) -> None:
    part = StructureId("vertebra.L5.pars.left")
    assert export_meshes(assets, catalog, tmp_path, "stl", [part]).open == (part,)
    assert export_meshes(assets, catalog, tmp_path, "stl", [StructureId("sacrum")]).open == ()


@pytest.mark.parametrize("name", EXPORTERS)
def test_a_stopped_export_leaves_nothing(
    assets: Assets, catalog: Catalog, tmp_path: Path, name: str
) -> None:
    ids = wanted_structures(catalog, [StructureId("segment.L5-S1")], one_scene=True)
    job = mesh_steps(pieces_of(ShapedMeshes(assets), catalog, ids), tmp_path / "new", name)
    next(job)
    job.close()
    assert list(tmp_path.iterdir()) == []
