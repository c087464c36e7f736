"""Damaged files of the user: scenes, notes, the database, settings, recent scenes, sessions."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from meshes.catalog import Catalog
from meshes.catalog import load_catalog as read_catalog
from meshes.ids import StructureId
from tools.fuzz.judging import Fault, Outcome, contents, judged, refuse_change, refuse_leftovers
from tools.fuzz.mutations import Mutation, damaged, is_ordinary, json_changed, misplaced
from viewer.changing import finding_for
from viewer.keep.bookmarks import Bookmarks
from viewer.keep.database import KeepError, open_database
from viewer.keep.note_file import merged, notes_text, read_notes
from viewer.keep.notes import NoteBook
from viewer.keep.recent import read_recent, with_newest, write_recent
from viewer.keep.scene_file import Reading, SavedScene, SceneError, read_scene, scene_from
from viewer.keep.scene_file import scene_text as text_of_scene
from viewer.keep.session import lost_scene
from viewer.state import Camera, Cut, Measurement, Section, SurfacePoint, Tool, ViewState, Xray

#: How often something else stands in the place of the file.
_MISPLACED = 0.04


@cache
def load_catalog() -> Catalog:
    """The shipped catalogue, read once."""
    return read_catalog()


@cache
def scene_samples() -> tuple[bytes, ...]:
    """Scenes that use most of what a scene can hold."""
    camera = Camera(200.0, 12.0, 420.0, (0.0, 10.0, 30.0))
    disc, vertebra = StructureId("disc.L5-S1"), StructureId("vertebra.L5")
    segment = StructureId("segment.L5-S1")
    points = (SurfacePoint(disc, (1.0, 2.0, 3.0)), SurfacePoint(vertebra, (4.0, 5.0, 6.0)))
    rich = ViewState(
        camera,
        place=segment,
        focus=(disc,),
        hidden=frozenset([vertebra]),
        own_opacity=((vertebra, 0.5),),
        measurements=(Measurement(1, Tool.DISTANCE, points),),
        section=Section(Cut.DISC, segment),
        findings=(finding_for("disc-extrusion", segment, "left", "subarticular", 0.7),),
        xray=Xray("lateral", is_close=True, window=80.0),
    )
    reading = Reading("condition.disc-herniation", "imaging", 120.0)
    states = (ViewState(camera), rich, replace(rich, section=Section(Cut.AXIAL, segment)))
    return tuple(text_of_scene(SavedScene(state, reading)).encode() for state in states)


@cache
def database_sample() -> bytes:
    """A database with notes and bookmarks, as one file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept.sqlite"
        database = open_database(path)
        book, marks = NoteBook(database), Bookmarks(database)
        for number in range(40):
            book.add("disc.L5-S1", f"note {number} " + "word " * 30)
        for number in range(3):
            marks.add(f"mark {number}", scene_samples()[number].decode(), b"\x89PNG" * 50)
        database.close()
        return path.read_bytes()


@cache
def notes_sample() -> bytes:
    """An exported file of notes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept.sqlite"
        path.write_bytes(database_sample())
        database = open_database(path)
        notes = NoteBook(database).notes()
        database.close()
    return notes_text(notes[:8], lambda target: target).encode()


@cache
def _settings_sample() -> bytes:
    from viewer.ui.settings import SettingsFile

    with tempfile.TemporaryDirectory() as folder:
        file = SettingsFile(Path(folder) / "settings.json")
        settings = file.load()
        file.save(replace(settings, folded=("care",), taken=("picture.scale=2",), layout="YmFy"))
        return file.path.read_bytes()


@cache
def _others() -> Sequence[bytes]:
    return (*scene_samples()[:1], database_sample(), notes_sample(), b"\x89PNG\r\n\x1a\n" * 9)


def _put(path: Path, sample: bytes, rng: Random, own: Sequence[Mutation] = (json_changed,)) -> None:
    """Something damaged at a path."""
    if rng.random() < _MISPLACED:
        misplaced(path, rng)
    else:
        path.write_bytes(damaged(sample, rng, own, _others()))


def scene(folder: Path, rng: Random) -> Outcome:
    """A scene file is opened, and saved again when it could be."""
    path = folder / "scene.lumbo.json"
    _put(path, rng.choice(scene_samples()), rng)
    before = contents(folder)
    try:
        saved = read_scene(path, load_catalog())
    except SceneError as problem:
        refuse_change(before, folder)
        return judged(str(problem), [str(path)])
    refuse_change(before, folder)
    if scene_from(text_of_scene(saved).encode().decode(), load_catalog()) != saved:
        raise Fault("a scene that was opened does not come back when it is saved")
    return Outcome(opened=True)


def notes(folder: Path, rng: Random) -> Outcome:
    """A file of notes is imported into a database with notes of its own."""
    path, kept = folder / "notes.json", folder / "kept.sqlite"
    _put(path, notes_sample(), rng)
    kept.write_bytes(database_sample())
    database = open_database(kept)
    book = NoteBook(database)
    mine = {note.id: note for note in book.notes()}
    try:
        book.put(*merged(mine, read_notes(path)).write)
    except KeepError as problem:
        if {note.id: note for note in book.notes()} != mine:
            raise Fault("a refused import changed the notes") from None
        return judged(str(problem), [str(path), str(kept)])
    else:
        if not set(mine) <= {note.id for note in book.notes()}:
            raise Fault("an import lost notes")
        notes_text(book.notes(), str).encode("utf-8", "replace")
        return Outcome(opened=True)
    finally:
        database.close()


#: Statements by which a database stays whole as a file and is strange all the same.
_STRANGE_SQL: tuple[str, ...] = (
    "DROP TABLE note",
    "DROP TABLE bookmark",
    "DROP TABLE thumbnail",
    "PRAGMA user_version = 99",
    "PRAGMA user_version = 0",
    "PRAGMA user_version = -5",
    "UPDATE note SET text = CAST(x'fffe80' AS TEXT)",
    "UPDATE note SET text = x'00ff', made = x'ff'",
    "UPDATE note SET changed = 'yesterday'",
    "UPDATE note SET target = char(0) || 'x'",
    "UPDATE bookmark SET rank = 'first', scene = x'ff', name = CAST(x'ff' AS TEXT)",
    "UPDATE bookmark SET rank = 9223372036854775807",
    "UPDATE bookmark SET name = ''",
    "UPDATE thumbnail SET png = 'text'",
    "UPDATE thumbnail SET png = zeroblob(20000000)",
    "INSERT INTO note VALUES (x'00', 1, 2.5, x'01', '')",
    "CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM note; END",
    "CREATE TRIGGER t BEFORE DELETE ON note BEGIN SELECT RAISE(ABORT, 'no'); END",
    "ALTER TABLE note RENAME TO old; CREATE VIEW note AS SELECT * FROM old",
    "DROP TABLE note; CREATE VIEW note AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL "
    "SELECT id + 1 FROM n) SELECT id, id AS target, id AS text, id AS made, id AS changed FROM n",
    "DROP TABLE note; CREATE TABLE note (a, b, c, d, e); INSERT INTO note VALUES (1, 2, 3, 4, 5)",
    "DROP TABLE note; CREATE TABLE note (id TEXT)",
    "ALTER TABLE note ADD COLUMN extra TEXT",
    "CREATE TABLE other (a); INSERT INTO other VALUES (zeroblob(3000000))",
    "PRAGMA encoding",
    "PRAGMA auto_vacuum = 1; VACUUM",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM",
)


def _strange_database(path: Path, rng: Random) -> None:
    path.write_bytes(database_sample())
    with closing(sqlite3.connect(path, isolation_level=None)) as other, suppress(sqlite3.Error):
        for script in rng.sample(_STRANGE_SQL, rng.choice((1, 1, 2))):
            other.executescript(script)


def database(folder: Path, rng: Random) -> Outcome:
    """The database of notes and bookmarks is opened and used; what was in it is never lost."""
    path = folder / "data" / "kept.sqlite"
    path.parent.mkdir()
    if rng.random() < 0.3:
        _strange_database(path, rng)
    else:
        _put(path, database_sample(), rng, ())
    if rng.random() < 0.1:
        tail = rng.choice(("-wal", "-shm", "-journal"))
        beside = path.with_name(path.name + tail)
        beside.write_bytes(damaged(database_sample(), rng))
    raw = path.read_bytes() if is_ordinary(path) else None
    first = open_database(path)
    words = first.problem
    try:
        note = _used(first)
    except KeepError as problem:
        note, words = None, words or str(problem)
    finally:
        first.close()
    if raw is not None and note is None and path.read_bytes() != raw:
        raise Fault(f"a database that cannot be used was changed: {words[:200]}")
    if raw is not None and "is kept as" in words and _aside(path) != raw:
        raise Fault("the damaged database is not kept as it was")
    if note is not None:
        again = open_database(path)
        if again.problem or note not in NoteBook(again).notes():
            raise Fault(f"a note that was kept is not there again: {again.problem[:200]}")
        again.close()
    return judged(words, [str(path)]) if words else Outcome(opened=True)


def _used(database: object) -> object:
    """Everything the window does with a database; the note it wrote."""
    book, marks = NoteBook(database), Bookmarks(database)  # type: ignore[arg-type]
    for each in book.notes()[:3]:
        book.of(each.target)
    book.targets()
    book.found("word")
    for mark in marks.all():
        with suppress(SceneError):
            scene_from(mark.scene, load_catalog())
    made = marks.add("mark 1", "{}", b"png")
    marks.rename(made.id, "other")
    marks.reorder([made.id])
    marks.remove(made.id)
    notes_text(book.notes(), str).encode("utf-8", "replace")
    note = book.add("disc.L5-S1", "written after the damage")
    merged({n.id: n for n in book.notes()}, book.notes()[:3])
    return note


def _aside(path: Path) -> bytes | None:
    found = path.with_name(path.name + ".damaged")
    return found.read_bytes() if found.is_file() else None


def settings(folder: Path, rng: Random) -> Outcome:
    """The settings are loaded, and saved where that is allowed; nothing is lost by it."""
    from viewer.ui.settings import SettingsFile

    path = folder / "settings.json"
    _put(path, _settings_sample(), rng)
    before = sorted(contents(folder).values())
    file = SettingsFile(path)
    loaded, words = file.load(), file.problem
    if sorted(contents(folder).values()) != before:
        raise Fault("loading the settings changed more than a file's name")
    file.save(replace(loaded, text_scale=1.3))
    refuse_leftovers(folder)
    if words and not set(before) <= set(contents(folder).values()):
        raise Fault("saving settings wrote over those that were not understood")
    if not file.problem and SettingsFile(path).load() != replace(loaded, text_scale=1.3):
        raise Fault("settings that were saved do not come back")
    return judged(file.problem, [str(path)]) if file.problem else Outcome(opened=True)


def recent(folder: Path, rng: Random) -> Outcome:
    """The list of recent scenes is a convenience: damaged, it is an empty one."""
    path = folder / "recent.json"
    write_recent(path, [Path(folder / f"{n}.lumbo.json") for n in range(5)])
    sample = path.read_bytes()
    path.unlink()
    _put(path, sample, rng)
    before = contents(folder)
    found = read_recent(path)
    refuse_change(before, folder)
    from viewer.keep.recent import why_missing

    for each in found:
        why_missing(each)
    if is_ordinary(path):
        write_recent(path, with_newest(found, folder / "new.lumbo.json"))
        if read_recent(path)[0] != folder / "new.lumbo.json":
            raise Fault("a recent scene does not come back")
    return Outcome(opened=bool(found), words="")


def session(folder: Path, rng: Random) -> Outcome:
    """Scenes of sessions that did not end: a damaged one is passed over."""
    whole = folder / ("a" * 32 + ".lumbo.json")
    whole.write_bytes(scene_samples()[1])
    _put(folder / ("b" * 32 + ".lumbo.json"), rng.choice(scene_samples()), rng)
    saved, lost = lost_scene(folder, load_catalog())
    if saved is None or not lost:
        raise Fault("a damaged session hides a whole one")
    refuse_leftovers(folder)
    return Outcome(opened=True)


KINDS: dict[str, Callable[[Path, Random], Outcome]] = {
    "scenes": scene,
    "notes": notes,
    "database": database,
    "settings": settings,
    "recent": recent,
    "sessions": session,
}
