from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
import pyvista as pv

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.export.formats import EXPORTERS
from viewer.export.meshes import export_meshes, wanted_structures

SINGLES = [name for name, exporter in EXPORTERS.items() if not exporter.one_file]


@pytest.mark.parametrize("name", SINGLES)
def test_a_mesh_read_back_is_the_mesh_that_was_written(
    assets: Assets, catalog: Catalog, tmp_path: Path, name: str
) -> None:
    ids = [StructureId("vertebra.L3"), StructureId("root.S1.left")]
    files = list(export_meshes(assets, catalog, tmp_path, name, ids))
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
    files = list(export_meshes(assets, catalog, tmp_path / "new" / "folder", "stl"))
    assert {file.stem for file in files} == set(catalog.structures) - set(catalog.face_sets)
    assert not list((tmp_path / "new" / "folder").glob(".part-*"))


def test_a_part_of_a_bone_comes_as_its_faces_when_asked_for(
    assets: Assets, catalog: Catalog, tmp_path: Path
) -> None:
    part = StructureId("vertebra.L5.pars.left")
    (file,) = export_meshes(assets, catalog, tmp_path, "stl", [part])
    assert file.stem == part
    assert pv.read(file).n_cells == len(assets.mesh(part).triangles)
    assert wanted_structures(catalog, [part], one_scene=True) == [part]


def test_one_scene_names_every_drawn_structure_once(
    assets: Assets, catalog: Catalog, tmp_path: Path
) -> None:
    (file,) = export_meshes(assets, catalog, tmp_path, "glb")
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

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("viewer.export.formats.np.array", fail)
    with pytest.raises(OSError, match="No space"):
        list(export_meshes(assets, catalog, tmp_path, "ply", [StructureId("sacrum")]))
    assert file.read_text() == "older"
    assert [entry.name for entry in tmp_path.iterdir()] == ["sacrum.ply"]
