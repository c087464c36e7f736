"""The keys of the two windows: what presenters and their clickers press. Everything else goes to
the commands as ever."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Act(StrEnum):
    """What a key of presenting does."""

    NEXT = "next"
    PREVIOUS = "previous"
    BLACK = "black"
    END = "end"
    WORDS = "words"
    STRIP = "strip"
    TELL = "tell"
    CONTROLS = "controls"


#: Keys as Qt writes them. Clickers send page keys, `B` or `.`, and `F5` or `Esc`.
KEYS: Mapping[str, Act] = {
    "PgDown": Act.NEXT,
    "Space": Act.NEXT,
    "PgUp": Act.PREVIOUS,
    "B": Act.BLACK,
    ".": Act.BLACK,
    "Esc": Act.END,
    "W": Act.WORDS,
    "V": Act.TELL,
    "F2": Act.STRIP,
    "F3": Act.CONTROLS,
}
#: What each does, for the sheet of keys and for tips.
WORDS: Mapping[Act, str] = {
    Act.NEXT: "Next step, or next level",
    Act.PREVIOUS: "Previous step, or level above",
    Act.BLACK: "Black picture, and back",
    Act.END: "End; everything is as before",
    Act.WORDS: "Words of the step beside the picture",
    Act.TELL: "Show the answer, or hide it; without a question, the names",
    Act.STRIP: "The presenter’s strip, on one screen",
    Act.CONTROLS: "The program’s own window, with all its controls",
}


def keys_of(act: Act) -> tuple[str, ...]:
    """The keys of an act, the one to be named first."""
    return tuple(key for key, one in KEYS.items() if one is act)
