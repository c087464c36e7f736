"""Measuring on surfaces, each step a pure change of the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from viewer.state import Measurement, SurfacePoint, Tool, ViewState
from viewer.store import Change

#: How many points each tool asks for.
POINTS: Mapping[Tool, int] = {Tool.DISTANCE: 2, Tool.ANGLE: 3, Tool.PLATES: 2}
#: Tools in words.
TOOL_WORDS: Mapping[Tool, str] = {
    Tool.DISTANCE: "Distance",
    Tool.ANGLE: "Angle",
    Tool.PLATES: "Angle of end plates",
}


def use_tool(tool: Tool) -> Change:
    """Let clicks measure; the same tool again: let them select."""

    def change(state: ViewState) -> ViewState:
        return replace(state, tool=Tool.NONE if state.tool is tool else tool, pending=())

    return change


def leave_tool(state: ViewState) -> ViewState:
    """Let clicks select again."""
    return replace(state, tool=Tool.NONE, pending=())


def add_point(point: SurfacePoint) -> Change:
    """Set a point; the last one a tool needs makes the measurement."""

    def change(state: ViewState) -> ViewState:
        if state.tool is Tool.NONE or point in state.pending:
            return state
        points = (*state.pending, point)
        if len(points) < POINTS[state.tool]:
            return replace(state, pending=points)
        number = max((m.number for m in state.measurements), default=0) + 1
        made = Measurement(number, state.tool, points)
        return replace(state, pending=(), measurements=(*state.measurements, made))

    return change


def delete_measurement(number: int) -> Change:
    """Take one measurement away."""
    return lambda state: replace(
        state, measurements=tuple(m for m in state.measurements if m.number != number)
    )


def delete_last(state: ViewState) -> ViewState:
    """Take the last point or measurement away."""
    if state.pending:
        return replace(state, pending=state.pending[:-1])
    return replace(state, measurements=state.measurements[:-1])


def delete_all(state: ViewState) -> ViewState:
    """Take all measurements and ready-made measures away."""
    return replace(state, pending=(), measurements=(), ready_measures=frozenset())


def toggle_ready(key: str) -> Change:
    """Draw a ready-made measure, or not."""
    return lambda state: replace(state, ready_measures=state.ready_measures ^ {key})
