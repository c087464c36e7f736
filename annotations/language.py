"""Named validators of wording: words that frighten, hard reading, and known wrong statements."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Literal

from annotations import markup
from annotations.library import Library
from annotations.note import Note
from annotations.paths import ENGLISH, FOLDER
from annotations.readability import sentences, words_in
from annotations.violation import Violation, claims, texts

STYLE_EXEMPT = ("red-flags", "emergency", "urgent", "after-procedure", "by-level")
#: Words in a sentence for patients: on average in a text, and at most.
MEAN_LENGTH = 15.0
LONGEST = 20
#: Flesch-Kincaid grade of a patient text, at most; measured where `textstat` is installed.
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
        for words in [markup.plain(text)]
        for phrase in phrases("threat")
        if (match := phrase.pattern.search(words))
    ]


def patient_sentences(library: Library) -> list[Violation]:
    """Patient texts have short sentences: on average, and each."""
    found = []
    for note in library.notes.values():
        file = library.files[note.id]
        lengths = {each: words_in(each) for each in sentences(*patient_prose(note))}
        found += [
            Violation(file, "patient", f"{each!r} has {n} words, at most {LONGEST}; split it")
            for each, n in lengths.items()
            if n > LONGEST
        ]
        mean = sum(lengths.values()) / max(1, len(lengths))
        if note.kind != "term" and mean > MEAN_LENGTH:
            what = f"{mean:.1f} words a sentence, at most {MEAN_LENGTH}; split some"
            found.append(Violation(file, "patient", what))
    return found


def what_helps(library: Library) -> list[Violation]:
    """The patient summary of each condition says what helps."""
    return [
        Violation(library.files[note.id], "summary patient", "add a line **What helps:** ...")
        for note in library.notes.values()
        if note.kind == "condition" and "What helps:" not in note.summary.patient
    ]


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
        words = markup.plain(text)
        for phrase in phrases("wrong"):
            match = phrase.pattern.search(words)
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
