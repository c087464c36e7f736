"""The coccyx as the rest of the program relies on it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from meshes.bone import Bone
from meshes.builders.coccyx import build_coccyx
from meshes.builders.sacrum import fused_shape
from meshes.meshing import is_closed
from meshes.surface import volume


@pytest.fixture(scope="module")
def coccyx() -> Bone:
    return build_coccyx()


def test_surface_is_closed_outward_and_a_plain_solid(coccyx: Bone) -> None:
    surface = coccyx.surface
    assert is_closed(surface.triangles)
    assert volume(surface) > 0
    assert len(surface.points) - len(surface.triangles) // 2 == 2  # one piece, no tunnel
    assert 2_000 <= len(surface.triangles) <= 4_000


def test_surface_is_mirror_symmetric(coccyx: Bone) -> None:
    points = coccyx.surface.points
    assert cKDTree(points).query(points * (-1.0, 1.0, 1.0))[0].max() < 1e-6


def test_a_disc_space_parts_it_from_the_sacrum(coccyx: Bone) -> None:
    points = coccyx.surface.points.astype(np.float32)
    gap = float(fused_shape("sacrum").distance(points).min())
    assert 1.0 < gap < 2.5


def test_it_curves_anterior_and_tapers(coccyx: Bone) -> None:
    base, tip = coccyx.landmarks["base"], coccyx.landmarks["tip"]
    assert tip[1] - base[1] > 25
    assert tip[2] - base[2] < -20
    assert abs(float(coccyx.field.distance(tip[None])[0])) < 1.0
    assert 22 <= np.ptp(coccyx.surface.points[:, 0]) <= 32  # over the transverse processes of Co1
    near_tip = np.linalg.norm(coccyx.surface.points - tip, axis=1) < 8
    assert np.ptp(coccyx.surface.points[near_tip, 0]) < 10
