"""The panel on the left: every structure, arranged by segment or by tissue."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QToolTip,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from meshes.catalog import Catalog
from viewer.changing import grown_by, made_by
from viewer.numbering import counting, numbered
from viewer.state import ViewState
from viewer.ui import icons
from viewer.ui.own_keys import is_kept
from viewer.ui.row_delegate import SWITCHES, RowDelegate, switch_at
from viewer.ui.segmented import Segmented
from viewer.ui.structure_model import ROW_ROLE, RowFilter, StructureModel
from viewer.ui.structure_rows import Row, rows_of
from viewer.ui.theme import THEMES, Theme

ARRANGEMENTS = {"segment": "By segment", "tissue": "By tissue"}
_ARROW = 16
#: Least width of the list before letters grow: a root and its role fit.
_LEAST_WIDTH = 222
_OWN_KEYS = frozenset(
    [Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space]
)


class TreeView(QTreeView):
    """The tree itself: a press chooses, a press on a switch asks for it; never writes the state."""

    chosen = Signal(object, bool)
    double_clicked = Signal(object)
    switched = Signal(str, object)
    menu_asked = Signal(object, QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setMouseTracking(True)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QTreeView.SelectionMode.NoSelection)
        self.setIndentation(16)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Structures")
        self.theme: Theme = THEMES["light"]

    def row_of(self, index: QModelIndex) -> Row | None:
        """The row an index means."""
        row = index.data(ROW_ROLE) if index.isValid() else None
        return row if isinstance(row, Row) else None

    def event(self, event: QEvent) -> bool:
        """Keep the keys that move in a list for the list."""
        return is_kept(event, _OWN_KEYS, plain=True) or super().event(event)

    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """An arrow of our own where a row can be opened."""
        if self.model().hasChildren(index):
            drawing = "open" if self.isExpanded(index) else "closed"
            ratio = self.devicePixelRatioF()
            arrow = icons.pixmap(drawing, self.theme.muted, _ARROW, ratio)
            painter.drawPixmap(rect.right() - _ARROW, rect.center().y() - _ARROW // 2, arrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses, Space shows or hides, the menu key opens the menu."""
        row = self.row_of(self.currentIndex())
        if row is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            add = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._choose(self.currentIndex(), row, add)
        elif row is not None and event.key() == Qt.Key.Key_Space:
            self.switched.emit("eye", row)
        elif row is not None and event.key() == Qt.Key.Key_Menu:
            point = self.visualRect(self.currentIndex()).bottomLeft()
            self.menu_asked.emit(row, self.viewport().mapToGlobal(point))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on a switch, or on the row."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        row = self.row_of(index)
        if row is None or event.button() != Qt.MouseButton.LeftButton:
            return
        rect = self.visualRect(index)
        if point.x() < rect.left():
            return  # the branch mark: only opens and closes
        if name := switch_at(rect, point):
            self.switched.emit(name, row)
        else:
            add = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._choose(index, row, add)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fly to what the row names."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        row = self.row_of(index)
        if row is not None and not switch_at(self.visualRect(index), point):
            self.double_clicked.emit(row)

    def contextMenuEvent(self, event: object) -> None:
        """The same menu as in the 3D view."""
        point = self.viewport().mapFromGlobal(self.cursor().pos())
        row = self.row_of(self.indexAt(point))
        if row is not None:
            self.menu_asked.emit(row, self.cursor().pos())

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what the switch under the cursor does."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            name = switch_at(self.visualRect(index), event.pos()) if index.isValid() else ""
            spoken = str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")
            QToolTip.showText(event.globalPos(), SWITCHES.get(name, spoken), self)
            return True
        return super().viewportEvent(event)

    def _choose(self, index: QModelIndex, row: Row, add: bool) -> None:
        if row.id is None:
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self.chosen.emit(row, add)


class StructurePanel(QWidget):
    """Arrangement, filter and tree; `arranged` names the arrangement chosen."""

    arranged = Signal(str)

    def __init__(
        self, catalog: Catalog, state: ViewState, arrangement: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._catalog = catalog
        self.model = StructureModel(catalog, state, self)
        self.filtered = RowFilter(self.model, self)
        heading = QLabel("Structures", self)
        heading.setObjectName("heading")
        self.arrangement = Segmented(ARRANGEMENTS, "Arrange", self)
        self.arrangement.chosen.connect(self.arrange)
        self.filter = QLineEdit(self)
        self.filter.setObjectName("filter")
        self.filter.setPlaceholderText("Filter this list")
        self.filter.setAccessibleName("Filter the list of structures")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._on_filter)
        self.tree = TreeView(self)
        self.tree.setModel(self.filtered)
        self._opened: list[QPersistentModelIndex] = []
        self._delegate = RowDelegate(state, self.tree)
        self.tree.setItemDelegate(self._delegate)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(16, 14, 14, 10)
        top.setSpacing(9)
        for widget in (heading, self.arrangement, self.filter):
            top.addWidget(widget)
        column.addLayout(top)
        column.addWidget(self.tree, 1)
        self.arrange(arrangement)

    def add_card(self, card: QWidget) -> None:
        """Put a card below the list."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(card)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.theme = self.tree.theme = theme
        self.filter.setMinimumWidth(round(_LEAST_WIDTH * theme.growth))
        self.tree.viewport().update()

    def set_noted(self, ids: frozenset[str]) -> None:
        """Mark the rows to which the user has pinned notes."""
        if ids == self._delegate.noted:
            return
        self.model.noted = self._delegate.noted = ids
        self.tree.viewport().update()

    def arrange(self, key: str) -> None:
        """Show the rows by segment or by tissue."""
        self.arrangement.show_choice(key)
        self._arranged = key
        self._list_rows()
        self.arranged.emit(key)

    def _list_rows(self) -> None:
        self._opened = []
        state = self.model.state
        self.model.show_rows(rows_of(self._arranged, numbered(self._catalog, state), state))
        self._reveal()

    def _list_again(self) -> None:
        """The rows anew; what is filtered stays filtered."""
        self._list_rows()
        if self.filter.text().strip():
            self.tree.expandAll()

    @property
    def can_wait(self) -> bool:
        """Whether neither hand nor keyboard is in the list."""
        inside = QApplication.focusWidget()
        return not (self.underMouse() or (inside is not None and self.isAncestorOf(inside)))

    def show_state(self, state: ViewState) -> None:
        """Read all rows against the state and bring what is picked into view."""
        old = self.model.state
        self._delegate.state = state
        self.model.show_state(state)
        if any(of(state) != of(old) for of in (counting, made_by, grown_by)):
            self._list_again()
        elif (state.place, state.focus) != (old.place, old.focus):
            self._reveal()
        self.tree.viewport().update()

    def _reveal(self) -> None:
        """Open the chosen place, close the one opened for the choice before, keep it in view."""
        place = self.filtered.mapFromSource(self.model.place_index())
        chosen = self.filtered.mapFromSource(self.model.chosen_index())
        wanted = chosen if chosen.isValid() else place
        top = self.tree.visualRect(wanted).top()
        self._open_only([index for index in (place, chosen.parent()) if index.isValid()])
        if chosen.isValid():
            self.tree.setCurrentIndex(chosen)
        if not wanted.isValid():
            return
        if self.tree.viewport().underMouse():
            # The row just pressed must not slip away from under the hand.
            bar = self.tree.verticalScrollBar()
            bar.setValue(bar.value() + self.tree.visualRect(wanted).top() - top)
        else:
            last = self.filtered.index(self.filtered.rowCount(place) - 1, 0, place)
            for index in (last, place, wanted):
                if index.isValid():
                    self.tree.scrollTo(index)
            self._show_first_whole(wanted)

    def _show_first_whole(self, wanted: QModelIndex) -> None:
        """No row is cut at the upper edge, unless the wanted one would go below the lower."""
        cut = -self.tree.visualRect(self.tree.indexAt(QPoint(1, 1))).top()
        below = self.tree.viewport().height() - self.tree.visualRect(wanted).bottom()
        if 0 < cut < below:
            bar = self.tree.verticalScrollBar()
            bar.setValue(bar.value() - cut)

    def _open_only(self, wanted: list[QModelIndex]) -> None:
        """Open these rows, and close what was opened here before; the user's own stay."""
        if not self.filter.text().strip():
            for old in self._opened:
                if not any(old == index for index in wanted):
                    self.tree.collapse(old)
            self._opened = [old for old in self._opened if any(old == index for index in wanted)]
        for index in wanted:
            if not self.tree.isExpanded(index):
                self.tree.expand(index)
                self._opened.append(QPersistentModelIndex(index))

    def _on_filter(self, text: str) -> None:
        self.filtered.set_query(text)
        if text.strip():
            self.tree.expandAll()
        else:
            self.tree.collapseAll()
            self._opened = []
            self._reveal()
