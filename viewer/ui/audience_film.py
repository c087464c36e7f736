"""What stands beside the scene for the audience: the film of the program's panel, or the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter

from annotations.fault import ContentError
from viewer.numbering import counting
from viewer.ui.audience_window import AudienceWindow

if TYPE_CHECKING:
    from viewer.ui.film_pane import FilmPane
    from viewer.ui.leg_writing import Sheet
    from viewer.ui.main_window import MainWindow


#: The map's width to height beside the scene (chosen).
_MAP_WIDE, _MAP_HIGH = 768, 960


class AudienceFilm:
    """Follows the panel's film while there is one; the map where there is none."""

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
            self._show_map()
            return
        from viewer.ui.paint_film import film_picture

        self._audience.show_film(film_picture(panel.pane.view, panel.pane.films, xray))

    def _show_map(self) -> None:
        """The leg map of the present state, or nothing."""
        window, audience = self._window, self._audience
        state = window.store.state
        try:
            sheet = _sheet(window, audience) if state.leg_map.is_open else None
        except ContentError:
            # The program's own panel tells that the map's files cannot be used.
            sheet = None
        if sheet is None:
            audience.show_film(None)
            return
        from viewer.ui.leg_paint import paint_sheet

        share = audience.height() / 1080
        wide, high = round(_MAP_WIDE * share), round(_MAP_HIGH * share)
        image = QImage(wide, high, QImage.Format.Format_RGB32)
        image.fill(QColor(sheet.theme.surface))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_sheet(painter, QRectF(2, 2, wide - 4, high - 4), sheet)
        painter.end()
        audience.show_film(image, sheet.theme.surface)

    def stop(self) -> None:
        """Follow no more."""
        if self._pane is not None:
            self._pane.changed.disconnect(self.show)
            self._pane = None


def _sheet(window: MainWindow, audience: AudienceWindow) -> Sheet:
    """What to draw, in the audience's letters. Raises ContentError."""
    from viewer.legmap.shown import shown_roots
    from viewer.ui.leg_writing import Sheet

    state = window.store.state
    shown, naming = shown_roots(state, window.atlas.catalog), counting(state)
    font = QFont(QGuiApplication.font())
    # Names in the map are set a little smaller or larger than this, in points.
    font.setPointSizeF(audience.letters * 72.0 / audience.logicalDpiY())
    names = {root: naming.both(root) for root, _ in shown.roots}
    return Sheet(shown, state.leg_map, window.theme, font, names)
