"""What levels are called on screen while a transitional vertebra leaves two ways to count them.

Ids never change, only names. A name is printed as the leading count has it, with the other in
brackets where they differ: `L5–L6 (L4–L5) disc`. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

from meshes.catalog import Catalog, Place, Structure
from meshes.effects.numbering import NOTE, TRANSITIONAL, numbering
from meshes.ids import StructureId, on_screen
from viewer.state import Counted, ViewState

_LEVEL = r"(?:T12|L[1-5]|S[1-5])"
#: A level, or two of them with a dash between, standing for itself.
_SPOT = re.compile(rf"(?<![\w–])({_LEVEL})(?:([–-])({_LEVEL}))?(?![\w–])")
#: Text that explains the two counts.
ABOUT = StructureId("condition.transitional-vertebra")
#: Where a sentence on the counts shows how they differ, while no other level is lit.
_EXAMPLE = "L5-S1"
#: Fewer states than this are open at once: each count with and without brackets.
_KEPT = 16
_Named = TypeVar("_Named", Structure, Place)


@dataclass(frozen=True, slots=True)
class Counting:
    """How levels are called in a state.

    names: for each usual name the leading and the other one; empty where nothing is renamed.
    note: what to know about the count, "" for the usual spine. counted: which count leads.
    """

    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    note: str = ""
    counted: Counted = Counted.ABOVE

    @property
    def is_renamed(self) -> bool:
        """Whether any level has other names than the usual ones."""
        return bool(self.names)

    @property
    def other(self) -> Counted:
        """The count that stands in brackets."""
        return Counted.BELOW if self.counted is Counted.ABOVE else Counted.ABOVE

    def lead(self, text: str) -> str:
        """A text with its levels named as the leading count does: `L5–L6 disc`."""
        return self._renamed(text, "")

    def both(self, text: str) -> str:
        """A text with both names of each level: `L5–L6 (L4–L5) disc`."""
        return self._renamed(text, " ({})")

    def full(self, text: str) -> str:
        """The same, saying what the bracket is: `L5–L6 (L4–L5 counted from below)`."""
        return self._renamed(text, f" ({{}} counted from {self.other})")

    def _renamed(self, text: str, bracket: str) -> str:
        if not self.names:
            return text

        def name(match: re.Match[str]) -> str:
            first, dash, second = match.groups()
            spot = [first, second] if second else [first]
            lead, other = ((dash or "").join(self.names[n][k] for n in spot) for k in (0, 1))
            if lead == other or not bracket:
                return lead
            # Within brackets a second pair of them would be hard to read.
            is_inside = text.count("(", 0, match.start()) > text.count(")", 0, match.start())
            return f"{lead}/{other}" if is_inside else lead + bracket.format(other)

        return _SPOT.sub(name, text)

    def sentences(self, level_text: str = "") -> tuple[str, ...]:
        """What to know about the count, with the names of one level in both; () for the usual
        spine. level_text: as in ids, `L5-S1`."""
        if not self.note:
            return ()
        if not self.names:
            return (self.note,)
        usual = on_screen(level_text or _EXAMPLE)
        lead, other = (self._named(usual, k) for k in (0, 1))
        if lead == other:
            return (f"{lead} counted from above and from below.", self.note)
        told = f"{lead} counted from {self.counted} is {other} counted from {self.other}."
        return (told, self.note)

    def text_note(self, level_text: str) -> str:
        """What a text on a level means while the level goes by another name; "" otherwise."""
        usual = on_screen(level_text)
        if not level_text or self.lead(usual) == usual:
            return ""
        return f"The text below is about {usual} of a spine with five lumbar vertebrae."

    def _named(self, text: str, which: int) -> str:
        """A level by itself, in the leading count (0) or the other (1)."""
        return "–".join(self.names[name][which] for name in text.split("–"))


USUAL = Counting()


def counting(state: ViewState) -> Counting:
    """How levels are called in a state; the usual way while the normal model is shown."""
    if state.is_before or not state.findings:
        return USUAL
    models = frozenset(f.model for f in state.findings if f.severity > 0.0) & TRANSITIONAL
    return _counting(models, state.counted) if models else USUAL


@lru_cache(maxsize=_KEPT)
def _counting(models: frozenset[str], counted: Counted) -> Counting:
    found = numbering(models)
    pairs = {name: (each.shown, each.below) for name, each in found.names.items()}
    if counted is Counted.BELOW:
        pairs = {name: (below, above) for name, (above, below) in pairs.items()}
    is_renamed = any(pair != (name, name) for name, pair in pairs.items())
    return Counting(pairs if is_renamed else {}, found.note or NOTE, counted)


def numbered(catalog: Catalog, state: ViewState, *, brackets: bool = True) -> Catalog:
    """The catalogue under the names of a state; itself for the usual spine.

    brackets: with the other count beside the leading one, as labels and lists print it; without,
    as running sentences do. Ids, members and order stay. One that was renamed before is renamed
    from its usual names.
    """
    usual = catalog.usual or catalog
    count = counting(state)
    if not count.is_renamed:
        return usual
    models = frozenset(f.model for f in state.findings if f.severity > 0.0) & TRANSITIONAL
    return _numbered(usual, models, state.counted, brackets)


@lru_cache(maxsize=_KEPT)
def _numbered(usual: Catalog, models: frozenset[str], counted: Counted, brackets: bool) -> Catalog:
    count = _counting(models, counted)
    say = count.both if brackets else count.lead
    structures = {id: _called(one, say) for id, one in usual.structures.items()}
    places = {id: _called(one, say) for id, one in usual.places.items()}
    return Catalog(structures, places, usual)


def _called(one: _Named, say: Callable[[str], str]) -> _Named:
    """A structure or place under another name; the usual one finds it still."""
    name = say(one.name)
    if name == one.name:
        return one
    return replace(one, name=name, short=say(one.short), synonyms=(one.name, *one.synonyms))
