"""The coccyx from named numbers: `meshes/shapes/coccyx.toml`.

Four segments in one bone, in the sacrum's body frame (millimetres): Co1 with its transverse
processes and cornua, then three nodules that shrink and curve anterior. A disc space of 1.6 mm
parts it from the apex of the sacrum.
"""

from __future__ import annotations

import numpy as np

from meshes.bone import Bone
from meshes.builders.sacrum import FusedShape, fused_shape
from meshes.meshing import grid_of, surface_of
from meshes.surface import Points

TRIANGLES = 3_000
LOWER = (0.0, -46.0, -162.0)
UPPER = (26.0, 18.0, -116.0)
"""A box (mm, the sacrum's body frame) that holds the coccyx."""


def build_coccyx(triangles: int = TRIANGLES) -> Bone:
    """The coccyx with its distance field and landmarks, in the sacrum's body frame.

    triangles: about how many faces the surface gets. Landmarks: 'base' (towards the sacrum), 'tip'.
    """
    shape = fused_shape("coccyx")
    grid = grid_of(shape.distance, LOWER, UPPER)
    surface = surface_of(grid, triangles)
    ends = {"base": np.array(shape.end.point), "tip": _tip(shape)}
    return Bone(surface, grid, landmarks=ends)


def _tip(shape: FusedShape) -> Points:
    """Where the axis of the last segment leaves the bone."""
    last = shape.joined["body.Co4"]
    axis = np.subtract(last.end, last.start)
    return np.asarray(last.end + axis * (last.cap / np.linalg.norm(axis)), dtype=np.float64)
