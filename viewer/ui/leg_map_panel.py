"""The leg map beside the 3D view: choice of map, brushes, the figure, and places to tick."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotations.legmap_data import load_map_words, load_regions
from meshes.ids import Side
from viewer.legmap.areas import ticked
from viewer.legmap.words import painted_words, placed
from viewer.state import Felt, LegMap, MapKind
from viewer.ui.chip_choice import ChipChoice
from viewer.ui.leg_figure import Hand, LegFigure
from viewer.ui.leg_writing import Sheet
from viewer.ui.one_line import OneLine
from viewer.ui.segmented import Segmented

#: What a hand can hold, in words.
_HANDS = {Hand.LOOK: "Look", Hand.PAIN: "Pain", Hand.NUMB: "Numbness", Hand.ERASE: "Eraser"}
_TIPS = {
    Hand.LOOK: "Press an area: its root is selected in the picture",
    Hand.PAIN: "Paint where it hurts",
    Hand.NUMB: "Paint where it is numb or feels odd",
    Hand.ERASE: "Wipe what is painted",
}
_KIND_TIPS = {
    MapKind.EVIDENCE: "Areas on which the best studies agree; gaps where people differ too much",
    MapKind.TEXTBOOK: "Long strips, as most textbooks draw them",
}
#: The brush's radius, mm on the skin: least, most, first.
_BRUSH = (6, 60, 20)
_FIGURE, _NAMES = "figure", "names"
_CAPTION = "Right and left are the patient’s. The saddle is seen from below."
#: Lines of text the panel is high at least for each of its rows, from the first to go.
_LINES_FOR_CAPTION, _LINES_FOR_BRUSH, _LINES_FOR_CHOICE, _LINES_FOR_HEADING = 24, 19, 15, 19
_PLACE = Qt.ItemDataRole.UserRole


class LegMapPanel(QFrame):
    """closed: its cross was pressed. kind_chosen: another map. ticked: what is felt, a place, its
    side. clear_asked: wipe all. The figure has signals of its own."""

    closed = Signal()
    kind_chosen = Signal(str)
    ticked = Signal(object, str, object)
    clear_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("slicePanel")
        self.setAccessibleName("Leg map")
        self.figure = LegFigure(self)
        self.kinds = Segmented(
            {MapKind.EVIDENCE: "Evidence", MapKind.TEXTBOOK: "Textbook"}, "Map", self
        )
        for kind, tip in _KIND_TIPS.items():
            self.kinds.buttons[kind].setToolTip(tip)
        self.hands = ChipChoice({hand.value: word for hand, word in _HANDS.items()}, "Hand", self)
        for hand, tip in _TIPS.items():
            self.hands.buttons[hand.value].setToolTip(tip)
        self.brush = QSlider(Qt.Orientation.Horizontal, self)
        self.brush.setRange(*_BRUSH[:2])
        self.brush.setValue(_BRUSH[2])
        self.brush.setMinimumWidth(50)
        self.brush.setAccessibleName("Size of the brush")
        self.brush.setToolTip("Size of the brush")
        self.clear = QPushButton("Clear", self)
        self.clear.setObjectName("chip")
        self.clear.setToolTip("Wipe all that is painted")
        self.ways = Segmented({_FIGURE: "Figure", _NAMES: "By name"}, "Paint on", self)
        self.names = QListWidget(self)
        self.names.setObjectName("ticks")
        self.names.setAccessibleName("Places to tick")
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.figure)
        self.stack.addWidget(self.names)
        self.caption = QLabel(_CAPTION, self)
        self.caption.setObjectName("caption")
        self.caption.setWordWrap(True)
        self._map, self._is_filling = LegMap(), False
        self._arrange()
        self._connect()
        self._fill_names()
        self.take(Hand.LOOK)
        self.ways.show_choice(_FIGURE)

    def _arrange(self) -> None:
        self._heading = OneLine(self)
        self._heading.setText("Leg map")
        self._heading.setObjectName("cardTitle")
        self._close = QPushButton("✕", self)
        self._close.setToolTip("Close the leg map  (G)")
        self._close.setAccessibleName("Close the leg map")
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._top = top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        top.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._choice, self._brush = QWidget(self), QWidget(self)
        choice = QHBoxLayout(self._choice)
        choice.setContentsMargins(0, 0, 0, 0)
        choice.setSpacing(8)
        choice.addWidget(self.kinds, 3)
        choice.addWidget(self.ways, 2)
        brush = QHBoxLayout(self._brush)
        brush.setContentsMargins(0, 0, 0, 0)
        brush.setSpacing(8)
        self._size = QLabel("Brush", self)
        self._size.setObjectName("caption")
        brush.addWidget(self._size)
        brush.addWidget(self.brush, 1)
        brush.addWidget(self.clear)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 6, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._choice)
        column.addWidget(self.hands)
        column.addWidget(self._brush)
        column.addWidget(self.stack, 1)
        column.addWidget(self.caption)

    def _connect(self) -> None:
        self._close.clicked.connect(self.closed)
        self.kinds.chosen.connect(self.kind_chosen)
        self.hands.chosen.connect(lambda key: self.take(Hand(key)))
        self.brush.valueChanged.connect(lambda _mm: self.take(self.figure.hand))
        self.clear.clicked.connect(self.clear_asked)
        self.ways.chosen.connect(self._on_way)
        self.names.itemChanged.connect(self._on_item)

    def minimumSizeHint(self) -> QSize:
        """Still to be read, whatever chips and letters would like."""
        return QSize(250, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The figure comes first where room is short."""
        super().resizeEvent(event)
        lines = self.height() / max(1, self.fontMetrics().height())
        self.caption.setVisible(lines > _LINES_FOR_CAPTION)
        self._brush.setVisible(lines > _LINES_FOR_BRUSH)
        self._choice.setVisible(lines > _LINES_FOR_CHOICE)
        self._share_row(lines <= _LINES_FOR_HEADING)

    def _share_row(self, is_low: bool) -> None:
        """The hands take the heading's place in a low panel."""
        if is_low is self._heading.isHidden():
            return
        self._heading.setVisible(not is_low)
        if is_low:
            self._top.insertWidget(0, self.hands, 1)
        else:
            self._column.insertWidget(2, self.hands)

    def take(self, hand: Hand) -> None:
        """Take a tool in hand; places are ticked as painful unless numbness is in hand."""
        self.hands.show_choice(hand.value)
        self.figure.set_hand(hand, float(self.brush.value()))
        is_brush = hand is not Hand.LOOK and self.stack.currentWidget() is self.figure
        self.brush.setEnabled(is_brush)
        self._size.setEnabled(is_brush)
        self._tick_names()

    def show_map(self, sheet: Sheet) -> None:
        """Show areas and painting."""
        self._map = sheet.map
        self.kinds.show_choice(sheet.map.kind)
        self.figure.show_sheet(sheet)
        words = painted_words(sheet.map.pain, sheet.map.numb)
        self.figure.setAccessibleDescription(f"{words} {_CAPTION}")
        self.clear.setEnabled(bool(sheet.map.pain or sheet.map.numb))
        self._tick_names()

    def _fill_names(self) -> None:
        words = load_map_words().regions
        self._is_filling = True
        for side in (Side.RIGHT, Side.LEFT):
            for name in load_regions():
                item = QListWidgetItem(placed(words[name], side), self.names)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable
                              | Qt.ItemFlag.ItemIsSelectable)  # fmt: skip
                item.setData(_PLACE, (name, str(side)))
                item.setCheckState(Qt.CheckState.Unchecked)
        self._is_filling = False

    @property
    def felt(self) -> Felt:
        """What ticking a place says."""
        return Felt.NUMB if self.figure.hand is Hand.NUMB else Felt.PAIN

    def _tick_names(self) -> None:
        cells = self._map.numb if self.felt is Felt.NUMB else self._map.pain
        on = {(name, str(side)) for name, side in ticked(cells)}
        self._is_filling = True
        for row in range(self.names.count()):
            item = self.names.item(row)
            is_on = tuple(item.data(_PLACE)) in on
            item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self._is_filling = False

    def _on_item(self, item: QListWidgetItem) -> None:
        if not self._is_filling:
            name, side = item.data(_PLACE)
            self.ticked.emit(self.felt, name, Side(side))

    def _on_way(self, way: str) -> None:
        is_list = way == _NAMES
        self.stack.setCurrentWidget(self.names if is_list else self.figure)
        for hand in (Hand.LOOK, Hand.ERASE):
            self.hands.buttons[hand.value].setEnabled(not is_list)
        hand = self.figure.hand
        self.take(Hand.PAIN if is_list and hand in (Hand.LOOK, Hand.ERASE) else hand)
        if is_list:
            self.names.setFocus()
