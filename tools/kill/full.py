"""A full disc and a folder that cannot be written: told in words, and nothing is lost."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from tools.kill.saving import SETTINGS, catalog, recent_of, scene_of, settings_of
from viewer.export.steps import TakeError, fresh_file
from viewer.keep.bookmarks import Bookmarks
from viewer.keep.database import Database, KeepError, open_database
from viewer.keep.note_file import write_notes
from viewer.keep.notes import NoteBook
from viewer.keep.places import Places
from viewer.keep.recent import read_recent, write_recent
from viewer.keep.scene_file import SceneError, read_scene, write_scene
from viewer.keep.session import Session
from viewer.ui.settings import SettingsFile

_SCENE, _NOTES, _PICTURE = "scene.lumbo.json", "notes.json", "picture.html"
_LARGE = "word " * 100_000
Hindrance = Callable[[], AbstractContextManager[None]]


def checked(folder: Path, hindered: Hindrance, *, stays_open: bool = True) -> list[str]:
    """Keep one of everything, hinder all writing, try again, and look. What went wrong.

    hindered: within it nothing (large) can be written to the folder. stays_open: also by a program
    that was open before; one may always write to files that it has open.
    """
    database = open_database(Places(folder).database)
    book, marks = NoteBook(database), Bookmarks(database)
    notes = [book.add("disc.L5-S1", f"note {k}") for k in range(5)]
    mark = marks.add("mark", "{}", b"png")
    write_scene(folder / _SCENE, scene_of(1))
    SettingsFile(folder / SETTINGS).save(settings_of(1))
    write_recent(Places(folder).recent, recent_of(1, folder))
    if not stays_open:
        database.close()
    with hindered():
        found = _refusals(folder, database) if stays_open else []
        later = open_database(Places(folder).database)
        found += _refusals(folder, later)
        later.close()
    database.close()
    found += [f"half-written: {p.name}" for p in folder.rglob("*") if p.name.endswith(".new")]
    found += [f"half-written: {p.name}" for p in folder.rglob(".part-*")]
    again = open_database(Places(folder).database)
    if again.problem or set(NoteBook(again).notes()) != set(notes):
        found.append(f"notes are not as they were: {again.problem}")
    if Bookmarks(again).all() != (mark,):
        found.append("bookmarks are not as they were")
    if NoteBook(again).add("disc.L5-S1", "afterwards") not in NoteBook(again).notes():
        found.append("no note can be written afterwards")
    again.close()
    if read_scene(folder / _SCENE, catalog()) != scene_of(1):
        found.append("the scene is not as it was")
    if SettingsFile(folder / SETTINGS).load() != settings_of(1):
        found.append("the settings are not as they were")
    if read_recent(Places(folder).recent) != recent_of(1, folder):
        found.append("the recent scenes are not as they were")
    return found


def _refusals(folder: Path, database: Database) -> list[str]:
    """Everything tried again, larger: whatever is not refused in words that name file and cure."""
    book = NoteBook(database)
    file, session = SettingsFile(folder / SETTINGS), Session(folder / "sessions")
    acts: dict[str, Callable[[], object]] = {
        _SCENE: lambda: write_scene(folder / _SCENE, scene_of(2)),
        Places(folder).database.name: lambda: book.add("disc.L5-S1", _LARGE),
        _NOTES: lambda: write_notes(folder / _NOTES, book.notes() * 3000, str),
        SETTINGS: lambda: file.save(_large_settings()),
        Places(folder).recent.name: lambda: write_recent(
            Places(folder).recent, [Path("x" * 90_000), *recent_of(2, folder)]
        ),
        "sessions": lambda: session.keep(scene_of(2)),
        _PICTURE: lambda: _export(folder / _PICTURE),
    }
    found = []
    for name, act in acts.items():
        try:
            act()
            words = file.problem if name == SETTINGS else ""
        except (SceneError, KeepError, TakeError) as problem:
            words = str(problem)
        except OSError as problem:
            # The window says these in its own words; what counts is that they are raised.
            words = f"{name}: allow writing there ({problem.strerror})"
        if name not in words:
            found.append(f"{name}: nothing was said, or not its name: {words[:200]!r}")
        elif not any(cure in words.lower() for cure in ("make room", "allow writing", "free some",
                                                        "choose another")):  # fmt: skip
            found.append(f"{name}: no cure: {words[:200]!r}")
    session.end()
    return found


def _large_settings() -> object:
    from dataclasses import replace

    return replace(settings_of(2), layout="YmFy" * 50_000)


def _export(file: Path) -> None:
    with fresh_file(file) as part:
        part.write_bytes(b"x" * 500_000)


@contextlib.contextmanager
def short_files(most: int = 4096) -> Iterator[None]:
    """No file may grow beyond so many bytes: what a full disc looks like, without one."""
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    usual = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, usual)


@contextlib.contextmanager
def filled(folder: Path) -> Iterator[None]:
    """The (small) file system of a folder without a free byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as out:
        for size in (4096, 256, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
        yield
    filler.unlink()


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder in which nothing may be made or changed, not even by the administrator's account,
    which is left meanwhile."""
    chosen = [folder, *folder.rglob("*")]
    rights = {path: path.stat().st_mode & 0o777 for path in chosen}
    for path in chosen:
        path.chmod(0o555 if path.is_dir() else 0o444)
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)
        for path, mode in rights.items():
            if path.exists():
                path.chmod(mode)
