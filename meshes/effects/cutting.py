"""Taking convex pieces out of a closed triangle mesh, with the cut faces closed.

A region is an intersection of half spaces. The mesh is split by its planes one after another;
what lies within all of them goes, and each plane's section of it becomes a cut face. Every edge is
split once for both of its faces, so the result closes by its point numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from meshes.effects.cut_faces import TangleError, cut_faces
from meshes.effects.regions import Region
from meshes.effects.rim import Rim, new_points
from meshes.store import Mesh

Reals = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: A new point keeps so far (mm) from either end of its edge: no triangle becomes a mere line, and
#: no point of a cut face lies farther off its plane.
_AWAY = 1e-4
#: How often, and by how much (mm), a region that grazes the surface is widened.
_TRIES, _WIDER = 6, 7e-4
_EDGES = ((0, 1), (1, 2), (2, 0))


class NothingLeftError(ValueError):
    """Regions hold all of a mesh."""


@dataclass(frozen=True, slots=True)
class Carved:
    """A mesh after cuts. cut: (m,) whether a triangle is of a cut face."""

    mesh: Mesh
    cut: Mask


@dataclass(slots=True)
class _Work:
    """A mesh under the saw. traits: (n, 4) normal and shade. face: (m,) 0 of the surface, else the
    number of the cut face. part: (m,) as in Mesh."""

    points: Reals
    traits: Reals
    triangles: Whole
    face: Whole
    part: Whole
    faces: int = 0


def carve(mesh: Mesh, regions: tuple[Region, ...]) -> Carved:
    """The closed mesh less the regions, closed and outward, in the frame of both.

    Where no region meets the mesh the same mesh comes back. Cut faces are flat with crisp edges:
    their points stand apart from the surface's at the same place, joined by triangles of no area,
    so that normals break but edges do not. They take the named part of the surface next to them.
    Raises NothingLeftError, and ValueError for a region that grazes the mesh in many places.
    """
    start = np.zeros(len(mesh.triangles), np.int64)
    work = _Work(
        mesh.points.astype(np.float64),
        np.column_stack([mesh.normals, mesh.shade]).astype(np.float64),
        mesh.triangles.astype(np.int64),
        start,
        start.copy() if mesh.parts is None else mesh.parts.astype(np.int64),
    )
    met = [_take(work, each) for each in regions]
    if not any(met):
        return Carved(mesh, np.zeros(len(mesh.triangles), np.bool_))
    return _finished(work, mesh)


def without_crumbs(carved: Carved, least: float) -> Carved:
    """Without pieces of less than `least` mm3 that hang on nothing any more; the largest stays."""
    from meshes.effects.pieces import components, kept, volumes

    number = components(carved.mesh)
    sizes = volumes(carved.mesh, number)
    stays = sizes >= least
    stays[int(sizes.argmax())] = True
    if stays.all():
        return carved
    faces = stays[number]
    return Carved(kept(carved.mesh, faces), carved.cut[faces])


def _take(work: _Work, region: Region) -> bool:
    """Take one region out; whether it met the mesh. A region whose edges graze the surface is
    widened by a few thousandths of a millimetre."""
    before = replace(work)
    for attempt in range(_TRIES):
        wider = _WIDER * attempt * (1.0 + np.arange(len(region.offsets)))
        try:
            return _taken(work, Region(region.normals, region.offsets + wider))
        except TangleError:
            _restore(work, before)
    raise ValueError("a region that grazes the mesh in many places")


def _taken(work: _Work, region: Region) -> bool:
    """As `_take`, as it stands. Raises TangleError."""
    heights = work.points @ region.normals.T - region.offsets
    beyond = heights > 0.0
    if beyond.all(axis=0).any():
        return False
    inside = np.ones(len(work.triangles), np.bool_)
    for aside in beyond.T:
        inside &= ~_all(aside, work.triangles)
    if not inside.any():
        return False
    before, rim = replace(work), Rim()
    # Only these can be split: what the region may reach, and its neighbours.
    reached = np.zeros(len(work.points), np.bool_)
    reached[work.triangles[inside]] = True
    near = _any(reached, work.triangles)
    far = [column[~near] for column in (work.triangles, work.face, work.part)]
    _keep(work, near)
    inside = inside[near]
    for number, (normal, offset) in enumerate(zip(region.normals, region.offsets, strict=True)):
        inside = _split(work, inside, normal, float(offset), rim, number)
        if not inside.any():
            _restore(work, before)
            return False
    lower, upper = work.points.min(axis=0) - 1.0, work.points.max(axis=0) + 1.0
    faces = cut_faces(work.points, rim.edges, rim.tags, rim.corners, region, lower, upper)
    part_of = np.zeros(len(work.points) + len(faces.points), np.int64)
    part_of[work.triangles[inside]] = work.part[inside][:, None]
    shade = work.traits[rim.edges.ravel(), 3].mean() if len(rim.edges) else 1.0
    fresh = np.tile([0.0, 0.0, 1.0, shade], (len(faces.points), 1))
    work.points = np.concatenate([work.points, faces.points])
    work.traits = np.concatenate([work.traits, fresh])
    _keep(work, ~inside)
    own = part_of[faces.triangles].max(axis=1, initial=0)
    work.triangles = np.concatenate([far[0], work.triangles, faces.triangles[:, ::-1]])
    work.face = np.concatenate([far[1], work.face, work.faces + 1 + faces.number])
    work.part = np.concatenate([far[2], work.part, own])
    work.faces += len(region.offsets)
    return True


def _restore(work: _Work, before: _Work) -> None:
    """As before a region that met nothing after all; arrays are replaced, never written to."""
    work.points, work.traits, work.triangles = before.points, before.traits, before.triangles
    work.face, work.part, work.faces = before.face, before.part, before.faces


def _split(work: _Work, inside: Mask, normal: Reals, offset: float, rim: Rim, number: int) -> Mask:
    """Split by one plane: what of `inside` lies below it, (m,) anew; its rim grows."""
    height = work.points @ normal - offset
    above = height > 0.0
    low = ~_any(above, work.triangles)
    crossing = inside & ~low & ~_all(above, work.triangles)
    if not crossing.any():
        below = inside & low
        if not below.any():
            return below
        rim.split(above, np.zeros(1, np.int64), len(work.points), number)
        return below
    keys = _passed(work.triangles[crossing], above, len(work.points))
    fresh = _add_points(work, keys, height)
    rim.split(above, keys, fresh, number)
    inside, low = _divide(work, inside, above, keys, fresh)
    below = inside & low
    rows = np.flatnonzero(below & ((work.triangles >= fresh).sum(axis=1) > 1))
    corners = work.triangles[rows]
    start = np.concatenate([corners[:, i] for i, _ in _EDGES])
    end = np.concatenate([corners[:, j] for _, j in _EDGES])
    both = (start >= fresh) & (end >= fresh)
    rim.add(np.column_stack([end[both], start[both]]), number)
    return np.asarray(below)


def _passed(triangles: Whole, above: Mask, count: int) -> Whole:
    """Keys of the edges of these triangles that pass the plane, sorted."""
    keys = []
    for i, j in _EDGES:
        a, b = triangles[:, i], triangles[:, j]
        over = above[a] != above[b]
        keys.append(np.minimum(a, b)[over] * count + np.maximum(a, b)[over])
    return np.asarray(np.unique(np.concatenate(keys)))


def _add_points(work: _Work, keys: Whole, height: Reals) -> int:
    """One new point on each passed edge; the number of the first."""
    count = len(work.points)
    a, b = keys // count, keys % count
    length = np.linalg.norm(work.points[b] - work.points[a], axis=1)
    least = np.minimum(_AWAY / np.maximum(length, _AWAY), 0.5)
    share = np.clip(height[a] / (height[a] - height[b]), least, 1.0 - least)[:, None]
    work.points = np.concatenate(
        [work.points, work.points[a] + share * (work.points[b] - work.points[a])]
    )
    work.traits = np.concatenate(
        [work.traits, work.traits[a] + share * (work.traits[b] - work.traits[a])]
    )
    return count


def _divide(work: _Work, inside: Mask, above: Mask, keys: Whole, fresh: int) -> tuple[Mask, Mask]:
    """Split all triangles at the new points on their edges, also the neighbours of those that go.

    Returns for the new triangles: whether they were inside, and whether they lie below the plane.
    """
    touched = np.zeros(fresh, np.bool_)
    touched[keys // fresh] = touched[keys % fresh] = True
    every, near = work.triangles, touched[work.triangles]
    likely = np.flatnonzero(near.sum(axis=1) > 1)
    corners = every[likely]
    halves = np.full((len(every), 3), -1)
    halves[likely] = np.stack(
        [new_points(corners[:, i], corners[:, j], keys, fresh) for i, j in _EDGES], axis=1
    )
    corners = every
    times = (halves >= 0).sum(axis=1)
    whole = times == 0
    pieces = [corners[whole]]
    origin = [np.flatnonzero(whole)]
    low = [~_any(above, corners[whole])]
    one = np.flatnonzero(times == 1)
    if len(one):
        turn = (halves[one].argmax(axis=1)[:, None] + np.arange(3)) % 3
        a, b, c = np.take_along_axis(corners[one], turn, axis=1).T
        m = halves[one].max(axis=1)
        pieces += [np.column_stack([a, m, c]), np.column_stack([m, b, c])]
        origin += [one, one]
        low += [np.zeros(len(one), np.bool_)] * 2
    two = np.flatnonzero(times == 2)
    if len(two):
        # Turned so that the edge without a new point comes second: the first corner is alone.
        turn = (halves[two].argmin(axis=1)[:, None] + 2 + np.arange(3)) % 3
        a, b, c = np.take_along_axis(corners[two], turn, axis=1).T
        mids = np.take_along_axis(halves[two], turn, axis=1)
        m, n = mids[:, 0], mids[:, 2]
        across = np.linalg.norm(work.points[m] - work.points[c], axis=1)
        short = across <= np.linalg.norm(work.points[n] - work.points[b], axis=1)
        pieces += [
            np.column_stack([a, m, n]),
            np.column_stack([m, b, np.where(short, c, n)]),
            np.column_stack([np.where(short, m, b), c, n]),
        ]
        origin += [two, two, two]
        low += [~above[a], above[a], above[a]]
    source = np.concatenate(origin)
    work.triangles = np.concatenate(pieces)
    work.face, work.part = work.face[source], work.part[source]
    return inside[source], np.concatenate(low)


def _all(marked: Mask, triangles: Whole) -> Mask:
    """Triangles with all corners marked; reductions over an axis of three take far longer."""
    a, b, c = triangles.T
    return np.asarray(marked[a] & marked[b] & marked[c])


def _any(marked: Mask, triangles: Whole) -> Mask:
    a, b, c = triangles.T
    return np.asarray(marked[a] | marked[b] | marked[c])


def _keep(work: _Work, stays: Mask) -> None:
    work.triangles = work.triangles[stays]
    work.face, work.part = work.face[stays], work.part[stays]


def _finished(work: _Work, mesh: Mesh) -> Carved:
    """As a Mesh: points of cut faces of their own, with flat normals, joined by seams."""
    from meshes.effects.seams import apart

    if not len(work.triangles):
        raise NothingLeftError("nothing is left of the mesh")
    rows, work.triangles = _used(np.arange(len(work.points)), work.triangles)
    work.points, work.traits = work.points[rows], work.traits[rows]
    source, triangles, face, kin = apart(work.triangles, work.face)
    # places where faces alone meet have no surface: their first points are in no triangle now
    source, triangles = _used(source, triangles)
    points = work.points[source]
    traits = work.traits[source]
    body = len(work.triangles)
    normals = _normals(points, triangles[:body], work.face, traits[:, :3])
    part = work.part[kin]
    return Carved(
        replace(
            mesh,
            points=points.astype(np.float32),
            normals=normals.astype(np.float32),
            shade=np.clip(traits[:, 3], 0.0, 1.0).astype(np.float32),
            triangles=triangles.astype(np.int32),
            parts=None if mesh.parts is None else part.astype(np.uint8),
        ),
        np.asarray(face > 0),
    )


def _used(rows: Whole, triangles: Whole) -> tuple[Whole, Whole]:
    """Those rows, (n,), that triangles name by number, and the triangles by their new numbers."""
    used = np.zeros(len(rows), np.bool_)
    used[triangles] = True
    return rows[used], (np.cumsum(used) - 1)[triangles]


def _normals(points: Reals, triangles: Whole, face: Whole, carried: Reals) -> Reals:
    """Carried normals, of unit length, and on each cut face that of the face: (n, 3)."""
    cut = np.flatnonzero(face > 0)
    corners, own = triangles[cut], face[cut]
    a, b, c = (points[corners[:, k]] for k in range(3))
    vectors, normals = np.cross(b - a, c - a), carried.copy()
    flat = np.stack([np.bincount(own, vectors[:, k]) for k in range(3)], axis=1)
    normals[corners] = flat[own][:, None]
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12))
