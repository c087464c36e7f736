"""How hard a text is to read: sentence length and Flesch-Kincaid grade.

Grade formula: Kincaid JP, et al. Derivation of new readability formulas for Navy enlisted
personnel. Naval Technical Training Command, 1975. Syllables are counted by rule, so a grade is
good to about half a school year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotations.markup import plain_lines

WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)?")
SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+(?=[A-Z0-9\"“‘])|(?<=[.!?])\s+")
VOWELS = re.compile(r"[aeiouy]+")
HIATUS = re.compile(
    r"i[aou]|(?<!p)eo|ua[lt]|[aeiouy]ing\b|rea(?:ct|te)|\b[ia]rea|[di]ea[ls]?\b|uid|[yi]e[nt]|sm\b"
)
ONE_SOUND = re.compile(r"[cgst]io|[ct]ia|geo|quid|iou?gh|sqa|[aeiou]uing|gui|qui?e|aien")
SILENT_E = re.compile(r"[^aeiouy]e$|[aeiou]ve$|ue$")
SILENT_ED = re.compile(r"[^aeioutd]ed$")
SILENT_ES = re.compile(r"(?:[^aeiousxzcghl]|[aeiouy]l|[ao]ch)es$")
COMPOUND_E = re.compile(r"(?<=[a-z])e(?=(?:ly|ment|less|ful|times?)$)")


@dataclass(frozen=True, slots=True)
class Readability:
    """Counts of one text; `grade` is the school year that reads it with ease."""

    sentences: int
    words: int
    syllables: int

    @property
    def words_per_sentence(self) -> float:
        """Mean sentence length in words."""
        return self.words / max(1, self.sentences)

    @property
    def grade(self) -> float:
        """Flesch-Kincaid grade level."""
        return 0.39 * self.words_per_sentence + 11.8 * self.syllables / max(1, self.words) - 15.59


def measure(*texts: str) -> Readability:
    """Measure texts in the Markdown subset together; each list item counts as a sentence."""
    sentences = [
        words
        for text in texts
        for line in plain_lines(text)
        for sentence in SENTENCE_END.split(line)
        if (words := WORD.findall(sentence))
    ]
    words = [word for sentence in sentences for word in sentence]
    return Readability(len(sentences), len(words), sum(map(syllables, words)))


def syllables(word: str) -> int:
    """Syllables of an English word by rule; a code such as L5 counts two."""
    if word.isupper() and len(word) > 1 and word.isalpha():
        return len(word)  # an abbreviation is spelt out
    low = word.casefold().replace("’", "").replace("'", "")
    if any(char.isdigit() for char in low):
        return 1 if low.isdigit() and len(low) == 1 else 2
    if len(low) <= 3:
        return max(1, len(VOWELS.findall(low)) - low.endswith("e") * (len(low) > 2)) or 1
    stem = COMPOUND_E.sub("", low)
    count = len(VOWELS.findall(stem)) + len(HIATUS.findall(stem)) - len(ONE_SOUND.findall(stem))
    has_silent_e = SILENT_E.search(stem) and not re.search(r"[^aeiou]le$", stem)
    if has_silent_e or SILENT_ED.search(stem) or SILENT_ES.search(stem):
        count -= 1
    return max(1, count)
