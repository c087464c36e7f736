"""Notes and bookmarks survive kill, migration and damage."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from viewer.keep.bookmarks import Bookmarks
from viewer.keep.database import MIGRATIONS, Database, KeepError, open_database
from viewer.keep.notes import NoteBook

ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "kept.sqlite"


def clock() -> object:
    numbers = count(1)
    return lambda: f"2026-01-01T00:00:00.{next(numbers):06d}+00:00"


def book(database: Database) -> NoteBook:
    return NoteBook(database, clock())  # type: ignore[arg-type]


def test_what_is_written_is_there_again(path: Path) -> None:
    database = open_database(path)
    assert database.problem == ""
    note = book(database).add("disc.L5-S1", "Höhe vergleichen\n– zweite Zeile 🦴")
    mark = Bookmarks(database).add("L5–S1", "{}", b"\x89PNG")
    database.close()
    again = open_database(path)
    assert book(again).notes() == (note,)
    assert Bookmarks(again).all() == (mark,)
    again.close()


def test_the_database_is_set_so_that_nothing_is_lost(path: Path) -> None:
    database = open_database(path)
    assert not path.parent.exists(), "a start without any note leaves no trace"
    book(database).add("disc.L5-S1", "x")
    connection = database.connection
    assert connection is not None
    for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
        assert connection.execute(f"PRAGMA {pragma}").fetchone()[0] == wanted
    with pytest.raises(KeepError, match="FOREIGN KEY"), database.writing() as writing:
        writing.execute("INSERT INTO thumbnail VALUES ('nobody', x'00')")
    database.close()


WRITER = """
import sys
from pathlib import Path
from viewer.keep.database import open_database
from viewer.keep.notes import NoteBook
book = NoteBook(open_database(Path(sys.argv[1])))
for number in range(100000):
    note = book.add("disc.L5-S1", f"note {number}")
    if number % 3 == 0:
        note = book.rewrite(note, note.text + " rewritten")
    print(note.id, note.text, flush=True)
"""


def test_a_killed_program_loses_no_note_it_had_kept(path: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert child.stdout is not None
        told += [child.stdout.readline().strip() for _ in range(40)]
        child.kill()
        told += [line.strip() for line in child.stdout if line.endswith("\n")]
        child.stdout.close()
        child.wait()
    database = open_database(path)
    assert database.problem == ""
    kept = {f"{note.id} {note.text}" for note in book(database).notes()}
    assert len(told) >= 80
    assert set(told) <= kept
    # At most the last, not yet told, of each life may be there as well.
    assert len(kept) <= len(told) + 2
    database.close()


SECOND = (
    "ALTER TABLE note ADD COLUMN colour TEXT NOT NULL DEFAULT 'plain'",
    "CREATE TABLE extra (a TEXT)",
)


def test_a_migration_keeps_everything_and_leaves_a_copy(path: Path) -> None:
    first = open_database(path)
    note = book(first).add("disc.L5-S1", "before")
    first.close()
    second = open_database(path, (*MIGRATIONS, SECOND))
    assert second.problem == ""
    assert book(second).notes() == (note,)
    assert second.rows("SELECT colour FROM note") == [("plain",)]
    assert second.rows("PRAGMA user_version") == [(2,)]
    second.close()
    backup = path.with_name("kept.sqlite.v1.backup")
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT text FROM note").fetchall() == [("before",)]
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    first = open_database(path)
    note = book(first).add("disc.L5-S1", "before")
    first.close()
    broken = (SECOND[0], "CREATE TABLE note (a TEXT)")
    failed = open_database(path, (*MIGRATIONS, broken))
    assert failed.connection is None
    assert str(path) in failed.problem
    again = open_database(path)
    assert again.problem == ""
    assert book(again).notes() == (note,)
    again.close()


def test_a_newer_database_is_left_alone(path: Path) -> None:
    first = open_database(path)
    book(first).add("disc.L5-S1", "x")
    first.close()
    open_database(path, (*MIGRATIONS, SECOND)).close()
    before = path.read_bytes()
    found = open_database(path)
    assert found.connection is None
    assert "newer version" in found.problem
    assert "update the program" in found.problem
    assert book(found).notes() == ()
    with pytest.raises(KeepError, match="newer version"):
        book(found).add("disc.L5-S1", "lost?")
    assert path.read_bytes() == before


@pytest.mark.parametrize("how", ["noise", "cut", "no tables"])
def test_a_damaged_database_is_moved_aside_and_the_program_goes_on(path: Path, how: str) -> None:
    first = open_database(path)
    for number in range(200):
        book(first).add("disc.L5-S1", f"{number} " + "word " * 200)
    first.close()
    if how == "noise":
        path.write_bytes(b"no database at all" * 400)
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:90_000])
    else:
        with closing(sqlite3.connect(path)) as other:
            other.execute("DROP TABLE bookmark")
            other.execute("DROP TABLE note")
            other.commit()
    damaged = path.read_bytes()
    database = open_database(path)
    aside = path.with_name("kept.sqlite.damaged")
    assert aside.read_bytes() == damaged
    assert str(path) in database.problem
    assert aside.name in database.problem
    assert book(database).add("disc.L5-S1", "new") in book(database).notes()
    database.close()
    path.write_bytes(b"again" * 1000)
    open_database(path).close()
    assert path.with_name("kept.sqlite.damaged-2").exists()


def test_what_can_be_read_of_a_damaged_database_comes_over(path: Path) -> None:
    first = open_database(path)
    written = [book(first).add("disc.L5-S1", f"{n} " + "word " * 300) for n in range(100)]
    first.close()
    raw = bytearray(path.read_bytes())
    # One page of the middle overwritten: most rows are still there.
    raw[4096 * 30 : 4096 * 31] = b"\xa5" * 4096
    path.write_bytes(raw)
    database = open_database(path)
    rescued = book(database).notes()
    assert 10 < len(rescued) <= len(written)
    assert {note.id for note in rescued} <= {note.id for note in written}
    assert f"{len(rescued)} entries could still be read" in database.problem
    database.close()


def test_a_busy_database_is_no_damaged_one(path: Path) -> None:
    first = open_database(path)
    book(first).add("disc.L5-S1", "x")
    assert first.connection is not None
    second = open_database(path, busy_s=0.05)
    first.connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(KeepError, match="try again"):
        book(second).add("disc.L5-S1", "patience")
    first.connection.execute("ROLLBACK")
    book(second).add("disc.L5-S1", "patience")
    assert len(book(first).notes()) == 2
    first.close()
    second.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    found = open_database(tmp_path / "data" / "kept.sqlite")
    assert found.rows("SELECT 1") == []
    with pytest.raises(KeepError, match="cannot be opened"):
        book(found).add("disc.L5-S1", "x")
    (tmp_path / "data").unlink()
    book(found).add("disc.L5-S1", "after the cure")
    assert len(book(found).notes()) == 1
    found.close()


def test_a_change_that_breaks_off_is_taken_back_whole(path: Path) -> None:
    database = open_database(path)

    def break_off() -> None:
        with database.writing() as connection:
            connection.execute("INSERT INTO note VALUES ('a', 'b', 'c', 'd', 'e')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert book(database).notes() == ()
    book(database).add("disc.L5-S1", "still works")
    database.close()
