from __future__ import annotations

import numpy as np
import pytest

from meshes.builders.facet import build_joint
from meshes.builders.joint import Joint, across, find_joint
from meshes.meshing import is_closed
from meshes.spine import Spine
from meshes.surface import Surface, mirrored, volume


def test_joint_has_the_place_angle_and_size_of_a_lumbar_facet(joint: Joint) -> None:
    across_it = joint.frame[:3, 2]
    angle = np.degrees(np.arctan2(abs(across_it[1]), abs(across_it[0])))
    assert 38 < angle < 55  # 46-48 degrees to the sagittal plane at L4-L5
    assert 12 < joint.frame[0, 3] < 25
    assert across_it[0] < 0
    assert across_it[1] < 0
    assert 11 < joint.radius[0] + joint.radius[24] < 18
    assert 12 < joint.radius[12] + joint.radius[36] < 20


def test_bones_keep_apart_across_the_joint(segment: Spine, joint: Joint) -> None:
    turns = np.arange(48) * 2 * np.pi / 48
    outline = joint.radius[:, None] * np.column_stack([np.cos(turns), np.sin(turns)])
    flat = np.concatenate([share * outline for share in (0.2, 0.5, 0.8)])
    below, above, facing = across(segment, joint, flat)
    gap = (above - below) @ joint.frame[:3, 2]
    assert facing.mean() > 0.95
    assert gap.min() > 0.3
    assert 1.2 < gap.mean() < 2.4


def test_parts_are_closed_and_look_outward(facets: dict[str, Surface]) -> None:
    assert len(facets) == 6
    for surface in facets.values():
        assert is_closed(surface.triangles)
        assert volume(surface) > 5
        lengths = np.linalg.norm(surface.normals, axis=1)
        np.testing.assert_allclose(lengths, 1.0, atol=1e-3)


def test_cartilages_lie_on_their_own_bone_and_keep_off_the_other(
    segment: Spine, facets: dict[str, Surface]
) -> None:
    own = {"cartilage-superior": "vertebra.L5", "cartilage-inferior": "vertebra.L4"}
    for part, bone in own.items():
        surface = facets[f"facet.L4-L5.{part}.right"]
        other = next(key for key in segment.bones if key != bone)
        assert segment.distance(surface.points, (other,)).min() > 0.15
        distance = segment.distance(surface.points, (bone,))
        assert distance.min() > -0.4
        assert 0.5 < distance.max() < 1.3


def test_cartilages_do_not_touch(facets: dict[str, Surface]) -> None:
    superior = facets["facet.L4-L5.cartilage-superior.right"].points
    inferior = facets["facet.L4-L5.cartilage-inferior.right"].points
    gaps = np.linalg.norm(superior[:, None] - inferior[None], axis=2).min(axis=1)
    assert gaps.min() > 0.05


def test_capsule_wraps_the_joint_and_is_open_towards_the_flavum(
    segment: Spine, joint: Joint, facets: dict[str, Surface]
) -> None:
    capsule = facets["facet.L4-L5.capsule.right"]
    assert 1500 < len(capsule.triangles) < 4000
    distance = segment.distance(capsule.points)
    assert distance.min() > -0.6
    assert distance.max() < 3.5
    flat = joint.to_plane(capsule.points)
    angle = np.degrees(np.arctan2(flat[:, 1], flat[:, 0]))
    counts, _ = np.histogram(angle, bins=12, range=(-180, 180))
    assert counts[1:-1].min() > 0
    assert counts[[0, -1]].sum() < 0.1 * counts.sum()


def test_left_side_mirrors_the_right(facets: dict[str, Surface]) -> None:
    for name, surface in facets.items():
        if name.endswith("right"):
            left = facets[name.replace("right", "left")]
            np.testing.assert_allclose(left.points, surface.points * [-1, 1, 1])
            assert np.all(left.points[:, 0] < 0)
            np.testing.assert_array_equal(mirrored(left).triangles, surface.triangles)


def test_facets_are_repeatable(segment: Spine, joint: Joint, facets: dict[str, Surface]) -> None:
    for part, surface in build_joint(segment, joint).items():
        np.testing.assert_array_equal(surface.points, facets[f"facet.L4-L5.{part}.right"].points)


def test_bones_far_apart_have_no_joint(segment: Spine) -> None:
    away = np.eye(4)
    away[2, 3] = 200.0
    spine = Spine(segment.bones, {"vertebra.L4": away, "vertebra.L5": np.eye(4)})
    with pytest.raises(ValueError, match="no facing facets"):
        find_joint(spine, "vertebra.L4", "vertebra.L5")
