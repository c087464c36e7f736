"""One sentence, once for ever, when something with a hidden handle first comes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.state import Tool, ViewState
from viewer.ui.announce import announce

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

_SHOWN_MS = 12_000


def _is_comparing(state: ViewState) -> bool:
    return state.compare is not None


#: When each comes, and what it says.
HINTS: Mapping[str, tuple[Callable[[ViewState], bool], str]] = {
    "condition": (
        lambda state: bool(state.findings),
        "Slide for more or less. A shows it before and after.",
    ),
    "section": (
        lambda state: state.section is not None,
        "Drag the round handle to move the cut.",
    ),
    "compare": (
        _is_comparing,
        "Shift-click a level to put it beside. Esc ends it.",
    ),
    "tool": (
        lambda state: state.tool is not Tool.NONE,
        "Press on surfaces. Esc ends measuring.",
    ),
    "explode": (
        lambda state: state.explode > 0.0,
        "Ctrl+E draws further apart.",
    ),
}


class Hints:
    """Watches the state of one window; what was said is remembered in the settings."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._on: frozenset[str] | None = None
        self._shown = ""

    def show_state(self, state: ViewState) -> None:
        """Say what belongs to something that has just come on, if it never was before."""
        if state.consult is not None:
            return
        now = frozenset(key for key, (is_on, _) in HINTS.items() if is_on(state))
        fresh = [] if self._on is None else [key for key in HINTS if key in now - self._on]
        self._on = now
        self._take_back(now)
        settings = self._window.settings
        for key in fresh:
            if key in settings.hints_seen:
                continue
            words = HINTS[key][1]
            seen = (*settings.hints_seen, key)
            self._window.settings = replace(settings, hints_seen=seen)
            self._shown = key
            self._window.status.showMessage(words, _SHOWN_MS)
            announce(self._window, words)
            return

    def _take_back(self, now: frozenset[str]) -> None:
        """What is over needs no word any more."""
        if self._shown and self._shown not in now:
            if self._window.status.currentMessage() == HINTS[self._shown][1]:
                self._window.status.clearMessage()
            self._shown = ""

    def begin_again(self) -> None:
        """Say each once more."""
        self._window.settings = replace(self._window.settings, hints_seen=())
