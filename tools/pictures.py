"""Make the pictures of the documents: `python -m tools.pictures docs/pictures`, with a screen.

They are the program's own: the real window, and scenes as `render` draws them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from annotations.library import load_library
from meshes.catalog import load_catalog
from meshes.ids import StructureId
from meshes.store import load_assets
from viewer.atlas import Atlas
from viewer.disc_planes import disc_planes
from viewer.commands import acts
from viewer.store import Store
from viewer.ui.app import application, bring_canvas, expect_gl
from viewer.ui.canvas import Canvas
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import Settings, SettingsFile
from viewer.ui.surface_format import install_surface_format

SIZE = (1280, 800)
SHOTS = {
    "window-l5-s1": ("segment.L5-S1", "light"),
    "window-l4-l5-dark": ("segment.L4-L5", "dark"),
}


def window_picture(app: QApplication, place: str, theme: str, file: Path) -> None:
    """One picture of the whole window with a level lit."""
    catalog, assets = load_catalog(), load_assets()
    atlas = Atlas(catalog, assets.boxes, disc_planes(assets.meshes))
    state = acts.select_place(atlas, StructureId(place))(atlas.start())
    with tempfile.TemporaryDirectory() as folder:
        settings = SettingsFile(Path(folder) / "settings.json")
        settings.save(Settings(theme=theme, coach_seen=True, reduced_motion=True))
        window = MainWindow(Store(state), atlas, load_library(), settings)
        window.resize(*SIZE)
        expect_gl(window)
        window.show()
        bring_canvas(window, assets, "")
        canvas = window.canvas_widget
        assert isinstance(canvas, Canvas)
        while not canvas.is_settled:
            app.processEvents()
        window.grab().save(str(file))
        window.close()


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    install_surface_format()
    app = application()
    for name, (place, theme) in SHOTS.items():
        window_picture(app, place, theme, folder / f"{name}.png")
        print(folder / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
