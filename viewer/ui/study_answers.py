"""The pages of the study panel after a question: the answer with its reason, the result, an end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from viewer.study.items import KIND_WORDS, Given, Item, Kind, Sitting
from viewer.ui.study_pages import button, kept, page_column, row_of, words_label


class AnswerPage(QWidget):
    """An answer beside the right one. read: open its text. accepted: count it as right. left:
    back, or on to the next. rated(word): how well it was known."""

    read = Signal(str)
    accepted = Signal()
    left = Signal()
    rated = Signal(str)

    def __init__(self, ratings: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._page = ""
        self.verdict = words_label("", "cardTitle", self)
        self.question = words_label("", "caption", self)
        self.given = words_label("", "muted", self)
        self.right = words_label("", "heading", self)
        self.reason = words_label("", "plain", self)
        self.sources = words_label("", "caption", self)
        self.text = button("Read the text", "chip", self)
        self.text.clicked.connect(lambda: self.read.emit(self._page))
        self.accept_button = button("Count mine as right", "chip", self)
        self.accept_button.clicked.connect(self.accepted)
        self.back = button("Back to the result", "primary", self)
        self.back.clicked.connect(self.left)
        self.ratings = {word: button(word.title(), "chip", self) for word in ratings}
        for word, each in self.ratings.items():
            each.clicked.connect(lambda _checked=False, word=word: self.rated.emit(word))
        column = page_column(self, 8)
        words = (self.verdict, self.question, self.right, self.given, self.reason, self.sources)
        for label in words:
            column.addWidget(label)
        column.addLayout(row_of(self.text, self.accept_button))
        column.addSpacing(6)
        column.addLayout(row_of(self.back, *self.ratings.values()))
        column.addStretch(1)

    def show_answer(
        self, item: Item, given: Given, cited: Sequence[str], *, back: str, rates: Sequence[str]
    ) -> None:
        """back: words of the way on, "" for none. rates: which ratings may be given."""
        self._page = item.page
        self.verdict.setText(verdict_words(given))
        self.question.setText(kept(item.question))
        said = given.words or "no answer"
        self.given.setText(f"Your answer: {said}")
        self.given.setVisible(said != item.answer)
        self.right.setText(kept(item.answer))
        self.reason.setText(kept(item.reason))
        self.sources.setText("\n".join(cited))
        self.sources.setVisible(bool(cited))
        self.accept_button.setVisible(not given.is_right and bool(given.words))
        self.back.setVisible(bool(back))
        self.back.setText(back)
        for word, each in self.ratings.items():
            each.setVisible(word in rates)


class ToldPage(QWidget):
    """A sentence, and the way out. mastery: show it on the spine."""

    closed = Signal()
    mastery = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = words_label("", "plain", self)
        self.mastery_button = button("Show on the spine", "chip", self)
        self.mastery_button.clicked.connect(self.mastery)
        self.close_button = button("Close", "primary", self)
        self.close_button.clicked.connect(self.closed)
        column = page_column(self, 10)
        column.addWidget(self.words)
        column.addLayout(row_of(self.close_button, self.mastery_button))
        column.addStretch(1)


def verdict_words(given: Given) -> str:
    """How an answer counts, calmly."""
    if given.accepted:
        return "Right, as you say"
    return "Right" if given.is_right else "Not yet"


class ResultPage(QWidget):
    """What came of it. reviewed(number): show that item. again: another paper; printed: this one
    on paper; closed: back to the scene."""

    reviewed = Signal(int)
    again = Signal()
    printed = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.score = words_label("", "cardTitle", self)
        self.words = words_label("", "caption", self)
        self.list = QListWidget(self)
        self.list.setObjectName("bookmarks")
        self.list.setAccessibleName("Questions with what came of them")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_row)
        self.list.itemActivated.connect(self._on_row)
        self.buttons = {}
        for words, name, signal in (
            ("Another paper", "primary", self.again),
            ("Print…", "chip", self.printed),
            ("Close", "chip", self.closed),
        ):
            self.buttons[words] = button(words, name, self)
            self.buttons[words].clicked.connect(signal)
        column = page_column(self, 6)
        column.addWidget(self.score)
        column.addWidget(self.words)
        column.addWidget(self.list, 1)
        column.addLayout(row_of(*self.buttons.values()))

    def show_result(self, sitting: Sitting, place: str) -> None:
        """The score, and each question to go back to."""
        paper = sitting.paper
        self.score.setText(f"{sitting.right} of {len(paper.items)} right")
        self.words.setText(
            f"{place}, paper {paper.seed}. Press a question for its reason and its text."
        )
        row = self.list.currentRow()
        self.list.clear()
        for number, (item, given) in enumerate(zip(paper.items, sitting.given, strict=True), 1):
            mark = "✓" if given.is_right else "–"
            about = item.answer
            if item.kind is Kind.FACT:
                about = f"{item.question.removeprefix('True or false? ')} {item.answer}."
            words = f"{mark}  {number}. {KIND_WORDS[item.kind]}\n     {about}"
            made = QListWidgetItem(words, self.list)
            made.setToolTip(f"{verdict_words(given)}. {item.question}")
        self.list.setCurrentRow(max(0, row))

    def _on_row(self, item: QListWidgetItem) -> None:
        self.reviewed.emit(self.list.row(item))
