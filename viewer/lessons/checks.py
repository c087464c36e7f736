"""What is wrong with a lesson: does each step show what it says, in words its readers can read?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotations import language, markup
from annotations.library import Library
from annotations.linking import target_exists
from annotations.readability import sentences, words_in
from annotations.violation import Violation
from viewer.atlas import Atlas
from viewer.lessons.lesson import Lesson, Opened, Step
from viewer.lessons.reading import HEAD, picture_file
from viewer.lessons.sights import unseen, unseen_lit
from viewer.state import Audience

_HYPHEN = re.compile(r"\b[TLS]\d-[TLS]?\d")


def check_lesson(opened: Opened, atlas: Atlas, library: Library) -> list[Violation]:
    """All that is wrong with a lesson that was read, a line each with file, place and cure."""
    lesson = opened.lesson
    found = [Violation(HEAD, "", problem) for problem in opened.problems]
    if not lesson.steps:
        found.append(Violation(HEAD, "steps", "no step; add one"))
    found += [
        Violation(name, "", f"not in the order of {HEAD}; add its name there, or remove the file")
        for name in _unlisted(opened)
    ]
    found += _unanswered_readers(lesson)
    found += _without_notes(lesson)
    for step in lesson.steps:
        found += check_step(opened.folder, step, atlas, library)
    return found


def check_step(folder: Path, step: Step, atlas: Atlas, library: Library) -> list[Violation]:
    """All that is wrong with one step."""
    file = f"{step.name}.toml"
    texts = list(_texts(step))
    found = [Violation(file, where, what) for where, what in _words(texts, library, atlas)]
    if not any(step.text.own(audience) for audience in Audience):
        found.append(Violation(file, "text", "nothing is said; write a text for one reader"))
    if step.question and not (step.question.ask and step.question.answer):
        found.append(Violation(file, "question", "half a question; write what is asked and how it "
                               "is answered, or neither"))  # fmt: skip
    cited = {name for _, text in texts for name in markup.citations(text)}
    found += [
        Violation(file, "sources", f"no source '{name}'; use an id of sources.toml")
        for name in sorted({*step.sources} - library.sources.keys())
    ]
    found += [
        Violation(file, "sources", f"'{name}' is cited and not listed; add it to sources")
        for name in sorted(cited - {*step.sources})
    ]
    if step.picture and picture_file(folder, step) is None:
        found.append(Violation(file, "picture", f"no picture '{step.picture}' in the folder that "
                               "could be shown; put it there, or take the entry out"))  # fmt: skip
    if step.picture and not step.picture_words:
        found.append(Violation(file, "picture_words", "missing; say what the picture shows"))
    targets = {link.target: link.words for _, text in texts for link in markup.links(text)
               if link.kind == "structure"}  # fmt: skip
    found += [
        Violation(file, "scene", f"“{words}” ({target}) {what}")
        for target, words in targets.items()
        if (what := unseen(step.state, atlas, target))
    ]
    if what := unseen_lit(step.state, atlas):
        found.append(Violation(file, "scene", what))
    return found


def _texts(step: Step) -> Iterator[tuple[str, str]]:
    """Every text of a step that its readers see, with its place."""
    for audience in Audience:
        if text := step.text.own(audience):
            yield f"text {audience}", text
    if step.question:
        yield "question ask", step.question.ask
        yield "question answer", step.question.answer
        yield "question reason", step.question.reason


def _words(
    texts: Iterable[tuple[str, str]], library: Library, atlas: Atlas
) -> Iterator[tuple[str, str]]:
    """Place and fault of every text: marks, links, wording; reading rules where patients read."""
    known = {str(id) for id in (*atlas.catalog.structures, *atlas.catalog.places)}
    patient: list[str] = []
    for where, text in texts:
        plain = markup.plain(text)
        for mark in markup.stray_marks(text):
            yield where, f"stray {mark!r}; mend the markup around it"
        for link in markup.links(text):
            if link.kind not in markup.LINK_KINDS:
                yield where, f"unknown kind of link {link.kind!r}; correct it"
            elif link.kind == "structure" and not target_exists(link.target, known, library):
                yield where, f"no structure {link.target!r}; use an id of the catalogue"
            elif link.kind != "structure" and link.note_id not in library.notes:
                yield where, f"no {link.kind} {link.target!r}; correct it"
        if found := _HYPHEN.search(plain):
            right = found.group().replace("-", "–")
            yield where, f"{found.group()!r}: levels have an en dash; write {right!r}"
        yield from ((where, fault) for fault in _phrases("wrong", plain))
        if where == "text patient" or where.startswith("question"):
            patient.append(text)
            yield from ((where, fault) for fault in _phrases("threat", plain))
            for sentence in sentences(text):
                if (count := words_in(sentence)) > language.LONGEST:
                    yield (
                        where,
                        f"{sentence!r} has {count} words, at most {language.LONGEST}; split it",
                    )
    lengths = [words_in(sentence) for sentence in sentences(*patient)]
    if lengths and sum(lengths) / len(lengths) > language.MEAN_LENGTH:
        mean = sum(lengths) / len(lengths)
        yield (
            "text patient",
            f"{mean:.1f} words a sentence, at most {language.MEAN_LENGTH:g}; split some",
        )


def _phrases(table: str, plain: str) -> Iterator[str]:
    for phrase in language.phrases("wrong" if table == "wrong" else "threat"):
        if match := phrase.pattern.search(plain):
            yield f"{match.group()!r}: {phrase.what}"


def _unanswered_readers(lesson: Lesson) -> list[Violation]:
    """Readers to whom some steps speak in their own words, and others do not."""
    found = []
    for audience in Audience:
        silent = [step.name for step in lesson.steps if not step.text.own(audience)]
        if silent and len(silent) < len(lesson.steps):
            found += [
                Violation(f"{name}.toml", f"text {audience}", "missing, though other steps have it")
                for name in silent
            ]
    return found


def _without_notes(lesson: Lesson) -> list[Violation]:
    """Steps at which whoever presents is left alone, though others have notes."""
    silent = [step.name for step in lesson.steps if not step.notes]
    if len(silent) == len(lesson.steps):
        return []
    what = "missing, though other steps have them; write what to point at and what to ask"
    return [Violation(f"{name}.toml", "notes", what) for name in silent]


def _unlisted(opened: Opened) -> list[str]:
    """Files of steps that the order does not name."""
    names = {f"{step.name}.toml" for step in opened.lesson.steps} | {HEAD}
    told = " ".join(opened.problems)
    return [
        path.name
        for path in sorted(opened.folder.glob("*.toml"))
        if path.name not in names and path.name not in told
    ]
