"""A database that somebody else made runs nothing, reaches no other file and hides no note."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from viewer.keep.bookmarks import Bookmarks
from viewer.keep.database import KeepError, open_database
from viewer.keep.notes import NoteBook, PinnedNote


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.sqlite"


def with_notes(path: Path, script: str) -> tuple[PinnedNote, ...]:
    """Three notes and a bookmark, and what a script then does to the file."""
    database = open_database(path)
    notes = tuple(NoteBook(database).add("disc.L5-S1", f"note {n}") for n in range(3))
    Bookmarks(database).add("mark", "{}", b"png")
    database.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.executescript(script)
    return notes


ENDLESS = (
    "DROP TABLE note; CREATE VIEW note AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL "
    "SELECT id + 1 FROM n) SELECT id, id AS target, id AS text, id AS made, id AS changed FROM n"
)


@pytest.mark.parametrize(
    ("script", "kept"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM note; END", 3),
        ("CREATE TRIGGER t BEFORE DELETE ON note BEGIN SELECT RAISE(ABORT, 'no'); END", 3),
        ("ALTER TABLE note RENAME TO old; CREATE VIEW note AS SELECT * FROM old", 0),
        (ENDLESS, 0),
        ("DROP TABLE note; CREATE TABLE note (id TEXT)", 0),
        ("CREATE TABLE stranger (a)", 3),
        ("PRAGMA user_version = -5", 3),
    ],
)
def test_a_schema_that_is_not_ours_is_moved_aside_and_the_notes_come_over(
    path: Path, script: str, kept: int
) -> None:
    notes = with_notes(path, script)
    database = open_database(path)
    assert str(path) in database.problem
    assert "kept.sqlite.damaged" in database.problem
    assert set(NoteBook(database).notes()) == set(notes[:kept])
    added = NoteBook(database).add("disc.L5-S1", "afterwards")
    assert added in NoteBook(database).notes()
    NoteBook(database).remove(added.id)
    assert len(NoteBook(database).notes()) == kept
    database.close()


def test_no_other_file_can_be_attached_and_no_extension_loaded(path: Path) -> None:
    with_notes(path, "")
    database = open_database(path)
    connection = database.connection
    assert connection is not None
    with pytest.raises(sqlite3.OperationalError, match="too many attached"):
        connection.execute("ATTACH ? AS other", (str(path.with_name("other")),))
    with pytest.raises(sqlite3.OperationalError, match=r"not authorized|no such function"):
        connection.execute("SELECT load_extension('x')")
    assert connection.execute("PRAGMA trusted_schema").fetchone()[0] == 0
    database.close()


def test_a_byte_that_is_no_letter_hides_no_note(path: Path) -> None:
    with_notes(path, "UPDATE note SET text = CAST(x'61ff62' AS TEXT) WHERE text = 'note 1'")
    database = open_database(path)
    assert {note.text for note in NoteBook(database).notes()} == {"note 0", "a�b", "note 2"}
    assert database.problem == ""
    database.close()


def test_values_of_other_kinds_break_no_list(path: Path) -> None:
    with_notes(
        path,
        "UPDATE bookmark SET rank = 'first', name = x'ff', scene = 5; "
        "UPDATE thumbnail SET png = 'text'; UPDATE note SET changed = 'yesterday'",
    )
    database = open_database(path)
    marks = Bookmarks(database)
    assert [mark.png for mark in marks.all()] == [b""]
    assert [mark.name for mark in marks.all()][:1] == [str(b"\xff")]
    marks.add("next", "{}")
    assert len(marks.all()) == 2
    assert len(NoteBook(database).notes()) == 3
    database.close()


def test_a_value_too_large_to_keep_is_told(path: Path) -> None:
    database = open_database(path)
    with pytest.raises(KeepError, match="make room"):
        NoteBook(database).add("disc.L5-S1", "x" * 61_000_000)
    assert NoteBook(database).notes() == ()
    database.close()


def test_halves_of_letters_are_kept_as_signs(path: Path) -> None:
    database = open_database(path)
    NoteBook(database).add("disc.L5-S1", "a\ud800b")
    made = Bookmarks(database).add("name \udfff", "{}")
    Bookmarks(database).rename(made.id, "\ud800")
    assert [note.text for note in NoteBook(database).notes()] == ["a?b"]
    assert [mark.name for mark in Bookmarks(database).all()] == ["?"]
    database.close()


def test_two_windows_that_find_the_same_damage_put_it_aside_once(path: Path) -> None:
    path.write_bytes(b"no database at all" * 400)
    first, second = open_database(path), open_database(path)
    assert "kept.sqlite.damaged" in first.problem
    assert second.problem == ""
    NoteBook(first).add("disc.L5-S1", "one")
    NoteBook(second).add("disc.L5-S1", "two")
    assert len(NoteBook(first).notes()) == len(NoteBook(second).notes()) == 2
    assert not path.with_name("kept.sqlite.damaged-2").exists()
    first.close()
    second.close()
