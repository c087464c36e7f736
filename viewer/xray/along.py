"""What a ray of a film passes: the structures on it, in their order, with millimetres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.ids import StructureId
from meshes.store import Mesh
from viewer.xray.beam import Reals

#: Shorter ways through a structure are the grazing of its skin.
_LEAST_MM = 0.05
#: A ball that holds a mesh: its middle, (3,) world mm, and radius.
Ball = tuple[Reals, float]


@dataclass(frozen=True, slots=True)
class Passed:
    """A structure on a ray. id: itself; part: the named part of it where the ray comes in, or
    itself. enters: mm from the source; length: mm within it, all stretches together."""

    id: StructureId
    part: StructureId
    enters: float
    length: float


def passed(
    meshes: Mapping[StructureId, Mesh],
    source: Reals,
    direction: Reals,
    balls: dict[StructureId, Ball] | None = None,
) -> tuple[Passed, ...]:
    """All closed meshes that a ray runs through, as it meets them. source: (3,) world mm;
    direction: (3,) unit. balls: what is known of where these meshes lie, and is filled in."""
    axes, known = _across(direction), {} if balls is None else balls
    found = []
    for id, mesh in meshes.items():
        if id not in known:
            known[id] = _ball(mesh)
        if not _meets(known[id], source, direction):
            continue
        struck = _struck(mesh, source, direction, axes)
        if struck is not None and struck.length >= _LEAST_MM:
            part = mesh.part_at(struck.triangle) or id
            found.append(Passed(id, part, struck.enters, struck.length))
    return tuple(sorted(found, key=lambda each: each.enters))


def _ball(mesh: Mesh) -> Ball:
    corners = np.array([[c.min(), c.max()] for c in mesh.points.T], dtype=np.float64)
    across = corners[:, 1] - corners[:, 0]
    return corners.mean(axis=1), 0.5 * float(np.linalg.norm(across))


def _meets(ball: Ball, source: Reals, direction: Reals) -> bool:
    """Whether a ray comes into a ball."""
    way = ball[0] - source
    beside = way - (way @ direction) * direction
    return bool(beside @ beside <= ball[1] ** 2)


@dataclass(frozen=True, slots=True)
class _Struck:
    enters: float
    length: float
    triangle: int


def _across(direction: Reals) -> Reals:
    """Two unit directions at right angles to a ray, a right-handed set with it: (2, 3)."""
    aside = np.eye(3)[int(np.argmin(np.abs(direction)))]
    first = np.cross(aside, direction)
    first /= np.linalg.norm(first)
    return np.stack([first, np.cross(direction, first)])


def _struck(mesh: Mesh, source: Reals, direction: Reals, axes: Reals) -> _Struck | None:
    across, up = ((mesh.points @ axis.astype(np.float32)) for axis in axes)
    across, up = across - np.float32(source @ axes[0]), up - np.float32(source @ axes[1])
    # Which side of two lines through the ray each corner lies on: few triangles have both.
    sides = (across > 0.0).astype(np.int8)[mesh.triangles].sum(axis=1)
    near = np.flatnonzero((sides > 0) & (sides < 3))
    sides = (up > 0.0)[mesh.triangles[near]].sum(axis=1)
    near = near[(sides > 0) & (sides < 3)]
    if len(near) == 0:
        return None
    corners = (mesh.points[mesh.triangles[near]].astype(np.float64) - source) @ axes.T
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    # Areas of the triangles the ray's foot makes with each side: of one sign within.
    shares = np.stack([_area(b, c), _area(c, a), _area(a, b)], axis=1)
    whole = shares.sum(axis=1)
    is_within = ((shares * np.sign(whole)[:, None]) >= 0.0).all(axis=1) & (whole != 0.0)
    near, shares, whole = near[is_within], shares[is_within], whole[is_within]
    if len(near) == 0:
        return None
    deep = (mesh.points[mesh.triangles[near]] - source) @ direction
    at = np.einsum("ij,ij->i", shares, deep) / whole
    # Seen along the ray, a face that is entered turns to the right.
    length = float(np.sum(np.sign(whole) * at))
    first = int(np.argmin(at))
    return _Struck(float(at[first]), length, int(near[first]))


def _area(a: npt.NDArray[np.floating], b: npt.NDArray[np.floating]) -> Reals:
    """Twice the area of the triangles of two corners (k, 2) and the origin: (k,)."""
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], dtype=np.float64)
