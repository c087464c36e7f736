"""Tells a screen reader what is to be seen: the whole when asked, only what is new on a change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from meshes.catalog import Catalog
from viewer.state import ViewState
from viewer.telling import scene_sentences
from viewer.ui.announce import announce

#: Changes that follow each other faster are told as one.
_QUIET_MS = 150


class Teller(QObject):
    """Keeps the description of the 3D view up to date and speaks each change once.

    speak: says a text; by default through the screen reader.
    """

    def __init__(
        self, catalog: Catalog, window: QWidget, speak: Callable[[str], None] | None = None
    ) -> None:
        super().__init__(window)
        self._catalog = catalog
        self.speak = speak or (lambda text: announce(window, text))
        self._now: tuple[str, ...] = ()
        self._told: tuple[str, ...] = ()
        self._canvas: QWidget | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_QUIET_MS)
        self._wait.timeout.connect(self._tell)

    @property
    def can_wait(self) -> bool:
        """Nothing is said before it has been quiet, and a frame comes sooner."""
        return True

    @property
    def text(self) -> str:
        """The whole scene in words."""
        return " ".join(self._now)

    def attach(self, canvas: QWidget) -> None:
        """Describe the scene on this 3D view from now on."""
        self._canvas = canvas
        canvas.setAccessibleDescription(self.text)

    def show_state(self, state: ViewState) -> None:
        """Take a new state; what differs is said when it has been quiet for a moment."""
        now = scene_sentences(state, self._catalog)
        if now == self._now:
            return
        is_first, self._now = not self._now, now
        if self._canvas is not None:
            self._canvas.setAccessibleDescription(self.text)
        if is_first:
            self._told = now
        else:
            self._wait.start()

    def stop(self) -> None:
        """Say nothing more."""
        self._wait.stop()

    def _tell(self) -> None:
        fresh = [words for words in self._now if words not in self._told]
        gone = set(self._told) - set(self._now)
        self._told = self._now
        if fresh or gone:
            self.speak(" ".join(fresh or self._now))
