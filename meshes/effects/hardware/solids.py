"""Turned and cut metal as closed triangle surfaces: the few forms all hardware is made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from meshes.surface import Points, Surface, Triangles, smooth_normals, volume

Values = npt.NDArray[np.float64]

# Points nearer than this (mm) are one.
_WELD = 1e-6


def solid(points: Points, triangles: Triangles, shade: Values | None = None) -> Surface:
    """A closed surface, faces outward, from points (n, 3) that may repeat and faces that may be
    empty: equal points become one. shade: (n,) 0..1, 1 where not given."""
    _, first, number = np.unique(
        np.round(points / _WELD).astype(np.int64), axis=0, return_index=True, return_inverse=True
    )
    faces = number.reshape(-1)[triangles]
    whole = (
        (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    )
    kept: Triangles = np.ascontiguousarray(faces[whole]).astype(np.int32)
    points = np.ascontiguousarray(points[first], dtype=np.float64)
    light = (np.ones(len(points)) if shade is None else shade[first]).astype(np.float32)
    made = Surface(points, kept, smooth_normals(points, kept), light)
    if volume(made) < 0:
        kept = np.ascontiguousarray(kept[:, ::-1])
        made = Surface(points, kept, smooth_normals(points, kept), light)
    return made


def stacked(rings: Sequence[Points], shade: Sequence[float] | None = None) -> Surface:
    """A solid of rings (n, 3) laid one on the other; the first and the last are closed to their
    middles. shade: one value a ring."""
    n = len(rings[0])
    points = np.concatenate([rings[0].mean(axis=0)[None], *rings, rings[-1].mean(axis=0)[None]])
    around = np.arange(n)
    after = (around + 1) % n
    faces = [np.stack([np.zeros(n, int), 1 + after, 1 + around], axis=1)]
    starts = [1 + k * n + around for k in range(len(rings))]
    faces += [strip(a, b) for a, b in pairwise(starts)]
    last, end = 1 + (len(rings) - 1) * n, len(points) - 1
    faces.append(np.stack([np.full(n, end), last + around, last + after], axis=1))
    light = None
    if shade is not None:
        light = np.concatenate([[shade[0]], np.repeat(np.asarray(shade), n), [shade[-1]]])
    return solid(points, np.concatenate(faces).astype(np.int32), light)


def strip(one: npt.NDArray[np.intp], two: npt.NDArray[np.intp], closed: bool = True) -> Triangles:
    """Faces between two rows of point numbers of equal length, joined end to end when closed."""
    a, b = (one, np.roll(one, -1)) if closed else (one[:-1], one[1:])
    c, d = (two, np.roll(two, -1)) if closed else (two[:-1], two[1:])
    return np.concatenate([np.stack([a, b, d], axis=1), np.stack([a, d, c], axis=1)]).astype(
        np.int32
    )


def turned(profile: Sequence[tuple[float, float]], sides: int) -> list[Points]:
    """Rings about the z axis from (radius, z) pairs."""
    angle = np.arange(sides) * (2.0 * np.pi / sides)
    way = np.stack([np.cos(angle), np.sin(angle), np.zeros(sides)], axis=1)
    return [radius * way + np.array([0.0, 0.0, z]) for radius, z in profile]


def frame_along(origin: Points, z: Points, y: Points) -> Points:
    """4x4 right-handed frame at `origin`: z along `z`, y as near to `y` as it can be."""
    z = z / np.linalg.norm(z)
    x = np.cross(y, z)
    x = x / np.linalg.norm(x)
    frame = np.eye(4)
    frame[:3, :3] = np.stack([x, np.cross(z, x), z], axis=1)
    frame[:3, 3] = origin
    return frame
