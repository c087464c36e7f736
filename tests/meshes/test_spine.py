from __future__ import annotations

import numpy as np
import pytest

from meshes.bone import Bone, Endplate
from meshes.field import SignedDistanceGrid
from meshes.pose import corner_frame, placed, tilt_deg, turned
from meshes.spine import STACK, Spine, neutral_poses
from meshes.stacking import NEIGHBOURS, body_frame, posture, relative_pose, segment_of
from meshes.surface import Surface

WIDTH, DEPTH, HEIGHT = 48.0, 34.0, 27.0


def plate(height: float) -> Endplate:
    angle = np.arange(96) * 2 * np.pi / 96
    rim = np.column_stack(
        [WIDTH / 2 * np.cos(angle), DEPTH / 2 * np.sin(angle), np.full(96, height)]
    )
    frame = np.eye(4)
    frame[2, 3] = height
    return Endplate(frame, rim)


def drum(*, sacral: bool = False) -> Bone:
    """A plain body without an arch."""

    def distance(points: np.ndarray) -> np.ndarray:
        z = points[:, 2] + (HEIGHT / 2 if sacral else 0.0)
        side = (np.hypot(points[:, 0] / WIDTH, points[:, 1] / DEPTH) - 0.5) * DEPTH
        return np.maximum(side, np.abs(z) - HEIGHT / 2)

    field = SignedDistanceGrid.from_function(
        distance, np.array([-30.0, -24, -30]), np.array([30.0, 24, 30]), 2.0
    )
    top = 0.0 if sacral else HEIGHT / 2
    rim = np.concatenate([plate(top).rim, plate(top - HEIGHT).rim])
    surface = Surface(
        rim, np.zeros((0, 3), np.int32), np.zeros((192, 3), np.float32), np.ones(192, np.float32)
    )
    return Bone(surface, field, plate(top), None if sacral else plate(top - HEIGHT))


@pytest.fixture(scope="module")
def spine() -> Spine:
    bones = {key: drum(sacral=key == "sacrum") for key in STACK}
    return Spine(bones, neutral_poses(bones))


def test_sacrum_stands_in_the_origin_with_the_sacral_slope(spine: Spine) -> None:
    np.testing.assert_allclose(spine.poses["sacrum"][:3, 3], 0.0, atol=1e-9)
    frame = corner_frame(spine.plate("sacrum", "superior"))
    assert tilt_deg(frame) == pytest.approx(-posture().sacral_slope_deg)


def test_relative_pose_has_the_height_and_wedge_of_the_figures() -> None:
    for level, figures in posture().disc.items():
        if level == "T12-L1":
            continue
        pose = relative_pose(drum(), drum(), level)
        below, above = plate(HEIGHT / 2).rim, placed(pose, plate(-HEIGHT / 2).rim)
        anterior = np.linalg.norm(above[24] - below[24])
        posterior = np.linalg.norm(above[72] - below[72])
        assert (anterior + posterior) / 2 == pytest.approx(figures["height"], abs=0.05)
        assert anterior == pytest.approx(figures["anterior"], abs=0.5)
        assert posterior == pytest.approx(figures["posterior"], abs=0.5)
        assert tilt_deg(pose) == pytest.approx(figures["wedge_deg"])


def test_column_without_facets_departs_little_from_the_figures(spine: Spine) -> None:
    for upper, lower in NEIGHBOURS:
        relative = np.linalg.inv(spine.poses[lower]) @ spine.poses[upper]
        figures = posture().disc[segment_of(upper, lower)]
        assert abs(tilt_deg(relative) - figures["wedge_deg"]) <= posture().tilt_max_deg + 1e-6
        assert np.abs(relative[0, :3] - [1, 0, 0]).max() < 1e-12
        assert relative[0, 3] == 0


def test_column_of_average_drums_stands_about_where_expected(spine: Spine) -> None:
    for key, expected in posture().expected.items():
        frame = spine.poses[f"vertebra.{key}"] @ body_frame(spine.bones[f"vertebra.{key}"])
        np.testing.assert_allclose(frame[1:3, 3], expected["centre"], atol=9.0)
        assert tilt_deg(frame) == pytest.approx(expected["tilt_deg"], abs=6.0)


def test_poses_are_rigid_and_repeatable(spine: Spine) -> None:
    again = neutral_poses(spine.bones)
    for key, pose in spine.poses.items():
        np.testing.assert_allclose(pose[:3, :3] @ pose[:3, :3].T, np.eye(3), atol=1e-9)
        np.testing.assert_array_equal(pose, again[key])


def test_world_and_body_frames_are_inverse(spine: Spine) -> None:
    points = np.random.default_rng(3).normal(size=(20, 3)) * 30
    for key in STACK:
        np.testing.assert_allclose(spine.to_world(key, spine.to_body(key, points)), points)


def test_distance_is_that_of_the_nearest_bone(spine: Spine) -> None:
    centres = np.stack([spine.poses[key][:3, 3] for key in STACK[:-1]])
    distance, owner = spine.nearest(centres)
    assert np.all(distance < -5)
    np.testing.assert_array_equal(owner, np.arange(5))
    alone = spine.distance(centres, ["vertebra.L3"])
    assert alone[2] == distance[2]
    assert np.all(alone >= distance - 1e-9)


def test_distance_is_the_least_of_all_bones_wherever_it_is_asked(spine: Spine) -> None:
    points = np.random.default_rng(4).uniform((-60, -60, -60), (60, 80, 260), (3000, 3))
    each = [b.field.distance(spine.to_body(key, points)) for key, b in spine.bones.items()]
    distance, owner = spine.nearest(points)
    assert np.array_equal(distance, np.min(each, axis=0))
    assert np.array_equal(np.array(each)[owner, np.arange(len(points))], distance)


def test_gradient_points_away_from_the_nearest_bone(spine: Spine) -> None:
    front = placed(spine.poses["vertebra.L2"], np.array([[0.0, DEPTH / 2 + 2.0, 0.0]]))
    ahead = spine.poses["vertebra.L2"][:3, 1]
    assert float(spine.gradient(front)[0] @ ahead) > 0.98


def test_segment_names() -> None:
    names = [segment_of(*pair) for pair in NEIGHBOURS]
    assert names == ["L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1"]


def test_a_missing_plate_is_an_error(spine: Spine) -> None:
    with pytest.raises(ValueError, match="no inferior endplate"):
        spine.plate("sacrum", "inferior")


def test_turned_raises_the_anterior_side() -> None:
    assert placed(turned(10.0), np.array([[0.0, 1.0, 0.0]]))[0, 2] > 0
    assert tilt_deg(turned(-12.5)) == pytest.approx(-12.5)
