"""How much of a structure shows in a scene, and where: measured on the id pictures the program
draws its outlines from. Needs OpenGL; off-screen."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.camera import widened
from viewer.export.darkroom import Darkroom, Shot
from viewer.id_image import COARSE, IdPictures
from viewer.looks import THEMES
from viewer.resolve import resolve
from viewer.state import ViewState
from viewer.study.scenes import gives_itself_away, pinned

#: The view in which pixels are counted: as large as the picture of a window of 1280 x 800.
SIZE = (820, 620)
#: How much a point near the edge of the view loses to one in its middle; chosen.
_INWARDS = 1.5
_THEME = THEMES["light"]


class Sight:
    """Looks at scenes of one set of meshes; the room is made with the first. Close it when done.

    Raises TakeError where nothing can be drawn."""

    def __init__(self, assets: Assets, catalog: Catalog) -> None:
        self._assets, self._catalog = assets, catalog
        self._room: Darkroom | None = None
        self._seen: tuple[ViewState, tuple[StructureId, ...], IdPictures] | None = None

    def close(self) -> None:
        """Free the graphics card."""
        if self._room is not None:
            self._room.close()
            self._room = None

    def pixels(self, id: StructureId, scene: ViewState) -> int:
        """In how many pixels of the view a structure with its parts shows."""
        return int(self._mask(id, scene).sum()) * COARSE * COARSE

    def spot(self, id: StructureId, scene: ViewState) -> tuple[float, float] | None:
        """A point well within what shows of it: shares of the view's width and height from the
        upper left; None where nothing shows."""
        mask = self._mask(id, scene)
        if not mask.any():
            return None
        deep = distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
        # Of what runs through the whole view, rather the middle than an end at the edge.
        down, across = (np.linspace(-1.0, 1.0, side) ** 2 for side in mask.shape)
        deep = deep * np.exp(-_INWARDS * (down[:, None] + across[None, :]))
        row, column = np.unravel_index(int(np.argmax(deep)), deep.shape)
        high, wide = mask.shape
        return (float(column) + 0.5) / wide, (float(row) + 0.5) / high

    def _mask(self, id: StructureId, scene: ViewState) -> npt.NDArray[np.bool_]:
        """Where it shows. A part of a bone has no mesh of its own: it is lit to be drawn at all.
        So is what is drawn, or seen within its other half, only when it is asked for."""
        catalog = self._catalog
        lights = catalog.structures[id].face_set or gives_itself_away(catalog, id)
        pictures = self._pictures(scene, (id,) if lights else ())
        ids = tuple(self._catalog.with_parts(id))
        # Behind bone that one looks through it shows too.
        return pictures.mask(pictures.sight, ids) | pictures.mask(pictures.solid, ids)

    def _pictures(self, scene: ViewState, lit: Iterable[StructureId]) -> IdPictures:
        lit = tuple(lit)
        if self._seen is not None and self._seen[:2] == (scene, lit):
            return self._seen[2]
        camera = widened(scene.camera, *SIZE)
        spec = resolve(pinned(scene, *lit), self._catalog)
        if self._room is None:
            self._room = Darkroom(self._assets, self._catalog, Shot(spec, camera, _THEME, SIZE))
        self._room.scene.draw(spec)
        found = self._room.pictures(camera)
        self._seen = scene, lit, found
        return found
