"""The scene turning once about itself, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage, QPainter

from meshes.catalog import Catalog
from meshes.store import Assets
from viewer.export.darkroom import Darkroom, Shot
from viewer.export.film import film_steps
from viewer.export.steps import Progress, Steps
from viewer.jitter import OFFSETS
from viewer.ui.paint_corners import place_legend
from viewer.ui.paint_overlay import Stationery
from viewer.ui.pixels import image_of
from viewer.ui.sheet import Sheet, Writing, paint_sheet

FRAMES = (36, 48, 72)
_SMOOTH = OFFSETS[:3]


def turntable_steps(
    assets: Assets, catalog: Catalog, shot: Shot, writing: Writing, frames: int, file: Path
) -> Steps[None]:
    """Write one whole turn as GIF or MP4, by the file's ending. Raises TakeError.

    The shot's size is that of the film. Names would jump about, so there are none; measures stay.
    """
    yield from film_steps(_frames(assets, catalog, shot, writing, frames), frames, file)


def film_size(view: tuple[int, int], height: int) -> tuple[int, int]:
    """The film's size in the shape of the view, both sides even."""
    return max(2, round(view[0] * height / view[1] / 2) * 2), height - height % 2


def _frames(
    assets: Assets, catalog: Catalog, shot: Shot, writing: Writing, frames: int
) -> Iterator[Progress | npt.NDArray[np.uint8]]:
    room = Darkroom(assets, catalog, shot)
    try:
        sheet = _sheet(shot)
        for k in range(frames):
            turned = (shot.camera.azimuth_deg + 360.0 * k / frames) % 360.0
            camera = replace(shot.camera, azimuth_deg=turned)
            job = room.develop(camera, 1, _SMOOTH)
            while True:
                try:
                    now = next(job)
                except StopIteration as end:
                    image = image_of(end.value)
                    break
                yield Progress((k + now.share) / frames, f"Drawing picture {k + 1} of {frames}")
            painter = QPainter(image)
            paint_sheet(painter, replace(sheet, camera=camera), writing)
            painter.end()
            yield _rgb(image)
    finally:
        room.close()


def _sheet(shot: Shot) -> Sheet:
    size = (float(shot.size[0]), float(shot.size[1]))
    with_ = Stationery(shot.theme, max(0.8, size[1] / 620.0), size)
    box = place_legend(shot.spec.legend, size, with_)
    return Sheet(
        size, shot.camera, with_, legend=shot.spec.legend, legend_box=box,
        measures=shot.spec.measures,
    )  # fmt: skip


def _rgb(image: QImage) -> npt.NDArray[np.uint8]:
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    data = np.frombuffer(plain.constBits(), dtype=np.uint8).reshape(plain.height(), -1)
    return data[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).copy()
