"""Finds names of structures, conditions and procedures in the texts, and those without a link.

A reader can see what a sentence names, because the first mention in each section is a link. The
names are the titles and synonyms of the texts themselves, and the words of `names.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from annotations import markup
from annotations.library import Library
from annotations.note import Note, general_ids
from annotations.paths import ENGLISH, FOLDER
from annotations.violation import Violation, texts

NAMES = "names.toml"
_WORD = re.compile(r"\w+")
#: Signs that make one word of two: `disc-like` names no disc.
_JOINING = "–-"
_GOES_ON = re.compile(r"[\w–-]")
#: Kinds of notes that are themselves not anatomy, conditions or procedures: nothing links to them
#: by name.
_UNNAMED_KINDS = frozenset(["topic", "faq", "term", "segment", "region"])
_JOINED = r"(?<![–-])\b(?P<{}>T12[–-]L1|L1[–-]L2|L2[–-]L3|L3[–-]L4|L4[–-]L5|L5[–-]S1)"
_PLACED = {
    "disc": re.compile(_JOINED.format("disc") + r" (?:intervertebral )?discs?\b"),
    "facet": re.compile(_JOINED.format("facet") + r" facet(?: joint)?s?\b"),
    "foramen": re.compile(_JOINED.format("foramen") + r" (?:foramen|foramina)\b"),
    "segment": re.compile(_JOINED.format("segment") + r"(?![-–\w])"),
    "root": re.compile(r"(?<![–-])\b(?P<root>L[1-5]|S[12])(?: (?:nerve )?roots?| nerves?)\b"),
    "vertebra": re.compile(
        r"(?<![–-])\b(?P<vertebra>T12|L[1-5]) vertebra\b|\bvertebra (?P<vertebra_>T12|L[1-5])\b"
    ),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that stands in a text, from `start` to `end`, and the id it names.

    target: an id of the catalogue, one without its side (`root.L5`), or the id of a text.
    """

    start: int
    end: int
    target: str

    @property
    def link(self) -> str:
        """The address to link to: `structure:root.L5`, `condition:disc-bulge`."""
        kind, _, slug = self.target.partition(".")
        if kind in ("condition", "procedure"):
            return f"{kind}:{slug}"
        return f"structure:{self.target}"


@dataclass(frozen=True)
class Names:
    """Every name that is looked for; `targets` maps its words, in small letters, to an id."""

    targets: Mapping[str, str]

    @cached_property
    def _by_first(self) -> Mapping[str, tuple[str, ...]]:
        """The names that begin with a word, the longest first."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.targets, key=len, reverse=True):
            if first := _WORD.match(name):
                found.setdefault(first.group(), []).append(name)
        return {word: tuple(names) for word, names in found.items()}

    def mentions(self, text: str) -> Iterator[Mention]:
        """Names in plain words, in order; the longest name at a place counts."""
        found = list(self._named(re.sub(r"\s", " ", text.casefold())))
        for kind, pattern in _PLACED.items():
            for m in pattern.finditer(text):
                level = next(level for level in m.groups() if level).replace("–", "-")
                found.append(Mention(m.start(), m.end(), f"{kind}.{level}"))
        end = 0
        for mention in sorted(found, key=lambda m: (m.start, -m.end)):
            if mention.start >= end:
                end = mention.end
                if mention.target:
                    yield mention

    def _named(self, flat: str) -> Iterator[Mention]:
        """The longest known name at each word of a text in small letters."""
        for word in _WORD.finditer(flat):
            start = word.start()
            if start and flat[start - 1] in _JOINING:
                continue
            for name in self._by_first.get(word.group(), ()):
                end = start + len(name)
                if flat.startswith(name, start) and not _GOES_ON.match(flat, end):
                    yield Mention(start, end, self.targets[name])
                    break


def read_names(library: Library, root: Path = FOLDER) -> Names:
    """The names of all texts of `library` and of `names.toml` below `root`.

    `names.toml`: `not_linked` holds words that mean too many things, `not_names` phrases that hold
    a name without naming it; each `[[name]]` gives more `words` for a `target`.
    """
    path = root / ENGLISH / NAMES
    table = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    targets: dict[str, str] = {}
    for note in library.notes.values():
        if note.kind not in _UNNAMED_KINDS:
            for name in (note.title, *note.synonyms):
                targets.setdefault(_flat(name), note.id)
    for word in table.get("not_linked", ()):
        targets.pop(_flat(word), None)
    for row in table.get("name", ()):
        targets |= {_flat(word): row["target"] for word in row["words"]}
    for name, target in list(targets.items()):
        for plural in _plurals(name):
            targets.setdefault(plural, target)
    targets |= {_flat(phrase): "" for phrase in table.get("not_names", ())}
    return Names(targets)


def unlinked(text: str, names: Names, note_id: str = "") -> list[Mention]:
    """First mentions in the marked-up `text` that are not links, but for what the note is about."""
    own = {note_id, *general_ids(note_id)}
    hidden = _without_marks(text)
    mentions = list(names.mentions(hidden))
    linked = [
        (match.start(), {target, *general_ids(target)})
        for match in markup.INLINE.finditer(_without_bold(text))
        if match["words"] is not None
        for target in [_target(match["kind"], match["target"])]
    ]
    found: list[Mention] = []
    seen: set[str] = set()
    for mention in mentions:
        already = any(start < mention.start and mention.target in ids for start, ids in linked)
        if mention.target not in own and mention.target not in seen and not already:
            found.append(mention)
        seen |= {mention.target, *general_ids(mention.target)}
    return found


def first_mentions(library: Library, root: Path = FOLDER) -> list[Violation]:
    """The first mention of a structure, condition or procedure in each section is a link."""
    names = read_names(library, root)
    found = []
    for note, where, text in texts(library):
        if not _links_nothing(note, where):
            for mention in unlinked(text, names, note.id):
                words = text[mention.start : mention.end]
                what = f"{words!r} is no link; write [{words}]({mention.link})"
                found.append(Violation(library.files[note.id], where, what))
    return found


def with_links(text: str, names: Names, note_id: str = "") -> str:
    """The text with a link on each first mention that lacks one."""
    for mention in reversed(unlinked(text, names, note_id)):
        words = text[mention.start : mention.end]
        if "**" not in words:  # a name that is bold in part cannot be one link
            text = f"{text[: mention.start]}[{words}]({mention.link}){text[mention.end :]}"
    return text


def target_exists(target: str, known_ids: Collection[str], library: Library) -> bool:
    """Whether a link to a structure leads somewhere: an id, one without its side, or a kind."""
    if target.startswith("kind."):
        return target in library.notes or target in GENERIC
    return target in known_ids or f"{target}.left" in known_ids


#: Structures that a text names by what they do at the level shown, without naming the level.
GENERIC = ("kind.exiting-root", "kind.traversing-root")


def _links_nothing(note: Note, where: str) -> bool:
    # The few words that say what a term means are shown where no link can be followed.
    return note.kind == "term" and where.startswith("summary")


def _target(kind: str, target: str) -> str:
    return target if kind == "structure" else f"{kind}.{target}"


def _without_bold(text: str) -> str:
    """Bold signs blanked, so that what stands inside is found; every other sign keeps its place."""
    return text.replace("**", "  ")


def _without_marks(text: str) -> str:
    """Links and citations blanked as well: what is left are the words outside of links."""
    blank = markup.TABLE.sub(_blanked, _without_bold(text))
    return markup.INLINE.sub(_blanked, blank)


def _blanked(match: re.Match[str]) -> str:
    return "\x00" * len(match.group())


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words.casefold())


def _plurals(name: str) -> tuple[str, ...]:
    if name.endswith("sis"):
        return (f"{name[:-2]}es",)
    if name.endswith("s"):
        return ()
    return (f"{name}s", f"{name[:-1]}ies") if name.endswith("y") else (f"{name}s",)
