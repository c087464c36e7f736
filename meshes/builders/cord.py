"""The end of the cord (conus medullaris) and the thread that anchors it (filum terminale)."""

from __future__ import annotations

import numpy as np

from meshes.bone import Bone
from meshes.builders.route import Obstacle, Values, relaxed
from meshes.builders.sac import SacCourse
from meshes.builders.tube import arc_length, resampled, tube
from meshes.landmarks import midline_profile
from meshes.nerves import NerveFigures
from meshes.pose import endplate
from meshes.spine import Spine
from meshes.surface import Points, Surface

_STATIONS = 40
_SIDES = 24
_FILUM_STATIONS = 90
_FILUM_SIDES = 8
# The cord lies a little anterior in the sac while standing (share of the sac's half-depth).
CORD_ANTERIOR = 0.10
_FILUM_BEHIND = 0.30


def tip_way(spine: Spine, course: SacCourse, figures: NerveFigures) -> float:
    """Way along the sac of the conus's tip: a share of the height of L1."""
    bone = spine.bones["vertebra.L1"]
    top, bottom = (float(endplate(bone, side).rim[72, 2]) for side in ("superior", "inferior"))
    height = bottom + figures.conus.tip_share * (top - bottom)
    place = spine.to_world("vertebra.L1", np.array([[0.0, -25.0, height]]))
    return float(course.way_of(place)[0])


def cord_half_axes(way: Values, tip: float, figures: NerveFigures) -> Values:
    """Half-width and half-depth of the cord at ways along the sac: (n, 2); 0 beyond the tip."""
    left = np.clip((tip - way) / figures.conus.taper, 0.0, 1.0)
    # Full like a candle flame rather than straight like a cone.
    share = left**0.75 * (1.0 + 0.25 * (1.0 - left))
    return np.asarray(0.5 * share[:, None] * np.array([figures.conus.width, figures.conus.depth]))


def build_conus(course: SacCourse, tip: float, figures: NerveFigures) -> Surface:
    """`conus-medullaris`: from a little above the sac's cut end to the tip."""
    way = np.linspace(-figures.conus.above_sac, tip - 0.3, _STATIONS)
    thread = 0.5 * figures.filum.diameter_start
    half = np.maximum(cord_half_axes(way, tip, figures), thread)
    return tube(cord_axis(course, way), half, _SIDES, caps=(0.12, 1.0))


def cord_axis(course: SacCourse, way: Values) -> Points:
    """Centre of the cord at ways along the sac, which may lie above its upper end: (n, 3)."""
    inside = course.at(np.maximum(way, 0.0), np.zeros(len(way)), np.full(len(way), -CORD_ANTERIOR))
    ahead = course.at(np.array([0.0, 2.0]), np.zeros(2), np.full(2, -CORD_ANTERIOR))
    upward = (ahead[0] - ahead[1]) / np.linalg.norm(ahead[0] - ahead[1])
    return np.asarray(inside + np.maximum(-way, 0.0)[:, None] * upward)


def build_filum(
    spine: Spine,
    course: SacCourse,
    tip: float,
    obstacle: Obstacle,
    figures: NerveFigures,
    coccyx: Bone | None = None,
) -> Surface:
    """`filum-terminale`: from the tip through the sac and the sacral canal to the coccyx."""
    line = _filum_line(spine, course, tip, obstacle, figures, coccyx)
    share = arc_length(line) / arc_length(line)[-1]
    start, end = figures.filum.diameter_start, figures.filum.diameter_end
    radius = 0.5 * np.interp(share, [0.0, 0.5, 1.0], [start, end, end])
    return tube(line, radius, _FILUM_SIDES, cap_rings=2)


def _filum_line(
    spine: Spine,
    course: SacCourse,
    tip: float,
    obstacle: Obstacle,
    figures: NerveFigures,
    coccyx: Bone | None,
) -> Points:
    """In the sac a little posterior, then down the sacral canal, the ends on the mid-line."""
    way = np.linspace(tip - 0.5, course.way[-1] - 1.0, 30)
    behind = _FILUM_BEHIND * np.clip((way - tip) / 40.0, 0.0, 1.0)
    behind -= CORD_ANTERIOR * np.clip(1.0 - (way - tip) / 25.0, 0.0, 1.0)
    inside = course.at(way, np.zeros(len(way)), behind)
    places = np.concatenate([inside, _canal_line(spine, inside[-1]), _coccyx_line(spine, coccyx)])
    line = resampled(places[_advancing(places)], _FILUM_STATIONS)
    line[:, 0] = 0.0
    radius = np.full((1, len(line)), 0.5 * figures.filum.diameter_end)
    settled = relaxed(line[None], line[None], radius, obstacle, 0.5, 60)[0]
    settled[:, 0] = 0.0
    return np.asarray(settled)


def _canal_line(spine: Spine, start: Points) -> Points:
    """Middle of the sacral canal from below a place of the world down to the hiatus."""
    bone = spine.bones["sacrum"]
    first = float(spine.to_body("sacrum", start[None])[0, 2]) - 8.0
    lowest = float(bone.surface.points[:, 2].min()) + 6.0
    heights = np.arange(first, lowest, -6.0)
    heights = heights[_has_bone(bone, heights)]
    profile = midline_profile(bone.field, heights)
    behind = np.where(
        np.isfinite(profile.dorsal), 0.5 * (profile.dorsal + profile.wall), profile.wall - 1.4
    )
    # Where the canal has run out, the scan may have met the back of the bone further off.
    behind = np.maximum(behind, profile.wall - 4.0)
    rows = np.stack([np.zeros(len(heights)), behind, heights], axis=1)
    return np.asarray(spine.to_world("sacrum", rows))


def _coccyx_line(spine: Spine, coccyx: Bone | None) -> Points:
    """Down the dorsal surface of the first coccygeal segment, where the thread is anchored."""
    if coccyx is None:
        return np.zeros((0, 3), dtype=np.float64)
    top, low = coccyx.surface.points[:, 2].max(), coccyx.surface.points[:, 2].min()
    heights = np.linspace(top - 3.0, top - 0.45 * (top - low), 4)
    profile = midline_profile(coccyx.field, heights)
    rows = np.stack([np.zeros(4), profile.wall - 1.0, heights], axis=1)
    return np.asarray(spine.to_world("sacrum", rows))


def _has_bone(bone: Bone, heights: Values) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Heights at which the mid-line crosses bone."""
    y = np.arange(bone.field.upper[1], bone.field.origin[1], -1.0)
    rows = np.stack([a.ravel() for a in np.meshgrid(heights, y, indexing="ij")], axis=1)
    places = np.insert(rows[:, ::-1], 0, 0.0, axis=1)
    return np.asarray((bone.field.distance(places).reshape(len(heights), -1) < -0.3).any(axis=1))


def _advancing(places: Points) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Numbers of the places that go on downward from the one before by more than 1 mm."""
    kept = [0]
    for k in range(1, len(places)):
        if places[kept[-1], 2] - places[k, 2] > 1.0:
            kept.append(k)
    return np.array(kept)
