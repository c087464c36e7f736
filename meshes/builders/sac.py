"""The dural sac: an ellipse carried down the canal, giving way to bone and disc that come near.

Its course (`SacCourse`) is also the frame in which cord, strands and roots are laid out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline, PchipInterpolator
from scipy.ndimage import gaussian_filter, minimum_filter

from meshes.builders.route import Obstacle, Values
from meshes.builders.tube import arc_length, skin
from meshes.landmarks import midline_profile
from meshes.nerves import NerveFigures
from meshes.spine import STACK, Spine
from meshes.surface import Points, Surface

RINGS, RAYS = 92, 36
# Heights in the sacrum's frame at which its canal is measured: below its open upper end.
_SACRAL_HEIGHTS = (-7.0, -14.0, -21.0, -28.0, -35.0, -42.0, -50.0)
# Room for the veins behind the hollow of a vertebral body, beyond the gap at the disc (approx).
_VENOUS = 1.0
# The edge of T12's upper end is rounded over this height.
_ROUNDED = 3.0
_CAP_RINGS = 3
_TIP_RINGS = 14


@dataclass(frozen=True, slots=True)
class SacCourse:
    """Where the sac runs: m stations from superior to inferior, world frame.

    way: (m,) mm along the centre-line from its upper end. centres: (m, 3), all at x = 0.
    posterior: (m, 3) unit direction square to the line, away from the bodies.
    half: (m, 2) half-width and half-depth of the ellipse.
    reach: (m, rays) share of the ellipse left by bone and disc; ray 0 points to +x, the ray a
    quarter turn later posterior.
    """

    way: Values
    centres: Points
    posterior: Points
    half: Values
    reach: Values

    def at(self, way: Values, across: Values, behind: Values) -> Points:
        """Points (n, 3) at ways (n,): `across` half-widths to +x, `behind` half-depths back."""
        centre, posterior, half = self.section(way)
        shift = (behind * half[:, 1])[:, None] * posterior
        shift[:, 0] += across * half[:, 0]
        return np.asarray(centre + shift)

    def section(self, way: Values) -> tuple[Points, Points, Values]:
        """Centre (n, 3), posterior direction (n, 3) and half-axes (n, 2) at ways (n,)."""
        return (
            np.asarray(CubicSpline(self.way, self.centres)(way)),
            _unit(np.asarray(CubicSpline(self.way, self.posterior)(way))),
            np.asarray(PchipInterpolator(self.way, self.half)(way)),
        )

    def holds(self, points: Points) -> npt.NDArray[np.bool_]:
        """Whether world points (n, 3) lie in the sac, narrowed as it is by bone and disc: (n,)."""
        way = self.way_of(points)
        centre, posterior, half = self.section(way)
        across = (points[:, 0] - centre[:, 0]) / half[:, 0]
        behind = np.einsum("ij,ij->i", points - centre, posterior) / half[:, 1]
        ray = np.round(np.arctan2(behind, across) * RAYS / (2.0 * np.pi)).astype(int) % RAYS
        ring = np.clip(np.searchsorted(self.way, way), 0, len(self.way) - 1)
        inside = np.hypot(across, behind) < self.reach[ring, ray]
        return np.asarray(inside & (way < self.way[-1] - 0.5))

    def way_of(self, points: Points) -> Values:
        """Way of the nearest place on the centre-line, for points (n, 3) in the world: (n,)."""
        fine = np.linspace(self.way[0], self.way[-1], 1200)
        line = np.asarray(CubicSpline(self.way, self.centres)(fine))
        away = np.linalg.norm(points[:, None, 1:] - line[None, :, 1:], axis=2)
        return np.asarray(fine[np.argmin(away, axis=1)])


def sac_course(spine: Spine, obstacle: Obstacle, figures: NerveFigures) -> SacCourse:
    """Lay the sac through the canal of a spine."""
    nodes, depth, width = _nodes(spine, figures)
    along = arc_length(nodes)
    fine = np.linspace(0.0, along[-1], 600)
    line = np.asarray(CubicSpline(along, nodes)(fine))
    end = _tip_way(spine, line, fine, figures)
    way = _stations(end, figures.sac.taper)
    spline = CubicSpline(along, nodes)
    centres = np.asarray(spline(way))
    centres[:, 0] = 0.0
    tangent = _unit(np.asarray(spline(way, 1)))
    posterior = np.stack([np.zeros(RINGS), tangent[:, 2], -tangent[:, 1]], axis=1)
    half = 0.5 * np.stack([PchipInterpolator(along, v)(way) for v in (width, depth)], axis=1)
    # Rounded end: the section shrinks like a half-ellipsoid over the taper.
    left = np.clip((end - way) / figures.sac.taper, 0.002, 1.0)
    half *= np.sqrt(1.0 - (1.0 - left) ** 2)[:, None]
    reach = _reach(centres, posterior, half, obstacle, figures.sac.clearance)
    return SacCourse(way, centres, posterior, half, reach)


def build_sac(course: SacCourse) -> Surface:
    """The sac's closed surface: a cut, slightly rounded upper end and a rounded tip."""
    rings = ring_points(course)
    share = np.sin(np.linspace(0.5 * np.pi, 0.0, _CAP_RINGS + 1))[1:-1, None, None]
    up = -np.cross(course.posterior[0], [1.0, 0.0, 0.0])
    up = up if up[2] > 0.0 else -up
    lift = 0.8 * np.cos(np.arcsin(share)) * up
    top = course.centres[0] + share**0.35 * (rings[0] - course.centres[0]) + lift
    head = course.centres[0] + 0.8 * up
    tail = course.centres[-1] + (course.centres[-1] - course.centres[-2]) * 0.1
    return skin(np.concatenate([top[::-1], rings]), head, tail)


def ring_points(course: SacCourse) -> Points:
    """Points on the sac's rings, (m, rays, 3), ray 0 at +x, then by way of posterior."""
    angle = 2.0 * np.pi * np.arange(RAYS) / RAYS
    across = course.reach * course.half[:, :1] * np.cos(angle)
    behind = course.reach * course.half[:, 1:] * np.sin(angle)
    points = course.centres[:, None] + behind[..., None] * course.posterior[:, None]
    points[..., 0] += across
    return points


def _nodes(spine: Spine, figures: NerveFigures) -> tuple[Points, Values, Values]:
    """Places of the centre-line with the sac's depth and width there, from superior to inferior."""
    sac = figures.sac
    top, rear = _upper_end(spine, figures)
    place = np.array([[0.0, rear - sac.gap[0] - 0.5 * sac.depth[0], top]])
    first = spine.column[0]
    rows: list[tuple[Points, float, float]] = [
        (spine.to_world(first, place)[0], sac.depth[0], sac.width[0])
    ]
    # Stations are counted from the T12-L1 disc; a body has the mean of the discs next to it.
    for high, (key, below) in enumerate(pairwise(spine.column), 1 - spine.column.index(STACK[0])):
        low = max(high - 1, 0)
        depth = 0.5 * (sac.depth[low] + sac.depth[high])
        gap = 0.5 * (sac.gap[low] + sac.gap[high])
        wall = float(midline_profile(spine.bones[key].field, np.zeros(1)).wall[0])
        middle = np.array([[0.0, wall - gap - _VENOUS - 0.5 * depth, 0.0]])
        rows.append(
            (spine.to_world(key, middle)[0], depth, 0.5 * (sac.width[low] + sac.width[high]))
        )
        ends = spine.plate(key, "inferior").rim[72], spine.plate(below, "superior").rim[72]
        behind = _unit(np.cross(ends[1] - ends[0], [1.0, 0.0, 0.0]))
        behind = behind if behind[1] < 0.0 else -behind
        place = 0.5 * (ends[0] + ends[1]) + (sac.gap[high] + 0.5 * sac.depth[high]) * behind
        rows.append((place, sac.depth[high], sac.width[high]))
    rows += _sacral_nodes(spine, figures)
    places, depths, widths = zip(*rows, strict=True)
    return np.array(places), np.array(depths), np.array(widths)


def _upper_end(spine: Spine, figures: NerveFigures) -> tuple[float, float]:
    """Height of the sac's upper end in the frame of the first bone, and y of the wall there: out of
    the plane that ends T12, or without one over the upper rim of L1."""
    bone = spine.bones[spine.column[0]]
    if bone.superior is not None:
        rear = bone.superior.rim[72]
        return float(rear[2]) + figures.sac.start_above, float(rear[1])
    end = float(bone.surface.points[:, 2].max())
    wall = midline_profile(bone.field, np.array([end - _ROUNDED])).wall
    return end + figures.sac.out_of_t12, float(wall[0])


def _sacral_nodes(spine: Spine, figures: NerveFigures) -> list[tuple[Points, float, float]]:
    """The part in the sacral canal: behind its anterior wall, mid-way once the canal is narrow."""
    sac = figures.sac
    field = spine.bones["sacrum"].field
    heights = np.array(_SACRAL_HEIGHTS)
    profile = midline_profile(field, heights)
    wall, dorsal = _steadied(profile.wall), profile.dorsal
    share = np.clip(-heights / 32.0, 0.0, 1.6)
    rows: list[tuple[Points, float, float]] = []
    for k, height in enumerate(heights):
        depth = float(np.interp(share[k], [0.0, 1.0, 1.6], [sac.depth[-2], sac.depth[-1], 6.0]))
        width = float(np.interp(share[k], [0.0, 1.0, 1.6], [sac.width[-2], sac.width[-1], 8.0]))
        gap = float(np.interp(share[k], [0.0, 1.0], [sac.gap[-2], sac.gap[-1]]))
        y = wall[k] - gap - 0.5 * depth
        if np.isfinite(dorsal[k]):
            y = max(y, 0.5 * (wall[k] + dorsal[k]))
        place = spine.to_world("sacrum", np.array([[0.0, y, height]]))[0]
        rows.append((place, depth, width))
    return rows


def _steadied(values: Values) -> Values:
    """Running mean over three neighbours: the sacral bodies' old disc lines are not followed."""
    padded = np.concatenate([values[:1], values, values[-1:]])
    return np.asarray((padded[:-2] + padded[1:-1] + padded[2:]) / 3.0)


def _tip_way(spine: Spine, line: Points, way: Values, figures: NerveFigures) -> float:
    """Way at which the line has gone `tip_below` mm below the S1 endplate, along the canal."""
    height = spine.to_body("sacrum", line)[:, 2]
    entry = float(way[int(np.argmax(height < 0.0))])
    return min(entry + figures.sac.tip_below, float(way[-1]))


def _stations(end: float, taper: float) -> Values:
    """Ways of the rings: even, then closer and closer round the tip."""
    even = np.linspace(0.0, end - taper, RINGS - _TIP_RINGS)
    tip = taper * np.sin(np.linspace(0.0, 0.5 * np.pi, _TIP_RINGS + 1)[1:])
    return np.concatenate([even, end - taper + 0.999 * tip])


def _reach(
    centres: Points, posterior: Points, half: Values, obstacle: Obstacle, clearance: float
) -> Values:
    """Share of the ellipse that bone and disc leave along each ray, smoothed: (m, rays)."""
    angle = 2.0 * np.pi * np.arange(RAYS) / RAYS
    rays = (half[:, 1:] * np.sin(angle))[..., None] * posterior[:, None]
    rays[..., 0] += half[:, :1] * np.cos(angle)
    length = np.linalg.norm(rays, axis=2)
    share = np.full(length.shape, 0.05)
    for _ in range(14):
        points = centres[:, None] + share[..., None] * rays
        room = obstacle.distance(points.reshape(-1, 3)).reshape(length.shape) - clearance
        share = np.clip(share + 0.9 * room / np.maximum(length, 0.2), 0.05, 1.0)
    narrowed = minimum_filter(share, size=(3, 3), mode=("nearest", "wrap"))
    smooth = gaussian_filter(narrowed, (1.3, 0.8), mode=("nearest", "wrap"))
    mirror = (RAYS // 2 - np.arange(RAYS)) % RAYS
    smooth = np.minimum(smooth, share)
    return np.asarray(np.minimum(smooth, smooth[:, mirror]))


def _unit(vectors: Points) -> Points:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))
