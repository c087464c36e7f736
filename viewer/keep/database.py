"""The one database of the user's own words: notes and bookmarks.

What is written is on the disc when the call returns. Before a migration the file is copied; a
damaged file is moved aside, what can still be read is brought over, and the program goes on.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

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
_TABLES = ("note", "bookmark", "thumbnail")
_BUSY_S = 3.0
_PATIENCE = "Close other windows of this program, allow writing there, or make room on the disc"


class KeepError(Exception):
    """Something was not kept. The text is a whole sentence with the cure."""


@dataclass(slots=True)
class Database:
    """connection: None before the first writing, and when nothing can be kept. problem: a sentence
    for the user, "" if none."""

    path: Path
    connection: sqlite3.Connection | None
    problem: str = ""
    _is_absent: bool = False

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One change, whole or not at all. Raises KeepError."""
        if self.connection is None and self._is_absent:
            made = _opened(self.path, MIGRATIONS, _BUSY_S)
            self.connection, self.problem = made.connection, made.problem
            # What cannot be made now may be possible after the user's cure.
            self._is_absent = made.connection is None
        if self.connection is None:
            raise KeepError(self.problem)
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException as error:
            if self.connection.in_transaction:
                with suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")
            if not isinstance(error, sqlite3.Error):
                raise
            raise KeepError(
                f"Not kept: {self.path} cannot be written ({error}). {_PATIENCE}, and try again."
            ) from None

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """What a query finds; nothing when the database cannot be read."""
        if self.connection is None:
            return []
        try:
            return self.connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            self.problem = f"{self.path} cannot be read ({error}). Start the program again."
            return []

    def close(self) -> None:
        """Nothing is kept from here on."""
        if self.connection is not None:
            self.connection.close()
            self.connection, self.problem = None, "The window is closed."


def open_database(
    path: Path, migrations: Sequence[Sequence[str]] = MIGRATIONS, busy_s: float = _BUSY_S
) -> Database:
    """Open the database, bring it up to date or start afresh; never raises.

    Where there is none, it is made when first something is written.
    """
    if not path.exists():
        return Database(path, None, _is_absent=True)
    return _opened(path, migrations, busy_s)


def _opened(path: Path, migrations: Sequence[Sequence[str]], busy_s: float) -> Database:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection, newer = _ready(path, migrations, busy_s)
    except sqlite3.DatabaseError as error:
        if _is_damage(error):
            return _started_afresh(path, migrations, busy_s, str(error))
        return Database(path, None, _unusable(path, str(error)))
    except OSError as error:
        return Database(path, None, _unusable(path, error.strerror or "no folder"))
    return Database(path, connection, newer)


def _unusable(path: Path, why: str) -> str:
    return f"Notes and bookmarks cannot be used now: {path} cannot be opened ({why}). {_PATIENCE}."


class _DamageError(sqlite3.DatabaseError):
    """The file is a database, but not a whole one."""


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    if isinstance(error, _DamageError):
        return True
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _ready(
    path: Path, migrations: Sequence[Sequence[str]], busy_s: float
) -> tuple[sqlite3.Connection | None, str]:
    """The connection, or None and why the file is left alone."""
    connection = sqlite3.connect(path, timeout=busy_s, isolation_level=None)
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(migrations):
            connection.close()
            return None, (
                f"Notes and bookmarks cannot be used: {path} was written by a newer version of "
                f"this program (format {version}, this one knows {len(migrations)}). It stays as "
                "it is; update the program."
            )
        _refuse_damaged(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, path, version, migrations)
        _refuse_foreign(connection)
    except BaseException:
        connection.close()
        raise
    return connection, ""


def _refuse_damaged(connection: sqlite3.Connection) -> None:
    answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if answer != "ok":
        raise _DamageError(answer)


def _refuse_foreign(connection: sqlite3.Connection) -> None:
    """Tables that are not ours, or are gone, count as damage."""
    for table in _TABLES:
        try:
            connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                raise _DamageError(str(error)) from None
            raise


def _migrate(
    connection: sqlite3.Connection, path: Path, version: int, migrations: Sequence[Sequence[str]]
) -> None:
    """One transaction for each version, so that a stop in between leaves a whole database."""
    if 0 < version < len(migrations):
        _back_up(connection, path.with_name(f"{path.name}.v{version}.backup"))
    for number, statements in enumerate(migrations[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        # Another window may have been quicker.
        if int(connection.execute("PRAGMA user_version").fetchone()[0]) < number:
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")


def _back_up(connection: sqlite3.Connection, path: Path) -> None:
    """A whole copy, put in place only when it is complete."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(fresh)) as copy:
        connection.backup(copy)
    fresh.replace(path)


def _started_afresh(
    path: Path, migrations: Sequence[Sequence[str]], busy_s: float, why: str
) -> Database:
    """Move a damaged file aside and bring over what can still be read of it."""
    aside = _free_name(path)
    try:
        for tail in ("-wal", "-shm", ""):
            old = path.with_name(path.name + tail)
            if old.exists():
                old.replace(aside.with_name(aside.name + tail))
        connection, _ = _ready(path, migrations, busy_s)
    except (OSError, sqlite3.Error) as error:
        return Database(path, None, _unusable(path, str(error)))
    assert connection is not None  # a fresh file is never of a newer program
    saved = _bring_over(aside, connection)
    rescue = (
        f"{saved} entries could still be read and are back"
        if saved
        else "if you exported your notes, import them again"
    )
    return Database(
        path,
        connection,
        f"Notes and bookmarks start afresh: {path} is damaged ({why}). It is kept as "
        f"{aside.name}; {rescue}.",
    )


def _free_name(path: Path) -> Path:
    number, aside = 1, path.with_name(path.name + ".damaged")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{number}")
    return aside


def _bring_over(aside: Path, into: sqlite3.Connection) -> int:
    """Copy row by row until the damage; how many notes and bookmarks came over.

    Read from a copy: reading might otherwise change the file that is kept for the user.
    """
    count = 0
    with suppress(sqlite3.Error, OSError), tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite"
        for tail in ("", "-wal"):
            if (part := aside.with_name(aside.name + tail)).exists():
                shutil.copyfile(part, copy.with_name(copy.name + tail))
        with closing(sqlite3.connect(copy)) as old:
            for table in _TABLES:
                with suppress(sqlite3.Error):
                    rescued = _rows_brought_over(old, into, table)
                    count += rescued if table != "thumbnail" else 0
    return count


def _rows_brought_over(old: sqlite3.Connection, into: sqlite3.Connection, table: str) -> int:
    names = [row[1] for row in into.execute(f"PRAGMA table_info({table})")]
    marks, count = ", ".join("?" * len(names)), 0
    with suppress(sqlite3.DatabaseError):
        for row in old.execute(f"SELECT {', '.join(names)} FROM {table}"):
            with suppress(sqlite3.IntegrityError):
                into.execute(f"INSERT INTO {table} VALUES ({marks})", row)
                count += 1
    return count
