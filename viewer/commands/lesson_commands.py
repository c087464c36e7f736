"""Commands of lessons: choose one, go through it, make one."""

from __future__ import annotations

from viewer.commands.command import Command
from viewer.state import ViewState
from viewer.store import Change

MENU = "Lessons"
CHOOSE, OPEN, NEW, EDIT, ADD = (
    "window.lessons",
    "window.lesson-open",
    "window.lesson-new",
    "window.lesson-edit",
    "window.lesson-add-step",
)
NEXT, PREVIOUS, AGAIN = "window.lesson-next", "window.lesson-previous", "window.lesson-again"
REVEAL, LEAVE = "lesson.reveal", "lesson.leave"


def lesson_commands() -> list[Command]:
    """All of them, in menu order."""
    return [
        Command(CHOOSE, "Lessons…", MENU, ("Ctrl+Shift+L",), hint="Shipped ones and your own"),
        Command(OPEN, "Open lesson folder…", MENU),
        Command(NEXT, "Next step", MENU, ("PgDown",), is_enabled=_is_playing),
        Command(PREVIOUS, "Previous step", MENU, ("PgUp",), is_enabled=_is_playing),
        Command(AGAIN, "Back to the step’s picture", MENU, is_enabled=_is_playing),
        Command(
            REVEAL,
            "Show the answer",
            MENU,
            (),
            _reveal,
            is_enabled=_is_playing,
            is_checked=lambda s: s.playing is not None and s.playing.is_revealed,
        ),
        Command(LEAVE, "Leave the lesson", MENU, (), _leave, is_enabled=_is_playing),
        Command(NEW, "New lesson…", MENU, hint="A folder of steps, each a scene with words"),
        Command(ADD, "Add step from this scene", MENU, is_enabled=_is_playing),
        Command(EDIT, "Edit the lesson", MENU, is_enabled=_is_playing),
    ]


def _is_playing(state: ViewState) -> bool:
    return state.playing is not None


def _reveal(_state: ViewState) -> Change:
    # Imported here: no start of the window needs lessons.
    from viewer.lessons.playing import reveal

    return reveal


def _leave(_state: ViewState) -> Change:
    from viewer.lessons.playing import leave

    return leave
