"""Tubes swept along lines and skins over rings: nerves, vessels, rods, the dural sac."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline

from meshes.surface import Floats, Points, Surface, Triangles, smooth_normals

Radii = npt.NDArray[np.float64]

_RIGHT = (1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Frames:
    """Directions along a batch of lines, each (k, n, 3), unit and at right angles to each other.

    tangent runs along the line; first and second span the cross-section and turn as little as
    possible from station to station (parallel transport), so that a tube shows no twist.
    """

    tangent: Points
    first: Points
    second: Points


def arc_length(line: Points) -> Radii:
    """Way from the line's start to each of its points: (n, 3) -> (n,) mm."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    return np.concatenate([[0.0], np.cumsum(steps)])


def resampled(line: Points, stations: Radii | int) -> Points:
    """The cubic spline through the line's points, at even steps or at given shares 0..1 of it."""
    way = arc_length(line)
    shares = np.linspace(0.0, 1.0, stations) if isinstance(stations, int) else stations
    return np.asarray(CubicSpline(way, line)(way[-1] * np.asarray(shares)), dtype=np.float64)


def turn_radius(line: Points) -> Radii:
    """Radius of the circle through each three neighbours, infinite if straight: (n - 2,) mm."""
    a, b, c = line[:-2], line[1:-1], line[2:]
    doubled = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    sides = (
        np.linalg.norm(b - a, axis=1)
        * np.linalg.norm(c - b, axis=1)
        * np.linalg.norm(c - a, axis=1)
    )
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(doubled > 1e-12, sides / (2.0 * doubled), np.inf))


def frames(lines: Points, reference: tuple[float, float, float] = _RIGHT) -> Frames:
    """Frames along k lines of n points each, (k, n, 3).

    `reference` gives the first direction at the start, made square to the tangent there; it must
    not run along the lines. Double reflection (Wang et al. 2008, ACM Trans Graph 27:2).
    """
    tangent = _unit(np.gradient(lines, axis=1))
    first = np.empty_like(tangent)
    start = np.asarray(reference) - (tangent[:, 0] @ np.asarray(reference))[:, None] * tangent[:, 0]
    if np.any(np.linalg.norm(start, axis=1) < 1e-3):
        raise ValueError("the reference direction runs along a line")
    first[:, 0] = _unit(start)
    for k in range(lines.shape[1] - 1):
        step = lines[:, k + 1] - lines[:, k]
        carried = _reflected(first[:, k], step)
        turned = _reflected(tangent[:, k], step)
        first[:, k + 1] = _reflected(carried, tangent[:, k + 1] - turned)
    return Frames(tangent, first, np.cross(tangent, first))


def tubes(
    lines: Points,
    radii: Radii,
    sides: int = 12,
    cap_rings: int = 4,
    caps: tuple[float, float] = (1.0, 1.0),
    reference: tuple[float, float, float] = _RIGHT,
) -> list[Surface]:
    """Closed tubes with rounded ends along k lines of n points each.

    lines: (k, n, 3). radii: (k, n), or (k, n, 2) for ellipses: half-axes along the first (that of
    `reference`) and the second direction of `frames`. caps: how far the start's and the end's cap
    stand beyond the line, in radii: 1 is a hemisphere, 0.1 nearly a flat cut.
    """
    if radii.ndim == 2:
        radii = np.repeat(radii[:, :, None], 2, axis=2)
    if np.any(radii <= 0.0):
        raise ValueError("a tube's radius is positive")
    along = frames(lines, reference)
    angle = 2.0 * np.pi * np.arange(sides) / sides
    rims = (
        radii[:, :, 0, None, None] * np.cos(angle)[:, None] * along.first[:, :, None]
        + radii[:, :, 1, None, None] * np.sin(angle)[:, None] * along.second[:, :, None]
    )
    bend = np.linspace(0.0, 0.5 * np.pi, cap_rings + 1)
    parts = []
    for k, line in enumerate(lines):
        rings = line[:, None] + rims[k]
        heights = caps[0] * radii[k, 0].mean(), caps[1] * radii[k, -1].mean()
        head, before = _cap(line[0], rims[k, 0], -along.tangent[k, 0], heights[0], bend)
        tail, after = _cap(line[-1], rims[k, -1], along.tangent[k, -1], heights[1], bend)
        parts.append(skin(np.concatenate([before[::-1], rings, after]), head, tail))
    return parts


def tube(
    line: Points,
    radii: Radii,
    sides: int = 12,
    cap_rings: int = 4,
    caps: tuple[float, float] = (1.0, 1.0),
    reference: tuple[float, float, float] = _RIGHT,
) -> Surface:
    """One closed tube along (n, 3) with radii (n,) or half-axes (n, 2); see `tubes`."""
    return tubes(line[None], radii[None], sides, cap_rings, caps, reference)[0]


def skin(rings: Points, head: Points, tail: Points) -> Surface:
    """A closed surface over m rings of s points, (m, s, 3), with a pole (3,) at either end.

    The rings run anticlockwise seen against the direction from head to tail.
    """
    count, sides = rings.shape[:2]
    points = np.concatenate([head[None], rings.reshape(-1, 3), tail[None]])
    triangles = skin_triangles(count, sides)
    shade: Floats = np.ones(len(points), dtype=np.float32)
    return Surface(points, triangles, smooth_normals(points, triangles), shade)


def skin_triangles(count: int, sides: int) -> Triangles:
    """Triangles of `skin`, outward: head is point 0, ring r point j is 1 + r * sides + j."""
    here = np.arange(sides)
    following = (here + 1) % sides
    ring = 1 + sides * np.arange(count - 1)[:, None]
    a, b = ring + here, ring + following
    c, d = a + sides, b + sides
    quads = np.stack([np.stack([a, b, d], axis=-1), np.stack([a, d, c], axis=-1)], axis=2)
    last = 1 + sides * (count - 1)
    head = np.stack([np.zeros_like(here), 1 + following, 1 + here], axis=1)
    tail = np.stack([np.full_like(here, last + sides), last + here, last + following], axis=1)
    return np.concatenate([head, quads.reshape(-1, 3), tail]).astype(np.int32)


def _cap(
    centre: Points, rim: Points, outward: Points, height: float, bend: Radii
) -> tuple[Points, Points]:
    """Pole (3,) and rings (m, s, 3) of a half-ellipsoid on a rim given relative to its centre."""
    inner = bend[1:-1]
    rings = (
        centre
        + np.cos(inner)[:, None, None] * rim
        + (height * np.sin(inner))[:, None, None] * outward
    )
    return centre + height * outward, rings


def _unit(vectors: Points) -> Points:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), dtype=np.float64)


def _reflected(vectors: Points, normals: Points) -> Points:
    """Vectors (k, 3) mirrored at the planes with these normals (k, 3), of any length."""
    square = np.maximum(np.einsum("ij,ij->i", normals, normals), 1e-18)
    share = 2.0 * np.einsum("ij,ij->i", vectors, normals) / square
    return np.asarray(vectors - share[:, None] * normals, dtype=np.float64)
