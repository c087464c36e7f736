"""Bone cut while a hand moves the slider: the mesh's own triangles hidden and drawn up to the edges
of what is taken, and the openings closed with nets. Some tenths of a millimetre rough along its
edges, and quick; at rest it is cut exactly (`meshes.effects.cutting`)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from meshes.changed.sawn_nets import WIDER, Distance, Faces, Mask, any_of, nets
from meshes.effects.changes import Values
from meshes.effects.regions import Region
from meshes.store import Mesh
from meshes.surface import Points, Triangles

#: Triangles may be crossed whose corners lie this far from it, mm: the longest side.
_FARTHEST = 3.0
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


def roughly_sawn(
    mesh: Mesh, regions: tuple[Region, ...], bone: Distance, *, steady: bool = False
) -> tuple[Mesh, Mask]:
    """A bone's mesh less regions, and which of its triangles (m,) are of cut faces; the same mesh
    where they take nothing. Regions, and `bone`, the distance to the whole bone: in its frame.
    steady: the bone changes from step to step, the regions do not."""
    points = mesh.points.astype(np.float64)
    taken = _taken(points, regions)
    first, second, third = (taken.depth < WIDER)[mesh.triangles].T
    entered = any_of(taken.depth < 0.0, mesh.triangles)
    # what only lies beside it stays as it is
    hidden = first & second & third & entered
    inner = np.flatnonzero(entered & ~hidden)
    hidden[inner] = _spans(points, mesh.triangles[inner], taken)
    # a corner within is drawn up to the edge instead
    reached = np.flatnonzero(any_of(taken.depth < _FARTHEST, mesh.triangles) & ~entered)
    hidden[reached[_is_crossed(points, mesh.triangles[reached], regions)]] = True
    faces = nets(points[taken.depth < WIDER], regions, bone, steady=steady)
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


def _parts_beside(mesh: Mesh, hidden: Mask, faces: Faces) -> npt.NDArray[np.uint8]:
    """Named part of each triangle of cut faces: that of the surface taken next to it."""
    from scipy.spatial import cKDTree

    if mesh.parts is None or len(faces.triangles) == 0:
        return np.zeros(len(faces.triangles), np.uint8)
    taken = mesh.points[mesh.triangles[hidden, 0]]
    tree = cKDTree(taken, compact_nodes=False, balanced_tree=False)
    part = mesh.parts[hidden][tree.query(faces.points)[1]]
    return np.asarray(part[faces.triangles[:, 0]], np.uint8)


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


def _hem(mesh: Mesh, points: Points, hidden: Mask, out: Points) -> Faces:
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
    return Faces(
        np.concatenate([points[corners], deep]), np.concatenate([normals, normals]), triangles
    )


def _joined(one: Faces, other: Faces) -> Faces:
    return Faces(
        np.concatenate([one.points, other.points]),
        np.concatenate([one.normals, other.normals]),
        np.concatenate([one.triangles, other.triangles + len(one.points)]),
    )
