"""The commands of the simulated X-ray."""

from __future__ import annotations

from collections.abc import Callable

from viewer.commands import xray_acts
from viewer.commands.command import WITHIN, Command, Predicate, fixed
from viewer.state import ViewState, Xray
from viewer.xray.views import FilmView, film_views

MENU = f"Show{WITHIN}X-ray"
#: Steps of window and level by keys and commands, per cent.
_STEP = 10.0
MERGED = "xray-greys"


def is_on(state: ViewState) -> bool:
    """Whether a film stands beside the scene."""
    return state.xray is not None


def can_follow(state: ViewState) -> bool:
    """Whether there is a fusion, or a place for one, whose films can be made."""
    return state.place is not None or any(f.model.startswith("fusion-") for f in state.findings)


def xray_commands() -> list[Command]:
    """On and off, one for each film, then how it is shown."""
    return [
        Command(
            "xray.toggle",
            "Simulated X-ray",
            MENU,
            ("R",),
            fixed(xray_acts.toggle),
            is_checked=is_on,
            hint="A film made from the model as it is now",
        ),
        *(_film(view) for view in film_views().values()),
        Command(
            "xray.close",
            "X-ray of the lit level alone",
            MENU,
            (),
            fixed(xray_acts.toggle_close),
            is_enabled=lambda state: is_on(state) and state.place is not None,
            is_checked=_has(lambda xray: xray.is_close),
        ),
        Command(
            "xray.invert",
            "Inverted X-ray",
            MENU,
            ("Shift+R",),
            fixed(xray_acts.toggle_inverted),
            is_enabled=is_on,
            is_checked=_has(lambda xray: xray.is_inverted),
            hint="Bone dark",
        ),
        *_greys(),
        Command(
            "window.fusion-films",
            "Films after a fusion…",
            MENU,
            is_enabled=can_follow,
            hint="Before, 0, 6 weeks, 3, 6, 12 months, and not joined, with what each shows",
        ),
        Command("window.save-film", "Save the X-ray as a picture…", MENU, is_enabled=is_on),
    ]


def _film(view: FilmView) -> Command:
    return Command(
        f"xray.{view.key}",
        f"{view.name} film",
        MENU,
        (),
        fixed(xray_acts.take(view.key)),
        is_checked=_has(lambda xray: xray.view == view.key),
        hint=view.title,
    )


def _greys() -> list[Command]:
    rows = (
        ("harder", "More contrast in the X-ray", -_STEP, 0.0),
        ("softer", "Less contrast in the X-ray", _STEP, 0.0),
        ("brighter", "Brighter X-ray", 0.0, -_STEP / 2),
        ("darker", "Darker X-ray", 0.0, _STEP / 2),
    )
    return [
        *(
            Command(
                f"xray.{name}",
                title,
                MENU,
                (),
                fixed(xray_acts.step_greys(window, level)),
                is_enabled=is_on,
                merge_key=MERGED,
            )
            for name, title, window, level in rows
        ),
        Command(
            "xray.usual",
            "Usual greys of the X-ray",
            MENU,
            (),
            fixed(xray_acts.usual_greys),
            is_enabled=_has(lambda xray: (xray.window, xray.level) != _USUAL),
        ),
    ]


_USUAL = (Xray().window, Xray().level)


def _has(of: Callable[[Xray], bool]) -> Predicate:
    return lambda state: state.xray is not None and of(state.xray)
