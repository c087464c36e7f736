"""The two facing surfaces of a facet joint, found in the fields of its bones.

Only the right joint (x > 0) is looked at: bones and posture are symmetric, the left is its mirror.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter

from meshes.marching import march
from meshes.pose import RIM_POSTERIOR
from meshes.spine import Spine
from meshes.surface import Points, area_vectors

Values = npt.NDArray[np.float64]

ANGLES = 48
# Where facing faces are looked for: half the distance between the joints, and the reach across.
LATERAL = (5.0, 34.0)
REACH = 4.5
FACING = -0.8
# The joint's edge: where the gap grows beyond this, or the bones no longer face each other.
GAP_LIMIT = 4.3
_STEP = 0.5
# No facet is larger: 17.5 mm high and 15.5 wide at L5-S1, and some margin of the mean shapes.
_LONGEST, _WIDEST = 10.5, 9.5


@dataclass(frozen=True, slots=True)
class Joint:
    """The right facet joint of a level, in the world.

    upper, lower: ids of the two bones. frame: 4x4, origin amid the joint, columns: first = in the
    joint's plane to its posterolateral edge, second = superior in the plane, third = across the
    joint from the lower bone's superior process to the upper bone's inferior process.
    radius: (48,) edge of the facing area by angle from the first column, mm.
    """

    upper: str
    lower: str
    frame: Points
    radius: Values

    def to_plane(self, points: Points) -> Points:
        """World points in the joint's frame: (n, 3)."""
        return np.asarray((points - self.frame[:3, 3]) @ self.frame[:3, :3], dtype=np.float64)

    def from_plane(self, points: Points) -> Points:
        """The inverse of `to_plane`."""
        return np.asarray(points @ self.frame[:3, :3].T + self.frame[:3, 3], dtype=np.float64)

    def edge(self, flat: Points) -> Values:
        """Radius of the joint's edge in the direction of flat points (n, 2 or 3)."""
        turns = np.arange(ANGLES) * 2 * np.pi / ANGLES
        angle = np.arctan2(flat[:, 1], flat[:, 0])
        return np.asarray(np.interp(angle, turns, self.radius, period=2 * np.pi))


def find_joint(spine: Spine, upper: str, lower: str) -> Joint:
    """The right facet joint between two neighbouring bones.

    Raises ValueError when no faces of the two bones face each other there.
    """
    frame = _frame(spine, upper, lower)
    flat_radius = np.arange(1, 24) * _STEP
    turns = np.arange(ANGLES) * 2 * np.pi / ANGLES
    joint = Joint(upper, lower, frame, np.zeros(ANGLES))
    for _ in range(2):
        rays = flat_radius[:, None, None] * np.stack([np.cos(turns), np.sin(turns)], axis=1)
        below, above, facing = across(spine, joint, rays.reshape(-1, 2))
        gap = np.einsum("ij,j->i", above - below, joint.frame[:3, 2])
        good = (facing & (gap < GAP_LIMIT)).reshape(len(flat_radius), ANGLES)
        longest = np.hypot(_WIDEST * np.cos(turns), _LONGEST * np.sin(turns))
        good &= flat_radius[:, None] < longest
        bad = ~good
        first = np.where(bad.any(axis=0), bad.argmax(axis=0), len(flat_radius))
        radius = _smooth(np.maximum(flat_radius[np.maximum(first - 1, 0)], 1.5))
        joint = _recentred(Joint(upper, lower, joint.frame, radius))
    return joint


def across(
    spine: Spine, joint: Joint, flat: Values
) -> tuple[Points, Points, npt.NDArray[np.bool_]]:
    """What lies on both sides of flat points (n, 2) of the joint's plane.

    Returns the points on the lower bone, on the upper bone, and whether those two surfaces face
    each other.
    """
    normal = joint.frame[:3, 2]
    starts = joint.from_plane(np.column_stack([flat, np.zeros(len(flat))]))
    below, met_below = march(
        lambda p: spine.distance(p, (joint.lower,)), starts, -normal, REACH + 2.0
    )
    above, met_above = march(
        lambda p: spine.distance(p, (joint.upper,)), starts, normal, REACH + 2.0
    )
    first = spine.gradient(below, (joint.lower,))
    second = spine.gradient(above, (joint.upper,))
    opposed = np.einsum("ij,ij->i", first, second) < FACING + 0.15
    across_it = (first @ normal > 0.45) & (second @ normal < -0.45)
    return below, above, met_below & met_above & opposed & across_it


def _frame(spine: Spine, upper: str, lower: str) -> Points:
    """Frame of the faces of the lower bone that look at the upper one across the joint."""
    surface = spine.surface(lower)
    centres = surface.points[surface.triangles].mean(axis=1)
    vectors = area_vectors(surface.points, surface.triangles)
    areas = np.linalg.norm(vectors, axis=1)
    normals = vectors / np.maximum(areas, 1e-12)[:, None]
    wall = spine.plate(lower, "superior").rim[RIM_POSTERIOR, 1]
    near = (centres[:, 0] > LATERAL[0]) & (centres[:, 0] < LATERAL[1])
    near &= centres[:, 1] < wall - 3.0
    near[near] &= spine.distance(centres[near], (upper,)) < REACH
    near[near] &= (
        np.einsum("ij,ij->i", normals[near], spine.gradient(centres[near], (upper,))) < FACING
    )
    if not near.any():
        raise ValueError(f"no facing facets between {upper} and {lower}")
    weights = areas[near] / areas[near].sum()
    normal = weights @ normals[near]
    normal = normal / np.linalg.norm(normal)
    up = np.array([0.0, 0.0, 1.0]) - normal * normal[2]
    up = up / np.linalg.norm(up)
    frame = np.eye(4)
    frame[:3, :3] = np.stack([np.cross(up, normal), up, normal], axis=1)
    frame[:3, 3] = weights @ centres[near] + 0.9 * normal
    return frame


def _smooth(radius: Values) -> Values:
    """An outline without outliers: median, then the first waves round the joint."""
    waves = np.fft.rfft(median_filter(radius, 7, mode="wrap"))
    waves[5:] = 0.0
    return np.asarray(np.maximum(np.fft.irfft(waves, ANGLES), 1.5), dtype=np.float64)


def _recentred(joint: Joint) -> Joint:
    """The same outline about its own centre."""
    turns = np.arange(ANGLES) * 2 * np.pi / ANGLES
    outline = joint.radius[:, None] * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    shift = (outline.max(axis=0) + outline.min(axis=0)) / 2
    moved = outline - shift
    angle = np.unwrap(np.arctan2(moved[:, 1], moved[:, 0]))
    order = np.argsort(angle % (2 * np.pi))
    radius = np.interp(
        turns,
        (angle % (2 * np.pi))[order],
        np.linalg.norm(moved, axis=1)[order],
        period=2 * np.pi,
    )
    frame = joint.frame.copy()
    frame[:3, 3] = joint.from_plane(np.array([[shift[0], shift[1], 0.0]]))[0]
    return Joint(joint.upper, joint.lower, frame, radius)
