"""How a name is written where there is room for it, and how where there is less. Pure.

First whole, then without the word for the role, which marker and legend tell too, then over two
lines, then over three: large letters beside a second view leave a narrow column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from viewer.spec import Label

Form = Callable[[Label], Label]

#: A line of so many letters is not broken (chosen: `Left L5 root` is, `L5–S1` is not).
_SHORT = 8
#: What a break costs that parts what belongs together, in letters (chosen).
_PARTED = 2.5
#: A side, what reaches a nerve, a role or the other count of a level may stand on a line alone.
_BREAKS_AFTER, _BREAKS_BEFORE = ("Left", "Right"), "("


def whole(label: Label) -> Label:
    """All there is to say, on one line."""
    return label


def brief(label: Label) -> Label:
    """Without the word for the role."""
    return replace(label, text=label.brief or label.text)


def in_two(label: Label) -> Label:
    """The same over two lines where one would be long."""
    return replace(label, text=in_lines(brief(label).text, 2))


def in_three(label: Label) -> Label:
    """The same over three."""
    return replace(label, text=in_lines(brief(label).text, 3))


#: What is tried, in turn, and whether names may leave their columns for it.
TRIES: tuple[tuple[Form, bool], ...] = (
    *((form, False) for form in (whole, brief, in_two, in_three)),
    *((form, True) for form in (brief, in_two, in_three)),
)


def in_lines(text: str, most: int) -> str:
    """A text over as many lines as make it narrow, `most` at most, broken where it may pause."""
    words = text.split(" ")
    return min(_broken(words, most), key=_cost)


def _broken(words: list[str], most: int) -> Iterator[str]:
    """The text with none, one .. breaks, few before many."""
    for count in range(min(most, len(words))):
        for places in combinations(range(1, len(words)), count):
            ends = (0, *places, len(words))
            yield "\n".join(" ".join(words[a:b]) for a, b in pairwise(ends))


def _cost(text: str) -> float:
    """The longest line, and what breaks part; short lines are as good as shorter ones."""
    lines = text.split("\n")
    parted = sum(not _pauses(a, b) for a, b in pairwise(lines))
    return max(_SHORT, *map(len, lines)) + _PARTED * parted


def _pauses(line: str, after: str) -> bool:
    return line.endswith((":", *_BREAKS_AFTER)) or after.startswith(_BREAKS_BEFORE)
