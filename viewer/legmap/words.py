"""The leg map in words: what is painted, and shares as people say them."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.legmap_data import load_map_words
from meshes.ids import Side
from viewer.legmap.areas import named_places

#: Shares in words, each up to its limit.
_SHARES = (
    (0.29, "a quarter"),
    (0.42, "a third"),
    (0.58, "half"),
    (0.71, "two thirds"),
    (0.85, "three quarters"),
)
NOTHING = "Nothing is painted."


def share_words(share: float) -> str:
    """A share 0..1 as people say it: "about half" without the "about"."""
    return next((words for limit, words in _SHARES if share < limit), "all")


def painted_words(pain: frozenset[int], numb: frozenset[int]) -> str:
    """What is painted, by named places and sides."""
    told = [
        f"{title}: {', '.join(places(cells))}."
        for title, cells in (("Pain", pain), ("Numbness", numb))
        if cells
    ]
    return " ".join(told) or NOTHING


def places(cells: frozenset[int]) -> Sequence[str]:
    """The named places of a painting: "left calf", or "calf on both sides"."""
    names = load_map_words().regions
    found: dict[str, list[Side]] = {}
    for name, side in named_places(cells):
        found.setdefault(name, []).append(side)
    told = []
    for name, sides in found.items():
        words = names[name]
        both = f"{words.replace('{side} ', '')} on both sides"
        told.append(both if len(sides) == 2 else words.format(side=sides[0]))
    return told or ["a spot without a name"]


def placed(words: str, side: Side) -> str:
    """The name of a place on a side, as it begins a line."""
    named = words.format(side=side)
    return named[:1].upper() + named[1:]
