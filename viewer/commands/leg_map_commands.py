"""Commands of the leg map."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from viewer.commands import leg_map_acts
from viewer.commands.command import Command, fixed
from viewer.state import MapKind, ViewState

MENU = "View"
#: The maps by the words that name them.
TITLES: Mapping[MapKind, str] = {
    MapKind.EVIDENCE: "Leg map: evidence-based",
    MapKind.TEXTBOOK: "Leg map: textbook",
}
TOGGLE = "legmap.toggle"
CLEAR = "legmap.clear"


def leg_map_commands() -> list[Command]:
    """Open and close, choose the map, wipe what is painted, keep a picture."""
    return [
        Command(
            TOGGLE,
            "Leg map",
            MENU,
            ("G",),
            fixed(leg_map_acts.toggle),
            is_checked=lambda state: state.leg_map.is_open,
            hint="Dermatomes: where each root gives feeling; paint pain or numbness",
        ),
        *(
            Command(
                f"legmap.{kind}",
                TITLES[kind],
                MENU,
                (),
                fixed(leg_map_acts.set_kind(kind)),
                is_enabled=_is_open,
                is_checked=partial(_has_kind, kind),
            )
            for kind in MapKind
        ),
        Command(
            CLEAR,
            "Clear the leg map",
            MENU,
            (),
            fixed(leg_map_acts.clear),
            is_enabled=leg_map_acts.is_painted,
        ),
        Command("window.save-leg-map", "Save picture of the leg map…", MENU, is_enabled=_is_open),
    ]


def _is_open(state: ViewState) -> bool:
    return state.leg_map.is_open


def _has_kind(kind: MapKind, state: ViewState) -> bool:
    return state.leg_map.kind is kind
