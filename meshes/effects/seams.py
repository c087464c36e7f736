"""Sharp edges on a mesh that stays closed: points apart by face, joined by triangles of no area.

Sections and exports follow a mesh by its point numbers; two points at one place with nothing
between would be a hole to them.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]


def apart(triangles: Whole, face: Whole) -> tuple[Whole, Whole, Whole, Whole]:
    """Give each face, (m,) numbers, points of its own along its edges to others.

    triangles: (m, 3), closed. Returns which old point each new one is, (n,); the triangles, those
    given first and the seams after them, (k, 3); their face, 0 on seams; and which of the old
    triangles each belongs to, (k,).
    """
    count = int(triangles.max()) + 1
    rim = np.zeros(count, np.bool_)
    rim[triangles[face > 0]] = True
    first, second, third = triangles.T
    rows = np.flatnonzero(rim[first] | rim[second] | rim[third])
    near, wide = triangles[rows], int(face.max()) + 1
    # Points of the surface keep their numbers; those of each cut face are new ones.
    keys, numbers = np.unique(near * wide + face[rows][:, None], return_inverse=True)
    fresh = keys % wide > 0
    new = np.where(fresh, count + np.cumsum(fresh) - 1, keys // wide)
    corners = triangles.copy()
    corners[rows] = new[numbers].reshape(-1, 3)
    old = np.concatenate([np.arange(count), keys[fresh] // wide])
    owner = np.tile(rows, 3)
    start = np.concatenate([near[:, k] for k in range(3)])
    end = np.concatenate([near[:, (k + 1) % 3] for k in range(3)])
    mine = np.concatenate([corners[rows, k] for k in range(3)])
    next_ = np.concatenate([corners[rows, (k + 1) % 3] for k in range(3)])
    sharp = rim[start] & rim[end]
    owner, start, end = owner[sharp], start[sharp], end[sharp]
    mine, next_ = mine[sharp], next_[sharp]
    # Partners across each edge: sorted by the edge's key, both directions in the same order; where
    # two faces each have the same edge within them, each is its own partner.
    whose = face[owner]
    forward = np.lexsort((whose, start * count + end))
    backward = np.lexsort((whose, end * count + start))
    sharp = (face[owner[forward]] != face[owner[backward]]) & (start[forward] < end[forward])
    here, there = forward[sharp], backward[sharp]
    a, b = mine[here], next_[here]
    c, d = mine[there], next_[there]
    # Here runs a -> b, there c -> d at the places b, a: the seam lies between, against both.
    seams = np.concatenate([np.column_stack([b, a, d]), np.column_stack([b, d, c])])
    kin = np.concatenate([owner[here], owner[here]])
    corner_faces, corner_kin = _corners(seams, kin, old)
    every = np.concatenate([corners, seams, corner_faces])
    flat = np.zeros(len(seams) + len(corner_faces), np.int64)
    origin = np.concatenate([np.arange(len(triangles)), kin, corner_kin])
    return old, every, np.concatenate([face, flat]), origin


def _corners(seams: Whole, kin: Whole, old: Whole) -> tuple[Whole, Whole]:
    """Where three faces or more meet, the seams leave a ring of points at one place: fill it."""
    start = np.concatenate([seams[:, k] for k in range(3)])
    end = np.concatenate([seams[:, (k + 1) % 3] for k in range(3)])
    whose = np.tile(kin, 3)
    count = len(old)
    ring = (old[start] == old[end]) & ~np.isin(start * count + end, end * count + start)
    follows: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for a, b, k in zip(end[ring].tolist(), start[ring].tolist(), whose[ring].tolist(), strict=True):
        follows[a].append((b, k))
    faces, owners = [], []
    for first in list(follows):
        while follows[first]:
            chain = [first]
            at, owner = follows[first].pop()
            while at != first:
                chain.append(at)
                at, owner = follows[at].pop()
            for b, c in pairwise(chain[1:]):
                faces.append((first, b, c))
                owners.append(owner)
    return np.array(faces, np.int64).reshape(-1, 3), np.array(owners, np.int64)
