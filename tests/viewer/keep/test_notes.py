"""Notes: written, found, exported, imported without losing anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.keep.database import KeepError, open_database
from viewer.keep.note_file import merged, read_notes, write_notes
from viewer.keep.notes import NoteBook, PinnedNote, moment

OLD, NEW = "2026-01-01T10:00:00.000000+00:00", "2026-01-02T10:00:00.000000+00:00"


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[NoteBook]:
    database = open_database(tmp_path / "kept.sqlite")
    numbers = count(1)
    yield NoteBook(database, lambda: f"2026-01-01T00:00:00.{next(numbers):06d}+00:00")
    database.close()


def note(id: str = "a", text: str = "words", changed: str = OLD) -> PinnedNote:
    return PinnedNote(id, "disc.L5-S1", text, OLD, changed)


def test_notes_are_pinned_rewritten_removed_and_put_back(notebook: NoteBook) -> None:
    first = notebook.add("disc.L5-S1", "one")
    second = notebook.add("disc.L5-S1", "two")
    other = notebook.add("root.S1.left", "three")
    assert notebook.of("disc.L5-S1") == (first, second)
    assert notebook.targets() == {"disc.L5-S1", "root.S1.left"}
    changed = notebook.rewrite(first, "one, better")
    assert changed.made == first.made
    assert changed.changed > first.changed
    assert notebook.notes() == (changed, other, second)
    assert notebook.rewrite(changed, changed.text) is changed
    notebook.remove(changed.id)
    assert notebook.of("disc.L5-S1") == (second,)
    notebook.put(changed)
    assert notebook.of("disc.L5-S1") == (changed, second)


def test_search_finds_all_words_in_any_case_and_order(notebook: NoteBook) -> None:
    wanted = notebook.add("disc.L5-S1", "Ask about the L5–S1 Height")
    notebook.add("disc.L4-L5", "something else")
    for query in ("height ask", "L5-S1", "heig"):
        assert notebook.found(query) == (wanted,)
    assert notebook.found("nowhere") == ()
    assert notebook.found("  ") == ()


def test_moments_sort_as_texts() -> None:
    first, second = moment(), moment()
    assert first <= second
    assert first.endswith("+00:00")


def test_an_exported_file_comes_back_equal_and_names_things(tmp_path: Path) -> None:
    notes = (note("a", "words\nand “more” 🦴"), note("b", "x", NEW))
    path = tmp_path / "notes.json"
    write_notes(path, notes, lambda _target: "L5–S1 disc")
    assert read_notes(path) == notes
    assert "L5–S1 disc" in path.read_text(encoding="utf-8")


def test_of_the_same_note_the_newer_words_win_and_others_are_both_kept() -> None:
    mine = {n.id: n for n in (note("a", "old"), note("b", "new", NEW), note("c", "same"))}
    theirs = [note("a", "newer", NEW), note("b", "stale"), note("c", "same"), note("d", "fresh")]
    merge = merged(mine, theirs)
    assert set(merge.write) == {theirs[0], theirs[3]}
    assert merge.before == (mine["a"],)
    assert (merge.added, merge.renewed, merge.unchanged, merge.kept_both) == (1, 1, 2, 0)
    assert "1 added" in merge.words


def test_equally_new_but_different_words_are_both_kept_once() -> None:
    mine = {"a": note("a", "my words")}
    theirs = [note("a", "other words")]
    merge = merged(mine, theirs, new_id=lambda: "z")
    assert merge.write == (replace(theirs[0], id="z"),)
    assert merge.kept_both == 1
    after = mine | {n.id: n for n in merge.write}
    assert merged(after, theirs).write == ()


notes_of = st.lists(
    st.builds(
        note,
        st.sampled_from("abcd"),
        st.sampled_from(["", "x", "y", "z"]),
        st.sampled_from([OLD, NEW]),
    )
)


@given(notes_of, notes_of)
def test_an_import_never_loses_the_newest_words_and_twice_is_once(
    first: list[PinnedNote], second: list[PinnedNote]
) -> None:
    mine = {n.id: n for n in first}
    after = mine | {n.id: n for n in merged(mine, second).write}
    for old in mine.values():
        kept = after[old.id]
        assert kept == old or kept.changed > old.changed
    newest = {n.id: max(o.changed for o in second if o.id == n.id) for n in second}
    for given_note in second:
        if given_note.changed == newest[given_note.id]:
            now = after[given_note.id]
            texts = {n.text for n in after.values()}
            assert now.changed > given_note.changed or given_note.text in texts
    assert merged(after, second).write == ()


@pytest.mark.parametrize(
    ("made", "wrong"),
    [
        (b"", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"[]", "something else"),
        (b'{"format": "lumbosacral-viewer notes"}', "no version"),
        (b'{"format": "lumbosacral-viewer notes", "version": 9}', "newer version"),
        (b'{"format": "lumbosacral-viewer notes", "version": 1, "notes": 3}', "no list"),
        (b'{"format": "lumbosacral-viewer notes", "version": 1, "notes": [3]}', "note 1 lacks"),
    ],
)
def test_a_bad_file_of_notes_is_told(tmp_path: Path, made: bytes, wrong: str) -> None:
    path = tmp_path / "notes.json"
    path.write_bytes(made)
    with pytest.raises(KeepError, match=wrong) as caught:
        read_notes(path)
    assert str(path) in str(caught.value)


def test_a_note_without_a_proper_date_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    write_notes(path, [note(changed="yesterday")], str)
    with pytest.raises(KeepError, match="note 1 has no proper date"):
        read_notes(path)
    with pytest.raises(KeepError, match="cannot be read"):
        read_notes(tmp_path / "gone.json")
    with pytest.raises(KeepError, match="cannot be written"):
        write_notes(tmp_path / "nowhere" / "notes.json", [], str)


def test_the_file_is_plain_json(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    write_notes(path, [note()], str)
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["notes"][0]["text"] == "words"
    assert data["version"] == 1
