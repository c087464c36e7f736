"""What the options of `xray` mean, and the film they ask for."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from meshes.catalog import Catalog
from meshes.store import Assets
from viewer.commandline.condition_option import add_condition_options, with_conditions
from viewer.commandline.errors import UserError, known, place_id
from viewer.commandline.machine import parsed_size
from viewer.commandline.opening import NOWHERE
from viewer.commandline.scene_option import opened_scene
from viewer.state import LEVELS, WINDOWS, ViewState, Xray
from viewer.xray.views import film_views

#: Pixels of a film's height where no size is given; its width follows from the film's shape.
_HIGH = 1024


def add_xray_options(to: Any) -> None:
    """Give the command its words."""
    to.add_argument("out", type=Path, metavar="OUT.png")
    to.add_argument("--scene", type=Path, metavar="FILE", help="a saved scene to start from")
    to.add_argument("--segment", metavar="L5-S1", help="the level that conditions are set at")
    to.add_argument(
        "--view", default="ap", metavar="FILM", help="ap, lateral, oblique-right, oblique-left, "
        "ferguson or flexion-extension",
    )  # fmt: skip
    to.add_argument("--close", action="store_true", help="the segment alone, larger")
    to.add_argument("--size", metavar="WxH", help="pixels of one film, 834x1024")
    to.add_argument("--invert", action="store_true", help="bone dark")
    to.add_argument(
        "--window", type=_figure, default=100.0, metavar="PERCENT",
        help="range of greys, per cent of the usual; less is harder; 10 to 300",
    )  # fmt: skip
    to.add_argument(
        "--level", type=_figure, default=50.0, metavar="PERCENT",
        help="what is middle grey, 50 usual; more for what is denser; 0 to 150",
    )  # fmt: skip
    add_condition_options(to)


def _figure(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no number; write one like 80") from None


def asked_body(arguments: argparse.Namespace, catalog: Catalog) -> ViewState:
    """What the film is taken of: a saved scene's model or the normal one, with what options set.
    Raises UserError."""
    state = ViewState(NOWHERE)
    if arguments.scene is not None:
        state = opened_scene(catalog, arguments.scene).state
    if arguments.segment is not None:
        state = replace(state, place=place_id(catalog, arguments.segment))
    return with_conditions(state, arguments)


def asked_xray(arguments: argparse.Namespace, state: ViewState) -> Xray:
    """The film that options ask for. Raises UserError."""
    view = known("film", arguments.view, list(film_views()))
    for option, value, (low, high) in (
        ("--window", arguments.window, WINDOWS),
        ("--level", arguments.level, LEVELS),
    ):
        # what is no number is in no range
        if not low <= value <= high:
            raise UserError(
                f"{option} {value:g} is out of range; it goes from {low:g} to {high:g} per cent"
            )
    if arguments.close and state.place is None:
        raise UserError("--close needs a level; add for example --segment L5-S1")
    return Xray(view, arguments.close, arguments.window, arguments.level, arguments.invert)


def asked_size(arguments: argparse.Namespace) -> tuple[int, int]:
    """Width and height of one film in pixels. Raises UserError."""
    from viewer.xray.exposure import ASPECT

    if arguments.size is not None:
        return parsed_size(arguments.size)
    return round(_HIGH * ASPECT), _HIGH


def write_film(
    file: Path,
    assets: Assets,
    catalog: Catalog,
    state: ViewState,
    xray: Xray,
    size: tuple[int, int],
) -> None:
    """Make a film and write it. Raises TakeError."""
    from viewer.commandline.taking import write_without_screen

    write_without_screen()
    from viewer.export.png import png_steps
    from viewer.export.steps import finished
    from viewer.ui.paint_film import film_picture
    from viewer.ui.pixels import pixels_of
    from viewer.xray.studio import Studio

    films = Studio(assets, catalog).films(state, xray, size)
    image = film_picture(film_views()[xray.view], films, xray)
    finished(png_steps(pixels_of(image), file))
