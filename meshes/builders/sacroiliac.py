"""The sacroiliac joint and its ligaments, where the two bones leave room for them.

Joint: a thin lens that fills the space between the auricular surfaces. Interosseous ligament: fills
the cleft behind it. Posterior ligament: a sheet from the iliac crest to the lateral sacral crest.
All in the body frame of the sacrum, right side built, left side its mirror image; the numbers are
in `meshes/shapes/sacroiliac.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

import numpy as np
import pyvista as pv
from scipy import ndimage

from meshes.bone import Bone
from meshes.builders.hip_bone import reflected
from meshes.builders.vertebra import limb_from
from meshes.field import SignedDistanceGrid
from meshes.occlusion import openness
from meshes.sdf import Floats, smooth_maximum, smooth_minimum, united
from meshes.surface import Points, Surface

JOINT = "si-joint"
INTEROSSEOUS = "interosseous-sacroiliac-ligament"
POSTERIOR = "posterior-sacroiliac-ligament"

_FINE, _COARSE = 0.6, 0.85
"""Spacing (mm) of the grids: the joint is under 2 mm thin, the ligaments are not."""
_BLUR = 0.5
_EDGE = 1.0
_TRIANGLES = 3000
_SUNK = 0.3
"""Ligaments reach this deep (mm) into the bones, so that no slit shows at their margins."""
_BETWEEN = 0.6
"""The interosseous ligament keeps this far (mm) from the joint."""
_DARKEST = 0.45

Distance = Callable[[Points], Floats]


def build_sacroiliac(sacrum: Bone, hip: Bone) -> dict[str, Surface]:
    """Joint and ligaments of both sides by id, in the body frame of the sacrum; closed.

    hip: either hip bone as built for this sacrum; its field holds both.
    """
    file = resources.files("meshes") / "shapes" / "sacroiliac.toml"
    table = tomllib.loads(file.read_text("utf-8"))

    def gaps(points: Points) -> tuple[Floats, Floats]:
        found = sacrum.field.distance(points), hip.field.distance(points)
        return found[0].astype(np.float32), found[1].astype(np.float32)

    fields: dict[str, tuple[Distance, Mapping[str, Any], float]] = {
        JOINT: (joint_field(table["joint"], gaps), table["joint"], _FINE),
        INTEROSSEOUS: (interosseous_field(table, gaps), table["interosseous"], _COARSE),
        POSTERIOR: (posterior_field(table["posterior"], gaps), table["posterior"], _FINE),
    }
    surfaces: dict[str, Surface] = {}
    for name, (field, box, spacing) in fields.items():
        right = contoured(field, np.array(box["lower"]), np.array(box["upper"]), spacing)
        surfaces[f"{name}.left"] = reflected(right)
        surfaces[f"{name}.right"] = right
    return surfaces


Gaps = Callable[[Points], tuple[Floats, Floats]]


def joint_field(numbers: Mapping[str, Any], gaps: Gaps) -> Distance:
    """The space between bones that face each other within `widest`, less `clear` at each."""
    clear, edge = np.float32(numbers["clear"]), float(numbers["edge"])

    def field(points: Points) -> Floats:
        inner, outer = gaps(points)
        between = smooth_maximum(clear - inner, clear - outer, edge)
        wide = (inner + outer - np.float32(numbers["widest"])) / np.float32(2)
        margin = smooth_maximum(wide, _within(numbers, points), _EDGE)
        return smooth_maximum(between, margin, edge)

    return field


def interosseous_field(table: Mapping[str, Any], gaps: Gaps) -> Distance:
    """What lies in its limbs between the bones, behind the joint."""
    numbers = table["interosseous"]
    joint = joint_field(table["joint"], gaps)

    def field(points: Points) -> Floats:
        inner, outer = gaps(points)
        between = np.maximum(-inner, -outer) - np.float32(_SUNK)
        wide = (inner + outer - np.float32(numbers["widest"])) / np.float32(2)
        apart = np.maximum(wide, np.float32(_BETWEEN) - joint(points))
        body = smooth_maximum(_within(numbers, points), between, _EDGE)
        return smooth_maximum(body, apart, _EDGE)

    return field


def posterior_field(numbers: Mapping[str, Any], gaps: Gaps) -> Distance:
    """A sheet on both bones, across the corner between them, within its bands."""
    thickness = np.float32(numbers["thickness"])

    def field(points: Points) -> Floats:
        inner, outer = gaps(points)
        above = smooth_minimum(inner, outer, float(numbers["drape"]))
        sheet = smooth_maximum(above - thickness, -above - np.float32(_SUNK), _EDGE / 2)
        return smooth_maximum(sheet, _within(numbers, points), _EDGE)

    return field


def _within(numbers: Mapping[str, Any], points: Points) -> Floats:
    """Distance to the limbs that say how far a structure reaches."""
    limbs = [limb_from(limb) for limb in numbers["limbs"].values()]
    near = points.astype(np.float32)
    return united(limbs[0].distance(near), limbs[1:], near)


def contoured(field: Distance, lower: Points, upper: Points, spacing: float) -> Surface:
    """The largest piece of the zero surface of a field within a box, closed, faces outward.

    Raises ValueError when the box cuts through it.
    """
    grid = SignedDistanceGrid.from_function(field, lower, upper, spacing)
    values = ndimage.gaussian_filter(grid.values, _BLUR / spacing, mode="nearest")
    walls = [values[edge] for edge in (0, -1)]
    walls += [values[:, edge] for edge in (0, -1)] + [values[:, :, edge] for edge in (0, -1)]
    if min(float(wall.min()) for wall in walls) <= 0:
        raise ValueError("the box cuts through the structure")
    grid = SignedDistanceGrid(grid.origin, grid.spacing, values)
    image = pv.ImageData(
        dimensions=values.shape, spacing=(spacing,) * 3, origin=tuple(map(float, lower))
    )
    image.point_data["inside"] = -values.ravel(order="F")
    found = image.contour([0.0], scalars="inside", method="flying_edges", compute_normals=False)
    found = found.connectivity("largest").clean()
    if found.n_cells > _TRIANGLES:
        found = found.decimate(1.0 - _TRIANGLES / found.n_cells)
    faces = np.asarray(found.regular_faces, np.int64)
    used, numbers = np.unique(faces, return_inverse=True)
    points = np.asarray(found.points, np.float64)[used]
    normals = grid.gradient(points)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    shade = np.maximum(openness(grid, points, normals), _DARKEST).astype(np.float32)
    return Surface(
        points, numbers.reshape(-1, 3).astype(np.int32), normals.astype(np.float32), shade
    )
