"""The end of a window: what is to be kept is kept, and everybody stops listening, in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.ui.window_layout import with_layout

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.settings import SettingsFile


def end_parts(window: MainWindow, settings_file: SettingsFile) -> None:
    """End all parts of a window, once. What leaves traces goes before the settings are kept."""
    if window.is_made("consulting"):
        window.consulting.close()
    if window.is_made("presenting"):
        window.presenting.close()
    if window.is_made("studying"):
        window.studying.close()
    settings_file.save(with_layout(window))
    if window.is_made("lessoning"):
        window.lessoning.close()
    if window.is_made("keeping"):
        window.keeping.close()
    window.teller.stop()
    window.clinical.stop()
    window.presenter.close()
    window.comparing.release()
    for name in ("conditioning", "filming"):
        if window.is_made(name):
            getattr(window, name).release()
    window.canvas.release()
