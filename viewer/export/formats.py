"""The mesh formats: each declares one Exporter. Millimetres, RAS+, names are ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from meshes.ids import StructureId
from meshes.store import Mesh
from viewer.export.glb import write_glb
from viewer.resolve import Colour

Coloured = Mapping[StructureId, tuple[Mesh, Colour]]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A mesh format. title: words for menus. one_file: all structures go into one named scene."""

    name: str
    title: str
    one_file: bool
    write: Callable[[Coloured, Path], None]


def _write_single(meshes: Coloured, file: Path) -> None:
    """One structure by VTK's writers (binary PLY and STL; OBJ is text)."""
    import pyvista as pv

    ((mesh, _colour),) = meshes.values()
    surface = pv.PolyData.from_regular_faces(np.array(mesh.points), np.array(mesh.triangles))
    surface.point_data["Normals"] = np.array(mesh.normals)
    surface.GetPointData().SetActiveNormals("Normals")
    surface.save(str(file))


def _write_scene(meshes: Coloured, file: Path) -> None:
    write_glb({key: (mesh, colour) for key, (mesh, colour) in meshes.items()}, file)


EXPORTERS: Mapping[str, Exporter] = {
    "ply": Exporter("ply", "PLY, one file a structure", False, _write_single),
    "stl": Exporter("stl", "STL for 3D printing, one file a structure", False, _write_single),
    "obj": Exporter("obj", "OBJ, one file a structure", False, _write_single),
    "glb": Exporter("glb", "GLB, one named scene", True, _write_scene),
}
