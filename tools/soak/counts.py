"""What is alive: memory, widgets, timers, actors, listeners, Python's and VTK's objects."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from viewer.ui.main_window import MainWindow

#: What Qt calls the handle of a line of one pixel between two panels of a window.
_HANDLE = "qt_qmainwindow_extended_splitter"
_LruCache = type(lru_cache(maxsize=1)(len))
#: Objects of these modules are counted by their classes.
_OURS = ("viewer", "meshes", "annotations", "PySide6", "Shiboken", "vtkmodules")


@dataclass(frozen=True, slots=True)
class Count:
    """What was alive after so many actions, the window back at its beginning.

    megabytes: resident memory with bounded caches emptied; with_caches: as it was; in_use: what the
    C library has given out and not got back, so that leaks are told from room it keeps between
    (0 where it does not say). objects: of Qt, below the window, a page of text as one. ticking:
    timers that go on for ever. actors, lights: in all renderers of the first view; strays: actors
    that no part of the scene knows any more; observers: of its render window. kinds: Python-side
    objects by class; qt: objects of Qt by class.
    """

    actions: int
    megabytes: float
    with_caches: float
    in_use: float
    widgets: int
    windows: int
    objects: int
    timers: int
    ticking: int
    actors: int
    strays: int
    lights: int
    renderers: int
    observers: int
    listeners: int
    threads: int
    files: int
    kinds: Counter[str] = field(default_factory=Counter, repr=False)
    qt: Counter[str] = field(default_factory=Counter, repr=False)

    def line(self) -> str:
        """What tells most, in a line."""
        return (
            f"{self.megabytes:6.1f} MB ({self.with_caches:.0f} with caches, "
            f"{self.in_use:.1f} in use), "
            f"{self.objects} objects, {self.actors} actors"
        )

    def figures(self) -> dict[str, float]:
        """All single figures by name."""
        names = [n for n in self.__slots__ if n not in ("kinds", "qt", "actions")]
        return {name: getattr(self, name) for name in names}


def count(window: MainWindow, actions: int) -> Count:
    """Count what is alive now. The window should be as it was at its beginning."""
    tidy()
    with_caches = resident()
    empty_caches()
    tidy()
    canvas: Any = window.canvas_widget
    view: Any = getattr(canvas, "view", None)
    renderers = list(view.window_vtk.GetRenderers()) if view is not None else []
    children = list(_below(window))
    actors = sum(r.GetViewProps().GetNumberOfItems() for r in renderers)
    timers = [child for child in children if isinstance(child, QTimer)]
    return Count(
        actions,
        resident(),
        with_caches,
        in_use(),
        sum(each.objectName() != _HANDLE for each in QApplication.allWidgets()),
        len(QApplication.topLevelWidgets()),
        len(children),
        len(timers),
        sum(timer.isActive() and not timer.isSingleShot() for timer in timers),
        actors,
        actors - _known_actors(canvas),
        sum(r.GetLights().GetNumberOfItems() for r in renderers),
        len(renderers),
        len(view._observers) if view is not None else 0,
        len(window.store._listeners),
        threading.active_count(),
        open_files(),
        kinds_alive(),
        Counter(_kind(child) for child in children),
    )


def _below(parent: QObject) -> Iterator[QObject]:
    """All objects below another; a page of text counts as one, for another has more or fewer tables
    and a wrapper of Python's would be left of each that was looked at. Not those that Qt hides and
    keeps for itself, one whenever a panel comes back: the handles of the lines between panels."""
    for child in parent.children():
        if isinstance(child, QWidget) and child.objectName() == _HANDLE and child.isHidden():
            continue
        yield child
        if not isinstance(child, QTextDocument):
            yield from _below(child)


def _kind(child: QObject) -> str:
    """The class of an object; of a menu and a running timer also what it is of."""
    if isinstance(child, QTimer) and child.isActive():
        return f"QTimer running in {type(child.parent()).__name__}"
    if not isinstance(child, QMenu):
        return type(child).__name__
    first = next((entry.text() for entry in child.actions()), "")
    return f"QMenu {child.title() or child.accessibleName() or first!r}"


def _known_actors(canvas: Any) -> int:
    """How many actors the scene and its pictures of ids account for."""
    if getattr(canvas, "view", None) is None:
        return 0
    scene, ids = canvas.scene, canvas._rest._pass
    known = (scene._drawn, scene.section._caps, ids._actors, ids._faces)
    return sum(len(each) for each in known)


def tidy() -> None:
    """Let everything go that is only waiting to go."""
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()
        gc.collect()
    if sys.platform == "linux":
        # What is free goes back to the system, so that memory shows what is held.
        ctypes.CDLL(None).malloc_trim(0)


def open_files() -> int:
    """Files, pipes and sockets that are open, but for the shipped meshes, which stay mapped."""
    if sys.platform != "linux":
        return 0
    found = 0
    for each in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found += "/meshes/assets/" not in os.readlink(each)
    return found


def empty_caches() -> None:
    """Empty what functools keeps within a bound, so that a cache not full yet is no growth."""
    for each in gc.get_objects():
        if isinstance(each, _LruCache) and each.cache_info().maxsize is not None:
            each.cache_clear()


def resident() -> float:
    """Memory of this process that is in the machine, in MB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    lines: Iterable[str] = status.read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024.0


class _Held(ctypes.Structure):
    """`struct mallinfo2` of glibc."""

    _fields_ = [(f"field{n}", ctypes.c_size_t) for n in range(10)]


def in_use() -> float:
    """What is allocated by way of the C library now, MB; 0 where it does not say (glibc 2.33 does).

    Python's own small objects come from elsewhere.
    """
    ask = getattr(ctypes.CDLL(None), "mallinfo2", None) if sys.platform == "linux" else None
    if ask is None:
        return 0.0
    ask.restype = _Held
    held = ask()
    return float(held.field4 + held.field7) / 2**20


def kinds_alive() -> Counter[str]:
    """Python-side objects by class, of the program and of its toolkits."""
    found: Counter[str] = Counter()
    for each in gc.get_objects():
        kind = type(each)
        module = getattr(kind, "__module__", "")
        if isinstance(module, str) and module.split(".")[0] in _OURS:
            found[f"{module}.{kind.__name__}"] += 1
    return found


def grown(early: Count, late: Count, least: int = 1) -> list[str]:
    """Which classes have more objects than before, most first."""
    lines = []
    for name, before, after in (
        ("Qt", early.qt, late.qt),
        ("Python", early.kinds, late.kinds),
    ):
        more = {kind: after[kind] - before[kind] for kind in after if after[kind] > before[kind]}
        lines += [
            f"{name}: {kind} {before[kind]} -> {after[kind]}"
            for kind, by in sorted(more.items(), key=lambda item: -item[1])
            if by >= least
        ]
    return lines
