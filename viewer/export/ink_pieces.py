"""Ink as surfaces of its own, for files that hold the model: a thin tube for each line of the pen.

The white rim that a line has on the screen is left out: it is drawn from behind, which files cannot
say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkFiltersCore import vtkTriangleFilter

from meshes.changed.shape import Changed
from meshes.ids import StructureId
from meshes.store import Assets, Mesh
from viewer.export.formats import Piece
from viewer.ink import INK_COLOURS, INK_MM
from viewer.scene_ink import DrawnInk, lines_on, tubes
from viewer.spec import Colour
from viewer.state import InkColour, Stroke


@dataclass(frozen=True)
class InkPiece:
    """One line of the pen. id: `ink.blue-c`; name: `Ink, blue, line 3`; mesh: in world mm."""

    id: StructureId
    name: str
    colour: Colour
    mesh: Mesh


def ink_pieces(drawn: Iterable[DrawnInk]) -> list[InkPiece]:
    """The lines as they are drawn, the stretches of a line together, in the order of the pen."""
    lines: dict[tuple[int, InkColour], list[DrawnInk]] = {}
    for line in drawn:
        lines.setdefault((line.number, line.colour), []).append(line)
    return [
        InkPiece(
            StructureId(f"ink.{colour}-{_letters(place)}"),
            f"Ink, {colour}, line {place}",
            INK_COLOURS[colour],
            _mesh(tubes([part.points for part in parts], 0.5 * INK_MM)),
        )
        for place, ((_, colour), parts) in enumerate(sorted(lines.items()), 1)
    ]


def with_ink(
    pieces: Mapping[StructureId, Piece],
    ink: tuple[Stroke, ...],
    seen: Iterable[StructureId],
    assets: Assets,
    shape: Changed | None,
) -> dict[StructureId, Piece]:
    """Structures to write, and the ink that lies on them. seen: what is in sight, for ink on what
    is not is hidden with it. shape: what conditions and postures made of the model."""
    drawn = lines_on(ink, pieces.keys() & set(seen), assets, shape)
    lines = {one.id: Piece(one.mesh, one.colour, one.name) for one in ink_pieces(drawn)}
    return {**pieces, **lines}


def _letters(number: int) -> str:
    """1 is a, 26 z, 27 aa: ids have no figures but those of levels."""
    found = ""
    while number:
        number, last = divmod(number - 1, 26)
        found = chr(ord("a") + last) + found
    return found


def _mesh(data: vtkPolyData) -> Mesh:
    """A tube's strips as triangles."""
    split = vtkTriangleFilter()
    split.SetInputData(data)
    split.Update()
    found = split.GetOutput()
    points = vtk_to_numpy(found.GetPoints().GetData()).astype(np.float32)
    normals = vtk_to_numpy(found.GetPointData().GetNormals()).astype(np.float32)
    corners = vtk_to_numpy(found.GetPolys().GetConnectivityArray())
    triangles = corners.reshape(-1, 3).astype(np.int32)
    return Mesh(points, normals, np.ones(len(points), dtype=np.float32), triangles)
