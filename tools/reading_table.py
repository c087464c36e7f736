"""Writes how hard the patient texts are to read, as a table.

    python -m tools.reading_table docs

Measured with textstat on the running text of each page: what the reading rules of
`annotations.language` govern, each list item a sentence.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import mean

import textstat

from annotations.language import LONGEST, MAX_GRADE, MEAN_LENGTH, patient_prose
from annotations.library import Library, load_library
from annotations.note import Note
from annotations.readability import running_text, sentences, words_in
from annotations.root_rows import patient_lines

_HEAD = f"""# How hard the patient texts are to read

Made by `python -m tools.reading_table docs`; not to be edited by hand. Flesch-Kincaid grade by
textstat on the running text of each page, at most {MAX_GRADE}; words in a sentence at most
{LONGEST}, on average at most {MEAN_LENGTH:.0f}. Warning signs are exempt, because they must keep
the exact words. The words of the glossary, and those of the table of roots, are measured together:
few sentences give no grade.

| text | grade | sentences | words a sentence | longest |
|---|---|---|---|---|
"""


def table(library: Library) -> str:
    """The page as Markdown."""
    notes = [note for note in library.notes.values() if note.kind != "term"]
    lines = [_row(note.id, patient_prose(note)) for note in sorted(notes, key=_order)]
    terms = [
        t for note in library.notes.values() if note.kind == "term" for t in patient_prose(note)
    ]
    if terms:
        lines.append(_row("all words of the glossary", tuple(terms)))
    lines.append(_row("what may be felt by root", patient_lines()))
    return _HEAD + "\n".join(lines) + "\n"


def _order(note: Note) -> tuple[str, str]:
    return note.kind, note.id


def _row(name: str, prose: tuple[str, ...]) -> str:
    lengths = [words_in(sentence) for sentence in sentences(*prose)]
    grade = textstat.flesch_kincaid_grade(running_text(*prose))
    return f"| {name} | {grade:.1f} | {len(lengths)} | {mean(lengths):.1f} | {max(lengths)} |"


def main(arguments: list[str]) -> int:
    """Write `reading.md` into the folder named."""
    if len(arguments) != 1:
        print("usage: python -m tools.reading_table FOLDER", file=sys.stderr)
        return 2
    (Path(arguments[0]) / "reading.md").write_text(table(load_library()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
