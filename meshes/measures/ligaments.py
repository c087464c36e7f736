"""Sizes of the long ligaments. What each key means stands in morphometry.toml."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.spatial import ConvexHull

from meshes.builders.interspinous import spinous_tip
from meshes.measures.section import extent, section
from meshes.pose import corner_frame
from meshes.spine import Spine
from meshes.surface import Points, Surface

Sizes = dict[str, float | None]

ANTERIOR, POSTERIOR = "anterior-longitudinal-ligament", "posterior-longitudinal-ligament"
SUPRASPINOUS = "supraspinous-ligament"
# What lies this near to the mid-plane counts as its mid-line, mm.
_MIDLINE = 0.8
_X = np.array([1.0, 0.0, 0.0])


def disc_ligament_sizes(spine: Spine, upper: str, lower: str, soft: Mapping[str, Surface]) -> Sizes:
    """Longitudinal ligaments in the plane midway between the plates of a disc."""
    above = corner_frame(spine.plate(upper, "inferior"))
    below = corner_frame(spine.plate(lower, "superior"))
    normal = above[:3, 2] + below[:3, 2]
    normal = normal / np.linalg.norm(normal)
    place = 0.5 * (above[:3, 3] + below[:3, 3])
    found: Sizes = {}
    for name, key in (("anterior", ANTERIOR), ("posterior", POSTERIOR)):
        width, thickness = f"{name}-ligament-width-disc", f"{name}-ligament-thickness"
        found |= {width: None, thickness: None}
        if key in soft:
            cut = section(soft[key], place, normal)
            middle = cut[np.abs(cut[:, 0]) < _MIDLINE]
            found |= {width: extent(cut, _X), thickness: extent(middle, np.cross(normal, _X))}
    return found


def body_ligament_sizes(spine: Spine, key: str, soft: Mapping[str, Surface]) -> Sizes:
    """Widths of the longitudinal ligaments in the plane amid a body."""
    frames = [corner_frame(spine.plate(key, side)) for side in ("superior", "inferior")]
    normal = frames[0][:3, 2] + frames[1][:3, 2]
    place = 0.5 * (frames[0][:3, 3] + frames[1][:3, 3])
    return {
        f"{name}-ligament-width-body": extent(section(soft[id], place, normal), _X)
        if id in soft
        else None
        for name, id in (("anterior", ANTERIOR), ("posterior", POSTERIOR))
    }


def supraspinous_size(
    spine: Spine, upper: str, lower: str, soft: Mapping[str, Surface]
) -> float | None:
    """Area of the supraspinous ligament amid two spinous processes, mm2; None without one."""
    if SUPRASPINOUS not in soft:
        return None
    tips = [spinous_tip(spine, key) for key in (upper, lower)]
    along = (tips[0] - tips[1]) / np.linalg.norm(tips[0] - tips[1])
    cut = section(soft[SUPRASPINOUS], 0.5 * (tips[0] + tips[1]), along)
    return _area(cut @ np.stack([_X, np.cross(along, _X)], axis=1)) if len(cut) > 2 else None


def _area(flat: Points) -> float:
    """Area of a convex outline from its points (n, 2)."""
    return float(ConvexHull(flat).volume)
