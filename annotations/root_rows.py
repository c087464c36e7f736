"""Checks of the table of roots: every row whole, with sources and a text, in words for patients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

from annotations.language import LONGEST, phrases
from annotations.library import Library
from annotations.note import AUDIENCES
from annotations.readability import sentences, words_in
from annotations.roots import FILE, LEVELS, AboutRoots, RootSigns, load_about_roots, load_roots
from annotations.violation import Violation


def unsound(library: Library, file: Path | None = None) -> list[Violation]:
    """Every root has its row, in order, whole, with sources and a text that exist; and patients
    read no long line and no word that frightens."""
    roots, about = load_roots(file), load_about_roots(file)
    found = []
    if tuple(roots) != LEVELS:
        found.append(Violation(FILE, "", f"the rows are {', '.join(LEVELS)}, in this order"))
    found += _of_sources("about", about, library)
    for row in roots.values():
        found += _of_sources(row.level, row, library)
        if row.text not in library.notes:
            found.append(Violation(FILE, row.level, f"no text {row.text!r}; correct it"))
        found += [
            Violation(FILE, f"{row.level} {audience}", "a sign without words; say at least 'none'")
            for audience in AUDIENCES
            if not all(line.strip() for line in astuple(row.read_by(audience)))
        ]
    return found + list(_hard_lines(file))


def patient_lines(file: Path | None = None) -> tuple[str, ...]:
    """Every line that patients read, for a measure of how hard they are."""
    rows = load_roots(file).values()
    signs = (line for row in rows for line in astuple(row.patient))
    return (load_about_roots(file).patient, *signs)


def _of_sources(where: str, row: AboutRoots | RootSigns, library: Library) -> list[Violation]:
    if not row.sources:
        return [Violation(FILE, where, "no source; add one")]
    unknown = [name for name in row.sources if name not in library.sources]
    return [Violation(FILE, where, f"unknown source {name!r}; correct it") for name in unknown]


def _hard_lines(file: Path | None) -> Iterator[Violation]:
    for sentence in sentences(*patient_lines(file)):
        if words_in(sentence) > LONGEST:
            what = f"{sentence!r} has more than {LONGEST} words; shorten it"
            yield Violation(FILE, "patient", what)
        for phrase in phrases("threat"):
            if match := phrase.pattern.search(sentence):
                yield Violation(FILE, "patient", f"{match.group()!r}: {phrase.what}")
