"""Where the roots run: their plans relaxed among bones and discs, and how thick they are.

Only the patient's right side (x > 0) is routed; the left one is its mirror image.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d, minimum_filter1d

from meshes.builders.root_plan import RootPlan, lumbar_plan, sacral_plan
from meshes.builders.route import Obstacle, Values, eased, relaxed
from meshes.builders.sac import SacCourse
from meshes.builders.tube import arc_length, resampled
from meshes.nerves import NerveFigures, RootFigures
from meshes.spine import Spine
from meshes.surface import Points

LUMBAR, SACRAL = ("L1", "L2", "L3", "L4", "L5"), ("S1", "S2")
STATIONS = 96
# Wanted between nerve and bone or disc while relaxing; leaves 0.3 by exact distance.
MARGIN = 0.5
# Least room by the fields; they are up to 0.1 mm off the triangles.
_LEAST = 0.41
# Rounds: free, then once more towards the own result.
_ROUNDS = (170, 60)
_ROUTED = 60
# Rami are evened out over this way, mm (standard deviation).
_BENDING = 6.0
# More room kept round them, for what they run in: muscle and fat, mm.
_RAMUS_ROOM = 1.2

# The sleeve is a funnel where it leaves the sac: wider by this much. The ramus ends at this share
# of its radius, rounded, rather than in a cut.
_AXILLA, _END = 0.3, 0.55
# The ganglion is seen as such where its radius exceeds the nerve's by this much, mm.
STANDS_OUT = 0.15


@dataclass(frozen=True, slots=True)
class RootCourse:
    """The right root of a level, world frame.

    line: (STATIONS, 3) from within the sac to the end of the ramus. radius: (STATIONS,) of the
    nerve. origin: way (mm along the line) at which it has left the sac. ganglion: way of the
    ganglion's middle. ganglion_radius: what of the published half-width has room there.
    """

    level: str
    line: Points
    radius: Values
    origin: float
    ganglion: float
    ganglion_radius: float


def root_courses(
    spine: Spine, sac: SacCourse, obstacle: Obstacle, figures: NerveFigures
) -> dict[str, RootCourse]:
    """Courses of the right roots L1 to S2."""
    plans = {level: lumbar_plan(spine, sac, level, figures.root[level]) for level in LUMBAR}
    plans |= {level: sacral_plan(spine, sac, level, figures.root[level]) for level in SACRAL}
    ways = {level: _way_points(plan, figures.root[level]) for level, plan in plans.items()}
    lines = np.stack([ways[level][0] for level in plans])
    radii = np.stack(
        [
            _fat_radius(line, ways[level][1], figures.root[level])
            for line, level in zip(lines, plans, strict=True)
        ]
    )
    marks = np.array([ways[level][1][1] for level in plans])
    roomy = radii + _RAMUS_ROOM * _beyond(lines, marks)
    targets = _pushed_out(lines, roomy, obstacle)
    settled = relaxed(targets, targets, roomy, obstacle, MARGIN, _ROUNDS[0])
    even = _faired(settled, marks)
    settled = relaxed(even, even, radii, obstacle, MARGIN, _ROUNDS[1])
    return {
        level: _course(level, settled[k], ways[level], sac, obstacle, figures.root[level])
        for k, level in enumerate(plans)
    }


def _way_points(plan: RootPlan, figures: RootFigures) -> tuple[Points, Values]:
    """The line through a plan's points, cut at the root's length, at even steps; and the ways of
    the sac's exit and of the ganglion along it."""
    way = arc_length(plan.points)
    marks = np.array([way[plan.exit], way[plan.ganglion]])
    end = min(float(marks[1] + figures.length), float(way[-1]))
    spline = PchipInterpolator(way, plan.points)
    return np.asarray(spline(np.linspace(0.0, end, _ROUTED))), marks


def _fat_radius(line: Points, marks: Values, figures: RootFigures) -> Values:
    """Radius along a line, ganglion included."""
    way = arc_length(line)
    thick = _ganglion_profile(way - marks[1], figures, 0.5 * figures.ganglion_width)
    return np.maximum(nerve_radius(way, marks, figures), thick)


def nerve_radius(way: Values, marks: Values, figures: RootFigures) -> Values:
    """Radius of sleeve, nerve and tapering end along the way (n,); marks: exit and ganglion."""
    swell = eased((way - marks[1] + 4.0) / 8.0)
    radius = figures.sleeve + (figures.ramus - figures.sleeve) * swell
    start = eased((way + 1.0) / max(marks[0], 6.0))
    end = eased((way[-1] - way) / 18.0)
    axilla = _AXILLA * np.exp(-(((way - marks[0]) / 5.0) ** 2))
    return np.asarray((radius + axilla) * (0.5 + 0.5 * start) * (_END + (1.0 - _END) * end))


def ganglion_half_length(figures: RootFigures, radius: float) -> float:
    """Half-length of the spindle of which the published length stands out of the nerve."""
    nerve = 0.5 * (figures.sleeve + figures.ramus) + STANDS_OUT
    shown = np.sqrt(max(1.0 - (nerve / radius) ** 2, 0.16))
    return float(0.5 * figures.ganglion_length / shown)


def _ganglion_profile(offset: Values, figures: RootFigures, radius: float) -> Values:
    half = ganglion_half_length(figures, radius)
    return np.asarray(radius * np.sqrt(np.maximum(1.0 - (offset / half) ** 2, 0.0)))


def _pushed_out(lines: Points, radii: Values, obstacle: Obstacle) -> Points:
    """Way-points moved off bone and disc, so that no target pulls into them."""
    flat, wanted = lines.reshape(-1, 3).copy(), radii.ravel() + MARGIN
    for _ in range(12):
        short = np.maximum(wanted - obstacle.distance(flat), 0.0)
        touched = np.flatnonzero(short > 0.0)
        if len(touched) == 0:
            break
        step = np.minimum(short[touched], 0.6)[:, None] * obstacle.gradient(flat[touched])
        flat[touched] += step
    return flat.reshape(lines.shape)


def _faired(lines: Points, ganglia: Values) -> Points:
    """Lines (k, n, 3) with the rami, from a little beyond the ways (k,) of the ganglia, drawn even
    over the length in which a nerve bends."""
    faired = lines.copy()
    for line, share in zip(faired, _beyond(lines, ganglia), strict=True):
        step = float(arc_length(line)[-1]) / (len(line) - 1)
        ends = np.concatenate([line, 2.0 * line[-1] - line[-2::-1]])
        smooth = gaussian_filter1d(ends, _BENDING / step, axis=0, mode="nearest")[: len(line)]
        line += share[:, None] * (smooth - line)
    return faired


def _beyond(lines: Points, ganglia: Values) -> Values:
    """Share (k, n) by which each point of the lines is on a ramus, rising beyond its ganglion."""
    ways = np.stack([arc_length(line) for line in lines])
    return eased((ways - ganglia[:, None] - 2.0) / 8.0)


def _course(
    level: str,
    line: Points,
    ways: tuple[Points, Values],
    sac: SacCourse,
    obstacle: Obstacle,
    figures: RootFigures,
) -> RootCourse:
    """The settled line with its radii; the ganglion stays at the planned place."""
    before, marks = ways
    middle = _way_near(
        line, np.array([np.interp(marks[1], arc_length(before), before[:, k]) for k in range(3)])
    )
    smooth = resampled(line, STATIONS)
    way = arc_length(smooth)
    origin = _leaves_sac(smooth, sac)
    # Where bone leaves less room than a sleeve of the published size needs, it is narrower.
    room = obstacle.distance(smooth) - _LEAST
    radius = _fitted(nerve_radius(way, np.array([origin, middle]), figures), room)
    half = ganglion_half_length(figures, 0.5 * figures.ganglion_width)
    near = np.abs(way - middle) < 0.5 * half
    least, full = 0.5 * (figures.sleeve + figures.ramus) + 0.35, 0.5 * figures.ganglion_width
    fat = float(np.clip(room[near].min(), least, full))
    return RootCourse(level, smooth, radius, origin, middle, fat)


def _fitted(radius: Values, room: Values) -> Values:
    """The radius brought down, in an even neck, to the room there is (at most to two thirds)."""
    share = np.clip(room / radius, 0.67, 1.0)
    neck = gaussian_filter1d(minimum_filter1d(share, 9, mode="nearest"), 1.5, mode="nearest")
    return np.asarray(radius * np.minimum(neck, share))


def _leaves_sac(line: Points, sac: SacCourse) -> float:
    """Way at which a sleeve's axis leaves the sac for good: before, it is a ridge on it."""
    inside = sac.holds(line)
    last = int(np.flatnonzero(inside)[-1]) if inside.any() else 0
    return float(arc_length(line)[min(last + 1, len(line) - 1)])


def _way_near(line: Points, place: Points) -> float:
    return float(arc_length(line)[int(np.argmin(np.linalg.norm(line - place, axis=1)))])


def centre_lines(courses: Mapping[str, RootCourse]) -> dict[str, Points]:
    """Centre-lines of both sides by id, `root.L1.left` .. `root.S2.right`: (STATIONS, 3) each."""
    flip = np.array([-1.0, 1.0, 1.0])
    lines = {f"root.{level}.right": course.line for level, course in courses.items()}
    return lines | {f"root.{level}.left": c.line * flip for level, c in courses.items()}
