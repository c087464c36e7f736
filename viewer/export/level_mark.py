"""The level's name in raised letters on the front of a bone, so that a printed piece tells itself.

The letters are closed shells of their own that reach into the bone; slicing programs join what
overlaps, so nothing has to be cut here. They follow the surface: a quadratic fitted to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from meshes.ids import StructureId
from meshes.store import Mesh
from meshes.surface import smooth_normals

#: Strokes are one cell wide: two tracks of a usual printer's nozzle.
CELL_MM = 1.1
RAISED_MM, SUNK_MM = 1.0, 1.4
#: Cells must never meet at a corner alone, or the shell would not be a proper solid.
_LETTERS = {
    "L": "10000 10000 10000 10000 10000 10000 11111",
    "S": "11111 10000 10000 11111 00001 00001 11111",
    "T": "11111 00100 00100 00100 00100 00100 00100",
    "1": "00100 01100 00100 00100 00100 00100 01110",
    "2": "11111 00001 00001 11111 10000 10000 11111",
    "3": "11111 00001 00001 01111 00001 00001 11111",
    "4": "10001 10001 10001 11111 00001 00001 00001",
    "5": "11111 10000 10000 11111 00001 00001 11111",
}
_TRIED, _FACING, _ROUGHEST_MM = 60, 0.5, 0.7
#: Share of the height of the sacrum above which the front of its first body lies.
_S1_ABOVE = 0.57
_FRONT = np.array((0.0, 1.0, 0.0))
#: The pelvic surface of the sacrum looks forward and down.
_SACRUM_FRONT = np.array((0.0, 0.71, -0.71))
Floats = npt.NDArray[np.float64]


def mark_text(id: StructureId) -> str:
    """What is written on a structure: the level of a vertebra, S1 on the sacrum; "" on others."""
    if id.kind == "vertebra" and not id.part and id.levels:
        return id.level_text
    return "S1" if id == "sacrum" else ""


def level_mark(id: StructureId, mesh: Mesh) -> Mesh | None:
    """The raised letters for a bone; None where nothing is written or no place is even enough."""
    text = mark_text(id)
    if not text or any(letter not in _LETTERS for letter in text):
        return None
    cells = _cells(text)
    place = _best_place(mesh, cells.shape[1] * CELL_MM, cells.shape[0] * CELL_MM, id == "sacrum")
    return None if place is None else _shell(cells, place)


def marked(mesh: Mesh, mark: Mesh) -> Mesh:
    """Bone and letters as one mesh of several shells."""
    return replace(
        mesh,
        points=np.vstack([mesh.points, mark.points]),
        normals=np.vstack([mesh.normals, mark.normals]),
        shade=np.concatenate([mesh.shade, mark.shade]),
        triangles=np.vstack([mesh.triangles, mark.triangles + len(mesh.points)]),
        parts=None,
        part_ids=(),
    )


@dataclass(frozen=True)
class _Place:
    """A patch of surface. axes: rows rightwards, upwards and outwards; bend: its quadratic."""

    centre: Floats
    axes: Floats
    bend: Floats

    def at(self, u: Floats, v: Floats, above: float) -> Floats:
        """World points over places of the patch, mm."""
        height = _terms(u, v) @ self.bend + above
        return self.centre + np.stack([u, v, height], axis=-1) @ self.axes


def _terms(u: Floats, v: Floats) -> Floats:
    return np.stack([np.ones_like(u), u, v, u * u, u * v, v * v], axis=-1)


def _cells(text: str) -> npt.NDArray[np.bool_]:
    """Which cells are filled, the uppermost row first."""
    letters = [
        np.array([[c == "1" for c in row] for row in _LETTERS[letter].split()]) for letter in text
    ]
    gap = np.zeros((7, 1), dtype=bool)
    return np.hstack([piece for letter in letters for piece in (letter, gap)][:-1])


def _best_place(mesh: Mesh, wide: float, high: float, is_sacrum: bool) -> _Place | None:
    """Where on the front, in the middle, the surface is most even."""
    points, normals = mesh.points.astype(float), mesh.normals.astype(float)
    low, top = points.min(axis=0), points.max(axis=0)
    middle = (low[0] + top[0]) / 2
    front = _SACRUM_FRONT if is_sacrum else _FRONT
    fits = (abs(points[:, 0] - middle) < 3.0) & (normals @ front > _FACING)
    if is_sacrum:
        # The front of the first sacral body: below the promontory, not over it.
        fits &= points[:, 2] > low[2] + _S1_ABOVE * (top[2] - low[2])
        fits &= normals[:, 2] < -0.3
    found = np.flatnonzero(fits)
    if not len(found):
        return None
    tried = found[:: max(1, len(found) // _TRIED)]
    rated = [r for k in tried if (r := _rated(points, normals, int(k), wide, high)) is not None]
    return min(rated, key=lambda one: one[0])[1] if rated else None


def _rated(
    points: Floats, normals: Floats, k: int, wide: float, high: float
) -> tuple[float, _Place] | None:
    """How uneven the surface is about a point, and the patch; None where letters cannot stand."""
    centre, reach = points[k], np.hypot(wide, high) / 2 + 1.0
    near = np.linalg.norm(points - centre, axis=1) < reach
    out = normals[near & (normals @ normals[k] > _FACING)].mean(axis=0)
    out[0] = 0.0  # the letters stand straight, whatever the surface does
    out /= np.linalg.norm(out)
    up = np.array((0.0, 0.0, 1.0)) - out[2] * out
    up /= np.linalg.norm(up)
    axes = np.stack([np.cross(up, out), up, out])
    local = (points - centre) @ axes.T
    within = (abs(local[:, 0]) < wide / 2 + 1.5) & (abs(local[:, 1]) < high / 2 + 1.5)
    if (within & (local[:, 2] > 4.0)).any():
        return None  # something stands before it
    patch = local[within & (abs(local[:, 2]) < 4.0) & (normals @ out > _FACING)]
    corners = [(patch[:, 0] * a > wide * 0.3) & (patch[:, 1] * b > high * 0.3) for a, b in _SIGNS]
    if not all(c.any() for c in corners):
        return None  # it ends within the letters
    terms = _terms(patch[:, 0], patch[:, 1])
    bend, *_ = np.linalg.lstsq(terms, patch[:, 2], rcond=None)
    off = abs(terms @ bend - patch[:, 2])
    if off.max() > _ROUGHEST_MM:
        return None
    steep = 0.05 * float(np.hypot(bend[1], bend[2]))
    bowed = 0.1 * float(abs(bend[3]) * wide**2 + abs(bend[5]) * high**2)
    return float(off.max()) + steep + bowed, _Place(centre, axes, bend)


_SIGNS = ((1, 1), (1, -1), (-1, 1), (-1, -1))


def _shell(cells: npt.NDArray[np.bool_], place: _Place) -> Mesh:
    rows, columns = cells.shape
    j, i = np.mgrid[0 : rows + 1, 0 : columns + 1].astype(float)
    u, v = (i - columns / 2) * CELL_MM, (rows / 2 - j) * CELL_MM
    grid = np.stack([place.at(u, v, RAISED_MM), place.at(u, v, -SUNK_MM)])
    numbers = np.arange(2 * (rows + 1) * (columns + 1)).reshape(2, rows + 1, columns + 1)
    faces = np.array([half for quad in _quads(cells, numbers) for half in _halves(quad)])
    used, packed = np.unique(faces, return_inverse=True)
    points, triangles = grid.reshape(-1, 3)[used], packed.reshape(-1, 3).astype(np.int32)
    normals = smooth_normals(points, triangles).astype(np.float32)
    shade = np.ones(len(points), dtype=np.float32)
    return Mesh(points.astype(np.float32), normals, shade, triangles)


def _quads(
    cells: npt.NDArray[np.bool_], numbers: npt.NDArray[np.int_]
) -> Iterator[tuple[int, int, int, int]]:
    """The faces of the shell, seen from without the corners run against the clock."""
    top, low = numbers
    around = np.pad(cells, 1)
    for j, i in np.argwhere(cells):
        # Corners of a cell: upper left, lower left, lower right, upper right.
        ring = [(j, i), (j + 1, i), (j + 1, i + 1), (j, i + 1)]
        yield tuple(int(top[c]) for c in ring)  # type: ignore[misc]
        yield tuple(int(low[c]) for c in reversed(ring))  # type: ignore[misc]
        beside = [around[j + 1, i], around[j + 2, i + 1], around[j + 1, i + 2], around[j, i + 1]]
        for side, is_filled in enumerate(beside):
            a, b = ring[side], ring[(side + 1) % 4]
            if not is_filled:
                yield int(top[b]), int(top[a]), int(low[a]), int(low[b])


def _halves(quad: tuple[int, int, int, int]) -> tuple[tuple[int, int, int], ...]:
    a, b, c, d = quad
    return (a, b, c), (a, c, d)
