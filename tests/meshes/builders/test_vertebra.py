"""Every lumbar vertebra as the rest of the program relies on it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from meshes.bone import Bone, Endplate
from meshes.builders.vertebra import LEVELS, build_vertebra, vertebra_shape
from meshes.meshing import is_closed
from meshes.spine import Spine
from meshes.surface import volume

MIRROR = np.array([-1.0, 1.0, 1.0])

TRANSVERSE_SPAN = {"L1": 73.0, "L2": 83.0, "L3": 92.5, "L4": 89.5, "L5": 94.5}
"""Tip to tip, mm: mean shape of 87 patients (Clouthier 2023); L1 after Panjabi 1992 and CT."""


@pytest.fixture(scope="module")
def bones(spine: Spine) -> dict[str, Bone]:
    return {level: spine.bones[f"vertebra.{level}"] for level in LEVELS}


@pytest.fixture(params=LEVELS)
def level(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bone(level: str, bones: dict[str, Bone]) -> Bone:
    return bones[level]


def test_surface_is_closed_in_one_piece_with_one_tunnel(bone: Bone) -> None:
    triangles = bone.surface.triangles
    assert is_closed(triangles)
    count = len(bone.surface.points)
    links = coo_matrix(
        (np.ones(3 * len(triangles)), (triangles.ravel(), np.roll(triangles, 1, axis=1).ravel())),
        shape=(count, count),
    )
    assert connected_components(links, directed=False)[0] == 1
    assert count - len(triangles) // 2 == 0, "Euler number of a body with one canal"


def test_surface_faces_outward_and_fills_a_plausible_volume(bone: Bone) -> None:
    assert 40_000 < volume(bone.surface) < 80_000  # mm3
    probe = bone.surface.points + 0.6 * bone.surface.normals
    assert (bone.field.distance(probe) > 0.2).mean() > 0.995


def test_surface_is_light_enough_to_draw(bone: Bone) -> None:
    assert 8_000 <= len(bone.surface.triangles) <= 12_000


def test_surface_is_its_own_mirror_image(bone: Bone) -> None:
    away, _ = cKDTree(bone.surface.points).query(bone.surface.points * MIRROR)
    assert away.max() < 0.01


def test_normals_are_unit_and_shade_is_a_share(bone: Bone) -> None:
    assert np.linalg.norm(bone.surface.normals, axis=1) == pytest.approx(1, abs=1e-4)
    assert bone.surface.shade.min() >= 0
    assert bone.surface.shade.max() <= 1
    assert 0.05 < bone.surface.shade.std() < 0.3


def test_field_belongs_to_the_surface(bone: Bone) -> None:
    assert np.abs(bone.field.distance(bone.surface.points)).max() < 0.05
    assert bone.field.spacing == pytest.approx(0.7)
    margin = np.minimum(
        bone.surface.points.min(axis=0) - bone.field.origin,
        bone.field.upper - bone.surface.points.max(axis=0),
    )
    assert (margin >= 9.0).all()
    assert bone.field.distance(np.zeros((1, 3)))[0] < -8


def test_canal_is_open(bone: Bone) -> None:
    wall = bone.landmarks["posterior-wall"]
    behind = np.array([[0.0, wall[1] - 7.0, z] for z in np.linspace(-10, 12, 12)])
    assert bone.field.distance(behind).min() > 4.0


def plates(bone: Bone) -> list[tuple[Endplate, float]]:
    assert bone.superior is not None
    assert bone.inferior is not None
    return [(bone.superior, 1.0), (bone.inferior, -1.0)]


def test_rims_run_anticlockwise_from_the_right_on_the_bone(bone: Bone) -> None:
    for plate, outward in plates(bone):
        assert plate.rim.shape == (96, 3)
        assert np.abs(bone.field.distance(plate.rim)).max() < 0.05
        angle = np.unwrap(np.arctan2(plate.rim[:, 1], plate.rim[:, 0]))
        assert (np.diff(angle) > 0).all()
        assert abs(angle[0]) < 0.1
        assert (outward * plate.rim[:, 2] > 8).all()
        assert np.abs(plate.rim - plate.rim[np.arange(48, -48, -1)] * MIRROR).max() < 1e-6


def test_plate_frames_are_right_handed_and_superior(bone: Bone) -> None:
    for plate, outward in plates(bone):
        turn = plate.frame[:3, :3]
        assert turn @ turn.T == pytest.approx(np.eye(3), abs=1e-9)
        assert np.linalg.det(turn) == pytest.approx(1)
        assert turn[2, 2] > 0.97
        assert 11 < outward * plate.frame[2, 3] < 15


def test_body_frame_is_centred_on_the_body(bone: Bone) -> None:
    origins = [plate.frame[:3, 3] for plate, _ in plates(bone)]
    assert np.mean(origins, axis=0) == pytest.approx(0, abs=1.0)
    normals = [plate.frame[:3, 2] for plate, _ in plates(bone)]
    lean = np.degrees(np.arcsin(np.mean(normals, axis=0)[1]))
    assert abs(lean) < 2.0


def test_landmarks_come_in_mirrored_pairs(bone: Bone) -> None:
    paired = [name for name in bone.landmarks if name.endswith(".right")]
    assert {name.partition(".")[0] for name in paired} == {
        "pedicle",
        "transverse-tip",
        "superior-facet",
        "inferior-facet",
    }
    for name in paired:
        left = bone.landmarks[name.replace(".right", ".left")]
        assert bone.landmarks[name][0] > 0, "the patient's right is x > 0"
        assert left == pytest.approx(bone.landmarks[name] * MIRROR)


def test_landmarks_lie_on_the_bone(bone: Bone) -> None:
    for name, point in bone.landmarks.items():
        away = float(bone.field.distance(point[None])[0])
        if name.startswith("pedicle"):
            assert away < -3, name
        else:
            assert abs(away) < 0.3, name


def test_landmarks_stand_in_anatomical_order(bone: Bone) -> None:
    marks = bone.landmarks
    assert marks["superior-facet.right"][2] > 5 > -10 > marks["inferior-facet.right"][2]
    assert marks["lamina-superior"][2] > marks["lamina-inferior"][2] + 10
    assert marks["spinous-tip"][1] < marks["lamina-inferior"][1] < marks["posterior-wall"][1]
    assert marks["transverse-tip.right"][0] > marks["superior-facet.right"][0] + 10


def facing(bone: Bone, name: str) -> npt.NDArray[np.float64]:
    """Mean normal within 4 mm of a joint surface's centre."""
    centre = bone.landmarks[name]
    apart = np.linalg.norm(bone.surface.points - centre, axis=1)
    nearest = bone.surface.normals[apart.argmin()]
    keep = (apart < 4) & (bone.surface.normals @ nearest > 0.6)
    return np.asarray(bone.surface.normals[keep].mean(axis=0), np.float64)


def test_superior_facets_face_medially_and_posteriorly(bone: Bone) -> None:
    normal = facing(bone, "superior-facet.right")
    assert normal[0] < -0.5
    assert normal[1] < -0.2


def test_inferior_facets_face_laterally_and_anteriorly(bone: Bone) -> None:
    normal = facing(bone, "inferior-facet.right")
    assert normal[0] > 0.5
    assert normal[1] > 0.2


def test_superior_facets_are_hollow_and_inferior_ones_are_not(bone: Bone) -> None:
    """Walking sideways from the joint's centre, a hollow surface rises, a convex one falls away."""
    for name, hollow in (("superior-facet.right", True), ("inferior-facet.right", False)):
        normal = facing(bone, name)
        aside = np.cross(normal, [0.0, 0.0, 1.0])
        aside /= np.linalg.norm(aside)
        centre = bone.landmarks[name]
        off = bone.field.distance(np.stack([centre + step * aside for step in (-4.0, 4.0)]))
        here = bone.field.distance(centre[None])[0]
        assert (off.mean() - here < 0.1) if hollow else (off.mean() - here > 0.1), name


def test_transverse_span_is_as_published(level: str, bone: Bone) -> None:
    span = 2 * bone.landmarks["transverse-tip.right"][0]
    assert span == pytest.approx(TRANSVERSE_SPAN[level], abs=2.0)


def test_wedge_turns_lordotic_downward(bones: dict[str, Bone]) -> None:
    """Masharawi 2010: about -3.4 degrees at L1 to +6 at L5 (+ = anterior taller)."""
    wedges = []
    for bone in bones.values():
        (upper, _), (lower, _) = plates(bone)
        wedges.append(np.degrees(np.arcsin(upper.frame[2, 1]) - np.arcsin(lower.frame[2, 1])))
    assert wedges == sorted(wedges)
    assert wedges[0] == pytest.approx(-3.4, abs=1.2)
    assert wedges[-1] == pytest.approx(7.2, abs=1.5)


def test_building_twice_gives_the_same_bone(bones: dict[str, Bone]) -> None:
    again = build_vertebra("L3")
    assert np.array_equal(again.surface.points, bones["L3"].surface.points)
    assert np.array_equal(again.field.values, bones["L3"].field.values)


def test_each_level_has_its_own_numbers() -> None:
    shapes = [vertebra_shape(level) for level in LEVELS]
    assert len({shape.joined["lamina"] for shape in shapes}) == len(LEVELS)


def test_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="L6"):
        build_vertebra("L6")
