"""Notes as one plain file, and how a file's notes join those already here."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from meshes.reading import brief, read_plain
from viewer.keep.atomic import cure, write_atomically
from viewer.keep.database import KeepError
from viewer.keep.notes import PinnedNote, whole

FORMAT = "lumbosacral-viewer notes"
VERSION = 1
LARGEST_BYTES = 50_000_000
_CURE = "choose a file that this program exported"


@dataclass(frozen=True, slots=True)
class Merge:
    """What importing would write, and what it is in words.

    before: the notes of the same ids as they are now, so that it can be undone.
    """

    write: tuple[PinnedNote, ...]
    before: tuple[PinnedNote, ...]
    added: int
    renewed: int
    unchanged: int
    kept_both: int

    @property
    def words(self) -> str:
        """`3 notes added, 1 replaced by a newer one, 2 unchanged`."""
        parts = [
            (self.added, "added"),
            (self.renewed, "replaced by newer words of the same note"),
            (self.kept_both, "kept in both forms"),
            (self.unchanged, "left as they are"),
        ]
        told = [f"{count} {words}" for count, words in parts if count]
        return ", ".join(told) if told else "nothing in it"


def notes_text(notes: Iterable[PinnedNote], name_of: Callable[[str], str]) -> str:
    """Notes as the text of a file. name_of: what a person calls a target."""
    entries = [{"about": name_of(note.target), **asdict(note)} for note in notes]
    data = {"format": FORMAT, "version": VERSION, "notes": entries}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def write_notes(path: Path, notes: Iterable[PinnedNote], name_of: Callable[[str], str]) -> None:
    """Export. Raises KeepError."""
    try:
        write_atomically(path, notes_text(notes, name_of).encode("utf-8", "replace"))
    except OSError as error:
        raise KeepError(
            f"Notes not exported: {path} cannot be written ({error.strerror}); {cure(error)}."
        ) from None


def read_notes(path: Path) -> tuple[PinnedNote, ...]:
    """The notes of an exported file. Raises KeepError naming file and cure; nothing is imported."""
    try:
        return _parsed(json.loads(read_plain(path, LARGEST_BYTES).decode("utf-8-sig")))
    except OSError as error:
        why = f"cannot be read ({error.strerror}); allow reading it, or choose another file"
    except _NewerError as newer:
        why = f"was written by a newer version of this program ({newer}); update the program"
    except (ValueError, RecursionError) as error:
        why = f"is no file of notes, or damaged ({brief(str(error))}); {_CURE}"
    raise KeepError(f"Notes not imported: {path} {why}.")


class _NewerError(Exception):
    """The file is of a later version."""


def _parsed(data: Any) -> tuple[PinnedNote, ...]:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError("it holds something else")
    version = data.get("version")
    if type(version) is not int or version < 1:
        raise ValueError("it has no version number")
    if version > VERSION:
        raise _NewerError(f"format {min(version, 10**9)}, this one reads up to {VERSION}")
    if not isinstance(data.get("notes"), list):
        raise ValueError("it has no list of notes")
    return tuple(_note(number, entry) for number, entry in enumerate(data["notes"], start=1))


def _note(number: int, entry: Any) -> PinnedNote:
    names = [field.name for field in fields(PinnedNote)]
    if not isinstance(entry, dict) or not all(isinstance(entry.get(n), str) for n in names):
        raise ValueError(f"note {number} lacks a part")
    # JSON can spell halves of letters, which no file and no database takes.
    note = PinnedNote(**{name: whole(entry[name]) for name in names})
    if not note.id or not note.target:
        raise ValueError(f"note {number} lacks a part")
    for when in (note.made, note.changed):
        try:
            if datetime.fromisoformat(when).tzinfo is None:
                raise ValueError
        except ValueError:
            raise ValueError(f"note {number} has no proper date") from None
    return note


def merged(
    mine: dict[str, PinnedNote],
    theirs: Iterable[PinnedNote],
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
) -> Merge:
    """Of the same note the newer words stay; notes that are not the same are both kept.

    Two forms of one note that are equally new are both kept as well: nobody can say which is meant.
    """
    write: dict[str, PinnedNote] = {}
    rivals: list[PinnedNote] = []
    added = renewed = unchanged = kept_both = 0
    for note in sorted(theirs, key=_when):
        own = write.get(note.id) or mine.get(note.id)
        if own is None:
            write[note.id], added = note, added + 1
        elif _when(note) > _when(own):
            is_same = (own.text, own.target) == (note.text, note.target)
            write[note.id] = note
            renewed, unchanged = renewed + (not is_same), unchanged + is_same
        elif _when(note) < _when(own) or (own.text, own.target) == (note.text, note.target):
            unchanged += 1
        else:
            rivals.append(note)
    # Judged at the end, when it is known which words stay.
    words = {(note.target, note.text, _when(note)) for note in (mine | write).values()}
    for note in rivals:
        if (note.target, note.text, _when(note)) in words:
            unchanged += 1
            continue
        other = replace(note, id=new_id())
        write[other.id], kept_both = other, kept_both + 1
        words.add((other.target, other.text, _when(other)))
    before = tuple(mine[id] for id in write if id in mine)
    return Merge(tuple(write.values()), before, added, renewed, unchanged, kept_both)


def _when(note: PinnedNote) -> datetime:
    """When a note was changed last; long ago where a damaged database does not say."""
    try:
        when = datetime.fromisoformat(note.changed)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return when if when.tzinfo else when.replace(tzinfo=UTC)
