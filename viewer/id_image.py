"""Which structure shows at each pixel: flat pictures without light, drawn into the same window.

Labels take their anchors from it, outlines their shapes. The pictures are half the view's size:
contours drawn from them are smooth anyway, and it saves time on machines without a graphics card.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkRenderingCore import (
    vtkActor,
    vtkPolyDataMapper,
    vtkRenderer,
    vtkRenderWindow,
)

from meshes.ids import StructureId
from viewer.looks import is_see_through
from viewer.resolve import Emphasis, SceneSpec
from viewer.scene import Scene
from viewer.scene_parts import point_camera
from viewer.state import Camera

Ids = npt.NDArray[np.uint16]
#: One pixel here stands for so many of the view's.
COARSE = 2


@dataclass(frozen=True, eq=False)
class IdPictures:
    """Four pictures of structure numbers, 0 = nothing; number k is `order[k - 1]`.

    solid: only what one cannot look through. sight: also see-through structures, ghosts never.
    marked: only what the highlight marks (no bone), so hidden stretches show; veils: likewise,
    the see-through part (a foramen must not cut the root within). step: view pixels per pixel.
    """

    order: tuple[StructureId, ...]
    solid: Ids
    sight: Ids
    marked: Ids
    veils: Ids
    step: float = COARSE

    def mask(self, picture: Ids, ids: Iterable[StructureId]) -> npt.NDArray[np.bool_]:
        """Where any of these structures shows in one of the pictures."""
        table = np.zeros(len(self.order) + 1, dtype=bool)
        wanted = set(ids)
        for k, id in enumerate(self.order):
            table[k + 1] = id in wanted
        return np.asarray(table[picture])

    def mask_of_marked(self, ids: Iterable[StructureId]) -> npt.NDArray[np.bool_]:
        """Where marked structures would show if nothing unmarked hid them."""
        wanted = tuple(ids)
        return self.mask(self.marked, wanted) | self.mask(self.veils, wanted)


def marked_ids(spec: SceneSpec, scene: Scene) -> tuple[StructureId, ...]:
    """What gets an outline: everything lit or picked, but bone only when it is picked."""
    return tuple(
        id
        for id, look in spec.looks.items()
        if look.emphasis is Emphasis.FOCUS
        or (look.emphasis is Emphasis.LIT and scene.catalog.structures[id].tissue != "bone")
    )


class IdPass:
    """Draws IdPictures with a renderer of its own beside the scene's in the same window."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._renderer = vtkRenderer()
        self._renderer.SetBackground(0.0, 0.0, 0.0)
        self._renderer.SetViewport(0.0, 0.0, 1.0 / COARSE, 1.0 / COARSE)
        self._renderer.DrawOff()
        self._renderer.AutomaticLightCreationOff()
        self._actors: dict[StructureId, vtkActor] = {}
        self._faces: dict[StructureId, vtkActor] = {}
        self._order = (*scene.catalog.drawn, *scene.catalog.made, *scene.catalog.face_sets)

    def join(self, window: vtkRenderWindow) -> None:
        """Stand by in a window; costs nothing until `draw`."""
        window.AddRenderer(self._renderer)

    def draw(self, window: vtkRenderWindow, beside: vtkRenderer, camera: Camera) -> IdPictures:
        """Draw the pictures of the scene's present spec. The context must be current.

        beside: the scene's renderer, which rests meanwhile.
        """
        spec = self._scene.spec
        looks = {id: look for id, look in spec.looks.items() if not look.ghost}
        solid = {id for id, look in looks.items() if not is_see_through(look)}
        marked = set(marked_ids(spec, self._scene))
        # A cut face is solid, even that of what one otherwise looks through.
        faces = {id for id in self._scene.section.fillings if id in looks}
        point_camera(self._renderer, camera, self._scene.box)
        beside.DrawOff()
        self._renderer.DrawOn()
        try:
            ids_solid = self._picture(window, solid, faces)
            ids_sight = ids_solid
            if len(solid) < len(looks):
                ids_sight = self._picture(window, set(looks), faces)
            ids_marked = self._picture(window, marked & solid, marked & faces)
            ids_veils = self._picture(window, marked - solid)
        finally:
            self._renderer.DrawOff()
            beside.DrawOn()
        return IdPictures(self._order, ids_solid, ids_sight, ids_marked, ids_veils)

    def _picture(
        self, window: vtkRenderWindow, ids: set[StructureId], faces: Set[StructureId] = frozenset()
    ) -> Ids:
        if not ids and not faces:
            wide, high = (max(1, size // COARSE) for size in window.GetSize())
            return np.zeros((high, wide), dtype=np.uint16)
        for id in ids:
            if id not in self._actors and self._scene.meshes.has(id):
                self._actors[id] = self._flat(id, self._scene.data(id))
        for id in faces:
            if id not in self._faces:
                self._faces[id] = self._flat(id, self._scene.section.face_data(id))
        for id, actor in self._actors.items():
            actor.SetVisibility(id in ids and self._scene.section.clip(id, actor.GetMapper()))
        for id, actor in self._faces.items():
            actor.SetVisibility(id in faces)
        window.Render()
        wide, high = (max(1, size // COARSE) for size in window.GetSize())
        data = vtkUnsignedCharArray()
        window.GetPixelData(0, 0, wide - 1, high - 1, 0, data, 0)
        rows: Ids = vtk_to_numpy(data).reshape(high, wide, 3)[::-1].astype(np.uint16)
        return rows[..., 0] + np.uint16(256) * rows[..., 1]

    def _flat(self, id: StructureId, data: vtkPolyData) -> vtkActor:
        mapper, actor = vtkPolyDataMapper(), vtkActor()
        mapper.SetInputData(data)
        mapper.ScalarVisibilityOff()
        actor.SetMapper(mapper)
        number = self._order.index(id) + 1
        face = actor.GetProperty()
        face.SetColor((number % 256) / 255.0, (number // 256) / 255.0, 0.0)
        face.LightingOff()
        face.BackfaceCullingOn()
        self._renderer.AddActor(actor)
        return actor
