"""The ground of the view: worked out once for each size and theme, and copied into every frame.

Shading a gradient for a million pixels costs a machine without a graphics card as much as a sixth
of the whole spine; copying it costs next to nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from vtkmodules.vtkRenderingCore import vtkRenderer
from vtkmodules.vtkRenderingOpenGL2 import (
    vtkOpenGLFramebufferObject,
    vtkOpenGLRenderWindow,
    vtkTextureObject,
)

from viewer.spec import Colour

_SCISSOR_TEST, _COLOUR_BIT, _NEAREST = 0x0C11, 0x4000, 0x2600
_UNSIGNED_CHAR = 3


def gradient(bottom: Colour, top: Colour, size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """The ground's pixels, lowest row first: (height, width, 4) RGBA.

    Each row's colour is that of its middle, as a painted gradient has it.
    """
    wide, high = size
    share = (np.arange(high)[:, None] + 0.5) / high
    rows = np.asarray(bottom) * (1.0 - share) + np.asarray(top) * share
    pixels = np.full((high, wide, 4), 255, dtype=np.uint8)
    pixels[..., :3] = np.rint(255.0 * rows).astype(np.uint8)[:, None, :]
    return pixels


class Ground:
    """Takes over the gradient of one renderer in one window until `release`.

    The renderer's own background colours are the source; the context must be current whenever the
    window draws, as it must be anyway.
    """

    def __init__(self, renderer: vtkRenderer, window: vtkOpenGLRenderWindow) -> None:
        self._renderer, self._window = renderer, window
        self._source: vtkOpenGLFramebufferObject | None = None
        self._texture: vtkTextureObject | None = None
        self._key: object = None
        self._observer = renderer.AddObserver("StartEvent", self._on_start)
        renderer.SetPreserveColorBuffer(True)

    def release(self) -> None:
        """Give the gradient back to the renderer and free the memory of the card."""
        self._renderer.RemoveObserver(self._observer)
        self._renderer.SetPreserveColorBuffer(False)
        self._free()

    def _free(self) -> None:
        if self._source is not None:
            self._source.ReleaseGraphicsResources(self._window)
        if self._texture is not None:
            self._texture.ReleaseGraphicsResources(self._window)
        self._source = self._texture = self._key = None

    def _on_start(self, _renderer: object, _event: str) -> None:
        """The window is about to draw: lay the ground where it will draw."""
        size = self._window.GetSize()
        bottom, top = self._renderer.GetBackground(), self._renderer.GetBackground2()
        if (size, bottom, top) != self._key:
            self._free()
            self._make(gradient(bottom, top, size))
            self._key = (size, bottom, top)
        source, target = self._source, self._window.GetRenderFramebuffer()
        if source is None:
            return
        self._window.GetState().vtkglDisable(_SCISSOR_TEST)
        source.Bind(source.GetReadMode())
        source.ActivateReadBuffer(0)
        whole = (0, size[0], 0, size[1])
        vtkOpenGLFramebufferObject.Blit(whole, whole, _COLOUR_BIT, _NEAREST)
        target.Bind(target.GetReadMode())

    def _make(self, pixels: npt.NDArray[np.uint8]) -> None:
        high, wide = pixels.shape[:2]
        state = self._window.GetState()
        self._texture = vtkTextureObject()
        self._texture.SetContext(self._window)
        self._texture.Create2DFromRaw(wide, high, 4, _UNSIGNED_CHAR, pixels)
        self._source = vtkOpenGLFramebufferObject()
        self._source.SetContext(self._window)
        state.PushFramebufferBindings()
        self._source.Bind()
        self._source.AddColorAttachment(0, self._texture)
        state.PopFramebufferBindings()
