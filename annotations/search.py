"""Plain text search over notes, ranked by where the words stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from annotations.markup import plain
from annotations.note import AUDIENCES, Audience, Note, SectionKind

WEIGHTS = {"title": 10.0, "synonym": 8.0, "summary": 4.0, "body": 1.0}
OTHER_AUDIENCE = 0.4
EXCERPT = 60
#: Most texts are plain letters but for these; without them nothing need be taken apart.
_PLAIN = str.maketrans(
    {"–": "-", "’": None, "'": None, "“": " ", "”": " ", "°": " ", "≥": " ", "±": " "}
)
_HAS_LEVEL = re.compile(r"\b[lst]\d")
_GAPS = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One note found; `section` is the key of the section that fits best, or None for the top."""

    note_id: str
    title: str
    section: str | None
    excerpt: str
    score: float


@dataclass(frozen=True, slots=True)
class _Field:
    weight: float
    folded: str
    text: str
    section: str | None


def fold(text: str) -> str:
    """Lower case without accents; a level however it is written (`L5/S1`, `l4-5`) as `l4-l5`."""
    flat = text.casefold().translate(_PLAIN)
    if not flat.isascii():
        flat = unicodedata.normalize("NFKD", flat)
        flat = "".join(char for char in flat if not unicodedata.combining(char))
    flat = flat.replace("disk", "disc")
    if _HAS_LEVEL.search(flat):
        flat = re.sub(r"\b(l5)\s*[-/]\s*1\b", r"\1-s1", flat)
        flat = re.sub(r"\b(t12)\s*[-/]\s*1\b", r"\1-l1", flat)
        flat = re.sub(r"\b(l[1-4])\s*[-/]\s*([2-5])\b", r"\1-l\2", flat)
        flat = re.sub(r"\b([lst]\d{1,2})\s*[-/ ]?\s*([ls]\d)\b", r"\1-\2", flat)
    return _GAPS.sub(" ", flat).strip()


class SearchIndex:
    """Folded words of every note, made once."""

    def __init__(self, notes: Iterable[Note], kinds: Mapping[str, SectionKind]) -> None:
        self._notes = {note.id: note for note in notes}
        self._fields = {
            (note.id, audience): tuple(_fields(note, audience, kinds))
            for note in self._notes.values()
            for audience in AUDIENCES
        }

    @cached_property
    def words(self) -> frozenset[str]:
        """Every folded word of every text."""
        fields = (field for fields in self._fields.values() for field in fields)
        return frozenset(word for field in fields for word in field.folded.split())

    def search(self, query: str, audience: Audience, limit: int) -> list[Hit]:
        """Notes that hold every word of `query` as the beginning of a word, best first."""
        words = fold(query).split()
        if not words:
            return []
        hits = (self._hit(note, words, audience) for note in self._notes.values())
        found = [hit for hit in hits if hit is not None]
        return sorted(found, key=lambda hit: (-hit.score, hit.title))[:limit]

    def _hit(self, note: Note, words: list[str], audience: Audience) -> Hit | None:
        best: Hit | None = None
        for reader in AUDIENCES:
            factor = 1.0 if reader == audience else OTHER_AUDIENCE
            hit = _best(note, self._fields[note.id, reader], words, factor)
            if hit is not None and (best is None or hit.score > best.score):
                best = hit
        return best


def _fields(note: Note, audience: Audience, kinds: Mapping[str, SectionKind]) -> Iterable[_Field]:
    def field(where: str, text: str, section: str | None = None) -> _Field:
        return _Field(WEIGHTS[where], " " + fold(text) + " ", text, section)

    yield field("title", note.title)
    if note.kind == "segment":
        yield field("title", note.id.partition(".")[2])
    for name in (*note.synonyms, *note.searched_as, *filter(None, [note.latin])):
        yield field("synonym", name)
    yield field("summary", plain(note.summary.text(audience)))
    for section in note.sections:
        heading = kinds[section.key].heading(audience) if section.key in kinds else section.key
        text = f"{heading}. {plain(section.texts.text(audience))}"
        yield field("body", text, section.key)


def _best(note: Note, fields: tuple[_Field, ...], words: list[str], factor: float) -> Hit | None:
    """Score one note, or None if a word is nowhere in it."""
    score = 0.0
    for word in words:
        weights = [field.weight for field in fields if f" {word}" in field.folded]
        if not weights:
            return None
        score += max(weights)
    phrase = " " + " ".join(words)
    whole = [field for field in fields if phrase in field.folded]
    score += sum(2 * field.weight for field in whole[:1])
    score += sum(4 * field.weight for field in whole if field.folded == phrase + " ")
    place = max(
        fields,
        key=lambda field: (field in whole, sum(f" {w}" in field.folded for w in words)),
    )
    return Hit(note.id, note.title, place.section, _excerpt(place.text, words), score * factor)


def _excerpt(text: str, words: list[str]) -> str:
    """The text about the first of the words that stands in it."""
    flat = text.casefold()
    at = next((found for word in words if (found := flat.find(word)) >= 0), 0)
    start = 0 if at < EXCERPT else text.rfind(" ", 0, at - EXCERPT // 2) + 1
    end = text.find(" ", min(len(text), at + EXCERPT))
    tail = "" if end == -1 else " ..."
    return ("... " if start else "") + (text[start:] if end == -1 else text[start:end]) + tail
