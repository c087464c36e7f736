"""The pages of the study panel on which one is asked: how to begin, and a question."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIntValidator
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
from viewer.ui.chip_choice import ChipChoice

#: Items of a paper, and seconds for each, as they are offered; chosen.
COUNTS = {"6": "Short: 6", "12": "Usual: 12", "20": "Long: 20"}
TIMES = {"0": "Calm", "90": "90 s each", "60": "60 s each", "30": "30 s each"}
_SEEDS = (1, 999_999)
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


class StartPage(QWidget):
    """How an exam begins. begun(place, count, seconds, seed or "")."""

    begun = Signal(str, int, int, str)

    def __init__(self, places: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.places = ChipChoice(places, "Level", self)
        self.counts = ChipChoice(COUNTS, "Questions", self)
        self.times = ChipChoice(TIMES, "Time", self)
        self.seed = QLineEdit(self)
        self.seed.setValidator(QIntValidator(*_SEEDS, self))
        self.seed.setPlaceholderText("any")
        self.seed.setAccessibleName("Number of the paper; the same number gives the same paper")
        self.begin = button("Begin", "primary", self)
        self.begin.clicked.connect(self._on_begin)
        self.seed.returnPressed.connect(self._on_begin)
        self._place, self._count, self._time = next(iter(places)), "12", "0"
        self.places.chosen.connect(self._on_place)
        self.counts.chosen.connect(self._on_count)
        self.times.chosen.connect(self._on_time)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("Level", self.places),
            ("Questions", self.counts),
            ("Time", self.times),
            ("Paper number (the same number gives the same paper)", self.seed),
        )
        for words, part in rows:
            column.addWidget(words_label(words, "caption", self))
            column.addWidget(part)
        column.addSpacing(6)
        column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(
            words_label(
                "Names may be typed in English or Latin, with small slips. Left and right are the "
                "patient’s. Answers are shown with their reasons at the end.",
                "caption",
                self,
            )
        )
        column.addStretch(1)
        self.counts.show_choice(self._count)
        self.times.show_choice(self._time)

    def show_place(self, place: str) -> None:
        """Offer this level first."""
        self._place = place
        self.places.show_choice(place)

    def _on_place(self, place: str) -> None:
        self._place = place

    def _on_count(self, count: str) -> None:
        self._count = count

    def _on_time(self, seconds: str) -> None:
        self._time = seconds

    def _on_begin(self) -> None:
        self.begun.emit(self._place, int(self._count), int(self._time), self.seed.text())


class QuestionPage(QWidget):
    """One question. answered(words): typed or chosen. taken: what is pressed in the picture is the
    answer. skipped: there is none. meant(name): yes to "did you mean". kept(words): the answer
    stays as it is written."""

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
        self.answer = button("Answer", "primary", self)
        self.answer.clicked.connect(self._on_typed)
        self.yes, self.keep = button("Yes", "chip", self), button("Keep my answer", "chip", self)
        self.yes.clicked.connect(lambda: self.meant.emit(self._meant))
        self.keep.clicked.connect(lambda: self.kept.emit(self.field.text()))
        self.skip = button("I don’t know", "chip", self)
        self.skip.clicked.connect(self.skipped)
        again = QHBoxLayout()
        again.addWidget(self.yes)
        again.addWidget(self.keep)
        again.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.answer)
        foot.addWidget(self.skip)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.question)
        column.addLayout(self._choices)
        column.addWidget(self.field)
        column.addWidget(self.ask)
        column.addLayout(again)
        column.addLayout(foot)
        column.addStretch(1)

    def show_item(self, item: Item) -> None:
        """Ask this."""
        self._item = item
        self.question.setText(kept(item.question))
        for old in self.options:
            self._choices.removeWidget(old)
            # Gone at once, not only when the event loop comes round.
            old.hide()
            old.deleteLater()
        self.options = [self._option(words) for words in item.options]
        is_typed = item.kind is Kind.NAME
        self.field.setVisible(is_typed)
        self.field.clear()
        self.answer.setVisible(not item.is_chosen)
        self.answer.setText("Answer" if is_typed else "Take what is lit")
        self.answer.setEnabled(is_typed)
        self.show_ask("")
        if is_typed:
            self.field.setFocus()
        elif self.options:
            self.options[0].setFocus()

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
        self.keep.setVisible(bool(words))

    def _option(self, words: str) -> QPushButton:
        made = Option(words, self)
        made.clicked.connect(lambda _checked=False: self.answered.emit(words))
        self._choices.addWidget(made)
        return made

    def _on_typed(self) -> None:
        if self._item is not None and self._item.kind is Kind.FIND:
            self.taken.emit()
        elif self.field.isVisible():
            self.answered.emit(self.field.text())
