"""The choice of lessons: those that ship and the user's own, each with how far it was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.commands.lesson_commands import NEW, OPEN
from viewer.ui import icons
from viewer.ui.keyed_list import MOVES, PAGES, KeyedList
from viewer.ui.overlay_card import OverlayCard
from viewer.ui.theme import Theme
from viewer.ui.wording import plain_tip

_WIDTH, _MARGIN = 560, 24
_KEY = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Row:
    """A lesson of the list. problem: why it cannot be opened, "" when it can."""

    key: str
    title: str
    about: str
    progress: str
    is_own: bool = False
    problem: str = ""


class LessonsCard(OverlayCard):
    """chosen: the key of a lesson, and whether from its beginning. asked: a command. dropped: an
    own lesson shall leave the list."""

    chosen = Signal(str, bool)
    asked = Signal(str)
    dropped = Signal(str)

    def __init__(self, rows: Callable[[], Sequence[Row]], window: QWidget) -> None:
        super().__init__(window, "Lessons")
        self._rows = rows
        self.shown: tuple[Row, ...] = ()
        self.list = KeyedList(self, MOVES | PAGES, plain=True)
        self.list.setAccessibleName("Lessons")
        self.about = QLabel(self)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.begin = self._button("Begin", "primary", lambda: self._choose(anew=False))
        self.anew = self._button("From the beginning", "chip", lambda: self._choose(anew=True))
        self.drop = self._button("Take off the list", "chip", self._drop)
        self.cross = QToolButton(self)
        self._arrange()
        self.list.currentRowChanged.connect(lambda _row: self._tell())
        self.list.itemActivated.connect(lambda _item: self._choose(anew=False))

    def _button(self, word: str, look: str, act: Callable[[], None]) -> QPushButton:
        made = QPushButton(word, self)
        made.setObjectName(look)
        made.clicked.connect(act)
        return made

    def _arrange(self) -> None:
        title = QLabel("Lessons", self)
        title.setObjectName("cardTitle")
        self.cross.setObjectName("icon")
        self.cross.setAccessibleName("Close the lessons")
        self.cross.setToolTip("Close  (Esc)")
        self.cross.clicked.connect(self.close_card)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.cross)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.begin)
        foot.addWidget(self.anew)
        foot.addWidget(self.drop)
        foot.addStretch(1)
        for word, command in (("Open folder…", OPEN), ("New lesson…", NEW)):
            made = QPushButton(word, self)
            made.setObjectName("chip")
            made.clicked.connect(partial(self._ask, command))
            foot.addWidget(made)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 14, 14)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(line)
        column.addWidget(self.about)
        column.addLayout(foot)

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take a theme's colours and a text scale."""
        side = round(18 * min(1.6, theme.growth * scale))
        self.cross.setIcon(icons.icon("close", theme.text, side))
        self.cross.setIconSize(QSize(side, side))

    def open(self) -> None:
        """Come up with the lessons there are now."""
        self.show_rows()
        super().open()
        self.list.setFocus()

    def show_rows(self) -> None:
        """Read the list anew."""
        row = max(0, self.list.currentRow())
        self.shown = tuple(self._rows())
        self.list.clear()
        for one in self.shown:
            words = one.title + (f"\n{one.progress}" if one.progress else "")
            item = QListWidgetItem(words, self.list)
            item.setData(_KEY, one.key)
            item.setToolTip(plain_tip(one.problem or one.about))
        self.list.setCurrentRow(min(row, len(self.shown) - 1))
        self._tell()

    def current(self) -> Row | None:
        """The lesson on which the list stands."""
        row = self.list.currentRow()
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def _tell(self) -> None:
        row = self.current()
        self.about.setText(row.problem or row.about if row else "")
        can_open = row is not None and not row.problem
        is_begun = can_open and row is not None and row.progress.startswith("Step")
        self.begin.setEnabled(can_open)
        self.begin.setText("Go on" if is_begun else "Begin")
        self.anew.setVisible(is_begun)
        self.drop.setVisible(row is not None and row.is_own)

    def _choose(self, *, anew: bool) -> None:
        row = self.current()
        if row is not None and not row.problem:
            self.close_card()
            self.chosen.emit(row.key, anew)

    def _drop(self) -> None:
        if (row := self.current()) is not None:
            self.dropped.emit(row.key)
            self.show_rows()

    def _ask(self, command: str, _on: bool = False) -> None:
        self.close_card()
        self.asked.emit(command)

    def place(self) -> None:
        """In the middle, as high as the window lets it."""
        letters = max(1.0, self.fontMetrics().height() / 17.0)
        wide = min(round(_WIDTH * letters), self.over.width() - 2 * _MARGIN)
        rows = sum(self.list.sizeHintForRow(k) + 3 for k in range(self.list.count()))
        high = min(rows + round(190 * letters), self.over.height() - 2 * _MARGIN)
        self.setGeometry(
            QRect(
                (self.over.width() - wide) // 2,
                max(_MARGIN, (self.over.height() - high) // 3),
                max(200, wide),
                max(180, high),
            )
        )
