"""A needle as a closed surface: hub, shaft and a bevelled tip."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from meshes.effects.needles import NeedlePath
from meshes.surface import Surface, smooth_normals

Points = npt.NDArray[np.float64]

SIDES: Final = 24
#: Profile of the hub of a spinal needle from its open end to the shaft: (mm along, radius mm), room
#: for a 6 % Luer cone of 4 mm (ISO 80369-7) inside; the outside is chosen.
_HUB: Final = (
    (0.0, 2.2),
    (0.0, 3.6),
    (1.4, 3.6),
    (1.4, 2.8),
    (9.0, 2.4),
    (9.0, 3.0),
    (15.0, 2.6),
    (18.0, 1.3),
)
#: Two rings this far apart (mm) keep an edge of the hub sharp in the shading.
_EDGE: Final = 0.02


def needle_surface(path: NeedlePath) -> Surface:
    """The needle in the world, closed. Its sharp end lies at the path's tip, its opening looks up;
    the hub begins where the shaft that is sold ends."""
    ahead = path.ahead
    up = np.array([0.0, 0.0, 1.0])
    first = up - (up @ ahead) * ahead
    first /= np.linalg.norm(first)
    second = np.cross(ahead, first)
    angle = 2.0 * np.pi * np.arange(SIDES) / SIDES
    wheel = np.cos(angle)[:, None] * first + np.sin(angle)[:, None] * second
    radius = 0.5 * path.drawn
    hub_end = path.tip - (path.shaft + _HUB[-1][0]) * ahead
    rings = [hub_end + way * ahead + r * wheel for way, r in _profile(radius)]
    # The bevel: the ring slides back on the side of the opening, so the sharp end is the tip.
    lean = radius * (1.0 + np.cos(angle)) / np.tan(np.radians(path.bevel))
    neck = path.tip - (lean.max() + 0.5) * ahead
    tip = path.tip - lean[:, None] * ahead + radius * wheel
    rings += [neck + radius * wheel, tip, tip]
    return _closed(np.array(rings), hub_end, tip.mean(axis=0))


def _profile(radius: float) -> list[tuple[float, float]]:
    rows = []
    for (way, r), after in zip(_HUB, (*_HUB[1:], (0.0, 0.0)), strict=True):
        rows += [(way, r), (way + _EDGE if after[0] != way else way, r)]
    return [*rows, (_HUB[-1][0], radius), (_HUB[-1][0] + _EDGE, radius)]


def _closed(rings: Points, head: Points, tail: Points) -> Surface:
    """A skin over rings (m, s, 3), anticlockwise seen against the way from head to tail."""
    count, sides = rings.shape[:2]
    points = np.concatenate([head[None], rings.reshape(-1, 3), tail[None]])
    here = np.arange(sides)
    on = (here + 1) % sides
    ring = 1 + sides * np.arange(count - 1)[:, None]
    a, b = ring + here, ring + on
    quads = np.stack([np.stack([a, b, b + sides], -1), np.stack([a, b + sides, a + sides], -1)], 2)
    last = 1 + sides * (count - 1)
    caps = [
        np.stack([np.zeros_like(here), 1 + on, 1 + here], axis=1),
        np.stack([np.full_like(here, last + sides), last + here, last + on], axis=1),
    ]
    triangles = np.concatenate([caps[0], quads.reshape(-1, 3), caps[1]]).astype(np.int32)
    normals = smooth_normals(points, triangles)
    return Surface(points, triangles, normals, np.ones(len(points), dtype=np.float32))
