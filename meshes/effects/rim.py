"""The open rim of a piece of a mesh while planes cut it out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Rim:
    """Where what goes is open. edges: (k, 2) directed with what goes on their right; tags: (k,) the
    plane each lies on. corners: of points that lie on two planes, which."""

    def __init__(self) -> None:
        self.edges: Whole = np.zeros((0, 2), np.int64)
        self.tags: Whole = np.zeros(0, np.int64)
        self.corners: dict[int, tuple[int, int]] = {}

    def split(self, above: Mask, keys: Whole, fresh: int, number: int) -> None:
        """Keep what lies below a plane; edges that pass it end at their new point."""
        if not len(self.edges):
            return
        a, b = self.edges.T
        over = above[self.edges]
        passing = over[:, 0] != over[:, 1]
        new = new_points(a[passing], b[passing], keys, fresh)
        for point, tag in zip(new.tolist(), self.tags[passing].tolist(), strict=True):
            self.corners[point] = (tag, number)
        edges = self.edges.copy()
        edges[passing] = np.where(over[passing], new[:, None], edges[passing])
        stays = ~over.all(axis=1)
        self.edges, self.tags = edges[stays], self.tags[stays]

    def add(self, edges: Whole, number: int) -> None:
        self.edges = np.concatenate([self.edges, edges])
        self.tags = np.concatenate([self.tags, np.full(len(edges), number)])


def new_points(a: Whole, b: Whole, keys: Whole, fresh: int) -> Whole:
    """Number of the new point on each edge, -1 where it has none."""
    wanted = np.minimum(a, b) * fresh + np.maximum(a, b)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, fresh + at, -1)
