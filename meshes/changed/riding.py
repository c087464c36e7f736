"""Shipped meshes carried whole by the bones that moved: one product for all points of a structure,
because a hand that moves a slider moves nearly all of them at every step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes.changed.normal import Normal
from meshes.changed.resting import skin
from meshes.changed.skin import Moves, Skin
from meshes.ids import StructureId

Floats = npt.NDArray[np.float32]
Moved = npt.NDArray[np.float64] | None


@dataclass(frozen=True, eq=False, slots=True)
class _Riders:
    """A mesh as its carriers see it: how far each point goes is `points` (n, 4k) times the moves of
    k carriers less standing still, each (4, 3), one below the other; `normals` (n, 3k) alike.
    mixed: rows of points between two carriers."""

    points: Any
    normals: Any
    mixed: npt.NDArray[np.intp]


class Riding:
    """Where bones carry the shipped meshes under some moves (4x4 by carrier). draft: normals
    between two turns are left as they come out, a hundredth too short, which no light shows."""

    def __init__(self, normal: Normal, moves: Moves, *, draft: bool = False) -> None:
        self._normal, self._moves, self._draft = normal, moves, draft
        self._ways: dict[tuple[str, ...], Moved] = {}
        self._stacks: dict[tuple[tuple[str, ...], int], Floats] = {}

    def points(self, id: StructureId) -> Floats:
        """Points (n, 3) of a shipped mesh."""
        own, rest = skin(self._normal, id), self._normal.assets.meshes[id].points
        whole = self._one(own)
        if whole is not None:
            found = rest @ whole[:3, :3].T.astype(np.float32)
            for axis in range(3):
                found[:, axis] += np.float32(whole[axis, 3])
            return np.asarray(found)
        return np.asarray(rest + _riders(self._normal, id).points @ self._stacked(own, 4))

    def normals(self, id: StructureId) -> Floats:
        """Its unit normals (n, 3)."""
        own, rest = skin(self._normal, id), self._normal.assets.meshes[id].normals
        whole = self._one(own)
        if whole is not None:
            return np.asarray(rest @ whole[:3, :3].T.astype(np.float32))
        riders = _riders(self._normal, id)
        found = rest + riders.normals @ self._stacked(own, 3)
        if self._draft:
            return np.asarray(found)
        part = found[riders.mixed]
        length = np.sqrt(np.einsum("ij,ij->i", part, part))
        found[riders.mixed] = part / np.maximum(length, 1e-9)[:, None]
        return np.asarray(found)

    def _one(self, own: Skin) -> Moved:
        """The move of all carriers of a structure, where they have the same one."""
        if own.carriers not in self._ways:
            ways = [self._moves.get(carrier) for carrier in own.carriers]
            first = ways[0]
            alike = first is not None and all(
                way is not None and np.array_equal(first, way) for way in ways[1:]
            )
            self._ways[own.carriers] = first if alike else None
        return self._ways[own.carriers]

    def _stacked(self, own: Skin, rows: int) -> Floats:
        """Moves less standing still, (k * rows, 3); three rows: turns alone."""
        key = own.carriers, rows
        if key not in self._stacks:
            found = np.zeros((len(own.carriers), rows, 3), np.float32)
            for number, carrier in enumerate(own.carriers):
                move = self._moves.get(carrier)
                if move is not None:
                    found[number] = (move - np.eye(4))[:3, :rows].T
            self._stacks[key] = found.reshape(-1, 3)
        return self._stacks[key]


@lru_cache(maxsize=256)
def _riders(normal: Normal, id: StructureId) -> _Riders:
    own, mesh = skin(normal, id), normal.assets.meshes[id]
    ones = np.ones((len(mesh.points), 1), np.float32)
    mixed = np.flatnonzero((own.share > 0.0) & (own.share < 1.0) & (own.lower != own.upper))
    return _Riders(
        _spread(own, np.concatenate([mesh.points, ones], axis=1)),
        _spread(own, mesh.normals),
        mixed,
    )


def _spread(own: Skin, values: Floats) -> Any:
    """Values (n, c) in the columns of their carriers, by each one's share: sparse (n, k * c)."""
    from scipy.sparse import csr_matrix

    count, width = values.shape
    carriers = np.stack([own.lower, own.upper], axis=1).astype(np.int32)
    shares = np.stack([1.0 - own.share, own.share], axis=1).astype(np.float32)
    columns = carriers[:, :, None] * width + np.arange(width, dtype=np.int32)
    weighed = shares[:, :, None] * values[:, None]
    rows = np.repeat(np.arange(count, dtype=np.int32), 2 * width)
    shape = (count, len(own.carriers) * width)
    found = csr_matrix((weighed.ravel(), (rows, columns.ravel())), shape=shape)
    found.eliminate_zeros()
    return found
