"""The page of a consultation on which the level and a word of the report are chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotations.consult_words import ConsultWords, Word
from meshes.ids import StructureId
from viewer.consult.asking import Asked, found_words, understood
from viewer.ui.chip_choice import ChipChoice
from viewer.ui.study_pages import words_label
from viewer.ui.untold import UntoldLine

_NOTHING = "No such word here. Try another way to say it, or choose from the list."
_ID = Qt.ItemDataRole.UserRole


class ChoosePage(QWidget):
    """chosen(word, place, what was typed): a word of the report was chosen, with its level.
    placed: a level was."""

    chosen = Signal(str, str, object)
    placed = Signal(str)

    def __init__(self, consult: ConsultWords, places: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._consult, self._place = consult, next(iter(places))
        self._asked = Asked("")
        self.places = ChipChoice(places, "Level", self)
        self.places.chosen.connect(self._on_place)
        self.line = UntoldLine(self)
        self.line.setPlaceholderText("Type it: L4/5 protrusion left")
        self.line.setAccessibleName("What the report says")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._on_typed)
        self.line.returnPressed.connect(self._on_entered)
        self.line.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setObjectName("bookmarks")
        self.list.setAccessibleName("Words of reports")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setWordWrap(True)
        self.list.itemClicked.connect(self._on_item)
        self.list.itemActivated.connect(self._on_item)
        self.none = words_label(_NOTHING, "muted", self)
        self._arrange(consult.about.opening)
        self.show_words()

    def _arrange(self, opening: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(words_label(opening, "muted", self))
        column.addWidget(self._caption("1. The level"))
        column.addWidget(self.places)
        column.addWidget(self._caption("2. A word of the report"))
        column.addWidget(self.line)
        column.addWidget(self.none)
        column.addWidget(self.list, 1)

    def _caption(self, words: str) -> QLabel:
        made = QLabel(words, self)
        made.setObjectName("heading")
        return made

    def show_place(self, place: str) -> None:
        """The level at which words are set."""
        if place in self.places.buttons:
            self._place = place
            self.places.show_choice(place)

    def begin(self) -> None:
        """Ready for another word."""
        self.line.clear()
        self.line.setFocus()

    def show_words(self) -> None:
        """The words that may be meant: by group, or best first once something is typed."""
        self._asked = understood(self.line.text())
        found = found_words(self._asked, self._consult)
        self.list.clear()
        if not self._asked.rest:
            for group, title in self._consult.groups.items():
                self._heading(title)
                for word in found:
                    if word.group == group:
                        self._row(word)
        else:
            for word in found:
                self._row(word)
            if found:
                self.list.setCurrentRow(0)
        self.none.setVisible(not found)

    def _heading(self, title: str) -> None:
        item = QListWidgetItem(title, self.list)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = item.font()
        font.setBold(True)
        item.setFont(font)

    def _row(self, word: Word) -> None:
        item = QListWidgetItem(word.says, self.list)
        item.setData(_ID, word.id)
        item.setToolTip(", ".join(word.also[:6]))

    def _on_place(self, place: str) -> None:
        self._place = place
        self.placed.emit(place)

    def _on_typed(self, _text: str) -> None:
        self.show_words()
        place = self._asked.place
        if place is not None and place in self.places.buttons:
            self.show_place(str(place))

    def _on_entered(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._on_item(item)

    def _on_item(self, item: QListWidgetItem) -> None:
        word = item.data(_ID)
        if word is None:
            return
        asked = self._asked
        place = asked.place if asked.place is not None else StructureId(self._place)
        self.chosen.emit(str(word), str(place), asked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down choose among the words while one types."""
        if watched is self.line and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        row = self.list.currentRow() + by
        while 0 <= row < self.list.count():
            if self.list.item(row).data(_ID) is not None:
                self.list.setCurrentRow(row)
                return
            row += by
