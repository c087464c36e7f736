"""Live figures of a level beside those of the normal model: heights, slip, sac, rooms.

Quick ones follow every step of a slider; the others are for a model at rest. A figure that cannot
be measured is None, never 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from meshes.bone import Endplate
from meshes.builders.foramen import chord
from meshes.changed.broken import sunk_below, top_at
from meshes.changed.foramina import foramen_now
from meshes.changed.normal import Normal
from meshes.changed.resting import sac_rings
from meshes.changed.rooms import canal_depth, facet_gap, recess_depth
from meshes.changed.sac import SacRings, lost_of
from meshes.changed.shape import Changed
from meshes.effects.changes import NONE, Values, bones_of
from meshes.effects.slip_course import as_read
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, corner_frame, placed, tilt_deg
from meshes.surface import Points

#: What a figure is called where it is less than nothing.
_OTHER_WAY = {"slip": "Slip, backward", "slip-lateral": "Slip to the left"}
#: The sac is measured this far superior and inferior of the disc's middle, mm.
_AT_DISC = 9.0
#: Shares of the lower end plate at which Meyerding's grades begin; beyond the last: ptosis.
_MEYERDING = (0.25, 0.50, 0.75, 1.00)
#: A body that stands this far forward has slipped, mm: up to that it goes when one bends (under 3
#: mm of translation on dynamic films speaks for stability, Simmonds 2015).
_LEAST_SLIP = 3.0
_SIDES = ("left", "right")
#: Lines across the sac along which its depth is looked for.
_CHORDS = 25


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. value, normal: now and in the normal model; None where it cannot be measured."""

    id: str
    name: str
    value: float | None
    normal: float | None
    unit: str


def quick_measures(changed: Changed, level: str) -> tuple[Measure, ...]:
    """What can be told at every step of a slider: disc, slip and sac of a level."""
    return _paired(_quick(changed, level), _normal_quick(changed.normal, level))


def resting_measures(
    changed: Changed, level: str, go_on: Callable[[], None] = lambda: None
) -> tuple[Measure, ...]:
    """What takes longer: canal, recesses, foramina, facet joints.

    go_on: asked before each of them; it may raise to stop the work.
    """
    return _paired(_resting(changed, level, go_on), _normal_resting(changed.normal, level))


def measures(changed: Changed, level: str) -> tuple[Measure, ...]:
    """Every figure of a level, the quick ones first."""
    return (*quick_measures(changed, level), *resting_measures(changed, level))


def between_figures(
    lower: tuple[Measure, ...], upper: tuple[Measure, ...], share: float
) -> tuple[Measure, ...]:
    """Quick figures a share of the way from some to others: in proportion, where both have them,
    but a grade, which goes by the slip there; what is not there is as in the normal model."""
    before = {each.id: each.value for each in lower}
    found = {}
    for each in upper:
        first, value = before.get(each.id, each.normal), each.value
        if first is not None and value is not None:
            value = first + share * (value - first)
        found[each.id] = replace(each, value=value)
    if "meyerding" in found:
        slip, part = found["slip"].value, found["slip-share"].value
        if slip is not None and part is not None:
            grade = replace(found["meyerding"], value=float(_meyerding(slip, part)))
            found["meyerding"] = grade
    return tuple(found.values())


def as_said(measure: Measure) -> Measure:
    """A figure as one says it: a slip by the way it goes, none of less than nothing."""
    if measure.value is None or measure.value >= 0.0 or measure.id not in _OTHER_WAY:
        return measure
    return replace(measure, name=_OTHER_WAY[measure.id], value=-measure.value)


def compromise(lost: float) -> str:
    """What losing so much of the sac's section (%) is called: thirds, after Fardon 2014."""
    if lost < 1.0:
        return ""
    return "mild" if lost <= 100.0 / 3 else "moderate" if lost <= 200.0 / 3 else "severe"


_Rows = dict[str, tuple[str, float | None, str]]


def _paired(now: _Rows, normal: _Rows) -> tuple[Measure, ...]:
    return tuple(
        Measure(id, name, value, normal[id][1] if id in normal else 0.0, unit)
        for id, (name, value, unit) in now.items()
    )


@lru_cache(maxsize=16)
def _normal_quick(normal: Normal, level: str) -> _Rows:
    return _quick(Changed(normal, NONE), level)


@lru_cache(maxsize=16)
def _normal_resting(normal: Normal, level: str) -> _Rows:
    return _resting(Changed(normal, NONE), level)


def _quick(changed: Changed, level: str) -> _Rows:
    return {**_disc(changed, level), **_sac(changed, level), **_behind_body(changed, level)}


def _disc(changed: Changed, level: str) -> _Rows:
    below, above = _plates(changed, level)
    low, high = corner_frame(below), corner_frame(above)
    up = low[:3, 2] + high[:3, 2]
    up = up / np.linalg.norm(up)
    depth = float(np.linalg.norm(below.rim[RIM_ANTERIOR] - below.rim[RIM_POSTERIOR]))
    local = (above.rim[RIM_POSTERIOR] - below.rim[RIM_POSTERIOR]) @ low[:3, :3]
    rest = _rest_offset(changed.normal, level)
    forward, aside = float(local[1] - rest[1]), float(local[0] - rest[0])
    # up leans as the bodies do: a slide along the plate below must not count as height
    slid = forward * low[:3, 1]
    ends = [float((above.rim[k] - below.rim[k] - slid) @ up) for k in (RIM_ANTERIOR, RIM_POSTERIOR)]
    middle = float((high[:3, 3] - low[:3, 3] - slid) @ up)
    front, centre, back = (
        height if height > 0.0 else None for height in (ends[0], middle, ends[1])
    )
    rest_height = _rest_height(changed.normal, level)
    slip = as_read(forward / depth, float(rest[1]) / depth)
    share = 100.0 * abs(slip)
    return {
        # a body that tips over the edge below has come past it there: no height
        "disc-height-anterior": ("Disc height, anterior", front, "mm"),
        "disc-height-middle": ("Disc height, middle", centre, "mm"),
        "disc-height-posterior": ("Disc height, posterior", back, "mm"),
        "disc-height-share": (
            "Disc height, of normal",
            None if centre is None else 100.0 * centre / rest_height,
            "%",
        ),
        # as the plate below stands: a column that leans or turns changes no wedge
        "disc-wedge": ("Wedge of the disc", tilt_deg(np.linalg.inv(low) @ high), "°"),
        "slip": ("Slip, forward", slip * depth, "mm"),
        "slip-share": ("Slip, of the lower end plate", share, "%"),
        "slip-lateral": ("Slip to the right", aside, "mm"),
        "meyerding": ("Meyerding grade", float(_meyerding(slip * depth, share)), ""),
    }


def _meyerding(forward: float, share: float) -> int:
    """Grade 1..5 of a forward slip, 0 without one."""
    if forward < _LEAST_SLIP:
        return 0
    return 1 + sum(round(share, 4) > 100.0 * start for start in _MEYERDING)


def _plates(changed: Changed, level: str) -> tuple[Endplate, Endplate]:
    """The plate below and the plate above a disc as they stand and are shaped now, world."""
    upper, lower = bones_of(level)
    found = []
    for bone, side in ((lower, "superior"), (upper, "inferior")):
        normal = changed.normal.bones[bone]
        plate = normal.superior if side == "superior" else normal.inferior
        if plate is None:
            raise ValueError(f"{bone} has no {side} endplate")
        rim, pose = plate.rim, changed.posed.pose(bone)
        for warp in changed.changes.warps:
            if warp.bone == bone:
                bent = warp.there(rim)
                # a fragment that goes back into the canal is no slip: here it only sinks
                rim = np.column_stack([rim[:, :2], bent[:, 2]]) if warp.breaks else bent
        found.append(Endplate(pose @ plate.frame, placed(pose, rim)))
    return found[0], found[1]


@lru_cache(maxsize=16)
def _rest_offset(normal: Normal, level: str) -> Points:
    """Where the upper posterior corner stands over the lower one without a slip: (3,) mm."""
    below, above = _plates(Changed(normal, NONE), level)
    axes = corner_frame(below)[:3, :3]
    return np.asarray((above.rim[RIM_POSTERIOR] - below.rim[RIM_POSTERIOR]) @ axes)


@lru_cache(maxsize=16)
def _rest_height(normal: Normal, level: str) -> float:
    below, above = _plates(Changed(normal, NONE), level)
    low, high = corner_frame(below), corner_frame(above)
    up = low[:3, 2] + high[:3, 2]
    return float((high[:3, 3] - low[:3, 3]) @ up / np.linalg.norm(up))


def _sac(changed: Changed, level: str) -> _Rows:
    places = _places_at(changed, level)
    before, after = changed.sac.before, changed.sac.after
    rows = np.arange(len(after.areas))
    areas, usual = (np.interp(places, rows, each.areas) for each in (after, before))
    within = list(range(int(places[0]), int(np.ceil(places[-1])) + 1))
    depths = _depths(sac_rings(changed.normal), before, after, within)
    depth = float(np.interp(places, within, depths).min())
    lost = 100.0 * float(lost_of(areas, usual).max())
    return {
        "sac-area": ("Dural sac, area at the disc", float(areas.min()), "mm²"),
        "sac-lost": ("Dural sac, area lost", lost, "%"),
        "sac-depth": ("Dural sac, depth at the disc", depth, "mm"),
    }


def _places_at(changed: Changed, level: str) -> Values:
    """Where along the sac its figures at a disc are taken, numbers of rings: those about it, and as
    far beyond the last of them as the disc sank into a broken body below."""
    rows, sunk = _rings_at(changed.normal, level), sunk_below(changed, level)
    if sunk <= 0.0:
        return np.array(rows, dtype=np.float64)
    heights = _heights(changed.normal, level)
    end = float(np.interp(sunk - heights[rows[-1]], -heights, np.arange(len(heights))))
    return np.array([*rows, *range(rows[-1] + 1, int(np.ceil(end))), end])


def _behind_body(changed: Changed, level: str) -> _Rows:
    """What is left of the sac behind a broken body above a disc; nothing for a whole one."""
    top = top_at(changed, level, _AT_DISC)
    if top == _AT_DISC:
        return {}
    rows = _rings_at(changed.normal, level, top)
    left = changed.sac.after.areas[rows] / changed.sac.before.areas[rows]
    lost = max(0.0, 100.0 * (1.0 - float(left.min())))
    return {"sac-lost-body": ("Dural sac, area lost behind the body", lost, "%")}


@lru_cache(maxsize=16)
def _rings_at(normal: Normal, level: str, top: float = _AT_DISC) -> list[int]:
    """Rings of the normal sac about the middle of a disc, as far up as `top`, mm; the same ones
    wherever it is carried."""
    height = _heights(normal, level)
    found: list[int] = np.flatnonzero((height > -_AT_DISC) & (height < top)).tolist()
    return found


@lru_cache(maxsize=16)
def _heights(normal: Normal, level: str) -> Values:
    """Heights of the normal sac's rings over a disc's middle: (m,) mm."""
    frame = normal.disc_frames[level]
    return np.asarray((sac_rings(normal).centres - frame[:3, 3]) @ frame[:3, 2])


def _depths(normal: SacRings, before: SacRings, after: SacRings, rows: list[int]) -> list[float]:
    """Depth of each of the rings where it is deepest: mm, along what was the mid-line of the sac
    before it gave way, beside which it may have been pushed. normal: the rings that were
    not carried, of which the foremost and hindmost points stay the same however the sac turns."""
    found = []
    for row in rows:
        usual, forwards = before.points[row] - before.centres[row], normal.points[row, :, 1]
        along = usual[int(np.argmax(forwards))] - usual[int(np.argmin(forwards))]
        along /= np.linalg.norm(along)
        across = np.cross(along, before.centres[row - 1] - before.centres[row + 1])
        across /= np.linalg.norm(across)
        edge = after.points[row] - before.centres[row]
        places = np.linspace(0.5, -0.5, _CHORDS) * float(np.ptp(usual @ across))
        found.append(max(chord(edge @ along, edge @ across, float(at)) for at in places[1:-1]))
    return found


def _resting(changed: Changed, level: str, go_on: Callable[[], None] = lambda: None) -> _Rows:
    found: _Rows = {"canal-depth": ("Bony canal, depth", canal_depth(changed, level), "mm")}
    for side in _SIDES:
        go_on()
        found[f"recess-depth.{side}"] = (
            f"Lateral recess, depth, {side}",
            recess_depth(changed, level, side),
            "mm",
        )
    for side in _SIDES:
        go_on()
        size = foramen_now(changed, level, side)
        rows = (("height", "mm"), ("width", "mm"), ("area", "mm²"))
        for what, unit in rows:
            value = None if size is None else float(getattr(size, what))
            found[f"foramen-{what}.{side}"] = (f"Foramen, {what}, {side}", value, unit)
    for side in _SIDES:
        go_on()
        gap = facet_gap(changed, level, side)
        found[f"facet-gap.{side}"] = (f"Facet joint space, {side}", gap, "mm")
    return found
