"""Make the pictures of docs/consult.md: `python -m tools.consult_pictures docs/pictures/consult`.

They are the program's own window after the acts of two readers, and the sheets they take home.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication

from annotations.library import load_library
from meshes.catalog import load_catalog
from meshes.store import load_assets
from viewer.atlas import Atlas
from viewer.commands.consult_commands import OPEN
from viewer.consult.telling import COMMON
from viewer.disc_planes import disc_planes
from viewer.store import Store
from viewer.ui.app import application, bring_canvas, expect_gl
from viewer.ui.canvas import Canvas
from viewer.ui.consult_panel import ConsultPanel
from viewer.ui.consult_taking import save
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import Settings, SettingsFile
from viewer.ui.surface_format import install_surface_format

SIZE = (1280, 800)
NOTES = (
    "We agree: keep walking, every day a little further. Exercise plan with the physiotherapist.\n"
    "Look again in six weeks, sooner if the foot grows weak.\n"
    "Question for next time: may I cycle to work?"
)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture. typed: what is typed and entered, one after the other; then: what else is done
    with the panel."""

    typed: tuple[str, ...] = ()
    then: Callable[[ConsultPanel], None] = lambda _panel: None
    theme: str = "light"
    size: tuple[int, int] = SIZE


SHOTS = {
    "opening": Shot(),
    "typing": Shot(then=lambda panel: panel.choose.line.setText("narrow")),
    "protrusion-l4-l5": Shot(("L4/5 protrusion left",)),
    "slip-l5-s1": Shot(("L5-S1 isthmic spondylolisthesis grade 1",)),
    "stenosis-l3-l4": Shot(("L3-L4 moderate spinal stenosis",)),
    "how-common": Shot(
        ("L4/5 black disc",), lambda panel: panel.talk.parts.buttons[COMMON].click()
    ),
    "match": Shot(("L4/5 protrusion left",), lambda panel: panel.talk.match.click()),
    "not-shown": Shot(("L5-S1 Modic type 1",)),
    "red-flags": Shot(("L4/5 protrusion left",), lambda panel: panel.flags.click()),
    "notes": Shot(
        ("L4/5 protrusion left",),
        lambda panel: (panel.notes_button.click(), panel.notes.box.setPlainText(NOTES)),  # type: ignore[func-returns-value]
    ),
    "dark": Shot(("L4/5 protrusion left", "L4/5 facet arthrosis"), theme="dark"),
    "projector": Shot(("L4/5 protrusion left",), theme="projector"),
}


def draw(folder: Path, names: list[str]) -> None:
    """Make these pictures, or all, and the sheets of the first finding."""
    install_surface_format()
    app = application()
    folder.mkdir(parents=True, exist_ok=True)
    catalog, assets, library = load_catalog(), load_assets(), load_library()
    atlas = Atlas(catalog, assets.boxes, disc_planes(assets.meshes))
    for name in names or [*SHOTS, "sheets"]:
        shot = SHOTS.get(name, SHOTS["protrusion-l4-l5"])
        with tempfile.TemporaryDirectory() as own:
            settings = SettingsFile(Path(own) / "settings.json")
            settings.save(Settings(theme=shot.theme, coach_seen=True, reduced_motion=True))
            window = MainWindow(Store(atlas.start()), atlas, library, settings)
            window.resize(*shot.size)
            expect_gl(window)
            window.show()
            bring_canvas(window, assets, "")
            act(app, window, shot)
            if name == "sheets":
                sheets(app, window, folder)
            else:
                window.grab().save(str(folder / f"{name}.jpg"), quality=88)
            window.consulting.leave()
            window.close()


def act(app: QApplication, window: MainWindow, shot: Shot) -> None:
    """Do what two readers do, and wait until the pictures are at rest."""
    window.run(OPEN)
    panel = window.consulting.panel
    assert panel is not None
    for k, words in enumerate(shot.typed):
        if k:
            panel.chips[-1].click()
        panel.choose.line.setText(words)
        panel.choose.line.returnPressed.emit()
    shot.then(panel)
    settle(app, window)


def settle(app: QApplication, window: MainWindow) -> None:
    """Until nothing more is drawn finer."""
    for _ in range(12):
        app.processEvents()
    for view in (window.canvas_widget, window.comparing.widget):
        while isinstance(view, Canvas) and not view.is_settled:
            app.processEvents()


def sheets(app: QApplication, window: MainWindow, folder: Path) -> None:
    """What goes home."""
    panel = window.consulting.panel
    assert panel is not None
    panel.notes.box.setPlainText(NOTES)
    for kind in ("pdf", "html"):
        save(window, window.consulting, kind, folder / f"consultation.{kind}")
        while window.taking.jobs.is_busy:
            app.processEvents()


if __name__ == "__main__":
    draw(Path(sys.argv[1]), sys.argv[2:])
