"""The structure tree as Qt models: rows, and a filter over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.state import ViewState
from viewer.ui.structure_rows import Row, Sight, is_chosen, is_faded, is_only, matches, sight

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
_STATE_ROLES = [int(Qt.ItemDataRole.CheckStateRole), int(Qt.ItemDataRole.AccessibleTextRole)]
_CHECKS = {
    Sight.NONE: Qt.CheckState.Unchecked,
    Sight.SOME: Qt.CheckState.PartiallyChecked,
    Sight.ALL: Qt.CheckState.Checked,
}
_SIGHT_WORDS = {Sight.NONE: "hidden", Sight.SOME: "partly hidden", Sight.ALL: "shown"}


class StructureModel(QAbstractItemModel):
    """Rows of one arrangement, each read against the current state. Never writes the state.

    `toggle_asked` is emitted with a Row when a check box is pressed.
    """

    toggle_asked = Signal(object)

    def __init__(self, catalog: Catalog, state: ViewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self.state = state
        self.noted: frozenset[str] = frozenset()
        self._tops: tuple[Row, ...] = ()
        self._rows: list[Row] = []
        self._parents: list[tuple[int, int]] = []  # for each row: number of its parent, its place
        self._numbers: dict[int, int] = {}
        self._sights: dict[int, Sight] = {}

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Take another arrangement."""
        self.beginResetModel()
        self._tops = tuple(rows)
        self._rows, self._parents, self._numbers, self._sights = [], [], {}, {}
        for place, row in enumerate(self._tops):
            self._number(row, -1, place)
        self.endResetModel()

    def _number(self, row: Row, parent: int, place: int) -> None:
        number = len(self._rows)
        self._rows.append(row)
        self._parents.append((parent, place))
        self._numbers[id(row)] = number
        for child_place, child in enumerate(row.children):
            self._number(child, number, child_place)

    def show_state(self, state: ViewState) -> None:
        """Read all rows against another state.

        Whoever paints the rows does so anyway; telling of each one is for those who hear them.
        """
        if state is self.state:
            return
        from PySide6.QtGui import QAccessible

        self.state, self._sights = state, {}
        if not QAccessible.isActive():
            return
        for number, row in enumerate(self._rows):
            if row.children:
                parent = self._index(number)
                last = self.index(len(row.children) - 1, 0, parent)
                self.dataChanged.emit(self.index(0, 0, parent), last, _STATE_ROLES)
        if self._tops:
            last = self.index(len(self._tops) - 1, 0)
            self.dataChanged.emit(self.index(0, 0), last, _STATE_ROLES)

    def row_at(self, index: Index) -> Row | None:
        """The row an index means."""
        return self._rows[index.internalId()] if index.isValid() else None

    def chosen_index(self) -> QModelIndex:
        """The first row that is picked, latest focus first; invalid when none is."""
        wanted: list[StructureId | None] = [*reversed(self.state.focus), self.state.place]
        for id in wanted:
            for number, row in enumerate(self._rows):
                if id is not None and row.id == id and is_chosen(row, self.state):
                    return self._index(number)
        return QModelIndex()

    def place_index(self) -> QModelIndex:
        """The row of the lit place; invalid when none is lit or listed."""
        for number, row in enumerate(self._rows):
            if row.id is not None and row.id == self.state.place:
                return self._index(number)
        return QModelIndex()

    def _index(self, number: int) -> QModelIndex:
        return self.createIndex(self._parents[number][1], 0, number)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Index of a child."""
        above = self.row_at(parent)
        children = above.children if above is not None else self._tops
        if column != 0 or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, 0, self._numbers[id(children[row])])

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008
        """Index of the row above."""
        if not index.isValid():
            return QModelIndex()
        parent = self._parents[index.internalId()][0]
        return self._index(parent) if parent >= 0 else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of children."""
        row = self.row_at(parent)
        return len(row.children if row is not None else self._tops)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One column; the delegate draws the switches."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be pressed and checked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Texts and marks of a row."""
        row = self.row_at(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.CheckStateRole:
            return _CHECKS[self._sight(row)]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        return None

    def setData(self, index: Index, _value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """A pressed check box is only reported; the state answers."""
        row = self.row_at(index)
        if row is None or role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.toggle_asked.emit(row)
        return True

    def _sight(self, row: Row) -> Sight:
        """Asked at each paint of a row, worked out once for each state."""
        key = id(row)
        if key not in self._sights:
            self._sights[key] = sight(row, self.state, self._catalog)
        return self._sights[key]

    def _spoken(self, row: Row) -> str:
        words = [row.text, row.note, _SIGHT_WORDS[self._sight(row)]]
        words += ["selected"] if is_chosen(row, self.state) else []
        words += ["has a note"] if row.id in self.noted else []
        words += ["see-through"] if is_faded(row, self.state) else []
        words += ["shown alone"] if is_only(row, self.state) else []
        return ", ".join(word for word in words if word)


class RowFilter(QSortFilterProxyModel):
    """Keeps rows whose names hold all typed words, with what is above and below them."""

    def __init__(self, source: StructureModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._query = ""
        self.setRecursiveFilteringEnabled(True)
        self.setAutoAcceptChildRows(True)
        self.setDynamicSortFilter(False)  # names never change, only how rows stand
        self.setSourceModel(source)

    def set_query(self, query: str) -> None:
        """Filter by these words; none shows all."""
        self._query = query.strip()
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Whether a row itself matches."""
        model = self.sourceModel()
        assert isinstance(model, StructureModel)
        row = model.row_at(model.index(source_row, 0, source_parent))
        return row is not None and matches(row, self._query)
