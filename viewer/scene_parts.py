"""What a scene is made of in VTK: meshes, actors with a look, lights, the camera's pose.

Bare vtkmodules on purpose: importing pyvista or all of vtk would double the start-up time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkLight, vtkRenderer

from meshes.store import Box, Mesh
from viewer.camera import VIEW_ANGLE_DEG, basis, position
from viewer.looks import LightSpec, SceneTheme, material, mottled, veil
from viewer.shading import SHADE, Painted, paint
from viewer.spec import Look
from viewer.state import Camera

_LIFT_MM = 0.05


def poly_data(mesh: Mesh, tissue: str) -> vtkPolyData:
    """A mesh as VTK data on the same memory; scalars are its shade, on bone with some grain."""
    data, points, cells = vtkPolyData(), vtkPoints(), vtkCellArray()
    points.SetData(shared(mesh.points))
    cells.SetData(3, shared(mesh.triangles.reshape(-1)))
    data.SetPoints(points)
    data.SetPolys(cells)
    normals = shared(mesh.normals)
    normals.SetName("Normals")
    data.GetPointData().SetNormals(normals)
    shade = shared(mottled(mesh.points, mesh.shade) if tissue == "bone" else mesh.shade)
    shade.SetName(SHADE)
    data.GetPointData().SetScalars(shade)
    return data


def reshape(data: vtkPolyData, mesh: Mesh, tissue: str, before: Mesh | None) -> None:
    """Give VTK data another mesh. before: what it was given last; faces and shade are touched only
    where they are others. None: all are others."""
    data.GetPoints().SetData(shared(mesh.points))
    data.GetPoints().Modified()
    normals = shared(mesh.normals)
    normals.SetName("Normals")
    data.GetPointData().SetNormals(normals)
    if before is None or not _is_same(before.triangles, mesh.triangles):
        cells = vtkCellArray()
        cells.SetData(3, shared(mesh.triangles.reshape(-1)))
        data.SetPolys(cells)
    if before is None or not _is_same(before.shade, mesh.shade):
        shade = shared(mottled(mesh.points, mesh.shade) if tissue == "bone" else mesh.shade)
        shade.SetName(SHADE)
        data.GetPointData().SetScalars(shade)
    data.Modified()


def _is_same(one: npt.NDArray[np.generic], other: npt.NDArray[np.generic]) -> bool:
    return one is other or np.array_equal(one, other)


def lifted(mesh: Mesh) -> Mesh:
    """The same mesh a hair's breadth off: faces of a bone that lie on it must not flicker."""
    return replace(mesh, points=mesh.points + np.float32(_LIFT_MM) * mesh.normals)


def shared(array: npt.NDArray[np.float32] | npt.NDArray[np.int32]) -> Any:
    """An array as VTK sees it, on the same memory."""
    return numpy_to_vtk(np.ascontiguousarray(array), deep=False)


def point_camera(renderer: vtkRenderer, camera: Camera, box: Box) -> None:
    """Put a renderer's camera into a pose. box: what must not be clipped, world mm."""
    to = renderer.GetActiveCamera()
    eye = position(camera)
    to.SetPosition(*eye)
    to.SetFocalPoint(*camera.focal)
    to.SetViewUp(*basis(camera)[1])
    to.SetViewAngle(VIEW_ANGLE_DEG)
    to.ParallelProjectionOff()
    away = float(np.linalg.norm(np.subtract(box.centre, eye)))
    reach = float(np.linalg.norm(np.subtract(box.upper, box.lower))) / 2 + 5.0
    far = away + reach
    to.SetClippingRange(max(far / 400.0, away - reach), far)


def dress(painted: Painted, look: Look, tissue: str, theme: SceneTheme) -> None:
    """Give an actor a look: colour, answer to light, and the veil of what is see-through."""
    colour = theme.ghost if look.ghost else look.colour
    answer = material(tissue, look)
    paint(painted, colour, answer, veil(look, theme, tissue), ghost=look.ghost)


def made_light(spec: LightSpec) -> vtkLight:
    """A light that goes with the camera."""
    light = vtkLight()
    light.SetLightTypeToCameraLight()
    light.SetPosition(*spec.towards)
    light.SetFocalPoint(0.0, 0.0, 0.0)
    light.SetColor(*spec.colour)
    light.SetIntensity(spec.strength)
    light.PositionalOff()
    return light
