"""The jobs behind the Export menu, each a generator that ends with what to tell the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from annotations.markup import plain
from annotations.render import DISCLAIMER_ID
from meshes.ids import StructureId
from meshes.store import AssetError, Assets, load_assets
from viewer.commands import acts
from viewer.export.formats import EXPORTERS
from viewer.export.ink_pieces import with_ink
from viewer.export.leg_map_svg import leg_map_html
from viewer.export.meshes import Written, mesh_steps, pieces_of, wanted_structures
from viewer.export.steps import Progress, Steps, TakeError, part_of, refuse_unwritable
from viewer.export.web_page import PageWords, page_steps
from viewer.looks import THEMES
from viewer.resolve import resolve
from viewer.shaping import ShapedMeshes
from viewer.state import Audience
from viewer.ui.capture import captured
from viewer.ui.figure import Figure, save_figure
from viewer.ui.handout import handout_steps
from viewer.ui.pair import GAP, side_by_side
from viewer.ui.picture import picture_steps, save_steps
from viewer.ui.sheet import Writing
from viewer.ui.stage import Stage
from viewer.ui.take_card import ON, Values
from viewer.ui.turntable import film_size, turntable_steps

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow


#: Said on a page when the texts cannot be read.
NO_DIAGNOSIS = "For learning and conversation. Not a diagnosis. The model is not yours."


def drawn(stages: Sequence[Stage], values: Values) -> Steps[QImage]:
    """The picture that the card asks for: of one view, or of two beside each other."""
    if len(stages) == 1:
        image: QImage = yield from _drawn(stages[0], values)
        return image
    one: QImage = yield from part_of(_drawn(stages[0], values), 0.0, 0.5)
    other: QImage = yield from part_of(_drawn(stages[1], values), 0.5, 1.0)
    gap = round(GAP * int(values["scale"]) * stages[0].devicePixelRatioF())
    return side_by_side(one, other, gap)


def _drawn(stage: Stage, values: Values) -> Steps[QImage]:
    shot, sheet = yield from captured(stage, transparent=values["transparent"] == ON)
    writing = Writing(*(values[key] == ON for key in ("labels", "legend", "corners")))
    scale, scene = int(values["scale"]), stage.scene
    image: QImage = yield from picture_steps(
        scene.assets, scene.catalog, shot, writing, scale=scale, sheet=sheet
    )
    return image


def picture(stages: Sequence[Stage], values: Values, file: Path) -> Steps[str]:
    """Save what the 3D view shows."""
    refuse_unwritable(file)
    image = yield from part_of(drawn(stages, values), 0.0, 0.8)
    yield from part_of(save_steps(image, file), 0.8, 1.0)
    return f"Saved: {file} ({image.width()} × {image.height()})"


def figure(stage: Stage, values: Values, file: Path) -> Steps[str]:
    """Save the picture with title, legend, scale and source."""
    refuse_unwritable(file)
    shot, sheet = yield from captured(stage)
    scale, scene = int(values["scale"]), stage.scene
    steps = picture_steps(
        scene.assets,
        scene.catalog,
        shot,
        Writing(False, False, False),
        scale=scale,
        sheet=None,
        outlined=False,
    )
    image = yield from part_of(steps, 0.0, 0.85)
    made = Figure(values["title"], values["source"], image, sheet, values["labels"] == ON)
    yield from part_of(save_figure(made, file, scale), 0.85, 1.0)
    return f"Saved: {file}"


def meshes(window: MainWindow, values: Values, folder: Path) -> Steps[str]:
    """Write meshes into a folder."""
    catalog, spec = window.atlas.catalog, resolve(window.store.state, window.atlas.catalog)
    # What is around only as a ghost was not asked for.
    looks = {id: look for id, look in spec.looks.items() if not look.ghost}
    one_scene, what = EXPORTERS[values["format"]].one_file, values["what"]
    if what == "visible":
        ids = list(looks)
    elif what == "selection":
        asked = acts.chosen(window.store.state, catalog)
        ids = wanted_structures(catalog, asked, one_scene=one_scene)
    else:
        only = [] if what == "all" else [StructureId(what)]
        ids = wanted_structures(catalog, only, one_scene=one_scene)
    if not ids:
        raise TakeError("Nothing was written: nothing is visible; show something first.")
    yield Progress(0.0, "Reading the meshes")
    there = ShapedMeshes(model_assets(window))
    there.shape = spec.shape
    pieces = pieces_of(there, catalog, ids, looks)
    if values["format"] != "stl":
        pieces = with_ink(pieces, spec.ink, spec.looks, there.assets, spec.shape)
    steps = mesh_steps(pieces, folder, values["format"], with_level=values["mark"] == ON)
    written: Written = yield from steps
    return _about(written, folder)


def _about(written: Written, folder: Path) -> str:
    count = len(written.files)
    words = [f"{count} {'file' if count == 1 else 'files'} written to {folder}"]
    if written.open:
        verb = (
            "has an open surface and does"
            if len(written.open) == 1
            else "have open surfaces and do"
        )
        words.append(f"{', '.join(written.open)} {verb} not print")
    if written.unmarked:
        words.append(f"no even place for the level’s name on {', '.join(written.unmarked)}")
    return "; ".join(words)


def model_assets(window: MainWindow) -> Assets:
    """The meshes of the view, or read anew where there is no view."""
    scene = getattr(window.canvas_widget, "scene", None)
    try:
        return scene.assets if scene is not None else load_assets()
    except AssetError as problem:
        raise TakeError(f"Nothing was written: {problem}.") from None


def page(window: MainWindow, values: Values, file: Path) -> Steps[str]:
    """Write the scene as a web page."""
    state, catalog = window.store.state, window.atlas.catalog
    note = window.library.notes.get(DISCLAIMER_ID) if window.library else None
    told = plain(note.summary.text(state.audience.value)) if note else NO_DIAGNOSIS
    size: int = yield from page_steps(
        model_assets(window),
        catalog,
        resolve(state, catalog),
        state.camera,
        THEMES[window.theme.name],
        PageWords(values["title"], told, leg_map_html(state, catalog)),
        file,
        detail=values["detail"],
    )
    return f"Saved: {file} ({size / 1e6:.1f} MB)"


def handout(window: MainWindow, values: Values, file: Path) -> Steps[str]:
    """Write one sheet about a level."""
    if window.library is None:
        raise TakeError(f"{file} was not written: the texts are not there.")
    place, reader = StructureId(values["place"]), Audience(values["audience"])
    assets, catalog, library = model_assets(window), window.atlas.catalog, window.library
    yield from handout_steps(
        assets,
        catalog,
        library,
        place,
        reader.value,
        file,
        paper=values["paper"],
        setting=window.store.state,
    )
    return f"Saved: {file}"


def turntable(stage: Stage, values: Values, file: Path) -> Steps[str]:
    """Write the turning scene."""
    shot, _sheet = yield from captured(stage)
    shot = replace(shot, size=film_size(shot.size, int(values["height"])))
    writing = Writing(False, *(values[key] == ON for key in ("legend", "corners")))
    scene, frames = stage.scene, int(values["frames"])
    yield from turntable_steps(scene.assets, scene.catalog, shot, writing, frames, file)
    return f"Saved: {file}"
