"""The longitudinal ligaments: a band laid on one face of the bodies and discs from T12 to S1.

Only the right half is laid; bones and posture are symmetric, the left half is its mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from meshes.builders.nerve_set import canal_obstacle
from meshes.builders.route import Obstacles
from meshes.builders.sheet import arc
from meshes.builders.tube import arc_length, resampled
from meshes.landmarks import midline_profile
from meshes.ligaments import LongitudinalFigures
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR
from meshes.spine import STACK, Spine
from meshes.surface import Points, Surface

Values = npt.NDArray[np.float64]

# Heights on a body, as shares from its lower to its upper rim, where its wall is looked up.
_SHARES = (0.82, 0.66, 0.5, 0.34, 0.18)
# The stations' directions turn this slowly, mm: at the promontory they would cross otherwise.
_TURNING = 7.0
_FINE = 0.5
# The edge of T12's upper end is rounded over this height.
_BELOW_CUT = 1.5


@dataclass(frozen=True, slots=True)
class Band:
    """Stations along the wall in the mid-plane, superior first, and what the band is there.

    middle, outward: (rows, 3) points on the wall and directions off it. way: (rows,) mm from the
    first station. width: (rows,) mm. fade: (rows,) 1, falling to 0 towards the end on the sacrum.
    """

    middle: Points
    outward: Points
    way: Values
    width: Values
    fade: Values


def band(spine: Spine, figures: LongitudinalFigures, *, anterior: bool, rows: int) -> Band:
    """The stations of the anterior or the posterior band."""
    line, bodies, spaces = _wall(spine, figures.sacral_reach, anterior)
    length = float(arc_length(line)[-1])
    fine = resampled(line, int(length / _FINE))
    tangent = np.gradient(gaussian_filter1d(fine, _TURNING / _FINE, axis=0, mode="nearest"), axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    turn = 1.0 if anterior else -1.0
    outward = turn * np.column_stack([np.zeros(len(fine)), -tangent[:, 2], tangent[:, 1]])
    way = arc_length(fine)
    pick = np.linspace(0, len(fine) - 1, rows).round().astype(int)
    at = way[pick]
    width = _widths(at, figures, bodies, spaces)
    fade = np.clip((length - at) / figures.sacral_reach, 0.0, 1.0)
    return Band(fine[pick], outward[pick], at, width, fade)


def covered(spine: Spine, discs: dict[str, Surface]) -> Obstacles:
    """Bones and whole discs as the one solid a band lies on."""
    return canal_obstacle(spine, discs)


def spread(grid: Points, width: Values) -> Values:
    """Factor by which each row of a right half (columns, rows, 3) must be wider: (rows,)."""
    reached = arc(grid, 0)[-1]
    return np.asarray(0.5 * width / np.maximum(reached, 1e-3))


def _wall(
    spine: Spine, sacral_reach: float, anterior: bool
) -> tuple[Points, list[float], list[tuple[float, float]]]:
    """The wall's line in the mid-plane, ways of the middles of the bodies, and of the discs
    (middle, half height)."""
    corner = RIM_ANTERIOR if anterior else RIM_POSTERIOR
    points: list[Points] = []
    bodies, rims = [], []
    for key in spine.column[:-1]:
        top = _begin(spine, key, anterior)
        body = [top, spine.plate(key, "inferior").rim[corner]]
        heights = spine.to_body(key, np.array(body))[:, 2]
        levels = heights[1] + np.array(_SHARES) * (heights[0] - heights[1])
        inner = _face(spine, key, levels, anterior)
        rims += [len(points), len(points) + len(inner) + 1]
        bodies.append(len(points) + 1 + len(inner) // 2)
        points += [body[0], *inner, body[1]]
    rim = spine.plate(STACK[-1], "superior").rim[corner]
    rims.append(len(points))
    points += [rim, *_sacral_face(spine, rim, sacral_reach, anterior)]
    line = np.array(points)
    line[:, 0] = 0.0
    way = arc_length(line)
    spaces = [
        (0.5 * (way[a] + way[b]), 0.5 * (way[b] - way[a]))
        for a, b in zip(rims[1::2], rims[2::2], strict=True)
    ]
    return line, [float(way[k]) for k in bodies], spaces


def _begin(spine: Spine, key: str, anterior: bool) -> Points:
    """The highest point of a body's wall, (3,): its upper rim, or just below the plane that ends
    what is modelled of T12."""
    bone = spine.bones[key]
    if bone.superior is not None:
        corner = RIM_ANTERIOR if anterior else RIM_POSTERIOR
        return np.asarray(spine.plate(key, "superior").rim[corner])
    height = float(bone.surface.points[:, 2].max()) - _BELOW_CUT
    return np.asarray(_face(spine, key, np.array([height]), anterior)[0])


def _face(spine: Spine, key: str, heights: Values, anterior: bool) -> Points:
    """Points of a bone's anterior or posterior wall in the mid-plane at body heights: (n, 3)."""
    found = midline_profile(spine.bones[key].field, heights)
    y = found.anterior if anterior else found.wall
    return np.asarray(spine.to_world(key, np.column_stack([np.zeros(len(y)), y, heights])))


def _sacral_face(spine: Spine, rim: Points, reach: float, anterior: bool) -> Points:
    """Points of the sacrum's wall from its rim downward, `reach` mm along it: (n, 3)."""
    key = STACK[-1]
    top = spine.to_body(key, rim[None])[0]
    face = _face(spine, key, top[2] - np.arange(1.5, 1.3 * reach, 1.5), anterior)
    way = arc_length(np.concatenate([rim[None], face]))[1:]
    return np.asarray(face[way <= reach + 0.7])


def _widths(
    at: Values,
    figures: LongitudinalFigures,
    bodies: list[float],
    spaces: list[tuple[float, float]],
) -> Values:
    """Width at each way: that of the bodies, swelling to that of a disc where one is near."""
    width = np.interp(at, bodies, figures.width_body[-len(bodies) :])
    swell = np.zeros_like(at)
    for (middle, half), most in zip(spaces, figures.width_disc[-len(spaces) :], strict=True):
        near = np.exp(-((np.abs(at - middle) / (half + 3.5)) ** 3))
        swell = np.maximum(swell, near * (most - width))
    return np.asarray(width + swell)
