"""Bones that several tests look at: built once, for they take longest."""

from __future__ import annotations

import pytest

from meshes.bone import Bone
from meshes.builders.anatomy import build_bones
from meshes.builders.hip_bone import build_hip_bones
from meshes.spine import Spine
from meshes.stacking import neutral_poses


@pytest.fixture(scope="session")
def spine() -> Spine:
    """L1 to the sacrum in the neutral posture."""
    bones = build_bones(lambda _what, _share: None)
    return Spine(bones, neutral_poses(bones))


@pytest.fixture(scope="session")
def hips(spine: Spine) -> dict[str, Bone]:
    """Both hip bones of that spine, by id."""
    return build_hip_bones(spine.bones["sacrum"])
