"""One start of the program's window, for the table of speed; prints what it took as JSON.

`python -m benchmarks.ours_window` with `BORN` set: seconds from there until the window is painted
with its text and level strip (`shown`), until the first picture of the whole scene is in it
(`frame`), and megabytes of memory once the view has come to rest (`memory`). Then it ends.

Nothing in the program knows of this: the window is watched from outside, by an event filter on two
of its widgets and by the signals that are there anyway.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_FOUND: dict[str, float] = {}


def _note(name: str) -> None:
    if name not in _FOUND:
        _FOUND[name] = time.time() - float(os.environ["BORN"])
        _FOUND[f"{name}_cpu"] = time.process_time()


def main() -> int:
    """Run the program as `python -m viewer` does, watched."""
    until = sys.argv[1] if len(sys.argv) > 1 else "frame"
    import viewer.__main__ as program

    plain = program.plain_imports

    @contextmanager
    def watched() -> Iterator[None]:
        # Qt is not imported before the program itself asks for it: the way it does so matters.
        with plain():
            _watch_the_loop(until)
            yield

    program.plain_imports = watched
    return program.main([])


def _watch_the_loop(until: str) -> None:
    from PySide6.QtWidgets import QApplication

    run = QApplication.exec

    def watched(*words: Any) -> int:
        _watch(QApplication.instance(), until)
        return run()

    QApplication.exec = watched  # type: ignore[method-assign, assignment]


def _watch(app: Any, until: str) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer

    window = next(top for top in app.topLevelWidgets() if hasattr(top, "give_canvas"))
    page = window.clinical.browser.viewport()

    class Paints(QObject):
        """Sees the first paint of the strip and of the page, and of the picture in its view."""

        def __init__(self) -> None:
            super().__init__(app)
            self.awaited: set[QObject] = {window.strip, page}

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Paint and watched in self.awaited:
                self.awaited.discard(watched)
                if not self.awaited:
                    self.soon()
            return False

        def soon(self) -> None:
            # Comes as soon as this paint is on the screen, before any timer.
            high = Qt.EventPriority.HighEventPriority.value
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), high)

        def customEvent(self, _event: QEvent) -> None:
            _note("shown")
            _end("shown", until)
            window.strip.removeEventFilter(self)
            page.removeEventFilter(self)

    paints = Paints()
    window.strip.installEventFilter(paints)
    page.installEventFilter(paints)
    give = window.give_canvas

    drawn: list[None] = []

    def swapped() -> None:
        if drawn:
            _note("frame")
            _end("frame", until)

    def given(widget: Any) -> None:
        give(widget)
        if (view := getattr(widget, "view", None)) is not None:
            view.drawn.connect(lambda: drawn.append(None))
            view.frameSwapped.connect(swapped)
            # A turn later, when the program has done what it does at rest.
            rest = lambda: QTimer.singleShot(0, app, lambda: _end("rest", until))  # noqa: E731
            widget.settled.connect(rest)

    window.give_canvas = given


def _end(reached: str, until: str) -> None:
    if reached != until or "ended" in _FOUND:
        return
    _FOUND["ended"] = 1.0
    from benchmarks.memory import resident_mb

    _FOUND["memory"] = _FOUND["memory_cpu"] = resident_mb()
    print(json.dumps(_FOUND), flush=True)
    # Tearing down is not what is measured.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
