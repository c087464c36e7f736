"""The lumbosacral trunk and what joins it: rami L4 to S2 on their way to the sciatic nerve.

Each part is a tube that starts within its ramus, so that the ramus's thin end is covered; all of
them are joined in one field and drawn as one closed surface. Only the right one is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.spatial import cKDTree

from meshes.builders.hip_bone import HipBoneShape, hip_bone_shape
from meshes.builders.root_course import RootCourse
from meshes.builders.route import Obstacle, Obstacles, Values, eased, relaxed
from meshes.builders.tube import arc_length, resampled
from meshes.meshing import grid_of, side_of
from meshes.nerves import TrunkFigures, TrunkPart
from meshes.sdf import Floats, smooth_minimum
from meshes.spine import Spine
from meshes.surface import Points, Surface

TRIANGLES = 4_000
_SPACING, _BLUR, _PAD = 0.6, 0.3, 2.0
_STATIONS, _ROUNDS = 72, 160
# Stronger than for roots: there is room here, and the ramus's end is not to be left.
_PULL = 0.08
# Within the ramus a part is thinner by this share, so that it does not show through.
_WITHIN = 0.9
# A joining part runs on in the other one between these ways (mm) beyond where it meets it.
_ALONG = (5.0, 10.0, 16.0)
# Spheres along a line are this close (mm): ripples stay below 0.01 mm.
_DENSE = 0.25
# Beyond _BESIDE (mm) of its box a part changes nothing near the others; far from all, _FAR is said.
_BESIDE, _FAR = 12.0, 30.0


@dataclass(frozen=True, slots=True)
class TrunkTube:
    """One part, right side, world: line (n, 3) from within the ramus on, and its radii (n,)."""

    line: Points
    radius: Values


@dataclass(frozen=True, slots=True)
class HipWall:
    """The right hip bone as an obstacle in the world, by the shape's own field."""

    spine: Spine
    shape: HipBoneShape

    def distance(self, points: Points) -> Values:
        """Signed distance (n,) of points (n, 3) on either side, about first-order exact."""
        body = self.spine.to_body("sacrum", points)
        body[:, 0] = np.abs(body[:, 0])
        return np.asarray(self.shape.distance(body.astype(np.float32)), dtype=np.float64)

    def gradient(self, points: Points) -> Points:
        """Unit direction away from the bone: (n, 3)."""
        probes = np.concatenate([points + s * e for e in 0.4 * np.eye(3) for s in (1.0, -1.0)])
        found = self.distance(probes).reshape(3, 2, len(points))
        slope = (found[:, 0] - found[:, 1]).T
        length = np.linalg.norm(slope, axis=1, keepdims=True)
        return np.asarray(slope / np.maximum(length, 0.2))


def trunk_tubes(
    spine: Spine, roots: Mapping[str, RootCourse], obstacle: Obstacle, figures: TrunkFigures
) -> dict[str, TrunkTube]:
    """The parts by level, laid clear of bone and disc; obstacle: bones and discs of the spine."""
    around = Obstacles((obstacle, HipWall(spine, hip_bone_shape())))
    main = {level: part for level, part in figures.part.items() if not part.joins}
    plans = {
        level: np.concatenate([_within(roots[level], part), _onward(spine, part, figures)])
        for level, part in main.items()
    }
    found = _laid(plans, roots, around, figures)
    branches = {
        level: np.concatenate(
            [
                _within(roots[level], part),
                spine.to_world("sacrum", np.array(part.over)),
                _along(found[part.joins].line, spine.to_world("sacrum", np.array(part.over[-1:]))),
            ]
        )
        for level, part in figures.part.items()
        if part.joins
    }
    return found | _laid(branches, roots, around, figures)


def build_trunk(tubes: Mapping[str, TrunkTube], figures: TrunkFigures) -> Surface:
    """`lumbosacral-trunk.right`: the tubes joined to one closed surface, world frame."""
    dense = [_spheres(tube) for tube in tubes.values()]
    trees = [cKDTree(centres) for centres, _ in dense]

    def field(points: Floats) -> Floats:
        joined = np.full(len(points), _FAR, np.float32)
        lower, upper = points.min(axis=0) - _BESIDE, points.max(axis=0) + _BESIDE
        for tree, (_, radius) in zip(trees, dense, strict=True):
            if (tree.maxes < lower).any() or (tree.mins > upper).any():
                continue
            away, at = tree.query(points)
            joined = smooth_minimum(joined, (away - radius[at]).astype(np.float32), figures.soft)
        return joined

    centres = np.concatenate([c for c, _ in dense])
    lower, upper = centres.min(axis=0) - 5.0, centres.max(axis=0) + 5.0
    box = [(float(v[0]), float(v[1]), float(v[2])) for v in (lower, upper)]
    grid = grid_of(field, box[0], box[1], spacing=_SPACING, pad=_PAD, blur=_BLUR, exact=True)
    return side_of(grid, TRIANGLES)


def _within(root: RootCourse, part: TrunkPart) -> Points:
    """The last piece of the ramus's line, from where the part begins to the ramus's end."""
    way = arc_length(root.line)
    shares = np.linspace(1.0 - part.begins / way[-1], 1.0, 5)
    return resampled(root.line, shares)


def _onward(spine: Spine, part: TrunkPart, figures: TrunkFigures) -> Points:
    """Way-points beyond the ramus: over the ala, then beside the others along the common line."""
    common = np.array(figures.line)
    left = np.linspace(1.0, figures.gather, len(common))[:, None]
    beside = common + left * np.array([*part.ends, 0.0])
    return spine.to_world("sacrum", np.concatenate([np.array(part.over), beside]))


def _along(line: Points, place: Points) -> Points:
    """Points of another part's line from beside `place` (1, 3) on, where a branch is within it."""
    way = arc_length(line)
    here = way[int(np.argmin(np.linalg.norm(line - place, axis=1)))]
    return resampled(line, np.array([(here + step) / way[-1] for step in _ALONG]))


def _laid(
    plans: Mapping[str, Points],
    roots: Mapping[str, RootCourse],
    obstacle: Obstacle,
    figures: TrunkFigures,
) -> dict[str, TrunkTube]:
    """Plans made smooth and clear of the obstacle, with their radii."""
    targets = np.stack([_even(plan) for plan in plans.values()])
    parts = [figures.part[level] for level in plans]
    radii = np.stack(
        [
            _radius(arc_length(line), part, roots[level], figures)
            for line, part, level in zip(targets, parts, plans, strict=True)
        ]
    )
    lines = relaxed(targets, targets, radii, obstacle, figures.margin, _ROUNDS, _PULL)
    return {
        level: TrunkTube(line, _radius(arc_length(line), part, roots[level], figures))
        for level, line, part in zip(plans, lines, parts, strict=True)
    }


def _even(points: Points) -> Points:
    way = arc_length(points)
    spline = PchipInterpolator(way, points)
    return resampled(np.asarray(spline(np.linspace(0.0, way[-1], 300))), _STATIONS)


def _radius(way: Values, part: TrunkPart, root: RootCourse, figures: TrunkFigures) -> Values:
    """Radius along the way: thinner than the ramus at the start, full at its end, soft at last."""
    along = arc_length(root.line)
    first = _WITHIN * float(np.interp(along[-1] - part.begins, along, root.radius))
    radius = first + (part.radius - first) * eased(way / part.begins)
    tail = eased((way[-1] - way) / figures.taper)
    return np.asarray(radius * (figures.end + (1.0 - figures.end) * tail))


def _spheres(tube: TrunkTube) -> tuple[Points, Values]:
    """Centres and radii close together along a tube."""
    way = arc_length(tube.line)
    count = int(np.ceil(way[-1] / _DENSE)) + 1
    at = np.linspace(0.0, way[-1], count)
    return resampled(tube.line, count), np.interp(at, way, tube.radius)
