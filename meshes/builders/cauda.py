"""The cauda equina: a dorsal and a ventral strand per root and side, sorted as in life.

The next root to leave lies lateral and anterior, the sacral ones medial and posterior (Wall 1990).
All strands are laid out in the sac's own frame, kept apart, and mirrored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from meshes.builders.cord import CORD_ANTERIOR, cord_half_axes
from meshes.builders.root_course import RootCourse
from meshes.builders.route import Values, eased
from meshes.builders.sac import SacCourse
from meshes.builders.tube import tubes
from meshes.nerves import NerveFigures
from meshes.surface import Points, Surface, merged, mirrored

STATIONS = 50
SIDES = 6
# Where strands leave the cord, as shares of the way from the sac's upper end to the conus's tip:
# lumbar roots leave the cord above the picture, so they enter with it.
_LEAVE = {
    "L2": 0.0,
    "L3": 0.0,
    "L4": 0.0,
    "L5": 0.08,
    "S1": 0.25,
    "S2": 0.42,
    "S3": 0.56,
    "S4": 0.70,
    "S5": 0.82,
    "Co": 0.92,
}
# Where the strands below S2 end: shares of the way from the S1 endplate's level to the sac's tip.
_END = {"S3": 0.80, "S4": 0.88, "S5": 0.93, "Co": 0.97}
_ROUNDS = 90


@dataclass(frozen=True, slots=True)
class Strand:
    """One strand of the right side: its root, radius and stretch along the sac (mm of way)."""

    root: str
    ventral: bool
    radius: float
    start: float
    end: float


def build_cauda(
    course: SacCourse, roots: Mapping[str, RootCourse], tip: float, figures: NerveFigures
) -> Surface:
    """`cauda-equina`: all strands of both sides as one surface of many closed tubes."""
    strands = strands_of(course, roots, tip, figures)
    lines = strand_lines(strands, course, roots, tip, figures)
    radii = np.array([strand.radius for strand in strands])[:, None] * np.ones(STATIONS)
    right = merged(tubes(lines, radii, SIDES, cap_rings=1, caps=(0.4, 0.4)))
    return merged([right, mirrored(right)])


def strands_of(
    course: SacCourse, roots: Mapping[str, RootCourse], tip: float, figures: NerveFigures
) -> list[Strand]:
    """The right side's strands, from superior to inferior root, dorsal before ventral."""
    cauda = figures.cauda
    sleeve = {level: float(course.way_of(root.line[:1])[0]) for level, root in roots.items()}
    found = []
    for root, diameter in zip(cauda.roots, cauda.diameter, strict=True):
        if root in sleeve:
            end = sleeve[root]
        else:
            end = sleeve["S2"] + _END[root] * (course.way[-1] - 1.5 - sleeve["S2"])
        start = 0.8 + _LEAVE[root] * (tip - 0.8)
        for ventral in (False, True):
            radius = 0.5 * diameter * (cauda.ventral_share if ventral else 1.0)
            found.append(Strand(root, ventral, radius, start, end))
    return found


def strand_lines(
    strands: list[Strand],
    course: SacCourse,
    roots: Mapping[str, RootCourse],
    tip: float,
    figures: NerveFigures,
) -> Points:
    """Centre-lines of the strands, (k, STATIONS, 3), world frame."""
    levels = np.linspace(0.0, float(course.way[-1]), 140)
    wanted = np.stack([_slot(strand, strands, levels, figures) for strand in strands])
    half = course.section(levels)[2] * _room(course, levels)[:, None]
    wanted *= half
    wanted = _joined(wanted, strands, levels, course, roots, half)
    placed = _kept_apart(wanted, strands, levels, half, tip, figures)
    placed = _sprung_from_cord(placed, strands, levels, half, tip, figures)
    lines = []
    for strand, places in zip(strands, placed, strict=True):
        way = np.linspace(strand.start, strand.end, STATIONS)
        across, behind = (np.interp(way, levels, places[:, k]) for k in range(2))
        full = course.section(way)[2]
        lines.append(course.at(way, across / full[:, 0], behind / full[:, 1]))
    return np.stack(lines)


def _slot(strand: Strand, strands: list[Strand], levels: Values, figures: NerveFigures) -> Values:
    """Wanted place at each level, in half-axes of the sac: (n, 2), across and behind."""
    cauda = figures.cauda
    ends = {other.root: other.end for other in strands}
    above = [end for root, end in ends.items() if end < strand.end - 0.1 and root != strand.root]
    # Roots still to leave before this one; a root that leaves frees its slot over `slide`.
    rank = np.zeros(len(levels))
    for end in above:
        rank += 1.0 - eased((levels - end + 0.5 * cauda.slide) / cauda.slide)
    share = 1.0 - np.exp(-rank / 3.2)
    angle = np.radians(cauda.first_deg + (cauda.last_deg - cauda.first_deg) * share)
    reach = cauda.first_reach + (cauda.last_reach - cauda.first_reach) * share
    if strand.ventral:
        angle = angle - np.radians(15.0)
        reach = reach * 0.93
    return np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=1)


def _joined(
    wanted: Values,
    strands: list[Strand],
    levels: Values,
    course: SacCourse,
    roots: Mapping[str, RootCourse],
    half: Values,
) -> Values:
    """The last 16 mm of each strand lead into the beginning of its root's sleeve."""
    found = wanted.copy()
    for k, strand in enumerate(strands):
        root = roots.get(strand.root)
        if root is None:
            continue
        begin = root.line[:1]
        centre, posterior, _ = course.section(course.way_of(begin))
        place = np.array([begin[0, 0], float((begin[0] - centre[0]) @ posterior[0])])
        place = place + np.array([0.0, -0.35 if strand.ventral else 0.35]) * root.radius[0]
        share = eased((levels - strand.end + 16.0) / 16.0)[:, None]
        found[k] = (1.0 - share) * found[k] + share * place
    return found


def _sprung_from_cord(
    placed: Values,
    strands: list[Strand],
    levels: Values,
    half: Values,
    tip: float,
    figures: NerveFigures,
) -> Values:
    """Strands that begin below the cut end of the cord rise out of its surface over 9 mm."""
    found = placed.copy()
    shift = np.array([0.0, -CORD_ANTERIOR]) * half
    for k, strand in enumerate(strands):
        if _LEAVE[strand.root] == 0.0:
            continue
        core = np.maximum(cord_half_axes(np.array([strand.start]), tip, figures)[0], 0.3)
        begin = np.array([np.interp(strand.start, levels, placed[k][:, j]) for j in range(2)])
        offset = begin - np.array([0.0, float(np.interp(strand.start, levels, shift[:, 1]))])
        surface = begin + (0.75 / max(float(np.linalg.norm(offset / core)), 0.3) - 1.0) * offset
        share = eased((levels - strand.start) / 9.0)[:, None]
        found[k] = (1.0 - share) * surface + share * placed[k]
    return found


def _kept_apart(
    wanted: Values,
    strands: list[Strand],
    levels: Values,
    half: Values,
    tip: float,
    figures: NerveFigures,
) -> Values:
    """Strands moved aside where they would overlap each other, the cord or the sac's wall."""
    places = wanted.copy()
    radius = np.array([strand.radius for strand in strands])
    alive = np.array([(levels >= s.start - 2) & (levels <= s.end + 2) for s in strands])
    joining = np.array([eased((levels - s.end + 10.0) / 10.0) for s in strands])
    free = (1.0 - joining)[..., None]
    apart = 0.92 * (radius[:, None] + radius[None])[..., None]
    both = alive[:, None] & alive[None] & ~np.eye(len(strands), dtype=bool)[..., None]
    cord = cord_half_axes(levels, tip, figures)
    for _ in range(_ROUNDS):
        gap = places[:, None] - places[None]
        away = np.maximum(np.linalg.norm(gap, axis=3), 1e-3)
        push = np.where(both, np.maximum(apart - away, 0.0) / away, 0.0)
        step = 0.35 * (push[..., None] * gap).sum(axis=1) + 0.04 * (wanted - places)
        places += np.clip(step, -0.4, 0.4) * free
        places = _smoothed(places, free)
        _confine(places, radius, half, cord, free)
    return places


def _confine(places: Values, radius: Values, half: Values, cord: Values, free: Values) -> None:
    """Push places (in mm, in place) inside the sac, outside the cord and off the mid-line."""
    limit = np.maximum(half[None] - radius[:, None, None] - 0.35, 0.2)
    out = np.maximum(np.linalg.norm(places / limit, axis=2, keepdims=True), 1e-6)
    places *= 1.0 + (np.minimum(1.0, 1.0 / out) - 1.0) * free
    shift = np.array([0.0, CORD_ANTERIOR]) * half[:, 1:]
    core = cord[None] + radius[:, None, None] + 0.05
    near = np.linalg.norm((places + shift) / core, axis=2, keepdims=True)
    blocked = (near < 1.0) & (cord[None, :, :1] > 0.05)
    scaled = (places + shift) / np.maximum(near, 0.05) - shift
    places += np.where(blocked, scaled - places, 0.0) * 0.5
    # The strands of the other side are the mirror image, so none may cross the mid-line; the
    # terminal thread lies there too.
    nearest = radius[:, None] + 0.3
    places[..., 0] = np.maximum(places[..., 0], nearest)


def _smoothed(places: Values, free: Values) -> Values:
    """One round of smoothing along the strands: no sharp turns where they give way."""
    found = places.copy()
    mean = 0.5 * (places[:, :-2] + places[:, 2:])
    found[:, 1:-1] += 0.45 * (mean - places[:, 1:-1]) * free[:, 1:-1]
    return found


def _room(course: SacCourse, levels: Values) -> Values:
    """Share of the ellipse that is left all round at each level, where bone narrows the sac."""
    return np.asarray(np.interp(levels, course.way, course.reach.mean(axis=1)))
