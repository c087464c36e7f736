"""Make the pictures of the documents: `python -m tools.pictures docs/pictures`, with a screen.

They are the program's own: the real window after the acts a reader would do.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication

from annotations.library import load_library
from meshes.catalog import load_catalog
from meshes.ids import Side
from meshes.store import load_assets
from viewer.atlas import Atlas
from viewer.commands.leg_map_acts import paint
from viewer.disc_planes import disc_planes
from viewer.keep.places import Places
from viewer.legmap.areas import region_cells
from viewer.state import Felt
from viewer.store import Store
from viewer.ui.app import application, bring_canvas, expect_gl
from viewer.ui.canvas import Canvas
from viewer.ui.hints import HINTS
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import Settings, SettingsFile
from viewer.ui.surface_format import install_surface_format

SIZE = (1280, 800)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture. select: what is selected first; runs: commands after that; page: text shown;
    typed: what stands in the search field; pain, numb: places of the leg map, each with its side
    after a space."""

    select: str = ""
    runs: tuple[str, ...] = ()
    page: str = ""
    typed: str = ""
    theme: str = "light"
    pain: tuple[str, ...] = ()
    numb: tuple[str, ...] = ()


SHOTS = {
    "window-l5-s1": Shot("segment.L5-S1"),
    "window-l4-l5-dark": Shot("segment.L4-L5", theme="dark"),
    "walk-1-open": Shot(),
    "walk-2-find": Shot(typed="slipped disc"),
    "walk-3-roots": Shot("segment.L5-S1", ("show.bone",)),
    "walk-4-read": Shot("segment.L5-S1", ("text.student",), page="condition.disc-herniation"),
    "walk-5-cut": Shot("segment.L5-S1", ("section.disc-L5-S1",)),
    "walk-6-measure": Shot("segment.L5-S1", ("measure.ready-disc-height", "view.left")),
    "walk-7-compare": Shot("segment.L4-L5", ("compare.with-segment.L5-S1",)),
    "leg-map-evidence": Shot("", ("legmap.toggle",)),
    "leg-map-textbook": Shot("", ("legmap.toggle", "legmap.textbook")),
    "leg-map-root": Shot("root.L5.right", ("legmap.toggle",)),
    "leg-map-painted": Shot(
        "",
        ("text.student", "legmap.toggle"),
        pain=("outer-shin left", "back-thigh left"),
        numb=("top-of-foot left", "big-toe left"),
        theme="dark",
    ),
    "leg-map-saddle": Shot("", ("legmap.toggle",), numb=("back-passage right",)),
    "leg-map-condition": Shot(
        "segment.L5-S1", ("text.clinician", "conditions.show-disc-extrusion", "legmap.toggle")
    ),
    "walk-condition": Shot("segment.L5-S1", ("conditions.show-disc-extrusion",)),
    "walk-8-keep": Shot("segment.L5-S1", ("window.add-bookmark", "window.bookmarks")),
}


def window_picture(app: QApplication, shot: Shot, file: Path) -> None:
    """One picture of the whole window, with settings and data of its own."""
    catalog, assets = load_catalog(), load_assets()
    atlas = Atlas(catalog, assets.boxes, disc_planes(assets.meshes))
    with tempfile.TemporaryDirectory() as folder:
        settings = SettingsFile(Path(folder) / "settings.json")
        settings.save(
            Settings(
                theme=shot.theme, coach_seen=True, reduced_motion=True, hints_seen=tuple(HINTS)
            )
        )
        kept = Places(Path(folder) / "kept")
        window = MainWindow(Store(atlas.start()), atlas, load_library(), settings, places=kept)
        window.resize(*SIZE)
        expect_gl(window)
        window.show()
        bring_canvas(window, assets, "")
        settle(app, window)
        if shot.select:
            window.select(shot.select)
        for id in shot.runs:
            window.run(id)
            settle(app, window)
        for felt, named in ((Felt.PAIN, shot.pain), (Felt.NUMB, shot.numb)):
            for name in named:
                cells = region_cells(name.split()[0], Side(name.split()[1]))
                window.presenter.apply("Paint", paint(felt, cells))
        if shot.page:
            window.clinical.show_page(shot.page)
        if shot.typed:
            window.start_search()
            window.search.setText(shot.typed)
            window.search.textEdited.emit(shot.typed)
        settle(app, window)
        window.grab().save(str(file))
        window.close()


def settle(app: QApplication, window: MainWindow) -> None:
    """Let the picture come to rest."""
    app.processEvents()
    views = [window.canvas_widget, window.comparing.widget]
    canvases = [view for view in views if isinstance(view, Canvas)]
    assert canvases
    while not all(canvas.is_settled for canvas in canvases if canvas.isVisible()):
        app.processEvents()


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="only these")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    install_surface_format()
    app = application()
    for name in arguments.names or SHOTS:
        window_picture(app, SHOTS[name], folder / f"{name}.png")
        print(folder / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
