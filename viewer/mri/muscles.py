"""The muscles of the back and beside the spine on a slice, with fat between them: drawn, not
modelled. Outlines after axial sections of grown people as atlases show them; all sizes chosen.

Places are u, mm beside the midline, and v, mm before the tips of the spinous processes.
"""

from __future__ import annotations

import numpy as np

from viewer.mri.course import Course
from viewer.mri.grain import Floats, bundles, eased, mottle, outside

#: Multifidus, beside the spinous process and behind the lamina, as at L4.
_MULTIFIDUS = np.array(
    [(5, 1), (12, -1), (21, 0), (26, 5), (26, 14), (24, 23), (20, 31), (13, 31), (7, 26), (5, 14)]
)
#: Longissimus and iliocostalis, the erector spinae, with a cleft between them.
_LONGISSIMUS = np.array(
    [
        (30, 1),
        (36, -1),
        (43, 0),
        (47, 8),
        (49, 22),
        (47, 33),
        (39, 37),
        (29, 35),
        (28, 28),
        (31, 12),
    ]
)
_ILIOCOSTALIS = np.array(
    [(48, 1), (60, 4), (69, 11), (73, 19), (68, 27), (61, 33), (54, 34), (54, 22), (52, 9)]
)
#: Quadratus lumborum, flat, from the tips of the transverse processes outwards.
_QUADRATUS = np.array([(49, 45), (58, 42), (72, 43), (82, 46), (81, 49), (70, 51), (57, 50)])
_ROUND = 2.2
#: By level (0 T12, 1 L1 .. 6 S1 .. 10 S5): how wide multifidus is against L4, which grows as it
#: goes down, and how much of the erector spinae is left, which is tendon over the sacrum.
_LEVELS = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 10.0)
_WIDE = (0.55, 0.62, 0.72, 0.86, 1.0, 1.12, 1.2, 1.0, 0.3)
_ERECTOR = (1.0, 1.0, 1.0, 1.0, 0.96, 0.84, 0.5, 0.15, 0.0)
#: Bundles of fibres, mm across; fat between them, mm; how they lean with height, mm a mm.
_BUNDLE, _SEPTUM, _LEAN = 6.5, 0.55, (0.28, 0.10)
#: Half width of the passage from muscle to fat; how uneven an edge is; fascia; all mm.
_EDGE, _UNEVEN, _FASCIA = 0.7, 0.9, 0.8
#: Beside the sacrum the gluteal muscles begin this far from the midline, behind the pelvis; above
#: it the wall of the belly is an ellipse: half axes, and how far its middle lies before the tips.
_GLUTEAL, _BELLY = 52.0, (92.0, 96.0, 72.0)
#: Beyond this nothing of these muscles is drawn: before the tips and beside the midline, mm.
_FROM, _TO, _BESIDE = -10.0, 62.0, 100.0


def with_muscles(shown: Floats, world: Floats, course: Course, muscle: float) -> Floats:
    """What is shown (h, w) with the muscles of the back over it. world: (3, h, w); muscle: its
    brightness."""
    x, y, z = world
    beside = np.abs(x - course.at(z, course.x))
    before = y - course.at(z, course.tip)
    here = (before > _FROM) & (before < _TO) & (beside < _BESIDE)
    found = shown.copy()
    if here.any():
        places = np.stack([each[here] for each in world])
        found[here] = _back(shown[here], places, beside[here], before[here], course, muscle)
    wall = _wall(beside, before, z)
    there = wall > 0.0
    if there.any():
        places = np.stack([each[there] for each in world])
        found[there] += wall[there] * (flesh(places, muscle) - found[there])
    return found


def _back(
    shown: Floats, world: Floats, beside: Floats, before: Floats, course: Course, muscle: float
) -> Floats:
    """Muscles of the back at places (n,): each with its bundles, and fascia behind them."""
    z = world[2]
    level = course.at(z, course.level)
    left = np.maximum(course.at(z, course.muscle), 0.05)
    uneven = _UNEVEN * mottle(world, 5.0)
    u, v = beside + uneven, before + 0.6 * mottle(world, 8.0)
    wide = np.interp(level, _LEVELS, _WIDE).astype(np.float32)
    erector = np.interp(level, _LEVELS, _ERECTOR).astype(np.float32)
    deep = 0.25 + 0.75 * left
    multifidus = outside(u / wide, v / deep, _MULTIFIDUS, _ROUND) * np.minimum(wide, deep)
    # Where multifidus is narrow the others lie nearer to the midline.
    aside = u + (1.0 - np.minimum(wide, 1.0)) * 26.0 - np.maximum(wide - 1.0, 0.0) * 26.0
    scale = np.maximum(erector, 0.12)
    long = [
        outside(aside, (v - 2.0) / scale + 2.0, corners, _ROUND) * scale
        for corners in (_LONGISSIMUS, _ILIOCOSTALIS)
    ]
    erectors = np.where(erector > 0.13, np.minimum(*long), 50.0)
    is_lumbar = (level < 5.6) & (level > 0.4)
    quadratus = np.where(is_lumbar, outside(beside + 0.4 * uneven, before, _QUADRATUS, 2.6), 50.0)
    every = np.minimum(np.minimum(multifidus, erectors), quadratus)
    lean = np.where(multifidus < erectors, *_LEAN).astype(np.float32)
    share = eased(0.5 - every / (2.0 * _EDGE))
    fibres = bundled(u + lean * z, v, world, muscle)
    found = shown + share * (fibres - shown)
    behind = np.minimum(multifidus, erectors)
    fascia = np.exp(-((behind / _FASCIA) ** 2)) * eased((7.0 - before) / 4.0) * (left > 0.3)
    return np.asarray(found * (1.0 - 0.7 * fascia), dtype=np.float32)


def bundled(p: Floats, q: Floats, world: Floats, muscle: float) -> Floats:
    """Muscle in bundles: dark, with thin fat between some of them. p, q: places across them, mm."""
    bent = 1.6 * mottle(world, 6.5)
    border, own = bundles(p + bent, q - bent, _BUNDLE)
    # Fat between bundles is seen here and there, and nowhere as a net.
    fat = eased(0.15 + 0.85 * mottle(world, 11.0)) + 0.12
    septa = np.exp(-((border / _SEPTUM) ** 2)) * fat
    shade = muscle * (0.90 + 0.20 * own + 0.10 * mottle(world, 3.0))
    return np.asarray(shade + 0.30 * septa, dtype=np.float32)


def flesh(world: Floats, muscle: float) -> Floats:
    """Muscle that is cut at no known angle: dark, with streaks of fat along it."""
    along = world * np.array([1.0, 1.0, 0.22], np.float32).reshape(3, *[1] * (world.ndim - 1))
    streaks = np.clip(mottle(along, 2.6), 0.0, 1.0)
    return np.asarray(muscle * (0.92 + 0.25 * mottle(world, 6.0)) + 0.16 * streaks**3)


def _wall(beside: Floats, before: Floats, z: Floats) -> Floats:
    """How much of each place is of the gluteal muscles or the wall of the belly, 0..1."""
    round_ = np.hypot((beside - _GLUTEAL - 43.0) / 1.2, (before - 14.0) / 1.4) - 36.0
    gluteal = np.maximum(np.maximum(round_, -1.0 - before), z - 25.0)
    wide, deep, ahead = _BELLY
    belly = (1.0 - np.hypot(beside / wide, (before - ahead) / deep)) * wide
    belly = np.maximum(belly, np.maximum(36.0 - before, 25.0 - z))
    return eased(0.5 - np.minimum(gluteal, belly) / 1.2)
