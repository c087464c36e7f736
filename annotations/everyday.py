"""Everyday questions and the pages that answer them, or that nothing here does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from annotations.fault import ContentError
from annotations.library import Library
from annotations.paths import ENGLISH, FOLDER
from annotations.search import fold
from annotations.violation import Violation
from meshes.reading import read_toml, why

FILE = "everyday.toml"


@dataclass(frozen=True, slots=True)
class Row:
    """says: folded words of each way to ask it, those that end in * fitting what begins so. to:
    texts as (note, section or ""), best first. nothing: what no text is about, then `to` is the
    nearest. urgent: goes before all others."""

    says: tuple[tuple[str, ...], ...]
    to: tuple[tuple[str, str], ...]
    nothing: str = ""
    urgent: bool = False


@cache
def load_everyday(file: Path | None = None) -> tuple[Row, ...]:
    """The shipped rows, or those of a file. Raises ContentError."""
    path = file or FOLDER / ENGLISH / FILE
    try:
        rows = tuple(
            Row(
                tuple(_folded(saying) for saying in row["says"]),
                tuple(
                    (page, section) for page, _, section in (t.partition("#") for t in row["to"])
                ),
                str(row.get("nothing", "")),
                bool(row.get("urgent", False)),
            )
            for row in read_toml(path)["row"]
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ContentError([f"{path.name}: cannot be used ({why(problem)}); mend it"]) from None
    return rows


def asked(words: Sequence[str]) -> Row | None:
    """The row that folded words ask for, None for none: urgent ones first, then what no text is
    about, then the one with the longest saying."""
    best: tuple[bool, bool, int, int] | None = None
    found = None
    for row in load_everyday():
        for saying in row.says:
            if saying and all(any(_fits(part, word) for word in words) for part in saying):
                weight = (row.urgent, bool(row.nothing), len(saying), sum(map(len, saying)))
                if best is None or weight > best:
                    best, found = weight, row
    return found


def _fits(part: str, word: str) -> bool:
    return word in (part, f"{part}s") or (part[-1] == "*" and word.startswith(part[:-1]))


def _folded(saying: str) -> tuple[str, ...]:
    return tuple(fold(word) + "*" * word.endswith("*") for word in saying.split())


def unsound(library: Library, file: Path | None = None) -> list[Violation]:
    """Everything wrong with the rows: pages and sections that are not there, doubled sayings."""
    found, seen = list[Violation](), set[tuple[str, ...]]()
    try:
        rows = load_everyday(file)
    except ContentError as problem:
        return [Violation(FILE, "", str(problem))]
    for row in rows:
        for page, section in row.to:
            note = library.notes.get(page)
            if note is None:
                found.append(Violation(FILE, page, "no such text; correct it"))
            elif section and section not in {each.key for each in note.sections}:
                found.append(Violation(FILE, f"{page}#{section}", "no such section; correct it"))
        for saying in row.says:
            key = tuple(sorted(saying))
            if key in seen:
                found.append(Violation(FILE, " ".join(saying), "said twice; leave it to one row"))
            seen.add(key)
    return found
