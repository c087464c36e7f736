"""Commands that put two views beside each other."""

from __future__ import annotations

from functools import partial

from meshes.catalog import Place
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands import compare_acts
from viewer.commands.command import WITHIN, Command, fixed
from viewer.state import Beside, ViewState

ONE_VIEW = "One view again"
MENU = f"View{WITHIN}Compare"


def compare_commands(atlas: Atlas) -> list[Command]:
    """Begin, choose what stands beside, link and swap, end."""
    return [
        Command(
            "compare.levels",
            "Compare two levels",
            MENU,
            ("B",),
            fixed(compare_acts.toggle_levels(atlas)),
            is_checked=_is_on,
            hint="Two views beside each other that turn together",
        ),
        *(_with(atlas, place) for place in atlas.catalog.places.values()),
        Command(
            "compare.untouched",
            "Compare with the untouched model",
            MENU,
            ("Alt+0",),
            fixed(compare_acts.toggle_untouched),
            is_checked=lambda state: compare_acts.is_kind(state, Beside.UNTOUCHED),
            hint="The same beside it, with nothing hidden, see-through, cut or drawn apart",
        ),
        Command(
            "compare.normal",
            "Compare with the normal model",
            MENU,
            ("Shift+A",),
            fixed(compare_acts.toggle_normal),
            is_enabled=lambda state: bool(state.findings) or not state.posture.is_neutral,
            is_checked=lambda state: compare_acts.is_kind(state, Beside.NORMAL),
            hint="The same view beside it, without conditions and posture",
        ),
        *_second_commands(atlas),
    ]


def _with(atlas: Atlas, place: Place) -> Command:
    return Command(
        f"compare.with-{place.id}",
        f"Compare with {place.short}",
        MENU,
        (f"Alt+{place.number}",) if place.number else (),
        fixed(compare_acts.with_level(atlas, place.id)),
        is_enabled=lambda state: state.place != place.id,
        is_checked=partial(_is_beside, place.id),
    )


def _second_commands(atlas: Atlas) -> list[Command]:
    return [
        Command(
            "compare.above",
            "Second view: level above",
            MENU,
            ("Alt+Up",),
            fixed(compare_acts.step_second(atlas, -1)),
            is_enabled=_has_level,
        ),
        Command(
            "compare.below",
            "Second view: level below",
            MENU,
            ("Alt+Down",),
            fixed(compare_acts.step_second(atlas, 1)),
            is_enabled=_has_level,
        ),
        Command(
            "compare.swap",
            "Swap the two views",
            MENU,
            ("Shift+B",),
            fixed(compare_acts.swap(atlas)),
            is_enabled=lambda state: _has_level(state) and state.place is not None,
        ),
        Command(
            "compare.link",
            "Turn both views together",
            MENU,
            ("K",),
            fixed(compare_acts.toggle_link(atlas)),
            is_enabled=_is_on,
            is_checked=lambda s: s.compare is not None and s.compare.camera is None,
            hint="Off: each view turns by itself, from where it is",
        ),
        Command(
            "compare.end",
            ONE_VIEW,
            MENU,
            (),
            fixed(compare_acts.end),
            is_enabled=_is_on,
            hint="Esc does it as well, once nothing is picked out",
        ),
    ]


def _is_on(state: ViewState) -> bool:
    return state.compare is not None


def _has_level(state: ViewState) -> bool:
    return compare_acts.is_kind(state, Beside.LEVEL)


def _is_beside(id: StructureId, state: ViewState) -> bool:
    return state.compare is not None and state.compare.place == id
