"""Pictures without a window: the scene with labels, outlines and legend, as pixels or PNG.

The 3D part is the mean of several frames shifted by parts of a pixel, which smooths edges without
the graphics card's help and keeps see-through surfaces right (multisampling would spoil them).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

from meshes.catalog import Catalog
from meshes.store import Assets
from viewer.camera import widened
from viewer.graphics import draw_without_screen, missing_graphics
from viewer.id_image import IdPass, IdPictures
from viewer.jitter import OFFSETS, shift_picture
from viewer.labels import Rect
from viewer.looks import THEMES
from viewer.marks import marks
from viewer.resolve import resolve
from viewer.scene import Scene
from viewer.state import ViewState
from viewer.ui.paint_corners import foot_height, hides, paint_foot, paint_legend, place_legend
from viewer.ui.paint_overlay import Stationery, paint_marks

Pixels = npt.NDArray[np.uint8]


class PictureError(Exception):
    """No picture can be drawn here; the text says why and what to do."""


def draw_picture(
    assets: Assets,
    catalog: Catalog,
    state: ViewState,
    size: tuple[int, int],
    *,
    theme: str = "light",
    labels: bool = True,
    transparent: bool = False,
    file: Path | None = None,
) -> Pixels:
    """A picture of a state: (height, width, 4) RGBA; also written to `file` as PNG when given.

    labels: with names, legend, orientation and scale; what is lit is outlined in any case.
    transparent: without background.
    Needs a QGuiApplication (platform "offscreen" will do) for the writing. Raises PictureError
    when the graphics libraries are missing, OSError when the file cannot be written.
    """
    if (problem := missing_graphics()) is not None:
        raise PictureError(problem)
    draw_without_screen()
    state = replace(state, camera=widened(state.camera, *size))
    scene = Scene(assets, catalog)
    scene.set_theme(THEMES[theme])
    pixels, pictures = _drawn(scene, state, catalog, size, transparent)
    # On an empty ground VTK's colours come out multiplied by their alpha.
    kind = QImage.Format.Format_RGBA8888_Premultiplied
    image = QImage(pixels.tobytes(), size[0], size[1], 4 * size[0], kind).copy()
    if QGuiApplication.instance() is not None:
        _write_over(image, scene, state, pictures, labels)
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    if file is not None and not QImageWriter(str(file), b"PNG").write(image):
        raise OSError(f"{file}: cannot be written; choose another folder")
    data = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(size[1], -1)
    return data[:, : size[0] * 4].reshape(size[1], size[0], 4).copy()


def _drawn(
    scene: Scene, state: ViewState, catalog: Catalog, size: tuple[int, int], transparent: bool
) -> tuple[Pixels, IdPictures]:
    renderer, window = vtkRenderer(), vtkRenderWindow()
    window.SetOffScreenRendering(True)
    window.SetMultiSamples(0)
    window.SetAlphaBitPlanes(1)
    window.SetSize(*size)
    window.AddRenderer(renderer)
    scene.attach(renderer)
    scene.draw(resolve(state, catalog))
    scene.set_camera(state.camera)
    if transparent:
        renderer.GradientBackgroundOff()
        renderer.SetBackground(0.0, 0.0, 0.0)
        renderer.SetBackgroundAlpha(0.0)
    passes = IdPass(scene)
    passes.join(window)
    try:
        total = np.zeros((size[1], size[0], 4), dtype=np.float32)
        for offset in OFFSETS:
            shift_picture(renderer, offset, size)
            window.Render()
            total += _rgba(window, size)
        shift_picture(renderer, (0.0, 0.0), size)
        mean = total / len(OFFSETS)
        pictures = passes.draw(window, renderer, state.camera)
    finally:
        scene.detach()
        window.Finalize()
    return np.clip(mean + 0.5, 0, 255).astype(np.uint8), pictures


def _rgba(window: vtkRenderWindow, size: tuple[int, int]) -> Pixels:
    data = vtkUnsignedCharArray()
    window.GetRGBACharPixelData(0, 0, size[0] - 1, size[1] - 1, 0, data, 0)
    return np.asarray(vtk_to_numpy(data).reshape(size[1], size[0], 4)[::-1])


def _write_over(
    image: QImage, scene: Scene, state: ViewState, pictures: IdPictures, labels: bool
) -> None:
    size = (float(image.width()), float(image.height()))
    with_ = Stationery(scene.theme, max(0.6, size[1] / 800.0), size)
    spec = scene.spec
    foot = foot_height(with_)
    strip = Rect(0.0, size[1] - foot, size[0], foot)
    corner = place_legend(spec.legend, size, with_, cost=hides(pictures)) if labels else None
    blocked = (strip,) if corner is None else (corner, strip)
    written = marks(pictures, spec, scene.catalog, size, with_.plate_size, blocked)
    painter = QPainter(image)
    try:
        paint_marks(painter, written if labels else replace(written, labels=()), with_)
        if labels:
            paint_legend(painter, spec.legend, corner, with_)
            paint_foot(painter, size, state.camera, with_)
    finally:
        painter.end()
