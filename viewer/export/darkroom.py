"""Draws one frozen scene off-screen at any size: what is drawn stays, whatever the window does.

A picture larger than the view is drawn in tiles of the view's size through the same lens, so that
it is sharp at its true size, needs little memory, and can be stopped between any two tiles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

from meshes.catalog import Catalog
from meshes.store import Assets
from viewer.camera import VIEW_ANGLE_DEG
from viewer.export.steps import Progress, Steps, TakeError
from viewer.graphics import draw_without_screen, missing_graphics
from viewer.id_image import IdPass, IdPictures
from viewer.jitter import OFFSETS
from viewer.looks import SceneTheme
from viewer.scene import Scene
from viewer.spec import Colour, SceneSpec
from viewer.state import Camera

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Shot:
    """What to draw: a scene as it looks now. size: of the view, in pixels."""

    spec: SceneSpec
    camera: Camera
    theme: SceneTheme
    size: tuple[int, int]
    transparent: bool = False


class Darkroom:
    """An off-screen window with one scene in it. Close it when done.

    Raises TakeError when this machine cannot draw.
    """

    def __init__(self, assets: Assets, catalog: Catalog, shot: Shot) -> None:
        if (problem := missing_graphics()) is not None:
            raise TakeError(f"No picture can be drawn: {problem}.")
        draw_without_screen()
        self.shot = shot
        self.scene = Scene(assets, catalog)
        self.scene.set_theme(shot.theme)
        self._renderer, self._window = vtkRenderer(), vtkRenderWindow()
        self._window.SetOffScreenRendering(True)
        self._window.SetMultiSamples(0)
        self._window.SetAlphaBitPlanes(1)
        self._window.SetSize(*shot.size)
        self._window.AddRenderer(self._renderer)
        self.scene.attach(self._renderer)
        self.scene.draw(shot.spec)
        self._passes = IdPass(self.scene)
        self._passes.join(self._window)

    def close(self) -> None:
        """Free the graphics card."""
        self._passes.release()
        self.scene.release()
        self._window.Finalize()

    def develop(
        self,
        camera: Camera,
        scale: int = 1,
        offsets: Sequence[tuple[float, float]] = OFFSETS,
    ) -> Steps[Pixels]:
        """The picture `scale` times the view's size: (height, width, 4) RGBA.

        On an empty ground colours are multiplied by their alpha. offsets: shifts by parts of a
        pixel whose mean is taken.
        """
        while self.scene.refine():
            yield Progress(0.0, "Drawing the cut faces")
        wide, high = self.shot.size
        whole = np.zeros((high * scale, wide * scale, 4), dtype=np.uint8)
        for number in range(scale * scale):
            row, column = divmod(number, scale)
            total = np.zeros((high, wide, 4), dtype=np.uint16)
            for k, offset in enumerate(offsets):
                share = (number + k / len(offsets)) / scale**2
                yield Progress(share, "Drawing the picture")
                self._aim(camera, (column, row), scale, offset)
                self._window.Render()
                total += self._read()
            mean = (total + len(offsets) // 2) // len(offsets)
            whole[row * high :, column * wide :][:high, :wide] = mean
        return whole

    def pictures(self, camera: Camera) -> IdPictures:
        """Which structure shows where."""
        self._aim(camera, (0, 0), 1, (0.0, 0.0))
        return self._passes.draw(self._window, self._renderer, camera)

    def _aim(
        self, camera: Camera, tile: tuple[int, int], of: int, offset: tuple[float, float]
    ) -> None:
        """Look at one tile, counted from the upper left, through a lens `of` times as narrow."""
        self.scene.set_camera(camera)
        lens = self._renderer.GetActiveCamera()
        half = math.tan(math.radians(VIEW_ANGLE_DEG) / 2) / of
        lens.SetViewAngle(math.degrees(2 * math.atan(half)))
        wide, high = self.shot.size
        column, row = tile[0], of - 1 - tile[1]
        lens.SetWindowCenter(
            2 * column + 1 - of + 2 * offset[0] / wide, 2 * row + 1 - of + 2 * offset[1] / high
        )
        self._ground(row, of)

    def _ground(self, row: int, of: int) -> None:
        """Each tile has its stretch of the background's gradient. row: counted from below."""
        if self.shot.transparent:
            self._renderer.GradientBackgroundOff()
            self._renderer.SetBackground(0.0, 0.0, 0.0)
            self._renderer.SetBackgroundAlpha(0.0)
            return
        theme = self.shot.theme
        self._renderer.SetBackground(*_mixed(theme.bottom, theme.top, row / of))
        self._renderer.SetBackground2(*_mixed(theme.bottom, theme.top, (row + 1) / of))

    def _read(self) -> Pixels:
        wide, high = self.shot.size
        data = vtkUnsignedCharArray()
        self._window.GetRGBACharPixelData(0, 0, wide - 1, high - 1, 0, data, 0)
        return np.asarray(vtk_to_numpy(data).reshape(high, wide, 4)[::-1])


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    return tuple(a + (b - a) * share for a, b in zip(one, other, strict=True))  # type: ignore[return-value]
