"""What lies before the spine on a slice: great vessels and loops of bowel. Drawn, not modelled.

The aorta lies before the bodies, left of the midline, and divides before L4; the vena cava lies to
its right and is formed before L5, as textbooks of anatomy say. Places between these heights and all
widths are chosen, none is measured. Flow in them gives no signal.
"""

from __future__ import annotations

import numpy as np

from viewer.mri.course import Course
from viewer.mri.grain import Floats, bundles, eased, mottle

#: Stations of each vessel: level (1 the middle of L1 .. 5 of L5, 6 of S1), mm to the patient's
#: right of the bodies' middle, mm from their front to its middle, and its radius, mm. Veins first:
#: arteries cross before them.
_CAVA = (
    (0.0, 20.0, 12.0, 9.5),
    (2.0, 17.0, 8.0, 9.5),
    (4.0, 15.0, 6.5, 9.0),
    (4.85, 13.0, 6.5, 9.0),
)
_VEINS = (
    _CAVA,
    ((4.7, 15.0, 6.5, 7.0), (5.5, 24.0, 3.0, 6.0), (6.2, 33.0, 2.0, 6.0), (7.5, 44.0, -6.0, 5.5)),
    ((4.7, 10.0, 6.5, 7.0), (5.5, -9.0, 5.0, 6.0), (6.2, -25.0, 3.0, 6.0), (7.5, -42.0, -6.0, 5.5)),
)
_AORTA = (
    (0.0, -4.0, 12.5, 9.5),
    (2.0, -7.0, 11.0, 8.7),
    (4.0, -8.0, 10.5, 8.2),
    (4.4, -7.0, 10.5, 8),
)
_ARTERIES = (
    _AORTA,
    ((4.3, -4.0, 10.5, 5.5), (5.2, 12.0, 13.0, 5.0), (6.2, 33.0, 13.0, 4.8), (7.5, 46.0, 6.0, 4.5)),
    (
        (4.3, -10.0, 10.5, 5.5),
        (5.2, -22.0, 12, 5.0),
        (6.2, -37.0, 12.0, 4.8),
        (7.5, -47.0, 6.0, 4.5),
    ),
)
#: Veins are flat: so much wider than high. What is left of the signal of slow and of fast blood.
_FLAT, _SLOW, _FAST = 1.3, 0.09, 0.03
#: How bright a vessel's wall is and how thick, mm.
_WALL, _WALL_MM = 0.24, 1.0
#: Loops of bowel: how wide, mm; how thick their wall; from where before the bodies they begin, and
#: over how far they do; share of the cells that are fat.
_LOOP, _LOOP_WALL, _BOWEL_MM, _FAT_SHARE = 27.0, 1.8, (20.0, 14.0), 0.35


def with_belly(shown: Floats, world: Floats, course: Course, fat: float) -> Floats:
    """What is shown (h, w) with bowel and vessels over it. world: (3, h, w); fat: how bright."""
    x, y, z = world
    ahead = y - course.at(z, course.front)
    found = shown
    far = ahead > _BOWEL_MM[0]
    if far.any():
        places = np.stack([each[far] for each in world])
        share = eased((ahead[far] - _BOWEL_MM[0]) / _BOWEL_MM[1])
        found = shown.copy()
        found[far] += share * (_bowel(places, fat) - shown[far])
    near = (ahead > -16.0) & (ahead < 32.0)
    if near.any():
        aside = (x - course.at(z, course.x))[near]
        level = course.at(z[near], course.level)
        found = found.copy() if found is shown else found
        found[near] = _vessels(found[near], aside, ahead[near], level)
    return found


def _vessels(shown: Floats, aside: Floats, ahead: Floats, level: Floats) -> Floats:
    """Each vessel as a dark lumen within a thin grey wall, at places (n,)."""
    found = shown.copy()
    vessels = [(one, _FLAT, _SLOW) for one in _VEINS] + [(one, 1.0, _FAST) for one in _ARTERIES]
    for stations, flat, lumen in vessels:
        at, right, front, radius = np.array(stations).T
        here = (level >= at[0]) & (level <= at[-1])
        if not here.any():
            continue
        own = level[here]
        across = (aside[here] - np.interp(own, at, right)) / flat
        along = (ahead[here] - np.interp(own, at, front)) * np.sqrt(flat)
        away = np.hypot(across, along) - np.interp(own, at, radius)
        value = lumen + eased((away + _WALL_MM) / 0.8 + 0.5) * (_WALL - lumen)
        found[here] += eased(0.5 - away) * (value - found[here])
    return np.asarray(found, dtype=np.float32)


def _bowel(world: Floats, fat: float) -> Floats:
    """Loops with a dark wall and uneven content, fat between them."""
    x, y, z = world
    bent, turned = 7.0 * mottle(world, 19.0), 7.0 * mottle(world[::-1], 17.0)
    border, own = bundles(x + 0.35 * z + bent, y + 0.55 * z + turned, _LOOP)
    # A loop is round: the corners of its cell are fat.
    within = eased((border - _LOOP_WALL) / 1.5) * (own > _FAT_SHARE)
    wall = np.exp(-(((border - 2.0 * _LOOP_WALL) / _LOOP_WALL) ** 2))
    content = 0.22 + 0.40 * ((7.0 * own) % 1.0) + 0.10 * mottle(world, 5.0)
    loop = content + 0.7 * wall * (0.18 - content)
    ground = fat * (0.90 + 0.10 * mottle(world, 7.0))
    return np.asarray(ground + within * (loop - ground), dtype=np.float32)
