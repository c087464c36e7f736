"""Marking what was typed for a structure: right, wrong, or a question back where it is not sure.

A right answer is never marked wrong: what names nothing that is known, leaves the side or level
open, or names a part for its whole gets a question back instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from meshes.catalog import Catalog, Structure
from meshes.ids import StructureId
from viewer.study.spelling import Written, alike, slip_of, words_table, written


class Verdict(StrEnum):
    """What came of an answer. UNSURE: ask back before anything is counted."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Mark:
    """ask: the question back, for UNSURE. meant: a name to offer as "did you mean", "" for none."""

    verdict: Verdict
    ask: str = ""
    meant: str = ""


RIGHT, WRONG = Mark(Verdict.RIGHT), Mark(Verdict.WRONG)
_INEXACT = Mark(Verdict.UNSURE, "Please be more exact: name it in full.")
_DIRECTIONS = frozenset(("superior", "inferior", "anterior", "posterior", "lateral"))


@dataclass(frozen=True, slots=True)
class _Known:
    """A structure with its names taken apart. levels: what of levels its names say, by any of
    them, and what its id says; bags: their words. context: words for what it belongs to, which may
    be written or left out; own: all of these words."""

    id: StructureId
    levels: tuple[frozenset[str], ...]
    bags: tuple[frozenset[str], ...]
    context: frozenset[str]
    own: frozenset[str]


class Marker:
    """Marks names against one catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known = {s.id: _known(s) for s in catalog.structures.values()}

    @cached_property
    def _by_bag(self) -> dict[frozenset[str], tuple[StructureId, ...]]:
        found: dict[frozenset[str], list[StructureId]] = {}
        for known in self._known.values():
            for bag in dict.fromkeys(known.bags):
                found.setdefault(bag, []).append(known.id)
        return {bag: tuple(ids) for bag, ids in found.items()}

    @cached_property
    def _words(self) -> frozenset[str]:
        own = frozenset(word for known in self._known.values() for word in known.own)
        return own | frozenset(one for one, word in alike().items() if word in own)

    @cached_property
    def _runs(self) -> dict[str, frozenset[str]]:
        named = (written(n) for s in self._catalog.structures.values() for n in names_of(s))
        return {name.run: name.words for name in named if name.run}

    def mark(self, typed: str, right: StructureId) -> Mark:
        """What came of a typed name where this structure is the answer."""
        said = written(typed)
        bag = self._bag_of(said, right)
        if bag is None:
            return self._unknown(said, right)
        if bag in self._known[right].bags:
            return self._placed(said, bag, right)
        if not bag:
            return Mark(Verdict.UNSURE, "Write what it is, too.")
        fits = [id for id in self._by_bag[bag] if self._agrees(said, id)]
        mark = self._related(fits, right)
        is_part = any(bag < each for each in self._known[right].bags)
        if mark is WRONG and not fits and is_part and self._agrees(said, right):
            return _INEXACT
        return mark

    def _bag_of(self, said: Written, right: StructureId) -> frozenset[str] | None:
        """The names that the words stand for, small typing errors taken out, the right one's before
        another's; None for none."""
        if not said.words and not said.levels:
            return None
        bag = self._mended(said)
        if bag in self._known[right].bags:
            return bag
        if any(self._agrees(said, id) for id in self._by_bag.get(bag, ())):
            return bag
        if (meant := self._in_other_words(bag, right)) is not None:
            return meant
        return bag if bag in self._by_bag else self._runs.get(said.run)

    def _in_other_words(self, said: frozenset[str], right: StructureId) -> frozenset[str] | None:
        """The name of a structure that was written with what it belongs to, without it, or with two
        of its names in one; None for no such. A direction is never taken for granted."""
        known = self._known[right]
        if not said <= known.own:
            return None
        kind = (right.kind, right.part)
        for bag in known.bags:
            bare = bag - known.context or bag
            others = (id for id in self._by_bag.get(bare, ()) if bare != bag)
            if any((id.kind, id.part) != kind for id in others):
                bare = bag
            if bare <= said and not (said - bag - known.context) & _DIRECTIONS:
                return bag
        return None

    def _mended(self, said: Written) -> frozenset[str]:
        if said.words in self._by_bag:
            return said.words
        return frozenset(
            word if word in self._words else slip_of(word, self._words) or word
            for word in said.words
        )

    def _placed(self, said: Written, bag: frozenset[str], right: StructureId) -> Mark:
        """The name is right; what of side and level?"""
        known = self._known[right]
        twins = [self._known[id] for id in self._by_bag[bag] if id != right]
        if said.side is not None and right.side is not said.side:
            if right.side is None and any(t.id.side is said.side for t in twins):
                return Mark(Verdict.UNSURE, "That is a part of it. What is the whole called?")
            if right.side is not None:
                return WRONG
        if not self._levels_agree(said, right):
            if any(_is_partly(said.levels, each) for each in known.levels):
                return Mark(Verdict.UNSURE, "Which level do you mean? Write it in full.")
            return WRONG
        missing = []
        if said.side is None and any(t.id.side not in (None, right.side) for t in twins):
            missing += ["side"] if right.side is not None else []
        others = any(t.levels != known.levels for t in twins)
        if not said.levels and known.levels and others:
            missing.append("level")
        if missing:
            return Mark(Verdict.UNSURE, f"Which {' and which '.join(missing)}?")
        return RIGHT

    def _related(self, fits: list[StructureId], right: StructureId) -> Mark:
        """Another name: of a part, of the whole, or of something else."""
        chain = set(self._catalog.chain(right))
        if any(id in chain for id in fits):
            return Mark(Verdict.UNSURE, "It is a part of that. Which part?")
        if any(right in set(self._catalog.chain(id)) for id in fits):
            return Mark(Verdict.UNSURE, "That is a part of it. What is the whole called?")
        return WRONG

    def _unknown(self, said: Written, right: StructureId) -> Mark:
        """No name that is known: near the right one, too short for one, or strange."""
        if not said.words:
            return Mark(Verdict.UNSURE, "Write its name, with side and level where it has them.")
        mended, bags = self._mended(said), self._known[right].bags
        for bag in bags:
            is_within = bool(bag) and bag < mended and not (mended - bag) & self._words
            if is_within and self._agrees(said, right):
                name = self._catalog.structures[right].name
                return Mark(Verdict.UNSURE, "Did you mean", name)
        if any(mended < bag for bag in self._by_bag):
            return _INEXACT
        if near := self._nearest(said, mended):
            return Mark(Verdict.UNSURE, "Did you mean", near)
        return Mark(Verdict.UNSURE, "That name is not known here. Check it, or keep it.")

    def _nearest(self, said: Written, mended: frozenset[str]) -> str:
        """The one name most of whose words were written, "" without one."""
        scored = sorted(
            ((len(mended & bag) / len(mended | bag), sorted(bag)) for bag in self._by_bag),
            reverse=True,
        )
        if scored[0][0] < 0.5 or scored[0][0] == scored[1][0]:
            return ""
        ids = [id for id in self._by_bag[frozenset(scored[0][1])] if self._agrees(said, id)]
        return self._catalog.structures[ids[0]].name if len(ids) == 1 else ""

    def _agrees(self, said: Written, id: StructureId) -> bool:
        """Whether side and level, as far as they were said, are those of a structure."""
        is_side = said.side is None or id.side is None or said.side is id.side
        return is_side and self._levels_agree(said, id)

    def _levels_agree(self, said: Written, id: StructureId) -> bool:
        levels = self._known[id].levels
        bones = _bones(said.levels)
        return not bones or not levels or any(bones == _bones(each) for each in levels)


def _known(structure: Structure) -> _Known:
    kind, part = structure.id.kind, structure.id.part
    key = f"{kind}.{part}" if part else kind
    table = words_table()
    names = [written(n) for n in (*names_of(structure), *table["names"].get(key, ()))]
    own = frozenset(filter(None, [structure.id.level_text.lower()]))
    levels = tuple(dict.fromkeys(one for one in (*(n.levels for n in names), own) if one))
    bags = tuple(dict.fromkeys(n.words for n in names if n.words))
    if kind == "vertebra" and structure.parent is None:
        # "L5" alone is what everybody calls a vertebra.
        bags = (*bags, frozenset())
    context = frozenset(table["context"].get(key, table["context"].get(kind, "")).split())
    return _Known(structure.id, levels, bags, context, context.union(*bags))


def names_of(structure: Structure) -> tuple[str, ...]:
    """Every name under which a structure is right: name, short name, Latin, synonyms."""
    every: Iterable[str] = (
        structure.name,
        structure.short,
        structure.latin,
        *structure.synonyms,
    )
    return tuple(dict.fromkeys(name for name in every if name))


def _bones(levels: frozenset[str]) -> frozenset[str]:
    return frozenset(bone for level in levels for bone in level.split("-"))


def _is_partly(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one of two levels lies within the other: L5 in L5–S1."""
    said, meant = _bones(one), _bones(other)
    return said < meant or meant < said
