"""Named validators of all text; each returns what is wrong, where, and how to mend it.

Run `python -m annotations.checks` for a list of everything found.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from annotations import (
    balance,
    consult_checks,
    coverage,
    everyday,
    language,
    linking,
    markup,
    repeats,
    root_rows,
    roots,
)
from annotations.consult_words import FILE as CONSULT
from annotations.legmap_data import sources_of_maps
from annotations.library import Library, content_files, load_library
from annotations.note import AUDIENCES, Note
from annotations.paths import ENGLISH, FOLDER
from annotations.violation import Violation, texts
from meshes.reading import brief, read_toml, why

LEVEL_SECTIONS = (
    "red-flags",
    "where",
    "structure",
    "movement",
    "nerves",
    "canal",
    "symptoms",
    "examination",
    "conditions",
    "imaging",
    "care",
    "naming",
    "numbering",
    "questions",
)
STRUCTURE_SECTIONS = ("definition", "function", "importance")
CONDITION_SECTIONS = (
    "red-flags",
    "definition",
    "appearance",
    "nerves",
    "symptoms",
    "examination",
    "frequency",
    "course",
    "imaging",
    "care",
)
PROCEDURE_SECTIONS = (
    "red-flags",
    "definition",
    "aim",
    "suitability",
    "level-check",
    "technique",
    "appearance",
    "benefit",
    "risks",
    "aftercare",
)
LEVEL_KINDS = ("segment", "region")
SECTIONS_OF: Mapping[str, tuple[str, ...]] = {
    "condition": CONDITION_SECTIONS,
    "procedure": PROCEDURE_SECTIONS,
    "topic": (),
    "faq": ("answer",),
    "term": ("definition",),
}
CLAIM_FREE = ("topic.disclaimer",)


# --- the shape of the files -------------------------------------------------------------------


def schema(root: Path = FOLDER) -> list[Violation]:
    """Every file read against the strict models: unknown, missing and ill-typed keys."""
    # Imported here because the program itself never needs pydantic when its files are whole.
    from pydantic import BaseModel, ValidationError

    from annotations.schema import GlossaryFile, NoteFile, SectionKindsFile, SourcesFile

    fixed: dict[str, type[BaseModel]] = {
        "sections.toml": SectionKindsFile,
        "sources.toml": SourcesFile,
        "glossary.toml": GlossaryFile,
    }
    found: list[Violation] = []
    for path in content_files(root):
        name = path.relative_to(root).as_posix()
        try:
            table = read_toml(path)
            fixed.get(path.name, NoteFile).model_validate(table)
        except ValidationError as error:
            for fault in error.errors():
                where = brief(_place(fault["loc"], table))
                found.append(Violation(name, where, brief(_cure(fault["type"], fault["msg"]))))
        except (OSError, ValueError) as error:
            found.append(Violation(name, "", f"cannot be read: {why(error)}; mend this file"))
    return found


def _place(location: tuple[int | str, ...], table: Any) -> str:
    """A location in a file in words, with the key or id of a row instead of its number."""
    words: list[str] = []
    for step in location:
        try:
            table = table[step]
        except (KeyError, IndexError, TypeError):
            table = None
        if isinstance(step, int):
            row = table if isinstance(table, dict) else {}
            words.append(str(row.get("key", row.get("id", step + 1))))
        else:
            words.append(str(step))
    return " ".join(words)


def _cure(kind: str, message: str) -> str:
    cures = {
        "extra_forbidden": "unknown key; remove it or correct its spelling",
        "missing": "missing; add it",
    }
    return cures.get(kind, f"{message}; correct it")


# --- sections ---------------------------------------------------------------------------------


def sections(library: Library) -> list[Violation]:
    """Each note has the sections of its kind, in the order of the vocabulary, red flags first."""
    order = list(library.kinds)
    found = []
    for note in library.notes.values():
        keys = [section.key for section in note.sections]
        wanted = _wanted(note)
        file = library.files[note.id]
        found += [
            Violation(file, f"section {key}", "missing; every such note has it")
            for key in wanted
            if key not in keys
        ]
        if "red-flags" in wanted and keys[:1] != ["red-flags"]:
            found.append(Violation(file, "", "red flags come first; move that section to the top"))
        if keys != sorted(keys, key=order.index):
            right = ", ".join(sorted(keys, key=order.index))
            found.append(Violation(file, "", f"sections out of order; the order is {right}"))
    return found


def _wanted(note: Note) -> tuple[str, ...]:
    if note.kind in LEVEL_KINDS:
        return LEVEL_SECTIONS
    return SECTIONS_OF.get(note.kind, STRUCTURE_SECTIONS)


def claims_present(library: Library) -> list[Violation]:
    """Every section rests on at least one claim, but for those that only state our own limits."""
    return [
        Violation(library.files[note.id], f"section {section.key}", "no claim; add one")
        for note in library.notes.values()
        if note.id not in CLAIM_FREE
        for section in note.sections
        if not section.claims
    ]


# --- links and sources ------------------------------------------------------------------------


def markup_is_whole(library: Library) -> list[Violation]:
    """No broken link, odd bold sign, heading or HTML is left in a text."""
    return [
        Violation(library.files[note.id], where, f"stray {mark!r}; mend the markup around it")
        for note, where, text in texts(library)
        for mark in markup.stray_marks(text)
    ]


def links_resolve(library: Library, known_ids: Collection[str]) -> list[Violation]:
    """Every link leads to a structure of `known_ids` or to a text that exists."""
    found = []
    for note, where, text in texts(library):
        for link in markup.links(text):
            if link.kind not in markup.LINK_KINDS:
                what = f"unknown kind of link {link.kind!r}; use {', '.join(markup.LINK_KINDS)}"
            elif link.kind != "structure" and link.note_id not in library.notes:
                what = f"no {link.kind} {link.target!r}; correct it or write its text"
            elif link.kind == "structure" and not linking.target_exists(
                link.target, known_ids, library
            ):
                what = f"no structure {link.target!r}; use an id of the catalogue"
            else:
                continue
            found.append(Violation(library.files[note.id], where, what))
    return found


def citations_belong(library: Library) -> list[Violation]:
    """Every citation in a text is the source of a claim of that same section."""
    found = []
    for note in library.notes.values():
        file = library.files[note.id]
        for audience in AUDIENCES:
            for name in markup.citations(note.summary.text(audience)):
                what = f"cites {name!r}; a summary cites nothing, move it to a section"
                found.append(Violation(file, f"summary {audience}", what))
        for section in note.sections:
            claimed = {name for claim in section.claims for name in claim.sources}
            for audience in AUDIENCES:
                for name in markup.citations(section.texts.text(audience)):
                    if name not in claimed:
                        what = f"cites {name!r}, but no claim of the section has it; add the claim"
                        found.append(Violation(file, f"section {section.key} {audience}", what))
    return found


def sources_used(library: Library) -> list[Violation]:
    """Every source carries at least one claim, or a leg map."""
    used = {
        name
        for note in library.notes.values()
        for section in note.sections
        for claim in section.claims
        for name in claim.sources
    }
    unused = sorted(library.sources.keys() - used - sources_of_maps())
    return [Violation("sources.toml", name, "no claim uses it; remove it") for name in unused]


def root_rule(library: Library) -> list[Violation]:
    """The nerve section of a segment names the root that exits and the one that traverses.

    In A-B the root A leaves by the foramen and the root B crosses the disc on its way down.
    """
    found = []
    for note in library.notes.values():
        match = re.fullmatch(r"segment\.([TLS]\d+)-([TLS]\d+)", note.id)
        if match is None:
            continue
        exiting, traversing = match.groups()
        try:
            section = note.section("nerves")
        except KeyError:
            continue  # `sections` reports it
        for audience in AUDIENCES:
            words = markup.plain(section.texts.text(audience))
            for root in (exiting, traversing):
                if not re.search(rf"\b{root}\b(?![-–])", words):
                    what = f"does not name {root}; {exiting} exits here, {traversing} traverses"
                    place = f"section nerves {audience}"
                    found.append(Violation(library.files[note.id], place, what))
    return found


# --- all together -----------------------------------------------------------------------------

CHECKS: tuple[Callable[[Library], list[Violation]], ...] = (
    sections,
    claims_present,
    markup_is_whole,
    citations_belong,
    sources_used,
    root_rule,
    language.patient_words,
    language.patient_sentences,
    language.what_helps,
    balance.both_or_neither,
    balance.figures_known,
    repeats.repeated_sentences,
    linking.first_mentions,
    language.wrong_statements,
)


def all_violations(
    root: Path = FOLDER, known_ids: Collection[str] | None = None
) -> list[Violation]:
    """Everything wrong with the texts below `root`; links are checked if `known_ids` is given."""
    found = schema(root)
    if found:
        return found
    library = load_library(root)
    found = [violation for check in CHECKS for violation in check(library)]
    if (root / coverage.FILE).exists():
        found += coverage.uncovered(library, coverage.read_rows(root))
    if (table := root / ENGLISH / roots.FILE).exists():
        found += root_rows.unsound(library, table)
    if (table := root / ENGLISH / CONSULT).exists():
        found += consult_checks.unsound(library, table)
    if (table := root / ENGLISH / everyday.FILE).exists():
        found += everyday.unsound(library, table)
    return found + (links_resolve(library, known_ids) if known_ids is not None else [])


def main(violations: Iterable[Violation] | None = None) -> int:
    """Print every violation; the exit status is 1 if there is one."""
    found = list(all_violations() if violations is None else violations)
    for violation in found:
        print(violation)
    print(f"{len(found)} found" if found else "all texts are in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
