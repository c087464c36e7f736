"""Commands that measure."""

from __future__ import annotations

from functools import partial

from viewer.commands import measure_acts
from viewer.commands.command import Command, fixed
from viewer.measuring import READY
from viewer.state import Tool, ViewState

_TOOLS = (
    (Tool.DISTANCE, "Measure a distance", ("M",), "Two points on surfaces"),
    (Tool.ANGLE, "Measure an angle", ("Shift+M",), "Three points on surfaces"),
    (Tool.PLATES, "Measure an angle of end plates", ("Ctrl+M",), "Two end plates"),
)


def measure_commands() -> list[Command]:
    """Tools, what they made, and the ready-made measures."""
    tools = [
        Command(
            f"measure.{tool}",
            title,
            "Measure",
            keys,
            fixed(measure_acts.use_tool(tool)),
            is_checked=partial(_has_tool, tool),
            hint=hint,
        )
        for tool, title, keys, hint in _TOOLS
    ]
    ready = [
        Command(
            f"measure.ready-{key}",
            f"Show {title[:1].lower() + title[1:]}",
            "Measure",
            (),
            fixed(measure_acts.toggle_ready(key)),
            is_checked=partial(_is_ready, key),
            hint="With its landmarks and the published range; at the lit level, or at all",
        )
        for key, title in READY.items()
    ]
    return [
        *tools,
        *ready,
        Command("window.measures", "Measures and published ranges…", "Measure", ("Ctrl+Alt+M",)),
        Command(
            "measure.delete-last",
            "Delete the last measurement",
            "Measure",
            ("Backspace",),
            fixed(measure_acts.delete_last),
            is_enabled=lambda state: bool(state.measurements or state.pending),
        ),
        Command(
            "measure.delete-all",
            "Delete all measurements",
            "Measure",
            (),
            fixed(measure_acts.delete_all),
            is_enabled=lambda s: bool(s.measurements or s.pending or s.ready_measures),
        ),
    ]


def _has_tool(tool: Tool, state: ViewState) -> bool:
    return state.tool is tool


def _is_ready(key: str, state: ViewState) -> bool:
    return key in state.ready_measures
