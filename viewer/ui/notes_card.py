"""All notes in one list: find one, go to it, export, import."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from viewer.keep.notes import NoteBook, PinnedNote
from viewer.ui.cross import Cross
from viewer.ui.passing_card import PassingCard
from viewer.ui.pick_list import Choice, ListField, PickList
from viewer.ui.theme import Theme

_WIDTH, _TOP = 560, 80
_EMPTY = "No notes yet. Choose a structure and press N, or use “Add a note” under its text."


class NotesCard(PassingCard):
    """chosen: the target of the note taken. name_of: what a person calls a target."""

    chosen = Signal(str)

    def __init__(self, notebook: NoteBook, name_of: Callable[[str], str], window: QWidget) -> None:
        super().__init__(window, "My notes")
        self._notebook, self._name_of = notebook, name_of
        self._notes: tuple[PinnedNote, ...] = ()
        title = QLabel("My notes", self)
        title.setObjectName("cardTitle")
        self.cross = Cross(self)
        self.cross.setAccessibleName("Close my notes")
        self.cross.setToolTip("Close  (Esc)")
        self.cross.clicked.connect(self.close_card)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.cross)
        self.field = ListField(self)
        self.field.setPlaceholderText("Search my notes")
        self.field.setAccessibleName("Search my notes")
        self.list = PickList("My notes", self)
        self.empty = QLabel(_EMPTY, self)
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setTextFormat(Qt.TextFormat.PlainText)  # what was typed stands in it
        self.export = QPushButton("Export…", self)
        self.take_in = QPushButton("Import…", self)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button in (self.export, self.take_in):
            button.setObjectName("chip")
            foot.addWidget(button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addLayout(head)
        for widget in (self.field, self.empty, self.list):
            column.addWidget(widget)
        column.addLayout(foot)
        self.field.textChanged.connect(self._on_text)
        self.field.moved.connect(self.list.move_current)
        self.field.returnPressed.connect(self._take)
        self.list.clicked.connect(self._on_clicked)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.list.set_theme(theme)
        self.cross.set_theme(theme)

    def open(self) -> None:
        """Come up with all notes, ready to type."""
        self.field.clear()
        self._on_text("")
        super().open()
        self.field.setFocus()

    def place(self) -> None:
        """Near the top, in the middle."""
        window = self.over
        width = min(_WIDTH, window.width() - 40)
        shown = self.list if self._notes else self.empty
        rest = self._column.totalSizeHint().height() - shown.sizeHint().height()
        own = self.list.wanted_height() if self._notes else self.empty.heightForWidth(width - 28)
        height = min(rest + own + 4, window.height() - _TOP - 20)
        self.setGeometry(QRect((window.width() - width) // 2, _TOP, width, height))

    def _on_text(self, text: str) -> None:
        every = self._notebook.notes()
        self._notes = self._notebook.found(text) if text.strip() else every
        self.list.show_choices(
            [
                Choice(note.id, self._name_of(note.target), excerpt(note), note.changed[:10])
                for note in self._notes
            ]
        )
        self.list.setVisible(bool(self._notes))
        self.empty.setVisible(not self._notes)
        self.empty.setText(f"No note says “{text.strip()}”." if every else _EMPTY)
        self.export.setEnabled(bool(every))
        self.place()

    def _on_clicked(self, _index: QModelIndex) -> None:
        self._take()

    def _take(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self._notes):
            self.close_card()
            self.chosen.emit(self._notes[row].target)


def excerpt(note: PinnedNote, most: int = 140) -> str:
    """The words of a note on one line."""
    line = " ".join(note.text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
