"""The panel of a consultation, beside the picture: few controls, large letters, calm words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotations.consult_words import ConsultWords
from viewer.ui.consult_choose import ChoosePage
from viewer.ui.consult_notes import AskPage, NotesPage, ReadPage
from viewer.ui.consult_page import LARGER
from viewer.ui.consult_talk import TalkPage
from viewer.ui.flow_layout import FlowLayout
from viewer.ui.one_line import OneLine
from viewer.ui.study_pages import button
from viewer.ui.style_sheet import points
from viewer.ui.theme import Theme

_WIDTH = 424
#: Buttons and lists, beside the usual size; words that are read are larger still.
_LETTERS = 1.12


class ConsultPanel(QFrame):
    """word_chosen: number of a word, -1 for another one. flags_asked: when to get help fast.
    notes_asked: the notes. left: its cross was pressed. escaped: the key for the way back."""

    word_chosen = Signal(int)
    flags_asked = Signal()
    notes_asked = Signal()
    left = Signal()
    escaped = Signal()

    def __init__(self, consult: ConsultWords, places: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("slicePanel")
        self.setAccessibleName("Consultation")
        self.heading = OneLine(self)
        self.heading.setObjectName("cardTitle")
        self.heading.setText("Your report, in plain words")
        self.close_button = button("End", "chip", self)
        self.close_button.setAccessibleName("End the consultation")
        self.close_button.setToolTip("End, forget everything, bring the scene back  (Esc)")
        self.close_button.clicked.connect(self.left)
        self.words = QWidget(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.words.setSizePolicy(policy)
        self._flow = FlowLayout(self.words, gap=5)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self.chips: list[QPushButton] = []
        self.choose, self.talk = ChoosePage(consult, places, self), TalkPage(self)
        self.notes, self.ask = NotesPage(consult.about, self), AskPage(consult.about, self)
        self.read = ReadPage(self)
        self.stack = QStackedWidget(self)
        for page in (self.choose, self.talk, self.notes, self.ask, self.read):
            self.stack.addWidget(page)
        self.flags = button("When to get help fast", "redFlags", self)
        self.flags.setToolTip("Warning signs  (Ctrl+R)")
        self.flags.clicked.connect(self.flags_asked)
        self.notes_button = button("Notes and sheet", "chip", self)
        self.notes_button.setCheckable(True)
        self.notes_button.clicked.connect(self.notes_asked)
        self.escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self.escape.activated.connect(self.escaped)
        self._arrange()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.close_button)
        foot = QWidget(self)
        flow = FlowLayout(foot)
        flow.setContentsMargins(0, 0, 0, 0)
        flow.addWidget(self.flags)
        flow.addWidget(self.notes_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 14, 12)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.words)
        column.addWidget(self.stack, 1)
        column.addWidget(foot)

    def minimumSizeHint(self) -> QSize:
        """Words stay readable."""
        return QSize(_WIDTH, 240)

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take the window's theme, in larger letters."""
        usual = points(theme, scale, _LETTERS)
        self.setStyleSheet(
            f"* {{ font-size: {usual}pt; }}"
            f"QLabel#heading, QLabel#cardTitle {{ font-size: {points(theme, scale, LARGER)}pt;"
            " font-weight: 600; }"
            f"QPlainTextEdit#note {{ font-size: {points(theme, scale, LARGER)}pt; }}"
        )

    def show_words(self, names: Sequence[str], at: int) -> None:
        """The words of the report that were chosen, and a chip for another one."""
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.chips = []
        # One alone stands in the heading of its page.
        for number, name in enumerate(names if len(names) > 1 or at < 0 else ()):
            self._chip(name, number, is_on=number == at)
        if names:
            self._chip("+ Another word", -1, is_on=at < 0)
        self.words.setVisible(bool(names))
        self.words.updateGeometry()

    def _chip(self, name: str, number: int, *, is_on: bool) -> None:
        chip = button(name, "chip", self.words)
        chip.setCheckable(True)
        chip.setChecked(is_on)
        chip.clicked.connect(lambda _checked=False: self.word_chosen.emit(number))
        chip.show()
        self._flow.addWidget(chip)
        self.chips.append(chip)

    def show_page(self, page: QWidget) -> None:
        """Bring one page up."""
        self.stack.setCurrentWidget(page)
        self.notes_button.setChecked(page is self.notes)

    @property
    def page(self) -> QWidget | None:
        """The page that shows."""
        return self.stack.currentWidget()
