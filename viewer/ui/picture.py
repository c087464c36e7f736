"""Pictures of the scene with labels, outlines and legend, as pixels or PNG.

The 3D part is the mean of several frames shifted by parts of a pixel, which smooths edges without
the graphics card's help and keeps see-through surfaces right (multisampling would spoil them).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage, QPainter

from meshes.catalog import Catalog
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.camera import widened
from viewer.comparing import other_side, titles
from viewer.explode import Apart
from viewer.export.darkroom import Darkroom, Shot
from viewer.export.png import png_steps
from viewer.export.steps import Steps, finished
from viewer.jitter import offsets_at
from viewer.looks import THEMES
from viewer.ready_measures import Sizes, with_measures
from viewer.resolve import resolve
from viewer.state import ViewState
from viewer.ui.paint_overlay import Stationery
from viewer.ui.pair import GAP, side_by_side
from viewer.ui.pixels import Pixels, image_of, pixels_of
from viewer.ui.sheet import Sheet, Writing, laid_out, paint_sheet


def picture_steps(
    assets: Assets,
    catalog: Catalog,
    shot: Shot,
    writing: Writing,
    *,
    scale: int = 1,
    sheet: Sheet | None = None,
    outlined: bool = True,
    title: str = "",
) -> Steps[QImage]:
    """A picture `scale` times the size of a shot, lines and letters scaled with it.

    sheet: the writing as the window shows it; None: it is laid out here, on a view as large as the
    shot, under `title`. outlined: False for the bare 3D picture. Needs a QGuiApplication
    for the writing. Raises TakeError where nothing can be drawn.
    """
    room = Darkroom(assets, catalog, shot)
    try:
        pixels = yield from room.develop(shot.camera, scale, offsets_at(scale))
        if outlined and sheet is None and QGuiApplication.instance() is not None:
            wide, high = (float(side) for side in shot.size)
            with_ = Stationery(shot.theme, max(0.6, high / 800.0), (wide, high))
            pictures = room.pictures(shot.camera)
            sheet = laid_out(room.scene, shot.camera, pictures, with_, (wide, high), title)
    finally:
        room.close()
    image = image_of(pixels)
    if sheet is not None:
        painter = QPainter(image)
        painter.scale(image.width() / sheet.size[0], image.height() / sheet.size[1])
        paint_sheet(painter, sheet, writing)
        painter.end()
    return image


def save_steps(image: QImage, file: Path) -> Steps[None]:
    """Write an image as PNG. Raises TakeError."""
    return png_steps(pixels_of(image), file)


def draw_picture(
    assets: Assets,
    catalog: Catalog,
    state: ViewState,
    size: tuple[int, int],
    *,
    theme: str = "light",
    labels: bool = True,
    writing: Writing | None = None,
    transparent: bool = False,
    scale: int = 1,
    file: Path | None = None,
) -> Pixels:
    """A picture of a state: (height, width, 4) RGBA; also written to `file` as PNG when given.

    labels: with names, legend, orientation and scale; `writing` chooses among them; what is lit is
    outlined in any case. Two views that are compared share the size. transparent: without
    background. scale: so many times `size`, lines and letters with it. Raises TakeError when the
    graphics libraries are missing or the file cannot be written.
    """
    wanted = writing or Writing(labels, labels, labels)
    sides, words = [state], ("", "")
    if state.compare is not None:
        sides.append(other_side(state, Atlas(catalog, assets.boxes)))
        size, words = ((size[0] - GAP) // 2, size[1]), titles(state, catalog)
    images = []
    for side, title in zip(sides, words, strict=False):
        camera = widened(side.camera, *size)
        spec = resolve(replace(side, camera=camera), catalog)
        spec = with_measures(spec, side, catalog, Sizes(Apart(catalog, assets.boxes)))
        shot = Shot(spec, camera, THEMES[theme], size, transparent)
        steps = picture_steps(assets, catalog, shot, wanted, scale=scale, title=title)
        images.append(finished(steps))
    image = images[0] if len(images) == 1 else side_by_side(images[0], images[1], GAP * scale)
    if file is not None:
        finished(save_steps(image, file))
    return pixels_of(image)
