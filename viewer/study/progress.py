"""What was learned, in a database of its own beside the notes: cards, answers.

What is written is on the disc when a call returns. Format, damage and full discs are met as those
of the notes are (`viewer.keep.database`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from viewer.keep.database import KeepError as KeepError
from viewer.keep.database import open_database

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE card (
            key TEXT PRIMARY KEY NOT NULL,
            place TEXT NOT NULL,
            state TEXT NOT NULL,
            due TEXT NOT NULL
        )""",
        """CREATE TABLE answer (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL,
            place TEXT NOT NULL,
            moment TEXT NOT NULL,
            rating INTEGER NOT NULL,
            is_exam INTEGER NOT NULL
        )""",
        "CREATE INDEX answer_key ON answer (key)",
    ),
)
#: The sentences of the shared keeper speak of notes; these are about progress.
_WORDS = {
    "Notes and bookmarks start": "Study progress starts",
    "Notes and bookmarks": "Study progress",
    "if you exported your notes, import them again": "if you exported your progress, import it",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A card as it is kept. key: what it asks (`viewer.study.items.Item.key`). place: the level it
    was learned at. state: how well it is known, JSON of the scheduler. due: a moment in UTC,
    ISO 8601."""

    key: str
    place: str
    state: str
    due: str


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer. rating: 1 again .. 4 easy. is_exam: given in an exam."""

    key: str
    place: str
    moment: str
    rating: int
    is_exam: bool


class Progress:
    """All cards and answers of one user. Writing may raise KeepError, a whole sentence."""

    def __init__(self, path: Path) -> None:
        self._database = open_database(path, MIGRATIONS)

    @property
    def problem(self) -> str:
        """A sentence for the user, "" without one."""
        return _about_progress(self._database.problem)

    def close(self) -> None:
        """Nothing is kept from here on."""
        self._database.close()

    def cards(self) -> tuple[Kept, ...]:
        """All of them, due first first."""
        rows = self._database.rows("SELECT key, place, state, due FROM card ORDER BY due, key")
        return tuple(Kept(*map(str, row)) for row in rows)

    def answers(self) -> tuple[Answered, ...]:
        """All of them, oldest first."""
        query = "SELECT key, place, moment, rating, is_exam FROM answer ORDER BY id"
        return tuple(
            Answered(str(key), str(place), str(moment), _whole(rating), bool(is_exam))
            for key, place, moment, rating, is_exam in self._database.rows(query)
        )

    def keep(self, card: Kept | None, answer: Answered) -> None:
        """An answer, and the card as it is after it, both or neither."""
        self.put([] if card is None else [card], [answer])

    def put(self, cards: Iterable[Kept], answers: Iterable[Answered]) -> None:
        """Many at once, as from a file; a card that is there is written over."""
        try:
            with self._database.writing() as connection:
                connection.executemany(
                    "INSERT INTO card VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
                    "place = excluded.place, state = excluded.state, due = excluded.due",
                    [(c.key, c.place, c.state, c.due) for c in cards],
                )
                connection.executemany(
                    "INSERT INTO answer (key, place, moment, rating, is_exam) "
                    "VALUES (?, ?, ?, ?, ?)",
                    [(a.key, a.place, a.moment, a.rating, int(a.is_exam)) for a in answers],
                )
        except KeepError as problem:
            raise KeepError(_about_progress(str(problem))) from None


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _about_progress(words: str) -> str:
    for theirs, ours in _WORDS.items():
        words = words.replace(theirs, ours)
    return words
