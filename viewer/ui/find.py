"""Search over structures, places and texts in the words people use. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

from annotations.everyday import Row, asked
from annotations.fault import ContentError
from annotations.library import Library
from annotations.markup import plain
from annotations.note import Note
from annotations.search import fold
from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.state import Audience

_LIMIT = 24
_LEAST_LETTERS, _SPARE_LETTERS, _ALIKE, _SLIPS = 4, 3, 0.75, 3
#: Words of a whole question that say nothing of what it is about; every text holds most of them.
#: Written as they are folded.
_LITTLE_WORDS = """
    a am an and any are as at be been being but by can cant could did do does dont for from get
    gets getting give gives go had has have having he her him his how i if im in is it its ive
    just may me might mine must my of on or our out s she should so some t than that the their
    them then there these they this those to too was we were what when where which who why
    will with wont would you your
"""
_LITTLE = frozenset(_LITTLE_WORDS.split())
_PLACE_BONUS, _WHOLE_BONUS = 3.0, 1.5


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the answer. id: structure, place or note id. anchor: place on the page, or "".

    kind: what it is, in a word ("Condition"), or "" for a part of the spine.
    meant: the words this answers where those typed fit nothing, or "". nothing: what no text is
    about, where this is but the nearest, or "".
    """

    id: str
    title: str
    detail: str
    kind: str = ""
    anchor: str = ""
    meant: str = ""
    nothing: str = ""


#: What a text is, in a word, by the kind of its id.
KIND_WORDS = {
    "condition": "Condition",
    "procedure": "Procedure",
    "faq": "Question",
    "topic": "Guide",
    "term": "Word",
}
STRUCTURE = "Structure"
MY_NOTE = "My note"


def find(
    query: str,
    catalog: Catalog,
    library: Library | None,
    audience: Audience,
    absent: Collection[StructureId] = (),
) -> list[Found]:
    """What fits all words typed that say something, best first: parts of the spine, then texts.

    An everyday question has its own pages first. Where nothing fits, what fits the known words
    spelt most like them, and at last these words without the shorter ones. absent: structures that
    are not there to be chosen now.
    """
    row = None if library is None else _row(query)
    answers = _fitting(query, catalog, library, audience, absent)
    if library is not None and row is not None:
        first = _led_to(row, library, audience)
        if not row.urgent and answers and _is_called(answers[0].id, query, catalog, library):
            # What is called just so is meant.
            return answers if row.nothing else _each_once([answers[0], *first, *answers])
        # Of what no text is about, words that happen to be in one lead nowhere.
        return first if row.nothing else _each_once([*first, *answers])
    if answers:
        return answers
    words = _telling(query)
    known = _vocabulary(catalog, library)
    near = [found for word in words if (found := word if word in known else _nearest(word, known))]
    while near:
        meant = " ".join(near)
        if answers := _fitting(meant, catalog, library, audience, absent):
            return [replace(found, meant=meant) for found in answers]
        near.remove(min(near, key=len))
    return []


def _row(query: str) -> Row | None:
    """The everyday question that is asked; None also where their file is damaged, which must not
    take the rest of the search away."""
    try:
        return asked(fold(query).split())
    except ContentError:
        return None


def _each_once(answers: Iterable[Found]) -> list[Found]:
    found: dict[str, Found] = {}
    for answer in answers:
        found.setdefault(answer.id, answer)
    return list(found.values())[:_LIMIT]


def _is_called(id: str, query: str, catalog: Catalog, library: Library) -> bool:
    """Whether a part of the spine or a text is called just what was typed."""
    note = library.notes.get(id)
    names = _names(catalog, id) if note is None else (note.title, *note.synonyms)
    return fold(query) in map(_folded, names)


def _led_to(row: Row, library: Library, audience: Audience) -> list[Found]:
    """The pages of an everyday question."""
    found = []
    for page, section in row.to:
        note = library.notes.get(page)
        if note is not None:
            kind = KIND_WORDS.get(note.kind, STRUCTURE)
            summary = plain(note.summary.text(audience.value))
            anchor = f"section-{section}" if section else ""
            found.append(Found(page, note.title, summary, kind, anchor, "", row.nothing))
    return found


def _telling(query: str) -> list[str]:
    """The words that say what is asked about; all of them where there is no such word."""
    words = fold(query).split()
    return [word for word in words if word not in _LITTLE] or words


def _nearest(word: str, known: Collection[str]) -> str:
    """The known word spelt most like this one; "" when none is or it is too short."""
    if len(word) < _LEAST_LETTERS:
        return ""
    # Hardly anyone mistakes the first letter, and words that differ in it mean other things.
    alike = [
        other
        for other in known
        if other[:1] == word[:1] and abs(len(other) - len(word)) <= _SPARE_LETTERS
    ]
    # Imported here: a start finds nothing.
    from viewer.study.spelling import distance

    near = next(iter(get_close_matches(word, alike, 1, _ALIKE)), "")
    # "Golf" is no "goal": what differs in more is another word.
    return near if near and distance(word, near, _SLIPS) <= min(_SLIPS, len(word) // 4) else ""


def _vocabulary(catalog: Catalog, library: Library | None) -> frozenset[str]:
    """Every word in the names and texts, as search reads it."""
    names: list[str] = []
    for place in catalog.places.values():
        names += (place.name, *place.synonyms)
    for structure in catalog.structures.values():
        names += (structure.name, structure.latin, *structure.synonyms)
    own = frozenset(word for name in names for word in _folded(name).split())
    return own | library.words if library is not None else own


def _fitting(
    query: str,
    catalog: Catalog,
    library: Library | None,
    audience: Audience,
    absent: Collection[StructureId],
) -> list[Found]:
    words, whole = _telling(query), fold(query)
    if not words:
        return []
    named, parts = _parts(words, catalog, absent)
    if library is None:
        return [*named, *parts][:_LIMIT]
    taken = {found.id for found in (*named, *parts)}
    called: list[tuple[int, Found]] = []
    texts: list[Found] = []
    for hit in library.search(" ".join(words), audience.value, _LIMIT):
        if hit.note_id in taken:
            continue
        note = library.note(hit.note_id)
        kind = KIND_WORDS.get(note.kind, STRUCTURE)
        rank = _rank(note, whole)
        if rank is None:
            rank = _rank(note, " ".join(words))
        if rank is None and hit.note_id.startswith("kind."):
            # What is told of a kind stands on the pages of its structures too.
            continue
        if rank is None:
            anchor = f"section-{hit.section}" if hit.section else ""
            texts.append(Found(hit.note_id, hit.title, hit.excerpt, kind, anchor))
        else:
            summary = plain(note.summary.text(audience.value))
            called.append((rank, Found(hit.note_id, hit.title, summary, kind)))
    called.sort(key=lambda each: each[0])
    best = [*named, *(found for _, found in called)]
    shown = max(0, _LIMIT - min(len(texts), _LIMIT // 3) - len(best))
    return [*best, *parts[:shown], *texts][:_LIMIT]


def _rank(note: Note, phrase: str) -> int | None:
    """How near a text is to what was typed, 0 the nearest; None if that is no name of it.

    A text of that name, a condition or guide looked for by it, a word of that name, a structure and
    at last a word looked for by it.
    """
    is_named = phrase in map(_folded, (note.title, *note.synonyms))
    if not is_named and phrase not in map(_folded, note.searched_as):
        return None
    if note.kind == "term":
        return 2 if is_named else 4
    if is_named:
        return 0
    return 1 if note.kind in KIND_WORDS else 3


#: Names are few and asked again with every letter typed.
_folded = lru_cache(maxsize=4096)(fold)


def _parts(
    words: list[str], catalog: Catalog, absent: Collection[StructureId]
) -> tuple[list[Found], list[Found]]:
    """Parts of the spine that fit, best first: those called just so, and the others."""
    scored: list[tuple[float, int, Found]] = []
    for place in catalog.places.values():
        score = _score(words, (place.short, place.name), place.synonyms)
        if score:
            found = Found(place.id, place.name, "Show this level")
            scored.append((score + _PLACE_BONUS, len(scored), found))
    for structure in catalog.structures.values():
        if structure.id in absent:
            continue
        names = (structure.short, structure.name)
        score = _score(words, names, (*structure.synonyms, structure.latin))
        if score:
            bonus = _WHOLE_BONUS if structure.parent is None else 0.0
            why = _reason(words, names, (*structure.synonyms, structure.latin))
            found = Found(structure.id, structure.name, why)
            scored.append((score + bonus, len(scored), found))
    scored.sort(key=lambda item: (-item[0], item[1]))
    phrase = " ".join(words)
    named = [found for *_, found in scored if phrase in map(_folded, _names(catalog, found.id))]
    return named, [found for *_, found in scored if found not in named]


def _names(catalog: Catalog, id: str) -> tuple[str, str]:
    known = StructureId(id)
    thing = catalog.structures.get(known) or catalog.places[known]
    return thing.short, thing.name


def _score(words: list[str], names: Iterable[str], others: Iterable[str]) -> float:
    """0 when a word fits nowhere; more for names than for other words, more for whole matches."""
    own = [f" {_folded(name)}" for name in names]
    other = [f" {_folded(name)}" for name in others]
    total = 0.0
    for word in words:
        if any(f" {word}" in name for name in own):
            total += 2.0
        elif any(f" {word}" in name for name in other):
            total += 1.0
        else:
            return 0.0
    phrase = " " + " ".join(words)
    whole = 4.0 if phrase in own else 2.0 if phrase in other else 0.0
    return total / len(words) + whole


def _reason(words: list[str], names: Iterable[str], others: Iterable[str]) -> str:
    """The other name that was meant, when the name itself does not say it."""
    own = " ".join(f" {_folded(name)}" for name in names)
    if all(f" {word}" in own for word in words):
        return ""
    fits = (name for name in others if any(f" {word}" in f" {_folded(name)}" for word in words))
    return next((f"also: {name}" for name in fits), "")
