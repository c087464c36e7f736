"""Keeps the scene while the window is open, and offers it again after a bad end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from viewer.keep.naming import automatic_name
from viewer.keep.places import Places
from viewer.keep.scene_file import SavedScene
from viewer.keep.session import Session, forget, lost_scene
from viewer.state import ViewState
from viewer.ui.scene_acts import show_saved, unasked_scene

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

#: The scene is kept so long after a change; a drag or a quick row of changes is kept once.
KEPT_AFTER_MS = 700
RESTORE = "Restore the last scene"


class SessionWatch(QObject):
    """One window's autosave. A start without any change leaves no trace."""

    def __init__(self, window: MainWindow, places: Places) -> None:
        super().__init__(window)
        self._window = window
        self._session = Session(places.sessions)
        self._told = False
        self._leave = window.store.subscribe(self._on_changed)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(KEPT_AFTER_MS)
        self._wait.timeout.connect(self.keep)
        window.clinical.page_shown.connect(self._on_page)
        if window.store.undo_label:
            # Something was done before anybody watched.
            self._start_wait()
        saved, self._lost = lost_scene(places.sessions, window.atlas.catalog)
        if saved is not None:
            self._offer(saved)

    def _offer(self, saved: SavedScene) -> None:
        name = automatic_name(saved.state, self._window.atlas.catalog)
        self._window.notices.offer(
            f"The program did not end properly last time. Its scene was kept: {name}.",
            RESTORE,
            lambda: self._restore(saved),
            key="restore",
            declined=self._forget,
        )

    def _restore(self, saved: SavedScene) -> None:
        show_saved(self._window, RESTORE, saved)
        self.keep()
        self._forget()

    def _forget(self) -> None:
        forget(self._lost)
        self._lost = ()

    def _on_changed(self, _new: ViewState, _old: ViewState) -> None:
        self._start_wait()

    def _on_page(self, _id: str) -> None:
        # Turning pages alone is worth keeping only beside a scene that is kept.
        if self._window.store.undo_label:
            self._start_wait()

    def _start_wait(self) -> None:
        if not self._wait.isActive():
            self._wait.start()

    def keep(self) -> None:
        """Keep the present scene now."""
        self._wait.stop()
        try:
            self._session.keep(unasked_scene(self._window))
        except OSError as error:
            if not self._told:
                self._told = True
                self._window.notices.add(
                    "The scene is not kept for the case of a crash: "
                    f"{self._session.file.parent} cannot be written ({error.strerror or error}). "
                    "Allow writing there, and save scenes you need by hand until then."
                )

    def close(self) -> None:
        """A proper end: nothing is offered at the next start."""
        self._wait.stop()
        self._leave()
        self._session.end()
        self._forget()
