"""The OpenGL surface that every window gets. Free of VTK, so it can be set at the start."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QGuiApplication, QOpenGLContext, QSurfaceFormat

#: Qt platforms that have windows but no OpenGL.
_FLAT_PLATFORMS = ("offscreen", "minimal", "vnc", "linuxfb")
_LEAST = (3, 2)


def surface_format() -> QSurfaceFormat:
    """Desktop OpenGL 3.2 core, as VTK's shaders ask for."""
    wanted = QSurfaceFormat()
    wanted.setRenderableType(QSurfaceFormat.RenderableType.OpenGL)
    wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    wanted.setVersion(*_LEAST)
    wanted.setSwapBehavior(QSurfaceFormat.SwapBehavior.DoubleBuffer)
    wanted.setDepthBufferSize(24)
    wanted.setAlphaBufferSize(8)
    wanted.setSamples(0)
    return wanted


def install_surface_format() -> None:
    """Make it the default. Call before the first window exists: a format set later composites
    black on Wayland."""
    QSurfaceFormat.setDefaultFormat(surface_format())


def platform_has_gl() -> bool:
    """Whether the running Qt platform can show OpenGL at all."""
    return QGuiApplication.platformName() not in _FLAT_PLATFORMS and _can_make_context()


@cache
def _can_make_context() -> bool:
    """Asked by trying: with one OpenGL widget that fails, Qt paints a whole window black."""
    context = QOpenGLContext()
    context.setFormat(surface_format())
    return context.create() and context.format().version() >= _LEAST
