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
    first: dict[str, tuple[str, str, str]] = {}
    found = []
    for note, where, text in texts(library):
        is_meaning = note.kind == "term" and where.startswith("summary")  # one for all readers
        if where.split(" ")[1] in _MAY_REPEAT or note.id == "topic.red-flags" or is_meaning:
            continue
        for sentence in sentences(text):
            words = re.findall(r"\w+", sentence.casefold())
            key = " ".join(words)
            here = (library.files[note.id], note.id, where)
            file, _, place = first.setdefault(key, here)
            if len(words) >= SHORTEST and first[key] != here:
                what = f"{markup.plain(sentence)!r} stands also in {file}, {place}; reword one"
                found.append(Violation(here[0], where, what))
    return found
