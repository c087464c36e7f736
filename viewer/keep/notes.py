"""Notes that the user pins to structures and places."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from annotations.search import fold
from viewer.keep.database import Database

Clock = Callable[[], str]


@dataclass(frozen=True, slots=True)
class PinnedNote:
    """target: id of the structure or place. made, changed: moments in UTC, ISO 8601."""

    id: str
    target: str
    text: str
    made: str
    changed: str


def moment() -> str:
    """Now, so that moments sort as texts."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def whole(text: str) -> str:
    """A text without halves of letters (lone surrogates), which no file and no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


class NoteBook:
    """All notes. What is written is on the disc when a call returns; each may raise KeepError."""

    def __init__(self, database: Database, clock: Clock = moment) -> None:
        self._database, self._clock = database, clock

    def notes(self) -> tuple[PinnedNote, ...]:
        """All of them, changed last first."""
        return self._read("ORDER BY changed DESC, id")

    def of(self, target: str) -> tuple[PinnedNote, ...]:
        """Those of one structure or place, in the order they were made."""
        return self._read("WHERE target = ? ORDER BY made, id", target)

    def targets(self) -> frozenset[str]:
        """Where notes are pinned."""
        return frozenset(str(row[0]) for row in self._database.rows("SELECT target FROM note"))

    def found(self, query: str) -> tuple[PinnedNote, ...]:
        """Those in which every word typed begins a word, changed last first."""
        words = fold(query).split()
        if not words:
            return ()
        return tuple(note for note in self.notes() if _has(f" {fold(note.text)}", words))

    def add(self, target: str, text: str) -> PinnedNote:
        """One more note."""
        now = self._clock()
        note = PinnedNote(uuid.uuid4().hex, target, text, now, now)
        self.put(note)
        return note

    def rewrite(self, note: PinnedNote, text: str) -> PinnedNote:
        """Other words for a note; it comes back should another window have deleted it."""
        if text == note.text:
            return note
        changed = replace(note, text=text, changed=self._clock())
        self.put(changed)
        return changed

    def put(self, *notes: PinnedNote) -> None:
        """Write notes as they are, over those of the same id: all or none."""
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO note (id, target, text, made, changed) "
                "VALUES (?, ?, ?, ?, ?)",
                [tuple(map(whole, (n.id, n.target, n.text, n.made, n.changed))) for n in notes],
            )

    def remove(self, *ids: str) -> None:
        """Delete notes; `put` brings them back."""
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM note WHERE id = ?", [(id,) for id in ids])

    def _read(self, rest: str, *values: str) -> tuple[PinnedNote, ...]:
        query = f"SELECT id, target, text, made, changed FROM note {rest}"
        return tuple(
            PinnedNote(*(str(value) for value in row))
            for row in self._database.rows(query, *values)
        )


def _has(text: str, words: list[str]) -> bool:
    return all(f" {word}" in text for word in words)
