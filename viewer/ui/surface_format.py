"""The OpenGL surface that every window gets. Free of VTK, so it can be set at the start."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QSurfaceFormat

#: Qt platforms that have windows but no OpenGL.
_FLAT_PLATFORMS = ("offscreen", "minimal", "vnc", "linuxfb")


def surface_format() -> QSurfaceFormat:
    """Desktop OpenGL 3.2 core, as VTK's shaders ask for."""
    wanted = QSurfaceFormat()
    wanted.setRenderableType(QSurfaceFormat.RenderableType.OpenGL)
    wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    wanted.setVersion(3, 2)
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
    return QGuiApplication.platformName() not in _FLAT_PLATFORMS
