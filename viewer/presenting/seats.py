"""On which screen the audience's window goes, and on which the presenter's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Seats:
    """Where the two windows lie, pixels of the desktop (x, y, width, height). audience: the whole
    of a screen. speaker: None where there is but one screen, which is the audience's."""

    audience: Box
    speaker: Box | None = None


def seats(screens: Sequence[Box], home: Box) -> Seats:
    """Where the windows go.

    screens: all screens, each once. home: the program's window; the screen that holds most of it
    is the presenter's, the largest of the others the audience's. Screens that show the same part
    of the desktop (a projector that mirrors) count as one. Raises ValueError for no screen.
    """
    apart = list(dict.fromkeys(_apart(screens)))
    if not apart:
        raise ValueError("there is no screen")
    own = max(apart, key=lambda screen: _shared(screen, home))
    others = [screen for screen in apart if screen != own]
    if not others:
        return Seats(own)
    return Seats(max(others, key=lambda screen: screen[2] * screen[3]), own)


def _apart(screens: Sequence[Box]) -> list[Box]:
    """The screens less those that only repeat a part of another."""
    return [
        one
        for k, one in enumerate(screens)
        if not any(
            _shared(one, other) == one[2] * one[3] and (_size(other), -n) > (_size(one), -k)
            for n, other in enumerate(screens)
            if n != k
        )
    ]


def _size(box: Box) -> int:
    return box[2] * box[3]


def _shared(one: Box, other: Box) -> int:
    """The area that two boxes share."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0, wide) * max(0, high)
