"""Where one is: `Lumbosacral spine › L5–S1 › Disc`, each step but the last to be pressed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from meshes.catalog import Catalog
from viewer.state import ViewState
from viewer.ui.wording import short_within

WHOLE = "Lumbosacral spine"


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step. id: what pressing it selects, "" for the whole spine."""

    id: str
    text: str


def crumbs(state: ViewState, catalog: Catalog) -> tuple[Crumb, ...]:
    """The way from the whole spine to what is picked out last."""
    way = [Crumb("", WHOLE)]
    if state.place is not None:
        way.append(Crumb(state.place, catalog.places[state.place].short))
    if state.focus:
        chain = reversed(list(catalog.chain(state.focus[-1])))
        place = catalog.places.get(state.place) if state.place else None
        way += [Crumb(id, short_within(catalog, place, id)) for id in chain]
    return tuple(way)


class Breadcrumb(QWidget):
    """Emits `pressed` with the id of a step, "" for the whole spine."""

    pressed = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._shown: tuple[Crumb, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setAccessibleName("Where you are")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def text(self) -> str:
        """The whole line in words."""
        return " › ".join(crumb.text for crumb in self._shown)

    def show_state(self, state: ViewState) -> None:
        """Show the way to what is selected."""
        way = crumbs(state, self._catalog)
        if way == self._shown:
            return
        self._shown = way
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for crumb in way[:-1]:
            button = QPushButton(crumb.text, self)
            button.setObjectName("crumb")
            button.setAccessibleName(f"Go to {crumb.text}")
            button.clicked.connect(lambda _checked=False, to=crumb.id: self.pressed.emit(to))
            self._row.addWidget(button)
            mark = QLabel("›", self)
            mark.setObjectName("crumbMark")
            self._row.addWidget(mark)
        here = QLabel(way[-1].text, self)
        here.setObjectName("here")
        self._row.addWidget(here)
        self._row.addStretch(1)
        self.setAccessibleDescription(self.text)
