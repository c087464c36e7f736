"""How much of a foramen is free now: its normal sections, carried by the bones, and what of them is
not taken up.

Nothing is looked for anew: the same places are asked at every step, so that what only narrows
reads as narrower, and what opens as wider.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from meshes.builders.foramen import ForamenSize, Section, foramen_sections, long_axis, size_of
from meshes.builders.plane_cut import PlaneCut
from meshes.changed.bounds import has_foramen
from meshes.changed.flavum import slack
from meshes.changed.normal import Normal
from meshes.changed.shape import Changed
from meshes.changed.skin import carried, foramen_skin
from meshes.effects.changes import NONE, Values, bones_of
from meshes.ids import StructureId
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, placed, unplaced
from meshes.spine import Spine
from meshes.surface import Points, Surface

_FLIP = np.array([-1.0, 1.0, 1.0])
#: Between the places asked, mm; and how far beyond its normal edge a foramen can gain room where
#: bone or soft parts are taken away.
_STEP, _GAIN = 0.6, 4.0
#: A height counts from so much free width on, mm: the tip of a cleft is no room for a nerve.
_ROOM = 1.0
#: Beyond so much of the end plate (Meyerding III on) a slip leaves no foramen to be measured: what
#: lay between two pedicles is drawn out between a pedicle and none. Chosen.
_OVER = 0.505
#: Levels of the superior third, where the ganglion lies, at which the width is taken.
_LEVELS = 8


@dataclass(frozen=True, eq=False, slots=True)
class _Window:
    """A section of a normal right foramen: places (rows, columns, 3) from inferior to superior and
    from posterior to anterior, world. counts: (rows, columns) which of them count: free ones within
    the edge, and taken ones that could come free; within: the former alone. along: (rows, columns)
    mm along its long axis. axis: that one's direction (y, z). third: where on that its superior
    third begins and ends. free: (rows, columns) share that is free in the normal model. size: its
    normal size. is_usual: it is the narrowest one there."""

    places: Points
    counts: npt.NDArray[np.bool_]
    within: npt.NDArray[np.bool_]
    along: Values
    axis: Values
    third: tuple[float, float]
    free: Values
    size: ForamenSize
    is_usual: bool


@dataclass(frozen=True, slots=True)
class _Room:
    """What is free of a section: area mm2, height and width in mm."""

    area: float
    height: float
    width: float


def foramen_now(changed: Changed, level: str, side: str) -> ForamenSize | None:
    """Size of a foramen, soft parts included: the area where it is narrowest now, height and width
    in the section that is narrowest in the normal model. None at a level without foramina, where
    its joint was taken or both bones have united, and where the bone above slid so far that its
    pedicles stand over those below no more."""
    windows = _windows(changed.normal, level)
    if windows is None or _slid(changed, level) > _OVER or not has_foramen(changed, level, side):
        return None
    soft = _soft(changed, level, side)
    left = [_left(changed, level, side, window, soft) for window in windows]
    usual = next(room for room, window in zip(left, windows, strict=True) if window.is_usual)
    return ForamenSize(usual.height, usual.width, min(room.area for room in left))


def _slid(changed: Changed, level: str) -> float:
    """How far the bone above a disc slid along the end plate below, forwards or backwards: a share
    of that one's depth."""
    upper, lower = bones_of(level)
    plates = changed.normal.bones[upper].inferior, changed.normal.bones[lower].superior
    if plates[0] is None or plates[1] is None or level not in changed.changes.joints:
        return 0.0
    corner = placed(changed.normal.pose(upper), plates[0].rim[[RIM_POSTERIOR]])
    shift = (placed(changed.changes.joints[level], corner) - corner)[0]
    depth = np.linalg.norm(plates[1].rim[RIM_ANTERIOR] - plates[1].rim[RIM_POSTERIOR])
    return abs(float(shift @ changed.normal.disc_frames[level][:3, 1])) / float(depth)


def is_opened(changed: Changed) -> bool:
    """Whether anything was taken away that bounded a room; a pars that gave way takes nothing."""
    return bool(changed.gone) or any(cut.kind != "pars-defect" for cut in changed.changes.cuts)


def _left(
    changed: Changed, level: str, side: str, window: _Window, soft: Mapping[str, Surface]
) -> _Room:
    """A section's room now: the normal one, and what was gained or lost at the places that count,
    where the bones carry them."""
    shape = window.places.shape
    places = window.places * (_FLIP if side == "left" else 1.0)
    flat = places.reshape(-1, 3)
    if changed.moves:
        flat = carried(foramen_skin(changed.normal, flat), flat, changed.moves)
    free = np.zeros(shape[:2])
    # at its edge a foramen gains room where something is taken away, not where bones slide
    opened = is_opened(changed)
    counts = window.counts if opened else window.within
    # one that lies on bone that grew does not give way
    is_firm = opened or bool(changed.changes.growths)
    yields = 0.0 if is_firm else slack(changed.changes, level, side)
    free[counts] = _free(changed, level, flat[counts.ravel()], soft, yields)
    if not opened:
        free = np.minimum(free, window.free)
    now = _room(_upright(changed, level, flat).reshape(shape), free, window)
    usual = _room(places, np.where(counts, window.free, 0.0), window)
    size = window.size
    return _Room(
        max(size.area + now.area - usual.area, 0.0),
        max(size.height + now.height - usual.height, 0.0),
        max(size.width + now.width - usual.width, 0.0),
    )


def _room(places: Points, free: Values, window: _Window) -> _Room:
    """Room of free shares of places (rows, columns, 3) wherever these are now."""
    y, z = places[..., 1], places[..., 2]
    (y_up, y_on), (z_up, z_on) = np.gradient(y), np.gradient(z)
    cell = free * np.abs(y_on * z_up - y_up * z_on)
    wide = (free * np.hypot(y_on, z_on)).sum(axis=1)
    tall = np.abs(np.where(window.counts, z_up, 0.0)).sum(axis=1)
    tall /= np.maximum(window.counts.sum(axis=1), 1)
    # one that is drawn out aslant is narrower across, however long it has become; and one that is
    # drawn out straight no wider
    (y_way, z_way), (low, high) = window.axis, window.third
    drawn = np.hypot(y_way * y_on + z_way * y_up, y_way * z_on + z_way * z_up) / _STEP
    across = np.minimum(cell / np.maximum(drawn, 1.0), free * _STEP**2)
    edges = np.linspace(low, high, _LEVELS + 1)
    # lines across the long axis, as thick as they lie apart
    number = np.digitize(window.along, edges) - 1
    lines = [float(across[number == k].sum()) for k in range(_LEVELS)]
    height = float((np.minimum(wide / _ROOM, 1.0) * tall).sum())
    return _Room(float(cell.sum()), height, max(lines) / float(edges[1] - edges[0]))


def _free(
    changed: Changed,
    level: str,
    points: Points,
    soft: Mapping[str, Surface],
    yields: float = 0.0,
) -> Values:
    """Share of the surroundings of each place (n, 3) that neither bone nor soft parts take: (n,)
    0..1. soft: by id, upright; yields: so deep a flavum gives way, mm."""
    away = np.minimum(*(changed.posed.distance_to(key, points) for key in bones_of(level)))
    open_ = np.flatnonzero(away > -0.5 * _STEP)
    if len(open_):
        here = _upright(changed, level, points)
        here, middle = here[open_], float(here[:, 0].mean())
        flava = [part for id, part in soft.items() if id.startswith("ligamentum-flavum")]
        others = [part for id, part in soft.items() if not id.startswith("ligamentum-flavum")]
        away[open_] = np.minimum(away[open_], PlaneCut.of(others, middle).distance(here))
        away[open_] = np.minimum(away[open_], PlaneCut.of(flava, middle).distance(here) + yields)
    return np.asarray(np.clip(0.5 + away / _STEP, 0.0, 1.0))


def _upright(changed: Changed, level: str, points: Points) -> Points:
    """Places (n, 3) as they lie about the lower bone where that one stands in the normal model: a
    foramen is no narrower for a column that leans, nor are its soft parts cut aslant."""
    move = changed.moves.get(bones_of(level)[1])
    return points if move is None else unplaced(move, points)


def _soft(changed: Changed, level: str, side: str) -> dict[str, Surface]:
    """Soft parts that bound a foramen, and pieces of disc in it, by id, upright."""
    found = soft_parts(
        changed,
        f"disc.{level}",
        f"facet.{level}.capsule.{side}",
        f"ligamentum-flavum.{level}.{side}",
        f"herniation.{level}",
    )
    return {
        id: replace(part, points=_upright(changed, level, part.points))
        for id, part in found.items()
    }


def soft_parts(changed: Changed, *names: str) -> dict[str, Surface]:
    """Those of these structures that are there, as they are now, by id."""
    found = {}
    for id in map(StructureId, names):
        there = id in changed.normal.assets.meshes or id in changed.made
        if there and id not in changed.gone:
            mesh = changed.mesh(id)
            points = mesh.points.astype(np.float64)
            found[str(id)] = Surface(points, mesh.triangles, mesh.normals, mesh.shade)
    return found


@lru_cache(maxsize=8)
def _windows(normal: Normal, level: str) -> tuple[_Window, ...] | None:
    """The sections of a normal right foramen, from medial to lateral; None for a level without."""
    still = Changed(normal, NONE)
    soft = _soft(still, level, "right")
    upper, lower = bones_of(level)
    bones = {key: normal.bones[key] for key in (upper, lower)}
    spine = Spine(bones, {key: normal.pose(key) for key in bones})
    try:
        sections = foramen_sections(spine, upper, lower, soft)
    except ValueError:
        return None
    usual = size_of(sections)
    # as narrow as the narrowest, which is found by another rule than its area, none is
    sizes = [replace(size, area=max(size.area, usual.area)) for size in map(_size, sections)]
    return tuple(
        _window(still, level, section, soft, size, size == usual)
        for section, size in zip(sections, sizes, strict=True)
    )


def _size(section: Section) -> ForamenSize:
    return size_of([section])


def _window(
    still: Changed,
    level: str,
    section: Section,
    soft: Mapping[str, Surface],
    size: ForamenSize,
    is_usual: bool,
) -> _Window:
    """The places of a normal section, and which of them count."""
    edge = section.outline() - section.centre
    low, high = edge.min(axis=0)[1:] - _GAIN, edge.max(axis=0)[1:] + _GAIN
    y, z = np.meshgrid(
        np.arange(low[0], high[0] + _STEP, _STEP), np.arange(low[1], high[1] + _STEP, _STEP)
    )
    local = np.stack([np.zeros_like(y), y, z], axis=-1)
    places = section.centre + local
    turns = np.arctan2(z, y) % (2.0 * np.pi)
    angles = np.arange(len(section.free)) * 2.0 * np.pi / len(section.free)
    beyond = np.hypot(y, z) - np.interp(turns, angles, section.free, period=2.0 * np.pi)
    free = _free(still, level, places.reshape(-1, 3), soft).reshape(y.shape)
    # beyond the edge only what is taken can come free: clefts and the canal are no foramen
    counts = (beyond < 0.0) | ((beyond < _GAIN) & (free < 0.5))
    axis = long_axis(edge[:, 1:])
    along = local[..., 1:] @ axis
    ends = edge[:, 1:] @ axis
    third = (float(ends.max() - np.ptp(ends) / 3.0), float(ends.max()))
    return _Window(
        places,
        counts,
        beyond < 0.0,
        along,
        axis,
        third,
        np.where(counts, free, 0.0),
        size,
        is_usual,
    )
