"""Whether this machine can draw at all: VTK crashes on its first picture without GL libraries."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable

_LIBRARIES = ("libGL.so.1", "libEGL.so.1")


def missing_graphics(load: Callable[[str], object] = ctypes.CDLL) -> str | None:
    """One line that says which graphics library is missing and the cure; None when all is well."""
    if not sys.platform.startswith("linux"):
        return None
    missing = [name for name in _LIBRARIES if not _can_load(name, load)]
    if not missing:
        return None
    return (
        f"3D drawing needs {' and '.join(missing)}, missing on this machine; install with "
        "'sudo apt install libgl1 libegl1' (Debian, Ubuntu) or "
        "'sudo dnf install mesa-libGL mesa-libEGL' (Fedora)"
    )


def draw_without_screen() -> None:
    """Let VTK draw by EGL where there is no X display, and say nothing of it.

    Call after `missing_graphics` found nothing missing, before the first render window is made.
    """
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        os.environ.setdefault("VTK_DEFAULT_OPENGL_WINDOW", "vtkEGLRenderWindow")


def _can_load(name: str, load: Callable[[str], object]) -> bool:
    try:
        load(name)
    except OSError:
        return False
    return True
