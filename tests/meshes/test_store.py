from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from meshes.catalog import Catalog
from meshes.store import AssetError, Assets, default_folder, load_assets, save_assets
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


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_assets({"sacrum": tetrahedron()}, tmp_path / name, "hash")
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_every_structure_has_a_shipped_mesh(assets: Assets, catalog: Catalog) -> None:
    assert set(assets.meshes) == set(catalog.structures)


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


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": 99, "crc32": {}, "structures": {}}'])
def test_a_strange_manifest_is_refused(copied: Path, text: str) -> None:
    (copied / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(AssetError, match=r"manifest\.json"):
        load_assets(copied)
