from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from meshes.ids import StructureId
from meshes.shipped import FIELDS, LANDMARKS, MEASURES, load_fields, load_landmarks, load_measures
from meshes.store import AssetError, Assets, default_folder

BONES = ("vertebra.T12", *(f"vertebra.L{k}" for k in range(1, 6)), "sacrum", "coccyx")


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shipped")
    return Path(shutil.copytree(default_folder(), folder / "assets"))


@pytest.mark.parametrize("bone", BONES)
def test_a_shipped_field_is_zero_on_the_shipped_surface(bone: str, assets: Assets) -> None:
    pose = load_landmarks().bones[bone].pose
    points = assets.meshes[StructureId(bone)].points.astype(np.float64)
    away = load_fields()[bone].distance((points - pose[:3, 3]) @ pose[:3, :3])
    assert np.abs(away).mean() < 0.08
    # Thin edges are rounded by the coarse grid.
    assert np.percentile(np.abs(away), 99) < 0.4


def test_shipped_poses_are_rigid_and_plates_lie_on_their_bones() -> None:
    fields = load_fields()
    for key, bone in load_landmarks().bones.items():
        turn = bone.pose[:3, :3]
        assert np.allclose(turn @ turn.T, np.eye(3), atol=1e-6)
        for plate in (bone.superior, bone.inferior):
            if plate is not None:
                assert plate.rim.shape == (96, 3)
                assert np.abs(fields[key].distance(plate.rim)).max() < 1.5


def test_shipped_roots_run_from_superior_to_inferior_on_the_right() -> None:
    roots = load_landmarks().roots
    assert list(roots) == ["L1", "L2", "L3", "L4", "L5", "S1", "S2"]
    for root in roots.values():
        assert len(root.line) == len(root.radius)
        assert root.line[-1, 2] < root.line[0, 2]
        assert root.line[-1, 0] > 5.0
        assert 0.0 < root.origin < root.ganglion


@pytest.mark.parametrize(
    ("name", "load"),
    [(FIELDS, load_fields), (LANDMARKS, load_landmarks), (MEASURES, load_measures)],
)
def test_a_damaged_or_missing_file_is_named_with_its_cure(copied: Path, name: str, load) -> None:  # type: ignore[no-untyped-def]
    file = copied / name
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(AssetError, match=rf"{name}.*python -m meshes build"):
        load(copied)
    file.unlink()
    with pytest.raises(AssetError, match=f"{name}: missing"):
        load(copied)
