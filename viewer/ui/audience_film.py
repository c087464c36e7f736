"""The film beside the scene, for the audience: the one that the program's own panel has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.ui.audience_window import AudienceWindow

if TYPE_CHECKING:
    from viewer.ui.film_pane import FilmPane
    from viewer.ui.main_window import MainWindow


class AudienceFilm:
    """Follows the panel's film while there is one."""

    def __init__(self, window: MainWindow, audience: AudienceWindow) -> None:
        self._window, self._audience = window, audience
        self._pane: FilmPane | None = None

    def show(self) -> None:
        """Show the film of the present state, or none."""
        window, xray = self._window, self._window.store.state.xray
        panel = None if xray is None else window.filming.panel
        if panel is not None and panel.pane is not self._pane:
            self.stop()
            self._pane = panel.pane
            # It may be made only after this state was told to us.
            self._pane.changed.connect(self.show)
        if xray is None or panel is None or not panel.pane.films:
            self._audience.show_film(None)
            return
        from viewer.ui.paint_film import film_picture

        self._audience.show_film(film_picture(panel.pane.view, panel.pane.films, xray))

    def stop(self) -> None:
        """Follow no more."""
        if self._pane is not None:
            self._pane.changed.disconnect(self.show)
            self._pane = None
