"""A sampled field made a true signed distance, its zero surface unchanged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

Floats = npt.NDArray[np.float32]

_BESIDE = 0.9
"""Nodes nearer to the surface than this share of a cell have a foot of their own."""
_STEEPEST = 4.0
"""No field climbs by more than this a millimetre beside its surface."""
_FLATTEST = 0.2
"""Nor by less."""


@dataclass(frozen=True, slots=True)
class _Feet:
    """Points of the surface below the nodes beside it, in cells, with unit normals.

    at: (n,) flat numbers of those nodes. distance: (n,) mm. place, normal: (3, n).
    """

    at: npt.NDArray[np.intp]
    distance: Floats
    place: Floats
    normal: Floats


def redistanced(values: Floats, spacing: float) -> Floats:
    """True signed distance (mm) with the same zero surface; x = 0 is a plane of symmetry.

    Nodes next to the surface are divided by their slope; each of them has a foot point with a
    normal. Every other node takes its distance to the tangent plane at the foot of the nearest of
    these: feet are a cell apart, so the distance to the foot itself would be up to 0.1 mm too long
    and make the normals flicker.
    """
    feet = _feet(values, spacing)
    number = np.zeros(values.size, np.int32)
    number[feet.at] = np.arange(len(feet.at), dtype=np.int32)
    away = np.ones(values.shape, bool)
    away.ravel()[feet.at] = False
    nearest = ndimage.distance_transform_edt(away, return_distances=False, return_indices=True)
    found = np.empty_like(values)
    for row in range(len(values)):
        plane = np.ravel_multi_index(tuple(nearest[:, row]), values.shape)
        distance = _beyond(feet, number[plane], row) * np.float32(spacing)
        found[row] = np.copysign(distance, values[row])
    found.ravel()[feet.at] = feet.distance
    return found


def _feet(values: Floats, spacing: float) -> _Feet:
    """The feet of all nodes next to the surface."""
    flat = values.ravel()
    at = np.flatnonzero(np.abs(flat) < _BESIDE * _STEEPEST * spacing)
    slopes = np.empty((3, len(at)), np.float32)
    for axis, step in enumerate((values[0].size, values.shape[2], 1)):
        ends = flat.take(at + step, mode="clip") - flat.take(at - step, mode="clip")
        slopes[axis] = ends * np.float32(0.5 / spacing)
    slopes[0, at < values[0].size] = 0  # mid-line: the field is even in x
    slope = np.sqrt(np.maximum((slopes * slopes).sum(axis=0), np.float32(_FLATTEST**2)))
    distance = flat[at] / slope
    beside = np.abs(distance) < _BESIDE * spacing
    at, distance = at[beside], distance[beside]
    normal = slopes[:, beside] / slope[beside]
    place = np.array(np.unravel_index(at, values.shape), np.float32)
    place -= distance * np.float32(1 / spacing) * normal
    return _Feet(at, distance, place, normal)


def _beyond(feet: _Feet, number: npt.NDArray[np.int32], row: int) -> Floats:
    """Unsigned distances (cells) of the nodes of a plane x = row from their feet: (ny, nz)."""
    ny, nz = number.shape
    here = (
        np.float32(row),
        np.arange(ny, dtype=np.float32)[:, None],
        np.arange(nz, dtype=np.float32),
    )
    above = np.zeros(number.shape, np.float32)
    straight = np.zeros(number.shape, np.float32)
    for axis in range(3):
        gap = here[axis] - feet.place[axis][number]
        straight += gap * gap
        above += gap * feet.normal[axis][number]
    beside = straight - above * above
    return np.where(beside < 1, np.abs(above), np.sqrt(straight))
