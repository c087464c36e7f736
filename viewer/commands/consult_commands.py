"""Commands of a consultation, and which others may be used within it."""

from __future__ import annotations

from viewer.commands.command import Command
from viewer.state import ViewState

MENU = "Text"
OPEN, LEAVE = "window.consult", "window.consult-leave"
CONSULT = (OPEN, LEAVE)
#: What the history calls the beginning of one.
BEGIN = "Consultation"
#: What else is at hand while two look at one screen: views, letters, colours, the way out. All that
#: opens something of its own, keeps something or brings another scene is not.
_WITHIN = frozenset(
    [
        *(OPEN, LEAVE, "window.undo", "window.redo", "window.quit", "window.red-flags"),
        *("window.theme-light", "window.theme-dark", "window.theme-projector"),
        *("window.text-larger", "window.text-smaller", "window.text-normal"),
        *("window.reduced-motion", "window.full-screen", "show.bone", "show.cycle-labels"),
        *("conditions.before", "compare.link", "view.home", "view.frame"),
    ]
)
_VIEWS = "view."
_NO_VIEWS = ("view.explode",)


def consult_commands() -> list[Command]:
    """All are acts of the window: what is written is no part of the scene."""
    return [
        Command(
            OPEN,
            "Consultation: read a report together…",
            MENU,
            ("Ctrl+Shift+T",),
            hint="For two at one screen, in neutral words; it leaves no trace",
        ),
        Command(
            LEAVE,
            "End the consultation",
            MENU,
            (),
            is_enabled=lambda state: state.consult is not None,
        ),
    ]


def may_run(command: Command, state: ViewState) -> bool:
    """Whether a command is at hand: during a consultation few are."""
    if state.consult is None or command.id in _WITHIN:
        return True
    return command.id.startswith(_VIEWS) and not command.id.startswith(_NO_VIEWS)
