"""A mesh kept as what tells it from another one: bone that is cut anew at each step of a slider
keeps most of its points and triangles, and keys of all steps fit into memory only so.

Nothing is lost: what is unfolded is the mesh to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes.effects.changes import Rows
from meshes.store import Mesh

Array = npt.NDArray[Any]
#: Odd numbers by which the bits of a row are mixed into one, so that equal rows are found by it.
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
#: Numbers of points below this are kept in two bytes.
_SHORT = 1 << 16


@dataclass(frozen=True, eq=False, slots=True)
class _Folded:
    """An array as rows of another one and, numbered on from its end, rows of its own: runs of rows
    that follow one another begin at `starts` and are moved by `shifts`. None: it is the other."""

    starts: Array | None
    shifts: Array | None
    own: Array
    count: int

    @property
    def nbytes(self) -> int:
        kept = (self.starts, self.shifts, self.own)
        return sum(each.nbytes for each in kept if each is not None)

    def over(self, other: Array) -> Array:
        """The array, over the one it was folded over."""
        if self.starts is None or self.shifts is None:
            return other
        lengths = np.diff(self.starts, append=self.count)
        rows = np.arange(self.count) + np.repeat(self.shifts, lengths)
        whole = np.concatenate([other, self.own.astype(other.dtype, copy=False)])
        return np.asarray(whole.take(rows, axis=0))


@dataclass(frozen=True, eq=False, slots=True)
class FoldedMesh:
    """A mesh kept by what tells it from `other`."""

    other: Mesh
    points: _Folded
    normals: _Folded
    shade: _Folded
    triangles: _Folded
    parts: npt.NDArray[np.uint8] | None
    part_ids: tuple[Any, ...]

    @property
    def nbytes(self) -> int:
        """Bytes it takes; the other mesh is there anyhow."""
        arrays = (self.points, self.normals, self.shade, self.triangles)
        parts = 0 if self.parts is None else self.parts.nbytes
        return sum(each.nbytes for each in arrays) + parts

    def unfolded(self) -> Mesh:
        """The mesh, a new one each time."""
        other = self.other
        return replace(
            other,
            points=self.points.over(other.points),
            normals=self.normals.over(other.normals),
            shade=self.shade.over(other.shade),
            triangles=self.triangles.over(other.triangles),
            parts=self.parts,
            part_ids=self.part_ids,
        )


def folded(mesh: Mesh | None, other: Mesh) -> Mesh | FoldedMesh | None:
    """A mesh as what tells it from another one that is kept anyhow; itself where nothing does, or
    where there is none."""
    if mesh is None or mesh is other:
        return mesh
    places = _rows(mesh.points, other.points)
    return FoldedMesh(
        other,
        _folded(mesh.points, other.points, [places]),
        _folded(mesh.normals, other.normals, [places]),
        _folded(mesh.shade, other.shade, [places]),
        _folded(mesh.triangles, other.triangles, [_rows(mesh.triangles, other.triangles)]),
        mesh.parts,
        mesh.part_ids,
    )


def _folded(array: Array, other: Array, guesses: Sequence[Rows]) -> _Folded:
    """An array (n,) or (n, 3) over another one. guesses: rows of the other that its own may be; the
    row of the same number may always."""
    count = len(array)
    if array is other:
        return _Folded(None, None, array[:0], count)
    found = np.full(count, -1)
    for guess in (np.minimum(np.arange(count), len(other) - 1), *guesses):
        same = other[guess] == array
        same = same if same.ndim == 1 else same[:, 0] & same[:, 1] & same[:, 2]
        found = np.where((found < 0) & same, guess, found)
    missing = np.flatnonzero(found < 0)
    found[missing] = len(other) + np.arange(len(missing))
    shifts = found - np.arange(count)
    starts = np.flatnonzero(np.diff(shifts, prepend=shifts[:1] - 1))
    own = array[missing]
    if own.dtype == np.int32 and own.max(initial=0) < _SHORT:
        own = own.astype(np.uint16)
    return _Folded(starts.astype(np.int32), shifts[starts].astype(np.int32), own, count)


def _rows(array: Array, other: Array) -> Rows:
    """For each row of an array (n, 3) one of another that is like it, if any is; any other."""
    mixed, order = _sorted(other)
    place = np.searchsorted(mixed, _mixed(array))
    return np.asarray(order[np.minimum(place, len(order) - 1)])


class _Known:
    """An array, known again by its identity."""

    def __init__(self, array: Array) -> None:
        self.array = array

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self.array is other.array

    def __hash__(self) -> int:
        return id(self.array)


def _sorted(array: Array) -> tuple[Array, Rows]:
    return _sorted_once(_Known(array))


@lru_cache(maxsize=16)
def _sorted_once(known: _Known) -> tuple[Array, Rows]:
    """Rows of an array, each mixed into one number, in order of these, and their numbers."""
    mixed = _mixed(known.array)
    order = np.argsort(mixed)
    return mixed[order], order


def _mixed(array: Array) -> Array:
    bits = np.ascontiguousarray(array).view(np.uint32).astype(np.uint64)
    return np.asarray((bits * _MIX).sum(axis=1, dtype=np.uint64))
