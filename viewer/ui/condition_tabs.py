"""The row of what is set on the model: one tab each, to choose which one the card is about."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from viewer.commands.finding_acts import Key
from viewer.ui.condition_choices import CHIP_GAP, LEAST_LETTERS
from viewer.ui.eliding_chip import ElidingChip
from viewer.ui.flow_layout import FlowLayout

#: So many tabs stay in one row, their names shortened; more may take two.
_FEW = 3


class ConditionTabs(QWidget):
    """Hidden while there are fewer than two. picked: the key of the one that was pressed."""

    picked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tabs: dict[Key, ElidingChip] = {}
        self._room = 0
        self._flow = FlowLayout(self, gap=CHIP_GAP)
        self._flow.setContentsMargins(0, 0, 0, 0)

    def show_tabs(
        self,
        names: Mapping[Key, str],
        current: Key | None,
        brief: Mapping[Key, str],
        kept: Mapping[Key, str] | None = None,
    ) -> None:
        """Show these, in this order, and mark the current one. brief: what stands on the tabs.
        kept: the end of that which tells them apart and is cut last."""
        # one alone is named by the choices below
        self.setVisible(len(names) > 1)
        for key in [key for key in self.tabs if key not in names]:
            gone = self.tabs.pop(key)
            self._flow.removeWidget(gone)
            # it is deleted later, and must not lie under the others till then
            gone.hide()
            gone.deleteLater()
        if list(names) != list(self.tabs):
            self._put_in_order(list(names))
        for key, words in names.items():
            self.tabs[key].setText(brief[key].replace("&", "&&"))
            self.tabs[key].kept = kept[key] if kept else ""
            self.tabs[key].setToolTip(words)
            self.tabs[key].setAccessibleName(f"Condition: {words}")
            self.tabs[key].setChecked(key == current)
        self.fit(self._room)

    def _put_in_order(self, keys: list[Key]) -> None:
        for tab in self.tabs.values():
            self._flow.removeWidget(tab)
        self.tabs = {key: self.tabs.get(key) or self._tab(key) for key in keys}
        for tab in self.tabs.values():
            self._flow.addWidget(tab)
            tab.show()

    def _tab(self, key: Key) -> ElidingChip:
        tab = ElidingChip(self)
        tab.setCheckable(True)
        tab.clicked.connect(lambda _checked=False: self.picked.emit(key))
        return tab

    def fit(self, room: int) -> None:
        """Share so many pixels: all in one row as far as their names can be read, more than a few
        with whole names where these take two."""
        self._room = room
        count = max(1, len(self.tabs))
        least = LEAST_LETTERS * self.fontMetrics().averageCharWidth()
        natural = {tab: tab.sizeHint().width() for tab in self.tabs.values()}
        left = room - CHIP_GAP * (count - 1)
        if count > _FEW and _rows([natural[tab] for tab in self.tabs.values()], room) == 2:
            least = room
        # short names take what they need, long ones share the rest
        for k, (tab, width) in enumerate(sorted(natural.items(), key=lambda item: item[1])):
            given = min(width, max(least, left // (count - k)))
            tab.setMaximumWidth(given)
            left -= given
        self._flow.invalidate()


def _rows(widths: list[int], room: int) -> int:
    """How many rows tabs of these widths take."""
    rows, used = 1, 0
    for width in widths:
        if used and used + width > room:
            rows, used = rows + 1, 0
        used += width + CHIP_GAP
    return rows
