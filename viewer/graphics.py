"""Whether this machine has the libraries that windows and pictures need, and what helps if not.

VTK crashes on its first picture without those of OpenGL; Qt ends the program without those of its
window system.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

_LIBRARIES = ("libGL.so.1", "libEGL.so.1")
#: What Qt opens for a window under X11, with the Debian package each is in.
_OF_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_WITHOUT = "'lumbosacral-viewer describe L5-S1' works without"


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


def missing_for_window(load: Callable[[str], object] = ctypes.CDLL) -> str | None:
    """One line that says what a window under X11 lacks and the cure; None when all is well, and
    where the window is not one of X11."""
    is_x11 = os.environ.get("QT_QPA_PLATFORM", "xcb") == "xcb" and os.environ.get("DISPLAY")
    if not sys.platform.startswith("linux") or not is_x11 or os.environ.get("WAYLAND_DISPLAY"):
        return None
    missing = [name for name in _OF_X11 if not _can_load(name, load)]
    if not missing:
        return None
    packages = " ".join(_OF_X11[name] for name in missing)
    return (
        f"a window needs {' and '.join(missing)}, missing on this machine; install with "
        f"'sudo apt install {packages}' (Debian, Ubuntu) or the like; {_WITHOUT}"
    )


def unloadable(problem: ImportError) -> str | None:
    """One line for a library that could not be loaded, with the cure; None for another problem."""
    if Path(problem.path or "").suffix not in (".so", ".pyd", ".dylib"):
        return None
    if graphics := missing_graphics():
        return f"{graphics}; {_WITHOUT}"
    return (
        f"a library this needs cannot be loaded ({problem.msg}); install it with the system's "
        f"packages, or reinstall the program; {_WITHOUT}"
    )


def x_display_answers() -> bool:
    """Whether there is an X display that lets us in: Qt would end the program where none does."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        # Without it nobody can ask; Qt has its own say.
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    for act in (xcb.xcb_connection_has_error, xcb.xcb_disconnect):
        act.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    is_refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not is_refused


def draw_without_screen() -> None:
    """Let VTK draw by EGL where no X display answers, and say nothing of it.

    Call after `missing_graphics` found nothing missing, before the first render window is made.
    """
    if sys.platform.startswith("linux") and not x_display_answers():
        os.environ.setdefault("VTK_DEFAULT_OPENGL_WINDOW", "vtkEGLRenderWindow")


def _can_load(name: str, load: Callable[[str], object]) -> bool:
    try:
        load(name)
    except OSError:
        return False
    return True
