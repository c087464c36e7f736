"""Triangles that fill closed lines of a plane, using their points and no others.

VTK does it in less than a millisecond but gives up on some lines with points very close together,
and may not be asked beside the window; clipping ears one by one, slower, does in both cases.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from meshes.effects.first_thread import first_thread_only, is_first_thread

Reals = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


def fill(flat: Reals, rim: Whole) -> Whole:
    """Triangles (m, 3) of points (n, 2) within closed lines, given as directed edges (k, 2) with
    the inside on their left; holes run the other way."""
    found = _by_vtk(flat, rim) if is_first_thread() else None
    return _by_ears(flat, rim) if found is None else found


@first_thread_only
def _by_vtk(flat: Reals, rim: Whole) -> Whole | None:
    """None where VTK says it failed."""
    from vtkmodules.util.numpy_support import (
        numpy_to_vtk,
        numpy_to_vtkIdTypeArray,
        vtk_to_numpy,
    )
    from vtkmodules.vtkCommonCore import vtkPoints
    from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
    from vtkmodules.vtkFiltersGeneral import vtkContourTriangulator

    places, lines, outline = vtkPoints(), vtkCellArray(), vtkPolyData()
    places.SetData(numpy_to_vtk(np.column_stack([flat, np.zeros(len(flat))]), deep=1))
    ends = np.ascontiguousarray(rim, dtype=np.int64).ravel()
    starts = np.arange(0, len(ends) + 1, 2, dtype=np.int64)
    lines.SetData(numpy_to_vtkIdTypeArray(starts, deep=1), numpy_to_vtkIdTypeArray(ends, deep=1))
    outline.SetPoints(places)
    outline.SetLines(lines)
    filler = vtkContourTriangulator()
    filler.TriangulationErrorDisplayOff()
    filler.SetInputData(outline)
    filler.Update()
    polys = filler.GetOutput().GetPolys()
    if filler.GetTriangulationError() or not polys.GetNumberOfCells():
        return None
    faces = vtk_to_numpy(polys.GetConnectivityArray()).astype(np.int64).reshape(-1, 3)
    return faces if _closes(faces, rim, len(flat)) else None


def _closes(faces: Whole, rim: Whole, count: int) -> bool:
    """Whether the edges of the faces that have no partner are those of the rim, each once."""
    start, end = faces.ravel(), np.roll(faces, -1, axis=1).ravel()
    keys = start * count + end
    open_ = keys[~np.isin(keys, end * count + start)]
    wanted = np.sort(rim[:, 0] * count + rim[:, 1])
    return len(np.unique(keys)) == len(keys) and bool(np.array_equal(np.sort(open_), wanted))


def _by_ears(flat: Reals, rim: Whole) -> Whole:
    rings = _rings(rim)
    areas = [_area(flat[ring]) for ring in rings]
    outer = [ring for ring, area in zip(rings, areas, strict=True) if area >= 0.0]
    holes = [ring for ring, area in zip(rings, areas, strict=True) if area < 0.0]
    size = [area for area in areas if area >= 0.0]
    for hole in sorted(holes, key=lambda ring: -float(flat[ring, 0].max())):
        around = [k for k, ring in enumerate(outer) if _within(flat[hole[0]], flat[ring])]
        if not around:
            # A line that rounding turned over: fill it as it stands.
            outer.append(hole)
            size.append(0.0)
            continue
        k = min(around, key=lambda number: size[number])
        outer[k] = _bridged(flat, outer[k], hole)
    return np.concatenate([_ears(flat, ring) for ring in outer])


def _rings(rim: Whole) -> list[list[int]]:
    """The closed lines that directed edges make."""
    follows: dict[int, list[int]] = defaultdict(list)
    for a, b in rim.tolist():
        follows[a].append(b)
    found = []
    for first in list(follows):
        while follows[first]:
            ring, at = [first], follows[first].pop()
            while at != first:
                ring.append(at)
                at = follows[at].pop()
            found.append(ring)
    return found


def _area(loop: Reals) -> float:
    x, y = loop[:, 0], loop[:, 1]
    return float(0.5 * (x @ np.roll(y, -1) - y @ np.roll(x, -1)))


def _within(point: Reals, loop: Reals) -> bool:
    """Even-odd rule."""
    a, b = loop - point, np.roll(loop, -1, axis=0) - point
    over = (a[:, 1] > 0.0) != (b[:, 1] > 0.0)
    a, b = a[over], b[over]
    return bool(((a[:, 0] - a[:, 1] * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1])) > 0.0).sum() % 2)


def _bridged(flat: Reals, ring: list[int], hole: list[int]) -> list[int]:
    """A ring that goes over to a hole, round it, and back, where the way crosses nothing."""
    start = int(flat[hole, 0].argmax())
    place = flat[hole[start]]
    lines = [
        *zip(ring, ring[1:] + ring[:1], strict=True),
        *zip(hole, hole[1:] + hole[:1], strict=True),
    ]
    ends = flat[np.array(lines)]
    order = np.argsort(np.linalg.norm(flat[ring] - place, axis=1)).tolist()
    for k in order:
        if not _crosses(place, flat[ring[k]], ends):
            break
    else:
        k = order[0]
    turned = hole[start:] + hole[:start]
    return ring[: k + 1] + turned + turned[:1] + ring[k:]


def _crosses(a: Reals, b: Reals, ends: Reals) -> bool:
    """Whether the way from a to b properly crosses one of the lines (n, 2, 2)."""
    p, q = ends[:, 0], ends[:, 1]
    one, two = _turn(a, b, p) * _turn(a, b, q), _turn(p, q, a) * _turn(p, q, b)
    return bool(((one < 0.0) & (two < 0.0)).any())


def _turn(a: Reals, b: Reals, c: Reals) -> Reals:
    """Twice the signed area of a, b, c: positive counter-clockwise."""
    u, v = b - a, c - a
    return np.asarray(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0])


def _ears(flat: Reals, ring: list[int]) -> Whole:
    """A ring, counter-clockwise, as triangles; where no ear is clean the least harm is done."""
    left, faces, at, idle = np.array(ring), [], 0, 0
    while len(left) > 3:
        at %= len(left)
        trio = left[[at - 1, at, (at + 1) % len(left)]]
        if _is_ear(flat, trio, left) or idle > len(left):
            faces.append(trio)
            left = np.delete(left, at)
            at, idle = at + 1, 0
        else:
            at, idle = at + 1, idle + 1
            if idle == len(left) + 1:
                turns = _turn(flat[np.roll(left, 1)], flat[left], flat[np.roll(left, -1)])
                at = int(np.abs(turns).argmin())
    faces.append(left)
    return np.array(faces, np.int64)


def _is_ear(flat: Reals, trio: Whole, left: Whole) -> bool:
    a, b, c = flat[trio]
    if float(_turn(a, b, c)) <= 0.0:
        return False
    others = flat[left[~np.isin(left, trio)]]
    held = (_turn(a, b, others) >= 0) & (_turn(b, c, others) >= 0) & (_turn(c, a, others) >= 0)
    return not bool(held.any())
