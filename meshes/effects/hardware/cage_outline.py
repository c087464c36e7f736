"""Footprints of interbody cages: outlines in the plane of the disc, and distances to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.effects.hardware.disc_space import DiscSpace
from meshes.effects.hardware.figures import figure
from meshes.surface import Points

Values = npt.NDArray[np.float64]

_COUNT = 108


@dataclass(frozen=True, slots=True)
class Outline:
    """A cage seen from above, in the frame of the disc space.

    outer: (n, 2) anticlockwise. wall: thickness of its ring. lead: (n,) 0..1, how much of its
    height each place keeps: less at the nose that goes in first. strut: whether a bar divides its
    window.
    ports: columns (middle, half-width) in which the wall has openings.
    """

    outer: Points
    wall: float
    lead: Values
    strut: bool
    ports: tuple[tuple[int, int], ...]

    def inset(self, by: float) -> Points:
        """(n, 2) the outline moved inward."""
        run = np.roll(self.outer, -1, axis=0) - np.roll(self.outer, 1, axis=0)
        run = run / np.linalg.norm(run, axis=1, keepdims=True)
        return self.outer + by * np.stack([-run[:, 1], run[:, 0]], axis=1)

    @property
    def mirrored(self) -> Outline:
        """The same cage of the other side; column 0 stays column 0."""
        order = (-np.arange(len(self.outer))) % len(self.outer)
        ports = tuple((len(self.outer) - 1 - m, half) for m, half in self.ports)
        return Outline(
            (self.outer * np.array([-1.0, 1.0]))[order],
            self.wall,
            self.lead[order],
            self.strut,
            ports,
        )


def plif_outline(space: DiscSpace) -> Outline:
    """The right one of a pair of straight cages put in from behind, nose to the front."""
    length, wide = figure("cage", "plif", "length"), figure("cage", "plif", "wide")
    middle = np.array([figure("cage", "plif", "from_midline"), _middle(space, length, 0.45)])
    outer = _even(_rounded(np.array([0.5 * wide, 0.5 * length]), 3.2))
    way = (outer[:, 1] + 0.5 * length) / length
    ports = _ports_at(outer, [(0.5 * wide, 0.0), (-0.5 * wide, 0.0)], 6)
    return Outline(outer + middle, figure("cage", "plif", "wall"), _nose(way, length), False, ports)


def tlif_outline(space: DiscSpace) -> Outline:
    """A banana put in from behind on the right, lying across the front third of the space."""
    length, wide = figure("cage", "tlif", "length"), figure("cage", "tlif", "wide")
    arc = figure("cage", "tlif", "arc")
    straight = _even(_rounded(np.array([0.5 * length, 0.5 * wide]), 0.5 * wide - 0.8))
    angle = straight[:, 0] / arc
    radius = arc + straight[:, 1]
    bent = np.stack([radius * np.sin(angle), radius * np.cos(angle) - arc], axis=1)
    turn = np.radians(-14.0)  # the end at the way in stays farther back
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    outer = bent @ spin.T
    front = space.front - 4.0 - outer[:, 1].max()
    way = 0.5 - straight[:, 0] / length
    ports = _ports_at(straight, [(0.0, 0.5 * wide), (0.0, -0.5 * wide)], 7)
    return Outline(
        outer + np.array([1.5, front]),
        figure("cage", "tlif", "wall"),
        _nose(way, length),
        False,
        ports,
    )


def alif_outline(space: DiscSpace) -> Outline:
    """A wide wedge put in from the front, shaped like the plates, near their anterior rim."""
    length, wide = figure("cage", "alif", "length"), figure("cage", "alif", "wide")
    angle = np.linspace(0.0, 2.0 * np.pi, 720, endpoint=False)
    x, y = np.cos(angle), np.sin(angle)
    power = 2.0 / 2.7
    outer = np.stack(
        [
            0.5 * wide * np.sign(x) * np.abs(x) ** power,
            0.5 * length * np.sign(y) * np.abs(y) ** power,
        ],
        axis=1,
    )
    # flat, even a little hollow, behind; fuller in front
    outer[:, 1] += 1.6 * (1.0 - (2.0 * outer[:, 0] / wide) ** 2)
    outer = _even(outer)
    centre = space.front - 2.5 - outer[:, 1].max()
    inner, far = figure("front_screw", "apart"), figure("front_screw", "outer")
    places = [(x, 0.5 * length) for x in (far, inner, -inner, -far)]
    ports = _ports_at(outer, places, 3)
    return Outline(
        outer + np.array([0.0, centre]),
        figure("cage", "alif", "wall"),
        np.ones(len(outer)),
        True,
        ports,
    )


def outline_distance(outline: Points, places: Points) -> Values:
    """Signed distance (m,) of places (m, 2) to a closed outline (n, 2), negative inside."""
    a, b = outline, np.roll(outline, -1, axis=0)
    run = b - a
    off = places[:, None] - a[None]
    share = np.clip((off * run).sum(axis=2) / (run**2).sum(axis=1), 0.0, 1.0)
    away = np.linalg.norm(off - share[..., None] * run, axis=2).min(axis=1)
    crosses = (a[:, 1] > places[:, None, 1]) != (b[:, 1] > places[:, None, 1])
    rise = np.where(run[:, 1] == 0, 1.0, run[:, 1])
    at = a[:, 0] + (places[:, None, 1] - a[:, 1]) / rise * run[:, 0]
    inside = ((crosses & (places[:, None, 0] < at)).sum(axis=1) % 2) == 1
    return np.asarray(np.where(inside, -away, away), dtype=np.float64)


def _middle(space: DiscSpace, length: float, share: float) -> float:
    """y of a cage's middle: so much of the spare depth lies behind it."""
    spare = space.front - space.back - length
    return space.back + share * spare + 0.5 * length


def _rounded(half: Points, radius: float) -> Points:
    """A finely sampled rectangle with round corners, anticlockwise from the right."""
    angle = np.linspace(0.0, 2.0 * np.pi, 720, endpoint=False)
    way = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    core = half - radius
    return np.asarray(core * np.sign(np.round(way, 9)) + radius * way, dtype=np.float64)


def _even(line: Points) -> Points:
    """`_COUNT` points at equal distances along a closed line, from its first one."""
    ring = np.concatenate([line, line[:1]])
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1))])
    at = (np.arange(_COUNT) + 0.5) * (way[-1] / _COUNT)
    return np.stack([np.interp(at, way, ring[:, k]) for k in range(2)], axis=1)


def _nose(way: Values, length: float) -> Values:
    """Height kept at shares of the way in: 1, and less over the last 6 mm."""
    left = np.clip((1.0 - way) * length / 6.0, 0.0, 1.0)
    return 0.55 + 0.45 * np.sqrt(left * (2.0 - left))


def _ports_at(
    outer: Points, places: list[tuple[float, float]], half: int
) -> tuple[tuple[int, int], ...]:
    """Columns of the outline nearest to the places, with a half-width in columns."""
    away = [np.linalg.norm(outer - np.array(place), axis=1) for place in places]
    return tuple((int(np.argmin(row)), half) for row in away)
