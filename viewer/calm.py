"""Fewer names in the picture, and everyday ones, while two read a report together. Pure."""

from __future__ import annotations

import re

#: Words of the field within names, and what patients call it.
_PLAIN = (
    (re.compile(r"\bnerve roots?\b"), "nerve"),
    (re.compile(r"\b([Rr])oots\b"), "nerves"),
    (re.compile(r"\broot\b"), "nerve"),
    (re.compile(r"\bThecal sac\b"), "Nerve sac"),
    (re.compile(r"\bthecal sac\b"), "nerve sac"),
    (re.compile(r"\bHerniated disc material\b"), "Disc material"),
)
#: Members of a lit level that keep their names; of the others those that something reaches.
_NAMED = frozenset(["disc", "superior-vertebra", "inferior-vertebra", "sacrum", "lesion", ""])


def plain_names(words: str) -> str:
    """The words with everyday names of nerves and their sac."""
    for pattern, plain in _PLAIN:
        words = pattern.sub(plain, words)
    return words


def keeps_name(role: str, *, is_reached: bool) -> bool:
    """Whether a structure of this role has its name in a calm picture."""
    return is_reached or role in _NAMED
