"""Sentences of a text and their length, and its running words for a measure of reading grade."""

from __future__ import annotations

import re

from annotations.markup import plain_lines

WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)?")
SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+(?=[A-Z0-9\"“‘])|(?<=[.!?])\s+")


def sentences(*texts: str) -> list[str]:
    """The sentences of texts in the Markdown subset; each list item counts as one."""
    return [
        sentence
        for text in texts
        for line in plain_lines(text)
        for sentence in SENTENCE_END.split(line)
        if WORD.search(sentence)
    ]


def words_in(sentence: str) -> int:
    """How many words a sentence has."""
    return len(WORD.findall(sentence))


def running_text(*texts: str) -> str:
    """All lines of texts as one text in which each line, a list item too, ends as a sentence."""
    lines = [line for text in texts for line in plain_lines(text)]
    return "\n".join(line if line[-1:] in ".!?" else f"{line.rstrip(':;,')}." for line in lines)
