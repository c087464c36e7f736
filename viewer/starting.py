"""What makes a start quick, wherever it starts: imports without PySide's hook, no collections."""

from __future__ import annotations

import builtins
import ctypes
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def plain_imports() -> Iterator[None]:
    """Import Qt, then let the rest be imported as if it had not been.

    PySide reads the source of every module that is imported after it, in case it switches on one
    of PySide's naming features (`__feature__`). Nothing here does, and reading 200 modules for it
    took a tenth of the start.
    """
    plain = builtins.__import__
    import PySide6.QtWidgets  # noqa: F401

    hooked = builtins.__import__
    builtins.__import__ = plain
    try:
        yield
    finally:
        builtins.__import__ = hooked


@contextmanager
def no_collections() -> Iterator[Callable[[], None]]:
    """Collect no garbage until the function that is given is called, or the end.

    A start makes many objects that stay, and each collection looks through all of them. Once the
    function is called they are left out of later ones as well.
    """
    was_on = gc.isenabled()
    gc.disable()

    def resume() -> None:
        if was_on and not gc.isenabled():
            gc.freeze()
            gc.enable()

    try:
        yield resume
    finally:
        if was_on:
            gc.enable()


def give_memory_back() -> None:
    """Let the system have what loading needed for a moment and the C library still holds.

    Only glibc keeps it from going back by itself; elsewhere nothing is done.
    """
    if not sys.platform.startswith("linux"):
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
