"""The hip bones and the sacroiliac joints as the rest of the program relies on them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from meshes.bone import Bone
from meshes.builders.hip_bone import hip_bone_shape, hip_bone_shape_from
from meshes.builders.sacroiliac import build_sacroiliac, contoured
from meshes.meshing import is_closed
from meshes.pelvis import pelvic_angles
from meshes.pose import corner_frame, placed, tilt_deg, turned
from meshes.sdf import Floats
from meshes.spine import Spine
from meshes.stacking import posture
from meshes.surface import Points, Surface, area_vectors, volume

MIRROR = np.array([-1.0, 1.0, 1.0])
SIDES = ("left", "right")


@pytest.fixture(scope="module")
def sacrum(spine: Spine) -> Bone:
    return spine.bones["sacrum"]


@pytest.fixture(scope="module")
def joints(sacrum: Bone, hips: dict[str, Bone]) -> dict[str, Surface]:
    return build_sacroiliac(sacrum, hips["hip-bone.left"])


@pytest.fixture(scope="module")
def pose(sacrum: Bone) -> Points:
    """Body frame of the sacrum to the world, in the neutral posture."""
    assert sacrum.superior is not None
    slope = tilt_deg(corner_frame(sacrum.superior))
    return turned(-posture().sacral_slope_deg - slope)


def mark(hips: dict[str, Bone], pose: Points, name: str, side: str = "right") -> Points:
    point = hips[f"hip-bone.{side}"].landmarks[f"{name}.{side}"]
    return np.asarray(placed(pose, point[None])[0])


def pieces(surface: Surface) -> int:
    a, b, c = surface.triangles.T
    count = len(surface.points)
    graph = coo_matrix((np.ones(2 * len(a)), (np.r_[a, b], np.r_[b, c])), shape=(count, count))
    return int(connected_components(graph, directed=False)[0])


def euler(surface: Surface) -> int:
    return len(surface.points) - len(surface.triangles) // 2


@pytest.mark.parametrize("side", SIDES)
def test_surface_is_closed_outward_in_one_piece_with_one_hole(
    hips: dict[str, Bone], side: str
) -> None:
    surface = hips[f"hip-bone.{side}"].surface
    assert is_closed(surface.triangles)
    assert volume(surface) > 0
    assert pieces(surface) == 1
    assert euler(surface) == 0  # the obturator foramen
    assert 10_000 <= len(surface.triangles) <= 14_000
    assert (surface.points[:, 0] < 0).all() == (side == "left")
    facing = np.einsum("ij,ij->i", surface.normals[surface.triangles[:, 0]], _faces(surface))
    assert (facing > 0).mean() > 0.99


def _faces(surface: Surface) -> Points:
    return area_vectors(surface.points, surface.triangles)


def test_the_two_are_exact_mirror_images(hips: dict[str, Bone]) -> None:
    left, right = (hips[f"hip-bone.{side}"].surface for side in SIDES)
    np.testing.assert_array_equal(left.points, right.points * MIRROR)
    np.testing.assert_array_equal(left.triangles, right.triangles[:, ::-1])


def test_size_is_that_of_an_adult(hips: dict[str, Bone], pose: Points) -> None:
    width = 2 * hips["hip-bone.right"].surface.points[:, 0].max()
    assert 255 <= width <= 300  # bi-iliac width, 282 in the Visible Human male
    hip_centres = 2 * mark(hips, pose, "hip-centre")[0]
    assert 165 <= hip_centres <= 190
    spines = 2 * mark(hips, pose, "anterior-superior-iliac-spine")[0]
    assert 210 <= spines <= 260
    height = mark(hips, pose, "iliac-crest")[2] - mark(hips, pose, "ischial-tuberosity")[2]
    assert 195 <= height <= 240


def test_pelvic_incidence_is_tilt_plus_slope_and_near_the_mean(
    sacrum: Bone, hips: dict[str, Bone], pose: Points
) -> None:
    assert sacrum.superior is not None
    plate = pose @ corner_frame(sacrum.superior)
    angles = pelvic_angles(plate, *(mark(hips, pose, "hip-centre", side) for side in SIDES))
    assert abs(angles.incidence - angles.tilt - angles.slope) < 0.5
    assert abs(angles.incidence - 50.5) < 5.7  # half an SD of 324 adults
    assert abs(angles.slope - 39) < 0.01
    assert 5 < angles.tilt < 18


def test_crest_stands_level_with_l4_or_its_lower_disc(hips: dict[str, Bone], pose: Points) -> None:
    centres = {level: posture().expected[level]["centre"][1] for level in ("L4", "L5")}
    assert centres["L5"] + 10 < mark(hips, pose, "iliac-crest")[2] < centres["L4"]


def test_landmarks_lie_where_they_should(hips: dict[str, Bone], pose: Points) -> None:
    front = mark(hips, pose, "anterior-superior-iliac-spine")
    back = mark(hips, pose, "posterior-superior-iliac-spine")
    assert front[1] > 30
    assert back[1] < -55
    assert abs(mark(hips, pose, "pubic-symphysis")[0]) < 4
    assert mark(hips, pose, "pubic-symphysis")[1] > 40
    assert mark(hips, pose, "ischial-spine")[1] < mark(hips, pose, "hip-centre")[1]


def test_symphysis_is_open_by_a_few_millimetres(hips: dict[str, Bone]) -> None:
    gap = 2 * hips["hip-bone.right"].surface.points[:, 0].min()
    assert 3 <= gap <= 6


def test_socket_has_the_radius_of_a_femoral_head_with_cartilage(hips: dict[str, Bone]) -> None:
    bone = hips["hip-bone.right"]
    room = bone.field.distance(bone.landmarks["hip-centre.right"][None])[0]
    assert 24 <= room <= 31


def test_bones_face_each_other_across_the_joint_without_overlap(
    sacrum: Bone, hips: dict[str, Bone], joints: dict[str, Surface]
) -> None:
    gap = sacrum.field.distance(hips["hip-bone.right"].surface.points)
    assert gap.min() > 1.0
    assert hips["hip-bone.right"].field.distance(sacrum.surface.points).min() > 1.0
    middle = joints["si-joint.right"].points
    across = sacrum.field.distance(middle) + hips["hip-bone.right"].field.distance(middle)
    assert np.quantile(across, 0.02) > 1.0
    assert across.max() < 4.0


@pytest.mark.parametrize(
    "name",
    ["si-joint", "interosseous-sacroiliac-ligament", "posterior-sacroiliac-ligament"],
)
def test_joint_and_ligaments_are_closed_and_mirrored(joints: dict[str, Surface], name: str) -> None:
    left, right = (joints[f"{name}.{side}"] for side in SIDES)
    for surface in (left, right):
        assert is_closed(surface.triangles)
        assert volume(surface) > 0
        assert pieces(surface) == 1
        assert euler(surface) == 2
    np.testing.assert_array_equal(left.points, right.points * MIRROR)


def test_soft_parts_do_not_lie_in_bone(
    sacrum: Bone, hips: dict[str, Bone], joints: dict[str, Surface]
) -> None:
    for name, surface in joints.items():
        depth = 0.0 if name.startswith("si-joint") else -0.6
        assert sacrum.field.distance(surface.points).min() > depth, name
        assert hips["hip-bone.left"].field.distance(surface.points).min() > depth, name


def test_joint_is_as_large_as_an_adults_and_reaches_from_s1_to_s3(
    sacrum: Bone, joints: dict[str, Surface]
) -> None:
    surface = joints["si-joint.right"]
    area = np.linalg.norm(_faces(surface), axis=1).sum() / 4
    assert 1200 <= area <= 2200
    s1, s3 = (sacrum.landmarks[f"foramen-posterior.{level}.right"][2] for level in ("S1", "S3"))
    assert surface.points[:, 2].max() > s1
    assert s3 - 12 < surface.points[:, 2].min() < s3 + 14


def test_the_numbers_give_a_symmetric_socket_and_known_parts() -> None:
    shape = hip_bone_shape()
    assert "acetabulum" in shape.cuts
    assert shape.joint_space == pytest.approx(2.0)
    far = np.array([[400.0, 0.0, 0.0]], np.float32)
    assert shape.distance(far)[0] > 20


def test_missing_tables_are_refused() -> None:
    with pytest.raises(KeyError):
        hip_bone_shape_from({"joined": {}})


def test_a_box_that_cuts_the_structure_is_refused() -> None:
    def ball(points: Points) -> Floats:
        return np.asarray(np.linalg.norm(points, axis=1) - 5, np.float32)

    with pytest.raises(ValueError, match="box"):
        contoured(ball, np.full(3, -3.0), np.full(3, 9.0), 1.0)
