"""Contours of marked structures as smooth lines, with word of where something hides them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkFiltersCore import vtkFlyingEdges2D, vtkStripper

from meshes.ids import StructureId
from viewer.id_image import IdPictures

Line = npt.NDArray[np.float64]
_BLUR = np.array((1.0, 4.0, 6.0, 4.0, 1.0), dtype=np.float32) / 16.0
_SHORTEST_PX = 10.0
_PAD, _FRAME = 5, 3
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Stretch:
    """A piece of a contour, view pixels from the upper left: (n, 2), and whether it is in sight."""

    points: Line
    in_sight: bool


@dataclass(frozen=True, eq=False)
class Outline:
    """A structure's contour, and the closed lines around what something else hides of it."""

    stretches: tuple[Stretch, ...]
    hidden: tuple[Line, ...]


def outlines(
    pictures: IdPictures, groups: Mapping[StructureId, tuple[StructureId, ...]]
) -> dict[StructureId, Outline]:
    """Contours of each group of structures, small groups last so that they lie on top."""
    found: dict[StructureId, Outline] = {}
    sizes: dict[StructureId, int] = {}
    for name, ids in groups.items():
        whole = pictures.mask_of_marked(ids)
        sizes[name] = int(whole.sum())
        if sizes[name] < 3:
            continue
        seen = pictures.mask(pictures.sight, ids) | pictures.mask(pictures.solid, ids)
        found[name] = _outline(whole, seen, pictures.step)
    return dict(sorted(found.items(), key=lambda item: -sizes[item[0]]))


def seen_outline(pictures: IdPictures, ids: tuple[StructureId, ...]) -> tuple[Stretch, ...]:
    """Contours of what shows of these structures; nothing when they are ghosts or hidden."""
    seen = pictures.mask(pictures.sight, ids) | pictures.mask(pictures.solid, ids)
    return lone_outline(seen, pictures.step)


def lone_outline(shape: Mask, step: float) -> tuple[Stretch, ...]:
    """The contour of one shape. step: view pixels per pixel of it."""
    return _outline(shape, shape, step).stretches if shape.any() else ()


def _outline(whole: Mask, seen: Mask, step: float) -> Outline:
    rows, columns = np.flatnonzero(whole.any(axis=1)), np.flatnonzero(whole.any(axis=0))
    top, left = max(0, rows[0] - _PAD), max(0, columns[0] - _PAD)
    crop = np.s_[top : rows[-1] + _PAD + 1, left : columns[-1] + _PAD + 1]
    # The frame of nothing closes contours that leave the view.
    soft, near, behind = (
        _blurred(np.pad(mask[crop].astype(np.float32), _FRAME))
        for mask in (whole, seen, whole & ~seen)
    )
    origin = np.array((left - _FRAME + 0.5, top - _FRAME + 0.5))
    stretches: list[Stretch] = []
    for line in _long_lines(soft, step):
        column = np.clip(np.rint(line[:, 0]).astype(int), 0, near.shape[1] - 1)
        row = np.clip(np.rint(line[:, 1]).astype(int), 0, near.shape[0] - 1)
        in_sight = _settled(near[row, column] > 0.5 * np.maximum(soft[row, column], 0.2))
        stretches += _stretches((line + origin) * step, in_sight)
    hidden = tuple((line + origin) * step for line in _long_lines(behind, step))
    return Outline(tuple(stretches), hidden)


def _long_lines(image: npt.NDArray[np.float32], step: float) -> Iterator[Line]:
    return (line for line in _iso_lines(image) if _length(line) * step >= _SHORTEST_PX)


def _blurred(image: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    # Both ways at once along one axis: the weights are the same before and behind.
    for axis in (0, 1):
        image = image if axis == 0 else image.T
        padded = np.pad(image, ((2, 2), (0, 0)))
        total = _BLUR[2] * image
        total += _BLUR[1] * (padded[1:-3] + padded[3:-1])
        total += _BLUR[0] * (padded[:-4] + padded[4:])
        image = total if axis == 0 else total.T
    return image


def _iso_lines(image: npt.NDArray[np.float32]) -> Iterator[Line]:
    """Closed lines where the image passes one half, in its pixels (x, y)."""
    if image.max(initial=0.0) < 0.5:
        return
    data = vtkImageData()
    data.SetDimensions(image.shape[1], image.shape[0], 1)
    data.GetPointData().SetScalars(numpy_to_vtk(np.ascontiguousarray(image).ravel(), deep=True))
    edges, joined = vtkFlyingEdges2D(), vtkStripper()
    edges.SetInputData(data)
    edges.SetValue(0, 0.5)
    joined.SetInputConnection(edges.GetOutputPort())
    joined.JoinContiguousSegmentsOn()
    joined.SetMaximumLength(100_000)
    joined.Update()
    result = joined.GetOutput()
    if result.GetNumberOfLines() == 0:
        return
    points = vtk_to_numpy(result.GetPoints().GetData()).astype(np.float64)
    starts = vtk_to_numpy(result.GetLines().GetOffsetsArray())
    order = vtk_to_numpy(result.GetLines().GetConnectivityArray())
    for first, last in pairwise(starts):
        yield _smoothed(points[order[first:last], :2])


def _smoothed(line: Line) -> Line:
    """Take the pixel steps out of a line; closed lines stay closed."""
    if len(line) < 8:
        return line
    closed = bool(np.abs(line[0] - line[-1]).max() < 1e-6)
    body = line[:-1] if closed else line
    for _ in range(2):
        ring = np.concatenate([body[-1:], body, body[:1]])
        mean = 0.25 * ring[:-2] + 0.5 * body + 0.25 * ring[2:]
        if not closed:
            mean[[0, -1]] = body[[0, -1]]
        body = mean
    return np.vstack([body, body[:1]]) if closed else body


def _settled(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Majority over nine neighbours: no dashes of a pixel or two."""
    if len(flags) < 9:
        return np.full(len(flags), bool(flags.mean() >= 0.5))
    votes = np.convolve(np.pad(flags.astype(float), 4, mode="edge"), np.ones(9), mode="valid")
    return np.asarray(votes > 4.5)


def _stretches(line: Line, in_sight: npt.NDArray[np.bool_]) -> Iterator[Stretch]:
    changes = np.flatnonzero(in_sight[1:] != in_sight[:-1]) + 1
    bounds = [0, *changes.tolist(), len(line)]
    for first, last in pairwise(bounds):
        piece = line[first : min(last + 1, len(line))]
        if len(piece) > 1:
            yield Stretch(piece, bool(in_sight[first]))


def _length(line: Line) -> float:
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
