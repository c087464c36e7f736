"""Shades without meaning that make drawn tissue look grown: uneven patches, bundles, edges."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Reals = npt.NDArray[np.floating]
#: So many different cells before they come again, and the seed of their places.
_CELLS, _SEED = 64, 11


def eased(share: npt.NDArray[np.floating]) -> Floats:
    """0..1 with soft ends; what is beyond is held."""
    held = np.clip(share, 0.0, 1.0)
    return np.asarray(held * held * (3.0 - 2.0 * held), dtype=np.float32)


def mottle(world: Floats, size: float) -> Floats:
    """An uneven shade -1..1 with patches of a size, mm, by place alone: (3, ...) -> (...)."""
    x, y, z = world * np.float32(2.0 * np.pi / (2.3 * size))
    one = np.sin(1.00 * x + 0.37 * y - 0.61 * z + 1.7 * np.sin(0.43 * y + 0.29 * z))
    two = np.sin(0.31 * x - 0.89 * y + 0.53 * z + 1.3 * np.sin(0.51 * x - 0.37 * z + 2.0))
    three = np.sin(0.67 * x + 0.59 * y + 0.83 * z + 1.1 * np.sin(0.71 * x + 0.23 * y + 4.0))
    return np.asarray((one + two + three) / 3.0, dtype=np.float32)


def bundles(p: Floats, q: Floats, size: float) -> tuple[Floats, Floats]:
    """A plane in uneven cells of about a size, as bundles of fibres are cut across. p, q: places,
    mm. How far each place is from the border of its cell, mm, and the cell's own number, 0..1."""
    jitter, own = _jitter()
    column, row = np.floor(p / size).astype(np.int32), np.floor(q / size).astype(np.int32)
    first = np.full(p.shape, 9.0, np.float32)
    second, number = first.copy(), np.zeros_like(first)
    across, down = p / np.float32(size) - column, q / np.float32(size) - row
    for a in (-1, 0, 1):
        for b in (-1, 0, 1):
            cell = ((column + a) % _CELLS) * _CELLS + (row + b) % _CELLS
            far = np.hypot(a + jitter[0][cell] - across, b + jitter[1][cell] - down)
            nearer = far < first
            second = np.where(nearer, first, np.minimum(second, far))
            number = np.where(nearer, own[cell], number)
            first = np.where(nearer, far, first)
    return np.asarray(0.5 * np.float32(size) * (second - first)), number


@cache
def _jitter() -> tuple[Floats, Floats]:
    """Where in its square the middle of each cell lies, (2, n), and its number, (n,)."""
    random = np.random.default_rng(_SEED)
    places = random.uniform(0.12, 0.88, (2, _CELLS * _CELLS)).astype(np.float32)
    return places, random.uniform(0.0, 1.0, _CELLS * _CELLS).astype(np.float32)


def outside(u: Reals, v: Reals, corners: Reals, round_: float) -> Floats:
    """How far places lie outside a polygon with rounded corners, mm; negative within it. corners:
    (n, 2); round_: by how much it is grown, mm."""
    nearest = np.full(u.shape, 1e9, np.float32)
    within = np.zeros(u.shape, bool)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        ax, ay = np.float32(x1 - x0), np.float32(y1 - y0)
        du, dv = u - np.float32(x0), v - np.float32(y0)
        share = np.clip((du * ax + dv * ay) / (ax * ax + ay * ay), 0.0, 1.0)
        nearest = np.minimum(nearest, (du - share * ax) ** 2 + (dv - share * ay) ** 2)
        if y0 != y1:
            crosses = (dv < 0.0) != (v < np.float32(y1))
            within ^= crosses & (du < dv / ay * ax)
    away = np.sqrt(nearest)
    return np.asarray(np.where(within, -away, away) - np.float32(round_), dtype=np.float32)
