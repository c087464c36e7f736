"""All clinical text, loaded once into one read-only `Library`.

Loading stays quick because the files are read into plain dataclasses; only if a file does not fit
is pydantic imported, to say exactly what is wrong and how to mend it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from annotations.fault import ContentError as ContentError
from annotations.note import (
    EVIDENCE_WORDS,
    Audience,
    AudienceTexts,
    Claim,
    Note,
    Section,
    SectionKind,
    Source,
    general_ids,
)
from annotations.paths import ENGLISH, FOLDER
from annotations.search import Hit, SearchIndex
from meshes.reading import brief, read_toml, why

FIXED_FILES = ("sources.toml", "sections.toml")
GLOSSARY = "glossary.toml"
#: Keys whose values are lists of rows, and lists of words.
_ROWS = frozenset(["section", "claim", "term", "source"])
_LISTS = frozenset(["synonyms", "searched_as", "sources"])
_NO_TEXTS = _ROWS | _LISTS | {"summary", "checked"}
NOTE_FOLDERS = ("levels", "structures", "conditions", "procedures", "topics", "faq")


@dataclass(frozen=True)
class Library:
    """Every note, source and section kind of the program.

    `files` maps a note id to the file that holds it, relative to the content folder.
    """

    notes: Mapping[str, Note]
    sources: Mapping[str, Source]
    kinds: Mapping[str, SectionKind]
    files: Mapping[str, str]

    def note(self, note_id: str) -> Note:
        """The note called `note_id`; KeyError if there is none."""
        try:
            return self.notes[note_id]
        except KeyError:
            raise KeyError(f"no text for {note_id!r}") from None

    def note_for(self, structure_id: str) -> Note | None:
        """The note that describes a structure: its own, or the nearest more general one.

        Most texts are the same left and right, or at every level, and are written once: for
        `facet.L5-S1.cartilage-superior.left` the first that exists of that id, the id without its
        side, `kind.cartilage-superior`, `kind.cartilage`, `facet.L5-S1`, `kind.facet`. The
        two endplates (`vertebra.L5.superior-endplate`) share `kind.endplate`.
        """
        return next((self.notes[i] for i in general_ids(structure_id) if i in self.notes), None)

    def notes_for(self, structure_ids: Iterable[str]) -> tuple[Note, ...]:
        """The notes that describe the given structures, each once, in the order asked."""
        found = (self.note_for(structure_id) for structure_id in structure_ids)
        return tuple({note.id: note for note in found if note is not None}.values())

    def search(self, query: str, audience: Audience = "patient", limit: int = 20) -> list[Hit]:
        """Notes that hold every word of `query`, best first."""
        return self._index.search(query, audience, limit)

    @property
    def words(self) -> frozenset[str]:
        """Every word of every text, as search reads it."""
        return self._index.words

    @cached_property
    def _index(self) -> SearchIndex:
        # Built at the first search, not at start-up.
        return SearchIndex(self.notes.values(), self.kinds)


def load_library(folder: Path | None = None, locale: str = ENGLISH) -> Library:
    """Read every text of one language below `folder` (the shipped texts by default).

    Raises ContentError with all problems of all files at once.
    """
    library, problems = read_library(folder, locale)
    if problems:
        raise ContentError(problems)
    return library


def read_library(
    folder: Path | None = None, locale: str = ENGLISH, only: Collection[str] | None = None
) -> tuple[Library, list[str]]:
    """Read what can be read: the texts that are whole, and what is wrong with the others.

    only: the files of these names and no others, as for a page that is wanted at once. One damaged
    page must not take the warning signs of all others away. Raises ContentError when
    the list of sources or of sections is damaged, without which no page can be shown.
    """
    root = FOLDER if folder is None else folder
    problems: list[str] = []
    files_read = content_files(root, locale)
    if only is not None:
        files_read = [path for path in files_read if path.name in (*FIXED_FILES, *only)]
    tables = {path: _table(path, root, problems) for path in files_read}
    try:
        for path, table in tables.items():
            if path.name in FIXED_FILES:
                _refuse_misfits(table)
        fixed = {
            path.name: table["source" if path.name == "sources.toml" else "section"]
            for path, table in tables.items()
            if path.name in FIXED_FILES
        }
        sources = {row["id"]: Source(**row) for row in fixed["sources.toml"]}
        kinds = {row["key"]: SectionKind(**row) for row in fixed["sections.toml"]}
    except (KeyError, TypeError, AttributeError):
        faults = dict.fromkeys([*problems, *_explain(root)])
        lists = " or ".join(FIXED_FILES)
        raise ContentError(faults or [f"{lists}: of another shape; mend these files"]) from None
    notes: dict[str, Note] = {}
    files: dict[str, str] = {}
    for path, table in tables.items():
        if path.name in FIXED_FILES or not table:
            continue
        name = path.relative_to(root).as_posix()
        try:
            _refuse_misfits(table)
            found = _terms(table) if path.name == GLOSSARY else [_note(table)]
        except (KeyError, TypeError, AttributeError):
            why_not = [line for line in _explain(root) if line.startswith(name)]
            problems += why_not or [f"{name}: does not have the expected shape; mend this file"]
            continue
        for note in found:
            if note.id in notes:
                here = f"{name}: id {brief(note.id)} is also in {files[note.id]}"
                problems.append(f"{here}; rename one")
            elif wrong := _unresolved([note], sources, kinds, {note.id: name}):
                problems += wrong
            else:
                notes[note.id], files[note.id] = note, name
    library = Library(
        MappingProxyType(notes),
        MappingProxyType(sources),
        MappingProxyType(kinds),
        MappingProxyType(files),
    )
    return library, list(dict.fromkeys(problems))


def content_files(root: Path, locale: str = ENGLISH) -> list[Path]:
    """The text files of one language below `root` that make up a library, in a fixed order."""
    found = {
        "sources.toml": root / "sources.toml",
        "sections.toml": root / ENGLISH / "sections.toml",
    }
    for language in dict.fromkeys((ENGLISH, locale)):
        base = root / language
        names = ("sections.toml", GLOSSARY)
        found |= {name: base / name for name in names if (base / name).exists()}
        for folder in NOTE_FOLDERS:
            found |= {f"{folder}/{p.name}": p for p in sorted((base / folder).glob("*.toml"))}
    return list(found.values())


def _table(path: Path, root: Path, problems: list[str]) -> dict[str, Any]:
    try:
        return read_toml(path)
    except (OSError, ValueError) as error:
        name = path.relative_to(root).as_posix()
        problems.append(f"{name}: cannot be read: {why(error)}; mend this file")
        return {}


def _refuse_misfits(table: Mapping[str, Any]) -> None:
    """Every value of a file of texts is a text, a list of them, a row, or yes and no. Raises
    TypeError: what is of another kind would only fail when a page is shown."""
    for key, value in table.items():
        if type(value) is str and key not in _NO_TEXTS:
            continue
        if key in _ROWS:
            if not isinstance(value, list):
                raise TypeError(key)
            for row in value:
                _refuse_misfits(row)
        elif key in _LISTS:
            if not isinstance(value, list) or not all(type(item) is str for item in value):
                raise TypeError(key)
        elif key == "summary":
            _refuse_misfits(value)
        elif key != "checked" or type(value) is not bool:
            raise TypeError(key)


def _note(table: dict[str, Any]) -> Note:
    known = {"id", "title", "latin", "synonyms", "searched_as", "summary", "section"}
    unknown = table.keys() - known
    if unknown:
        raise TypeError(f"unknown keys {unknown}")
    sections = tuple(_section(row) for row in table["section"])
    return Note(
        id=table["id"],
        title=table["title"],
        summary=AudienceTexts(**table["summary"]),
        sections=sections,
        synonyms=tuple(table.get("synonyms", ())),
        searched_as=tuple(table.get("searched_as", ())),
        latin=table.get("latin"),
    )


def _terms(table: dict[str, Any]) -> list[Note]:
    """The rows of the glossary as notes: what the word means in brief, and its explanation."""
    return [_term(row) for row in table["term"]]


def _term(row: dict[str, Any]) -> Note:
    known = {"id", "title", "synonyms", "searched_as", "means", "claim"}
    texts = {key: value for key, value in row.items() if key not in known}
    return Note(
        id=f"term.{row['id']}",
        title=row["title"],
        summary=AudienceTexts(*[row["means"]] * 3),
        sections=(_section({"key": "definition", **texts, "claim": row["claim"]}),),
        synonyms=tuple(row.get("synonyms", ())),
        searched_as=tuple(row.get("searched_as", ())),
    )


def _section(row: dict[str, Any]) -> Section:
    texts = {name: row[name] for name in row if name not in ("key", "claim")}
    claims = tuple(_claim(claim) for claim in row.get("claim", ()))
    return Section(row["key"], AudienceTexts(**texts), claims)


def _claim(row: dict[str, Any]) -> Claim:
    claim = Claim(**{**row, "sources": tuple(row["sources"])})
    if claim.evidence not in EVIDENCE_WORDS or not isinstance(claim.checked, bool):
        raise TypeError(f"unusable claim {claim}")
    return claim


def _unresolved(
    notes: Iterable[Note],
    sources: Mapping[str, Source],
    kinds: Mapping[str, SectionKind],
    files: Mapping[str, str],
) -> list[str]:
    """References inside the notes that lead nowhere."""
    problems = []
    for note in notes:
        for section in note.sections:
            place = f"{files[note.id]}, section {brief(section.key)}"
            if section.key not in kinds:
                problems.append(f"{place}: unknown section; use one of those in sections.toml")
            missing = {i for claim in section.claims for i in claim.sources} - sources.keys()
            problems += [
                f"{place}: unknown source {brief(name)!r}; add it to sources.toml"
                for name in sorted(missing)
            ]
    return problems


def _explain(root: Path) -> list[str]:
    # pydantic is imported only to explain a fault: its import takes longer than all else here.
    from annotations.checks import schema

    return [str(violation) for violation in schema(root)]
