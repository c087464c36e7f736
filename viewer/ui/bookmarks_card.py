"""The list of bookmarks: press one to go there, rename, delete, put in order."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.keep.bookmarks import Bookmark, Bookmarks
from viewer.keep.database import KeepError
from viewer.ui import icons
from viewer.ui.keyed_list import KeyedList
from viewer.ui.overlay_card import OverlayCard
from viewer.ui.theme import THEMES, Theme
from viewer.ui.wording import plain_tip

#: Size of a picture in the list, in logical pixels; the kept ones are twice as fine.
THUMBNAIL = QSize(96, 64)
_WIDTH, _MARGIN = 380, 14
_ID = int(Qt.ItemDataRole.UserRole)
_EMPTY = (
    "No bookmarks yet. Ctrl+D keeps the present scene here: what is chosen, what is hidden, from "
    "where it is seen, and the page of text."
)


class _List(KeyedList):
    """Reports what the hands ask for. moved_by: one place up or down by the keyboard."""

    delete_asked = Signal()
    moved_by = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete deletes, Alt with an arrow moves, F2 renames, Enter goes there."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved_by.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)


class BookmarksCard(OverlayCard):
    """A card at the right of the picture. chosen: a Bookmark to go to. failed: why something was
    not kept. add_asked: the present scene shall be one more."""

    chosen = Signal(object)
    failed = Signal(str)
    add_asked = Signal()

    def __init__(
        self, bookmarks: Bookmarks, beside: Callable[[], QWidget], window: QWidget
    ) -> None:
        super().__init__(window, "Bookmarks")
        self._bookmarks, self._beside = bookmarks, beside
        self._theme, self._deleted = THEMES["light"], list[Bookmark]()
        self._shown: tuple[Bookmark, ...] = ()
        self.list = _List(self)
        self.list.setAccessibleName("Bookmarks")
        self.list.setIconSize(THUMBNAIL)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.empty = QLabel(_EMPTY, self)
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.undo = QPushButton("Undo", self)
        self.undo.setObjectName("link")
        self.undone = QLabel(self)
        self.undone.setObjectName("muted")
        self.undone.setTextFormat(Qt.TextFormat.PlainText)
        self.undone.setWordWrap(True)
        self.add = QPushButton("Add bookmark", self)
        self.add.setObjectName("chip")
        self._tools: dict[str, QToolButton] = {}
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        title = QLabel("Bookmarks", self)
        title.setObjectName("cardTitle")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._tool("close", "Close the bookmarks", self.close_card))
        foot = QHBoxLayout()
        foot.setSpacing(2)
        foot.addWidget(self.add)
        foot.addStretch(1)
        acts: dict[str, tuple[str, Callable[[], None]]] = {
            "up": ("Move up  (Alt+Up)", lambda: self._move(-1)),
            "down": ("Move down  (Alt+Down)", lambda: self._move(1)),
            "rename": ("Rename  (F2)", self._rename),
            "delete": ("Delete  (Del)", self._delete),
        }
        for drawing, (words, act) in acts.items():
            foot.addWidget(self._tool(drawing, words, act))
        undo = QHBoxLayout()
        undo.addWidget(self.undone, 1)
        undo.addWidget(self.undo)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 12, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addLayout(undo)
        column.addLayout(foot)

    def _tool(self, drawing: str, words: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("icon")
        button.setToolTip(words)
        button.setAccessibleName(words.partition("  ")[0])
        button.clicked.connect(act)
        self._tools[drawing] = button
        return button

    def _connect(self) -> None:
        self.list.itemClicked.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_chosen)
        self.list.itemChanged.connect(self._on_renamed)
        self.list.delete_asked.connect(self._delete)
        self.list.moved_by.connect(self._move)
        self.list.model().rowsMoved.connect(self._on_moved)
        self.list.currentRowChanged.connect(lambda _row: self._enable())
        self.undo.clicked.connect(self._undo)
        self.add.clicked.connect(self.add_asked)

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take a theme's colours and a text scale."""
        self._theme = theme
        side = round(18 * min(1.6, theme.growth * scale))
        for drawing, button in self._tools.items():
            button.setIcon(icons.icon(drawing, theme.text, side))
            button.setIconSize(QSize(side, side))
        if self.isVisible():
            self.show_bookmarks()

    def open(self) -> None:
        """Come up with what is kept now."""
        self._deleted.clear()
        self.show_bookmarks()
        super().open()
        self.list.setFocus()

    def show_bookmarks(self, current: str = "") -> None:
        """Read the list anew. current: id of the one to stand on."""
        row = self.list.currentRow()
        self._shown = ()  # until the list is whole, nothing in it is the user's doing
        self.list.clear()
        found = self._bookmarks.all()
        for bookmark in found:
            item = QListWidgetItem(self._picture(bookmark), bookmark.name, self.list)
            item.setData(_ID, bookmark.id)
            item.setToolTip(plain_tip(bookmark.name))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        self._shown = found
        ids = [bookmark.id for bookmark in found]
        self.list.setCurrentRow(
            ids.index(current) if current in ids else max(0, min(row, len(ids) - 1))
        )
        self.empty.setVisible(not found)
        self.list.setVisible(bool(found))
        self.undone.setText(f"Deleted “{self._deleted[-1].name}”." if self._deleted else "")
        for part in (self.undone, self.undo):
            part.setVisible(bool(self._deleted))
        self._enable()
        if self.isVisible():
            self.place()

    def _picture(self, bookmark: Bookmark) -> QIcon:
        picture = QPixmap()
        if not picture.loadFromData(bookmark.png):
            picture = QPixmap(THUMBNAIL)
            picture.fill(self._theme.raised)
        made = QIcon(picture)
        # Else Qt tints the picture of the chosen one.
        made.addPixmap(picture, QIcon.Mode.Selected)
        return made

    def _enable(self) -> None:
        row, last = self.list.currentRow(), self.list.count() - 1
        self._tools["up"].setEnabled(row > 0)
        self._tools["down"].setEnabled(0 <= row < last)
        for drawing in ("rename", "delete"):
            self._tools[drawing].setEnabled(row >= 0)

    def place(self) -> None:
        """At the right of the picture, as tall as the list needs."""
        over, beside = self.over, self._beside()
        corner = beside.mapTo(over, beside.rect().topRight())
        letters = max(1.0, self.fontMetrics().height() / 17.0)
        width = min(round(_WIDTH * letters), max(240, beside.width() - 2 * _MARGIN))
        rows = sum(self.list.sizeHintForRow(k) + 4 for k in range(self.list.count()))
        # The layout's own wish counts the list as a usual one; ours is as long as its rows.
        wanted = self._column.totalSizeHint().height() - self.list.sizeHint().height()
        wanted = wanted + rows + 12 if self.list.count() else self._column.heightForWidth(width)
        height = max(120, min(wanted, beside.height() - 2 * _MARGIN))
        self.setGeometry(QRect(corner.x() - width - _MARGIN, corner.y() + _MARGIN, width, height))

    def current(self) -> Bookmark | None:
        """The bookmark on which the list stands."""
        row = self.list.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _by_id(self, id: str) -> Bookmark | None:
        return next((bookmark for bookmark in self._shown if bookmark.id == id), None)

    def _on_chosen(self, item: QListWidgetItem) -> None:
        if (bookmark := self._by_id(item.data(_ID))) is not None:
            self.chosen.emit(bookmark)

    def _on_renamed(self, item: QListWidgetItem) -> None:
        bookmark = self._by_id(item.data(_ID))
        if bookmark is not None and item.text() != bookmark.name:
            self._do(lambda: self._bookmarks.rename(bookmark.id, item.text()), bookmark.id)

    def _on_moved(self) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        ids = [item.data(_ID) for item in items]
        if self._shown:
            self._do(lambda: self._bookmarks.reorder(ids), None)
            self._shown = self._bookmarks.all()
            self._enable()

    def _move(self, step: int) -> None:
        row, bookmark = self.list.currentRow(), self.current()
        ids = [shown.id for shown in self._shown]
        if bookmark is not None and 0 <= row + step < len(ids):
            ids[row], ids[row + step] = ids[row + step], ids[row]
            self._do(lambda: self._bookmarks.reorder(ids), bookmark.id)

    def _rename(self) -> None:
        if self.list.currentItem() is not None:
            self.list.setFocus()
            self.list.editItem(self.list.currentItem())

    def _delete(self) -> None:
        if (bookmark := self.current()) is not None:
            self._deleted.append(bookmark)
            if not self._do(lambda: self._bookmarks.remove(bookmark.id), ""):
                self._deleted.pop()

    def _undo(self) -> None:
        if self._deleted:
            bookmark = self._deleted.pop()
            if not self._do(lambda: self._bookmarks.put(bookmark), bookmark.id):
                self._deleted.append(bookmark)

    def _do(self, change: Callable[[], None], current: str | None) -> bool:
        """Carry out a change and show it; False, and why, when it was not kept."""
        try:
            change()
        except KeepError as problem:
            self.failed.emit(str(problem))
            return False
        if current is not None:
            self.show_bookmarks(current)
        return True
