"""What makes a start quick, wherever it starts: imports that wait or go without PySide's hook, no
collections."""

from __future__ import annotations

import builtins
import ctypes
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

#: What glibc's malloc.h calls M_TRIM_THRESHOLD and M_MMAP_THRESHOLD.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3


class _Promised(ModuleType):
    """Stands for a module until something of it is used, then hands on what that one holds."""

    def __getattr__(self, name: str) -> Any:
        # Comes only for what is not there yet; `__path__` among it, for modules within this one.
        own = self.__name__
        if sys.modules.get(own) is self:
            del sys.modules[own]
        there = import_module(own)
        self.__dict__.update(there.__dict__)
        return getattr(there, name)


@contextmanager
def numpy_when_used() -> Iterator[None]:
    """Within this, numpy is only promised to those who import it: it comes when it is first used.

    Many modules need it for what they do later, and would have it read before the window stands.
    Nothing changes where it is there already.
    """
    promised = sys.modules.setdefault("numpy", _Promised("numpy"))
    try:
        yield
    finally:
        # Whoever imports it later wants it.
        if sys.modules.get("numpy") is promised and isinstance(promised, _Promised):
            del sys.modules["numpy"]


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


def keep_heap_whole() -> None:
    """Have the C library take large blocks from the system one by one, and give them back so.

    Left alone glibc takes blocks of up to 32 MB from its heap once some have been freed; what stays
    between them keeps the heap from shrinking: 50 MB more in an hour of use. Elsewhere nothing is
    done. Figures chosen: a block is large that takes longer to fill than to map; the end of
    the heap goes back when so much of it is free that it will hardly be wanted again.
    """
    if not sys.platform.startswith("linux"):
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_MMAP_THRESHOLD, 1 << 19)
        set_option(_TRIM_THRESHOLD, 1 << 24)


def give_memory_back() -> None:
    """Let the system have what loading needed for a moment and the C library still holds.

    Only glibc keeps it from going back by itself; elsewhere nothing is done.
    """
    if not sys.platform.startswith("linux"):
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
