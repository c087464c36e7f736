"""Shipped meshes carried whole by the bones that moved: one product for all points of a structure,
because a hand that moves a slider moves nearly all of them at every step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from meshes.changed.normal import Normal
from meshes.changed.resting import skin
from meshes.changed.skin import Moves, Skin
from meshes.ids import StructureId

Floats = npt.NDArray[np.float32]


#: For each carrier the number of the move it makes, 0 for standing still: carriers that go the same
#: way are one.
Ways = tuple[int, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Riders:
    """A mesh as k moves see it: how far each point goes is `points` (n, 4k) times the moves less
    standing still, each (4, 3), one below the other; `normals` (n, 3k) alike. Dense, though much of
    it is nothing: a product of few columns is ten times as quick so as a sparse one. mixed: rows of
    points between two moves."""

    points: Floats
    normals: Floats
    mixed: npt.NDArray[np.intp]


#: While a slider is dragged a bone that turns by less than two degrees, as the sine of it, is lit
#: as it was: no surface is brighter or darker by more than a thirtieth (chosen).
_UNSEEN = 0.035


class Riding:
    """Where bones carry the shipped meshes under some moves (4x4 by carrier). draft: normals
    between two turns are left as they come out, a hundredth too short, and those of what hardly
    turns as they ship, which no light shows."""

    def __init__(self, normal: Normal, moves: Moves, *, draft: bool = False) -> None:
        self._normal, self._moves, self._draft = normal, moves, draft
        self._known: dict[tuple[str, ...], tuple[Ways, Floats]] = {}

    def points(self, id: StructureId) -> Floats:
        """Points (n, 3) of a shipped mesh."""
        ways, steps = self._of(skin(self._normal, id))
        riders, rest = _riders(self._normal, id, ways), self._normal.assets.meshes[id].points
        found = riders.points @ steps.reshape(-1, 3)
        found += rest
        return np.asarray(found)

    def normals(self, id: StructureId) -> Floats:
        """Its unit normals (n, 3)."""
        ways, steps = self._of(skin(self._normal, id))
        rest = self._normal.assets.meshes[id].normals
        if self._draft and np.abs(steps[:, :3]).max(initial=0.0) < _UNSEEN:
            return rest
        riders = _riders(self._normal, id, ways)
        found = riders.normals @ steps[:, :3].reshape(-1, 3)
        found += rest
        if not self._draft and len(riders.mixed):
            part = found[riders.mixed]
            length = np.sqrt(np.einsum("ij,ij->i", part, part))
            found[riders.mixed] = part / np.maximum(length, 1e-9)[:, None]
        return np.asarray(found)

    def _of(self, own: Skin) -> tuple[Ways, Floats]:
        """The move each carrier of a structure makes; the moves less standing still, (k, 4, 3)."""
        if own.carriers not in self._known:
            numbers: dict[bytes, int] = {}
            steps, ways = [], []
            for carrier in own.carriers:
                move = self._moves.get(carrier)
                if move is None:
                    ways.append(0)
                    continue
                key = move.tobytes()
                if key not in numbers:
                    numbers[key] = len(numbers) + 1
                    steps.append((move - np.eye(4))[:3].T)
                ways.append(numbers[key])
            stacked = np.array(steps, np.float32).reshape(-1, 4, 3)
            self._known[own.carriers] = tuple(ways), stacked
        return self._known[own.carriers]


@lru_cache(maxsize=192)
def _riders(normal: Normal, id: StructureId, ways: Ways) -> _Riders:
    own, mesh = skin(normal, id), normal.assets.meshes[id]
    count, every = len(mesh.points), np.arange(len(mesh.points))
    shares = np.zeros((count, max(ways, default=0) + 1), np.float32)
    number = np.array(ways)
    lower, upper = number[own.lower], number[own.upper]
    shares[every, lower] += 1.0 - own.share
    shares[every, upper] += own.share
    shares = shares[:, 1:]
    mixed = np.flatnonzero((own.share > 0.0) & (own.share < 1.0) & (lower != upper))
    ones = np.ones((count, 1), np.float32)
    points = np.concatenate([mesh.points, ones], axis=1)
    return _Riders(_weighed(shares, points), _weighed(shares, mesh.normals), mixed)


def _weighed(shares: Floats, values: Floats) -> Floats:
    """Values (n, c) once for each of k shares (n, k), weighed by it: (n, k * c)."""
    return (shares[:, :, None] * values[:, None]).reshape(len(values), -1)
