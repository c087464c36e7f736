"""Where the roots run: way-points from bone landmarks and published angles, then relaxed.

Only the patient's right side (x > 0) is routed; the left one is its mirror image.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from meshes.builders.route import Obstacle, Values, relaxed
from meshes.builders.sac import SacCourse
from meshes.builders.tube import arc_length, resampled
from meshes.landmarks import Pedicle, midline_profile, pedicle, tunnel
from meshes.nerves import NerveFigures, RootFigures
from meshes.spine import Spine
from meshes.stacking import endplate
from meshes.surface import Points

LUMBAR, SACRAL = ("L1", "L2", "L3", "L4", "L5"), ("S1", "S2")
STATIONS = 96
# Wanted between nerve and bone or disc while relaxing; leaves 0.3 by exact distance.
MARGIN = 0.5
# Rounds: free, then once more towards the own result.
_ROUNDS = (170, 60)
_ROUTED = 60

# In the sac, the root lies in its anterior-lateral corner, so that its sleeve shows as a ridge.
_IN_SAC_DEG = (-34.0, -14.0)


# The sleeve is a funnel where it leaves the sac: wider by this much. The ramus ends at this share
# of its radius, rounded, rather than in a cut.
_AXILLA, _END = 0.3, 0.55


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


@dataclass(frozen=True, slots=True)
class _Plan:
    """Way-points (n, 3) in the world with the number of that of the sac's exit and the ganglion."""

    points: Points
    exit: int
    ganglion: int


def root_courses(
    spine: Spine, sac: SacCourse, obstacle: Obstacle, figures: NerveFigures
) -> dict[str, RootCourse]:
    """Courses of the right roots L1 to S2."""
    plans = {level: _lumbar_plan(spine, sac, level, figures.root[level]) for level in LUMBAR}
    plans |= {level: _sacral_plan(spine, sac, level, figures.root[level]) for level in SACRAL}
    ways = {level: _way_points(plan, figures.root[level]) for level, plan in plans.items()}
    lines = np.stack([ways[level][0] for level in plans])
    radii = np.stack(
        [
            _fat_radius(line, ways[level][1], figures.root[level])
            for line, level in zip(lines, plans, strict=True)
        ]
    )
    targets = _pushed_out(lines, radii, obstacle)
    settled = relaxed(targets, targets, radii, obstacle, MARGIN, _ROUNDS[0])
    settled = relaxed(settled, settled, radii, obstacle, MARGIN, _ROUNDS[1])
    return {
        level: _course(level, settled[k], ways[level], sac, obstacle, figures.root[level])
        for k, level in enumerate(plans)
    }


def _lumbar_plan(spine: Spine, sac: SacCourse, level: str, figures: RootFigures) -> _Plan:
    """Way-points of L1 to L5: the sac's corner, recess, round the pedicle, foramen, ramus."""
    key = f"vertebra.{level}"
    bone = spine.bones[key]
    place = pedicle(bone)
    r, g = figures.sleeve, 0.5 * figures.ganglion_width
    upper = float(endplate(bone, "superior").rim[72, 2])
    corner_x = place.medial - 0.7 * (r + MARGIN)
    corner_z = place.inferior - 0.7 * (r + MARGIN)
    recess_y = place.wall - r - 1.2
    half = float(sac.section(sac.way_of(_world(spine, key, [0.0, recess_y, corner_z])))[2][0, 0])
    exit_x = min(0.93 * half, corner_x - 0.8)
    exit_z = corner_z + (corner_x - exit_x) / np.tan(np.radians(figures.take_off_deg))
    centre = place.centre
    foramen = [
        [exit_x, recess_y - 0.6, exit_z],
        [corner_x, 0.5 * (recess_y + place.isthmus), corner_z],
        [
            centre[0] - 0.2 * (centre[0] - place.medial),
            place.isthmus + 1.2,
            place.inferior - r - 0.9,
        ],
        [
            centre[0] + 0.15 * (place.lateral - centre[0]),
            place.isthmus + 1.8,
            place.inferior - g - 1.0,
        ],
    ]
    inside = _in_sac(spine, sac, key, (upper + 11.0, upper + 1.0, 0.5 * (upper + exit_z)))
    beyond = _ramus(place, figures) if level != "L5" else None
    body = _world(spine, key, foramen if beyond is None else foramen + beyond)
    parts = [inside, body] if beyond is not None else [inside, body, _over_ala(spine, figures)]
    return _Plan(np.concatenate(parts), len(inside), len(inside) + 3)


def _ramus(place: Pedicle, figures: RootFigures) -> list[list[float]]:
    """Spinal nerve and ventral ramus beyond the pedicle, within psoas."""
    start = np.array([place.lateral + 0.8, place.isthmus + 4.5, place.inferior - 7.5])
    slope = np.array([figures.lateral, figures.anterior, -1.0])
    steps = (0.0, 8.0, 18.0, 30.0, 46.0)
    return [list(start + step * slope) for step in steps]


def _over_ala(spine: Spine, figures: RootFigures) -> Points:
    """L5: down along the ala of the sacrum and over its anterior edge, as the lumbosacral trunk."""
    field = spine.bones["sacrum"].field
    above = figures.ramus + 1.0
    plan = np.array([[26.0, -4.0], [28.5, 2.0], [30.0, 7.5], [30.5, 12.0]])
    z = np.arange(16.0, -40.0, -0.5)
    rows = []
    for x, y in plan:
        ray = np.stack([np.full_like(z, x), np.full_like(z, y), z], axis=1)
        met = np.flatnonzero(field.distance(ray) < above)
        rows.append([x, y, z[met[0] - 1] if len(met) else -12.0])
    x, y, height = rows[-1]
    rows += [[x + 0.8, y + 2.0, height - 9.0], [x + 3.0, y - 1.0, height - 30.0]]
    return _world(spine, "sacrum", rows)


def _sacral_plan(spine: Spine, sac: SacCourse, level: str, figures: RootFigures) -> _Plan:
    """Way-points of S1 and S2: the sac's corner, sacral canal, out of the anterior foramen."""
    bone = spine.bones["sacrum"]
    r = figures.sleeve
    first = level == "S1"
    inlet_z, goal = (-15.0, [25.0, 12.0, -35.0]) if first else (-39.0, [24.0, 2.0, -65.0])
    marks = [bone.landmarks.get(f"foramen-{end}.{level}.right") for end in ("inner", "anterior")]
    if marks[0] is not None and marks[1] is not None:
        outward = (marks[1] - marks[0]) / np.linalg.norm(marks[1] - marks[0])
        goal = list(marks[1] + 7.0 * outward)
    wall = float(midline_profile(bone.field, np.array([inlet_z])).wall[0])
    inlet = np.array([9.5 if first else 7.5, wall - r - 1.2, inlet_z])
    ceiling = -5.0 if first else -36.0
    lower, upper = np.array([3.0, wall - 14.0, goal[2] - 8.0]), np.array([34.0, 24.0, ceiling])
    path = tunnel(bone.field, inlet, np.array(goal), lower, upper)
    path = path[np.linspace(0, len(path) - 1, max(5, len(path) // 6)).astype(int)]
    slope = np.array([0.45, 0.25, -1.0]) if first else np.array([0.55, 0.30, -1.0])
    end = path[-1] + np.outer([10.0, 24.0], slope)
    if first:
        inside = _in_sac(spine, sac, "sacrum", (16.0, 7.0))
        recess = _world(
            spine, "sacrum", [[9.3, wall + 1.0 - r, -7.0], [9.6, wall - r - 1.0, -11.0]]
        )
        start = np.concatenate([inside, _behind_disc(spine, 8.8, r + 1.0), recess])
    else:
        inside = _in_sac(spine, sac, "sacrum", (-11.0, -20.0))
        leaving = _world(spine, "sacrum", [[6.5, wall - r - 0.8, inlet_z + 8.0]])
        start = np.concatenate([inside, leaving])
    tail = _world(spine, "sacrum", np.concatenate([path, end]))
    return _Plan(np.concatenate([start, tail]), len(inside), len(start) - (1 if first else 0))


def _behind_disc(spine: Spine, x: float, away: float) -> Points:
    """(1, 3): at `x`, this far behind the wall of the L5-S1 disc."""
    rims = (spine.plate("sacrum", "superior").rim, spine.plate("vertebra.L5", "inferior").rim)
    edge = [rim[72:][np.argmin(np.abs(rim[72:, 0] - x))] for rim in rims]
    across = np.cross(edge[1] - edge[0], [1.0, 0.0, 0.0])
    across = across / np.linalg.norm(across)
    across = across if across[1] < 0.0 else -across
    return np.asarray((0.5 * (edge[0] + edge[1]) + away * across)[None])


def _in_sac(spine: Spine, sac: SacCourse, key: str, heights: tuple[float, ...]) -> Points:
    """Places in the sac's anterior-lateral corner at heights of a bone's frame, the last furthest
    out, so that the sleeve comes up as a ridge before it parts."""
    places = np.array([[0.0, -25.0, z] for z in heights])
    way = np.maximum(sac.way_of(_world(spine, key, places)), 1.0)
    reach = np.linspace(0.82, 0.97, len(heights))
    angle = np.radians(np.linspace(*_IN_SAC_DEG, len(heights)))
    return sac.at(way, reach * np.cos(angle), reach * np.sin(angle))


def _way_points(plan: _Plan, figures: RootFigures) -> tuple[Points, Values]:
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
    swell = _eased((way - marks[1] + 4.0) / 8.0)
    radius = figures.sleeve + (figures.ramus - figures.sleeve) * swell
    start = _eased((way + 1.0) / max(marks[0], 6.0))
    end = _eased((way[-1] - way) / 18.0)
    axilla = _AXILLA * np.exp(-(((way - marks[0]) / 5.0) ** 2))
    return np.asarray((radius + axilla) * (0.5 + 0.5 * start) * (_END + (1.0 - _END) * end))


def ganglion_half_length(figures: RootFigures, radius: float) -> float:
    """Half-length of the spindle of which the published length stands out of the nerve."""
    nerve = 0.5 * (figures.sleeve + figures.ramus)
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
    radius = nerve_radius(way, np.array([origin, middle]), figures)
    half = ganglion_half_length(figures, 0.5 * figures.ganglion_width)
    near = np.abs(way - middle) < 0.5 * half
    room = float(obstacle.distance(smooth[near]).min()) - 0.36
    fat = float(
        np.clip(room, 0.5 * (figures.sleeve + figures.ramus) + 0.35, 0.5 * figures.ganglion_width)
    )
    return RootCourse(level, smooth, radius, origin, middle, fat)


def _leaves_sac(line: Points, sac: SacCourse) -> float:
    """Way at which a line's axis is outside the sac's ellipse for good."""
    way = sac.way_of(line)
    centre, posterior, half = sac.section(way)
    across = (line[:, 0] - centre[:, 0]) / half[:, 0]
    behind = np.einsum("ij,ij->i", line - centre, posterior) / half[:, 1]
    inside = (np.hypot(across, behind) < 1.0) & (way < sac.way[-1] - 0.5)
    last = int(np.flatnonzero(inside)[-1]) if inside.any() else 0
    return float(arc_length(line)[min(last + 1, len(line) - 1)])


def _way_near(line: Points, place: Points) -> float:
    return float(arc_length(line)[int(np.argmin(np.linalg.norm(line - place, axis=1)))])


def _world(spine: Spine, key: str, rows: object) -> Points:
    return spine.to_world(key, np.atleast_2d(np.asarray(rows, dtype=np.float64)))


def _eased(share: Values) -> Values:
    """Smooth step from 0 at 0 to 1 at 1."""
    t = np.clip(share, 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t))


def centre_lines(courses: Mapping[str, RootCourse]) -> dict[str, Points]:
    """Centre-lines of both sides by id, `root.L1.left` .. `root.S2.right`: (STATIONS, 3) each."""
    flip = np.array([-1.0, 1.0, 1.0])
    lines = {f"root.{level}.right": course.line for level, course in courses.items()}
    return lines | {f"root.{level}.left": c.line * flip for level, c in courses.items()}
