"""From a level's key to its text on the screen, for the table of speed; prints JSON.

Every level in turn, in the whole window with its 3D view: `first`, milliseconds when its page is
turned to for the first time, and `again`, when all were read before. What counts is the text: the
picture's next frame comes after it and has a row of its own.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    """Turn through all levels twice, print, end."""
    from PySide6.QtCore import QTimer

    import viewer.ui.app as app
    from annotations.library import load_library
    from meshes.catalog import load_catalog
    from meshes.store import load_assets
    from viewer.atlas import Atlas
    from viewer.disc_planes import disc_planes
    from viewer.store import Store
    from viewer.ui.main_window import MainWindow
    from viewer.ui.settings import SettingsFile

    catalog, assets = load_catalog(), load_assets()
    atlas = Atlas(catalog, assets.boxes, disc_planes(assets.meshes))
    app.install_surface_format()
    running = app.application()
    window = MainWindow(Store(atlas.start()), atlas, load_library(), SettingsFile())
    window.resize(1280, 800)
    app.expect_gl(window)
    window.show()
    app.bring_canvas(window, assets, "")

    def turn() -> list[float]:
        took = []
        for place in catalog.places:
            start = time.process_time() if cpu else time.perf_counter()
            window.run(f"select.{place}")
            window.clinical.browser.viewport().repaint()
            end = time.process_time() if cpu else time.perf_counter()
            took.append(1000.0 * (end - start))
            window.run("select.whole")
        return took

    def measure() -> None:
        print(json.dumps({"first": turn(), "again": turn()}), flush=True)
        os._exit(0)

    cpu = "cpu" in sys.argv
    window.canvas_widget.settled.connect(measure)  # type: ignore[attr-defined]
    QTimer.singleShot(120_000, running.quit)
    running.exec()


if __name__ == "__main__":
    main()
