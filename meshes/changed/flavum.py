"""The ligamentum flavum when it thickens: towards the canal, most half-way between the laminae."""

from __future__ import annotations

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.skin import Moves, Skin, carried
from meshes.effects.changes import Changes
from meshes.ids import StructureId
from meshes.pose import unplaced
from meshes.surface import Points


def flavum_points(
    normal: Normal, changes: Changes, moves: Moves, skin: Skin, id: StructureId
) -> Points:
    """Points of a flavum, or of one side of it, in the changed world."""
    mesh = normal.assets.meshes[id]
    points = mesh.points.astype(np.float64)
    level = id.level_text
    frame = normal.disc_frames[level]
    local = unplaced(frame, points)
    front = np.clip((mesh.normals.astype(np.float64) @ frame[:3, 1] - 0.1) / 0.5, 0.0, 1.0)
    height = local[:, 2]
    middle, half = 0.5 * (height.max() + height.min()), 0.5 * np.ptp(height)
    swell = np.clip(1.0 - ((height - middle) / half) ** 2, 0.0, 1.0)
    for side, sign in (("left", -1.0), ("right", 1.0)):
        thicker = changes.flavum.get(f"{level}.{side}", 0.0)
        mine = sign * local[:, 0] > 0.0
        points += (thicker * swell * front * mine)[:, None] * frame[:3, 1]
    return carried(skin, points, moves)
