"""Pages of a consultation that belong to what the two write down: the notes, the question before
they are forgotten, and a page of text."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from annotations.consult_words import About
from viewer.ui.consult_talk import Words
from viewer.ui.flow_layout import FlowLayout
from viewer.ui.study_pages import button, words_label
from viewer.ui.untold import UntoldText


class NotesPage(QWidget):
    """The notes, kept nowhere but in their box. asked(kind): a sheet is wanted, "pdf" or "html"."""

    asked = Signal(str)
    back = Signal()

    def __init__(self, about: About, parent: QWidget) -> None:
        super().__init__(parent)
        self._saved = ""
        self.heading = words_label("Our notes", "heading", self)
        self.box = UntoldText(self)
        self.box.setObjectName("note")
        self.box.setAccessibleName("Our notes")
        self.box.setPlaceholderText(about.notes)
        self.pdf = button("Save PDF…", "primary", self)
        self.html = button("Save web page…", "chip", self)
        self.said = words_label("", "muted", self)
        self.return_button = button("Back", "chip", self)
        self.pdf.clicked.connect(lambda: self.asked.emit("pdf"))
        self.html.clicked.connect(lambda: self.asked.emit("html"))
        self.return_button.clicked.connect(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.box, 1)
        column.addWidget(words_label(about.privacy, "muted", self))
        column.addWidget(self.said)
        row = QWidget(self)
        flow = FlowLayout(row)
        flow.setContentsMargins(0, 0, 0, 0)
        for each in (self.pdf, self.html, self.return_button):
            flow.addWidget(each)
        column.addWidget(row)
        self.said.hide()

    @property
    def text(self) -> str:
        """What is written."""
        return self.box.toPlainText()

    @property
    def is_unsaved(self) -> bool:
        """Whether there are words that are on no sheet yet."""
        return bool(self.text.strip()) and self.text != self._saved

    def was_saved(self, text: str, words: str) -> None:
        """These words are on a sheet now; say where."""
        self._saved = text
        self.say(words)

    def say(self, words: str) -> None:
        """A line above the buttons, "" for none."""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def forget(self) -> None:
        """Nothing was ever written."""
        self.box.forget()
        self._saved = ""
        self.say("")


class AskPage(QWidget):
    """The one question before notes are forgotten. saved: a PDF is wanted; left: leave without;
    stayed: go on."""

    saved = Signal()
    left = Signal()
    stayed = Signal()

    def __init__(self, about: About, parent: QWidget) -> None:
        super().__init__(parent)
        self.stay = button("Stay", "primary", self)
        self.save = button("Save PDF…", "chip", self)
        self.leave = button("Leave without saving", "chip", self)
        self.stay.clicked.connect(self.stayed)
        self.save.clicked.connect(self.saved)
        self.leave.clicked.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(words_label("Leave the consultation?", "heading", self))
        column.addWidget(words_label(about.unsaved, "plain", self))
        for each in (self.save, self.leave, self.stay):
            column.addWidget(each)
        column.addStretch(1)


class ReadPage(QWidget):
    """One page of text, whole. linked: the target of a link. back: to where one was."""

    linked = Signal(QUrl)
    back = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.browser: QTextBrowser = Words(self)
        self.browser.anchorClicked.connect(self.linked)
        self.return_button = button("Back", "chip", self)
        self.return_button.clicked.connect(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.browser, 1)
        row = QHBoxLayout()
        row.addWidget(self.return_button)
        row.addStretch(1)
        column.addLayout(row)
