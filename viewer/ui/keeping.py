"""Joins what the user keeps to the window: scenes, bookmarks, notes, the last session."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QObject, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImageWriter
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from viewer.keep.bookmarks import Bookmark, Bookmarks
from viewer.keep.database import KeepError, open_database
from viewer.keep.naming import automatic_name
from viewer.keep.note_file import Merge, merged, read_notes, write_notes
from viewer.keep.notes import NoteBook, PinnedNote
from viewer.keep.places import Places
from viewer.keep.scene_file import SceneError, scene_from, scene_text
from viewer.ui.bookmarks_card import THUMBNAIL, BookmarksCard
from viewer.ui.find import MY_NOTE, Found
from viewer.ui.notes_card import NotesCard, excerpt
from viewer.ui.notes_panel import NotesPanel
from viewer.ui.pair import GAP, side_by_side
from viewer.ui.reading_panel import page_of
from viewer.ui.scene_acts import SceneActs, is_known, show_saved, unasked_scene
from viewer.ui.session_watch import SessionWatch
from viewer.ui.theme import Theme
from viewer.ui.wording import name_of

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

_MOST_FOUND, _FIRST_FOUND = 4, 3
_NOTES_FILTER = "Notes (*.json);;All files (*)"
#: Kept twice as fine as shown, for screens with fine pixels.
_FINE = 2


class Keeping(QObject):
    """The window's part in keeping; everything stays on this computer."""

    def __init__(self, window: MainWindow, places: Places) -> None:
        super().__init__(window)
        self._window, self.places = window, places
        self._database = open_database(places.database)
        self.notebook, self.bookmarks = NoteBook(self._database), Bookmarks(self._database)
        self.notes_panel = NotesPanel(self.notebook, window.clinical)
        self.bookmarks_card = BookmarksCard(self.bookmarks, lambda: window.canvas_widget, window)
        self.notes_card = NotesCard(self.notebook, self.name_of, window)
        self.scenes = SceneActs(window, places)
        self.session = SessionWatch(window, places)
        self._connect()
        if self._database.problem:
            window.notices.add(self._database.problem)
        self._on_page(window.clinical.page)
        self._mark_tree()

    def _connect(self) -> None:
        window, panel = self._window, self.notes_panel
        window.clinical.add_below(panel)
        window.clinical.page_shown.connect(self._on_page)
        panel.kept.connect(self._mark_tree)
        panel.deleted.connect(self._on_deleted)
        panel.left.connect(lambda: window.canvas_widget.setFocus())
        self.bookmarks_card.chosen.connect(self.go_to_bookmark)
        self.bookmarks_card.add_asked.connect(self.add_bookmark)
        window.about_to_run.connect(self.notes_card.pass_by)
        window.clinical.page_shown.connect(self.notes_card.pass_by)
        self.notes_card.chosen.connect(self.go_to_notes)
        self.notes_card.export.clicked.connect(self.ask_and_export)
        self.notes_card.take_in.clicked.connect(self.ask_and_import)
        for part in (panel, self.bookmarks_card):
            part.failed.connect(window.notices.add)

    def acts(self) -> dict[str, Callable[[], None]]:
        """What to do for each command about keeping."""
        return {
            **self.scenes.acts(),
            "window.add-bookmark": self.add_bookmark,
            "window.bookmarks": self._toggle_bookmarks,
            "window.note": lambda: self.note_on(page_of(self._window.store.state)),
            "window.notes": self.notes_card.open,
            "window.export-notes": self.ask_and_export,
            "window.import-notes": self.ask_and_import,
            "window.my-data": self.show_places,
            "window.diagnostics": self.show_diagnostics,
        }

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take a theme's colours and a text scale."""
        self.notes_panel.set_theme(theme, scale)
        self.bookmarks_card.set_theme(theme, scale)
        self.notes_card.set_theme(theme)

    def keep_now(self) -> None:
        """Keep what was typed and the present scene, whatever comes next."""
        self.notes_panel.flush()
        self.session.keep()

    def close(self) -> None:
        """Keep what was typed; a proper end."""
        self.notes_panel.close_notes()
        self.session.close()
        self._database.close()

    def name_of(self, target: str) -> str:
        """What a person calls a structure or place; its id when this program does not know it."""
        return name_of(self._window.atlas.catalog, target) or target

    # Bookmarks

    def add_bookmark(self) -> None:
        """Keep the present scene in the list."""
        window = self._window
        name = automatic_name(window.store.state, window.atlas.catalog)
        try:
            made = self.bookmarks.add(name, scene_text(unasked_scene(window)), self._thumbnail())
        except KeepError as problem:
            window.notices.add(str(problem))
            return
        if self.bookmarks_card.isVisible():
            self.bookmarks_card.show_bookmarks(made.id)
        else:
            window.status.showMessage(f"Bookmark added: {made.name}  (Ctrl+B lists them)", 6000)

    def _thumbnail(self) -> bytes:
        """The model without its names, cut to shape and made small; b"" where there is none, or no
        room for it in a small window."""
        # Asked by name: the module of the 3D view brings VTK, which the window's start waits for.
        view = getattr(self._window.canvas_widget, "view", None)
        if not isinstance(view, QWidget) or view.size().isEmpty():
            return b""
        shot = view.grab().toImage()
        beside = getattr(self._window.comparing.widget, "view", None)
        if isinstance(beside, QWidget) and not beside.size().isEmpty():
            shot = side_by_side(shot, beside.grab().toImage(), GAP)
        wanted = QSize(THUMBNAIL) * _FINE
        cut = wanted.scaled(shot.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if cut.isEmpty():
            return b""
        corner = ((shot.width() - cut.width()) // 2, (shot.height() - cut.height()) // 2)
        shot = shot.copy(QRect(*corner, cut.width(), cut.height()))
        small = shot.scaled(
            wanted,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"PNG").write(small)
        return bytes(buffer.data().data())

    def go_to_bookmark(self, bookmark: Bookmark) -> None:
        """Bring its scene back, in one undoable step."""
        try:
            saved = scene_from(bookmark.scene, self._window.atlas.catalog)
        except SceneError as problem:
            self._window.notices.add(f"The bookmark “{bookmark.name}” {problem}.")
            return
        show_saved(self._window, f"Go to {bookmark.name}", saved)

    def _toggle_bookmarks(self) -> None:
        card = self.bookmarks_card
        if card.isVisible():
            card.close_card()
        else:
            card.open()

    # Notes

    def note_on(self, id: str) -> None:
        """Open the page of a structure or place, ready to write."""
        if id:
            self._window.docks["clinical"].show()
            self._window.clinical.show_page(id)
            self.notes_panel.start_note()

    def go_to_notes(self, target: str) -> None:
        """Go where a note is pinned; where this program knows no such thing, show its page."""
        window = self._window
        if is_known(window)(target):
            window.select(target)
        window.docks["clinical"].show()
        window.clinical.show_page(target)

    def with_notes(self, query: str, found: list[Found]) -> list[Found]:
        """Answers of the search with the user's own notes among the first."""
        notes = [
            Found(note.target, self.name_of(note.target), excerpt(note), MY_NOTE)
            for note in self.notebook.found(query)[:_MOST_FOUND]
        ]
        if notes and found and found[0].meant:
            return notes  # what was typed does stand somewhere
        return [*found[:_FIRST_FOUND], *notes, *found[_FIRST_FOUND:]]

    def _on_page(self, page: str) -> None:
        self.notes_panel.show_page(page, is_known(self._window)(page))

    def _mark_tree(self) -> None:
        self._window.structures.set_noted(self.notebook.targets())

    def _read_again(self) -> None:
        self.notes_panel.read_again()
        self._mark_tree()

    def _on_deleted(self, note: PinnedNote) -> None:
        self._window.notices.offer(
            f"The note on {self.name_of(note.target)} was deleted.",
            "Undo",
            lambda: self._put_back((note,)),
            key="deleted note",
        )

    def _put_back(self, notes: tuple[PinnedNote, ...], gone: tuple[str, ...] = ()) -> None:
        self.notes_panel.flush()
        try:
            self.notebook.remove(*gone)
            self.notebook.put(*notes)
        except KeepError as problem:
            self._window.notices.add(str(problem))
        self._read_again()

    def ask_and_export(self) -> None:
        """Ask where, and write all notes to one plain file."""
        proposed = str(Path.home() / "spine-notes.json")
        name, _ = QFileDialog.getSaveFileName(self._window, "Export notes", proposed, _NOTES_FILTER)
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write all notes to a file."""
        self.notes_panel.flush()
        notes = self.notebook.notes()
        try:
            write_notes(path, notes, self.name_of)
        except KeepError as problem:
            self._window.notices.add(str(problem))
            return
        self._window.status.showMessage(f"{len(notes)} notes exported: {path}", 6000)

    def ask_and_import(self) -> None:
        """Ask for a file, and add its notes."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Import notes", "", _NOTES_FILTER)
        if name:
            self.import_from(Path(name))

    def import_from(self, path: Path) -> None:
        """Add the notes of a file, say what came of it, and offer to take it back."""
        self.notes_panel.flush()
        try:
            merge = merged({note.id: note for note in self.notebook.notes()}, read_notes(path))
            self.notebook.put(*merge.write)
        except KeepError as problem:
            self._window.notices.add(str(problem))
            return
        self._read_again()
        told = f"Notes of {path.name}: {merge.words}."
        if merge.write:
            self._window.notices.offer(
                told, "Undo", lambda: self._undo_import(merge), key="imported notes"
            )
        else:
            self._window.status.showMessage(told, 8000)

    def _undo_import(self, merge: Merge) -> None:
        kept = {note.id for note in merge.before}
        self._put_back(merge.before, tuple(n.id for n in merge.write if n.id not in kept))

    # Where it all lies

    def show_diagnostics(self) -> None:
        """Versions, graphics and the log on a page."""
        from viewer.ui.diagnostics import Diagnostics

        Diagnostics(self._window, self.places.log).open()

    def show_places(self) -> None:
        """Say where the user's data are kept, and offer the folder."""
        box = QMessageBox(self._window)
        box.setWindowTitle("Where my data is kept")
        box.setTextFormat(Qt.TextFormat.RichText)
        box.setText(places_html(self.places, self._window.settings_path))
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        folder = box.addButton("Open the folder", QMessageBox.ButtonRole.ActionRole)
        box.addButton("Close", QMessageBox.ButtonRole.RejectRole)
        address = QUrl.fromLocalFile(str(self.places.folder))
        folder.clicked.connect(lambda: QDesktopServices.openUrl(address))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def places_html(places: Places, settings: Path) -> str:
    """What is kept, and in which file."""
    kept = {
        "Notes and bookmarks": places.database,
        "Recent scenes": places.recent,
        "How far lessons were read, and where your own lie": places.lessons,
        "The scene of an open window, until it is closed": places.sessions,
        "Theme, text size and layout": settings,
        "Log of errors, without anything personal": places.log,
    }
    rows = "".join(f"<p>{what}<br><b>{escape(str(path))}</b></p>" for what, path in kept.items())
    return (
        "<p>Everything stays on this computer. Nothing is sent anywhere, and there is no "
        f"account.</p>{rows}<p>Scenes, pictures and exported notes lie where you saved them. "
        "Deleting these files deletes what they hold.</p>"
    )
