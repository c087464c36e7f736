"""Checks of the words of reports: what they lead to exists, each is found by one way of saying it
alone, and patients read short, calm sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

from annotations.consult_words import FILE, ConsultWords, load_consult
from annotations.fault import ContentError
from annotations.language import LONGEST, MEAN_LENGTH, phrases
from annotations.library import Library
from annotations.models import load_models
from annotations.prevalence import prevalence
from annotations.readability import sentences, words_in
from annotations.violation import Violation

#: What is done with a needle stands in no report as a finding.
NO_FINDINGS = frozenset(["needle"])


def unsound(library: Library, file: Path | None = None) -> list[Violation]:
    """Everything wrong with the words of reports."""
    try:
        consult = load_consult(file)
    except ContentError as problem:
        return [Violation(FILE, "", str(problem))]
    return [*_leads(consult, library), *_unsaid(consult), *_doubled(consult), *_hard(consult)]


def patient_lines(file: Path | None = None) -> tuple[str, ...]:
    """Every line of explanation, for a measure of how hard they are."""
    return tuple(line for _, line in _told(load_consult(file)))


def _told(consult: ConsultWords) -> Iterator[tuple[str, str]]:
    """What patients read: of which word, and the line."""
    yield from (("about", line) for line in astuple(consult.about))
    for word in consult.words.values():
        yield from ((word.id, line) for line in (word.plain, word.remark) if line)


def _leads(consult: ConsultWords, library: Library) -> Iterator[Violation]:
    """Each word leads to a text, a model and figures that exist, and its model takes its side."""
    models, figures = load_models(), prevalence().findings
    for word in consult.words.values():
        if word.text not in library.notes:
            yield Violation(FILE, word.id, f"no text {word.text!r}; correct it")
        for id in word.figures:
            if id not in figures:
                yield Violation(FILE, word.id, f"no finding {id!r} in prevalence.toml")
        if not word.model:
            continue
        model = models.get(word.model)
        if model is None:
            yield Violation(FILE, word.id, f"no model {word.model!r}; correct it")
        elif (word.side and word.side not in model.sides) or (
            word.zone and word.zone not in model.zones
        ):
            yield Violation(FILE, word.id, f"{model.name} has no such side or zone; correct it")


def _unsaid(consult: ConsultWords) -> Iterator[Violation]:
    """Each model that a report may name has a word."""
    said = {word.model for word in consult.words.values()}
    for model in load_models().values():
        if model.group not in NO_FINDINGS and model.id not in said:
            yield Violation(FILE, model.id, "no word of a report shows it; add one")


def _doubled(consult: ConsultWords) -> Iterator[Violation]:
    """No two words are said alike."""
    ways = [way.casefold() for word in consult.words.values() for way in {word.says, *word.also}]
    for way, count in Counter(ways).items():
        if count > 1:
            yield Violation(FILE, way, "two words are said so; leave it to one")


def _hard(consult: ConsultWords) -> Iterator[Violation]:
    """Long sentences, and words that frighten."""
    lengths = []
    for where, line in _told(consult):
        for sentence in sentences(line):
            lengths.append(words_in(sentence))
            if lengths[-1] > LONGEST:
                what = f"{sentence!r} has more than {LONGEST} words; split it"
                yield Violation(FILE, where, what)
            for phrase in phrases("threat"):
                if match := phrase.pattern.search(sentence):
                    yield Violation(FILE, where, f"{match.group()!r}: {phrase.what}")
    mean = sum(lengths) / max(1, len(lengths))
    if mean > MEAN_LENGTH:
        yield Violation(FILE, "", f"{mean:.1f} words a sentence, at most {MEAN_LENGTH:g}")
