"""What rides on a bone that gave way goes along with it, in the world of the normal model.

Which points of a structure a bone can take along at all hardly differs from one step of a slider to
the next and is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from meshes.changed.normal import Normal
from meshes.changed.skin import ARCH, Skin, weights_on
from meshes.effects.boxes import rows_in
from meshes.effects.changes import Changes, Pull, Rows, Values, Warp
from meshes.ids import StructureId
from meshes.pose import unplaced
from meshes.surface import Points

#: Boxes round what a bone that gives way moves have their corners on steps of so much, so that
#: those of a slider's steps are alike; and round what may have grown they are so much wider, more
#: than bone grows and a capsule thickens, mm.
_STEP, _ROOM = 16.0, 12.0

#: Corners of boxes, the lower and the upper one, as numbers; none for all there is.
_Boxes = tuple[tuple[float, ...], ...]


def warped(
    normal: Normal,
    changes: Changes,
    skin: Skin,
    id: StructureId,
    points: Points,
    *,
    as_shipped: bool,
) -> Points:
    """World points (n, 3) of a structure moved with the bones that gave way, by their carriers'
    shares: all that ship, or the last n of these, each no farther from there than bone grows.
    skin: theirs. as_shipped: each is there, so that what was worked out before will do."""
    found = points
    for warp in changes.warps:
        boxes: _Boxes | None = None
        for number, carrier in enumerate(skin.carriers):
            if carrier.removesuffix(ARCH) != warp.bone:
                continue
            pose = normal.pose(warp.bone)
            if as_shipped and warp.pull is not None:
                pull = _Pulled(warp.pull.key, warp.pull)
                rows, share = _pulled(normal, skin, id, number, pull)
                if len(rows) == 0:
                    continue
                found = found.copy() if found is points else found
                found[rows] += share @ (warp.pull.by[:, None] * pose[:3, :3].T)
                continue
            if boxes is None:
                boxes = _about(warp.reach, 0.0 if as_shipped else _ROOM)
            rows, weight = _reached(normal, skin, id, number, boxes)
            if len(rows) == 0:
                continue
            if as_shipped:
                found = found.copy() if found is points else found
                crowd = _crowd(normal, warp.bone, boxes)
                found[rows] += crowd.steps(warp, (skin, id, number))
                continue
            near, step = warp.step(unplaced(pose, points[rows]))
            if len(near) == 0:
                continue
            found = found.copy() if found is points else found
            found[rows[near]] += weight[near, None] * (step @ pose[:3, :3].T)
    return found


def _about(reach: tuple[tuple[Points, Points], ...] | None, room: float) -> _Boxes:
    """Boxes that hold those of a reach and so much room round them, mm; corners on whole steps."""
    if reach is None:
        return ()
    low, high = (np.array([box[end] for box in reach]) for end in (0, 1))
    low, high = np.floor(low / _STEP) * _STEP - room, np.ceil(high / _STEP) * _STEP + room
    return tuple(map(tuple, np.concatenate([low, high], axis=1).tolist()))


@lru_cache(maxsize=512)
def _reached(
    normal: Normal, skin: Skin, id: StructureId, number: int, boxes: _Boxes
) -> tuple[Rows, Values]:
    """Rows of points of a skin, the last of a structure, that ride on one of its carriers, by its
    number, and lie in boxes of its body frame as they ship; how much of each rides on it."""
    rows, weight = weights_on(skin, number)
    if not boxes:
        return rows, weight
    points = normal.assets.meshes[id].points[-len(skin.lower) :][rows]
    pose = normal.pose(skin.carriers[number].removesuffix(ARCH))
    held = _within(unplaced(pose, points.astype(np.float64)), boxes)
    return rows[held], weight[held]


_Rider = tuple[Skin, StructureId, int]


class _Crowd:
    """All that one bone takes along, as it ships: a step of a slider asks one question for all of
    them that were asked for before, because it takes many small sums, whatever their number."""

    def __init__(self, normal: Normal, bone: str, boxes: _Boxes) -> None:
        self._normal, self._bone, self._boxes = normal, bone, boxes
        self._places: dict[_Rider, slice] = {}
        self._points, self._weight = np.zeros((0, 3)), np.zeros(0)
        self._last: tuple[Warp, Points] | None = None

    def steps(self, warp: Warp, rider: _Rider) -> Points:
        """How far the rows of `_reached` of a rider go, (n, 3) mm in the world."""
        last = self._last
        if last is None or last[0] is not warp:
            last = self._last = warp, self._steps(warp, self._points, self._weight)
        place = self._places.get(rider)
        if place is not None and place.stop <= len(last[1]):
            return last[1][place]
        points, weight = self._body(rider)
        if place is None:
            start = len(self._points)
            self._places[rider] = slice(start, start + len(points))
            self._points = np.concatenate([self._points, points])
            self._weight = np.concatenate([self._weight, weight])
        return self._steps(warp, points, weight)

    def _body(self, rider: _Rider) -> tuple[Points, Values]:
        """Points of the body frame that ride, as they ship, and how much."""
        skin, id, _ = rider
        rows, weight = _reached(self._normal, *rider, self._boxes)
        points = self._normal.assets.meshes[id].points[-len(skin.lower) :][rows]
        return unplaced(self._normal.pose(self._bone), points.astype(np.float64)), weight

    def _steps(self, warp: Warp, points: Points, weight: Values) -> Points:
        found = np.zeros(points.shape)
        near, step = warp.step(points)
        found[near] = weight[near, None] * step
        return np.asarray(found @ self._normal.pose(self._bone)[:3, :3].T)


@lru_cache(maxsize=16)
def _crowd(normal: Normal, bone: str, boxes: _Boxes) -> _Crowd:
    return _Crowd(normal, bone, boxes)


@dataclass(frozen=True, slots=True)
class _Pulled:
    """A pull, known again by its key."""

    key: tuple[object, ...]
    pull: Pull = field(compare=False)


@lru_cache(maxsize=512)
def _pulled(
    normal: Normal, skin: Skin, id: StructureId, number: int, pulled: _Pulled
) -> tuple[Rows, Points]:
    """Rows as those of `_reached` that a pull moves, and how much of it by axis of the body frame,
    (n, 3)."""
    rows, weight = weights_on(skin, number)
    points = normal.assets.meshes[id].points[-len(skin.lower) :][rows].astype(np.float64)
    pose = normal.pose(skin.carriers[number].removesuffix(ARCH))
    share = weight[:, None] * pulled.pull.share(unplaced(pose, points))
    moved = share.any(axis=1)
    return rows[moved], share[moved]


def _within(points: Points, boxes: _Boxes) -> npt.NDArray[np.bool_]:
    """Which points (n, 3) lie in one of several boxes."""
    found = np.zeros(len(points), np.bool_)
    for box in boxes:
        found[rows_in(points, np.array(box[:3]), np.array(box[3:]))] = True
    return found
