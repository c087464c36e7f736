"""The iliolumbar ligaments: from the tips of L5's transverse processes to the iliac crests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyvista as pv

from meshes.builders.sheet import SUNK, fibres, rounded, settled, slab, striped
from meshes.builders.span import WRAP
from meshes.field import triangle_distance
from meshes.ligaments import IliolumbarFigures, ligament_figures
from meshes.marching import march
from meshes.spine import Spine
from meshes.surface import Points, Surface, mirrored

Values = npt.NDArray[np.float64]

KEY = "vertebra.L5"
COLUMNS = 17
FREE = 24
# It starts this far medial to the tip, wrapped round it; its fibres sag by this much on their way.
_INSET = 4.0
_SAG = 1.6
_RELIEF = 0.22
# The tip of the process is less high than the band is wide.
_WIDTH_TIP = 0.72
_FALL = 3.0
_SAFETY = 14.0
# The hip bone is looked for within this distance of the band's usual end.
_APPROACH = 12.0


def build_iliolumbar(spine: Spine, hip: Surface | None = None) -> dict[str, Surface]:
    """`iliolumbar-ligament.left` and `.right`, closed, in the world.

    hip: the right hip bone in the world; the band ends on it, else at the figure for its place.
    """
    right = _build(spine, ligament_figures().iliolumbar, hip)
    return {"iliolumbar-ligament.left": mirrored(right), "iliolumbar-ligament.right": right}


@dataclass(frozen=True, slots=True)
class _Course:
    """The band's course: start and length, directions along, upward and through it; and by row
    the share of the way (0 in the rows wrapped round the tip) and the width."""

    start: Points
    length: float
    way: Points
    height: Points
    through: Points
    rows: Values
    width: Values


def _build(spine: Spine, figures: IliolumbarFigures, hip: Surface | None) -> Surface:
    course = _course(spine, figures)
    rows = course.rows
    aside = np.linspace(-1.0, 1.0, COLUMNS)
    thick = 0.5 * figures.thickness * rounded(COLUMNS, 0.12, 2.4)
    # At the crest it thins out to half, fanned over the lip.
    along = np.interp(rows, [0.0, 0.3, 0.9, 1.0], [0.9, 1.0, 0.7, 0.4])
    cover = np.concatenate([WRAP, np.ones(FREE - 1), [0.5]])
    bundles = np.outer(aside, np.full(len(rows), 6.5))
    ridge = _RELIEF * fibres(bundles, rows * course.length) * np.clip(4.0 * rows, 0.0, 1.0)
    half = np.maximum(thick[:, None] * along + ridge, 0.12) * cover
    aside = 0.5 * np.outer(aside, course.width)
    faces = [_face(spine, course, aside, sign * half, hip) for sign in (1.0, -1.0)]
    return slab(faces[0], faces[1], striped(bundles, rows * course.length, 0.24))


def _course(spine: Spine, figures: IliolumbarFigures) -> _Course:
    tip = spine.to_world(KEY, spine.bones[KEY].landmarks["transverse-tip.right"][None])[0]
    goal = np.array(figures.insertion)
    way = (goal - tip) / np.linalg.norm(goal - tip)
    height = np.array([0.0, 0.0, 1.0]) - way * way[2]
    height = height / np.linalg.norm(height)
    start = tip - _INSET * way
    rows = np.concatenate([np.zeros(len(WRAP)), np.arange(1, FREE + 1) / FREE])
    width = figures.width * np.interp(rows, [0.0, 0.45, 1.0], _widths(figures))
    length = float(np.linalg.norm(goal - start))
    return _Course(start, length, way, height, np.cross(height, way), rows, width)


def _face(spine: Spine, course: _Course, aside: Values, off: Values, hip: Surface | None) -> Points:
    """One face of the band, (columns, rows, 3), at places `aside` in its plane and `off` it."""
    offset = aside[:, :, None] * course.height + off[:, :, None] * course.through
    wrapped = course.start + _SAFETY * course.way + offset[:, : len(WRAP)]
    first = _onset(spine, wrapped, course.way)
    last = _end(hip, course, offset[:, -1])
    free = course.rows[len(WRAP) :]
    line = first[:, -1:] + free * (last[:, None] - first[:, -1:])
    reach = np.concatenate([first, line], axis=1)
    sag = -_SAG * 4.0 * course.rows * (1.0 - course.rows)
    points = course.start + offset + reach[:, :, None] * course.way + sag[:, None] * course.height
    return settled(points.reshape(-1, 3), spine, (KEY,), SUNK).reshape(points.shape)


def _end(hip: Surface | None, course: _Course, offset: Points) -> Values:
    """How far along the band its end lies, by column: on the hip bone, where a ray meets it."""
    last = np.full(len(offset), course.length)
    if hip is None:
        return last
    solid = pv.PolyData.from_regular_faces(hip.points, hip.triangles)
    starts = course.start + offset + (course.length - _APPROACH) * course.way
    ways = np.broadcast_to(course.way, starts.shape)
    met, hit = march(
        lambda points: triangle_distance(solid, points), starts, ways, 2.0 * _APPROACH, -SUNK
    )
    found = course.length - _APPROACH + (met - starts) @ course.way
    found = np.where(hit, found, np.nan)
    sound = ~np.isnan(found)
    columns = np.arange(len(found))
    return np.interp(columns, columns[sound], found[sound]) if sound.any() else last


def _widths(figures: IliolumbarFigures) -> list[float]:
    """Width at the tip, amid the band and on the crest, as shares of the band's own."""
    return [_WIDTH_TIP, 1.0, figures.width_crest / figures.width]


def _onset(spine: Spine, starts: Points, way: Points) -> Values:
    """How far along the band the process ends at each place of its first rows: (columns, k)."""
    met, hit = march(
        lambda p: spine.distance(p, (KEY,)), starts.reshape(-1, 3), -way, _SAFETY + _FALL, -SUNK
    )
    found = (met - starts.reshape(-1, 3)) @ way + _SAFETY
    found = np.where(hit, found, -_FALL).reshape(starts.shape[:2])
    return np.asarray(np.maximum(found, found.max() - _INSET - _FALL))
