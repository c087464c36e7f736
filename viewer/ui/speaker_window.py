"""The presenter's own window: what the audience sees, notes, what comes next, the clock, tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTime, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from viewer.presenting.clock import Watch, clock_words
from viewer.presenting.keys import WORDS, Act, keys_of
from viewer.ui.flow_layout import FlowLayout
from viewer.ui.present_keys import act_of
from viewer.ui.speaker_parts import SCALE, Prompt, Tool, dressed, own_sheet
from viewer.ui.style_sheet import style_sheet
from viewer.ui.theme import Theme, qt_palette

#: Size of the next step's picture, logical pixels.
NEXT = QSize(256, 160)
_KEY = int(Qt.ItemDataRole.UserRole)
_TICK_MS = 250


class SpeakerWindow(QWidget):
    """pressed(Act): a key or button of presenting. asked(command): a tool. stop_chosen(key): a
    step or level of the list. now: seconds of a steady clock."""

    pressed = Signal(object)
    asked = Signal(str)
    stop_chosen = Signal(str)
    rewound = Signal()
    paused = Signal()

    def __init__(
        self,
        theme: Theme,
        picture: QWidget,
        tools: Sequence[Tool],
        now: Callable[[], float],
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setWindowTitle("Lumbosacral Viewer: presenter")
        self.setObjectName("centre")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.picture = picture
        picture.setParent(self)
        self.watch, self._now = Watch(), now
        self.elapsed, self.time = QLabel(self), QLabel(self)
        self.pause, self.reset = QPushButton("Pause", self), QPushButton("Reset", self)
        self.place, self.title = QLabel(self), QLabel(self)
        self.notes = QTextBrowser(self)
        self.stops = QListWidget(self)
        self.next_picture, self.next_title = QLabel(self), QLabel(self)
        self.buttons: dict[str, QPushButton] = {}
        self._make_buttons(tools)
        self._prepare()
        self._arrange()
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self.show_time)
        self.set_theme(theme)

    def _make_buttons(self, tools: Sequence[Tool]) -> None:
        for act, words in (
            (Act.PREVIOUS, "Previous"),
            (Act.NEXT, "Next"),
            (Act.BLACK, "Black"),
            (Act.WORDS, "Words"),
        ):
            made = self._button(words, f"{WORDS[act]}  ({' or '.join(keys_of(act))})")
            made.clicked.connect(partial(self._on_act, act))
            self.buttons[act.value] = made
        for tool in tools:
            made = dressed(self._button(tool.words, tool.tip), tool)
            made.clicked.connect(partial(self._on_tool, tool.command))
            self.buttons[tool.command] = made
        for act, words in ((Act.CONTROLS, "Controls"), (Act.END, "End")):
            made = self._button(words, f"{WORDS[act]}  ({keys_of(act)[0]})")
            made.clicked.connect(partial(self._on_act, act))
            self.buttons[act.value] = made
        for key in (Act.BLACK.value, Act.WORDS.value, *(tool.command for tool in tools)):
            self.buttons[key].setCheckable(True)
        self.buttons[Act.NEXT.value].setObjectName("primaryChip")

    def _button(self, words: str, tip: str) -> QPushButton:
        made = QPushButton(words, self)
        made.setObjectName("chip")
        made.setToolTip(tip)
        made.setAccessibleName(words)
        made.setAccessibleDescription(tip)
        # Space goes on to the next step, wherever the mouse was last.
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setMinimumHeight(44)
        return made

    def _prepare(self) -> None:
        self.elapsed.setAccessibleName("Time since the start")
        self.time.setAccessibleName("Time of day")
        self.notes.setAccessibleName("Notes of the step")
        self.notes.setOpenLinks(False)
        self.notes.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.notes.setFrameShape(QFrame.Shape.NoFrame)
        self.stops.setAccessibleName("Steps")
        self.stops.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stops.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.stops.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.stops.itemClicked.connect(self._on_stop)
        self.next_picture.setFixedSize(NEXT)
        self.next_picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.next_picture.setAccessibleName("Picture of what comes next")
        for label in (self.title, self.next_title):
            label.setWordWrap(True)
        for button, tip, signal in (
            (self.pause, "Stop the watch, or let it go on", self.paused),
            (self.reset, "Set the watch to nought", self.rewound),
        ):
            button.setObjectName("chip")
            button.setToolTip(tip)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setMinimumHeight(40)
            button.clicked.connect(signal)

    def _arrange(self) -> None:
        tools = QWidget(self)
        flow = FlowLayout(tools, gap=8)
        flow.setContentsMargins(0, 0, 0, 0)
        for button in self.buttons.values():
            flow.addWidget(button)
        below = QHBoxLayout()
        below.setSpacing(16)
        below.addWidget(self.stops, 1)
        coming = QVBoxLayout()
        self._next_head = QLabel("Next", self)
        coming.addWidget(self._next_head)
        coming.addWidget(self.next_picture)
        coming.addWidget(self.next_title)
        coming.addStretch(1)
        below.addLayout(coming)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.picture, 3)
        left.addWidget(tools)
        left.addLayout(below, 1)
        clock = QGridLayout()
        clock.setColumnStretch(0, 1)
        clock.addWidget(self.elapsed, 0, 0, 2, 1)
        clock.addWidget(self.time, 0, 1, 1, 2, Qt.AlignmentFlag.AlignRight)
        clock.addWidget(self.pause, 1, 1)
        clock.addWidget(self.reset, 1, 2)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(clock)
        right.addWidget(self._line())
        right.addWidget(self.place)
        right.addWidget(self.title)
        right.addWidget(self.notes, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.setSpacing(20)
        whole.addLayout(left, 5)
        whole.addLayout(right, 3)
        self.stops.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.stops.setMinimumHeight(120)

    def _line(self) -> QFrame:
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        return line

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setPalette(qt_palette(theme))
        self.setStyleSheet(style_sheet(theme, SCALE) + own_sheet(theme))
        self.elapsed.setObjectName("elapsed")
        self.title.setObjectName("heading")
        for label in (self.place, self.time, self._next_head):
            label.setObjectName("muted")
        for label in (self.elapsed, self.title, self.place, self.time, self._next_head):
            label.style().unpolish(label)
            label.style().polish(label)
        self.next_picture.setStyleSheet(
            f"background: {theme.surface}; border: 1px solid {theme.line}; color: {theme.muted};"
        )
        self.next_title.setFixedWidth(NEXT.width())

    def show_prompt(self, prompt: Prompt) -> None:
        """Show this."""
        self.place.setText(prompt.place)
        self.title.setText(prompt.title)
        if self.notes.property("html") != prompt.notes:
            self.notes.setProperty("html", prompt.notes)
            self.notes.setHtml(prompt.notes)
        self.next_title.setText(prompt.next_title or "The end")
        self.buttons[Act.NEXT.value].setEnabled(bool(prompt.next_title))
        if self.stops.property("stops") != repr(prompt.stops):
            self.stops.setProperty("stops", repr(prompt.stops))
            self.stops.clear()
            for number, (key, title) in enumerate(prompt.stops, 1):
                item = QListWidgetItem(f"{number}   {title}")
                item.setData(_KEY, key)
                item.setToolTip(title)
                self.stops.addItem(item)
        for row in range(self.stops.count()):
            if self.stops.item(row).data(_KEY) == prompt.here:
                self.stops.setCurrentRow(row)
                self.stops.scrollToItem(self.stops.item(row))

    def show_next(self, picture: QPixmap | None) -> None:
        """The picture of what comes next; None while there is none."""
        if picture is None:
            self.next_picture.clear()
        else:
            self.next_picture.setPixmap(picture)

    def check(self, key: str, is_on: bool) -> None:
        """Show whether a tool is in hand."""
        self.buttons[key].setChecked(is_on)

    def start(self, watch: Watch) -> None:
        """Show this watch from now on."""
        self.watch = watch
        self._ticks.start()
        self.show_time()

    def stop(self) -> None:
        """Count no more."""
        self._ticks.stop()

    def show_time(self) -> None:
        """The time that has passed, and the time of day."""
        self.elapsed.setText(clock_words(self.watch.seconds(self._now())))
        self.time.setText(QTime.currentTime().toString("HH:mm"))
        self.pause.setText("Pause" if self.watch.is_running else "Go on")

    def _on_act(self, act: Act, _checked: bool = False) -> None:
        self.pressed.emit(act)

    def _on_tool(self, command: str, _checked: bool = False) -> None:
        self.asked.emit(command)

    def _on_stop(self, item: QListWidgetItem) -> None:
        self.stop_chosen.emit(str(item.data(_KEY)))

    def event(self, event: QEvent) -> bool:
        """Keys of presenting are ours."""
        if event.type() == QEvent.Type.ShortcutOverride and act_of(event) is not None:
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What a key asks for."""
        if (act := act_of(event)) is not None:
            self.pressed.emit(act)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by the desktop: presenting ends, and closes it."""
        event.ignore()
        self.pressed.emit(Act.END)
