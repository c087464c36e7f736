"""A Qt widget that shows a VTK renderer: VTK draws into Qt's own OpenGL context, and only on paint.

A compact take on what VTK's C++ QVTKOpenGLNativeWidget does. Without a VTK interactor, so none of
VTK's default keys and mouse actions exist. What must stay true (each broken rule shows far away):

1. `WindowMakeCurrentEvent` is answered with QOpenGLContext.makeCurrent on the surface kept from
   initializeGL, never with QOpenGLWidget.makeCurrent: that one also binds the widget's framebuffer
   and spoils VTK's book-keeping in the middle of a frame.
2. VTK silently skips a render unless `WindowIsCurrentEvent` was answered with SetIsCurrent(True).
3. The surface format is set for the whole process before the first window exists; a format per
   widget composites black on Wayland.
4. paintGL always renders, exactly once (a second view begins with bare ground, `begin_bare`);
   nothing else renders to the screen. Whoever changes the
   scene calls update(), and Qt makes one paint of many updates.
   Qt paints within a resize as well, once for each of the sizes that a layout tries: those paints
   are passed over, the one that follows the last of them draws.
5. `snapshot` renders too (for label anchors and smooth stills), but never reaches the screen:
   only paintGL copies VTK's picture into the widget.
6. GL objects are freed with our context current, when Qt says the context is about to go. After
   that every method is harmless.
7. QWidget.screen() is never called: its Python wrapper can end up deleting the screen.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QOpenGLContext, QResizeEvent, QSurface
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QWidget
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkRenderer
from vtkmodules.vtkRenderingOpenGL2 import vtkGenericOpenGLRenderWindow

from viewer.ground import Ground
from viewer.quality import SOFTWARE, Quality, apply_quality, quality_of
from viewer.ui.surface_format import install_surface_format

_LEQUAL, _DEPTH_TEST, _SCISSOR_TEST = 0x0203, 0x0B71, 0x0C11
#: So many paints may be of bare ground until the screen takes one; not for ever.
_BARE_PAINTS = 3
_COLOUR_BIT, _LINEAR, _DRAW_FRAMEBUFFER, _RENDERER = 0x4000, 0x2601, 0x8CA9, 0x1F01


class GlView(QOpenGLWidget):
    """Shows one renderer. `drawn` follows each paint. `lost`: the context does not answer."""

    drawn = Signal()
    lost = Signal()

    def __init__(self, renderer: vtkRenderer, parent: QWidget | None = None) -> None:
        install_surface_format()
        super().__init__(parent)
        self.setUpdateBehavior(QOpenGLWidget.UpdateBehavior.NoPartialUpdate)
        self.setAcceptDrops(False)
        self.renders = 0
        self._is_resizing = False
        self._bare_left = 0
        self._renderer = renderer
        self._context: QOpenGLContext | None = None
        self._surface: QSurface | None = None
        self._gl: dict[str, Any] | None = None
        self._window = vtkGenericOpenGLRenderWindow()
        self._window.SetReadyForRendering(False)
        self._window.SetFrameBlitModeToNoBlit()
        self._window.SetMultiSamples(0)
        self._window.AddRenderer(renderer)
        self._observers: list[int] = []
        self._ground: Ground | None = None
        self.quality: Quality = SOFTWARE

    @property
    def window_vtk(self) -> vtkGenericOpenGLRenderWindow:
        """VTK's render window, for passes that draw into the same context."""
        return self._window

    @property
    def is_ready(self) -> bool:
        """Whether the context exists and VTK may draw."""
        return self._context is not None

    def pixel_size(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def initializeGL(self) -> None:
        """Qt has made the context: let VTK find its functions in it.

        Happens again whenever the view moves to another top-level window.
        """
        self._context = self.context()
        self._surface = self._context.surface()
        self._context.aboutToBeDestroyed.connect(self._release)
        self._gl = _functions(self._context)
        self._observers = [
            self._window.AddObserver("WindowMakeCurrentEvent", self._on_make_current),
            self._window.AddObserver("WindowIsCurrentEvent", self._on_is_current),
        ]
        _load_symbols(self._window)
        self._window.OpenGLInitContext()
        self._window.OpenGLInit()
        self._prepare_state()
        self._window.SetForceMaximumHardwareLineWidth(1)
        self._window.SetReadyForRendering(True)
        self._window.SetOwnContext(0)
        self.set_quality(quality_of(_renderer_name(self._context)))

    def set_quality(self, quality: Quality) -> None:
        """How much a picture may cost; found out by itself. Our context must be current."""
        self.quality = quality
        apply_quality(self._renderer, quality, full=False)
        if quality.copies_ground and self._ground is None:
            self._ground = Ground(self._renderer, self._window)
        elif not quality.copies_ground:
            self._drop_ground()

    def _drop_ground(self) -> None:
        if self._ground is not None:
            self._ground.release()
            self._ground = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the new size; the picture follows with the next paint."""
        self._is_resizing = True
        try:
            super().resizeEvent(event)
        finally:
            self._is_resizing = False
        self.update()

    def resizeGL(self, _width: int, _height: int) -> None:
        """VTK works in device pixels."""
        self._window.SetSize(*self.pixel_size())
        self._window.SetDPI(round(72 * self.devicePixelRatioF()))

    def paintGL(self) -> None:
        """Draw one frame and copy it into the widget."""
        if not self.is_ready or self._is_resizing:
            return
        if self._bare_left:
            self._paint_ground()
            return
        if self._window.GetSize() != self.pixel_size():
            # A screen with finer pixels: the widget is as large as before, its picture is not.
            self.resizeGL(self.width(), self.height())
        state = self._window.GetState()
        state.Reset()
        state.Push()
        state.vtkglDepthFunc(_LEQUAL)
        self._window.Render()
        self.renders += 1
        # The render may have moved the current framebuffer: bind the widget's own again.
        self.makeCurrent()
        self._blit()
        state.Pop()
        self.drawn.emit()

    def begin_bare(self) -> None:
        """Paint bare ground before the first frame, which takes long: until something is painted, a
        window of the system's own shows what lay there on the screen."""
        self._bare_left = _BARE_PAINTS

    def _paint_ground(self) -> None:
        """Nothing but ground; once the screen has taken it, the first frame follows."""
        self._bare_left -= 1
        self._fill(*self._renderer.GetBackground())
        holder = self.nativeParentWidget()
        handle = holder.windowHandle() if holder is not None else None
        if handle is not None and handle.isExposed():
            self._bare_left = 0
            QTimer.singleShot(0, self, self.update)

    def snapshot(self, draw: Callable[[vtkGenericOpenGLRenderWindow], Any]) -> Any:
        """Run draw(render window) with our context current; the screen is not touched.

        Returns what draw returns, None when there is no context or it does not answer.
        """
        if self._context is None or self._surface is None:
            return None
        if not self._context.makeCurrent(self._surface):
            self.lost.emit()
            return None
        # Once something is drawn, a frame does not take long any more.
        self._bare_left = 0
        try:
            self._prepare_state()
            return draw(self._window)
        finally:
            self.doneCurrent()

    def release(self) -> None:
        """Free what VTK holds on the graphics card. Safe to call more than once."""
        self._release()

    def _prepare_state(self) -> None:
        state = self._window.GetState()
        state.Reset()
        state.vtkglDepthFunc(_LEQUAL)
        state.vtkglEnable(_DEPTH_TEST)

    def _blit(self) -> None:
        if self._gl is None:
            return
        width, height = self.pixel_size()
        wide, high = self._window.GetSize()
        self._window.GetState().vtkglDisable(_SCISSOR_TEST)
        self._gl["bind"](_DRAW_FRAMEBUFFER, self.defaultFramebufferObject())
        self._window.BlitDisplayFramebuffer(
            0, 0, 0, wide, high, 0, 0, width, height, _COLOUR_BIT, _LINEAR
        )
        self._make_opaque(width, height)

    def _make_opaque(self, width: int, height: int) -> None:
        """Alpha below 1 would let other windows shine through under some compositors."""
        if self._gl is None:
            return
        self._gl["mask"](0, 0, 0, 1)
        self._gl["port"](0, 0, width, height)
        self._fill(0.0, 0.0, 0.0)
        self._gl["mask"](1, 1, 1, 1)

    def _fill(self, red: float, green: float, blue: float) -> None:
        """All of what is bound, opaque."""
        if self._gl is not None:
            self._gl["colour"](red, green, blue, 1.0)
            self._gl["clear"](_COLOUR_BIT)

    def _on_make_current(self, _window: object, _event: str) -> None:
        if self._context is not None and self._surface is not None:
            self._context.makeCurrent(self._surface)

    def _on_is_current(self, _window: object, _event: str) -> None:
        current = QOpenGLContext.currentContext()
        self._window.SetIsCurrent(self._context is not None and current is self._context)

    def _release(self) -> None:
        if self._context is not None and self._surface is not None:
            # What a lost context held is gone with it.
            if self._context.makeCurrent(self._surface):
                self._drop_ground()
                self._window.Finalize()
            self._context.doneCurrent()
        self._window.SetReadyForRendering(False)
        self._context = self._surface = self._gl = None
        observers, self._observers = self._observers, []
        for tag in observers:
            self._window.RemoveObserver(tag)


def read_pixels(window: vtkGenericOpenGLRenderWindow) -> npt.NDArray[np.uint8]:
    """What a render window drew last, lowest row first: (height, width, 3)."""
    wide, high = window.GetSize()
    data = vtkUnsignedCharArray()
    window.GetPixelData(0, 0, wide - 1, high - 1, 0, data, 0)
    rows: npt.NDArray[np.uint8] = vtk_to_numpy(data).reshape(high, wide, 3)
    return rows


def _load_symbols(window: vtkGenericOpenGLRenderWindow) -> None:
    """Tell VTK where OpenGL's functions are; elsewhere than on Linux it finds them itself."""
    name, finder = (
        ("libEGL.so.1", "eglGetProcAddress")
        if QGuiApplication.platformName().startswith(("wayland", "eglfs"))
        else ("libGL.so.1", "glXGetProcAddressARB")
    )
    try:
        address = ctypes.cast(getattr(ctypes.CDLL(name), finder), ctypes.c_void_p).value
    except (OSError, AttributeError):
        return
    window.SetOpenGLSymbolLoader2(int(address or 0), 0)


def _renderer_name(context: QOpenGLContext) -> str:
    """What draws for this context, "" where it does not say. The context must be current."""
    name = context.functions().glGetString(_RENDERER)
    return name if isinstance(name, str) else ""


def _functions(context: QOpenGLContext) -> dict[str, Any]:
    """The few raw OpenGL calls needed, by address: PySide wraps them only in part."""

    def find(name: bytes, *kinds: Any) -> Any:
        return ctypes.CFUNCTYPE(None, *kinds)(int(context.getProcAddress(name) or 0))

    return {
        "bind": find(b"glBindFramebuffer", ctypes.c_uint, ctypes.c_uint),
        "mask": find(b"glColorMask", *[ctypes.c_ubyte] * 4),
        "colour": find(b"glClearColor", *[ctypes.c_float] * 4),
        "port": find(b"glViewport", *[ctypes.c_int] * 4),
        "clear": find(b"glClear", ctypes.c_uint),
    }
