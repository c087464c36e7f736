"""The lumbosacral trunk: it goes on from the rami without a gap and keeps clear of the pelvis."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv

from meshes.bone import Bone
from meshes.builders.nerve_set import NerveCourses, canal_obstacle
from meshes.builders.trunk import HipWall, TrunkTube, build_trunk, hip_bone_shape, trunk_tubes
from meshes.builders.tube import arc_length, turn_radius
from meshes.field import triangle_distance
from meshes.meshing import is_closed
from meshes.nerves import nerve_figures
from meshes.spine import Spine
from meshes.surface import Surface, mirrored, volume

LEVELS = ("L4", "L5", "S1", "S2")
CLEAR = 0.3


@pytest.fixture(scope="module")
def discs(column_discs: dict[str, Surface]) -> dict[str, Surface]:
    return column_discs


@pytest.fixture(scope="module")
def tubes(spine: Spine, discs: dict[str, Surface], courses: NerveCourses) -> dict[str, TrunkTube]:
    around = canal_obstacle(spine, discs)
    return trunk_tubes(spine, courses.roots, around, nerve_figures().trunk)


@pytest.fixture(scope="module")
def trunk(tubes: dict[str, TrunkTube]) -> Surface:
    return build_trunk(tubes, nerve_figures().trunk)


@pytest.fixture(scope="module")
def hip(hips: dict[str, Bone]) -> Bone:
    return hips["hip-bone.right"]


def solid(surface: Surface) -> pv.PolyData:
    return pv.PolyData.from_regular_faces(surface.points, surface.triangles)


def test_it_is_one_closed_surface_that_looks_outward(trunk: Surface) -> None:
    for surface in (trunk, mirrored(trunk)):
        assert is_closed(surface.triangles)
        assert volume(surface) > 500.0
    assert solid(trunk).connectivity().n_points == len(trunk.points)
    assert len(np.unique(solid(trunk).connectivity()["RegionId"])) == 1
    edges = trunk.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    count = len(np.unique(np.sort(edges, axis=1), axis=0))
    handles = 1 - (len(trunk.points) - count + len(trunk.triangles)) // 2
    assert handles == 0, "the parts meet once and leave no window"


def test_it_is_clear_of_bone_and_disc(
    trunk: Surface, spine: Spine, discs: dict[str, Surface], hip: Bone
) -> None:
    assert spine.distance(trunk.points).min() >= CLEAR
    assert hip.field.distance(spine.to_body("sacrum", trunk.points)).min() >= CLEAR
    exact = [spine.surface("sacrum"), spine.surface("vertebra.L5"), discs["disc.L5-S1"]]
    exact.append(hip.surface.moved(spine.poses["sacrum"]))
    for surface in exact:
        assert triangle_distance(solid(surface), trunk.points).min() >= CLEAR


@pytest.mark.parametrize("level", LEVELS)
def test_each_part_begins_within_its_ramus_and_covers_its_end(
    level: str, trunk: Surface, tubes: dict[str, TrunkTube], courses: NerveCourses
) -> None:
    root, tube = courses.roots[level], tubes[level]
    away = np.linalg.norm(root.line - tube.line[0], axis=1)
    nearest = int(np.argmin(away))
    assert away[nearest] + tube.radius[0] < root.radius[nearest] + 0.4
    assert arc_length(root.line)[-1] - arc_length(root.line)[nearest] > 5.0
    ahead = root.line[-1] - root.line[-2]
    cap = root.line[-1] + root.radius[-1] * ahead / np.linalg.norm(ahead)
    depth = -triangle_distance(solid(trunk), np.stack([root.line[-1], cap]))
    assert depth[0] > 0.8 * root.radius[-1]
    assert depth[1] > 0.0


@pytest.mark.parametrize("level", LEVELS)
def test_no_part_kinks(level: str, tubes: dict[str, TrunkTube]) -> None:
    tube = tubes[level]
    assert (turn_radius(tube.line) > 1.3 * tube.radius[1:-1]).all()


def test_the_branch_of_l4_is_the_smaller_one_and_ends_within_the_trunk(
    tubes: dict[str, TrunkTube],
) -> None:
    branch, trunk = tubes["L4"], tubes["L5"]
    assert branch.radius.max() < 0.7 * trunk.radius.max()
    away = np.linalg.norm(trunk.line - branch.line[-1], axis=1)
    nearest = int(np.argmin(away))
    assert away[nearest] + branch.radius[-1] < trunk.radius[nearest]


def test_it_runs_in_front_of_the_sacrum_to_a_soft_end(
    tubes: dict[str, TrunkTube], spine: Spine
) -> None:
    marks = spine.bones["sacrum"].landmarks
    for level in ("L5", "S1", "S2"):
        end = spine.to_body("sacrum", tubes[level].line[-1:])[0]
        assert end[2] < marks["foramen-anterior.S2.right"][2] - 20.0, "beyond the second foramen"
        assert end[0] > marks["foramen-anterior.S2.right"][0] + 15.0, "and lateral to it"
        assert tubes[level].radius[-1] < 0.5 * tubes[level].radius.max()


def test_the_hip_wall_agrees_with_the_hip_bone(spine: Spine, hip: Bone) -> None:
    wall = HipWall(spine, hip_bone_shape())
    near = hip.surface.points[::40] + 3.0 * hip.surface.normals[::40]
    ahead = near[near[:, 1] > 5.0]
    found = wall.distance(spine.to_world("sacrum", ahead))
    assert np.median(np.abs(found - hip.field.distance(ahead))) < 1.0
    slope = wall.gradient(spine.to_world("sacrum", ahead))
    assert np.median(np.linalg.norm(slope, axis=1)) == pytest.approx(1.0, abs=0.01)
