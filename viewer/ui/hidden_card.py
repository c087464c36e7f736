"""The list of what is hidden, each brought back by a press."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from meshes.catalog import Catalog
from viewer.commands import acts
from viewer.numbering import numbered
from viewer.state import ViewState
from viewer.ui.page_setting import with_kept_levels
from viewer.ui.side_card import SideCard

_NOTHING = "Nothing is hidden."
_ONLY = "Only the chosen part is shown; the rest is out of sight."


class HiddenCard(SideCard):
    """Emits `unhide_asked` with an id, `all_asked` for everything."""

    unhide_asked = Signal(str)
    all_asked = Signal()

    def __init__(self, catalog: Catalog, panel: QWidget) -> None:
        super().__init__("Hidden", panel)
        self._catalog = self._names = catalog
        self._ids: tuple[str, ...] | None = None
        self.note = QLabel(self)
        self.note.setObjectName("muted")
        self.note.setWordWrap(True)
        self.buttons: dict[str, QPushButton] = {}
        self._rows: list[QWidget] = []
        self.everything = QPushButton("Show all", self)
        self.everything.setObjectName("chip")
        self.everything.setAccessibleName("Show everything again")
        self.everything.clicked.connect(self.all_asked)
        self.body.addWidget(self.note)
        self.body.addStretch(1)
        self.body.addWidget(self.everything)

    def first(self) -> QWidget:
        """The first thing to bring back."""
        return next(iter(self.buttons.values()), self.cross)

    def show_state(self, state: ViewState) -> None:
        """List what is hidden now."""
        hidden = acts.hidden_list(state, self._catalog)
        self.note.setText("" if hidden else _NOTHING)
        if state.only is not None:
            self.note.setText(_ONLY)
        self.note.setVisible(bool(self.note.text()))
        self.everything.setEnabled(bool(hidden) or state.only is not None)
        names = numbered(self._catalog, state)
        if hidden != self._ids or names is not self._names:
            had_keyboard = any(button.hasFocus() for button in self.buttons.values())
            self._ids, self._names = hidden, names
            self._fill(hidden)
            if had_keyboard:
                self.first().setFocus()
        self.title.setText(f"{len(hidden)} hidden" if hidden else "Hidden")

    def _fill(self, ids: tuple[str, ...]) -> None:
        for row in self._rows:
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows, self.buttons = [], {}
        for number, id in enumerate(ids):
            structure = self._names.structures[self._names.find(id)]
            row = QWidget(self)
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            name = QLabel(with_kept_levels(structure.short[:1].upper() + structure.short[1:]), row)
            # A long name goes on below: the button beside it is not to be pushed out of the card.
            name.setWordWrap(True)
            line.addWidget(name, 1)
            button = QPushButton("Unhide", row)
            button.setObjectName("link")
            button.setAccessibleName(f"Unhide {structure.short}")
            button.clicked.connect(lambda _checked=False, key=id: self.unhide_asked.emit(key))
            line.addWidget(button)
            self.body.insertWidget(1 + number, row)
            self._rows.append(row)
            self.buttons[id] = button
            row.show()
