"""A lesson over the clinical text: its step, its words, its question, and the way through it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QImage, QImageReader, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from meshes.reading import read_plain
from viewer.commands.lesson_commands import AGAIN, LEAVE, NEXT, PREVIOUS, REVEAL
from viewer.lessons.reading import LARGEST_PICTURE
from viewer.lessons.shown import Shown
from viewer.ui import icons
from viewer.ui.flow_layout import FlowLayout
from viewer.ui.lesson_page import PICTURE
from viewer.ui.own_keys import is_kept
from viewer.ui.theme import THEMES, Theme

#: The share of the panel's height that the words may take, and what they have at least, pixels.
_LARGEST, _LEAST = 0.5, 60
_OWN_KEYS = frozenset([Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End])


class _Words(QTextBrowser):
    """Shows a step; reads nothing from disc but the one picture it is given."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.step: Shown | None = None
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Text of the step")

    def loadResource(self, _kind: int, name: QUrl | str) -> object:
        """The picture of the step, no wider than the text."""
        url = QUrl(name) if isinstance(name, str) else name
        if url.toString() != PICTURE or self.step is None or self.step.picture is None:
            return None
        try:
            data = QBuffer()
            data.setData(QByteArray(read_plain(self.step.picture, LARGEST_PICTURE)))
        except OSError:
            return None
        data.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(data)
        size, wide = reader.size(), max(80, self.viewport().width() - 16)
        if size.width() > wide:
            reader.setScaledSize(size.scaled(wide, 10_000, Qt.AspectRatioMode.KeepAspectRatio))
        picture: QImage = reader.read()
        return picture

    def event(self, event: QEvent) -> bool:
        """Keep the keys that scroll a little; the page keys go through the lesson."""
        return is_kept(event, _OWN_KEYS, plain=True) or super().event(event)


class LessonPanel(QFrame):
    """asked: a command. linked: the target of a link. hovered: the id a link names, "" for none.
    step_chosen: a step's name. notes_asked: notes shall stand there, or not."""

    asked = Signal(str)
    linked = Signal(QUrl)
    hovered = Signal(str)
    step_chosen = Signal(str)
    notes_asked = Signal(bool)

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.setObjectName("reachBox")
        self.setAccessibleName("Lesson")
        self._panel, self._theme, self._side = panel, THEMES["light"], 18
        self._html = ""
        self.lesson = QLabel(self)
        # A title that is cut says less than one of two lines.
        self.lesson.setWordWrap(True)
        self.lesson.setObjectName("cardTitle")
        self.place = QLabel(self)
        self.place.setObjectName("caption")
        self.words = _Words(self)
        self.contents = self._tool("text", "Steps of this lesson")
        self.contents.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.contents.setMenu(QMenu(self))
        self.leave = self._tool("close", "Leave the lesson")
        self.leave.clicked.connect(lambda: self.asked.emit(LEAVE))
        self.back = self._button("Previous", "Previous step  (PgUp)", PREVIOUS)
        self.next = self._button("Next", "Next step  (PgDown)", NEXT)
        self.next.setObjectName("primaryChip")
        self.answer = self._button("Show answer", "Show or hide the answer", REVEAL)
        self.again = self._button("Step’s picture", "Back to the step’s picture", AGAIN)
        self.notes = QPushButton("Notes", self)
        self.notes.setObjectName("chip")
        self.notes.setCheckable(True)
        self.notes.setToolTip("Presenter’s notes")
        self.notes.setAccessibleName("Presenter’s notes")
        self.notes.toggled.connect(self.notes_asked)
        self._arrange()
        self.words.anchorClicked.connect(self._on_link)
        self.words.highlighted.connect(
            lambda url: self.hovered.emit(url.path() if url.scheme() == "structure" else "")
        )
        panel.installEventFilter(self)
        self.hide()

    def _tool(self, drawing: str, name: str) -> QToolButton:
        made = QToolButton(self)
        made.setObjectName("icon")
        made.setProperty("drawing", drawing)
        made.setToolTip(name)
        made.setAccessibleName(name)
        return made

    def _button(self, word: str, tip: str, command: str) -> QPushButton:
        made = QPushButton(word, self)
        made.setObjectName("chip")
        made.setToolTip(tip)
        made.setAccessibleName(tip.partition("  ")[0])
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self.asked.emit(command))
        return made

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self.contents)
        top.addWidget(self.lesson, 1)
        top.addWidget(self.place)
        top.addWidget(self.leave)
        self.row = QWidget(self)
        flow = FlowLayout(self.row, gap=4)
        flow.setContentsMargins(0, 0, 0, 0)
        for button in (self.back, self.next, self.answer, self.notes, self.again):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 8, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.words)
        column.addWidget(self.row)

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take the colours of a theme."""
        self._theme, self._side = theme, round(18 * min(1.6, theme.growth * scale))
        for tool in (self.contents, self.leave):
            tool.setIcon(icons.icon(str(tool.property("drawing")), theme.text, self._side))

    def show_step(self, step: Shown, html: str, description: str) -> None:
        """Show this step; the same one keeps its place in the text."""
        is_same = self.words.step is not None and self.words.step.name == step.name
        self.words.step = step
        self.lesson.setText(step.lesson)
        self.lesson.setToolTip(step.lesson)
        self.place.setText(f"{step.number} of {step.count}")
        self.place.setAccessibleName(step.place_words)
        self.back.setEnabled(step.number > 1)
        self.next.setEnabled(step.number < step.count)
        self.next.setToolTip(f"Next: {step.next_title}  (PgDown)" if step.next_title else "The end")
        self.answer.setVisible(step.question is not None)
        self.answer.setText("Hide answer" if step.is_revealed else "Show answer")
        self.notes.setVisible(bool(step.notes))
        self.again.setVisible(not step.is_as_made)
        self._fill_contents(step)
        if html != self._html:
            scrolled = self.words.verticalScrollBar().value() if is_same else 0
            self._html = html
            self.words.setHtml(html)
            self.words.setAccessibleDescription(description)
            self.words.verticalScrollBar().setValue(scrolled)
        self.fit()

    def _fill_contents(self, step: Shown) -> None:
        menu = self.contents.menu()
        menu.clear()
        for number, (name, title) in enumerate(step.contents, 1):
            action: QAction = menu.addAction(f"{number}  {title}".replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == step.name)
            action.triggered.connect(partial(self._on_step, name))

    def _on_link(self, url: QUrl) -> None:
        """A raised number leads to its source below; other links lead out of the panel."""
        if url.hasFragment() and not url.scheme():
            self.words.scrollToAnchor(url.fragment())
        else:
            self.linked.emit(url)

    def _on_step(self, name: str, _checked: bool = False) -> None:
        self.step_chosen.emit(name)

    def fit(self) -> None:
        """The words are as high as they need, as far as the page below keeps its share."""
        document = self.words.document()
        document.setTextWidth(max(120, self.words.viewport().width()))
        wanted = round(document.size().height()) + 6
        self.words.setFixedHeight(max(_LEAST, min(wanted, round(_LARGEST * self._panel.height()))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower text is higher."""
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the panel's height."""
        if watched is self._panel and event.type() == QEvent.Type.Resize:
            self.fit()
        return False
