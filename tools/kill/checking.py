"""What must be there after processes that saved were killed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.kill.saving import SCENES, SETTINGS, catalog, recent_of, scene_of, settings_of
from viewer.keep.bookmarks import Bookmarks
from viewer.keep.database import open_database
from viewer.keep.notes import NoteBook
from viewer.keep.places import Places
from viewer.keep.recent import read_recent
from viewer.keep.scene_file import SceneError, read_scene, scene_from
from viewer.keep.session import forget, lost_scene
from viewer.study.progress import Progress
from viewer.ui.settings import SettingsFile

_FILES = (*SCENES, "settings", "recent")


@dataclass
class Ledger:
    """All that was said to be kept, in the order it was said.

    files: numbers each file may bear: the one kept last, and those begun since; None for no file,
    until one was kept. notes: text by id. answers: keys of answers of studying.
    may_go, may_be: notes whose removal, and texts whose writing, was begun and not ended. seen:
    bookmarks that were looked into.
    """

    notes: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    files: dict[str, set[int | None]] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)
    sessions: set[int] = field(default_factory=set)
    may_go: set[str] = field(default_factory=set)
    may_be: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    kept: int = 0
    faults: list[str] = field(default_factory=list)

    def hear(self, steps: Iterable[dict[str, Any]], *, alone: bool) -> None:
        """Steps of one process. alone: no other was writing the same files meanwhile."""
        begun: dict[str, Any] | None = None
        for step in steps:
            if "failed" in step or step.get("problem"):
                self.faults.append(f"a process that saved failed: {step}")
            elif "do" in step:
                begun = step
                if step["do"] in _FILES:
                    self.files.setdefault(step["do"], {None}).add(step["number"])
                elif step["do"] == "session":
                    self.sessions.add(step["number"])
            else:
                begun = None
                self._keep(step, alone=alone)
        if begun is not None and begun["do"] == "remove":
            self.may_go.add(begun["id"])
        if begun is not None and begun["do"] == "rewrite":
            self.may_be[begun["id"]] = begun["text"]

    def _keep(self, step: dict[str, Any], *, alone: bool) -> None:
        self.kept += 1
        what = step["kept"]
        if what in ("note", "rewrite"):
            self.notes[step["id"]] = step["text"]
            self.may_be.pop(step["id"], None)
        elif what == "remove":
            self.notes.pop(step["id"], None)
        elif what == "mark":
            self.marks[step["id"]] = step["name"]
        elif what == "answer":
            self.answers.add(step["key"])
        elif what in _FILES and alone:
            self.files[what] = {step["number"]}
        elif what in _FILES:
            self.files[what].discard(None)


def look(folder: Path, ledger: Ledger) -> list[str]:
    """Everything opened again; what is lost, damaged or left over."""
    found = [*ledger.faults, *_of_database(folder, ledger), *_of_files(folder, ledger)]
    found += _of_progress(folder, ledger)
    saved, lost = lost_scene(Places(folder).sessions, catalog())
    if lost and saved is None:
        found.append("the scene of a killed window cannot be read")
    if saved is not None and saved not in [scene_of(number) for number in ledger.sessions]:
        found.append("the scene of a killed window is none that it had")
    forget(lost)
    found += [f"left over: {path.name}" for path in folder.glob("*.damaged*")]
    found += [f"left over: {path.name}" for path in folder.glob("*.bak")]
    ledger.faults.clear()
    return found


def _of_database(folder: Path, ledger: Ledger) -> list[str]:
    database = open_database(Places(folder).database)
    notes = {note.id: note.text for note in NoteBook(database).notes()}
    marks = {mark.id: mark for mark in Bookmarks(database).all()}
    problem = database.problem
    database.close()
    found = [problem] if problem else []
    for id, text in ledger.notes.items():
        if id not in notes and id not in ledger.may_go:
            found.append(f"a note is lost: {text[:40]}")
        elif id in notes and notes[id] not in (text, ledger.may_be.get(id)):
            found.append(f"a note reads {notes[id][:40]!r} and not {text[:40]!r}")
    found += [f"a bookmark is lost: {name}" for id, name in ledger.marks.items() if id not in marks]
    for mark in (mark for id, mark in marks.items() if id not in ledger.seen):
        try:
            scene_from(mark.scene, catalog())
        except SceneError as unfit:
            found.append(f"the bookmark {mark.name} {unfit}")
    ledger.seen = set(marks)
    # What was begun and is there counts as kept from here on.
    ledger.notes, ledger.may_go, ledger.may_be = notes, set(), {}
    return found


def _of_progress(folder: Path, ledger: Ledger) -> list[str]:
    progress = Progress(Places(folder).progress)
    answers = {answer.key for answer in progress.answers()}
    cards = {card.key for card in progress.cards()}
    found = [progress.problem] if progress.problem else []
    progress.close()
    found += [f"an answer is lost: {key}" for key in sorted(ledger.answers - answers)]
    if answers != cards:
        found.append(f"{len(answers ^ cards)} answers without their card, or cards without answer")
    # What was begun and is there counts as kept from here on.
    ledger.answers = answers
    return found


def _of_files(folder: Path, ledger: Ledger) -> list[str]:
    found = []
    for name, numbers in ledger.files.items():
        fits = [number for number in numbers if _is_there(folder, name, number)]
        if not fits:
            found.append(f"{name} is none of the {len(numbers)} that it may be")
        ledger.files[name] = set(fits) or numbers
    return found


def _is_there(folder: Path, name: str, number: int | None) -> bool:
    if number is None:
        places = {"settings": folder / SETTINGS, "recent": Places(folder).recent}
        return not places.get(name, folder / name).exists()
    if name == "settings":
        file = SettingsFile(folder / SETTINGS)
        return file.load() == settings_of(number) and not file.problem
    if name == "recent":
        return read_recent(Places(folder).recent) == recent_of(number, folder)
    try:
        return read_scene(folder / name, catalog()) == scene_of(number)
    except SceneError:
        return False
