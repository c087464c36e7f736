"""What a consultation tells about a word of the report, in parts that panel, PDF and page share.

Texts for patients in the Markdown subset of `annotations.markup`. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotations import markup
from annotations.consult_words import Word, load_consult
from annotations.library import Library
from annotations.models import load_models
from annotations.note import Note, Section
from annotations.prevalence import prevalence
from annotations.render import Reference, evidence_words
from meshes.catalog import Catalog
from meshes.ids import on_screen
from viewer.calm import plain_names
from viewer.changing import model_of, site_of
from viewer.consult.acts import finding_of
from viewer.numbering import counting
from viewer.reaching import reach_sentence, touched
from viewer.state import Finding, Said, ViewState

#: Whose questions serve with every word, and who says when to get help fast.
TO_ASK, FLAGS = "topic.care-ladder", "topic.red-flags"
_HELPS = re.compile(r"\*\*What helps(?: most)?:\*\*\s*")
#: The section of a text behind each part, by the kind of text; "" where it has none.
_SECTIONS: Mapping[str, tuple[str, str, str]] = {
    "condition": ("definition", "frequency", "care"),
    "procedure": ("definition", "benefit", "aftercare"),
    "term": ("definition", "", ""),
}
PARTS = WHAT, COMMON, HELPS, ASK = ("what", "common", "helps", "ask")
_TITLES: Mapping[str, tuple[str, ...]] = {
    "condition": ("What it is", "How common", "What helps", "To ask"),
    "procedure": ("What it is", "What it brings", "Afterwards", "To ask"),
}
_SIDE_WORDS: Mapping[str, str] = {"left": "left", "right": "right", "both": "both sides"}
#: Where a herniation lies, in everyday words.
ZONE_WORDS: Mapping[str, str] = {
    "central": "In the middle",
    "subarticular": "Beside the middle",
    "posterolateral": "Beside the middle",
    "foraminal": "In the nerve opening",
    "extraforaminal": "Outside the opening",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One of PARTS: its heading, its text, and the ids of the works behind it."""

    title: str
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one word. title, where: what it is, and at which level. plain: the neutral
    words; remark: why nothing is shown, or how it is; reach: which nerve the picture reaches; both
    "" for nothing to say. helps: what helps, in a line. page: id of the whole text."""

    title: str
    where: str
    plain: str
    remark: str
    reach: str
    helps: str
    parts: Mapping[str, Part]
    page: str
    is_shown: bool


def told_of(state: ViewState, number: int, library: Library, catalog: Catalog) -> Told | None:
    """What is told of one of the words of a state; None where there is no such word."""
    consult = state.consult
    if consult is None or not 0 <= number < len(consult.said):
        return None
    said = consult.said[number]
    word = load_consult().words[said.word]
    note = library.notes.get(word.text)
    finding = finding_of(state, number)
    return Told(
        title=word.says,
        where=where(state, number),
        plain=word.plain,
        remark=_remark(said, word, is_shown=finding is not None),
        reach=_reach(state, finding, catalog),
        helps=_helps(note) or _helps(library.notes.get(TO_ASK)),
        parts=_parts(word, note, library),
        page=word.text,
        is_shown=finding is not None,
    )


def all_told(state: ViewState, library: Library, catalog: Catalog) -> tuple[Told, ...]:
    """What is told of every word of a state, in their order."""
    count = 0 if state.consult is None else len(state.consult.said)
    each = (told_of(state, k, library, catalog) for k in range(count))
    return tuple(one for one in each if one is not None)


def where(state: ViewState, number: int) -> str:
    """At which level a word is, and on which side: `L4–L5, left`."""
    consult = state.consult
    assert consult is not None
    finding = finding_of(state, number)
    level = consult.said[number].place.level_text
    named = counting(state).both(on_screen(level)) if level else "Sacrum"
    if finding is None or not finding.side or finding.zone == "central":
        return named
    return f"{named}, {_SIDE_WORDS[finding.side]}"


def brief(one: Told) -> str:
    """A word and its level, as short as can be: `Black disc L4–L5`."""
    return f"{one.title.partition(' (')[0]} {one.where.partition(',')[0]}"


def questions(library: Library) -> str:
    """What can be asked with every word."""
    return _of(library.notes.get(TO_ASK), "questions")


def numbered(names: Iterable[str], library: Library, pages: Iterable[str]) -> dict[str, Reference]:
    """Works in their order, numbered, each with the evidence for which these pages cite it."""
    notes = [note for page in pages if (note := library.notes.get(page)) is not None]
    known = [name for name in dict.fromkeys(names) if name in library.sources]
    found = {}
    for k, name in enumerate(known, 1):
        words = next(filter(None, (evidence_words(note, name) for note in notes)), "")
        citation = library.sources[name].citation
        found[name] = Reference(k, citation, words or "systematic review")
    return found


def _reach(state: ViewState, finding: Finding | None, catalog: Catalog) -> str:
    """What the picture reaches; of an operation that is not the question."""
    if finding is None or model_of(finding).is_treatment:
        return ""
    here = (site_of(finding).level,)
    said = plain_names(reach_sentence(state, catalog, here))
    if not said:
        return ""
    # What reaches no nerve leaves nothing to ask of it.
    about = load_consult().about
    more = f" {about.no_picture_tells}" if touched(state, here) else ""
    alone = [f for f in state.findings if site_of(f).level in here] == [finding]
    return f"{said}.{more}" if alone else f"{said}. {about.together}{more}"


def _remark(said: Said, word: Word, *, is_shown: bool) -> str:
    if is_shown or not word.model:
        return word.remark
    about = load_consult().about
    can_be = (said.place.level_text or "S1") in load_models()[word.model].at
    return about.crowded if can_be else about.unshown_here


def _parts(word: Word, note: Note | None, library: Library) -> Mapping[str, Part]:
    kind = note.kind if note is not None and note.kind in _SECTIONS else "term"
    titles = _TITLES.get(kind, _TITLES["condition"])
    what, common, helps = (_section(note, key) for key in _SECTIONS[kind])
    if word.apart:
        what = common = helps = None
    told = _helps(note) or _helps(library.notes.get(TO_ASK))
    own = "" if word.apart else _of(note, "questions")
    asked = "\n\n".join(filter(None, [questions(library), own]))
    rows = (
        Part(titles[0], _text(what), _works(what)),
        _common(word, common, titles[1]),
        Part(titles[2], _text(helps) or told, _works(helps)),
        Part(titles[3], asked),
    )
    return dict(zip(PARTS, rows, strict=True))


def _common(word: Word, section: Section | None, title: str) -> Part:
    """How common it is: the table of the word's own findings, else what its page says."""
    data = prevalence()
    if word.figures:
        table = f"{{figures {' '.join(word.figures)}}}"
        return Part(title, table, (data.without_pain, data.with_pain))
    text = _text(section) or load_consult().about.no_figures
    works = _works(section)
    if markup.figures(text):
        works = tuple(dict.fromkeys((data.without_pain, data.with_pain, *works)))
    return Part(title, text, works)


def _section(note: Note | None, key: str) -> Section | None:
    return next((s for s in note.sections if s.key == key), None) if note is not None else None


def _text(section: Section | None) -> str:
    return "" if section is None else section.texts.patient.strip()


def _of(note: Note | None, key: str) -> str:
    return _text(_section(note, key))


def _works(section: Section | None) -> tuple[str, ...]:
    if section is None:
        return ()
    return tuple(dict.fromkeys(name for claim in section.claims for name in claim.sources))


def _helps(note: Note | None) -> str:
    """The line of a text that says what helps."""
    if note is None:
        return ""
    for text in (note.summary.patient, *(s.texts.patient for s in note.sections)):
        if found := _HELPS.search(text):
            line = text[found.end() :].split("\n\n")[0].strip()
            return line[:1].upper() + line[1:]
    return ""
