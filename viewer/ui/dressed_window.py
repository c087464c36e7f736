"""How the window looks: theme, letters and what else the settings choose, brought to all parts."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from viewer.ui.late_parts import LateParts
from viewer.ui.page_setting import Folds
from viewer.ui.settings import Settings
from viewer.ui.style_sheet import style_sheet
from viewer.ui.theme import Theme, qt_palette, theme_named
from viewer.ui.window_layout import size_panels


class DressedWindow(LateParts):
    """What `MainWindow` holds of its looks. _theme_now: a theme for this time only."""

    settings: Settings
    theme: Theme
    _theme_now: str | None

    def change_settings(self, settings: Settings) -> None:
        """Take settings and show what they change."""
        window = self._whole
        letters = self.theme.growth * self.settings.text_scale
        self.settings = settings
        self.theme = theme = theme_named(self._theme_now or settings.theme)
        self._dress()
        for part in (window.search, window.strip, window.structures):
            part.set_theme(theme)
        window.notices.set_theme(theme)
        window.sectioning.set_theme(theme)
        window.header.set_theme(theme, settings.text_scale)
        window.clinical.set_theme(theme, settings.text_scale)
        self._theme_late()
        window.clinical.set_folds(Folds(frozenset(settings.folded), frozenset(settings.unfolded)))
        window.canvas.set_theme(theme.name)
        self.set_up_canvas()
        if self.isVisible() and letters != theme.growth * settings.text_scale:
            # Later, because parts learn of a new style only when the event loop comes round.
            QTimer.singleShot(0, self, lambda: size_panels(window))
        window.refresh_actions()

    def _dress(self) -> None:
        """Palette and style sheet; told again, Qt would dress every widget anew."""
        self.setPalette(qt_palette(self.theme))
        sheet = style_sheet(self.theme, self.settings.text_scale)
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

    def set_up_canvas(self) -> None:
        """Let the views follow the settings, and keep out of the way of two who talk."""
        window, settings = self._whole, self.settings
        is_calm = window.store.state.consult is not None
        window.canvas.set_text_scale(settings.text_scale)
        window.canvas.set_smooth_at_rest(settings.smooth)
        window.canvas.set_inset(settings.inset and not is_calm)
        window.canvas.set_calm(is_calm)
        window.comparing.set_up()

    def take_settings(self, settings: Settings) -> None:
        """Take what the settings card chose."""
        if settings.theme != self.settings.theme:
            self.forget_theme_now()
        from viewer.ui.settings_card import taken_back

        self.change_settings(taken_back(self.settings, settings))

    def forget_theme_now(self) -> None:
        """A theme chosen by hand outlasts the one given for this time."""
        self._theme_now = None
