"""The panel of the simulated X-ray: which film, its greys, the film, and what lies on a ray."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from meshes.ids import StructureId
from viewer.commands.registry import Command
from viewer.state import ViewState
from viewer.ui.chip import chip_of
from viewer.ui.eliding_chip import ElidingChip
from viewer.ui.film_pane import FilmPane
from viewer.ui.flow_layout import FlowLayout
from viewer.ui.one_line import OneLine
from viewer.ui.paint_film import PLAIN, PLAIN_SCAN
from viewer.xray.along import Passed
from viewer.xray.body import shows
from viewer.xray.views import film_views

#: Command and the everyday word on its chip, in reading order, after the choice of the film.
_CHIPS: Mapping[str, str] = {
    "xray.slice-last": "‹",
    "xray.slice-next": "›",
    "xray.cut": "Cut here",
    "xray.close": "Lit level alone",
    "xray.invert": "Inverted",
    "xray.usual": "Usual greys",
    "window.save-film": "Save…",
}
#: Share of the panel's height the list may have, and how many lines the panel needs for it and for
#: what to look for.
_LIST_SHARE, _LINES_FOR_LIST, _LINES_FOR_WORDS, _LINES_FOR_HEADING = 0.17, 25, 42, 25
_ID = Qt.ItemDataRole.UserRole
#: Margins of the panel's column, left and right together, pixels.
_BESIDE = 16
_ASK = "Press a place on the film: what lies on that ray is listed here, as the ray meets it."
_NOTHING = "Nothing of the model lies on that ray."
_UNSEEN = "does not show"
_TITLE, _TITLE_SCAN = "Simulated X-ray", "Simulated MRI-like slice"
_ASK_SCAN = "Press a place on the slice: what lies there is named here and picked out."
_NOTHING_SCAN = "Nothing of the model lies there; what is drawn round it has no name."
#: Chips that come with slices alone, and with films alone.
_OF_SLICES = ("xray.slice-last", "xray.slice-next", "xray.cut")
_OF_FILMS = ("xray.invert",)


class FilmPanel(QFrame):
    """asked(id): a command. chosen(id, add): a row of the list was pressed."""

    asked = Signal(str)
    chosen = Signal(str, bool)

    def __init__(self, commands: Mapping[str, Command], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("slicePanel")
        self.setAccessibleName(_TITLE)
        self._commands = commands
        self._film = self._called = ""
        self.pane = FilmPane(self)
        self.heading = OneLine(self)
        self.heading.setText(_TITLE)
        self.heading.setObjectName("cardTitle")
        self.look_for, self.plain, self.said = (QLabel(self) for _ in range(3))
        for label in (self.look_for, self.plain, self.said):
            label.setObjectName("caption")
            label.setWordWrap(True)
        self.plain.setText(PLAIN)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Structures on the ray, in its order")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.itemClicked.connect(self._on_row)
        self.list.itemActivated.connect(self._on_row)
        self.chips: dict[str, QPushButton] = {}
        self._is_scan = False
        self._lay_out()
        self.pane.asked.connect(self.asked)
        self.said.setText(_ASK)

    def _lay_out(self) -> None:
        close = QPushButton("✕", self)
        close.setToolTip("Close  (R)")
        close.setAccessibleName("Close the X-ray or slice")
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(lambda: self.asked.emit("xray.toggle"))
        self._top = top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._row = row = QWidget(self)
        flow = FlowLayout(row, gap=4)
        flow.setContentsMargins(0, 0, 0, 0)
        self.choice = ElidingChip(row)
        self.choice.setMenu(self._choices())
        flow.addWidget(self.choice)
        for id, word in _CHIPS.items():
            flow.addWidget(self._chip(id, word))
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 6, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(row)
        column.addWidget(self.pane, 1)
        column.addWidget(self.plain)
        column.addWidget(self.look_for)
        column.addWidget(self.said)
        column.addWidget(self.list)

    def _choices(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for view in film_views().values():
            action = menu.addAction(view.name)
            action.setToolTip(f"{view.title}. {view.look_for}")
            action.triggered.connect(
                lambda _checked=False, key=f"xray.{view.key}": self.asked.emit(key)
            )
        return menu

    def _chip(self, id: str, word: str) -> QPushButton:
        self.chips[id] = chip_of(self._commands[id], word, self, lambda: self._on_chip(id))
        return self.chips[id]

    def minimumSizeHint(self) -> QSize:
        """Still to be read."""
        return QSize(230, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The film comes first where room is short."""
        super().resizeEvent(event)
        self._share_room()
        self._name_film()

    def _name_film(self) -> None:
        """Its name on the chip that chooses it, the shorter one where the panel is narrow."""
        if self._film:
            self.choice.setMaximumWidth(max(1, self.width() - _BESIDE))
            self.choice.setText(self._called)
            if self.choice.sizeHint().width() > self.choice.maximumWidth():
                self.choice.setText(self._film)

    def _share_room(self) -> None:
        lines = self.height() / max(1, self.fontMetrics().height())
        self._share_row(lines <= _LINES_FOR_HEADING)
        self.look_for.setVisible(lines > _LINES_FOR_WORDS)
        has_rows = self.list.count() > 0
        self.list.setVisible(has_rows and lines > _LINES_FOR_LIST)
        self.said.setVisible(not has_rows and lines > _LINES_FOR_LIST)
        self.list.setFixedHeight(round(_LIST_SHARE * self.height()))

    def _share_row(self, is_low: bool) -> None:
        """The chips take the heading's place in a low panel."""
        if is_low is self.heading.isHidden():
            return
        self.heading.setVisible(not is_low)
        if is_low:
            self._top.insertWidget(0, self._row, 1)
        else:
            self._column.insertWidget(1, self._row)

    def show_state(self, state: ViewState) -> None:
        """Say which film it is; its picture comes by `pane.show_films`."""
        self._state = state
        for id, chip in self.chips.items():
            command = self._commands[id]
            chip.setEnabled(command.is_enabled(state))
            if command.is_checked is not None:
                chip.setChecked(command.is_checked(state))
        if state.xray is not None:
            view = film_views()[state.xray.view]
            self._is_scan = bool(view.scan)
            for ids, is_there in ((_OF_SLICES, self._is_scan), (_OF_FILMS, not self._is_scan)):
                for id in ids:
                    self.chips[id].setVisible(is_there)
            self.heading.setText(_TITLE_SCAN if self._is_scan else _TITLE)
            self.plain.setText(PLAIN_SCAN if self._is_scan else PLAIN)
            if not self.list.count():
                self.said.setText(_ASK_SCAN if self._is_scan else _ASK)
            self._film, self._called = view.name, view.called
            self._name_film()
            self.choice.setToolTip(f"{view.title}. {view.look_for}")
            self.choice.setAccessibleName(f"Film: {view.title}")
            self.look_for.setText(view.look_for)

    def show_ray(
        self, passed: Sequence[Passed], name: Callable[[StructureId], str], *, asked: bool = False
    ) -> None:
        """List what lies on a ray, front to back, with the way through each. name: what each is
        called. asked: a place was pressed."""
        self.list.clear()
        for number, each in enumerate(passed, 1):
            words = f"{number}  {each.length:.1f} mm  {name(each.part)}"
            if self._is_scan:
                words = f"{number}  {name(each.part)}"
            elif not shows(each.id, self._tissue_of(each)):
                words += f" ({_UNSEEN})"
            item = QListWidgetItem(words, self.list)
            item.setData(_ID, str(each.part))
            item.setToolTip(words)
        invitation = (_ASK_SCAN, _NOTHING_SCAN) if self._is_scan else (_ASK, _NOTHING)
        self.said.setText(invitation[asked])
        self._share_room()

    def _tissue_of(self, each: Passed) -> str:
        films = self.pane.films
        return films[0].body.catalog.structures[each.id].tissue if films else ""

    def _on_row(self, item: QListWidgetItem) -> None:
        self.chosen.emit(str(item.data(_ID)), False)

    def _on_chip(self, id: str) -> None:
        self.asked.emit(id)
        # A chip that was pressed shows what is, not that it was pressed.
        self.show_state(self._state)
