"""Thin closed sheets of fibres: what ligaments are made of, and the tools they share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from meshes.field import Distances
from meshes.occlusion import openness
from meshes.spine import Spine
from meshes.surface import Points, Surface, Triangles, smooth_normals, volume

Values = npt.NDArray[np.float64]

# What is attached to bone lies this deep in it, so that no slit shows at its margin.
SUNK = 0.15
# Ligaments are never drawn darker than this, or those between the processes would be lost.
_DARKEST = 0.5
# Waves of the bundles of fibres: wavelength across, wavelength of their sway along, phase, weight.
_BUNDLES = ((2.2, 61.0, 0.0, 0.45), (3.4, 83.0, 1.9, 0.35), (6.7, 97.0, 4.1, 0.20))


class Solid(Protocol):
    """Anything that tells the signed distance of points and the way out of it."""

    def distance(self, points: Points, keys: Iterable[str] | None = None) -> Distances: ...

    def gradient(self, points: Points, keys: Iterable[str] | None = None) -> Points: ...


def slab(front: Points, back: Points, shade: Values | None = None) -> Surface:
    """A closed slab between two sheets of points, (columns, rows, 3) each; faces outward.

    The pattern of triangles is its own mirror image in the middle column. shade: (columns, rows)
    tone of both sheets, 1 where none is given.
    """
    columns, rows = front.shape[:2]
    points = np.concatenate([front.reshape(-1, 3), back.reshape(-1, 3)])
    tone = np.ones((columns, rows)) if shade is None else shade
    tones = np.tile(np.clip(tone, 0.0, 1.0).ravel(), 2).astype(np.float32)
    triangles = slab_triangles(columns, rows)
    surface = Surface(points, triangles, smooth_normals(points, triangles), tones)
    if volume(surface) < 0:
        triangles = np.ascontiguousarray(triangles[:, ::-1])
        surface = Surface(points, triangles, smooth_normals(points, triangles), tones)
    return surface


def slab_triangles(columns: int, rows: int) -> Triangles:
    """Two sheets of columns x rows points, joined round their border."""
    number = np.arange(columns * rows).reshape(columns, rows)
    half = (columns - 1) // 2
    faces = []
    for part, rising in ((number[: half + 1], True), (number[half:], False)):
        a, b = part[:-1, :-1].ravel(), part[1:, :-1].ravel()
        c, d = part[1:, 1:].ravel(), part[:-1, 1:].ravel()
        if rising:
            faces += [np.column_stack([a, b, c]), np.column_stack([a, c, d])]
        else:
            faces += [np.column_stack([a, b, d]), np.column_stack([b, c, d])]
    face = np.concatenate(faces)
    border = np.concatenate([number[:, 0], number[-1, 1:], number[-2::-1, -1], number[0, -2:0:-1]])
    following = np.roll(border, -1)
    behind = columns * rows
    edge = np.concatenate(
        [
            np.column_stack([border, border + behind, following]),
            np.column_stack([following, border + behind, following + behind]),
        ]
    )
    return np.concatenate([face, face[:, ::-1] + behind, edge]).astype(np.int32)


def both_halves(right: Points) -> Points:
    """A sheet over the mid-line from its right half: columns from x = 0 outward, (c, rows, 3)."""
    right = right.copy()
    right[0, :, 0] = 0.0
    left = right[:0:-1] * np.array([-1.0, 1.0, 1.0])
    return np.concatenate([left, right])


def rounded(count: int, edge: float, power: float = 4.0) -> Values:
    """Share of the thickness from one border to the other, `edge` at both: (count,)."""
    u = np.linspace(-1.0, 1.0, count)
    profile = np.sqrt(np.clip(1.0 - np.abs(u) ** power, 0.0, 1.0))
    return np.asarray(edge + (1.0 - edge) * profile)


def fibres(across: Values, along: Values) -> Values:
    """Bundles of fibres by the place across and along them, mm: -1 (furrow) .. 1 (ridge).

    Wavelengths are irregular and sway, so that the pattern does not look woven.
    """
    total = np.zeros(np.broadcast_shapes(across.shape, along.shape))
    for width, length, phase, weight in _BUNDLES:
        sway = 0.9 * np.sin(2.0 * np.pi * along / length + phase)
        total = total + weight * np.cos(2.0 * np.pi * across / width + phase + sway)
    return total


def striped(across: Values, along: Values, depth: float = 0.16) -> Values:
    """Tone of a bundled surface: 1 on the ridges, darker by up to `depth` in the furrows."""
    return np.asarray(1.0 - depth * (0.5 - 0.5 * fibres(across, along)))


def arc(grid: Points, axis: int) -> Values:
    """Way along an axis of a grid of points (columns, rows, 3), from its start: (columns, rows)."""
    step = np.linalg.norm(np.diff(grid, axis=axis), axis=2)
    way = np.cumsum(step, axis=axis)
    first = np.zeros_like(np.take(way, [0], axis=axis))
    return np.concatenate([first, way], axis=axis)


def settled(points: Points, solid: Solid, keys: tuple[str, ...], deep: float = SUNK) -> Points:
    """Points (n, 3) that lie deeper than `deep` in bone, moved out to that depth."""
    points = points.copy()
    for _ in range(6):
        inside = -deep - solid.distance(points, keys)
        low = inside > 1e-3
        if not low.any():
            break
        points[low] += inside[low, None] * solid.gradient(points[low], keys)
    return points


def weathered(surface: Surface, spine: Spine, keys: tuple[str, ...]) -> Surface:
    """The surface darkened where these bones are close, on top of its own tone."""
    normals = surface.normals.astype(np.float64)
    near = _Near(spine, keys)
    share = openness(near, surface.points + 0.3 * normals, normals)
    tone = surface.shade * (_DARKEST + (1.0 - _DARKEST) * share)
    return Surface(surface.points, surface.triangles, surface.normals, tone.astype(np.float32))


class _Near:
    """Some bones of a spine as one field."""

    def __init__(self, spine: Spine, keys: tuple[str, ...]) -> None:
        self._spine, self._keys = spine, keys

    def distance(self, points: Points) -> Distances:
        """Distance to the nearest of the bones: (n, 3) -> (n,)."""
        return self._spine.distance(points, self._keys)
