"""A process that saves everything there is to be kept, over and over, and tells each step.

It says what it is about to keep, keeps it, and says that it is kept. Whoever listens knows what
must be there after a kill: all that was said to be kept; and of the last thing, the old or the new.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from meshes.catalog import Catalog, load_catalog
from meshes.ids import StructureId
from viewer.keep.bookmarks import Bookmarks
from viewer.keep.database import open_database
from viewer.keep.notes import NoteBook
from viewer.keep.places import Places
from viewer.keep.recent import write_recent
from viewer.keep.scene_file import EXTENSION, SavedScene, scene_text, write_scene
from viewer.keep.session import Session
from viewer.state import Camera, ViewState
from viewer.study.progress import Answered, Kept, Progress
from viewer.ui.settings import Settings, SettingsFile

SCENES = tuple(f"scene-{k}{EXTENSION}" for k in range(3))
SETTINGS = "settings.json"
_TARGETS = ("disc.L5-S1", "vertebra.L4", "segment.L1-L2")


@cache
def catalog() -> Catalog:
    """The shipped catalogue, read once."""
    return load_catalog()


def scene_of(number: int) -> SavedScene:
    """A scene that can be told from any other."""
    hidden = frozenset(id for id in catalog().structures if len(id) % 3 == number % 3)
    camera = Camera(float(number % 360), 10.0, 300.0 + number / 1e4, (0.0, 0.0, 1.0))
    return SavedScene(ViewState(camera, focus=(StructureId("disc.L5-S1"),), hidden=hidden))


def settings_of(number: int) -> Settings:
    """Settings that can be told from any other."""
    return replace(Settings(), folded=(f"number-{number}",), layout="YmFy" * (number % 50))


def recent_of(number: int, folder: Path) -> tuple[Path, ...]:
    """A list of recent scenes that can be told from any other."""
    return tuple(folder / f"{number}-{k}{EXTENSION}" for k in range(4))


@dataclass
class Saver:
    """One running program with its folder. tell: says a step. numbers: never the same twice, also
    not in another process; each step has one. share: of the notes that are there it changes each
    of (k, many) only, so that it is known what a note must say while two processes write."""

    folder: Path
    rng: Random
    tell: Callable[[dict[str, Any]], None]
    numbers: range
    share: tuple[int, int] = (0, 1)

    def run(self) -> None:
        """Save until killed, or until the numbers end."""
        places = Places(self.folder)
        database = open_database(places.database)
        self.book, self.marks = NoteBook(database), Bookmarks(database)
        self.progress = Progress(places.progress)
        self.session = Session(places.sessions)
        self.mine = [note for note in self.book.notes() if self._is_mine(note.id)]
        acts = (self.note, self.note, self.rewritten, self.gone, self.mark)
        acts += (self.scene, self.settings, self.recent, self.autosave, self.answered)
        for number in self.numbers:
            self.rng.choice(acts)(number)
        database.close()
        self.progress.close()

    def _is_mine(self, id: str) -> bool:
        k, many = self.share
        return int(id, 16) % many == k

    def note(self, number: int) -> None:
        """A new note."""
        text = f"note {number} " + "word " * self.rng.randrange(60)
        self.tell({"do": "note", "text": text})
        made = self.book.add(self.rng.choice(_TARGETS), text)
        # A process that starts later may take over a note of the other's share.
        if self._is_mine(made.id):
            self.mine.append(made)
        self.tell({"kept": "note", "id": made.id, "text": text})

    def rewritten(self, number: int) -> None:
        """Other words for a note."""
        if not self.mine:
            return
        k = self.rng.randrange(len(self.mine))
        text = f"rewritten {number}"
        self.tell({"do": "rewrite", "id": self.mine[k].id, "text": text})
        self.mine[k] = self.book.rewrite(self.mine[k], text)
        self.tell({"kept": "rewrite", "id": self.mine[k].id, "text": text})

    def gone(self, _number: int) -> None:
        """A note deleted; rarely, so that they become more."""
        if len(self.mine) < 5 or self.rng.random() < 0.5:
            return
        note = self.mine.pop(self.rng.randrange(len(self.mine)))
        self.tell({"do": "remove", "id": note.id})
        self.book.remove(note.id)
        self.tell({"kept": "remove", "id": note.id})

    def mark(self, number: int) -> None:
        """A bookmark."""
        scene = scene_text(scene_of(number))
        self.tell({"do": "mark", "name": f"mark {number}"})
        made = self.marks.add(f"mark {number}", scene, b"\x89PNG" * 200)
        self.tell({"kept": "mark", "id": made.id, "name": made.name})

    def scene(self, number: int) -> None:
        """A scene file."""
        name = self.rng.choice(SCENES)
        self.tell({"do": name, "number": number})
        write_scene(self.folder / name, scene_of(number))
        self.tell({"kept": name, "number": number})

    def settings(self, number: int) -> None:
        """The settings."""
        file = SettingsFile(self.folder / SETTINGS)
        self.tell({"do": "settings", "number": number})
        file.save(settings_of(number))
        self.tell({"kept": "settings", "number": number, "problem": file.problem})

    def recent(self, number: int) -> None:
        """The list of recent scenes."""
        self.tell({"do": "recent", "number": number})
        write_recent(Places(self.folder).recent, recent_of(number, self.folder))
        self.tell({"kept": "recent", "number": number})

    def answered(self, number: int) -> None:
        """An answer of somebody who studies, with its card."""
        key = f"name:number-{number}"
        self.tell({"do": "answer", "key": key})
        card = Kept(key, _TARGETS[2], "{}", "2026-01-01T00:00:00+00:00")
        self.progress.keep(card, Answered(key, _TARGETS[2], card.due, 3, False))
        self.tell({"kept": "answer", "key": key})

    def autosave(self, number: int) -> None:
        """The scene of the open window."""
        self.tell({"do": "session", "number": number})
        self.session.keep(scene_of(number))
        self.tell({"kept": "session", "number": number})


def born(folder: Path, seed: str, numbers: range, share: tuple[int, int]) -> tuple[int, int]:
    """A process that saves: its id and the end of a pipe on which it tells its steps."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    status = 1
    try:
        os.close(reading)

        def tell(step: dict[str, Any]) -> None:
            os.write(writing, json.dumps(step).encode() + b"\n")

        try:
            Saver(folder, Random(seed), tell, numbers, share).run()
            status = 0
        except Exception as problem:  # noqa: BLE001 - told to the one who listens
            tell({"failed": f"{type(problem).__name__}: {problem}"})
    finally:
        os._exit(status)
