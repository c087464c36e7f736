"""The card of measures: the tools, what was measured, and ready-made measures beside what is
published."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from meshes.catalog import Catalog
from meshes.store import AssetError
from viewer.commands.measure_acts import POINTS, TOOL_WORDS
from viewer.measuring import READY, parts_words, value_words
from viewer.numbering import USUAL, counting, numbered
from viewer.ready_measures import Sized, Sizes
from viewer.state import Measurement, Tool, ViewState
from viewer.ui.flow_layout import FlowLayout
from viewer.ui.side_card import SideCard
from viewer.ui.wording import short_of

_CHIPS = {Tool.DISTANCE: "Distance", Tool.ANGLE: "Angle", Tool.PLATES: "End plates"}
_STEPS = {
    Tool.NONE: "Choose what to measure.",
    Tool.DISTANCE: "Press two points on surfaces.",
    Tool.ANGLE: "Press three points; the angle is at the second.",
    Tool.PLATES: "Press near two end plates, on bone or disc.",
}
_WORDS = {"inside": "✓ inside", "above": "▲ above", "below": "▼ below"}
_READY_CHIPS = {
    "disc-height": "Disc height",
    "canal": "Canal",
    "foramen": "Foramen",
    "lordosis": "Lordosis",
    "sacral-slope": "Sacral slope",
}


class MeasureCard(SideCard):
    """Emits `asked` with the id of a command, `delete_asked` with a measurement's number."""

    asked = Signal(str)
    delete_asked = Signal(int)

    def __init__(self, catalog: Catalog, sizes: Sizes, panel: QWidget) -> None:
        super().__init__("Measure", panel)
        self._catalog, self._sizes = catalog, sizes
        self._shown: tuple[object, ...] = ()
        self._names, self._say = catalog, USUAL.both
        self._tool = Tool.NONE
        self.tools = self._chips({f"measure.{tool}": word for tool, word in _CHIPS.items()})
        self.step = self._text("muted")
        self.list = QWidget(self)
        self.deletes: dict[int, QPushButton] = {}
        self._rows: list[QWidget] = []
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        self.body.addWidget(line)
        self.where = self._text("")
        self.ready = self._chips({f"measure.ready-{key}": _READY_CHIPS[key] for key in READY})
        self.table = QWidget(self)
        self.body.addWidget(self.table)
        self.problem = self._text("muted")
        self.source = self._text("caption")
        self.body.addStretch(1)

    def _text(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setWordWrap(True)
        self.body.addWidget(label)
        return label

    def _chips(self, words: dict[str, str]) -> dict[str, QPushButton]:
        box = QWidget(self)
        flow = FlowLayout(box, gap=5)
        flow.setContentsMargins(0, 2, 0, 2)
        chips = {}
        for key, word in words.items():
            chip = QPushButton(word, self)
            chip.setObjectName("chip")
            chip.setCheckable(True)
            chip.setAccessibleName(f"Measure: {word}")
            chip.clicked.connect(lambda _checked=False, key=key: self.asked.emit(key))
            flow.addWidget(chip)
            chips[key] = chip
        self.body.addWidget(box)
        return chips

    def first(self) -> QWidget:
        """The first tool."""
        return next(iter(self.tools.values()))

    def show_state(self, state: ViewState) -> None:
        """List everything that is measured; come up when a tool is taken in hand."""
        if state.tool is not Tool.NONE and self._tool is Tool.NONE and self.isHidden():
            self.bring()
        self._tool = state.tool
        for tool in _CHIPS:
            self.tools[f"measure.{tool}"].setChecked(state.tool is tool)
        for key in READY:
            self.ready[f"measure.ready-{key}"].setChecked(key in state.ready_measures)
        self.step.setText(_step(state))
        shown = (state.measurements, state.ready_measures, state.place, counting(state))
        if shown != self._shown:
            self._shown = shown
            self._fill(state)

    def _fill(self, state: ViewState) -> None:
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows, self.deletes = [], {}
        self.problem.setText("")
        self._names, self._say = numbered(self._catalog, state), counting(state).both
        after = self.body.indexOf(self.step) + 1
        try:
            rows = [self._row(made) for made in state.measurements]
            ready = self._found(state)
        except AssetError as problem:
            self.problem.setText(f"Measures cannot be shown: {problem}.")
            rows, ready = [], []
        place = self._names.places.get(state.place) if state.place else None
        if place is not None and state.ready_measures and not ready and not self.problem.text():
            self.problem.setText(f"None of these has a published size at {place.short}.")
        self.problem.setVisible(bool(self.problem.text()))
        for number, row in enumerate(rows):
            self.body.insertWidget(after + number, row)
            row.show()
        self.where.setText(
            f"Ready-made, at {place.short}" if place else "Ready-made, at every level"
        )
        table = self._table(ready, place.short if place else "")
        self.body.replaceWidget(self.table, table)
        self._rows += [*rows, table]
        self.table = table
        self.source.setText(
            "Values of this model, not of a person. Point at a line for how it is measured and "
            "where the range comes from."
            if ready
            else ""
        )
        self.source.setVisible(bool(ready))

    def _found(self, state: ViewState) -> list[Sized]:
        place = self._catalog.places.get(state.place) if state.place else None
        wanted = [key for key in READY if key in state.ready_measures]
        return [row for key in wanted for row in self._sizes.at(place, key)]

    def _row(self, made: Measurement) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        value = value_words(made, self._sizes.plates)
        ends = " – ".join(dict.fromkeys(short_of(self._names, p.id) for p in made.points))
        more = parts_words(made) if made.tool is Tool.DISTANCE else ""
        words = QLabel(f"<b>{made.number}&nbsp;&nbsp;{value}</b>&nbsp; {ends}", row)
        words.setWordWrap(True)
        words.setToolTip(f"{TOOL_WORDS[made.tool]}: {more}" if more else TOOL_WORDS[made.tool])
        words.setAccessibleName(f"{TOOL_WORDS[made.tool]} {made.number}: {value}, {ends}. {more}")
        line.addWidget(words, 1)
        button = QPushButton("Delete", row)
        button.setObjectName("link")
        button.setAccessibleName(f"Delete measurement {made.number}")
        number = made.number
        button.clicked.connect(lambda _checked=False: self.delete_asked.emit(number))
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.deletes[number] = button
        return row

    def _table(self, rows: list[Sized], at: str) -> QWidget:
        """Each size with what is published below it. at: the level that need not be said."""
        table = QWidget(self)
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(1)
        for number, row in enumerate(rows):
            where = self._say(row.place)
            title = row.title if where == at else f"{row.title} {where}".strip()
            spoken = f"{title}: {row.value}, {row.word} the published range {row.published}"
            beside = f"published {row.published}  {_WORDS[row.word]}"
            for text, name, place in (
                (title, "", (2 * number, 0, 1, 1)),
                (f"<b>{row.value}</b>", "", (2 * number, 1, 1, 1)),
                (beside, "caption", (2 * number + 1, 0, 1, 2)),
            ):
                cell = QLabel(text, table)
                cell.setObjectName(name)
                cell.setWordWrap(text in (title, beside))
                cell.setToolTip(f"<p>{row.definition}</p>")
                cell.setAccessibleName(spoken if text == title else text)
                grid.addWidget(cell, *place)
        grid.setColumnStretch(0, 1)
        return table


def _step(state: ViewState) -> str:
    """What to do next."""
    if not state.pending:
        return _STEPS[state.tool] + (" Esc ends." if state.tool is not Tool.NONE else "")
    left = POINTS[state.tool] - len(state.pending)
    what = "end plate" if state.tool is Tool.PLATES else "point"
    return f"One more {what}." if left == 1 else f"{left} more {what}s."
