"""The card of sliders: how solid each tissue and the selection are, and how far apart the spine."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSlider, QWidget

from meshes.catalog import Catalog
from viewer.commands import acts, opacity_acts
from viewer.state import ViewState
from viewer.ui.flow_layout import FlowLayout
from viewer.ui.side_card import SideCard

#: Key of the sliders that are not of a tissue.
SELECTION, EXPLODE = "selection", "explode"
#: A slider shorter than this, in pixels, can hardly be set; one as long as this, easily.
_SHORTEST, _LONG = 60, 80
_LEAST = round(100 * opacity_acts.FAINTEST)
#: Keys that move a slider.
OWN_KEYS = frozenset(
    [
        *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
        *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    ]
)


class Slider(QSlider):
    """A slider whose keys are its own and which the wheel leaves alone."""

    def event(self, event: object) -> bool:
        """Keep the keys that move a slider."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QKeyEvent.Type.ShortcutOverride
            and event.key() in OWN_KEYS
            and not event.modifiers()
        ):
            event.accept()
            return True
        return bool(super().event(event))  # type: ignore[arg-type]

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the card, not a value that happens to lie under the pointer."""
        event.ignore()


class OpacityCard(SideCard):
    """Emits `moved_to` with the slider's key, its share 0..1 and the number of the drag; `asked`
    with the id of a command."""

    moved_to = Signal(str, float, int)
    asked = Signal(str)

    def __init__(self, catalog: Catalog, panel: QWidget) -> None:
        self.sliders: dict[str, Slider] = {}
        self._grids: dict[QGridLayout, list[str]] = {}
        self._is_stacked = False
        super().__init__("Opacity", panel)
        self._catalog = catalog
        self._drag = 0
        self._last = ""
        self._percents: dict[str, int] = {}
        self._values: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        self.body.addLayout(grid)
        for key, (title, _tissues) in opacity_acts.TISSUE_GROUPS.items():
            self._add_row(grid, key, title, _LEAST)
        self._add_row(grid, SELECTION, "Selection", _LEAST)
        keep = QLabel("See through all, but keep", self)
        keep.setObjectName("caption")
        self.body.addWidget(keep)
        self.presets: dict[str, QPushButton] = {}
        chips = QWidget(self)
        flow = FlowLayout(chips, gap=5)
        flow.setContentsMargins(0, 2, 0, 2)
        for name, (_title, hint, _shares) in opacity_acts.PRESETS.items():
            self._add_chip(flow, f"show.preset-{name}", name.capitalize(), hint)
        self._add_chip(flow, "show.solid", "All solid", "Everything as solid as usual")
        self.body.addWidget(chips)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        self.body.addWidget(line)
        below = QGridLayout()
        below.setHorizontalSpacing(8)
        self.body.addLayout(below)
        self._add_row(below, EXPLODE, "Explode", 0)

    def _add_row(self, grid: QGridLayout, key: str, title: str, least: int) -> None:
        name, slider, value = (
            QLabel(title, self),
            Slider(Qt.Orientation.Horizontal, self),
            QLabel(self),
        )
        slider.setRange(least, 100)
        slider.setSingleStep(5)
        slider.setPageStep(20)
        slider.setMinimumSize(_SHORTEST, 20)
        words = "How far apart along the spine" if key == EXPLODE else f"Opacity: {title}"
        slider.setAccessibleName(words)
        slider.setToolTip(words)
        slider.sliderPressed.connect(self._begin)
        slider.valueChanged.connect(lambda percent, key=key: self._on_value(key, percent))
        name.setWordWrap(True)
        value.setObjectName("muted")
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.sliders[key], self._values[key], self._names[key] = slider, value, name
        grid.setColumnStretch(1, 1)
        self._grids.setdefault(grid, []).append(key)
        self._place(grid, key)

    def _place(self, grid: QGridLayout, key: str) -> None:
        """A name before its slider, or above it where the card is too narrow for both."""
        name, slider, value = self._names[key], self.sliders[key], self._values[key]
        row, below = 2 * self._grids[grid].index(key), int(self._is_stacked)
        grid.addWidget(name, row, 0, 1, 3 if self._is_stacked else 1)
        grid.addWidget(slider, row + below, 1 - below, 1, 1 + below)
        grid.addWidget(value, row + below, 2)

    def _add_chip(self, flow: FlowLayout, key: str, title: str, hint: str) -> None:
        chip = QPushButton(title, self)
        chip.setObjectName("chip")
        chip.setCheckable(key != "show.solid")
        chip.setToolTip(hint)
        chip.setAccessibleName(f"{title}: {hint}")
        chip.clicked.connect(lambda _checked=False: self.asked.emit(key))
        flow.addWidget(chip)
        self.presets[key] = chip

    def first(self) -> QWidget:
        """The first slider."""
        return self.sliders["bone"]

    def fit(self) -> None:
        """All sliders under each other, however large the letters are."""
        if self.sliders:
            labels, gaps = self._names.values(), 2 * next(iter(self._grids)).horizontalSpacing()
            letters = self._values[EXPLODE].fontMetrics()
            values = letters.horizontalAdvance("100\u00a0%")
            left = self.inner_width - values - gaps
            whole = max(letters.horizontalAdvance(label.text()) for label in labels)
            words = [word for label in labels for word in label.text().split()]
            # A long name takes two lines before it takes the room of its slider.
            names = min(whole, max(left - _LONG, *map(letters.horizontalAdvance, words)))
            is_stacked = names + _SHORTEST > left
            for label in labels:
                label.setFixedWidth(self.inner_width if is_stacked else names)
            for grid in self._grids:
                grid.setColumnMinimumWidth(2, values)
            if is_stacked is not self._is_stacked:
                self._rearrange(is_stacked=is_stacked)
        super().fit()

    def _rearrange(self, *, is_stacked: bool) -> None:
        self._is_stacked = is_stacked
        for grid, keys in self._grids.items():
            for key in keys:
                for part in (self._names[key], self.sliders[key], self._values[key]):
                    grid.removeWidget(part)
                self._place(grid, key)

    def show_state(self, state: ViewState) -> None:
        """Put all sliders where the state says."""
        chosen = acts.chosen(state, self._catalog)
        self._percents = {key: round(100 * self._share(key, state)) for key in self.sliders}
        for key, slider in self.sliders.items():
            slider.setValue(self._percents[key])
            self._values[key].setText(f"{self._percents[key]}\u00a0%")
        self.sliders[SELECTION].setEnabled(bool(chosen))
        self._names[SELECTION].setEnabled(bool(chosen))
        for name in opacity_acts.PRESETS:
            self.presets[f"show.preset-{name}"].setChecked(opacity_acts.is_preset(state, name))
        self.presets["show.solid"].setEnabled(opacity_acts.solid(state) != state)

    def _share(self, key: str, state: ViewState) -> float:
        if key == EXPLODE:
            return state.explode
        if key == SELECTION:
            return opacity_acts.selection_opacity(state, acts.chosen(state, self._catalog))
        return opacity_acts.group_opacity(state, key)

    def _begin(self) -> None:
        """Another drag: another step of the history."""
        self._drag += 1

    def _on_value(self, key: str, percent: int) -> None:
        if percent == self._percents.get(key, percent):
            return  # it only follows the state
        if key != self._last:
            self._last = key
            self._begin()
        self.moved_to.emit(key, percent / 100, self._drag)
