"""The author's editor of a lesson, over the clinical text: its steps, and the words of one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.lessons.lesson import LONGEST_TITLE, Opened, Question
from viewer.state import Audience
from viewer.ui import icons
from viewer.ui.flow_layout import FlowLayout
from viewer.ui.theme import Theme

_SHARE = 0.86
_NAME = int(Qt.ItemDataRole.UserRole)
_LINES = {"text": 7, "notes": 3, "reason": 2}
_MARKUP = (
    "An empty line parts paragraphs; “- ” begins a line of a list; **bold**; "
    "[words](structure:disc.L5-S1) lights a structure."
)


class LessonEditor(QFrame):
    """Tells what the author wants; shows what is. Nothing is kept here."""

    closed = Signal()
    step_chosen = Signal(str)
    add_asked = Signal()
    scene_asked = Signal()
    move_asked = Signal(int)
    delete_asked = Signal()
    undo_asked = Signal()
    lesson_titled = Signal(str)
    about_written = Signal(str)
    titled = Signal(str)
    text_written = Signal(str, str)
    notes_written = Signal(str)
    question_written = Signal(str, str, str)

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.setObjectName("reachBox")
        self.setAccessibleName("Edit the lesson")
        self._panel, self._is_showing = panel, False
        self._audience = Audience.PATIENT
        self._tools: dict[str, QToolButton] = {}
        self.lesson_title = self._line("Title of the lesson")
        self.about = self._line("What the lesson is about")
        self.list = QListWidget(self)
        self.list.setObjectName("bookmarks")
        self.list.setAccessibleName("Steps")
        self.list.setFixedHeight(120)
        self.title = self._line("Title of the step")
        self.text, self.notes = self._area("text", "Text"), self._area("notes", "Presenter’s notes")
        self.ask, self.answer = self._line("Question"), self._line("Answer")
        self.reason = self._area("reason", "Why")
        self.undo = QPushButton("Undo", self)
        self.undo.setObjectName("chip")
        self.saved = QLabel(self)
        self.saved.setObjectName("caption")
        self.saved.setWordWrap(True)
        self.saved.setTextFormat(Qt.TextFormat.PlainText)
        self.reader = QLabel(self)
        self.reader.setObjectName("caption")
        self.reader.setWordWrap(True)
        self._arrange()
        self._connect()
        panel.installEventFilter(self)
        self.hide()

    def _line(self, name: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setMaxLength(LONGEST_TITLE if name.startswith("Title") else 600)
        made.setPlaceholderText(name)
        made.setAccessibleName(name)
        return made

    def _area(self, key: str, name: str) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setObjectName("note")
        made.setTabChangesFocus(True)
        made.setPlaceholderText(name)
        made.setAccessibleName(name)
        made.setFixedHeight(made.fontMetrics().lineSpacing() * (_LINES[key] + 1) + 10)
        return made

    def _tool(self, drawing: str, words: str, act: Callable[[], None]) -> QToolButton:
        made = QToolButton(self)
        made.setObjectName("icon")
        made.setToolTip(words)
        made.setAccessibleName(words)
        made.clicked.connect(act)
        self._tools[drawing] = made
        return made

    def _arrange(self) -> None:
        head = QHBoxLayout()
        title = QLabel("Edit the lesson", self)
        title.setObjectName("cardTitle")
        head.addWidget(title, 1)
        head.addWidget(self.undo)
        head.addWidget(self._tool("close", "Close the editor", self.closed.emit))
        inner = QWidget(self)
        inner.setObjectName("cardContent")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(5)
        for line in (self.lesson_title, self.about):
            column.addWidget(line)
        column.addWidget(self.list)
        column.addWidget(self._step_tools())
        parts: tuple[QWidget, ...] = (self.title, self.reader, self.text, self.notes, self.ask)
        for part in (*parts, self.answer, self.reason, self.saved):
            column.addWidget(part)
        column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 6, 6, 6)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(self._scroll, 1)

    def _step_tools(self) -> QWidget:
        row = QWidget(self)
        flow = FlowLayout(row, gap=3)
        flow.setContentsMargins(0, 0, 0, 0)
        for word, tip, signal in (
            ("Add step", "The present scene as a step after this one", self.add_asked),
            ("Take scene", "The present scene instead of this step’s", self.scene_asked),
        ):
            made = QPushButton(word, row)
            made.setObjectName("chip")
            made.setToolTip(tip)
            made.clicked.connect(signal)
            flow.addWidget(made)
        flow.addWidget(self._tool("up", "Step earlier", lambda: self.move_asked.emit(-1)))
        flow.addWidget(self._tool("down", "Step later", lambda: self.move_asked.emit(1)))
        flow.addWidget(self._tool("delete", "Delete the step", self.delete_asked.emit))
        return row

    def _connect(self) -> None:
        self.undo.clicked.connect(self.undo_asked)
        self.list.currentItemChanged.connect(self._on_row)
        self.lesson_title.textEdited.connect(self.lesson_titled)
        self.about.textEdited.connect(self.about_written)
        self.title.textEdited.connect(self.titled)
        self.text.textChanged.connect(self._on_text)
        self.notes.textChanged.connect(self._on_notes)
        for line in (self.ask, self.answer):
            line.textEdited.connect(self._on_question)
        self.reason.textChanged.connect(self._on_question)

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take a theme's colours and a text scale."""
        side = round(18 * min(1.6, theme.growth * scale))
        for drawing, button in self._tools.items():
            button.setIcon(icons.icon(drawing, theme.text, side))
            button.setIconSize(QSize(side, side))

    def show_lesson(self, opened: Opened, name: str, audience: Audience, undo: str) -> None:
        """Show this lesson at a step, its text for these readers. undo: what could be taken back.
        What is being typed stays under the hands."""
        lesson, step = opened.lesson, opened.lesson.step(name)
        if step is None:
            return
        self._is_showing, self._audience = True, audience
        self._fill(self.lesson_title, lesson.title)
        self._fill(self.about, lesson.about)
        self._show_steps([(one.name, one.title) for one in lesson.steps], name)
        self._fill(self.title, step.title)
        self._fill(self.text, step.text.own(audience))
        self._fill(self.notes, step.notes)
        question = step.question or Question("", "")
        self._fill(self.ask, question.ask)
        self._fill(self.answer, question.answer)
        self._fill(self.reason, question.reason)
        readers = f"Text for {audience.value}s; choose other readers above. {_MARKUP}"
        self.reader.setText(readers)
        self.saved.setText(f"Kept in {opened.folder}, as you write.")
        self.undo.setEnabled(bool(undo))
        self.undo.setToolTip(f"Take back: {undo}" if undo else "Nothing to take back")
        place, last = lesson.place_of(name), len(lesson.steps) - 1
        self._tools["up"].setEnabled(place > 0)
        self._tools["down"].setEnabled(place < last)
        self._tools["delete"].setEnabled(last > 0)
        self._is_showing = False
        self.fit()

    @staticmethod
    def _fill(field: QLineEdit | QPlainTextEdit, text: str) -> None:
        """Only what differs by more than the spaces at its ends, which are being typed."""
        is_line = isinstance(field, QLineEdit)
        now = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        if now.strip() == text.strip() or (is_line and " ".join(now.split()) == text):
            return
        if isinstance(field, QLineEdit):
            field.setText(text)
        else:
            field.setPlainText(text.rstrip("\n"))

    def _show_steps(self, steps: list[tuple[str, str]], name: str) -> None:
        words = [f"{k}  {title}" for k, (_, title) in enumerate(steps, 1)]
        if words != [self.list.item(k).text() for k in range(self.list.count())]:
            self.list.clear()
            for (key, _), shown in zip(steps, words, strict=True):
                QListWidgetItem(shown, self.list).setData(_NAME, key)
        self.list.setCurrentRow([key for key, _ in steps].index(name))

    def _on_row(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._is_showing:
            self.step_chosen.emit(str(item.data(_NAME)))

    def _on_text(self) -> None:
        if not self._is_showing:
            self.text_written.emit(self._audience.value, self.text.toPlainText())

    def _on_notes(self) -> None:
        if not self._is_showing:
            self.notes_written.emit(self.notes.toPlainText())

    def _on_question(self, _text: str = "") -> None:
        if not self._is_showing:
            parts = self.ask.text(), self.answer.text(), self.reason.toPlainText()
            self.question_written.emit(*parts)

    def fit(self) -> None:
        """As high as the panel lets it, so that the page below is still there."""
        self.setFixedHeight(max(160, round(_SHARE * (self._panel.height() - 90))))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the panel's height."""
        if watched is self._panel and event.type() == QEvent.Type.Resize:
            self.fit()
        return False
