"""Many pictures of the same model, one after the other, in one off-screen room: making the room
costs more than drawing in it."""

from __future__ import annotations

from PySide6.QtGui import QImage, QPainter

from meshes.catalog import Catalog
from meshes.store import Assets
from viewer.camera import widened
from viewer.export.darkroom import Darkroom, Shot
from viewer.export.steps import Steps
from viewer.jitter import offsets_at
from viewer.looks import THEMES
from viewer.resolve import resolve
from viewer.state import ViewState
from viewer.ui.paint_overlay import Stationery
from viewer.ui.pixels import image_of
from viewer.ui.sheet import Writing, laid_out, paint_sheet


class Album:
    """size: of each picture, pixels. theme: by name. Close it when done.

    Needs a QGuiApplication for the writing."""

    def __init__(self, assets: Assets, catalog: Catalog, size: tuple[int, int], theme: str) -> None:
        self._assets, self._catalog = assets, catalog
        self._size, self._theme = size, THEMES[theme]
        self._room: Darkroom | None = None

    def close(self) -> None:
        """Free the graphics card."""
        if self._room is not None:
            self._room.close()
            self._room = None

    def picture_steps(self, state: ViewState, writing: Writing) -> Steps[QImage]:
        """The picture of a state. Raises TakeError where nothing can be drawn."""
        camera = widened(state.camera, *self._size)
        spec = resolve(state, self._catalog)
        if self._room is None:
            shot = Shot(spec, camera, self._theme, self._size)
            self._room = Darkroom(self._assets, self._catalog, shot)
        room = self._room
        room.scene.draw(spec)
        pixels = yield from room.develop(camera, 1, offsets_at(1))
        wide, high = (float(side) for side in self._size)
        with_ = Stationery(self._theme, max(0.6, high / 800.0), (wide, high))
        sheet = laid_out(room.scene, camera, room.pictures(camera), with_, (wide, high), "")
        image = image_of(pixels)
        painter = QPainter(image)
        paint_sheet(painter, sheet, writing)
        painter.end()
        return image
