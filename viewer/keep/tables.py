"""The tables of the user's database, and how a file that somebody else made is kept harmless."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing

from meshes.reading import brief

#: Statements that lead from one version to the next: the first make version 1 out of nothing.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE note (
            id TEXT PRIMARY KEY NOT NULL,
            target TEXT NOT NULL,
            text TEXT NOT NULL,
            made TEXT NOT NULL,
            changed TEXT NOT NULL
        )""",
        "CREATE INDEX note_target ON note (target)",
        """CREATE TABLE bookmark (
            id TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            rank INTEGER NOT NULL,
            scene TEXT NOT NULL,
            made TEXT NOT NULL
        )""",
        """CREATE TABLE thumbnail (
            bookmark TEXT PRIMARY KEY NOT NULL REFERENCES bookmark (id) ON DELETE CASCADE,
            png BLOB NOT NULL
        )""",
    ),
)
TABLES = ("note", "bookmark", "thumbnail")
#: What SQLite reports; its module decodes the words of a damaged file strictly, and may fail at it.
ERRORS = (sqlite3.Error, UnicodeDecodeError)
#: No note, scene or picture is larger.
_LARGEST_VALUE = 60_000_000


class DamageError(sqlite3.DatabaseError):
    """The file is a database, but not a whole one."""


def closed_in(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A file may come from anybody: it can attach no other file, its schema runs no function that
    could do harm, and no value of it is endless. Extensions are off unless asked for."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
    connection.execute("PRAGMA trusted_schema = OFF")
    # A byte that is no letter must not hide all other notes.
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def refuse_foreign(
    found: Mapping[tuple[str, str], str], migrations: Sequence[Sequence[str]]
) -> None:
    """A schema that is not just what our own statements make counts as damage: tables that are
    gone or other, and views and triggers, which would run when a note is read or written."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        for statements in migrations:
            for statement in statements:
                model.execute(statement)
        wanted = schema_of(model)
    for kind, name in sorted(found.keys() | wanted.keys()):
        ours, theirs = wanted.get((kind, name)), found.get((kind, name))
        if ours != theirs:
            what = "is missing" if theirs is None else "is not ours" if ours is None else "is other"
            raise DamageError(f"its {kind} '{brief(name)}' {what}")


def schema_of(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Statement by kind and name; what SQLite keeps for itself is left out."""
    rows = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    return {
        (str(kind), str(name)): " ".join(str(sql).split())
        for kind, name, sql in rows
        if not str(name).startswith("sqlite_")
    }
