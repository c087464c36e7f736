"""Bones for the soft parts' tests: one real motion segment, and plain drums."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.builders.disc import build_disc, build_discs
from meshes.builders.facet import build_joint
from meshes.builders.joint import Joint, find_joint
from meshes.builders.nerve_set import NerveCourses, nerve_courses
from meshes.builders.plate import bone_plate
from meshes.builders.thoracic import build_t12, with_t12
from meshes.spine import Spine
from meshes.stacking import adjusted_pose
from meshes.surface import Surface, mirrored


@pytest.fixture(scope="session")
def column_discs(spine: Spine) -> dict[str, Surface]:
    """The whole discs of that spine, by id."""
    return {name: disc for name, disc in build_discs(spine).items() if name.count(".") == 1}


@pytest.fixture(scope="session")
def topped(spine: Spine) -> Spine:
    """That spine with the lower half of T12 on it."""
    return with_t12(spine, build_t12())


@pytest.fixture(scope="session")
def courses(topped: Spine, column_discs: dict[str, Surface]) -> NerveCourses:
    """Where the nerves of that spine run."""
    return nerve_courses(topped, column_discs)


@pytest.fixture(scope="session")
def segment(spine: Spine) -> Spine:
    """L4 on L5, L5's body frame as the world."""
    bones = {name: spine.bones[name] for name in ("vertebra.L4", "vertebra.L5")}
    upper, lower = bones["vertebra.L4"], bones["vertebra.L5"]
    pose = adjusted_pose(upper, lower, "L4-L5", _tilted(), "vertebra.L4")
    return Spine(bones, {"vertebra.L4": pose, "vertebra.L5": np.eye(4)})


@pytest.fixture(scope="session")
def discs(segment: Spine) -> dict[str, Surface]:
    """`disc.L4-L5` and its parts."""
    lower = bone_plate(segment, "vertebra.L5", "superior")
    return build_disc("L4-L5", lower, bone_plate(segment, "vertebra.L4", "inferior"))


@pytest.fixture(scope="session")
def joint(segment: Spine) -> Joint:
    """The right facet joint of the segment."""
    return find_joint(segment, "vertebra.L4", "vertebra.L5")


@pytest.fixture(scope="session")
def facets(segment: Spine, joint: Joint) -> dict[str, Surface]:
    """Parts of the facet joints of the segment, by id."""
    built: dict[str, Surface] = {}
    for part, surface in build_joint(segment, joint).items():
        built[f"facet.L4-L5.{part}.right"] = surface
        built[f"facet.L4-L5.{part}.left"] = mirrored(surface)
    return built


def _tilted() -> np.ndarray:
    """A pose of L5 as in the neutral posture, so that the search for L4 starts from it."""
    c, s = np.cos(np.radians(-20.6)), np.sin(np.radians(-20.6))
    pose = np.eye(4)
    pose[1:3, 1:3] = [[c, -s], [s, c]]
    pose[1:3, 3] = 10.3, 21.8
    return pose
