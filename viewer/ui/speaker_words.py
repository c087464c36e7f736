"""The words of the presenter's window, from a state and the step that is played."""

from __future__ import annotations

from collections.abc import Mapping

from meshes.catalog import Catalog
from viewer.commands.command import Command
from viewer.commands.present_commands import COLOUR, ERASER, PEN, SPOTLIGHT, VEIL
from viewer.ink import INK_COLOURS
from viewer.lessons.shown import Shown
from viewer.numbering import numbered
from viewer.presenting.slide import WHOLE, place_title
from viewer.state import ViewState
from viewer.ui.speaker_parts import Prompt, Tool

_FREE = (
    "<p>No lesson is open: Page Down and Page Up go from level to level. Lessons › Lessons… opens "
    "one, with notes.</p>"
)


def prompt_of(
    state: ViewState, step: Shown | None, notes: str, coming: str, catalog: Catalog
) -> Prompt:
    """What the presenter reads. notes: of the step, as HTML. coming: what follows without a
    lesson, "" at the end."""
    if step is not None:
        return Prompt(
            title=step.title,
            place=f"{step.place_words}  ·  {step.lesson}",
            notes=notes,
            next_title=step.next_title,
            stops=step.contents,
            here=step.name,
        )
    places = numbered(catalog, state).places.values()
    return Prompt(
        title=place_title(state, catalog),
        place="Free presenting",
        notes=_FREE,
        next_title=coming,
        stops=(("", WHOLE), *((str(place.id), place.name) for place in places)),
        here=str(state.place or ""),
    )


def tools_of(commands: Mapping[str, Command]) -> list[Tool]:
    """What the buttons of either window take in hand."""
    named = ((SPOTLIGHT, "Spotlight"), (VEIL, "Hide names"), (PEN, "Pen"), (ERASER, "Eraser"))
    made = [
        Tool(id, words, f"{commands[id].title}  ({', '.join(commands[id].keys)})")
        for id, words in named
    ]
    inks = [(f"{COLOUR}{one}", hue) for one, hue in INK_COLOURS.items()]
    return made + [Tool(id, "", commands[id].title, hue) for id, hue in inks]
