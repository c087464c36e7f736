"""Bone cut while a hand moves the slider: the mesh's own triangles hidden and drawn up to the edges
of what is taken, and the openings closed with nets. Some tenths of a millimetre rough along its
edges, and quick; at rest it is cut exactly (`meshes.effects.cutting`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from meshes.effects.changes import Values
from meshes.effects.regions import Region
from meshes.store import Mesh
from meshes.surface import Points, Triangles

Distance = Callable[[Points], Values]
Mask = npt.NDArray[np.bool_]

#: Corners this near to what is taken lie on its edge: half a usual side of a triangle, mm (chosen).
_WIDER = 0.8
#: Triangles may be crossed whose corners lie this far from it, mm: the longest side.
_FARTHEST = 3.0
#: Spacing of the nets that close the openings, how far their nodes may lie out of the bone, and to
#: where those are drawn back, so that the net's edge follows the bone's, mm (chosen).
_NET, _OUT, _EDGE = 0.8, 1.1, 0.25
#: A face lies along another region's where its distance to that grows by less than a tenth of what
#: it goes (chosen), squared.
_ALONG = 0.01
#: Width of the strip that joins them to the surface, mm (chosen).
_HEM = 1.0
#: Tone of cut bone in a draft: about that of cut faces at rest (chosen).
_SHADE = 0.9


@dataclass(frozen=True, slots=True)
class _Taken:
    """Points as what is taken meets them: depth (n,) mm below nought within; out (n, 3) the way
    out of the region each is deepest in, or nearest to."""

    depth: Values
    out: Points


def roughly_sawn(mesh: Mesh, regions: tuple[Region, ...], bone: Distance) -> tuple[Mesh, Mask]:
    """A bone's mesh less regions, and which of its triangles (m,) are of cut faces; the same mesh
    where they take nothing. Regions, and `bone`, the distance to the whole bone: in its frame."""
    points = mesh.points.astype(np.float64)
    taken = _taken(points, regions)
    first, second, third = (taken.depth < _WIDER)[mesh.triangles].T
    entered = _any(taken.depth < 0.0, mesh.triangles)
    # what only lies beside it stays as it is
    hidden = first & second & third & entered
    inner = np.flatnonzero(entered & ~hidden)
    hidden[inner] = _spans(points, mesh.triangles[inner], taken)
    # a corner within is drawn up to the edge instead
    reached = np.flatnonzero(_any(taken.depth < _FARTHEST, mesh.triangles) & ~entered)
    hidden[reached[_is_crossed(points, mesh.triangles[reached], regions)]] = True
    faces = _nets(points[taken.depth < _WIDER], regions, bone)
    if not hidden.any():
        return mesh, np.zeros(len(mesh.triangles), np.bool_)
    stays = ~hidden
    edge = np.zeros(len(points), np.bool_)
    edge[mesh.triangles[stays]] = True
    beside = np.zeros(len(points), np.bool_)
    beside[mesh.triangles[hidden]] = True
    # what a hidden triangle leaves open is drawn shut, however far its corners lie
    edge &= (taken.depth < 0.0) | (beside & (taken.depth < _FARTHEST))
    points[edge] -= taken.depth[edge, None] * taken.out[edge]
    faces = _joined(faces, _hem(mesh, points, hidden, taken.out))
    body = int(np.count_nonzero(stays))
    part = None
    if mesh.parts is not None:
        part = np.concatenate([mesh.parts[stays], _parts_beside(mesh, hidden, faces)])
    found = replace(
        mesh,
        points=np.concatenate([points, faces.points]).astype(np.float32),
        normals=np.concatenate([mesh.normals, faces.normals]).astype(np.float32),
        shade=np.concatenate([mesh.shade, np.full(len(faces.points), _SHADE, np.float32)]),
        triangles=np.concatenate([mesh.triangles[stays], faces.triangles + len(points)]).astype(
            np.int32
        ),
        parts=part,
    )
    return found, np.arange(len(found.triangles)) >= body


def _parts_beside(mesh: Mesh, hidden: Mask, faces: _Faces) -> npt.NDArray[np.uint8]:
    """Named part of each triangle of cut faces: that of the surface taken next to it."""
    from scipy.spatial import cKDTree

    if mesh.parts is None or len(faces.triangles) == 0:
        return np.zeros(len(faces.triangles), np.uint8)
    taken = mesh.points[mesh.triangles[hidden, 0]]
    tree = cKDTree(taken, compact_nodes=False, balanced_tree=False)
    part = mesh.parts[hidden][tree.query(faces.points)[1]]
    return np.asarray(part[faces.triangles[:, 0]], np.uint8)


def _any(marked: Mask, triangles: Triangles) -> Mask:
    first, second, third = marked[triangles].T
    return np.asarray(first | second | third)


def _taken(points: Points, regions: tuple[Region, ...]) -> _Taken:
    depth = np.full(len(points), np.inf)
    out = np.zeros_like(points)
    for region in regions:
        heights = region.heights(points)
        face = heights.argmax(axis=0)
        here = heights[face, np.arange(len(points))]
        rows = np.flatnonzero(here < depth)
        depth[rows], out[rows] = here[rows], region.normals[face[rows]]
    return _Taken(depth, out)


def _spans(points: Points, triangles: Triangles, taken: _Taken) -> Mask:
    """Triangles that would lie across what is taken: a corner within is nearest to one side of it
    and the triangle comes from the other."""
    middles = points[triangles].mean(axis=1)
    found = np.zeros(len(triangles), np.bool_)
    for corner in triangles.T:
        towards = np.einsum("ij,ij->i", taken.out[corner], middles - points[corner])
        found |= (taken.depth[corner] < 0.0) & (towards < 0.0)
    return found


def _is_crossed(points: Points, triangles: Triangles, regions: tuple[Region, ...]) -> Mask:
    """Triangles whose middle or the middle of one side lies within, as narrow gaps leave them."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    middles = np.concatenate([(a + b + c) / 3.0, 0.5 * (a + b), 0.5 * (b + c), 0.5 * (c + a)])
    within = np.zeros(len(middles), np.bool_)
    for region in regions:
        within |= region.distance(middles) < 0.0
    return np.asarray(within.reshape(4, -1).any(axis=0))


@dataclass(frozen=True, slots=True)
class _Faces:
    points: Points
    normals: Points
    triangles: Triangles


def _hem(mesh: Mesh, points: Points, hidden: Mask, out: Points) -> _Faces:
    """A narrow strip from the edge of what stays into the bone, over the border of the nets: no
    chink is left between the two. points: the mesh's, drawn to the edge; out: of what is taken."""
    gone = mesh.triangles[hidden].astype(np.intp)
    edges = np.concatenate([gone[:, [0, 1]], gone[:, [1, 2]], gone[:, [2, 0]]])
    count = len(points)
    there, back = edges @ [count, 1], edges @ [1, count]
    edges = edges[~np.isin(there, back)]
    corners, place = np.unique(edges, return_inverse=True)
    place = place.reshape(-1, 2)
    normals = -out[corners]
    inward = -mesh.normals[corners].astype(np.float64)
    inward -= np.einsum("ij,ij->i", inward, normals)[:, None] * normals
    length = np.linalg.norm(inward, axis=1, keepdims=True)
    deep = points[corners] + _HEM * inward / np.maximum(length, 0.5)
    # where the surface lies along what is taken there is nothing to join
    first, second = place[(length[place, 0] > 0.5).all(axis=1)].T
    below, beyond = first + len(corners), second + len(corners)
    triangles = np.concatenate(
        [np.column_stack([first, second, beyond]), np.column_stack([first, beyond, below])]
    )
    return _Faces(
        np.concatenate([points[corners], deep]), np.concatenate([normals, normals]), triangles
    )


def _joined(one: _Faces, other: _Faces) -> _Faces:
    return _Faces(
        np.concatenate([one.points, other.points]),
        np.concatenate([one.normals, other.normals]),
        np.concatenate([one.triangles, other.triangles + len(one.points)]),
    )


def _nets(near: Points, regions: tuple[Region, ...], bone: Distance) -> _Faces:
    """Nets over the faces of regions, where they lie in bone. near: points of the surface about
    what is taken."""
    none = np.zeros((0, 3))
    nodes, normals, cells, inside = [none], [none], [none.astype(np.intp)], [np.zeros(0, np.bool_)]
    start = 0
    for number, region in enumerate(regions):
        own = near[region.distance(near) < _WIDER]
        if len(own) == 0:
            continue
        grids = [_grid(own, region, face) for face in range(len(region.offsets))]
        here = np.concatenate([grid for grid, _ in grids])
        ways = np.concatenate(
            [
                np.broadcast_to(-way, g.shape)
                for way, (g, _) in zip(region.normals, grids, strict=True)
            ]
        )
        kept = region.distance(here) < 0.5 * _NET
        for other, each in enumerate(regions):
            if other != number:
                _end_on(here, ways, kept, each)
        for grid, shape in grids:
            cells.append(start + _cells(shape))
            start += len(grid)
        normals.append(ways)
        nodes.append(here)
        inside.append(kept)
    points, within = np.concatenate(nodes), np.concatenate(inside)
    facing = np.concatenate(normals)
    rows = np.flatnonzero(within)
    in_bone = np.zeros(len(points), np.bool_)
    if len(rows):
        depth = bone(points[rows])
        within[rows], in_bone[rows] = depth < _OUT, depth < 0.0
        edge = (depth > _EDGE) & (depth < _OUT)
        points[rows[edge]] = _drawn_in(points[rows[edge]], facing[rows[edge]], depth[edge], bone)
    triangles = np.concatenate(cells)
    one, two, three = within[triangles].T
    triangles = triangles[one & two & three]
    triangles = triangles[_any(in_bone, triangles)]
    used = np.zeros(len(points), np.bool_)
    used[triangles] = True
    number_of = np.cumsum(used, dtype=np.int32) - np.int32(1)
    return _Faces(points[used], facing[used], number_of[triangles])


def _end_on(nodes: Points, ways: Points, kept: Mask, other: Region) -> None:
    """Take what lies within another region out of nets, nodes (n, 3) facing `ways`, in place: where
    two regions meet the nets of both end on the line between them, and leave no slit."""
    rows = np.flatnonzero(kept)
    heights = other.heights(nodes[rows])
    depth = heights.max(axis=0)
    kept[rows] = depth > -0.05
    past = np.flatnonzero((depth > -_NET) & (depth < -0.05))
    if len(past) == 0:
        return
    edge, deep = rows[past], depth[past]
    # to the face of the other one that is nearest, in the plane of the net
    slope = other.normals[heights[:, past].argmax(axis=0)]
    slope = slope - np.einsum("ij,ij->i", slope, ways[edge])[:, None] * ways[edge]
    steep = np.einsum("ij,ij->i", slope, slope)
    # a face along the other one's, within it, is none
    ends = (steep > _ALONG) & (deep * deep < 1.5 * _NET**2 * steep)
    kept[edge] = ends
    nodes[edge[ends]] -= (deep[ends] / steep[ends])[:, None] * slope[ends]


def _drawn_in(points: Points, facing: Points, depth: Values, bone: Distance) -> Points:
    """Nodes (n, 3) that lie so far out of the bone, drawn towards it in the plane of their net."""
    step = 0.2
    ahead = np.stack([bone(points + step * axis) for axis in np.eye(3)], axis=1)
    slope = (ahead - depth[:, None]) / step
    slope -= np.einsum("ij,ij->i", slope, facing)[:, None] * facing
    steep = np.maximum(np.einsum("ij,ij->i", slope, slope), 0.25)
    return np.asarray(points - ((depth - _EDGE) / steep)[:, None] * slope)


def _grid(own: Points, region: Region, face: int) -> tuple[Points, tuple[int, int]]:
    """A net on one face of a region as far as points (n, 3) about it reach, (i * j, 3), and (i, j);
    seen from within the region it runs against the clock."""
    x, y, z = out = region.normals[face]
    flat = np.array([0.0, z, -y]) if abs(x) < 0.7 else np.array([-z, 0.0, x])
    first = flat / np.sqrt(flat @ flat)
    a, b, c = first
    second = np.array([b * z - c * y, c * x - a * z, a * y - b * x])
    across, along = own @ first, own @ second
    u = np.arange(across.min() - _NET, across.max() + 2.0 * _NET, _NET)
    v = np.arange(along.min() - _NET, along.max() + 2.0 * _NET, _NET)
    nodes = (u[:, None, None] * first + v[None, :, None] * second).reshape(-1, 3)
    return nodes + region.offsets[face] * out, (len(u), len(v))


def _cells(shape: tuple[int, int]) -> npt.NDArray[np.intp]:
    """Triangles (k, 3) of a net of so many rows and columns."""
    number = np.arange(shape[0] * shape[1]).reshape(shape)
    a, b = number[:-1, :-1].ravel(), number[1:, :-1].ravel()
    c, d = number[1:, 1:].ravel(), number[:-1, 1:].ravel()
    return np.concatenate([np.column_stack([a, b, c]), np.column_stack([a, c, d])])
