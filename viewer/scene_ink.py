"""Ink in a scene: lines on surfaces, drawn as beads with a white rim."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkIdList, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkFiltersCore import vtkTubeFilter
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer

from meshes.changed.shape import Changed
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.explode import Apart
from viewer.ink import INK_COLOURS, INK_MM, RIM_MM, stretches
from viewer.ink_laying import laid
from viewer.state import InkColour, Stroke, SurfacePoint

Points: TypeAlias = npt.NDArray[np.float64]
Mover: TypeAlias = Callable[[StructureId, Points], Points]
Keeps: TypeAlias = Callable[[StructureId, tuple[float, float, float]], bool]
#: How far a line lies off its surface, mm, and how round its bead is (chosen).
_LIFT_MM, _SIDES = 0.15, 8
_WHITE = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class DrawnInk:
    """One unbroken line in the picture. points: (n, 3) world mm where it is drawn."""

    number: int
    colour: InkColour
    points: Points


class SceneInk:
    """The ink of one scene. mesh-like questions go to those who know: what ships, what is drawn
    apart, what a section takes away.

    keeps: whether a point of a structure's surface is still there.
    """

    def __init__(
        self,
        assets: Assets,
        apart: Apart,
        keeps: Keeps,
    ) -> None:
        self._assets, self._apart, self._keeps = assets, apart, keeps
        self._renderer: vtkRenderer | None = None
        self._actors: list[vtkActor] = []
        self._asked: tuple[object, ...] = ()
        self._shape: Changed | None = None
        self.drawn: tuple[DrawnInk, ...] = ()

    def attach(self, renderer: vtkRenderer | None) -> None:
        """Draw into this renderer; None for none."""
        if self._renderer is not None:
            for actor in self._actors:
                self._renderer.RemoveActor(actor)
        self._renderer = renderer
        if renderer is not None:
            for actor in self._actors:
                renderer.AddActor(actor)

    def draw(
        self,
        ink: tuple[Stroke, ...],
        seen: Iterable[StructureId],
        shape: Changed | None,
        explode: float,
        section: object,
    ) -> None:
        """Show this ink on what is in sight. section: anything that differs where the section
        does. The same again costs nothing."""
        under = frozenset(run.id for stroke in ink for run in stroke.runs).intersection(seen)
        asked = (ink, under, explode, section)
        if asked == self._asked and shape is self._shape:
            return
        self._asked, self._shape = asked, shape
        moved: Mover | None = None
        if explode:

            def moved(id: StructureId, points: Points) -> Points:
                return points + explode * self._apart.away(id, points)

        self.drawn = tuple(lines_on(ink, under, self._assets, shape, moved, self._keeps))
        self._show()

    def release(self) -> None:
        """Let go of everything."""
        self.attach(None)
        self._actors, self._asked, self._shape, self.drawn = [], (), None, ()

    def _show(self) -> None:
        renderer = self._renderer
        self.attach(None)
        self._actors = []
        for colour, rgb in INK_COLOURS.items():
            lines = [line.points for line in self.drawn if line.colour is colour]
            if lines:
                self._actors.append(_bead(lines, 0.5 * INK_MM, rgb))
                self._actors.append(_rim(lines, 0.5 * INK_MM + RIM_MM))
        self.attach(renderer)


def lines_on(
    ink: Iterable[Stroke],
    seen: Collection[StructureId],
    assets: Assets,
    shape: Changed | None,
    moved: Mover | None = None,
    keeps: Keeps | None = None,
) -> list[DrawnInk]:
    """The unbroken lines of ink on what is in sight, where its surfaces lie in a shape.

    moved: where the column drawn apart has points of a structure. keeps: whether a point of its
    surface is still there.
    """
    found = []
    for stroke in ink:
        for run in stroke.runs:
            lies = laid(run, assets, shape) if run.id in seen else None
            if lies is None:
                continue
            points = lies.points + _LIFT_MM * lies.normals
            if moved is not None:
                points = moved(run.id, points)
            kept = [
                bool(is_kept) and (keeps is None or keeps(run.id, (x, y, z)))
                for is_kept, (x, y, z) in zip(lies.kept, points.tolist(), strict=True)
            ]
            found += [
                DrawnInk(stroke.number, stroke.colour, points[part]) for part in stretches(kept)
            ]
    return found


def _poly_lines(lines: Sequence[Points]) -> vtkPolyData:
    """Lines as VTK data; a single point becomes a dot."""
    data, points, cells = vtkPolyData(), vtkPoints(), vtkCellArray()
    whole = [line if len(line) > 1 else np.vstack([line, line + 0.05]) for line in lines]
    points.SetData(numpy_to_vtk(np.concatenate(whole), deep=True))
    start = 0
    for line in whole:
        ids = vtkIdList()
        for k in range(start, start + len(line)):
            ids.InsertNextId(k)
        cells.InsertNextCell(ids)
        start += len(line)
    data.SetPoints(points)
    data.SetLines(cells)
    return data


def tubes(lines: Sequence[Points], radius: float) -> vtkPolyData:
    """Lines as round tubes with closed ends, in strips. lines: each (n, 3) mm; radius: mm."""
    tube = vtkTubeFilter()
    tube.SetInputData(_poly_lines(lines))
    tube.SetRadius(radius)
    tube.SetNumberOfSides(_SIDES)
    tube.CappingOn()
    tube.Update()
    made: vtkPolyData = tube.GetOutput()
    return made


def _mapper(lines: Sequence[Points], radius: float) -> vtkPolyDataMapper:
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(tubes(lines, radius))
    mapper.ScalarVisibilityOff()
    return mapper


def _bead(lines: Sequence[Points], radius: float, rgb: tuple[float, float, float]) -> vtkActor:
    actor = vtkActor()
    actor.SetMapper(_mapper(lines, radius))
    face = actor.GetProperty()
    face.SetColor(*rgb)
    face.SetAmbient(0.55)
    face.SetDiffuse(0.5)
    return actor


def _rim(lines: Sequence[Points], radius: float) -> vtkActor:
    """A white tube about the bead of which only the far side is drawn: an outline, so that ink
    shows on tissue of its own colour."""
    actor = vtkActor()
    actor.SetMapper(_mapper(lines, radius))
    face = actor.GetProperty()
    face.SetColor(*_WHITE)
    face.LightingOff()
    face.FrontfaceCullingOn()
    return actor


def ink_points(actor: vtkActor) -> npt.NDArray[np.float32]:
    """The points of an actor of ink, for tests: (n, 3) world mm."""
    found: npt.NDArray[np.float32] = vtk_to_numpy(
        actor.GetMapper().GetInput().GetPoints().GetData()
    )
    return found


def nearest_stroke(
    drawn: Iterable[DrawnInk],
    project: Callable[[tuple[float, float, float]], tuple[float, float] | None],
    at: tuple[float, float],
    reach: float,
    ground: SurfacePoint | None,
    depth_mm: float,
) -> int | None:
    """The number of the stroke that passes nearest to a place of the picture; None within no reach.

    project: where a world point falls. reach: pixels. ground: the surface there, so that ink behind
    it, farther than depth_mm, is left alone.
    """
    best: tuple[float, int] | None = None
    for line in drawn:
        for point in line.points.tolist():
            if ground is not None and np.linalg.norm(np.subtract(point, ground.at)) > depth_mm:
                continue
            seen = project((point[0], point[1], point[2]))
            if seen is None:
                continue
            away = ((seen[0] - at[0]) ** 2 + (seen[1] - at[1]) ** 2) ** 0.5
            if away <= reach and (best is None or away < best[0]):
                best = away, line.number
    return None if best is None else best[1]
