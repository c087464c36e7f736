"""What a section adds to a drawn scene: the clipping of the solid rest, and the cut faces.

Every structure in sight has its own face, so that picking, outlines and hover work on faces as on
structures. Faces are drawn rough at once; `refine` gives them the pattern of their tissue one by
one, so that a plane under way is never held up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray
from vtkmodules.vtkCommonCore import vtkLookupTable, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPlane, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkMapper, vtkPolyDataMapper, vtkRenderer

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets, Box
from viewer.atlas import Atlas
from viewer.camera import Vector
from viewer.disc_planes import disc_planes
from viewer.looks import SceneTheme, face_colour, face_opacity, tint_table
from viewer.section import CutPlane, along, plane
from viewer.slicing import Face, Filling, MeshOf, Side, Slice, Slicer
from viewer.spec import Colour, Emphasis, Look, SceneSpec

_AMBIENT, _FOCUS_GLOW = 0.60, 0.08


@dataclass(slots=True)
class _Cap:
    """The actor of one structure's cut face. dress: its colour, glow and opacity now."""

    data: vtkPolyData = field(default_factory=vtkPolyData)
    actor: vtkActor = field(default_factory=vtkActor)
    table: vtkLookupTable = field(default_factory=vtkLookupTable)
    dress: tuple[Colour, float, float] | None = None


class SceneSection:
    """The section of one scene. mesh_of, box_of: where a structure is drawn now; has: whether
    there is anything of it to draw (a needle that finds no way has nothing).

    cut: the plane, None for none; along, offset: which way it is moved, and how far it is, mm.
    slice: what it cuts; fillings: the faces as they are drawn.
    """

    def __init__(
        self,
        assets: Assets,
        catalog: Catalog,
        mesh_of: MeshOf,
        box_of: Callable[[StructureId], Box],
        has: Callable[[StructureId], bool] = lambda _id: True,
    ) -> None:
        self._assets, self._catalog, self._has = assets, catalog, has
        self.slicer = Slicer(mesh_of, box_of, catalog)
        self.cut: CutPlane | None = None
        self.slice: Slice | None = None
        self.fillings: dict[StructureId, Filling] = {}
        self.looks: Mapping[StructureId, Look] = {}
        self.along: Vector = (0.0, 0.0, 1.0)
        self.offset = 0.0
        self._of: object = None
        self._clip = vtkPlane()
        self._sides: dict[StructureId, Side] = {}
        self._caps: dict[StructureId, _Cap] = {}
        self._waiting: list[Face] = []
        self._renderer: vtkRenderer | None = None
        self._whole_nerves = False

    @cached_property
    def _atlas(self) -> Atlas:
        return Atlas(self._catalog, self._assets.boxes, disc_planes(self._assets.meshes))

    def attach(self, renderer: vtkRenderer | None) -> None:
        """Draw faces into this renderer from now on; None for none."""
        for cap in self._caps.values():
            if self._renderer is not None:
                self._renderer.RemoveActor(cap.actor)
            if renderer is not None:
                renderer.AddActor(cap.actor)
        self._renderer = renderer

    def release(self) -> None:
        """Let go of all faces; the next cut makes its own."""
        self.attach(None)
        self.cut = self.slice = self._of = None
        self.looks, self.fillings, self._sides, self._waiting = {}, {}, {}, []
        self._caps.clear()
        self.slicer.forget()

    def place(self, spec: SceneSpec) -> bool:
        """Cut as a spec says, with rough faces where anew. False where the cut stays as it was."""
        ids = tuple(id for id in spec.looks if self._is_cut(spec, id) and self._has(id))
        of = (spec.section, spec.explode, ids, spec.shape) if spec.section is not None else None
        if of == self._of:
            return False
        self._of, self._sides = of, {}
        before = {} if self.slice is None else {face.id: face for face in self.slice.faces}
        filled, self.fillings, self._waiting = self.fillings, {}, []
        if spec.section is None:
            self.cut = self.slice = None
            self.slicer.forget()
        else:
            self._whole_nerves = spec.section.whole_nerves
            self.cut = cut = plane(spec.section, self._atlas, spec.explode)
            self.along, self.offset = along(spec.section, self._atlas), spec.section.offset
            self._clip.SetOrigin(*cut.origin)
            self._clip.SetNormal(*(-n for n in cut.normal))
            self.slice = self.slicer.slice(cut, ids)
            for face in self.slice.faces:
                if before.get(face.id) is face:
                    self.fillings[face.id] = filled[face.id]
                else:
                    self._fill(face.id, self.slicer.rough(face))
            self._waiting = [f for f in self.slice.faces if self.fillings[f.id].net == 0.0]
        for id, cap in list(self._caps.items()):
            cap.actor.SetVisibility(id in self.fillings)
            if spec.section is None or not self._has(id):
                self._let_go(id)
        return True

    def _let_go(self, id: StructureId) -> None:
        """Keep no face that nothing is cut for: the next cut makes its own."""
        cap = self._caps.pop(id)
        if self._renderer is not None:
            self._renderer.RemoveActor(cap.actor)

    @property
    def is_rough(self) -> bool:
        """Whether a face waits for its pattern."""
        return bool(self._waiting)

    def refine(self) -> bool:
        """Give one more face its pattern. False when all have theirs."""
        if not self._waiting:
            return False
        face = self._waiting.pop()
        self._fill(face.id, self.slicer.fine(face))
        return True

    def dress(self, looks: Mapping[StructureId, Look], theme: SceneTheme) -> None:
        """Colour the faces as their structures look; only those that look otherwise by now."""
        self.looks = looks
        for id in self.fillings:
            look, cap = looks[id], self._caps[id]
            tissue = self._catalog.structures[id].tissue
            colour = theme.ghost if look.ghost else face_colour(look, tissue)
            glow = _FOCUS_GLOW if look.emphasis is Emphasis.FOCUS else 0.0
            opacity = 1.0 if self._gives_way(id, looks) else face_opacity(look, tissue)
            if cap.dress == (colour, glow, opacity):
                continue
            cap.dress = (colour, glow, opacity)
            cap.table.SetTable(numpy_to_vtk(tint_table(colour), deep=True))
            cap.table.Modified()
            face = cap.actor.GetProperty()
            face.SetAmbient(_AMBIENT + glow)
            face.SetOpacity(opacity)

    def clip(self, id: StructureId, mapper: vtkMapper) -> bool:
        """Clip a structure's mapper by the plane as need be. False: nothing of it is left."""
        side = self._side(id)
        planes = mapper.GetClippingPlanes()
        is_clipped = planes is not None and planes.GetNumberOfItems() > 0
        if side is Side.CUT and not is_clipped:
            mapper.AddClippingPlane(self._clip)
        elif side is not Side.CUT and is_clipped:
            mapper.RemoveAllClippingPlanes()
        return side is not Side.TAKEN

    def face_data(self, id: StructureId) -> vtkPolyData:
        """The cut face of a structure that has one."""
        return self._caps[id].data

    def made_data(self, id: StructureId) -> vtkPolyData | None:
        """The face of a structure, also one that is out of sight; None where there is none."""
        cap = self._caps.get(id)
        return None if cap is None else cap.data

    def keeps(self, id: StructureId, point: Vector) -> bool:
        """Whether a point of a structure's surface is still there."""
        if self.cut is None or not self._may_cut(id):
            return True
        away = (p - o for p, o in zip(point, self.cut.origin, strict=True))
        return sum(a * n for a, n in zip(away, self.cut.normal, strict=True)) <= 1e-6

    def struck(self, origin: Vector, direction: Vector) -> tuple[float, StructureId] | None:
        """The cut face a ray meets from the side that is open: distance in mm and structure."""
        if self.cut is None or self.slice is None:
            return None
        slope = sum(d * n for d, n in zip(direction, self.cut.normal, strict=True))
        if slope >= -1e-9:
            return None
        away = (o - p for o, p in zip(self.cut.origin, origin, strict=True))
        distance = sum(a * n for a, n in zip(away, self.cut.normal, strict=True)) / slope
        if distance <= 0.0:
            return None
        place = [o + distance * d for o, d in zip(origin, direction, strict=True)]
        face = self.slice.face_at(self.slice.flat(place))
        return None if face is None else (distance, face.id)

    def _gives_way(self, id: StructureId, looks: Mapping[StructureId, Look]) -> bool:
        """Whether a structure is see-through only to show what it holds, as its face does too."""
        structure = self._catalog.structures[id]
        if not structure.envelope or structure.parent is None or looks[id].ghost:
            return False
        inside = (looks.get(part) for part in self._catalog.parts(structure.parent) if part != id)
        return any(look is not None and look.emphasis is Emphasis.FOCUS for look in inside)

    def _is_cut(self, spec: SceneSpec, id: StructureId) -> bool:
        return spec.section is not None and not (
            spec.section.whole_nerves and self._catalog.structures[id].tissue == "nerve"
        )

    def _may_cut(self, id: StructureId) -> bool:
        return not (self._whole_nerves and self._catalog.structures[id].tissue == "nerve")

    def _side(self, id: StructureId) -> Side:
        if self.cut is None or not self._may_cut(id):
            return Side.KEPT
        if id not in self._sides:
            self._sides[id] = self.slicer.side(id, self.cut)
        return self._sides[id]

    def _fill(self, id: StructureId, filling: Filling) -> None:
        self.fillings[id] = filling
        data = (self._caps.get(id) or self._made(id)).data
        points, cells = vtkPoints(), vtkCellArray()
        points.SetData(numpy_to_vtk(filling.points.astype(np.float32), deep=True))
        cells.SetData(3, numpy_to_vtkIdTypeArray(filling.triangles.astype(np.int64).ravel(), True))
        data.SetPoints(points)
        data.SetPolys(cells)
        tone = numpy_to_vtk(filling.tone.astype(np.float32), deep=True)
        tone.SetName("tone")
        data.GetPointData().SetScalars(tone)
        assert self.cut is not None
        normals = np.tile(np.asarray(self.cut.normal, dtype=np.float32), (len(filling.points), 1))
        data.GetPointData().SetNormals(numpy_to_vtk(normals, deep=True))

    def _made(self, id: StructureId) -> _Cap:
        cap, mapper = _Cap(), vtkPolyDataMapper()
        mapper.SetInputData(cap.data)
        mapper.SetLookupTable(cap.table)
        mapper.SetScalarRange(0.0, 1.0)
        mapper.SetColorModeToMapScalars()
        cap.actor.SetMapper(mapper)
        face = cap.actor.GetProperty()
        face.SetDiffuse(1.0 - _AMBIENT)
        face.SetSpecular(0.0)
        face.BackfaceCullingOn()
        self._caps[id] = cap
        if self._renderer is not None:
            self._renderer.AddActor(cap.actor)
        return cap
