"""The panel beside the picture in which one studies: a head with how far one is, and one page."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from viewer.ui.one_line import OneLine
from viewer.ui.own_keys import is_kept
from viewer.ui.study_answers import AnswerPage, ResultPage, ToldPage
from viewer.ui.study_pages import QuestionPage, button
from viewer.ui.study_start import StartPage

_WIDTH = 330
_KEYS = (Qt.Key.Key_Escape, *(Qt.Key(Qt.Key.Key_1.value + k) for k in range(9)))


class StudyPanel(QFrame):
    """closed: its cross was pressed, or Escape."""

    closed = Signal()

    def __init__(
        self, places: Mapping[str, str], ratings: tuple[str, ...], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("slicePanel")
        self.setAccessibleName("Study")
        self.heading = OneLine(self)
        self.heading.setObjectName("cardTitle")
        self.clock = QLabel(self)
        self.clock.setObjectName("muted")
        self.clock.setAccessibleName("Time left for this question")
        self.close_button = button("✕", "icon", self)
        self.close_button.setAccessibleName("End studying")
        self.close_button.setToolTip("End, and bring the scene back  (Esc)")
        self.close_button.clicked.connect(self.closed)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("How far you are")
        self.start, self.question = StartPage(places, self), QuestionPage(self)
        self.answer, self.result = AnswerPage(ratings, self), ResultPage(self)
        self.told = ToldPage(self)
        self.told.closed.connect(self.closed)
        self.stack = QStackedWidget(self)
        for page in (self.start, self.question, self.answer):
            self.stack.addWidget(_scrolled(page))
        for whole in (self.result, self.told):
            self.stack.addWidget(whole)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.clock)
        top.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 12)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.progress)
        column.addWidget(self.stack, 1)

    def minimumSizeHint(self) -> QSize:
        """Questions stay readable."""
        return QSize(_WIDTH, 200)

    def stay_last(self) -> None:
        """Stand right of a film that has come since, as wide as before."""
        split = self.parentWidget()
        if not isinstance(split, QSplitter) or split.widget(split.count() - 1) is self:
            return
        sizes, at = split.sizes(), split.indexOf(self)
        split.addWidget(self)
        split.setSizes([*sizes[:at], *sizes[at + 1 :], sizes[at]])

    def show_page(self, page: QWidget) -> None:
        """Bring one page up."""
        for k in range(self.stack.count()):
            widget = self.stack.widget(k)
            held = widget.widget() if isinstance(widget, QScrollArea) else widget
            if held is page:
                self.stack.setCurrentIndex(k)
        self.progress.setVisible(page in (self.question, self.answer))

    def show_words(self, words: str) -> None:
        """Say this, and offer to go."""
        self.told.words.setText(words)
        self.show_clock(None)
        self.show_page(self.told)
        self.told.close_button.setFocus()

    def show_progress(self, done: int, of: int) -> None:
        """How far one is."""
        self.progress.setRange(0, max(1, of))
        self.progress.setValue(done)

    def show_clock(self, seconds: int | None) -> None:
        """Time left, None without a limit."""
        self.clock.setVisible(seconds is not None)
        if seconds is not None:
            self.clock.setText(f"{seconds // 60}:{seconds % 60:02d}")

    def event(self, event: QEvent) -> bool:
        """Numbers and Escape belong to the panel while the keyboard is in it."""
        return is_kept(event, _KEYS, plain=True) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number chooses an option; Escape ends."""
        options = self.question.options
        number = event.key() - Qt.Key.Key_1
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif self.question.isVisible() and 0 <= number < len(options):
            options[number].click()
        else:
            super().keyPressEvent(event)


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    page.setObjectName("cardContent")
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
