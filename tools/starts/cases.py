"""The moments at which a window is closed; carried out inside the process that is started."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from viewer.__main__ import main
from viewer.ui import app
from viewer.ui.main_window import MainWindow

#: A start that has not come to its moment by now hangs, ms.
_HANGS_AFTER_MS = 90_000
_HUNG = 9


def _folder() -> Path:
    """Where this start may write."""
    return Path(os.environ["HOME"])


def once_drawn(window: MainWindow, then: Callable[[], None]) -> None:
    """Do this after the first frame, on a turn of the event loop of its own."""
    canvas: Any = window.canvas_widget

    def on_drawn() -> None:
        canvas.view.drawn.disconnect(on_drawn)
        QTimer.singleShot(0, window, then)

    canvas.view.drawn.connect(on_drawn)


def close(window: MainWindow) -> None:
    """As soon as the first frame is there."""
    window.close()


def quit_command(window: MainWindow) -> None:
    """By the command of the menu."""
    window.run("window.quit")


def job(window: MainWindow) -> None:
    """While a long job draws."""
    from viewer.ui import take_forms, take_jobs
    from viewer.ui.take_card import defaults

    stage = window.taking.stage()
    assert stage is not None
    values = defaults(take_forms.turntable_form(), {})
    made = take_jobs.turntable(stage, values, _folder() / f"film.{values['format']}")
    window.taking.jobs.start(made, lambda _words: None)
    QTimer.singleShot(300, window, window.close)


def exporting(window: MainWindow) -> None:
    """While files are written."""
    from viewer.ui import take_forms, take_jobs
    from viewer.ui.take_card import defaults

    form = take_forms.meshes_form(window.atlas.catalog, has_choice=False)
    made = take_jobs.meshes(window, defaults(form, {}), _folder() / "meshes")
    window.taking.jobs.start(made, lambda _words: None)
    QTimer.singleShot(60, window, window.close)


def comparing(window: MainWindow) -> None:
    """With two views beside each other, the second not drawn yet."""
    window.run("select.segment.L4-L5")
    window.run("compare.with-segment.L5-S1")
    QTimer.singleShot(0, window, window.close)


def compared(window: MainWindow) -> None:
    """With two views beside each other, both drawn."""
    window.run("select.segment.L4-L5")
    window.run("compare.with-segment.L5-S1")
    beside: Any = window.comparing.widget
    beside.view.drawn.connect(lambda: QTimer.singleShot(0, window, window.close))


def sliding(window: MainWindow) -> None:
    """With a slider in the hand, and its sizes being measured beside the window."""
    window.run("select.segment.L4-L5")
    window.run("conditions.show-disc-extrusion")
    slider = window.conditioning.bar.amount.slider
    slider.setSliderDown(True)
    for share in (0.3, 0.6, 0.9):
        slider.setSliderPosition(round(slider.maximum() * share))
    QTimer.singleShot(0, window, window.close)


def measuring(window: MainWindow) -> None:
    """While sizes are measured beside the window."""
    window.run("select.segment.L4-L5")
    window.run("conditions.show-disc-extrusion")
    QTimer.singleShot(320, window, window.close)


def flying(window: MainWindow) -> None:
    """While the camera flies."""
    window.run("view.anterior")
    QTimer.singleShot(60, window, window.close)


def dialogs(window: MainWindow) -> None:
    """With dialogs, cards and the palette open."""
    for id in ("window.about", "window.diagnostics", "window.opacity", "window.palette"):
        window.run(id)
    QTimer.singleShot(0, window, window.close)


def sectioned(window: MainWindow) -> None:
    """With a section being refined."""
    window.run("section.disc-L5-S1")
    QTimer.singleShot(150, window, window.close)


def smoothing(window: MainWindow) -> None:
    """While the picture becomes smooth."""
    QTimer.singleShot(500, window, window.close)


def minimised(window: MainWindow) -> None:
    """Minimised."""
    window.showMinimized()
    QTimer.singleShot(50, window, window.close)


def noting(window: MainWindow) -> None:
    """With a note half written."""
    window.run("select.segment.L5-S1")
    window.run("window.note")
    QTimer.singleShot(50, window, window.close)


def ended_by_system(window: MainWindow) -> None:
    """By the system, which asks programs to end."""
    os.kill(os.getpid(), signal.SIGTERM)


def while_starting(window: MainWindow) -> None:
    """Before the 3D view is there."""
    window.close()


#: Each moment by name; those of `EARLY` come before the 3D view does.
CASES: dict[str, Callable[[MainWindow], None]] = {
    each.__name__.replace("_", "-"): each
    for each in (
        close,
        while_starting,
        quit_command,
        job,
        exporting,
        comparing,
        compared,
        sliding,
        measuring,
        flying,
        dialogs,
        sectioned,
        smoothing,
        minimised,
        noting,
        ended_by_system,
    )
}
#: A file of this name says that the moment came.
REACHED = "reached"
EARLY = frozenset(["while-starting"])


def start(name: str) -> int:
    """Start the program as a person does, and close it at the moment of that name."""
    act, usual_texts, usual_canvas = CASES[name], app.bring_texts, app.bring_canvas

    def bring_texts(window: MainWindow, *more: Any) -> None:
        QTimer.singleShot(_HANGS_AFTER_MS, lambda: os._exit(_HUNG))
        usual_texts(window, *more)
        if name in EARLY:
            reached(window)

    def bring_canvas(window: MainWindow, *more: Any) -> None:
        usual_canvas(window, *more)
        if name not in EARLY:
            once_drawn(window, lambda: reached(window))

    def reached(window: MainWindow) -> None:
        (_folder() / REACHED).touch()
        act(window)

    app.bring_texts, app.bring_canvas = bring_texts, bring_canvas
    return main([])


if __name__ == "__main__":
    sys.exit(start(sys.argv[1]))
