from __future__ import annotations

import json
import shutil
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from meshes.catalog import Catalog
from meshes.changed.normal import load_normal
from meshes.ids import StructureId
from meshes.saving import save_assets
from meshes.store import (
    AssetError,
    Assets,
    Box,
    default_folder,
    load_assets,
    load_boxes,
)
from meshes.surface import Surface, smooth_normals


def tetrahedron() -> Surface:
    points = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    triangles = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], dtype=np.int32)
    return Surface(
        points, triangles, smooth_normals(points, triangles), np.ones(4, dtype=np.float32)
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_folder(), tmp_path / "assets"))


def test_surfaces_come_back_as_they_were_saved(tmp_path: Path) -> None:
    surface = tetrahedron()
    save_assets({"sacrum": surface, "coccyx": surface}, tmp_path, "hash")
    assets = load_assets(tmp_path)
    assert assets.parameters == "hash"
    for mesh in assets.meshes.values():
        assert np.allclose(mesh.points, surface.points)
        assert np.array_equal(mesh.triangles, surface.triangles)
    assert assets.boxes[next(iter(assets.boxes))].upper == (1.0, 1.0, 1.0)


def test_what_ships_is_mapped_once_for_all_who_draw_or_change_it() -> None:
    assert load_assets() is load_assets() is load_normal().assets
    assert load_assets(default_folder()) is not load_assets(), "a folder that is named is read"


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_assets({"sacrum": tetrahedron()}, tmp_path / name, "hash")
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_every_structure_has_a_shipped_mesh(assets: Assets, catalog: Catalog) -> None:
    parts = set(catalog.face_sets)
    assert set(assets.meshes) == set(catalog.structures) - parts - set(catalog.made)
    assert set(assets.owners) == parts


def test_a_part_of_a_bone_is_some_of_its_faces(assets: Assets) -> None:
    bone, part = StructureId("vertebra.L5"), StructureId("vertebra.L5.pedicle.left")
    whole, piece, box = assets.meshes[bone], assets.mesh(part), assets.boxes[part]
    assert assets.has(part)
    assert assets.owners[part] == bone
    assert 0 < len(piece.triangles) < len(whole.triangles) / 10
    assert len(np.unique(piece.triangles)) == len(piece.points) == len(piece.shade)
    corners = [
        {tuple(p) for p in mesh.points[mesh.triangles].mean(axis=1).round(3).tolist()}
        for mesh in (piece, whole)
    ]
    assert corners[0] < corners[1]
    assert np.allclose(piece.points.min(axis=0), box.lower, atol=2e-3)
    assert np.allclose(piece.points.max(axis=0), box.upper, atol=2e-3)


def test_the_parts_of_a_bone_share_out_its_faces(assets: Assets, catalog: Catalog) -> None:
    for bone in {assets.owners[part] for part in catalog.face_sets}:
        mesh = assets.meshes[bone]
        counts = [len(mesh.part(part).triangles) for part in mesh.part_ids]
        assert min(counts) > 0
        assert sum(counts) == len(mesh.triangles)
        for part in mesh.part_ids:
            triangle = int(np.flatnonzero(mesh.parts == mesh.part_ids.index(part) + 1)[0])
            assert mesh.part_at(triangle) == part


def test_parts_survive_saving_and_a_bone_without_them_has_none(tmp_path: Path) -> None:
    plain = tetrahedron()
    parted = replace(plain, parts=np.array([1, 1, 2, 0], np.uint8), part_names=("body", "ala.left"))
    save_assets({"sacrum": parted, "coccyx": plain}, tmp_path, "hash")
    assets = load_assets(tmp_path)
    sacrum, coccyx = assets.meshes[StructureId("sacrum")], assets.meshes[StructureId("coccyx")]
    assert sacrum.part_ids == ("sacrum.body", "sacrum.ala.left")
    assert [sacrum.part_at(k) for k in range(4)] == [
        *("sacrum.body", "sacrum.body", "sacrum.ala.left", None)
    ]
    assert coccyx.parts is None
    assert coccyx.part_at(0) is None
    with pytest.raises(KeyError):
        assets.mesh(StructureId("coccyx.body"))


def test_a_part_without_faces_cannot_be_saved(tmp_path: Path) -> None:
    empty = replace(tetrahedron(), parts=np.zeros(4, np.uint8), part_names=("body",))
    with pytest.raises(ValueError, match=r"sacrum\.body has no faces"):
        save_assets({"sacrum": empty}, tmp_path, "hash")


def test_shipped_arrays_cannot_be_changed_by_accident(assets: Assets) -> None:
    mesh = next(iter(assets.meshes.values()))
    with pytest.raises(ValueError, match="read-only"):
        mesh.points[0] = 0


@pytest.mark.parametrize("name", ["manifest.json", "points.npy", "triangles.npy"])
def test_a_missing_file_is_named_with_its_cure(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(AssetError, match="missing; run") as caught:
        load_assets(copied)
    assert name in str(caught.value)


@pytest.mark.parametrize("name", ["manifest.json", "points.npy", "normals.npy", "triangles.npy"])
def test_a_truncated_file_is_named_with_its_cure(copied: Path, name: str) -> None:
    file = copied / name
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(AssetError, match="damaged") as caught:
        load_assets(copied)
    assert name in str(caught.value)


def test_a_single_flipped_bit_is_noticed(copied: Path) -> None:
    file = copied / "points.npy"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0x10
    file.write_bytes(bytes(data))
    with pytest.raises(AssetError, match="checksum"):
        load_assets(copied)


def _pin(folder: Path, name: str) -> None:
    """Let the checksum fit, so that only the contents are wrong."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["crc32"][name] = zlib.crc32((folder / f"{name}.npy").read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize("name", ["normals", "shade", "parts"])
def test_an_array_with_too_few_rows_is_named_though_its_checksum_fits(
    tmp_path: Path, name: str
) -> None:
    whole = replace(tetrahedron(), parts=np.ones(4, np.uint8), part_names=("body",))
    save_assets({"sacrum": whole}, tmp_path, "hash")
    load_assets(tmp_path)
    np.save(tmp_path / f"{name}.npy", np.load(tmp_path / f"{name}.npy")[:0])
    _pin(tmp_path, name)
    with pytest.raises(AssetError, match=rf"{name}\.npy: damaged \(0 rows.*run 'python"):
        load_assets(tmp_path)


@pytest.mark.parametrize(
    ("number", "words"), [(0, "sacrum.body has no faces"), (2, "without names")]
)
def test_parts_that_do_not_fit_their_names_are_refused(
    tmp_path: Path, number: int, words: str
) -> None:
    whole = replace(tetrahedron(), parts=np.ones(4, np.uint8), part_names=("body",))
    save_assets({"sacrum": whole}, tmp_path, "hash")
    np.save(tmp_path / "parts.npy", np.full(4, number, np.uint8))
    _pin(tmp_path, "parts")
    with pytest.raises(AssetError, match=f"damaged .*{words}.*; run 'python"):
        load_assets(tmp_path)


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": 99, "crc32": {}, "structures": {}}'])
def test_a_strange_manifest_is_refused(copied: Path, text: str) -> None:
    (copied / "manifest.json").write_text(text, encoding="utf-8")
    for load in (load_assets, load_boxes):
        with pytest.raises(AssetError, match=r"manifest\.json"):
            load(copied)


def test_boxes_are_known_without_any_array(copied: Path) -> None:
    boxes = load_boxes()
    assert boxes == load_assets().boxes
    for file in copied.glob("*.npy"):
        file.unlink()
    assert load_boxes(copied) == boxes


def test_a_box_is_clipped_to_another_and_never_turned_inside_out() -> None:
    box = Box((0.0, 0.0, 0.0), (10.0, 10.0, 10.0))
    assert box.clipped(Box((2.0, -5.0, 4.0), (30.0, 5.0, 6.0))) == Box(
        (2.0, 0.0, 4.0), (10.0, 5.0, 6.0)
    )
    apart = box.clipped(Box((20.0, 20.0, 20.0), (30.0, 30.0, 30.0)))
    assert all(a <= b for a, b in zip(apart.lower, apart.upper, strict=True))
