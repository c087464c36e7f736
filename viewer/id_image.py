"""Which structure shows at each pixel: flat pictures without light, drawn into the same window.

Labels take their anchors from it, outlines their shapes. The pictures are half the view's size:
contours drawn from them are smooth anyway, and it saves time on machines without a graphics card.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

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
from viewer.scene import Scene
from viewer.scene_parts import point_camera
from viewer.spec import LESIONS, Emphasis, SceneSpec
from viewer.state import Camera

Ids = npt.NDArray[np.uint16]
_NOWHERE = np.zeros(0, dtype=np.intp)
#: One pixel here stands for so many of the view's.
COARSE = 2


@dataclass(frozen=True, eq=False)
class IdPictures:
    """Four pictures of structure numbers, 0 = nothing; number k is `order[k - 1]`.

    solid: only what one cannot look through. sight: also see-through structures, ghosts never.
    marked: only what the highlight marks (no bone), so hidden stretches show; veils: likewise,
    the see-through part (a foramen must not cut the root within). lesions: what has come out of a
    disc alone, so that it is followed under the root it presses; None without. step: view pixels
    per pixel.
    """

    order: tuple[StructureId, ...]
    solid: Ids
    sight: Ids
    marked: Ids
    veils: Ids
    step: float = COARSE
    lesions: Ids | None = None

    def mask(self, picture: Ids, ids: Iterable[StructureId]) -> npt.NDArray[np.bool_]:
        """Where any of these structures shows in one of the pictures, or in a piece of one."""
        numbers = [self._numbers[id] for id in ids if id in self._numbers]
        places = self._places.get(id(picture))
        if places is not None:
            found = np.zeros(picture.size, dtype=bool)
            for number in numbers:
                found[places.get(number, _NOWHERE)] = True
            return found.reshape(picture.shape)
        table = np.zeros(len(self.order) + 1, dtype=bool)
        table[numbers] = True
        return np.asarray(table[picture])

    @property
    def marked_shown(self) -> tuple[StructureId, ...]:
        """What stands in the pictures of marked structures, in the order of its numbers."""
        found = self._places[id(self.marked)].keys() | self._places[id(self.veils)].keys()
        return tuple(self.order[number - 1] for number in sorted(found))

    @cached_property
    def _numbers(self) -> dict[StructureId, int]:
        return {id: k + 1 for k, id in enumerate(self.order)}

    @cached_property
    def _places(self) -> dict[int, dict[int, npt.NDArray[np.intp]]]:
        """For each whole picture, where each number stands: looked up some hundred times."""
        whole = (self.solid, self.sight, self.marked, self.veils)
        return {id(picture): _places(picture) for picture in whole}

    def mask_of_marked(self, ids: Iterable[StructureId]) -> npt.NDArray[np.bool_]:
        """Where marked structures would show if nothing unmarked hid them, a lesion if nothing did
        at all."""
        wanted = tuple(ids)
        found = self.mask(self.marked, wanted) | self.mask(self.veils, wanted)
        return found if self.lesions is None else found | self.mask(self.lesions, wanted)


def _places(picture: Ids) -> dict[int, npt.NDArray[np.intp]]:
    """The flat places of each number in a picture but 0."""
    flat = picture.ravel()
    shown = np.flatnonzero(flat)
    numbers = flat[shown]
    order = np.argsort(numbers, kind="stable")
    shown, numbers = shown[order], numbers[order]
    starts = np.flatnonzero(np.diff(numbers, prepend=0))
    ends = [*starts[1:].tolist(), len(shown)][: len(starts)]
    return {
        int(numbers[first]): shown[first:end]
        for first, end in zip(starts.tolist(), ends, strict=True)
    }


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

    def release(self) -> None:
        """Let go of what was drawn; the window is done with it."""
        for actor in (*self._actors.values(), *self._faces.values()):
            self._renderer.RemoveActor(actor)
        self._actors.clear()
        self._faces.clear()

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
        with self._alone(beside, camera):
            ids_solid = self._picture(window, solid, faces)
            ids_sight = ids_solid
            if veils := set(looks) - solid:
                # What one looks through is drawn on top of what stands there already.
                ids_sight = self._picture(window, veils, over=ids_solid)
            ids_marked = self._picture(window, marked & solid, marked & faces)
            ids_veils = self._picture(window, marked - solid)
            alone = {id for id in marked & solid if id.kind in LESIONS}
            ids_alone = self._picture(window, alone, alone & faces) if alone else None
        pictures = ids_solid, ids_sight, ids_marked, ids_veils
        return IdPictures(self._order, *pictures, lesions=ids_alone)

    def silhouette(
        self,
        window: vtkRenderWindow,
        beside: vtkRenderer,
        camera: Camera,
        ids: Iterable[StructureId],
    ) -> npt.NDArray[np.bool_]:
        """Where these structures, ghosts and parts of bones too, would show if they were alone."""
        with self._alone(beside, camera):
            return self._picture(window, set(ids)) > 0

    @contextmanager
    def _alone(self, beside: vtkRenderer, camera: Camera) -> Iterator[None]:
        """Draw from this pose with this renderer only."""
        self._forget_gone()
        point_camera(self._renderer, camera, self._scene.box)
        beside.DrawOff()
        self._renderer.DrawOn()
        try:
            yield
        finally:
            self._renderer.DrawOff()
            beside.DrawOn()

    def _picture(
        self,
        window: vtkRenderWindow,
        ids: set[StructureId],
        faces: Set[StructureId] = frozenset(),
        over: Ids | None = None,
    ) -> Ids:
        """One picture. over: the picture drawn just before, which these are drawn over."""
        if not ids and not faces:
            wide, high = (max(1, size // COARSE) for size in window.GetSize())
            return np.zeros((high, wide), dtype=np.uint16) if over is None else over
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
        keeps = over is not None and bool(over.any())
        self._renderer.SetPreserveColorBuffer(keeps)
        self._renderer.SetPreserveDepthBuffer(keeps)
        window.Render()
        wide, high = (max(1, size // COARSE) for size in window.GetSize())
        data = vtkUnsignedCharArray()
        window.GetPixelData(0, 0, wide - 1, high - 1, 0, data, 0)
        rows = vtk_to_numpy(data).reshape(high, wide, 3)[::-1]
        return np.asarray(rows[..., 0] + np.uint16(256) * rows[..., 1], dtype=np.uint16)

    def _forget_gone(self) -> None:
        """Let go of actors whose meshes and faces the scene has let go of, or made anew."""
        now = self._scene.made_data, self._scene.section.made_data
        for actors, data_of in zip((self._actors, self._faces), now, strict=True):
            for id, actor in list(actors.items()):
                if actor.GetMapper().GetInput() is not data_of(id):
                    self._renderer.RemoveActor(actors.pop(id))

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
