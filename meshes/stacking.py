"""The neutral posture: each bone set on the one below by the figures of its disc.

The discs' corner heights say where a bone stands; then a small search, one level at a time, moves
it within what adults vary by until its facets keep clear of the bone below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes.bone import Bone
from meshes.pose import corner_frame, endplate, placed, tilt_deg, turned, unplaced
from meshes.reading import shipped_table
from meshes.surface import Points

# Bones from superior to inferior.
STACK = ("vertebra.L1", "vertebra.L2", "vertebra.L3", "vertebra.L4", "vertebra.L5", "sacrum")
# Each bone with the one below it.
NEIGHBOURS = tuple(pairwise(STACK))
# Points of a bone that near the other one take part in the search, mm.
_NEIGHBOURHOOD = 7.0
# Two points face each other across a joint: nearer than this, and normals this opposed.
FACING_REACH = 4.5
FACING = -0.85
# What a full departure of anterior shift, tilt and height costs: the heights of the discs are seen
# at once, a millimetre of stagger is what neighbouring bodies show anyway.
_WEIGHTS = np.array([0.6, 0.3, 1.2])
# Departures from a body's expected place that weigh alike: mm anterior, mm superior, degrees.
_ASTRAY = np.array([1.5, 2.0, 1.5])


@dataclass(frozen=True, slots=True)
class Posture:
    """The figures of posture.toml."""

    sacral_slope_deg: float
    disc: Mapping[str, Mapping[str, float]]
    facet_gap: Mapping[str, float]
    shift_max: float
    tilt_max_deg: float
    expected: Mapping[str, Mapping[str, Any]]
    plate: Mapping[str, Mapping[str, float]]
    flavum: Mapping[str, float]


@cache
def posture() -> Posture:
    """The neutral standing posture: disc heights, sacral slope, what the stack may give."""
    data = shipped_table(Path(__file__).parent / "posture.toml")
    return Posture(
        data["sacral_slope_deg"],
        data["disc"],
        data["facet_gap"],
        data["adjustment"]["shift_max"],
        data["adjustment"]["tilt_max_deg"],
        data["expected"],
        data["plate"],
        data["flavum"],
    )


def segment_of(upper: str, lower: str) -> str:
    """`L5-S1` of `vertebra.L5` and `sacrum`."""
    names = [key.removeprefix("vertebra.").replace("sacrum", "S1") for key in (upper, lower)]
    return "-".join(names)


@dataclass(frozen=True, slots=True)
class Joint:
    """What the search for one level looks at: both bones, the points near the other one."""

    upper: Bone
    lower: Bone
    upper_points: Points
    lower_points: Points
    lower_normals: Points


def neutral_poses(bones: Mapping[str, Bone]) -> dict[str, Points]:
    """Body-to-world matrices of all bones of STACK in the neutral standing posture.

    The S1 plate's corner line slopes by the sacral slope and the sacrum's origin is the world's.
    Raises ValueError where a plate is missing.
    """
    figures = posture()
    lower_key = STACK[-1]
    slope = tilt_deg(corner_frame(endplate(bones[lower_key], "superior")))
    poses = {lower_key: turned(-figures.sacral_slope_deg - slope)}
    for upper_key in reversed(STACK[:-1]):
        level = segment_of(upper_key, lower_key)
        relative = adjusted_pose(
            bones[upper_key], bones[lower_key], level, poses[lower_key], upper_key
        )
        poses[upper_key] = poses[lower_key] @ relative
        lower_key = upper_key
    return {key: poses[key] for key in STACK}


def relative_pose(
    upper: Bone,
    lower: Bone,
    level: str,
    shift: float = 0.0,
    tilt: float = 0.0,
    height: float = 0.0,
) -> Points:
    """Pose of the upper bone in the lower bone's body frame by the figures of the disc between.

    shift: mm anterior along the disc, tilt: degrees of wedge more, height: mm of disc more.
    """
    figures = posture().disc[level]
    below = corner_frame(endplate(lower, "superior"))
    above = corner_frame(endplate(upper, "inferior"))
    half = turned((figures["wedge_deg"] + tilt) / 2)
    middle = figures["height"] + height
    step = np.eye(4)
    step[1:3, 3] = shift, middle
    return np.asarray(below @ half @ step @ half @ np.linalg.inv(above), dtype=np.float64)


def adjusted_pose(upper: Bone, lower: Bone, level: str, below: Points, key: str) -> Points:
    """The relative pose after the search for clear facets, with the least departure from figures.

    below: world pose of the lower bone; key: id of the upper bone, whose expected place in the
    column keeps small departures of one level from adding up over the next ones.
    """
    from scipy.optimize import minimize

    figures = posture()
    joint = facing_joint(upper, lower, relative_pose(upper, lower, level))
    limits = np.array(
        [figures.shift_max, figures.tilt_max_deg, figures.disc[level]["height_sd"]], np.float64
    )

    def cost(share: npt.NDArray[np.float64]) -> float:
        bounded = np.clip(share, -1.0, 1.0)
        pose = relative_pose(upper, lower, level, *(bounded * limits))
        astray = _departure(upper, below @ pose, figures.expected[key.removeprefix("vertebra.")])
        outside = float(np.sum((share - bounded) ** 2))
        given = float(_WEIGHTS @ bounded**2) + 0.4 * astray
        return joint_cost(joint, pose, figures.facet_gap, level) + given + 100.0 * outside

    start = np.vstack([np.zeros(3), 0.35 * np.eye(3)])
    found = minimize(
        cost,
        np.zeros(3),
        method="Nelder-Mead",
        options={"initial_simplex": start, "maxfev": 160, "xatol": 0.01, "fatol": 1e-3},
    )
    return relative_pose(upper, lower, level, *(np.clip(found.x, -1.0, 1.0) * limits))


def body_frame(bone: Bone) -> Points:
    """4x4 frame of a body by its four corners in the mid-line: their centre, the mean tilt."""
    above = corner_frame(endplate(bone, "superior"))
    below = corner_frame(endplate(bone, "inferior"))
    frame = turned((tilt_deg(above) + tilt_deg(below)) / 2)
    frame[:3, 3] = (above[:3, 3] + below[:3, 3]) / 2
    return frame


def _departure(bone: Bone, pose: Points, expected: Mapping[str, Any]) -> float:
    """Squared distance from the expected place, 1 for _ASTRAY of it in one sense."""
    frame = pose @ body_frame(bone)
    away = np.array(
        [
            frame[1, 3] - expected["centre"][0],
            frame[2, 3] - expected["centre"][1],
            tilt_deg(frame) - expected["tilt_deg"],
        ]
    )
    return float(np.sum((away / _ASTRAY) ** 2))


def joint_cost(joint: Joint, pose: Points, gaps: Mapping[str, float], level: str) -> float:
    """How bad a relative pose is for the facets: gap too narrow, joint too wide or too close."""
    least, mean = facet_gap(joint, pose)
    wanted = gaps["least"]
    return 8.0 * max(0.0, wanted - least) ** 2 + 2.0 * (mean - gaps[level]) ** 2


def facet_gap(joint: Joint, pose: Points) -> tuple[float, float]:
    """Least distance between the two bones and mean gap of the facing surfaces, mm.

    The mean is the wanted reach when nothing faces.
    """
    down = joint.lower.field.distance(placed(pose, joint.upper_points))
    points = unplaced(pose, joint.lower_points)
    across = joint.upper.field.distance(points)
    least = min(float(down.min(initial=FACING_REACH)), float(across.min(initial=FACING_REACH)))
    slope = joint.upper.field.gradient(points) @ pose[:3, :3].T
    facing = (across < FACING_REACH) & (np.einsum("ij,ij->i", slope, joint.lower_normals) < FACING)
    return least, float(across[facing].mean()) if facing.any() else FACING_REACH


def facing_joint(upper: Bone, lower: Bone, pose: Points) -> Joint:
    """The points of both bones behind the bodies that are near the other bone in this pose."""
    a, b = upper.surface, lower.surface
    placed_a, placed_b = placed(pose, a.points), unplaced(pose, b.points)
    wall_a = endplate(upper, "inferior").rim[72, 1]
    wall_b = endplate(lower, "superior").rim[72, 1]
    near_a = (lower.field.distance(placed_a) < _NEIGHBOURHOOD) & (a.points[:, 1] < wall_a - 4.0)
    near_b = (upper.field.distance(placed_b) < _NEIGHBOURHOOD) & (b.points[:, 1] < wall_b - 4.0)
    return Joint(
        upper, lower, a.points[near_a], b.points[near_b], b.normals[near_b].astype(np.float64)
    )
