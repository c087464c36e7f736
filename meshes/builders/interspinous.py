"""Interspinous ligaments: mid-line sheets from the edge of one spinous process to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from meshes.builders.sheet import rounded, striped, weathered
from meshes.builders.span import Span, bridged, gaps, sheet_of, span_rows
from meshes.ligaments import ligament_figures
from meshes.spine import Spine
from meshes.stacking import NEIGHBOURS, segment_of
from meshes.surface import Points, Surface

Values = npt.NDArray[np.float64]

COLUMNS = 21
FREE = 11
# Fibres climb from the lower process backwards to the upper one, this many mm back for each mm up.
LEAN = 0.7
# It starts this far behind the ligamenta flava and ends this far before the tips, under the
# supraspinous ligament.
_BEHIND_FLAVUM = 0.5
_BEFORE_TIP = 1.5
_SHORTER = 0.6


def build_interspinous(spine: Spine, flava: Mapping[str, Surface]) -> dict[str, Surface]:
    """`interspinous-ligament.L1-L2` to `.L5-S1`, closed, in the world."""
    return {
        f"interspinous-ligament.{segment_of(upper, lower)}": _build(
            spine, upper, lower, flava[f"ligamentum-flavum.{segment_of(upper, lower)}"]
        )
        for upper, lower in NEIGHBOURS
    }


def spinous_tip(spine: Spine, key: str) -> Points:
    """The tip of a spinous process, or the most posterior point of the median crest of S1: (3,)."""
    found = spine.bones[key].landmarks.get("spinous-tip")
    if found is not None:
        return np.asarray(spine.to_world(key, found[None])[0], dtype=np.float64)
    points = spine.surface(key).points
    top = float(spine.plate(key, "superior").rim[:, 2].max())
    crest = points[(np.abs(points[:, 0]) < 1.0) & (points[:, 2] > top - 40.0)]
    crest = crest[crest[:, 1] < float(spine.plate(key, "superior").rim[:, 1].min()) - 14.0]
    return np.asarray(crest[int((crest @ np.array([0.0, -0.4, 0.9])).argmax())] * [0.0, 1.0, 1.0])


def _build(spine: Spine, upper: str, lower: str, flavum: Surface) -> Surface:
    figures = ligament_figures().interspinous
    span = _amid(spine, upper, lower, flavum)
    edge = rounded(COLUMNS, 0.35, 6.0)
    share = np.linspace(-1.0, 1.0, FREE + 2)[1:-1]
    waist = figures.thickness + (figures.thickness_attached - figures.thickness) * share**4
    half = 0.5 * edge[:, None] * waist
    span = replace(span, half=half, attached=0.5 * edge * figures.thickness_attached)
    return weathered(sheet_of(spine, span, _tone(spine, span)), spine, (upper, lower))


def _amid(spine: Spine, upper: str, lower: str, flavum: Surface) -> Span:
    """A sheet without thickness amid the gap between two processes."""
    middle, rise = _middle(spine, upper, lower, flavum)
    flat = np.zeros((len(middle), FREE))
    span = Span(upper, lower, middle, rise, np.array([1.0, 0.0, 0.0]), flat, np.zeros(len(middle)))
    # Where one process is longer, the sheet ends with the shorter one.
    last = int(np.flatnonzero(bridged(spine, span))[-1])
    steps = np.linspace(0.0, last - (_SHORTER if last < COLUMNS - 1 else 0.0), COLUMNS)
    middle = middle[0] + (steps / (COLUMNS - 1))[:, None] * (middle[-1] - middle[0])
    span = replace(span, middle=middle)
    for _ in range(2):
        down, up = gaps(spine, span)
        shift = gaussian_filter1d(0.5 * (up - down), 1.5, mode="nearest")
        span = replace(span, middle=span.middle + np.clip(shift, -6.0, 6.0)[:, None] * rise)
    return span


def _middle(spine: Spine, upper: str, lower: str, flavum: Surface) -> tuple[Points, Points]:
    """Points amid the gap from the flava to the tips, and the directions to the upper process."""
    centre = flavum.points[np.abs(flavum.points[:, 0]) < 3.0]
    back = centre[centre[:, 1] < np.percentile(centre[:, 1], 12)]
    start = np.array([0.0, centre[:, 1].min() - _BEHIND_FLAVUM, np.median(back[:, 2])])
    tips = [spinous_tip(spine, key) for key in (upper, lower)]
    end = 0.5 * (tips[0] + tips[1])
    way = (end - start) / np.linalg.norm(end - start)
    end = end - _BEFORE_TIP * way
    steps = np.linspace(0.0, 1.0, COLUMNS)[:, None]
    middle = start + steps * (end - start)
    middle[:, 0] = 0.0
    # Square to the gap in front; behind, from tip to tip, so that it meets the supraspinous one.
    first = np.array([0.0, way[2], -way[1]])
    first = first if first[2] > 0 else -first
    last = (tips[0] - tips[1]) / np.linalg.norm(tips[0] - tips[1])
    rise = first + steps * (last - first)
    return middle, rise / np.linalg.norm(rise, axis=1, keepdims=True)


def _tone(spine: Spine, span: Span) -> Values:
    down, up = gaps(spine, span)
    height = -down[:, None] + span_rows(FREE) * (up + down)[:, None]
    way = np.linalg.norm(span.middle - span.middle[0], axis=1)[:, None]
    return striped(way - LEAN * height, height + 0.0 * way, 0.22)
