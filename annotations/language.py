"""Named validators of wording: words that frighten, hard reading, and known wrong statements."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Literal

from annotations import markup
from annotations.library import ENGLISH, FOLDER, Library
from annotations.note import Note
from annotations.readability import measure
from annotations.violation import Violation, claims, texts

STYLE_EXEMPT = ("red-flags", "emergency", "urgent", "after-procedure", "by-level")
MAX_WORDS_PER_SENTENCE = 15.0
MAX_GRADE = 6.9


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase that must not appear; `example` is a sentence that holds it."""

    id: str
    pattern: re.Pattern[str]
    what: str
    example: str


def patient_words(library: Library) -> list[Violation]:
    """No word that frightens without helping stands in a patient text."""
    return [
        Violation(library.files[note.id], where, f"{match.group()!r}: {phrase.what}")
        for note, where, text in texts(library)
        if where.endswith("patient")
        for phrase in phrases("threat")
        if (match := phrase.pattern.search(markup.plain(text)))
    ]


def patient_sentences(library: Library) -> list[Violation]:
    """The patient text of each note has short sentences on average."""
    found = []
    for note in library.notes.values():
        mean = measure(*patient_prose(note)).words_per_sentence
        if mean > MAX_WORDS_PER_SENTENCE:
            what = f"{mean:.1f} words a sentence, at most {MAX_WORDS_PER_SENTENCE}; split some"
            found.append(Violation(library.files[note.id], "patient", what))
    return found


def patient_grade(library: Library) -> list[Violation]:
    """The patient text of each note reads at or below the Flesch-Kincaid grade agreed."""
    found = []
    for note in library.notes.values():
        grade = measure(*patient_prose(note)).grade
        if grade > MAX_GRADE:
            what = f"grade {grade:.1f}, at most {MAX_GRADE}; use shorter words and sentences"
            found.append(Violation(library.files[note.id], "patient", what))
    return found


def patient_prose(note: Note) -> tuple[str, ...]:
    """The patient texts that the reading rules govern; warnings keep the words they need."""
    prose = [s.texts.patient for s in note.sections if s.key not in STYLE_EXEMPT]
    if note.id == "topic.red-flags":
        return tuple(prose)
    return (note.summary.patient, *prose)


def wrong_statements(library: Library) -> list[Violation]:
    """No text or claim states what is known to be wrong, for any audience."""
    found = []
    for note, where, text in (*texts(library), *claims(library)):
        for phrase in phrases("wrong"):
            match = phrase.pattern.search(markup.plain(text))
            if match:
                what = f"{match.group()!r}: {phrase.what}"
                found.append(Violation(library.files[note.id], where, what))
    return found


@cache
def phrases(table: Literal["threat", "wrong"]) -> tuple[Phrase, ...]:
    """The phrases of one table of `language.toml`."""
    rows = tomllib.loads((FOLDER / ENGLISH / "language.toml").read_text(encoding="utf-8"))[table]
    return tuple(
        Phrase(
            row.get("id", row["pattern"]),
            re.compile(row["pattern"], re.IGNORECASE),
            row["reason"] if "reason" in row else row["cure"],
            row["example"],
        )
        for row in rows
    )
