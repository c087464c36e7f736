"""The scene of each open window, kept while it is open, for the case that the program dies.

Each session has a file and a lock that the system lets go when the process ends. A file whose
lock is free belongs to a session that did not end properly.
"""

from __future__ import annotations

import contextlib
import uuid
from pathlib import Path

from meshes.catalog import Catalog
from viewer.keep.atomic import write_atomically
from viewer.keep.lock import FileLock
from viewer.keep.scene_file import SavedScene, SceneError, read_scene, scene_text

_SCENE, _LOCK = ".lumbo.json", ".lock"
#: No more than so many lost sessions are looked through at a start.
_MOST_LOST = 20


class Session:
    """One window's own; nothing is written before the first `keep`."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._name = folder, uuid.uuid4().hex
        self._lock: FileLock | None = None

    @property
    def file(self) -> Path:
        """Where the scene is kept."""
        return self._folder / f"{self._name}{_SCENE}"

    def keep(self, saved: SavedScene) -> None:
        """Keep the present scene. Raises OSError."""
        if self._lock is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(self._folder / f"{self._name}{_LOCK}")
            if not lock.take():
                raise OSError(f"{lock.path} cannot be locked")
            self._lock = lock
        write_atomically(self.file, scene_text(saved).encode())

    def end(self) -> None:
        """The window was closed properly: nothing is left to offer."""
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self.file.unlink(missing_ok=True)
            self._lock.release()
            with contextlib.suppress(OSError):
                self._lock.path.unlink(missing_ok=True)
            self._lock = None


def lost_scene(folder: Path, catalog: Catalog) -> tuple[SavedScene | None, tuple[Path, ...]]:
    """The newest scene of sessions that did not end, and the files of all such sessions.

    A scene that cannot be read is passed over; there is nothing the user could do about it.
    """
    lost = _lost_files(folder)
    for file in lost:
        with contextlib.suppress(SceneError):
            return read_scene(file, catalog), lost
    return None, lost


def _lost_files(folder: Path) -> tuple[Path, ...]:
    """Newest first."""
    found: list[tuple[float, Path]] = []
    with contextlib.suppress(OSError):
        for file in list(folder.glob(f"*{_SCENE}")):
            lock = FileLock(_lock_of(file))
            if lock.take():
                lock.release()
                with contextlib.suppress(OSError):
                    found.append((file.stat().st_mtime, file))
    return tuple(file for _, file in sorted(found, reverse=True)[:_MOST_LOST])


def _lock_of(file: Path) -> Path:
    return file.with_name(file.name.removesuffix(_SCENE) + _LOCK)


def forget(files: tuple[Path, ...]) -> None:
    """Remove what lost sessions left."""
    for file in files:
        for path in (file, _lock_of(file)):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
