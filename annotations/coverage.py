"""The map from every matter the texts must hold to the texts that hold it.

`coverage.toml`: each row has an id, the matter in a few words, the sections that carry it
(`segment.L5-S1#where`) and a pattern that their words hold; or the reason why it is left out.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from annotations import markup
from annotations.library import Library
from annotations.note import AUDIENCES
from annotations.paths import FOLDER
from annotations.violation import Violation

FILE = "coverage.toml"


@dataclass(frozen=True, slots=True)
class Row:
    """One matter. texts: note id and section key, joined by `#`. holds: pattern, without case.

    left_out: why no text carries it, or "".
    """

    id: str
    topic: str
    texts: tuple[str, ...] = ()
    holds: str = ""
    left_out: str = ""


def read_rows(root: Path = FOLDER) -> tuple[Row, ...]:
    """All rows of the file below `root`."""
    table = tomllib.loads((root / FILE).read_text(encoding="utf-8"))
    return tuple(Row(**{**row, "texts": tuple(row.get("texts", ()))}) for row in table["row"])


def uncovered(library: Library, rows: tuple[Row, ...] | None = None) -> list[Violation]:
    """Every row is carried by a text that holds it, or says why it is left out; no id twice."""
    found = []
    seen: set[str] = set()
    for row in read_rows() if rows is None else rows:
        faults = _faults(row, library)
        if row.id in seen:
            faults.append("stands twice; remove one")
        seen.add(row.id)
        found += [Violation(FILE, f"row {row.id} ({row.topic})", fault) for fault in faults]
    return found


def _faults(row: Row, library: Library) -> list[str]:
    if row.left_out:
        return ["left out and yet carried; keep one"] if row.texts else []
    if not row.texts:
        return ["no text carries it; write one, or say why it is left_out"]
    if not row.holds:
        return ["say by `holds` what the texts must hold"]
    faults = []
    for place in row.texts:
        words = _words(place, library)
        if words is None:
            faults.append(f"no section {place!r}")
        elif not re.search(row.holds, words, re.IGNORECASE):
            faults.append(f"{place} does not hold {row.holds!r}; bring the matter back")
    return faults


def _words(place: str, library: Library) -> str | None:
    """All words of a section for all readers, or None if there is no such section."""
    note_id, _, key = place.partition("#")
    if note_id not in library.notes:
        return None
    note = library.note(note_id)
    try:
        texts = note.summary if key == "summary" else note.section(key).texts
    except KeyError:
        return None
    return "\n".join(markup.plain(texts.text(audience)) for audience in AUDIENCES)
