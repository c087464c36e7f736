"""Finds sentences that stand in more than one text."""

from __future__ import annotations

import re

from annotations import markup
from annotations.library import Library
from annotations.readability import sentences
from annotations.violation import Violation, texts

#: Shorter sentences ("It is common.") may well be needed twice.
SHORTEST = 8
#: Warnings say the same thing in the same words wherever they stand.
_MAY_REPEAT = ("red-flags", "emergency", "urgent", "after-procedure", "by-level")


def repeated_sentences(library: Library) -> list[Violation]:
    """No sentence stands in two texts: what is said twice goes out of step, and bores."""
    first: dict[str, tuple[str, str]] = {}
    found = []
    for note, where, text in texts(library):
        if where.split(" ")[1] in _MAY_REPEAT or note.id == "topic.red-flags":
            continue
        for sentence in sentences(text):
            words = re.findall(r"\w+", sentence.casefold())
            key = " ".join(words)
            file, place = first.setdefault(key, (library.files[note.id], where))
            here = library.files[note.id]
            if len(words) >= SHORTEST and (file, place) != (here, where):
                what = f"{markup.plain(sentence)!r} stands also in {file}, {place}; reword one"
                found.append(Violation(here, where, what))
    return found
