"""Pages of the study panel: a question, and what all its pages are made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from viewer.study.items import Item, Kind
from viewer.ui.theme import Theme

if TYPE_CHECKING:
    from viewer.study.pointing import Spot
    from viewer.ui.study_figure import PointFigure

#: What the button of an answer says.
_ANSWERS = {Kind.NAME: "Answer", Kind.FIND: "Take what is lit", Kind.POINT: "Take this place"}
_LEVELS = re.compile(r"([TLS]\d+)–([LS]\d)")


def kept(words: str) -> str:
    """The words with levels that no line breaks: L5–S1 stays together."""
    return _LEVELS.sub("\\1\u2060–\u2060\\2", words)


def words_label(words: str, name: str, parent: QWidget) -> QLabel:
    """Plain words on as many lines as they need. name: of their style."""
    label = QLabel(kept(words), parent)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def button(words: str, name: str, parent: QWidget) -> QPushButton:
    """A button that the keyboard reaches."""
    made = QPushButton(words.replace("&", "&&"), parent)
    made.setObjectName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def page_column(page: QWidget, spacing: int) -> QVBoxLayout:
    """The layout of a page: one column without a margin, its parts so many pixels apart."""
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    return column


def row_of(*parts: QWidget) -> QHBoxLayout:
    """Parts beside each other from the left."""
    row = QHBoxLayout()
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row


class Option(QPushButton):
    """An answer to choose, on as many lines as it needs."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("option")
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.words = words_label(words, "plain", self)
        self.words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.addWidget(self.words)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """As large as its words, not as an empty button."""
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The same."""
        layout = self.layout()
        assert layout is not None
        return layout.minimumSize()


class QuestionPage(QWidget):
    """One question. answered(words): typed or chosen. taken: what is pressed in the picture, or on
    the figure, is the answer. skipped: there is none. meant(name): yes to "did you mean".
    kept(words): the answer stays as it is written."""

    answered = Signal(str)
    taken = Signal()
    skipped = Signal()
    meant = Signal(str)
    kept = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.question = words_label("", "heading", self)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Its name, with side and level")
        self.field.setAccessibleName("Your answer")
        self.field.returnPressed.connect(self._on_typed)
        self.ask = words_label("", "studyAsk", self)
        self.options: list[QPushButton] = []
        self._meant = ""
        self._item: Item | None = None
        self._choices = QVBoxLayout()
        self._choices.setSpacing(6)
        self.figure: PointFigure | None = None
        self._figure_at = QVBoxLayout()
        self.in_words = button("Choose in words", "chip", self)
        self.in_words.clicked.connect(self._offer_words)
        self.answer = button("Answer", "primary", self)
        self.answer.clicked.connect(self._on_typed)
        self.yes, self.keep = button("Yes", "chip", self), button("Keep my answer", "chip", self)
        self.yes.clicked.connect(lambda: self.meant.emit(self._meant))
        self.keep.clicked.connect(lambda: self.kept.emit(self.field.text()))
        self.skip = button("I don’t know", "chip", self)
        self.skip.clicked.connect(self.skipped)
        column = page_column(self, 10)
        column.addWidget(self.question)
        column.addLayout(self._figure_at, 1)
        column.addLayout(self._choices)
        column.addWidget(self.field)
        column.addWidget(self.ask)
        column.addLayout(row_of(self.yes, self.keep))
        column.addLayout(row_of(self.answer, self.skip))
        column.addLayout(row_of(self.in_words))
        column.addStretch(1)

    @property
    def spot(self) -> Spot | None:
        """What is pressed on the figure; None for nothing, or without it."""
        is_asked = self._item is not None and self._item.kind is Kind.POINT
        return self.figure.spot if is_asked and self.figure is not None else None

    def show_item(self, item: Item, theme: Theme) -> None:
        """Ask this. theme: of the figure, where one is to be pressed."""
        self._item = item
        self.question.setText(kept(item.question))
        is_typed, is_pointed = item.kind is Kind.NAME, item.kind is Kind.POINT
        self._offer(() if is_pointed else item.options)
        self._show_figure(theme if is_pointed else None)
        self.field.setVisible(is_typed)
        self.field.clear()
        self.answer.setVisible(not item.is_chosen)
        self.answer.setText(_ANSWERS.get(item.kind, _ANSWERS[Kind.FIND]))
        self.answer.setEnabled(is_typed)
        self.show_ask("")
        if is_typed:
            self.field.setFocus()
        elif is_pointed and self.figure is not None:
            self.figure.setFocus()
        elif self.options:
            self.options[0].setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Give the figure the colours of a theme, in the middle of a question as well."""
        if self.figure is not None:
            self.figure.set_theme(theme)

    def _show_figure(self, theme: Theme | None) -> None:
        """The bare figure, made when it is first asked for; none without a theme."""
        self.in_words.setVisible(theme is not None)
        if theme is not None and self.figure is None:
            from viewer.ui.study_figure import PointFigure

            self.figure = PointFigure(self)
            self.figure.pressed.connect(self._on_pointed)
            self._figure_at.addWidget(self.figure, 1)
        if self.figure is not None:
            self.figure.setVisible(theme is not None)
        if theme is not None and self.figure is not None:
            self.figure.ask(theme, self.font())

    def _offer_words(self) -> None:
        """The places in words instead of the figure."""
        if self._item is None or self.figure is None:
            return
        self.figure.hide()
        self.in_words.hide()
        self.answer.hide()
        self.show_ask("")
        self._offer(self._item.options)
        self.options[0].setFocus()

    def _offer(self, options: tuple[str, ...]) -> None:
        """These answers to choose from."""
        for old in self.options:
            self._choices.removeWidget(old)
            # Gone at once, not only when the event loop comes round.
            old.hide()
            old.deleteLater()
        self.options = [self._option(words) for words in options]

    def _on_pointed(self) -> None:
        """A place is pressed: it may be taken, or another pressed."""
        self.show_ask("")
        self.answer.setEnabled(True)

    def show_pressed(self) -> None:
        """Something in the picture was pressed; it may be taken as the answer."""
        self.answer.setEnabled(True)
        self.answer.setFocus()

    def show_ask(self, words: str, meant: str = "") -> None:
        """A question back; meant: what might have been meant."""
        self._meant = meant
        self.ask.setText(f"{words}: {meant}?" if meant else words)
        self.ask.setVisible(bool(words))
        self.yes.setVisible(bool(meant))
        # Only what is written can stay as it is.
        self.keep.setVisible(bool(words) and self.field.isVisibleTo(self))

    def _option(self, words: str) -> QPushButton:
        made = Option(words, self)
        made.clicked.connect(lambda _checked=False: self.answered.emit(words))
        self._choices.addWidget(made)
        return made

    def _on_typed(self) -> None:
        if self._item is not None and self._item.kind in (Kind.FIND, Kind.POINT):
            self.taken.emit()
        elif self.field.isVisible():
            self.answered.emit(self.field.text())
