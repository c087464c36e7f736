"""The reader's own notes under the page of a structure or place: written plainly, kept at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from viewer.keep.database import KeepError
from viewer.keep.notes import NoteBook, PinnedNote
from viewer.ui import icons
from viewer.ui.note_edit import NoteEdit
from viewer.ui.theme import THEMES, Theme

KEPT_AFTER_MS = 400
#: The notes never take more than this share of the panel from the page.
_MOST_SHARE = 0.42


class NotesPanel(QWidget):
    """Stands under a page. kept: notes were written or deleted. deleted: one was, with its text
    still at hand. failed: why something was not kept. left: Escape was pressed in a note."""

    kept = Signal()
    deleted = Signal(object)
    failed = Signal(str)
    left = Signal()

    def __init__(self, notebook: NoteBook, parent: QWidget) -> None:
        super().__init__(parent)
        self._notebook, self._page, self._theme = notebook, "", THEMES["light"]
        self._shown = ""  # the page whose notes are on the screen
        self._can_hold, self._side = False, 18
        self.edits: list[NoteEdit] = []
        #: Words that could not be kept, by page, so that turning pages does not lose them.
        self._unkept: dict[str, list[tuple[PinnedNote | None, str]]] = {}
        self.heading = QLabel("My notes", self)
        self.heading.setObjectName("heading")
        self.add = QPushButton("Add a note", self)
        self.add.setObjectName("link")
        self.add.setAccessibleName("Add a note to this page")
        self.add.clicked.connect(lambda: self.start_note(fresh=True))
        self._inside = QWidget(self)
        self._inside.setObjectName("notesInside")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(6)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inside)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(KEPT_AFTER_MS)
        self._wait.timeout.connect(self.flush)
        self._arrange()

    def _arrange(self) -> None:
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addWidget(self.add)
        body = QVBoxLayout()
        body.setContentsMargins(20, 4, 12, 8)
        body.setSpacing(4)
        body.addLayout(head)
        body.addWidget(self._area)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        column.addLayout(body)

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take a theme's colours and a text scale."""
        self._theme, self._side = theme, round(18 * min(1.6, theme.growth * scale))
        for edit in self.edits:
            self._dress(edit)
        self._fit()

    def show_page(self, page: str, can_hold: bool) -> None:
        """Show the notes of a page. can_hold: it is a structure or place, so notes may be added."""
        if page != self._page:
            self.flush()
            self._drop_emptied()
            self._page, self._can_hold = page, can_hold
            self.read_again()

    def read_again(self) -> None:
        """Show what is kept now: after an import, or when a deleted note came back."""
        self.flush()
        self._clear()
        unkept = self._unkept.pop(self._page, [])
        newer = {note.id: text for note, text in unkept if note is not None}
        for note in self._notebook.of(self._page) if self._page else ():
            edit = self._give(note)
            if note.id in newer:
                edit.field.setPlainText(newer[note.id])
        for _, text in (each for each in unkept if each[0] is None):
            self._give(None).field.setPlainText(text)
        self._fit()

    def _clear(self) -> None:
        """Take the notes from the screen; words that could not be kept are remembered."""
        unkept = [(e.pinned, e.text) for e in self.edits if e.text.strip() and e.is_unkept]
        if unkept:
            self._unkept[self._shown] = unkept
        for edit in self.edits:
            self._take_away(edit)
        self.edits, self._shown = [], self._page

    def start_note(self, *, fresh: bool = False) -> None:
        """Put the keyboard into the last note, or into a new one."""
        blank = [edit for edit in self.edits if not edit.text.strip()]
        if self._can_hold and not blank and (fresh or not self.edits):
            self._give(None)
            self._fit()
        if not self.edits:
            return
        edit = (blank or self.edits)[-1]
        edit.field.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.field.moveCursor(QTextCursor.MoveOperation.End)
        # Only when the event loop comes round does the area know how long it is.
        QTimer.singleShot(0, edit, lambda: self._area.ensureWidgetVisible(edit))

    def flush(self) -> None:
        """Keep now what was typed."""
        self._wait.stop()
        wrote = False
        for edit in self.edits:
            text = edit.text
            try:
                if not text.strip() or not edit.is_unkept:
                    continue
                if edit.pinned is None:
                    edit.pinned = self._notebook.add(self._shown, text)
                else:
                    edit.pinned = self._notebook.rewrite(edit.pinned, text)
                wrote = True
            except KeepError as problem:
                self.failed.emit(str(problem))
                return
        if wrote:
            self.kept.emit()

    def close_notes(self) -> None:
        """Keep everything; the window is closing."""
        self.flush()
        self._drop_emptied()

    def _drop_emptied(self) -> None:
        """A note whose words were all taken out is no note any more."""
        gone = [edit.pinned.id for edit in self.edits if edit.pinned and not edit.text.strip()]
        if gone:
            try:
                self._notebook.remove(*gone)
                self.kept.emit()
            except KeepError as problem:
                self.failed.emit(str(problem))

    def _give(self, note: PinnedNote | None) -> NoteEdit:
        edit = NoteEdit(note, self._inside)
        edit.delete.clicked.connect(partial(self._on_delete, edit))
        edit.field.textChanged.connect(self._on_typed)
        edit.field.left.connect(self.left)
        self._dress(edit)
        self._column.addWidget(edit)
        self.edits.append(edit)
        edit.show()
        return edit

    def _dress(self, edit: NoteEdit) -> None:
        edit.delete.setIcon(icons.icon("close", self._theme.muted, self._side))
        edit.delete.setIconSize(QSize(self._side, self._side))

    def _take_away(self, edit: NoteEdit) -> None:
        self._column.removeWidget(edit)
        edit.hide()
        edit.deleteLater()

    def _on_typed(self) -> None:
        self._wait.start()
        self._fit()

    def _on_delete(self, edit: NoteEdit) -> None:
        self.flush()
        try:
            if edit.pinned is not None:
                self._notebook.remove(edit.pinned.id)
        except KeepError as problem:
            self.failed.emit(str(problem))
            return
        self.edits.remove(edit)
        self._take_away(edit)
        self._fit()
        self.add.setFocus()
        if edit.pinned is not None:
            self.kept.emit()
            self.deleted.emit(edit.pinned)

    def resizeEvent(self, event: object) -> None:
        """Lines break elsewhere in another width."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        """No taller than the notes need, and never more than a share of the panel."""
        self.setVisible(self._can_hold or bool(self.edits))
        self.add.setVisible(self._can_hold)
        self._area.setVisible(bool(self.edits))
        heights = [edit.sizeHint().height() for edit in self.edits]
        wanted = sum(heights) + self._column.spacing() * max(0, len(heights) - 1) + 2
        above = self.parentWidget()
        most = round(_MOST_SHARE * above.height()) if above is not None else wanted
        self._area.setFixedHeight(max(min(wanted, most), 40))
