"""What a lesson is: steps in an order, each a scene with a title, words and perhaps a question."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from viewer.state import Audience, ViewState

#: Names of steps are names of files: no way out of the folder, and the same on every system.
STEP_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
PICTURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}\.(?:png|jpg|jpeg)")
#: More than any lesson has, and what a reader can bear (all chosen).
MOST_STEPS, LONGEST_TITLE, LONGEST_TEXT, LONGEST_NOTES = 100, 120, 6000, 20_000
#: In whose words a step speaks to a reader for whom nothing was written.
_INSTEAD = {
    Audience.PATIENT: (Audience.PATIENT, Audience.STUDENT, Audience.CLINICIAN),
    Audience.STUDENT: (Audience.STUDENT, Audience.CLINICIAN, Audience.PATIENT),
    Audience.CLINICIAN: (Audience.CLINICIAN, Audience.STUDENT, Audience.PATIENT),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The same said to each reader, in the Markdown subset of all texts; "" for nothing."""

    patient: str = ""
    student: str = ""
    clinician: str = ""

    def own(self, audience: Audience) -> str:
        """What was written for these readers."""
        return str(getattr(self, audience.value))

    def text(self, audience: Audience) -> str:
        """What these readers get: their own, else what was written for the nearest others."""
        return next((self.own(one) for one in _INSTEAD[audience] if self.own(one)), "")


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the picture, its answer, and why that is so. named: the picture keeps its
    names while the answer waits, because they do not tell it."""

    ask: str
    answer: str
    reason: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step. name: of its file, without ending. state: the whole scene; whom the text is for is
    the reader's choice, not the step's. notes: for whoever presents. sources: ids of works cited.
    picture: a file in the lesson's folder, with words for those who do not see it."""

    name: str
    title: str
    state: ViewState
    text: Texts = Texts()
    notes: str = ""
    question: Question | None = None
    sources: tuple[str, ...] = ()
    picture: str = ""
    picture_words: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson in its order. about: what it is about, for the list of lessons."""

    title: str
    about: str = ""
    steps: tuple[Step, ...] = ()

    def step(self, name: str) -> Step | None:
        """The step of that name, if there is one."""
        return next((step for step in self.steps if step.name == name), None)

    def place_of(self, name: str) -> int:
        """The place of a step in the order, from 0; -1 for none."""
        return next((k for k, step in enumerate(self.steps) if step.name == name), -1)


@dataclass(frozen=True, slots=True)
class Opened:
    """A lesson that was read. problems: what of it could not be, a sentence each with the cure."""

    folder: Path
    lesson: Lesson
    problems: tuple[str, ...] = field(default=())
