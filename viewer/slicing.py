"""What a plane cuts of the anatomy: outlines, cut faces rough and fine. Arrays only, no VTK.

Rough faces are strips between the rows of a ruling, made in a few milliseconds for a plane that
moves; fine ones carry the pattern of their tissue. Both are filled from the same outlines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Box, Mesh
from viewer.caps import (
    Outline,
    Plane,
    annulus_tone,
    fill,
    lamellae,
    nucleus_tone,
    outline,
    side_faces,
    tone,
)
from viewer.cut_lines import loops, signed_area, strips
from viewer.section import CutPlane

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int32]
MeshOf = Callable[[StructureId], Mesh]

#: What lies on top where cut structures overlap (a root in its sac), lowest first.
_ORDER = (
    *("bone", "ligament", "disc", "annulus", "nucleus", "capsule", "cartilage", "herniation"),
    *("dura", "metal"),
    *("nerve", "cauda-equina", "root", "conus-medullaris", "filum-terminale", "ganglion"),
)
#: Each step of that order comes so much nearer to the eye, mm, or faces in one plane would flicker.
LIFT_MM = 0.02
FINE_MM = 0.4
#: A face below this, square mm, gets a net twice as fine.
_SMALL = 60.0
_SAMPLE = 0.35
#: Depth from the outline that the patterns ask for, mm.
_DEEP = 1.6
#: The even tone of a rough face: about the mean of the fine one, so that nothing jumps at rest.
_ROUGH_TONE: Mapping[str, float] = {"bone": 0.84, "nerve": 0.88, "dura": 0.96, "disc": 0.86}


class Side(Enum):
    """Where a structure lies to a plane."""

    KEPT = "kept"
    CUT = "cut"
    TAKEN = "taken"


@dataclass(frozen=True, eq=False)
class Filling:
    """A cut face to draw: points (n, 3) world, triangles (m, 3), tone (n,) 0..1 by point;
    flat: (n, 2) in the plane's axes. net: spacing of the net it lies on, mm; 0 for a rough one."""

    points: Reals
    triangles: Wholes
    tone: Reals
    flat: Reals
    net: float = 0.0


@dataclass(frozen=True, eq=False)
class Face:
    """The cut face of one structure. loops: closed lines (k, 2) in the plane's axes, mm."""

    id: StructureId
    rank: int
    edge: Outline
    loops: tuple[Reals, ...]

    @cached_property
    def area(self) -> float:
        """Square millimetres; holes are taken off."""
        return abs(sum(signed_area(loop) for loop in self.loops))

    @cached_property
    def box(self) -> tuple[Reals, Reals]:
        """Lower and upper corner in the plane's axes."""
        flat = self.edge.segments
        return flat.min(axis=(0, 1)), flat.max(axis=(0, 1))

    def holds(self, point: Reals) -> bool:
        """Whether a point (2,) of the plane lies on the face, by the even-odd rule."""
        lower, upper = self.box
        if np.any(point < lower) or np.any(point > upper):
            return False
        ends = self.edge.segments - point
        low, high = ends[:, 0], ends[:, 1]
        passing = (low[:, 1] > 0.0) != (high[:, 1] > 0.0)
        a, b = low[passing], high[passing]
        across = a[:, 0] - a[:, 1] * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1])
        return bool((across > 0.0).sum() % 2)


@dataclass(frozen=True, eq=False)
class Slice:
    """All cut faces of one plane, what lies on top last."""

    plane: Plane
    faces: tuple[Face, ...] = ()

    def flat(self, point: Iterable[float]) -> Reals:
        """A world point in the plane's axes: (2,)."""
        first, second, _ = self.plane.axes()
        away = np.asarray(tuple(point)) - np.asarray(self.plane.origin)
        return np.array([away @ first, away @ second])

    def face_at(self, point: Reals) -> Face | None:
        """The face on top at a point (2,) of the plane."""
        return next((face for face in reversed(self.faces) if face.holds(point)), None)


class Slicer:
    """Cuts meshes by planes. mesh_of: the mesh of a structure where it is shown now."""

    def __init__(
        self, mesh_of: MeshOf, box_of: Callable[[StructureId], Box], catalog: Catalog
    ) -> None:
        self._mesh_of, self._box_of, self._catalog = mesh_of, box_of, catalog
        self._sides: dict[StructureId, npt.NDArray[np.intp]] = {}
        #: What was cut last, by what mesh and plane: only what changed is cut anew.
        self._cut: dict[StructureId, tuple[Mesh, Plane, Face | None]] = {}

    def forget(self) -> None:
        """Keep no face that was cut."""
        self._cut.clear()
        self._sides.clear()

    def side(self, id: StructureId, cut: CutPlane) -> Side:
        """Where a structure's box lies; one that only might be cut counts as cut."""
        box = self._box_of(id)
        # plain numbers: asked of everything in sight at each step of a hand
        height = reach = 0.0
        sizes = zip(box.lower, box.upper, cut.normal, cut.origin, strict=True)
        for lower, upper, along, origin in sizes:
            height += ((lower + upper) / 2 - origin) * along
            reach += abs(along) * (upper - lower) / 2
        if abs(height) <= reach:
            return Side.CUT
        return Side.TAKEN if height > 0 else Side.KEPT

    def slice(self, cut: CutPlane, ids: Iterable[StructureId]) -> Slice:
        """The cut faces of these structures; spaces have none."""
        plane = Plane(cut.origin, cut.normal)
        faces, passed = [], set()
        for id in ids:
            structure = self._catalog.structures[id]
            if structure.tissue == "space" or structure.face_set:
                continue
            if self.side(id, cut) is not Side.CUT:
                continue
            passed.add(id)
            face = self._face(id, structure.tissue, plane)
            if face is not None:
                faces.append(face)
        # a mesh that is cut no more may be of a shape that is gone: it would stay with it
        self._cut = {id: known for id, known in self._cut.items() if id in passed}
        faces.sort(key=lambda face: face.rank)
        return Slice(plane, tuple(faces))

    def _face(self, id: StructureId, tissue: str, plane: Plane) -> Face | None:
        """The cut face of one structure, the same object while mesh and plane are the same."""
        mesh = self._mesh_of(id)
        before = self._cut.get(id)
        if before is None or before[0] is not mesh or before[1] != plane:
            segments, lines = loops(mesh.points, mesh.triangles, plane)
            face = None
            if lines:
                edge = Outline(plane, segments, _SAMPLE * FINE_MM)
                face = Face(id, _rank(id, tissue), edge, lines)
            self._cut[id] = before = (mesh, plane, face)
        return before[2]

    def rough(self, face: Face) -> Filling:
        """A face in one tone, at once."""
        flat, triangles = strips(face.edge.segments)
        even = _ROUGH_TONE.get(self._catalog.structures[face.id].tissue, 0.95)
        return Filling(self._raised(face, flat), triangles, np.full(len(flat), even), flat)

    def fine(self, face: Face) -> Filling:
        """A face with the pattern of its tissue: some 10 ms for a vertebra."""
        net = FINE_MM if face.area > _SMALL else FINE_MM / 2
        cap = fill(face.edge, net, _DEEP)
        tissue = self._catalog.structures[face.id].tissue
        if face.id.part == "nucleus":
            shade = nucleus_tone(cap)
        elif face.id.kind == "disc":
            shade = annulus_tone(lamellae(cap, *self._around(face)))
        else:
            shade = tone(tissue, cap)
        return Filling(self._raised(face, cap.flat), cap.triangles, shade, cap.flat, net)

    def _around(self, face: Face) -> tuple[Outline, Outline | None]:
        """Outlines of a disc's sides and of its nucleus in the plane of a face of its annulus."""
        whole = self._catalog.structures[face.id].parent or face.id
        nucleus = StructureId(f"{whole}.nucleus")
        mesh, inner = self._mesh_of(whole), self._mesh_of(nucleus)
        if whole not in self._sides:
            self._sides[whole] = side_faces(mesh.points, mesh.triangles)
        plane, step = face.edge.plane, FINE_MM
        return (
            outline(mesh.points, self._sides[whole], plane, step),
            outline(inner.points, inner.triangles, plane, step),
        )

    def _raised(self, face: Face, flat: Reals) -> Reals:
        """Points of the plane in the world, lifted towards the eye by the face's rank."""
        plane = face.edge.plane
        first, second, normal = plane.axes()
        origin = np.asarray(plane.origin) + LIFT_MM * face.rank * normal
        return np.asarray(origin + flat @ np.stack([first, second]))


def _rank(id: StructureId, tissue: str) -> int:
    for name in (id.part, id.kind, tissue):
        if name in _ORDER:
            return _ORDER.index(name)
    return 0
