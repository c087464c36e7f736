"""Which part of a bone each face belongs to (body, pedicle ...), without cutting the bone up.

Every face is nearest to one of the primitives that made the bone. Smoothed over the surface, that
gives patches; specks are given to what surrounds them, and the borders are straightened by sliding
their points along the surface. All on the half at x > 0: the other half is its mirror image.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from meshes.field import SignedDistanceGrid
from meshes.surface import Points, Surface, Triangles, area_vectors

Costs = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: How often a face's costs are mixed with its neighbours'.
_DIFFUSIONS = 8
#: Costs beyond the best one by more than this (mm) all count the same.
_CAP = 6.0
_SETTLINGS = 12
#: How often the points of a border are moved towards their neighbours on it.
_STRAIGHTENINGS = 6
#: A face may turn by no more than this (cosine) when a border is straightened.
_LEAST_TURN = 0.6


@dataclass(frozen=True, slots=True)
class Parting:
    """How to tell the parts of a bone apart.

    names: the parts. sided: those that exist on both sides; a part not in it lies across the
    mid-line. costs: (middles, normals) of faces at x > 0, both (n, 3) in the body frame -> (n, k),
    about the distance in mm to each part; the least wins.
    """

    names: tuple[str, ...]
    sided: frozenset[str]
    costs: Callable[[Points, Points], Costs]

    def full_names(self) -> tuple[str, ...]:
        """Every part with its side, as in ids: 'body', 'pedicle.left', 'pedicle.right'."""
        return tuple(
            full
            for name in self.names
            for full in ((f"{name}.left", f"{name}.right") if name in self.sided else (name,))
        )


def part_labels(points: Points, faces: Triangles, parting: Parting) -> Labels:
    """Index into parting.names for each face of an open half: (m,), each part one patch.

    Raises ValueError naming a part that no face belongs to.
    """
    vectors = area_vectors(points, faces)
    normals = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    costs = parting.costs(points[faces].mean(axis=1), normals)
    costs = np.minimum(costs - costs.min(axis=1, keepdims=True), _CAP)
    links = _links(points, faces)
    share = sparse.diags(1.0 / np.maximum(np.asarray(links.sum(axis=1)).ravel(), 1e-9)) @ links
    for _ in range(_DIFFUSIONS):
        costs = 0.5 * costs + 0.5 * (share @ costs)
    labels = _settled(costs.argmin(axis=1), links, len(parting.names))
    labels = _one_patch_each(labels, links, len(parting.names))
    missing = [name for k, name in enumerate(parting.names) if not (labels == k).any()]
    if missing:
        raise ValueError(f"no face belongs to {', '.join(missing)}")
    return labels


def straightened(
    points: Points,
    faces: Triangles,
    labels: Labels,
    rim: Mask,
    settle: Callable[[Points], Points],
) -> Points:
    """The points with those on borders between parts moved so that borders run smoothly.

    rim: points on the mid-line. settle: puts points back on the surface. Points where three parts
    meet stay, and so does a point whose move would turn a face over.
    """
    edges, across = _edges(faces)
    inner = across[:, 1] >= 0
    border = edges[inner][labels[across[inner, 0]] != labels[across[inner, 1]]]
    count = len(points)
    degree = np.bincount(border.ravel(), minlength=count)
    free = (degree == 2) & ~rim
    start = area_vectors(points, faces)
    for _ in range(_STRAIGHTENINGS):
        total = np.zeros_like(points)
        np.add.at(total, border[:, 0], points[border[:, 1]])
        np.add.at(total, border[:, 1], points[border[:, 0]])
        moved = points.copy()
        moved[free] = 0.5 * points[free] + 0.25 * total[free]
        moved = settle(moved)
        moved[:, 0] = np.maximum(moved[:, 0], 0.02)
        moved[~free] = points[~free]
        points = _unturned(points, moved, faces, start)
    return points


def with_parts(surface: Surface, labels: Labels, parting: Parting) -> Surface:
    """A whole bone, its first half of faces at x > 0 and the second their mirror image, in order,
    with the part of each face. Raises ValueError for more than 255 parts."""
    full = parting.full_names()
    if len(full) > 255:
        raise ValueError("a bone has at most 255 parts")
    right = np.zeros(len(parting.names), np.uint8)
    left = right.copy()
    for k, name in enumerate(parting.names):
        sided = name in parting.sided
        right[k] = full.index(f"{name}.right" if sided else name) + 1
        left[k] = full.index(f"{name}.left" if sided else name) + 1
    return Surface(
        surface.points,
        surface.triangles,
        surface.normals,
        surface.shade,
        np.concatenate([right[labels], left[labels]]),
        full,
    )


def settle_on(grid: SignedDistanceGrid) -> Callable[[Points], Points]:
    """A function that puts points near a grid's surface on to it."""

    def settle(points: Points) -> Points:
        for _ in range(2):
            points = points - grid.distance(points)[:, None] * grid.gradient(points)
        return points

    return settle


def _edges(faces: Triangles) -> tuple[Triangles, npt.NDArray[np.int64]]:
    """Each edge once, and the two faces beside it (-1: none)."""
    ends = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).astype(np.int64)
    owner = np.tile(np.arange(len(faces)), 3)
    ends.sort(axis=1)
    keys, first, back = np.unique(ends, axis=0, return_index=True, return_inverse=True)
    beside = np.full((len(keys), 2), -1, np.int64)
    back = back.reshape(-1)
    beside[:, 0] = owner[first]
    second = np.ones(len(ends), bool)
    second[first] = False
    beside[back[second], 1] = owner[second]
    return keys.astype(np.int32), beside


def _links(points: Points, faces: Triangles) -> sparse.csr_matrix:
    """Faces that share an edge, by the edge's length."""
    edges, beside = _edges(faces)
    inner = beside[:, 1] >= 0
    length = np.linalg.norm(points[edges[inner, 0]] - points[edges[inner, 1]], axis=1)
    a, b = beside[inner].T
    size = len(faces)
    half = sparse.coo_matrix((length, (a, b)), shape=(size, size))
    return (half + half.T).tocsr()


def _votes(labels: Labels, links: sparse.csr_matrix, count: int) -> Costs:
    """Length of border of each face with each part: (m, k)."""
    one_hot = sparse.csr_matrix(
        (np.ones(len(labels)), (np.arange(len(labels)), labels)), shape=(len(labels), count)
    )
    return np.asarray((links @ one_hot).todense())


def _settled(labels: Labels, links: sparse.csr_matrix, count: int) -> Labels:
    """Faces that stick out into another part given to it, until none does."""
    labels = labels.copy()
    row = np.arange(len(labels))
    for turn in range(_SETTLINGS):
        votes = _votes(labels, links, count)
        best = votes.argmax(axis=1)
        change = votes[row, best] > 1.05 * np.maximum(votes[row, labels], 1e-9)
        change &= (row + turn) % 2 == 0  # neighbours changing at once would swap for ever
        labels[change] = best[change]
    return labels


def _one_patch_each(labels: Labels, links: sparse.csr_matrix, count: int) -> Labels:
    """Only the largest patch of each part kept; the rest goes to what it borders on most."""
    labels = labels.copy()
    for _ in range(20):
        pairs = links.tocoo()
        same = labels[pairs.row] == labels[pairs.col]
        graph = sparse.coo_matrix(
            (np.ones(same.sum()), (pairs.row[same], pairs.col[same])), shape=links.shape
        )
        _, patch = csgraph.connected_components(graph, directed=False)
        sizes = np.bincount(patch)
        main = np.zeros(len(sizes), bool)
        for k in range(count):
            here = patch[labels == k]
            if len(here):
                main[np.unique(here)[sizes[np.unique(here)].argmax()]] = True
        stray = ~main[patch]
        if not stray.any():
            break
        kept = sparse.diags((~stray).astype(float))
        votes = _votes(labels, links @ kept, count)
        reached = stray & (votes.max(axis=1) > 0)
        total = np.zeros((len(sizes), count))
        np.add.at(total, patch[reached], votes[reached])
        done = total.max(axis=1)[patch] > 0
        labels[stray & done] = total.argmax(axis=1)[patch[stray & done]]
    return labels


def _unturned(points: Points, moved: Points, faces: Triangles, start: Points) -> Points:
    """`moved`, but with points left where they were that would turn or flatten a face; all of them
    where that does not end."""
    moved = moved.copy()
    for _ in range(8):
        now = area_vectors(moved, faces)
        long = np.linalg.norm(now, axis=1) * np.linalg.norm(start, axis=1)
        cosine = np.einsum("ij,ij->i", now, start) / np.maximum(long, 1e-12)
        small = np.linalg.norm(now, axis=1) < 0.25 * np.linalg.norm(start, axis=1)
        bad = (cosine < _LEAST_TURN) | small
        if not bad.any():
            return moved
        held = np.unique(faces[bad])
        moved[held] = points[held]
    return points
