"""Where one is: `Lumbosacral spine › L5–S1 › Disc`, each step but the last to be pressed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from meshes.catalog import Catalog
from viewer.numbering import numbered
from viewer.state import ViewState
from viewer.ui.wording import short_within

WHOLE = "Lumbosacral spine"
_LEAST = 24


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step. id: what pressing it selects, "" for the whole spine."""

    id: str
    text: str


def crumbs(state: ViewState, catalog: Catalog) -> tuple[Crumb, ...]:
    """The way from the whole spine to what is picked out last."""
    catalog = numbered(catalog, state)
    way = [Crumb("", WHOLE)]
    if state.place is not None:
        way.append(Crumb(state.place, catalog.places[state.place].short))
    if state.focus:
        chain = reversed(list(catalog.chain(state.focus[-1])))
        place = catalog.places.get(state.place) if state.place else None
        way += [Crumb(id, short_within(catalog, place, id)) for id in chain]
    return tuple(way)


def _span(widget: QPushButton | QLabel, words: str) -> int:
    return widget.fontMetrics().horizontalAdvance(words)


class Breadcrumb(QWidget):
    """Emits `pressed` with the id of a step, "" for the whole spine."""

    pressed = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._shown: tuple[Crumb, ...] = ()
        self._steps: list[QPushButton] = []
        self._marks: list[QLabel] = []
        self._here = QLabel(self)
        self._here.setObjectName("here")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._here)
        self._row.addStretch(1)
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
        while len(self._steps) > len(way) - 1:
            self._drop_step()
        while len(self._steps) < len(way) - 1:
            self._add_step()
        for button, crumb in zip(self._steps, way[:-1], strict=True):
            button.setText(crumb.text)
            button.setToolTip("")
            button.setAccessibleName(f"Go to {crumb.text}")
        self._here.setText(way[-1].text)
        self._here.setToolTip("")
        self.setAccessibleDescription(self.text)
        self.fit()

    def _add_step(self) -> None:
        """One step more, before the place where one is. Steps stay from way to way: each new
        widget is dressed anew."""
        number = len(self._steps)
        button = QPushButton(self)
        button.setObjectName("crumb")
        button.clicked.connect(lambda: self.pressed.emit(self._shown[number].id))
        mark = QLabel("›", self)
        mark.setObjectName("crumbMark")
        self._row.insertWidget(2 * number, button)
        self._row.insertWidget(2 * number + 1, mark)
        self._steps.append(button)
        self._marks.append(mark)

    def _drop_step(self) -> None:
        for widget in (self._steps.pop(), self._marks.pop()):
            self._row.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Letters may have grown."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().event(event)

    def fit(self) -> None:
        """Shorten the first steps, then the last, so that nothing is cut; tips say the rest."""
        widgets: list[QPushButton | QLabel] = [*self._steps, self._here]
        full = [crumb.text for crumb in self._shown]
        words = list(full)

        def over() -> int:
            grown = sum(
                _span(widget, word) - _span(widget, widget.text())
                for widget, word in zip(widgets, words, strict=True)
            )
            return self._row.sizeHint().width() + grown - self.width()

        for number in range(len(self._steps)):
            if over() > 0:
                words[number] = "…"
        if (excess := over()) > 0:
            room = max(_span(self._here, words[-1]) - excess, _LEAST)
            metrics = self._here.fontMetrics()
            words[-1] = metrics.elidedText(full[-1], Qt.TextElideMode.ElideRight, room)
        for widget, word, whole in zip(widgets, words, full, strict=True):
            self._say(widget, word, whole)

    def _say(self, widget: QPushButton | QLabel, words: str, full: str) -> None:
        if widget.text() != words:
            widget.setText(words)
            widget.setToolTip("" if words == full else full)
