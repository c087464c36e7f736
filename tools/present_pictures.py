"""Pictures of presenting: `python -m tools.present_pictures docs/pictures/presenting`, with one
screen of at least 3840 x 1080 that stands for two of 1920 x 1080.

They are the program's own windows after the acts a presenter would do.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from annotations.library import load_library
from meshes.catalog import load_catalog
from meshes.ids import StructureId
from meshes.store import load_assets
from tools.pictures import settle
from viewer.atlas import Atlas
from viewer.camera import millimetres_per_pixel
from viewer.commands.present_commands import COLOUR, SPOTLIGHT
from viewer.disc_planes import disc_planes
from viewer.keep.places import Places
from viewer.picking import display
from viewer.presenting.keys import Act
from viewer.presenting.seats import Box, Seats
from viewer.state import InkColour
from viewer.store import Store
from viewer.ui.app import application, bring_canvas, expect_gl
from viewer.ui.canvas import Canvas
from viewer.ui.hand_sheet import Spot
from viewer.ui.hints import HINTS
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import Settings, SettingsFile
from viewer.ui.surface_format import install_surface_format

SPEAKER, AUDIENCE = (0, 0, 1920, 1080), (1920, 0, 1920, 1080)
BOTH = (0, 0, 3840, 1080)
_WIDE, _QUALITY = 1600, 82
#: Turns of the event loop that let a window appear, and its next picture be drawn.
_TURNS, _UNTIL_NEXT_MS = 40, 3000


def begin(window: MainWindow, where: Seats, theme: str) -> None:
    """Present in this theme."""
    window.run(f"window.theme-{theme}")
    window.presenting.begin(where)


def rest(app: QApplication, window: MainWindow) -> None:
    """Let both windows come to rest."""
    waited = QElapsedTimer()
    waited.start()
    for _ in range(_TURNS):
        app.processEvents()
    views = window.presenting.views
    assert views is not None
    while waited.elapsed() < _UNTIL_NEXT_MS or not all(one.is_settled for one in views.canvases):
        app.processEvents()


def first_view(window: MainWindow) -> Canvas:
    """The audience's first view."""
    views = window.presenting.views
    assert views is not None
    return views.canvases[0]


def draw(window: MainWindow, line: Sequence[tuple[float, float]], colour: InkColour) -> None:
    """Draw a line with the pen. line: places in pixels of the audience's first view."""
    view = first_view(window)
    window.run(f"{COLOUR}{colour}")
    window.inking.hands[view].drawn.emit(tuple(view.surface_at(QPointF(*at)) for at in line))


def pair(app: QApplication, window: MainWindow) -> Box:
    """Two windows, a step of a lesson."""
    window.lessoning.play("shipped:which-nerve")
    begin(window, Seats(AUDIENCE, SPEAKER), "light")
    window.presenting.act(Act.NEXT)
    window.presenting.act(Act.NEXT)
    rest(app, window)
    return BOTH


def inked(app: QApplication, window: MainWindow) -> Box:
    """Rings on the sides of L4 and L5, drawn from the left, then turned; in the spotlight."""
    window.select("segment.L4-L5")
    begin(window, Seats(AUDIENCE, SPEAKER), "light")
    window.run("view.left")
    rest(app, window)
    view = first_view(window)
    box = view.scene.assets.boxes[StructureId("disc.L4-L5")]
    for where, reach, colour in ((-20.0, 7.0, InkColour.BLUE), (20.0, 9.0, InkColour.VERMILION)):
        middle = (box.lower[0] + 6.0, box.centre[1] + 4.0, box.centre[2] + where)
        x, y = display(view.camera, middle, view.width(), view.height()) or (0.0, 0.0)
        radius = reach / millimetres_per_pixel(view.camera, view.height())
        turns = [math.tau * k / 120 for k in range(121)]
        draw(window, [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in turns], colour)
    rest(app, window)
    window.run("view.posterior-oblique")
    window.run(SPOTLIGHT)
    rest(app, window)
    at = display(view.camera, middle, view.width(), view.height()) or (0.0, 0.0)
    window.inking.hands[view].sheet.show_spot(Spot(True, 0.3, QPointF(*at)))
    for _ in range(_TURNS):
        app.processEvents()
    return AUDIENCE


def untold(app: QApplication, window: MainWindow) -> Box:
    """Names that wait to be told."""
    window.select("segment.L5-S1")
    begin(window, Seats(AUDIENCE, SPEAKER), "projector")
    window.presenting.tell()
    rest(app, window)
    return AUDIENCE


def strip(app: QApplication, window: MainWindow) -> Box:
    """One screen, the strip at its edge; a step with its film."""
    window.lessoning.play("shipped:fusion-l5-s1")
    begin(window, Seats(AUDIENCE), "dark")
    assert window.presenting.audience is not None
    window.presenting.audience.setWindowState(Qt.WindowState.WindowNoState)
    window.presenting.act(Act.NEXT)
    window.presenting.act(Act.NEXT)
    rest(app, window)
    window.presenting.act(Act.STRIP)
    for _ in range(_TURNS):
        app.processEvents()
    return AUDIENCE


SHOTS: dict[str, Callable[[QApplication, MainWindow], Box]] = {
    "pair": pair,
    "ink": inked,
    "untold": untold,
    "strip": strip,
}


def picture(app: QApplication, name: str, file: Path) -> None:
    """One picture, with settings and data of its own."""
    catalog, assets = load_catalog(), load_assets()
    atlas = Atlas(catalog, assets.boxes, disc_planes(assets.meshes))
    with tempfile.TemporaryDirectory() as folder:
        settings = SettingsFile(Path(folder) / "settings.json")
        settings.save(Settings(coach_seen=True, reduced_motion=True, hints_seen=tuple(HINTS)))
        kept = Places(Path(folder) / "kept")
        window = MainWindow(Store(atlas.start()), atlas, load_library(), settings, places=kept)
        window.resize(1280, 800)
        expect_gl(window)
        window.show()
        bring_canvas(window, assets, "")
        settle(app, window)
        box = SHOTS[name](app, window)
        whole = QGuiApplication.primaryScreen().grabWindow(0)
        part = whole.copy(*box).toImage()
        part = part.scaledToWidth(_WIDE, Qt.TransformationMode.SmoothTransformation)
        part.save(str(file), "JPEG", _QUALITY)
        window.close()


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.present_pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="only these")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    install_surface_format()
    app = application()
    for name in arguments.names or SHOTS:
        picture(app, name, folder / f"{name}.jpg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
