"""What the two windows say in a state: words only. The audience's part never holds notes."""

from __future__ import annotations

from dataclasses import dataclass

from meshes.catalog import Catalog
from viewer.captions import UNTOLD
from viewer.lessons.shown import Shown
from viewer.numbering import numbered
from viewer.resolve import is_veiled
from viewer.state import ViewState

WHOLE = "Lumbar spine and sacrum"


@dataclass(frozen=True, slots=True)
class Slide:
    """What the audience reads. title: of the step, else of the lit place. under: the lesson, ""
    without one. ask: the question that is open, "" for none; answer: "?" until it is revealed, ""
    without a question. reason: why, once it is revealed."""

    title: str
    under: str = ""
    ask: str = ""
    answer: str = ""
    reason: str = ""


def slide(state: ViewState, step: Shown | None, catalog: Catalog) -> Slide:
    """What the audience reads in a state. step: of the lesson that is played, None without."""
    if step is None:
        return Slide(UNTOLD if is_veiled(state) else place_title(state, catalog))
    if step.question is None:
        return Slide(step.title, step.lesson)
    told = step.is_revealed
    return Slide(
        step.title,
        step.lesson,
        step.question.ask,
        step.question.answer if told else UNTOLD,
        step.question.reason if told else "",
    )


def place_title(state: ViewState, catalog: Catalog) -> str:
    """What the lit place is called, as levels are counted in this state."""
    names = numbered(catalog, state)
    place = names.places.get(state.place) if state.place else None
    return WHOLE if place is None else place.name


def is_open_question(step: Shown | None) -> bool:
    """Whether there is an answer to reveal, or one that was."""
    return step is not None and step.question is not None
