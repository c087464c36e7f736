"""What the options of `xray` mean, and the film they ask for."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meshes.catalog import Catalog
from meshes.effects.posture import NEUTRAL
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.commandline.condition_option import add_condition_options, with_conditions
from viewer.commandline.errors import UserError, known, place_id
from viewer.commandline.machine import parsed_size
from viewer.commandline.opening import NOWHERE
from viewer.commandline.scene_option import opened_scene
from viewer.state import (
    LEVELS,
    SLICES,
    WINDOWS,
    Audience,
    Beside,
    Compare,
    ViewState,
    Xray,
)
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
        "ferguson, flexion-extension, mri-sagittal, mri-axial, or fusion-timeline for a row "
        "with words",
    )  # fmt: skip
    to.add_argument("--close", action="store_true", help="the segment alone, larger")
    to.add_argument(
        "--slice", type=_figure, metavar="MM",
        help="of an MRI-like slice: mm to the patient's right of the midline, or above the disc",
    )  # fmt: skip
    to.add_argument(
        "--beside-normal", action="store_true", help="the same without conditions next to it"
    )
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
    """What the film is taken of: a saved scene's model or the normal one, with what options set,
    and with the normal one beside it where that is asked for. Raises UserError."""
    state = ViewState(NOWHERE)
    if arguments.scene is not None:
        state = opened_scene(catalog, arguments.scene).state
    if arguments.segment is not None:
        state = replace(state, place=place_id(catalog, arguments.segment))
    if arguments.slice is not None:
        # A section of the scene would go before it.
        state = replace(state, section=None)
    state = with_conditions(state, arguments)
    if not arguments.beside_normal:
        return replace(state, compare=None)
    if not state.findings and state.posture == NEUTRAL:
        raise UserError("--beside-normal needs something set on the model; add --condition")
    return replace(state, compare=Compare(Beside.NORMAL))


def asked_xray(arguments: argparse.Namespace, state: ViewState) -> Xray:
    """The film that options ask for; what they leave open is as in the scene, or as usual. Raises
    UserError."""
    xray = state.xray or Xray()
    if arguments.view is not None:
        xray = replace(xray, view=known("film", arguments.view, [*film_views(), ROW]))
    for name, (low, high) in (("window", WINDOWS), ("level", LEVELS), ("slice", SLICES)):
        value = getattr(arguments, name)
        if value is None:
            continue
        # what is no number is in no range
        if not low <= value <= high:
            unit = "mm" if name == "slice" else "per cent"
            raise UserError(
                f"--{name} {value:g} is out of range; it goes from {low:g} to {high:g} {unit}"
            )
        xray = replace(xray, **{name: value})
    if arguments.close and state.place is None:
        raise UserError("--close needs a level; add for example --segment L5-S1")
    if xray.view == ROW and state.place is None:
        raise UserError(f"--view {ROW} needs a level; add for example --segment L5-S1")
    if arguments.slice is not None and (xray.view == ROW or not film_views()[xray.view].scan):
        raise UserError("--slice is for MRI-like slices; add --view mri-sagittal or mri-axial")
    if arguments.invert and xray.view != ROW and film_views()[xray.view].scan:
        raise UserError("--invert is for films; an MRI-like slice is not inverted")
    if arguments.beside_normal and xray.view == ROW:
        raise UserError(f"--beside-normal does not go with --view {ROW}")
    return replace(
        xray,
        is_close=xray.is_close or arguments.close,
        is_inverted=xray.is_inverted or arguments.invert,
    )


def asked_audience(arguments: argparse.Namespace) -> Audience:
    """For whom the words of a row are. Raises UserError."""
    return Audience(known("audience", arguments.audience, [str(each) for each in Audience]))


def asked_size(arguments: argparse.Namespace, xray: Xray) -> tuple[int, int]:
    """Width and height of one film in pixels. Raises UserError."""
    from viewer.mri.room import size_of

    if arguments.size is not None:
        return parsed_size(arguments.size)
    if xray.view == ROW:
        return size_of(film_views()["ap"], _HIGH_IN_ROW)
    return size_of(film_views()[xray.view], _HIGH)


def write_film(
    file: Path,
    assets: Assets,
    atlas: Atlas,
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

    if xray.view == ROW:
        from viewer.xray.studio import Studio

        image = _row(Studio(assets, atlas.catalog), state, xray, size, audience)
    else:
        from viewer.mri.room import Room

        films = Room(assets, atlas).pictures(state, xray, size)
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
