"""Commands of presenting: the two windows, the spotlight, names that wait to be told, ink."""

from __future__ import annotations

from viewer.commands import ink_acts
from viewer.commands.command import Command, fixed
from viewer.resolve import is_veiled
from viewer.state import InkColour

MENU = "Present"
START, SPOTLIGHT, PEN, ERASER = (
    "window.present",
    "window.spotlight",
    "window.pen",
    "window.eraser",
)
VEIL, CLEAR = "show.veil", "ink.clear"
#: How the commands that choose a pen's colour begin.
COLOUR = "window.pen-"
#: What the window carries out with a hand over the picture.
IN_HAND = (SPOTLIGHT, PEN, ERASER, *(f"{COLOUR}{one}" for one in InkColour))


def present_commands() -> list[Command]:
    """All of them, in menu order."""
    return [
        Command(
            START, "Start presenting", MENU, ("F5",), hint="A window for the audience, one for you"
        ),
        Command(SPOTLIGHT, "Spotlight", MENU, ("S",), hint="Dark but for a circle; wheel: size"),
        Command(
            VEIL,
            "Hide names until told",
            MENU,
            ("V",),
            fixed(ink_acts.toggle_veil),
            is_checked=is_veiled,
            hint="Names stand as question marks",
        ),
        Command(PEN, "Pen", MENU, ("Shift+P",), hint="What is drawn stays on the surface"),
        Command(ERASER, "Eraser", MENU, ("Shift+E",), hint="Takes away one line of ink"),
        *(Command(f"{COLOUR}{one}", f"Pen: {one}", MENU) for one in InkColour),
        Command(
            CLEAR,
            "Remove all ink",
            MENU,
            (),
            fixed(ink_acts.clear),
            is_enabled=lambda state: bool(state.ink),
        ),
    ]
