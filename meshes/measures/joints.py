"""Sizes of discs, facet joints and foramina. What each key means stands in morphometry.toml."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from meshes.builders.foramen import foramen_sections, size_of
from meshes.builders.joint import ANGLES, Joint, across, find_joint
from meshes.measures.section import extent, section_between
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, corner_frame, tilt_deg
from meshes.spine import Spine
from meshes.surface import Points, Surface

Sizes = dict[str, float | None]

# The part of a joint, by its radius, over which its gap and its direction are taken.
_CENTRAL = np.array([0.0, 0.2, 0.4, 0.6])


def segment_sizes(
    spine: Spine, upper: str, lower: str, soft: Mapping[str, Surface], level: str
) -> Sizes:
    """Every size of a motion segment by key; None where it cannot be measured.

    upper, lower: ids of its bones; soft: discs, capsules and flava in the world, by id.
    """
    return {
        **space_sizes(spine, upper, lower),
        **disc_sizes(spine, upper, lower, soft.get(f"disc.{level}")),
        **facet_sizes(spine, upper, lower),
        **foramen_size(spine, upper, lower, soft),
    }


def space_sizes(spine: Spine, upper: str, lower: str) -> Sizes:
    """Corner heights and wedge of a disc space, and the lordosis of the segment."""
    above, below = spine.plate(upper, "inferior"), spine.plate(lower, "superior")
    ends = [
        float(np.linalg.norm(above.rim[k] - below.rim[k])) for k in (RIM_ANTERIOR, RIM_POSTERIOR)
    ]
    high, low = corner_frame(above), corner_frame(below)
    top = corner_frame(spine.plate(upper, "superior"))
    return {
        "disc-height-anterior": ends[0],
        "disc-height-posterior": ends[1],
        "disc-height-mean": 0.5 * (ends[0] + ends[1]),
        "disc-wedge": tilt_deg(high) - tilt_deg(low),
        "segment-lordosis": tilt_deg(top) - tilt_deg(low),
    }


def disc_sizes(spine: Spine, upper: str, lower: str, disc: Surface | None) -> Sizes:
    """Width and mid-line depth of a disc in its middle plane."""
    if disc is None:
        return {"disc-width": None, "disc-depth": None}
    cut, normal = section_between(spine, upper, lower, disc)
    middle = cut[np.abs(cut[:, 0]) < 1.5]
    forward = np.cross(normal, [1.0, 0.0, 0.0])
    return {
        "disc-width": extent(cut, np.array([1.0, 0.0, 0.0])),
        "disc-depth": extent(middle, forward),
    }


def facet_sizes(spine: Spine, upper: str, lower: str) -> Sizes:
    """Angle of the joint to the sagittal plane and width of its space."""
    try:
        joint = find_joint(spine, upper, lower)
    except ValueError:
        return {"facet-angle": None, "facet-gap": None}
    below, above, facing = across(spine, joint, _central(joint))
    if not facing.any():
        return {"facet-angle": None, "facet-gap": None}
    normal = joint.frame[:3, 2] @ spine.poses[lower][:3, :3]
    gap = np.linalg.norm(above - below, axis=1)[facing]
    return {
        "facet-angle": float(np.degrees(np.arctan2(abs(normal[1]), abs(normal[0])))),
        "facet-gap": float(gap.mean()),
    }


def facet_places(spine: Spine, joint: Joint) -> Points:
    """World points half-way between the faces of a joint, over the part its size is taken of:
    (n, 3)."""
    below, above, facing = across(spine, joint, _central(joint))
    return np.asarray(0.5 * (below + above)[facing])


def foramen_size(spine: Spine, upper: str, lower: str, soft: Mapping[str, Surface]) -> Sizes:
    """Height, width and area of the foramen where it is narrowest."""
    size = size_of(foramen_sections(spine, upper, lower, soft))
    return {
        "foramen-height": size.height,
        "foramen-width": size.width,
        "foramen-area": size.area,
    }


def _central(joint: Joint) -> Points:
    """Flat points (n, 2) over the middle of a joint."""
    turns = np.arange(ANGLES) * 2 * np.pi / ANGLES
    edge = joint.radius[:, None] * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    return np.asarray((_CENTRAL[:, None, None] * edge).reshape(-1, 2), dtype=np.float64)
