"""What `export` and `report` write, in one go and without a window; each says what it did."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from annotations.library import Library, load_library
from annotations.markup import plain
from annotations.render import DISCLAIMER_ID
from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.camera import widened
from viewer.changing import shape_of
from viewer.export.meshes import export_meshes
from viewer.export.steps import finished, named_file
from viewer.numbering import numbered
from viewer.resolve import resolve
from viewer.state import Audience, ViewState

_FILM, _FRAMES = (640, 480), 48


def meshes(
    folder: Path,
    assets: Assets,
    catalog: Catalog,
    format_name: str,
    only: Sequence[StructureId],
    state: ViewState,
    *,
    with_level: bool,
) -> str:
    """Meshes into a folder, as what is set changes them."""
    written = export_meshes(
        assets,
        catalog,
        folder,
        format_name,
        only,
        with_level=with_level,
        shape=shape_of(state),
        ink=state.ink,
        seen=resolve(state, catalog).looks,
    )
    count = len(written.files)
    words = f"{count} {'file' if count == 1 else 'files'} written to {folder}"
    if written.unmarked:
        words += f"\nno even place for the level's name on {', '.join(written.unmarked)}"
    return words


def page(file: Path, assets: Assets, catalog: Catalog, state: ViewState, theme: str) -> str:
    """The scene as an offline web page."""
    from viewer.export.leg_map_svg import leg_map_html
    from viewer.export.web_page import PageWords, page_steps
    from viewer.looks import THEMES

    file = named_file(str(file), (".html", ".htm"))
    place = numbered(catalog, state).places.get(state.place) if state.place else None
    note = load_library().notes.get(DISCLAIMER_ID)
    told = plain(note.summary.text(state.audience.value)) if note else ""
    title = place.name if place else "Lumbar spine and sacrum"
    words = PageWords(title, told, leg_map_html(state, catalog))
    spec = resolve(state, catalog)
    size = finished(page_steps(assets, catalog, spec, state.camera, THEMES[theme], words, file))
    return f"{file} written, {size / 1e6:.1f} MB"


def film(
    file: Path, assets: Assets, catalog: Catalog, state: ViewState, theme: str, format_name: str
) -> str:
    """The scene turning once about itself."""
    write_without_screen()
    from viewer.export.darkroom import Shot
    from viewer.looks import THEMES
    from viewer.ui.sheet import Writing
    from viewer.ui.turntable import turntable_steps

    file = named_file(str(file), (f".{format_name}",))
    state = replace(state, camera=widened(state.camera, *_FILM))
    shot = Shot(resolve(state, catalog), state.camera, THEMES[theme], _FILM)
    finished(turntable_steps(assets, catalog, shot, Writing(), _FRAMES, file))
    return f"{file} written"


def report(
    file: Path,
    assets: Assets,
    catalog: Catalog,
    library: Library,
    place: StructureId,
    audience: Audience,
    paper: str,
    state: ViewState,
) -> str:
    """One page about a level, with what is set there."""
    write_without_screen()
    from viewer.ui.handout import handout_steps

    file = named_file(str(file), (".pdf",))
    finished(
        handout_steps(
            assets, catalog, library, place, audience.value, file, paper=paper, setting=state
        )
    )
    return f"{file} written"


def write_without_screen() -> None:
    """Qt writes letters on its own canvas in memory."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    global _app
    _app = QGuiApplication.instance() or QGuiApplication(["lumbosacral-viewer"])


_app: object = None
