"""The one database of the user's own words: notes and bookmarks.

What is written is on the disc when the call returns. Before a migration the file is copied; a
damaged file is moved aside, what can still be read is brought over, and the program goes on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from meshes.reading import brief
from viewer.keep.lock import FileLock
from viewer.keep.rescue import bring_over, free_name
from viewer.keep.tables import ERRORS, DamageError, closed_in, refuse_foreign, schema_of
from viewer.keep.tables import MIGRATIONS as MIGRATIONS

_BUSY_S = 3.0
_PATIENCE = "Close other windows of this program, allow writing there, or make room on the disc"


class KeepError(Exception):
    """Something was not kept. The text is a whole sentence with the cure."""


@dataclass(slots=True)
class Database:
    """connection: None before the first writing, and when nothing can be kept. problem: a sentence
    for the user, "" if none. migrations: what makes its tables."""

    path: Path
    connection: sqlite3.Connection | None
    problem: str = ""
    _is_absent: bool = False
    migrations: Sequence[Sequence[str]] = MIGRATIONS

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One change, whole or not at all. Raises KeepError."""
        if self.connection is None and self._is_absent:
            made = _opened(self.path, self.migrations, _BUSY_S)
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
            if not isinstance(error, ERRORS):
                raise
            raise KeepError(
                f"Not kept: {self.path} cannot be written ({brief(str(error))}). {_PATIENCE}, and "
                "try again."
            ) from None

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """What a query finds; nothing when the database cannot be read."""
        if self.connection is None:
            return []
        try:
            return self.connection.execute(query, values).fetchall()
        except ERRORS as error:
            self.problem = (
                f"{self.path} cannot be read ({brief(str(error))}). Start the program again."
            )
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
    with suppress(OSError):
        if not path.exists():
            return Database(path, None, _is_absent=True, migrations=migrations)
    return _opened(path, migrations, busy_s)


def _opened(path: Path, migrations: Sequence[Sequence[str]], busy_s: float) -> Database:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            return Database(path, None, _unusable(path, "it is no ordinary file"))
        connection, newer = _ready(path, migrations, busy_s)
    except sqlite3.DatabaseError as error:
        if _is_damage(error):
            return _started_afresh(path, migrations, busy_s, str(error))
        return Database(path, None, _unusable(path, str(error)))
    except OSError as error:
        return Database(path, None, _unusable(path, error.strerror or "no folder"))
    return Database(path, connection, newer)


def _unusable(path: Path, why: str) -> str:
    return (
        f"Notes and bookmarks cannot be used now: {path} cannot be opened ({brief(why)}). "
        f"{_PATIENCE}."
    )


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    if isinstance(error, DamageError):
        return True
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _ready(
    path: Path, migrations: Sequence[Sequence[str]], busy_s: float
) -> tuple[sqlite3.Connection | None, str]:
    """The connection, or None and why the file is left alone."""
    connection = closed_in(sqlite3.connect(path, timeout=busy_s, isolation_level=None))
    try:
        # Both at one moment: another window may be making or migrating the tables just now.
        connection.execute("BEGIN")
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        found = schema_of(connection)
        connection.execute("COMMIT")
        if version > len(migrations):
            connection.close()
            return None, (
                f"Notes and bookmarks cannot be used: {path} was written by a newer version of "
                f"this program (format {version}, this one knows {len(migrations)}). It stays as "
                "it is; update the program."
            )
        if version < 0:
            raise DamageError("no version number")
        refuse_foreign(found, migrations[:version])
        _refuse_damaged(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, path, version, migrations)
    except UnicodeDecodeError:
        connection.close()
        raise DamageError("its tables have names that are no text") from None
    except BaseException:
        connection.close()
        raise
    return connection, ""


def _refuse_damaged(connection: sqlite3.Connection) -> None:
    answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if answer != "ok":
        raise DamageError(answer)


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
    """Move a damaged file aside and bring over what can still be read of it.

    One window at a time, and not where another has just done so: what was written since would go.
    """
    lock = FileLock(path.with_name(f"{path.name}.lock"))
    if not lock.take():
        busy = _unusable(path, "another window is bringing it in order")
        return Database(path, None, busy, _is_absent=True)
    try:
        with suppress(sqlite3.Error, OSError):
            connection, newer = _ready(path, migrations, busy_s)
            return Database(path, connection, newer)
        return _moved_aside(path, migrations, busy_s, why)
    finally:
        lock.release()
        with suppress(OSError):
            lock.path.unlink(missing_ok=True)


def _moved_aside(
    path: Path, migrations: Sequence[Sequence[str]], busy_s: float, why: str
) -> Database:
    aside = free_name(path)
    try:
        for tail in ("-wal", "-shm", ""):
            old = path.with_name(path.name + tail)
            if old.exists():
                old.replace(aside.with_name(aside.name + tail))
        connection, _ = _ready(path, migrations, busy_s)
    except (OSError, sqlite3.Error) as error:
        return Database(path, None, _unusable(path, str(error)))
    assert connection is not None  # a fresh file is never of a newer program
    saved = bring_over(aside, connection)
    rescue = (
        f"{saved} entries could still be read and are back"
        if saved
        else "if you exported your notes, import them again"
    )
    return Database(
        path,
        connection,
        f"Notes and bookmarks start afresh: {path} is damaged ({brief(why)}). It is kept as "
        f"{aside.name}; {rescue}.",
    )
