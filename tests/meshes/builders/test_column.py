"""The built column: bodies where the figures have them, facets apart, T12 on top."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from meshes.builders.disc import disc_spaces
from meshes.builders.joint import across, find_joint
from meshes.builders.thoracic import L1, LEVEL, T12
from meshes.meshing import is_closed
from meshes.pose import tilt_deg
from meshes.spine import Spine
from meshes.stacking import (
    NEIGHBOURS,
    body_frame,
    facet_gap,
    facing_joint,
    posture,
    segment_of,
)

ANGLES = {"L1-L2": 27.0, "L2-L3": 30.4, "L3-L4": 38.7, "L4-L5": 47.0, "L5-S1": 47.3}
"""Facet plane to the sagittal plane, degrees: CT, n = 620 (Jentzsch 2013); L1-L2 by the trend."""


@pytest.fixture(scope="module")
def column(topped: Spine) -> Spine:
    return topped


def test_bodies_stand_where_the_figures_have_them(column: Spine) -> None:
    for level, expected in posture().expected.items():
        key = f"vertebra.{level}"
        frame = column.poses[key] @ body_frame(column.bones[key])
        assert np.abs(frame[1:3, 3] - expected["centre"]).max() < 2.0, level
        assert tilt_deg(frame) == pytest.approx(expected["tilt_deg"], abs=2.0), level


@pytest.mark.parametrize("pair", [(T12, L1), *NEIGHBOURS])
def test_facets_keep_apart(column: Spine, pair: tuple[str, str]) -> None:
    upper, lower = pair
    relative = np.linalg.inv(column.poses[lower]) @ column.poses[upper]
    joint = facing_joint(column.bones[upper], column.bones[lower], relative)
    least, mean = facet_gap(joint, relative)
    assert least >= 0.8
    assert mean == pytest.approx(posture().facet_gap[segment_of(upper, lower)], abs=0.35)


@pytest.mark.parametrize("pair", NEIGHBOURS)
def test_facets_stand_at_their_angle_and_fit_each_other(
    column: Spine, pair: tuple[str, str]
) -> None:
    joint = find_joint(column, *pair)
    normal = joint.frame[:3, 2]
    angle = np.degrees(np.arctan2(abs(normal[1]), abs(normal[0])))
    assert angle == pytest.approx(ANGLES[segment_of(*pair)], abs=8.0)
    aside = np.linspace(-0.7 * joint.radius[24], 0.7 * joint.radius[0], 9)
    below, above, _ = across(column, joint, np.column_stack([aside, np.zeros(9)]))
    # both curve towards the upper bone: hollow below, round above
    for surface in (below, above):
        assert np.polyfit(aside, joint.to_plane(surface)[:, 2], 2)[0] > 0.005


def test_t12_is_a_closed_half_with_a_canal_on_its_disc(column: Spine) -> None:
    bone = column.bones[T12]
    surface = bone.surface
    assert is_closed(surface.triangles)
    assert len(surface.points) - len(surface.triangles) // 2 == 0
    assert surface.points[:, 2].max() < 6.0
    assert np.abs(bone.field.distance(surface.points)).max() < 0.3
    away, _ = cKDTree(surface.points).query(surface.points * (-1.0, 1.0, 1.0))
    assert away.max() < 0.01
    level, _, upper = disc_spaces(column)[0]
    assert level == LEVEL
    face = upper.lay(0.8 * upper.outline)
    assert np.abs(column.distance(face, (T12,))).max() < 0.15


def test_t12_is_about_as_large_as_figures_say(column: Spine) -> None:
    lower, upper = column.plate(T12, "inferior").rim, column.plate(L1, "superior").rim
    assert np.ptp(lower[:, 0]) / np.ptp(upper[:, 0]) == pytest.approx(1.02, abs=0.04)
    assert bone_depth(lower) / bone_depth(upper) == pytest.approx(0.98, abs=0.04)


def bone_depth(rim: np.ndarray) -> float:
    """From the posterior to the anterior edge in the mid-line."""
    return float(np.linalg.norm(rim[24] - rim[72]))
