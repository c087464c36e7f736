from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meshes.check_pelvis import head_centre, pelvic_balance
from meshes.ids import StructureId
from meshes.shipped import Landmarks, load_landmarks, load_measures
from meshes.store import Assets, Mesh


@pytest.fixture(scope="module")
def marks() -> Landmarks:
    return load_landmarks()


def turned(assets: Assets, ids: tuple[str, ...], degrees: float) -> Assets:
    """Some meshes turned about the transverse axis through the middle of the S1 plate."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[1, 0, 0], [0, c, s], [0, -s, c]], np.float32)
    meshes = dict(assets.meshes)
    for id in map(StructureId, ids):
        mesh = meshes[id]
        meshes[id] = replace(mesh, points=mesh.points @ turn, normals=mesh.normals @ turn)
    return replace(assets, meshes=meshes)


def test_the_shipped_pelvis_is_balanced(assets: Assets, marks: Landmarks) -> None:
    assert list(pelvic_balance(assets, marks, load_measures())) == []


def test_a_head_is_found_in_its_socket_among_other_faces() -> None:
    """A bowl of 26.4 mm that looks to one side, in a rough plain."""
    spread = np.random.default_rng(4)
    ways = spread.normal(size=(600, 3))
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    ways = ways[ways[:, 0] < 0.2]
    centre = np.array([80.0, 15.0, -95.0])
    plain = spread.uniform(-60.0, 60.0, size=(3000, 3)) * [0.1, 1.0, 1.0]
    rough = spread.normal([1.0, 0.0, 0.0], 0.3, size=(3000, 3))
    points = np.concatenate([centre + 26.4 * ways, centre + plain]).astype(np.float32)
    normals = np.concatenate([-ways, rough]).astype(np.float32)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    shade, none = np.ones(len(points), np.float32), np.zeros((0, 3), np.int32)
    assert head_centre(Mesh(points, normals, shade, none)) == pytest.approx(centre, abs=0.5)


def test_hip_bones_of_another_stance_are_found(assets: Assets, marks: Landmarks) -> None:
    hips = ("hip-bone.left", "hip-bone.right")
    wide = list(pelvic_balance(turned(assets, hips, 20.0), marks, load_measures()))
    assert any("in adults" in what for _, what in wide)


def test_a_slope_that_does_not_belong_to_the_bones_is_found(
    assets: Assets, marks: Landmarks
) -> None:
    measures = {**load_measures(), "sacral-slope": {"whole": 37.5}}
    ((where, what),) = pelvic_balance(assets, marks, measures)
    assert where == "sacrum"
    assert "plus slope 37.5" in what
    assert "build bones, landmarks and measures together" in what


def test_landmarks_off_the_bone_are_found(assets: Assets, marks: Landmarks) -> None:
    sacrum = marks.bones["sacrum"]
    pose = sacrum.pose.copy()
    pose[1, 3] += 5.0
    bones = {**marks.bones, "sacrum": replace(sacrum, pose=pose)}
    found = list(pelvic_balance(assets, replace(marks, bones=bones), load_measures()))
    assert any("off that of landmarks.json" in what for _, what in found)
