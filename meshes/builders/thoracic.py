"""The lower half of T12, context above L1: `meshes/shapes/vertebra_T12.toml`.

It ends in a plane through the pedicles: what lies above has no neighbour here. It stands on L1 by
the figures of the T12-L1 disc and takes no part in the posture of the column below.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib import resources

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from meshes.bone import Bone
from meshes.builders.vertebra import LOWER, UPPER, endplate_of, shape_from
from meshes.meshing import grid_of, surface_of
from meshes.sdf import Floats, smooth_maximum
from meshes.spine import Spine
from meshes.stacking import facing_joint, joint_cost, posture, relative_pose
from meshes.surface import Points

T12, L1, LEVEL = "vertebra.T12", "vertebra.L1", "T12-L1"
TRIANGLES = 7_000


def build_t12() -> Bone:
    """The lower half of T12 in its body frame: surface, distance grid, inferior plate, spinous tip.

    Closed, one piece, mirror-symmetric about x = 0.
    """
    file = resources.files("meshes") / "shapes" / "vertebra_T12.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    shape, end = shape_from(table), table["end"]

    def field(points: Floats) -> Floats:
        above = points[:, 2] - np.float32(end["height"])
        return smooth_maximum(shape.distance(points), above, end["blend"])

    grid = grid_of(field, LOWER, UPPER)
    surface = surface_of(grid, TRIANGLES)
    tip = surface.points[int(surface.points[:, 1].argmin())] * np.array([0.0, 1.0, 1.0])
    inferior = endplate_of(shape, grid, superior=False)
    return Bone(surface, grid, inferior=inferior, landmarks={"spinous-tip": tip})


def with_t12(spine: Spine, t12: Bone) -> Spine:
    """The same column with T12 on top of it."""
    pose = spine.poses[L1] @ t12_pose(t12, spine.bones[L1])
    return replace(spine, bones={T12: t12, **spine.bones}, poses={T12: pose, **spine.poses})


def t12_pose(t12: Bone, l1: Bone) -> Points:
    """Pose of T12 in the body frame of L1: by the disc's figures, moved within what the column may
    give (shift, tilt, height) so that the facets keep clear."""
    figures = posture()
    limits = np.array(
        [figures.shift_max, figures.tilt_max_deg, figures.disc[LEVEL]["height_sd"]], np.float64
    )
    joint = facing_joint(t12, l1, relative_pose(t12, l1, LEVEL))

    def cost(share: npt.NDArray[np.float64]) -> float:
        pose = relative_pose(t12, l1, LEVEL, *(np.clip(share, -1.0, 1.0) * limits))
        outside = float(np.sum((share - np.clip(share, -1.0, 1.0)) ** 2))
        given = float(np.sum(share**2))
        return joint_cost(joint, pose, figures.facet_gap, LEVEL) + given + 100.0 * outside

    found = minimize(
        cost,
        np.zeros(3),
        method="Nelder-Mead",
        options={
            "initial_simplex": np.vstack([np.zeros(3), 0.35 * np.eye(3)]),
            "maxfev": 160,
            "xatol": 0.01,
            "fatol": 1e-3,
        },
    )
    return relative_pose(t12, l1, LEVEL, *(np.clip(found.x, -1.0, 1.0) * limits))
