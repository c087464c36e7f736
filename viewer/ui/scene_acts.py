"""Saving and opening scenes from the window, and the menu of recent ones."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from viewer.commands.leg_map_acts import unpainted
from viewer.commands.study_acts import unasked
from viewer.keep.coding import IsKnown, known_to
from viewer.keep.naming import automatic_name
from viewer.keep.places import Places
from viewer.keep.recent import read_recent, why_missing, with_newest, write_recent
from viewer.keep.scene_file import (
    EXTENSION,
    Reading,
    SavedScene,
    SceneError,
    read_scene,
    with_extension,
    write_scene,
)
from viewer.ui.wording import plain_tip

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

_FILTER = f"Scenes (*{EXTENSION});;All files (*)"
_NOT_IN_NAMES = '<>:"/\\|?*'


def saved_scene(window: MainWindow) -> SavedScene:
    """Everything the window shows, as it is kept."""
    section, past = window.clinical.browser.section_at_top()
    reading = Reading(window.clinical.page, section, past)
    state = window.store.state
    if window.is_made("studying") and window.studying.before is not None:
        # A question is no scene of the user's: the one it will bring back is.
        state = window.studying.before
    if state.consult is not None:
        # Nothing of a consultation is kept, not even by way of a crash.
        state = state.consult.before
    return SavedScene(state, reading)


def unasked_scene(window: MainWindow) -> SavedScene:
    """The same as it may be kept without a file chosen for it: nothing that was painted."""
    saved = saved_scene(window)
    return SavedScene(unpainted(saved.state), saved.reading)


def show_saved(window: MainWindow, label: str, saved: SavedScene) -> None:
    """Bring a kept scene back, in one undoable step; it asks no question."""
    if window.is_made("studying"):
        window.studying.leave()
    window.presenter.apply(label, lambda _state: unasked(saved.state))
    show_reading(window, saved.reading)


def show_reading(window: MainWindow, reading: Reading) -> None:
    """Turn to the page and section that were being read; a page that is gone is passed over."""
    if window.clinical.has_page(reading.page):
        window.clinical.show_page(reading.page)
        window.clinical.browser.show_section(reading.section, reading.past)


def is_known(window: MainWindow) -> IsKnown:
    """Whether there is a structure or place of an id."""
    return known_to(window.atlas.catalog)


class SceneActs(QObject):
    """Open, save, recent. Every failure is one line at the top of the picture."""

    def __init__(self, window: MainWindow, places: Places) -> None:
        super().__init__(window)
        self._window, self._places = window, places
        self.recent_menu = QMenu("Open recent", window)
        self.recent_menu.setToolTipsVisible(True)
        self.recent_menu.aboutToShow.connect(self.fill_recent)
        window.actions_of.by_id["window.open-recent"].setMenu(self.recent_menu)

    def acts(self) -> dict[str, Callable[[], None]]:
        """What to do for each command about scenes."""
        return {
            "window.open-scene": self.ask_and_open,
            "window.save-scene": self.ask_and_save,
            "window.open-recent": self._pop_up_recent,
            "window.clear-recent": self.clear_recent,
        }

    def ask_and_open(self) -> None:
        """Ask which scene, and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open scene", str(self._folder()), _FILTER
        )
        if name:
            self.open_file(Path(name))

    def open_file(self, path: Path) -> bool:
        """Open a scene; on failure the present one stays as it is."""
        try:
            saved = read_scene(path, self._window.atlas.catalog)
        except SceneError as problem:
            self._window.notices.add(str(problem))
            return False
        show_saved(self._window, f"Open scene {_title(path)}", saved)
        self._remember(path)
        self._window.status.showMessage(f"Opened: {path}", 6000)
        return True

    def ask_and_save(self) -> None:
        """Ask where, and save the present scene."""
        name = automatic_name(self._window.store.state, self._window.atlas.catalog)
        proposed = self._folder() / f"{_file_name(name)}{EXTENSION}"
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save scene", str(proposed), _FILTER)
        if not chosen:
            return
        path = with_extension(Path(chosen))
        # The dialog asked about the name that was typed, not about the one it becomes.
        if path != Path(chosen) and os.path.exists(path) and not self._may_replace(path):
            return
        self.save_file(path)

    def save_file(self, path: Path) -> bool:
        """Save the present scene."""
        try:
            write_scene(path, saved_scene(self._window))
        except SceneError as problem:
            self._window.notices.add(str(problem))
            return False
        self._remember(path)
        self._window.status.showMessage(f"Saved: {path}", 6000)
        return True

    def _may_replace(self, path: Path) -> bool:
        answer = QMessageBox.question(
            self._window, "Save scene", f"{path.name} already exists. Replace it?"
        )
        return answer == QMessageBox.StandardButton.Yes

    def _folder(self) -> Path:
        """Where the last scene lay, else the user's documents."""
        for path in read_recent(self._places.recent):
            if os.path.isdir(path.parent):
                return path.parent
        kind = QStandardPaths.StandardLocation.DocumentsLocation
        found = Path(QStandardPaths.writableLocation(kind))
        return found if found.is_dir() else Path.home()

    def _remember(self, path: Path) -> None:
        try:
            self._places.make()
            write_recent(self._places.recent, with_newest(read_recent(self._places.recent), path))
        except OSError as error:
            self._window.notices.add(
                f"The list of recent scenes was not kept: {self._places.recent} cannot be written "
                f"({error.strerror}); allow writing there. The scene itself is safe."
            )

    def fill_recent(self) -> None:
        """The last scenes; those that are gone stand there grey, with the reason."""
        self.recent_menu.clear()
        recent = read_recent(self._places.recent)
        for path in recent:
            why = why_missing(path)
            title = f"{_title(path)} – {why}" if why else _title(path)
            action = self.recent_menu.addAction(title.replace("&", "&&"))
            action.setToolTip(plain_tip(str(path)))
            action.setEnabled(not why)
            action.triggered.connect(partial(self._on_recent, path))
        if not recent:
            self.recent_menu.addAction("No scenes yet").setEnabled(False)
        self.recent_menu.addSeparator()
        clear = self.recent_menu.addAction("Clear list", self.clear_recent)
        clear.setEnabled(bool(recent))

    def _on_recent(self, path: Path, _checked: bool = False) -> None:
        self.open_file(path)

    def clear_recent(self) -> None:
        """Forget the list; the scenes themselves stay."""
        try:
            self._places.recent.unlink(missing_ok=True)
        except OSError as error:
            self._window.notices.add(
                f"The list of recent scenes was not cleared: {self._places.recent} cannot be "
                f"removed ({error.strerror}); allow writing there."
            )
            return
        self._window.status.showMessage("The list of recent scenes is empty", 4000)

    def _pop_up_recent(self) -> None:
        """From the palette, where no menu is open: in the middle of the window."""
        centre = self._window.rect().center() - QPoint(self.recent_menu.sizeHint().width() // 2, 0)
        self.recent_menu.popup(self._window.mapToGlobal(centre))


def _title(path: Path) -> str:
    return path.name.removesuffix(EXTENSION)


def _file_name(name: str) -> str:
    """A name that every system takes."""
    plain = name.replace("–", "-")
    return "".join("-" if letter in _NOT_IN_NAMES else letter for letter in plain)
