"""What the options of `xray` mean, and the film they ask for."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meshes.catalog import Catalog
from meshes.store import Assets
from viewer.commandline.condition_option import add_condition_options, with_conditions
from viewer.commandline.errors import UserError, known, place_id
from viewer.commandline.machine import parsed_size
from viewer.commandline.opening import NOWHERE
from viewer.commandline.scene_option import opened_scene
from viewer.state import LEVELS, WINDOWS, Audience, ViewState, Xray
from viewer.xray.views import film_views

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from viewer.xray.studio import Studio

#: The word for the row of films after a fusion.
ROW = "fusion-timeline"
#: Pixels of a film's height where no size is given; its width follows from the film's shape.
_HIGH, _HIGH_IN_ROW = 1024, 430


def add_xray_options(to: Any) -> None:
    """Give the command its words."""
    to.add_argument("out", type=Path, metavar="OUT.png")
    to.add_argument("--scene", type=Path, metavar="FILE", help="a saved scene to start from")
    to.add_argument("--segment", metavar="L5-S1", help="the level that conditions are set at")
    to.add_argument(
        "--view", metavar="FILM", help="ap (usual), lateral, oblique-right, oblique-left, "
        "ferguson, flexion-extension, or fusion-timeline for a row with words",
    )  # fmt: skip
    to.add_argument("--close", action="store_true", help="the segment alone, larger")
    to.add_argument("--size", metavar="WxH", help="pixels of one film, 834x1024")
    to.add_argument("--invert", action="store_true", help="bone dark")
    to.add_argument(
        "--window", type=_figure, metavar="PERCENT",
        help="range of greys, per cent of the usual; less is harder; 10 to 300",
    )  # fmt: skip
    to.add_argument(
        "--level", type=_figure, metavar="PERCENT",
        help="what is middle grey, 50 usual; more for what is denser; 0 to 150",
    )  # fmt: skip
    to.add_argument(
        "--audience", default="patient", metavar="WHO", help="for whom the words of the row are"
    )
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
    """The film that options ask for; what they leave open is as in the scene, or as usual. Raises
    UserError."""
    xray = state.xray or Xray()
    if arguments.view is not None:
        xray = replace(xray, view=known("film", arguments.view, [*film_views(), ROW]))
    for name, (low, high) in (("window", WINDOWS), ("level", LEVELS)):
        value = getattr(arguments, name)
        if value is None:
            continue
        # what is no number is in no range
        if not low <= value <= high:
            raise UserError(
                f"--{name} {value:g} is out of range; it goes from {low:g} to {high:g} per cent"
            )
        xray = replace(xray, **{name: value})
    if arguments.close and state.place is None:
        raise UserError("--close needs a level; add for example --segment L5-S1")
    if xray.view == ROW and state.place is None:
        raise UserError(f"--view {ROW} needs a level; add for example --segment L5-S1")
    return replace(
        xray,
        is_close=xray.is_close or arguments.close,
        is_inverted=xray.is_inverted or arguments.invert,
    )


def asked_audience(arguments: argparse.Namespace) -> Audience:
    """For whom the words of a row are. Raises UserError."""
    return Audience(known("audience", arguments.audience, [str(each) for each in Audience]))


def asked_size(arguments: argparse.Namespace) -> tuple[int, int]:
    """Width and height of one film in pixels. Raises UserError."""
    from viewer.xray.exposure import ASPECT

    if arguments.size is not None:
        return parsed_size(arguments.size)
    high = _HIGH_IN_ROW if arguments.view == ROW else _HIGH
    return round(high * ASPECT), high


def write_film(
    file: Path,
    assets: Assets,
    catalog: Catalog,
    state: ViewState,
    xray: Xray,
    size: tuple[int, int],
    audience: Audience,
) -> None:
    """Make a film, or the row of them, and write it. Raises TakeError, UserError."""
    from viewer.commandline.taking import write_without_screen

    write_without_screen()
    from viewer.export.png import png_steps
    from viewer.export.steps import finished
    from viewer.ui.paint_film import film_picture
    from viewer.ui.pixels import pixels_of
    from viewer.xray.studio import Studio

    studio = Studio(assets, catalog)
    if xray.view == ROW:
        image = _row(studio, state, xray, size, audience)
    else:
        films = studio.films(state, xray, size)
        image = film_picture(film_views()[xray.view], films, xray)
    finished(png_steps(pixels_of(image), file))


def _row(
    studio: Studio, state: ViewState, xray: Xray, size: tuple[int, int], audience: Audience
) -> QImage:
    from annotations.library import load_library
    from viewer.export.steps import finished
    from viewer.ui.paint_film_row import fusion_row_steps
    from viewer.xray.timeline import fusion_stages

    try:
        stages = fusion_stages(state, xray)
    except ValueError as problem:
        raise UserError(str(problem)) from None
    return finished(fusion_row_steps(studio, load_library(), audience.value, stages, size)).picture
