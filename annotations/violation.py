"""What a check finds, and the walks over all texts that checks share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotations.library import Library
from annotations.note import AUDIENCES, Note


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault: the file, the place in it, and what is wrong with its cure."""

    file: str
    where: str
    what: str

    def __str__(self) -> str:
        place = f", {self.where}" if self.where else ""
        return f"{self.file}{place}: {self.what}"


def texts(library: Library) -> Iterator[tuple[Note, str, str]]:
    """Every text with its note and its place."""
    for note in library.notes.values():
        for audience in AUDIENCES:
            yield note, f"summary {audience}", note.summary.text(audience)
            for section in note.sections:
                yield note, f"section {section.key} {audience}", section.texts.text(audience)


def claims(library: Library) -> Iterator[tuple[Note, str, str]]:
    """The statement of every claim with its note and its place."""
    for note in library.notes.values():
        for section in note.sections:
            for claim in section.claims:
                yield note, f"section {section.key} claim", claim.says
