"""The commands of the simulated X-ray."""

from __future__ import annotations

from collections.abc import Callable

from viewer.atlas import Atlas
from viewer.commands import xray_acts
from viewer.commands.command import WITHIN, Command, Predicate, fixed
from viewer.mri.place import followed
from viewer.state import ViewState, Xray
from viewer.xray.views import FilmView, film_views

MENU, MENU_SCAN = f"Show{WITHIN}X-ray", f"Show{WITHIN}MRI-like slice"
#: Steps of window and level by keys and commands, per cent.
_STEP = 10.0
MERGED, SLICED = "xray-greys", "xray-slice"


def is_on(state: ViewState) -> bool:
    """Whether a film stands beside the scene."""
    return state.xray is not None


def can_follow(state: ViewState) -> bool:
    """Whether there is a fusion, or a place for one, whose films can be made."""
    return state.place is not None or any(f.model.startswith("fusion-") for f in state.findings)


def is_scan(state: ViewState) -> bool:
    """Whether an MRI-like slice stands beside the scene."""
    return state.xray is not None and bool(film_views()[state.xray.view].scan)


def is_film(state: ViewState) -> bool:
    """Whether an X-ray stands beside the scene."""
    return state.xray is not None and not film_views()[state.xray.view].scan


def xray_commands(atlas: Atlas) -> list[Command]:
    """On and off, one for each film and slice, then how it is shown."""
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
            "X-ray or slice of the lit level alone",
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
            is_enabled=is_film,
            is_checked=_has(lambda xray: xray.is_inverted),
            hint="Bone dark",
        ),
        *_greys(),
        *_slices(atlas),
        Command(
            "window.fusion-films",
            "Films after a fusion…",
            MENU,
            is_enabled=can_follow,
            hint="Before, 0, 6 weeks, 3, 6, 12 months, and not joined, with what each shows",
        ),
        Command(
            "window.save-film", "Save the X-ray or slice as a picture…", MENU, is_enabled=is_on
        ),
    ]


def _film(view: FilmView) -> Command:
    return Command(
        f"xray.{view.key}",
        view.called,
        MENU_SCAN if view.scan else MENU,
        (),
        fixed(xray_acts.take(view.key)),
        is_checked=_has(lambda xray: xray.view == view.key),
        hint=view.title,
    )


def _slices(atlas: Atlas) -> list[Command]:
    """MRI-like slices: on, on to the next, and cut open where they lie."""
    step = xray_acts.SLICE_MM
    rows = (
        ("next", "Next MRI-like slice", ".", -step, "Towards the patient’s left, or the feet"),
        ("last", "Last MRI-like slice", ",", step, "Towards the patient’s right, or the head"),
    )
    return [
        Command(
            "xray.scan",
            "MRI-like slice",
            MENU_SCAN,
            ("Shift+T",),
            fixed(xray_acts.cycle_scan),
            is_checked=is_scan,
            hint="Sagittal, axial, off: as a T2-weighted scan would show the model as it is now",
        ),
        *(
            Command(
                f"xray.slice-{name}",
                title,
                MENU_SCAN,
                (key,),
                fixed(xray_acts.step_slice(atlas, by)),
                is_enabled=is_scan,
                merge_key=SLICED,
                hint=hint,
            )
            for name, title, key, by, hint in rows
        ),
        Command(
            "xray.cut",
            "Cut the scene open at the MRI-like slice",
            MENU_SCAN,
            (),
            fixed(xray_acts.cut_here(atlas)),
            is_enabled=is_scan,
            is_checked=lambda state: is_scan(state) and _goes_along(state),
            hint="Section and slice go together",
        ),
    ]


def _goes_along(state: ViewState) -> bool:
    assert state.xray is not None
    return followed(state, film_views()[state.xray.view]) is not None


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
