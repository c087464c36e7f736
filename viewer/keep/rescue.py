"""What can still be read of a damaged database, row by row."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from viewer.keep.tables import ERRORS, TABLES, closed_in, schema_of

#: What rescuing may cost, in steps of SQLite's machine: some seconds. A hostile view has no end.
_MOST_STEPS, _STEPS = 40_000_000, 1_000_000


def free_name(path: Path) -> Path:
    """Where a damaged file is kept: a name that nothing has."""
    number, aside = 1, path.with_name(path.name + ".damaged")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{number}")
    return aside


def bring_over(aside: Path, into: sqlite3.Connection) -> int:
    """Copy row by row until the damage; how many notes and bookmarks came over.

    Read from a copy: reading might otherwise change the file that is kept for the user.
    """
    count = 0
    with suppress(*ERRORS, OSError), tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite"
        for tail in ("", "-wal"):
            if (part := aside.with_name(aside.name + tail)).exists():
                shutil.copyfile(part, copy.with_name(copy.name + tail))
        with closing(closed_in(sqlite3.connect(copy))) as old:
            steps = iter(range(_MOST_STEPS // _STEPS))
            old.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
            ours = {name for kind, name in schema_of(old) if kind == "table"}
            for table in _tables_of(into):
                if table not in ours:
                    continue
                with suppress(*ERRORS):
                    rescued = _rows_brought_over(old, into, table)
                    count += rescued if table != "thumbnail" else 0
    return count


def _tables_of(into: sqlite3.Connection) -> list[str]:
    """What a database holds, each table after those it refers to."""
    names = [name for kind, name in schema_of(into) if kind == "table"]
    return sorted(names, key=lambda name: TABLES.index(name) if name in TABLES else len(TABLES))


def _rows_brought_over(old: sqlite3.Connection, into: sqlite3.Connection, table: str) -> int:
    names = [row[1] for row in into.execute(f"PRAGMA table_info({table})")]
    marks, count = ", ".join("?" * len(names)), 0
    with suppress(*ERRORS):
        for row in old.execute(f"SELECT {', '.join(names)} FROM {table}"):
            # What is of no kind that could have been kept is passed over.
            with suppress(sqlite3.IntegrityError, sqlite3.DataError):
                into.execute(f"INSERT INTO {table} VALUES ({marks})", row)
                count += 1
    return count
