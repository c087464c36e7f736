"""How people write names of the spine, brought to one form: side, levels and the bag of words.

British and American spellings, digraphs, ordinals ("fifth lumbar"), short sides ("lt", "(R)") and
levels however they are written come out alike; the order of words does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from annotations.search import fold
from meshes.ids import Side
from meshes.reading import Figures, shipped_table

_SIDES = {
    **dict.fromkeys(
        ("left", "lt", "l", "lhs", "sin", "sinister", "sinistra", "sinistrum"), Side.LEFT
    ),
    **dict.fromkeys(("right", "rt", "r", "rhs", "dex", "dexter", "dextra", "dextrum"), Side.RIGHT),
}
_ORDINALS = {
    **{w: k for k, w in enumerate(("first", "second", "third", "fourth", "fifth"), 1)},
    **{w: k for k, w in enumerate(("1st", "2nd", "3rd", "4th", "5th"), 1)},
    "twelfth": 12,
    "12th": 12,
}
_REGIONS = {"lumbar": "l", "sacral": "s", "thoracic": "t"}
_LEVEL = re.compile(r"[tls]\d{1,2}(?:-[tls]\d{1,2})?")
_APART = re.compile(r"\b([tls])\s+(\d{1,2})\b")
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)})\s+({'|'.join(_REGIONS)})\b")
_NUMBERED = re.compile(rf"\b({'|'.join(_REGIONS)})\s+(?:vertebra\s+)?(\d{{1,2}})\b")
#: Words that change nothing, in English and Latin.
_EMPTY_WORDS = """
    a an and at by between for from in into is it its my of on or side sided that the this to s os
    ossis
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
#: Words that are one for some and two for others, and levels said with the name of the region.
_COMPOUND = {
    "neural foram": "neuroforam",
    "zygapophysial facet": "facet",
    "zygapophyseal facet": "facet",
    "caudal equina": "cauda equina",
}
_JOINED = re.compile(r"\b(inter|supra|ilio|lumbo|sacro|neuro|intra)[\s-]+(?=[a-z]{5})")
_REGION = re.compile(r"\b[lts][\s-]spine\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "xii": 12}
_IN_ROMAN = re.compile(r"\b(lumb\w+|sacral\w*|thorac\w+)\s+(xii|iv|v|i{1,3})\b")


@cache
def words_table() -> Figures:
    """Words that are alike, what parts belong to, short names. Raises TableError."""
    return shipped_table(Path(__file__).with_name("written_words.toml"))


@cache
def alike() -> Mapping[str, str]:
    """By a way of writing a word, the word it stands for."""
    same = words_table()["same"]
    return {one: word for word, others in same.items() for one in others.split()}


@dataclass(frozen=True, slots=True)
class Written:
    """A name taken apart. levels: `l5`, `l5-s1`. words: without side, levels and empty words.
    run: those in the order they stand, without gaps."""

    side: Side | None
    levels: frozenset[str]
    words: frozenset[str]
    run: str


@lru_cache(maxsize=8192)
def written(text: str) -> Written:
    """A name taken apart; never raises."""
    # "end plate" and "end-plate" are one word, hyphens within other words are gaps.
    flat = re.sub(r"\bend[\s-]plate", "endplate", _REGION.sub(" ", fold(text)))
    flat = _JOINED.sub(r"\1", flat)
    flat = _IN_ROMAN.sub(lambda m: f"{m[1][0]}{_ROMAN[m[2]]}", flat)
    flat = _ORDINAL.sub(lambda m: f"{_REGIONS[m[2]]}{_ORDINALS[m[1]]}", flat)
    flat = _NUMBERED.sub(lambda m: f"{_REGIONS[m[1]]}{m[2]}", flat)
    flat = fold(_APART.sub(r"\1\2", flat))
    for one, two in _COMPOUND.items():
        flat = flat.replace(one, two)
    side, levels, words = None, set[str](), dict[str, None]()
    for token in flat.split():
        if _LEVEL.fullmatch(token):
            levels.add(token)
            continue
        for word in token.replace("-", " ").split():
            if word in _SIDES:
                side = _SIDES[word]
            elif word not in _EMPTY:
                words[alike().get(word, word)] = None
    return Written(side, frozenset(levels), frozenset(words), "".join(words))


def distance(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many, or two changed about; `most` + 1 for more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def slip_of(word: str, known: Iterable[str]) -> str | None:
    """The one known word, as `alike` has it, that a word with small typing errors stands for; None
    without one or with two as near. The first letter is hardly ever the wrong one, and decides
    between those. Short words must be right: SAP and IAP are one letter apart."""
    most = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    near: dict[int, list[str]] = {}
    for each in known:
        if (away := distance(word, each, most)) <= most:
            near.setdefault(away, []).append(each)
    best = list(dict.fromkeys(alike().get(each, each) for each in near[min(near)])) if near else []
    if len(best) > 1:
        best = [each for each in best if each[0] == word[0]]
    return best[0] if len(best) == 1 else None
