"""The line across the top of the window: where one is, undo, search, the panels' switches."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from viewer.ui import icons
from viewer.ui.breadcrumb import Breadcrumb
from viewer.ui.menus import Actions
from viewer.ui.search_box import SearchBox
from viewer.ui.theme import Theme

_DRAWINGS = {
    "window.structures": "panel-left",
    "window.undo": "undo",
    "window.redo": "redo",
    "window.clinical": "panel-right",
}
CONDITIONS = "window.conditions"
#: A window narrower than this many letter heights has no room for words in its first line.
_ROOMY = 50
_SEARCH_WIDTH, _LEAST_SEARCH, _SEARCH_SHARE = 330, 150, 0.32


class Header(QFrame):
    """Holds widgets that others made; its buttons run the commands of the same name."""

    def __init__(
        self, breadcrumb: Breadcrumb, search: SearchBox, actions: Actions, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.search = search
        self._search_width = _SEARCH_WIDTH
        self.buttons = {id: self._button(actions.by_id[id]) for id in _DRAWINGS}
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(4)
        row.addWidget(self.buttons["window.structures"])
        row.addSpacing(4)
        row.addWidget(breadcrumb, 1)
        self.conditions = self._words(actions.by_id[CONDITIONS])
        row.addWidget(self.conditions)
        row.addSpacing(10)
        row.addWidget(self.buttons["window.undo"])
        row.addWidget(self.buttons["window.redo"])
        row.addSpacing(6)
        row.addWidget(search)
        row.addSpacing(4)
        row.addWidget(self.buttons["window.clinical"])
        panel, undo, redo, text = self.buttons.values()
        stops: list[QWidget] = [panel, self.conditions, undo, redo, search, text]
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("icon")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setToolTip(f"{action.text()}  {action.shortcut().toString()}".strip())
            button.setAccessibleName(action.text())

        action.changed.connect(follow)
        follow()
        return button

    def _words(self, action: QAction) -> QPushButton:
        button = QPushButton(action.text().rstrip("…"), self)
        button.setObjectName("primaryChip")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCheckable(True)
        button.setToolTip(
            f"Show a condition, treatment or posture on the model  ({action.shortcut().toString()})"
        )
        button.setAccessibleName("Conditions: show one on the model")
        button.clicked.connect(action.trigger)
        action.changed.connect(lambda: button.setChecked(action.isChecked()))
        return button

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take a theme's colours and a text scale."""
        side = round(20 * min(1.6, theme.growth * scale))
        for id, button in self.buttons.items():
            button.setIcon(icons.icon(_DRAWINGS[id], theme.muted, side))
            button.setIconSize(QSize(side, side))
        self._search_width = round(_SEARCH_WIDTH * min(1.35, theme.growth * scale))
        self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the search field leaves room to say where one is."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        self.conditions.setVisible(has_room(self.window()))
        room = round(_SEARCH_SHARE * self.width())
        self.search.setFixedWidth(max(_LEAST_SEARCH, min(self._search_width, room)))


def has_room(window: QWidget) -> bool:
    """Whether a window is wide enough for words in its first line, at its letters."""
    return window.width() >= _ROOMY * window.fontMetrics().height()
