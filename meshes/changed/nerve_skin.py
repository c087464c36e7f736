"""Who carries the roots: the pedicle they hug, the bone below where they lie on it, and between the
two whichever is nearer.

Height over a disc alone would leave a root behind under its own pedicle where the disc leans or the
column comes down. Arches do not hold roots: one that came loose leaves them where they are.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from meshes.changed.normal import Normal
from meshes.changed.roots import RootCourses, normal_courses, tube_stations
from meshes.changed.skin import Shares, Skin
from meshes.effects.changes import COLUMN, LEVELS, Values
from meshes.effects.steering import part_of
from meshes.ids import StructureId
from meshes.pose import unplaced
from meshes.surface import Points

#: Heights over a disc's middle between which what is far from bone changes carriers, mm, and those
#: between which nearness to the bone above begins to count.
_CANAL, _BESIDE = (0.0, 22.0), (-16.0, 2.0)
#: A root whose middle is this near to a bone is held by it, one that far away by none, mm.
_HELD, _FREE = 4.0, 6.8
#: How much more the nearer of two bones holds a root: under its own pedicle it goes with that one.
_KEEN = 5
#: Heights over the last disc between which what passes before it changes carriers, mm, and the root
#: that does.
_PASSING, _BEFORE_THE_PELVIS = (-32.0, 36.0), ".L4."
#: The trunk rides as the L5 root as near to it as this, and as the L4 root from there on, mm.
_JOINED = (3.0, 8.0)
#: Stations over which shares are evened out along a root.
_EVEN = 4.2


@lru_cache(maxsize=2)
def course_skin(normal: Normal) -> Skin:
    """Carriers of all stations of all roots, in the order of `RootCourses.lines`, flattened."""
    from scipy.ndimage import gaussian_filter1d

    courses = normal_courses(normal)
    shape = courses.lines.shape[:2]
    is_free = np.array([_BEFORE_THE_PELVIS in name for name in courses.names])
    flat = courses.lines.reshape(-1, 3)
    whole = _whole(normal, flat, np.repeat(is_free, shape[1])).reshape(shape)
    even = gaussian_filter1d(whole, _EVEN, axis=1, mode="nearest")
    return _skin_of_whole(even.reshape(-1))


def tube_skin(normal: Normal, id: StructureId) -> Skin:
    """Carriers of the mesh of a root, a ganglion or the trunk they join: those of the station each
    point belongs to, so that no tube is crushed where they change."""
    courses: RootCourses = normal_courses(normal)
    points = normal.assets.meshes[id].points.astype(np.float64)
    if id.kind == "lumbosacral-trunk":
        return _trunk_skin(normal, id, points, courses)
    stations = np.asarray(tube_stations(id, len(points), courses, points), dtype=np.intp)
    row = courses.row(f"root.{id.level_text}.{id.side}")
    all_, at = course_skin(normal), row * courses.lines.shape[1] + stations
    return Skin(all_.lower[at], all_.upper[at], all_.share[at], all_.carriers)


def _trunk_skin(normal: Normal, id: StructureId, points: Points, courses: RootCourses) -> Skin:
    """It goes on from the ends of two roots and rides as they do: beside the lower one as that."""
    free = _whole(normal, points, np.ones(len(points), bool))
    held = _whole(normal, points, np.zeros(len(points), bool))
    lower = courses.lines[courses.row(f"root.L5.{id.side}")]
    away = np.linalg.norm(points[:, None] - lower[None], axis=2).min(axis=1)
    return _skin_of_whole(held + _eased((away - _JOINED[0]) / np.ptp(_JOINED)) * (free - held))


def _whole(normal: Normal, points: Points, is_free: npt.NDArray[np.bool_]) -> Values:
    """Number of the carrier in COLUMN as a real number: 4.25 is three parts L4, one part L5.

    is_free: points of what passes in front of the last disc into the pelvis, (n,).
    """
    found = np.full(len(points), float(len(COLUMN) - 1))
    for k in range(len(LEVELS) - 1, -1, -1):
        height = unplaced(normal.disc_frames[LEVELS[k]], points)[:, 2]
        passing = is_free & (k == len(LEVELS) - 1)
        rows = np.flatnonzero((height > _BESIDE[0]) & ~passing)
        if len(rows):
            found[rows] = k + 1.0 - _share(normal, k, points[rows], height[rows])
        rows = np.flatnonzero(passing)
        # straight, not eased: what hangs free between two bones is drawn taut, it does not bulge
        share = (height[rows] - _PASSING[0]) / np.ptp(_PASSING)
        found[rows] = k + 1.0 - np.clip(share, 0.0, 1.0)
    return found


def _share(normal: Normal, k: int, points: Points, height: Values) -> Values:
    """Share of the bone above disc k at points above its lower bone."""
    by_height = _eased((height - _CANAL[0]) / (_CANAL[1] - _CANAL[0]))
    upper, lower = COLUMN[k], COLUMN[k + 1]
    up = np.maximum(part_of(normal, upper, "body" if k else "").distance(points), 0.1)
    low = part_of(normal, lower, "" if lower == "sacrum" else "body").distance(points)
    low = np.maximum(low, 0.1)
    by_nearness = low**_KEEN / (low**_KEEN + up**_KEEN)
    held = 1.0 - _eased((np.minimum(up, low) - _HELD) / (_FREE - _HELD))
    held = held * _eased((height - _BESIDE[0]) / (_BESIDE[1] - _BESIDE[0]))
    # above the disc by far everything is with the bone above
    held = held * (1.0 - _eased((height - 14.0) / 8.0))
    return np.asarray((1.0 - held) * by_height + held * by_nearness)


def _skin_of_whole(whole: Values) -> Skin:
    lower = np.ceil(whole - 1e-6).astype(np.int8)
    upper = np.maximum(lower - 1, 0).astype(np.int8)
    share: Shares = (lower - whole).clip(0.0, 1.0).astype(np.float32)
    return Skin(lower, upper, share, COLUMN)


def _eased(share: Values) -> Values:
    held = np.clip(share, 0.0, 1.0)
    return np.asarray(held * held * (3.0 - 2.0 * held))
