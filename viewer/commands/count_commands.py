"""Commands that choose from where levels are counted while a transitional vertebra is shown."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from viewer.commands.command import WITHIN, Command, fixed
from viewer.numbering import counting
from viewer.state import Counted, ViewState
from viewer.store import Change

MENU = f"View{WITHIN}Numbering"
_HINTS = {
    Counted.ABOVE: "From the ribs down; the other count in brackets",
    Counted.BELOW: "From the sacrum up, lowest free vertebra as L5; the other count in brackets",
}


def count_from(counted: Counted) -> Change:
    """Let this count lead: its names come first."""
    return lambda state: replace(state, counted=counted)


def count_commands() -> list[Command]:
    """One for each count; they mean something only where two counts differ."""
    return [
        Command(
            f"view.count-{counted}",
            f"Count levels from {counted}",
            MENU,
            (),
            fixed(count_from(counted)),
            is_enabled=lambda state: counting(state).is_renamed,
            is_checked=partial(_leads, counted),
            hint=_HINTS[counted],
        )
        for counted in Counted
    ]


def _leads(counted: Counted, state: ViewState) -> bool:
    return state.counted is counted
