"""The supraspinous ligament: a cord over the tips of the spinous processes from T12 to L4."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d

from meshes.builders.interspinous import spinous_tip
from meshes.builders.sheet import SUNK, fibres, settled, striped
from meshes.builders.tube import arc_length, tube
from meshes.ligaments import SupraspinousFigures, ligament_figures
from meshes.marching import DistanceOf, march
from meshes.spine import STACK, Spine
from meshes.surface import Points, Surface, smooth_normals

Values = npt.NDArray[np.float64]

# It ends at L4 in most people.
LAST = "vertebra.L4"
ROWS = 88
SIDES = 22
# Rays come from behind, from this far beyond the tips.
_START = 12.0
# A tip reaches this far in front of its most posterior point, mm.
_TIP = 2.5
# It starts this far below the top of the first tip.
_BELOW_TOP = 4.0
# How much of the cord lies behind the tips: the rest is moulded round them.
_PROUD = 0.55
_RELIEF = 0.14


def build_supraspinous(spine: Spine) -> Surface:
    """The ligament from the first spinous process to L4's, thin-tailed, closed, in the world."""
    figures = ligament_figures().supraspinous
    line, tail = _line(spine, figures)
    way = arc_length(line)
    size = np.clip(way / 8.0, 0.2, 1.0) ** 0.6
    size = np.minimum(size, np.clip((way[-1] - way) / (figures.tail + tail), 0.06, 1.0) ** 0.8)
    radii = 0.5 * size[:, None] * np.array([figures.width, figures.thickness])
    cord = tube(line, radii, SIDES, 3)
    rings = cord.points[1:-1].reshape(-1, SIDES, 3)
    around = np.abs(np.arange(SIDES) - SIDES // 2) * 1.1
    along = arc_length(rings.mean(axis=1))[:, None]
    relief = np.concatenate([[0.0], (_RELIEF * fibres(around, along)).ravel(), [0.0]])
    tone = np.concatenate([[1.0], striped(around, along, 0.22).ravel(), [1.0]])
    points = settled(cord.points + relief[:, None] * cord.normals, spine, _keys(spine), SUNK)
    shade = tone.astype(np.float32)
    points = _even_halves(points)
    return Surface(points, cord.triangles, smooth_normals(points, cord.triangles), shade)


def _line(spine: Spine, figures: SupraspinousFigures) -> tuple[Points, float]:
    """The cord's centre line in the mid-plane, superior first; and how much of it is L4's tip."""
    heights, depths = [], []
    for key in _keys(spine):
        tip = spinous_tip(spine, key)
        scan = np.arange(tip[2] - 14.0, tip[2] + 14.0, 0.5)
        starts = np.column_stack([np.zeros(len(scan)), np.full(len(scan), tip[1] - _START), scan])
        met, hit = march(_bone(spine, key), starts, np.array([0.0, 1.0, 0.0]), 20.0)
        on = hit & (met[:, 1] < tip[1] + _TIP)
        heights.append(scan[on])
        depths.append(met[on, 1])
    lowest = float(heights[-1].min())
    below = spinous_tip(spine, STACK[4])
    towards = (below - spinous_tip(spine, LAST))[1:]
    towards = towards / np.linalg.norm(towards)
    end = np.array([depths[-1][0], lowest]) + figures.tail * towards
    z = np.concatenate([[end[1]], *heights[::-1]])
    y = np.concatenate([[end[0]], *depths[::-1]])
    order = np.argsort(z)
    course = PchipInterpolator(z[order], y[order])
    at = np.linspace(float(z.max()) - _BELOW_TOP, float(z.min()), 400)
    back = gaussian_filter1d(course(at), 12.0, mode="nearest")
    line = np.column_stack([np.zeros(400), back - _PROUD * 0.5 * figures.thickness, at])
    way = arc_length(line)
    even = np.interp(np.linspace(0.0, way[-1], ROWS), way, np.arange(400))
    rows = np.arange(400)
    line = np.column_stack([np.interp(even, rows, line[:, k]) for k in range(3)])
    return line, float(np.ptp(heights[-1]))


def _keys(spine: Spine) -> tuple[str, ...]:
    """The bones whose spinous processes it joins, superior first."""
    return spine.column[: spine.column.index(LAST) + 1]


def _bone(spine: Spine, key: str) -> DistanceOf:
    return lambda points: spine.distance(points, (key,))


def _even_halves(points: Points) -> Points:
    """The cord's points made their own mirror image in the mid-plane."""
    rings = points[1:-1].reshape(-1, SIDES, 3)
    other = rings[:, (SIDES // 2 - np.arange(SIDES)) % SIDES] * np.array([-1.0, 1.0, 1.0])
    rings = 0.5 * (rings + other)
    ends = points[[0, -1]] * np.array([0.0, 1.0, 1.0])
    return np.concatenate([ends[:1], rings.reshape(-1, 3), ends[1:]])
