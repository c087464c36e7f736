"""Cards for Anki: a package that holds what the cards say, and is renewed by the next one."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from annotations.library import Library
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.export.steps import finished
from viewer.study.items import Kind
from viewer.study.making import Desk
from viewer.ui import study_anki

PLACE = StructureId("segment.L4-L5")


@pytest.fixture
def desk(atlas: Atlas, library: Library) -> Desk:
    return Desk(atlas, library, lambda _id, _scene: 2000)


@pytest.fixture(autouse=True)
def quick_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn has tests of its own."""

    def drawn(_album: Any, _item: Any, path: Path) -> Iterator[Any]:
        path.write_bytes(b"a picture")
        yield from ()

    monkeypatch.setattr(study_anki, "_picture_steps", drawn)


def _notes(file: Path, folder: Path) -> dict[str, list[str]]:
    """Fields of each note by its lasting number."""
    with zipfile.ZipFile(file) as package:
        package.extract("collection.anki2", folder)
    with closing(sqlite3.connect(folder / "collection.anki2")) as found:
        rows = found.execute("SELECT guid, flds FROM notes").fetchall()
    return {guid: fields.split("\x1f") for guid, fields in rows}


def test_a_package_holds_questions_pictures_and_answers(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "cards.apkg"
    finished(study_anki.anki_steps(None, desk, PLACE, "L4–L5", file, most=8))  # type: ignore[arg-type]
    notes = _notes(file, tmp_path)
    assert len(notes) == 8
    assert not [fields for fields in notes.values() if fields[0].startswith(f"{Kind.FIND}:")]
    named = [fields for fields in notes.values() if fields[0].startswith(f"{Kind.NAME}:")]
    assert named
    for key, question, picture, answer, _reason in named:
        id = StructureId(key.removeprefix("name:"))
        assert answer == desk.atlas.catalog.structures[id].name
        assert answer not in question
        assert picture.startswith("<img src=")
    with zipfile.ZipFile(file) as package:
        assert package.read("media").count(b"spine-") == sum(1 for f in notes.values() if f[2])


def test_a_second_package_has_the_same_notes(desk: Desk, tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        file = tmp_path / f"{name}.apkg"
        finished(study_anki.anki_steps(None, desk, PLACE, "L4–L5", file, most=2))  # type: ignore[arg-type]
        found.append(_notes(file, tmp_path))
    assert found[0] == found[1]


def test_notes_have_numbers_and_a_later_package_counts_as_newer(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anki's own check of a collection stops at a note whose number is nought."""
    moment, changed = datetime(2031, 5, 4, tzinfo=UTC), []
    for day in (0, 1):
        monkeypatch.setattr(study_anki, "now", lambda day=day: moment + timedelta(days=day))
        file = tmp_path / f"{day}.apkg"
        finished(study_anki.anki_steps(None, desk, PLACE, "L4–L5", file, most=2))  # type: ignore[arg-type]
        with zipfile.ZipFile(file) as package:
            package.extract("collection.anki2", tmp_path)
        with closing(sqlite3.connect(tmp_path / "collection.anki2")) as found:
            ids = [
                row[0] for t in ("notes", "cards") for row in found.execute(f"SELECT id FROM {t}")
            ]
            changed.append(found.execute("SELECT min(mod) FROM notes").fetchone()[0])
        assert min(ids) > 0
    assert changed[0] < changed[1]
