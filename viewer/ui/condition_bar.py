"""The card of conditions under the picture: what is set, where, how much, and how to see it.

All it offers comes from the data files of models; it writes nothing to the state itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotations.models import GROUPS, Model, load_models
from viewer.atlas import Atlas
from viewer.changing import model_of
from viewer.commands.command import Command
from viewer.commands.finding_acts import (
    Key,
    found,
    key_of,
    name_of_finding,
    place_for,
    places_of,
    sides_of,
)
from viewer.commands.finding_looks import LOOKS, is_look_at
from viewer.state import Audience, Finding, ViewState
from viewer.ui import icons
from viewer.ui.chip_choice import ChipChoice
from viewer.ui.flow_layout import FlowLayout
from viewer.ui.opacity_card import Slider
from viewer.ui.own_keys import ESCAPE, is_kept
from viewer.ui.theme import Theme
from viewer.ui.zone_picture import ZonePicture

#: Everyday words for the zones, in the order in which models name them.
ZONE_WORDS: Mapping[str, str] = {
    "central": "middle",
    "subarticular": "beside middle",
    "foraminal": "nerve tunnel",
    "extraforaminal": "outer side",
}
SIDE_WORDS: Mapping[str, str] = {"left": "Left", "right": "Right", "both": "Both"}
TICKS = 100
#: The picture keeps this height where the window allows it, and the card this much, pixels.
_LEAST_PICTURE, _LEAST_CARD = 210, 150
#: A row narrower than this many letter heights has its words on a line of their own.
_NARROW = 26
_HINT = "Show what a condition does, at the level you choose. It is a picture, not a diagnosis."


class ConditionBar(QFrame):
    """asked: a command. added: a model to set. changed: name and new value of what was chosen for
    the current finding ("model", "place", "side", "zone", "look"). slid: severity and the number of
    the drag. picked: another finding is looked at. removed: the current one. closed: put away.
    above, below: rows of the same column; the one below gives way where room is short."""

    asked = Signal(str)
    added = Signal(str)
    changed = Signal(str, str)
    slid = Signal(float, int)
    picked = Signal(object)
    removed = Signal()
    closed = Signal()

    def __init__(
        self,
        atlas: Atlas,
        commands: Mapping[str, Command],
        parent: QWidget,
        above: QWidget,
        below: QWidget,
    ) -> None:
        super().__init__(parent)
        self._above, self._below = above, below
        self.setObjectName("conditions")
        self.setAccessibleName("Conditions")
        self._atlas, self._commands, self._over = atlas, commands, parent
        self._state: ViewState | None = None
        self.key: Key | None = None
        self._drag = 0
        self._is_reading = False
        self.tabs: dict[Key, QPushButton] = {}
        self.content = QWidget(self)
        self.content.setObjectName("cardContent")
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.content)
        self._make_head()
        self._make_choices()
        self._make_amount()
        self._make_looks()
        self._lay_out()
        self.hide()
        parent.installEventFilter(self)
        self.content.installEventFilter(self)

    # --- parts --------------------------------------------------------------------------------

    def _chip(self, word: str, tip: str, *, checkable: bool = False) -> QPushButton:
        chip = QPushButton(word.replace("&", "&&"), self.content)
        chip.setObjectName("chip")
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.setCheckable(checkable)
        chip.setToolTip(tip)
        chip.setAccessibleName(tip or word)
        return chip

    def _make_head(self) -> None:
        self.add = self._chip("Add a condition", "Choose a condition, treatment or needle path")
        self.add.setObjectName("primaryChip")
        self.add_menu = QMenu(self)
        self.add_menu.aboutToShow.connect(lambda: self._fill(self.add_menu, self.added.emit))
        self.add.setMenu(self.add_menu)
        before = self._commands["conditions.before"]
        self.before = self._chip("Before", f"{before.hint}  (B)", checkable=True)
        self.before.clicked.connect(lambda: self._ask("conditions.before"))
        self.all_gone = self._chip("Remove all", "Remove all conditions")
        self.all_gone.clicked.connect(lambda: self._ask("conditions.remove-all"))
        self.posture = self._chip("Posture…", "Bend, turn and tilt the spine  (P)")
        self.posture.clicked.connect(lambda: self._ask("window.posture"))
        self.cross = QToolButton(self.content)
        self.cross.setObjectName("icon")
        self.cross.setAccessibleName("Close: Conditions")
        self.cross.setToolTip("Put the card away; what is set stays  (Esc)")
        self.cross.clicked.connect(self.put_away)
        self.hint = QLabel(_HINT, self.content)
        self.hint.setObjectName("muted")
        self.hint.setWordWrap(True)

    def _make_choices(self) -> None:
        self.model = self._chip("", "Show another condition instead")
        self._model_menu = QMenu(self)
        self._model_menu.aboutToShow.connect(
            lambda: self._fill(self._model_menu, lambda id: self.changed.emit("model", id))
        )
        self.model.setMenu(self._model_menu)
        self.level = self._chip("", "Show it at another level")
        self._level_menu = QMenu(self)
        self._level_menu.aboutToShow.connect(self._fill_levels)
        self.level.setMenu(self._level_menu)
        self.side = ChipChoice(SIDE_WORDS, "The patient’s side", self.content)
        self.side.chosen.connect(lambda key: self.changed.emit("side", key))
        self.zone = ChipChoice({z: z.capitalize() for z in ZONE_WORDS}, "Zone", self.content)
        self.zone.chosen.connect(lambda key: self.changed.emit("zone", key))
        for key, button in self.zone.buttons.items():
            button.setToolTip(f"{key.capitalize()}: {ZONE_WORDS[key]}")
        self.picture = ZonePicture(self.content)
        self.picture.chosen.connect(self._on_zone)

    def _make_amount(self) -> None:
        self.slider = Slider(Qt.Orientation.Horizontal, self.content)
        self.slider.setRange(0, TICKS)
        self.slider.setSingleStep(2)
        self.slider.setPageStep(10)
        self.slider.setMinimumSize(90, 20)
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.slider.sliderPressed.connect(self._next_drag)
        self.slider.valueChanged.connect(self._on_value)
        self.amount = QLabel(self.content)
        self.amount.setObjectName("here")
        self.amount.setWordWrap(True)
        self.least, self.most = QLabel("None", self.content), QLabel("Severe", self.content)
        for word in (self.least, self.most):
            word.setObjectName("caption")

    def _make_looks(self) -> None:
        self.looks: dict[str, QPushButton] = {}
        for look, (title, word) in LOOKS.items():
            chip = self._chip(word, title, checkable=True)
            chip.clicked.connect(
                lambda _checked=False, key=look: self._then(self.changed.emit, "look", str(key))
            )
            self.looks[str(look)] = chip
        self.gone = self._chip("Remove", "Remove this condition")
        self.gone.clicked.connect(lambda: self.removed.emit())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.content)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(5)
        self._head, self._tabs = self._row()
        self._where, where = self._row()
        for widget in (self.model, self.level, *self.side.buttons.values()):
            where.addWidget(widget)
        head = QHBoxLayout()
        top = QVBoxLayout()
        for widget in (self._head, self._where, self.hint):
            top.addWidget(widget)
        head.addLayout(top, 1)
        head.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        middle = QHBoxLayout()
        self._choices = QWidget(self.content)
        left = QVBoxLayout(self._choices)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(5)
        left.addLayout(self._amount_line())
        left.addWidget(self.zone)
        see, looks = self._row()
        for chip in self.looks.values():
            looks.addWidget(chip)
        left.addWidget(see)
        middle.addWidget(self._choices, 1)
        middle.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(middle)
        foot, more = self._row()
        for widget in (self.before, self.gone, self.add, self.posture, self.all_gone):
            more.addWidget(widget)
        column.addWidget(foot)
        column.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._scroll)

    def _row(self) -> tuple[QWidget, FlowLayout]:
        row = QWidget(self.content)
        flow = FlowLayout(row, gap=5)
        flow.setContentsMargins(0, 0, 0, 0)
        return row, flow

    def _amount_line(self) -> QBoxLayout:
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(4)
        ends = QHBoxLayout()
        ends.setSpacing(6)
        ends.addWidget(self.least)
        ends.addWidget(self.slider, 1)
        ends.addWidget(self.most)
        self._line.addLayout(ends, 3)
        self._line.addWidget(self.amount, 2)
        return self._line

    # --- what is shown ------------------------------------------------------------------------

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take the colours of a theme and a text scale."""
        self.picture.set_theme(theme)
        self.cross.setIcon(icons.icon("close", theme.muted))
        self.fit()

    @property
    def finding(self) -> Finding | None:
        """The finding whose amount the slider is."""
        return found(self._state, self.key) if self._state is not None else None

    def show_state(self, state: ViewState) -> None:
        """Show what is set; the current finding stays current while it is there."""
        was, self._state = self._state, state
        if was is not None and len(state.findings) > len(was.findings):
            new = [key_of(f) for f in state.findings if f not in was.findings]
            self.key = new[-1] if new else self.key
        if found(state, self.key) is None:
            self.key = key_of(state.findings[-1]) if state.findings else None
        self._show_tabs(state)
        finding = self.finding
        for part in (self._choices, self._where, self.gone):
            part.setVisible(finding is not None)
        self.add.setText("Add a condition" if finding is None else "Add another")
        self.hint.setVisible(finding is None)
        self.before.setVisible(self._commands["conditions.before"].is_enabled(state))
        self.before.setChecked(state.is_before)
        self.all_gone.setVisible(len(state.findings) > 1)
        if finding is None:
            self.picture.hide()
        else:
            self._show_finding(finding, state)
        self.fit()

    def _show_tabs(self, state: ViewState) -> None:
        plain = state.audience is Audience.PATIENT
        wanted = {key_of(f): name_of_finding(f, plain=plain) for f in state.findings}
        # one alone is named below
        self._head.setVisible(len(wanted) > 1)
        if list(wanted) != list(self.tabs):
            for chip in self.tabs.values():
                self._tabs.removeWidget(chip)
                chip.deleteLater()
            self.tabs = {key: self._tab(key) for key in wanted}
        for key, words in wanted.items():
            self.tabs[key].setText(words.replace("&", "&&"))
            self.tabs[key].setAccessibleName(f"Condition: {words}")
            self.tabs[key].setChecked(key == self.key)

    def _tab(self, key: Key) -> QPushButton:
        chip = self._chip("", "Look at this one", checkable=True)
        chip.clicked.connect(lambda _checked=False: self._on_tab(key))
        self._tabs.addWidget(chip)
        return chip

    def _show_finding(self, finding: Finding, state: ViewState) -> None:
        model, plain = model_of(finding), state.audience is Audience.PATIENT
        self.model.setText((model.plain if plain else model.name).replace("&", "&&"))
        self.model.setAccessibleName(f"Condition: {model.name}. Show another instead")
        where = finding.place.level_text.replace("-", "–")
        self.level.setText(where)
        self.level.setAccessibleName(f"Level: {where}. Show it at another level")
        self.level.setEnabled(len(model.at) > 1)
        sides = sides_of(model) if finding.zone != "central" else ()
        for key, button in self.side.buttons.items():
            button.setVisible(key in sides)
        if finding.side:
            self.side.show_choice(finding.side)
        self.zone.setVisible(bool(model.zones))
        self.picture.setVisible(bool(model.zones))
        if model.zones:
            for key, button in self.zone.buttons.items():
                button.setVisible(key in model.zones)
                button.setText(ZONE_WORDS[key].capitalize() if plain else key.capitalize())
            self.zone.show_choice(finding.zone)
            self.picture.show_zone(model.zones, finding.zone, finding.side)
        if not self.slider.isSliderDown():
            self._is_reading = True
            self.slider.setValue(round(finding.severity * TICKS))
            self._is_reading = False
        self._show_amount(model, self.slider.value() / TICKS, plain)
        for key, chip in self.looks.items():
            look = next(one for one in LOOKS if one == key)
            chip.setChecked(is_look_at(self._atlas, finding, look)(state))

    def _show_amount(self, model: Model, severity: float, plain: bool) -> None:
        figure, grade = model.amount.text(severity), model.grade_at(severity)
        name = f"{model.amount.name} {figure}" if model.amount.name else figure
        word = (grade.plain if plain and grade.plain else grade.name) if grade else ""
        words = " · ".join(part for part in (name, word) if part) if severity else "None"
        self.amount.setText(words)
        self.slider.setAccessibleName(f"{model.name}: how much")
        self.slider.setAccessibleDescription(words)

    # --- wishes -------------------------------------------------------------------------------

    def _fill(self, menu: QMenu, act: object) -> None:
        """Models by group; what cannot be at the lit level is grey and says so."""
        menu.clear()
        menu.setToolTipsVisible(True)
        assert self._state is not None
        plain = self._state.audience is Audience.PATIENT
        for group, title in GROUPS.items():
            models = [m for m in load_models().values() if m.group == group]
            inner = menu.addMenu(title) if models else None
            for model in models:
                assert inner is not None
                action = inner.addAction((model.plain if plain else model.name).replace("&", "&&"))
                action.setEnabled(place_for(model, self._state, self._atlas) is not None)
                action.setToolTip(model.name if plain else model.plain)
                action.triggered.connect(lambda _checked=False, id=model.id: act(id))  # type: ignore[operator]

    def _fill_levels(self) -> None:
        self._level_menu.clear()
        if (finding := self.finding) is None or self._state is None:
            return
        for place in places_of(model_of(finding)):
            taken = found(self._state, (finding.model, place))
            action = self._level_menu.addAction(place.level_text.replace("-", "–"))
            action.setCheckable(True)
            action.setChecked(place == finding.place)
            action.setEnabled(taken is None or taken is finding)
            action.triggered.connect(
                lambda _checked=False, to=str(place): self.changed.emit("place", to)
            )

    def _ask(self, id: str) -> None:
        self._then(self.asked.emit, id)

    def _then(self, act: object, *words: str) -> None:
        """A pressed switch shows the state, not the press."""
        act(*words)  # type: ignore[operator]
        if self._state is not None:
            self.show_state(self._state)

    def _on_tab(self, key: Key) -> None:
        self.key = key
        if self._state is not None:
            self.show_state(self._state)
        self._next_drag()
        self.picked.emit(key)

    def _on_zone(self, zone: str, side: str) -> None:
        self.changed.emit("zone", zone)
        if side and self.finding is not None and self.finding.side != side:
            self.changed.emit("side", side)

    def _next_drag(self) -> None:
        self._drag += 1

    def _on_value(self, value: int) -> None:
        if self._is_reading or self.finding is None or self._state is None:
            return
        plain = self._state.audience is Audience.PATIENT
        self._show_amount(model_of(self.finding), value / TICKS, plain)
        self.slid.emit(value / TICKS, self._drag)

    # --- the card itself ----------------------------------------------------------------------

    def open(self) -> None:
        """Come up with the keyboard in it."""
        self.show()
        self.fit()
        first = self.slider if self.finding is not None else self.add
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def put_away(self) -> None:
        """Go away, and tell so."""
        self.hide()
        self._below.show()
        self.closed.emit()

    def fit(self) -> None:
        """As high as it needs, as far as the picture keeps its share."""
        body = self.content.layout()
        assert body is not None
        room = max(200, self._over.width() - 14)
        is_narrow = room < _NARROW * self.fontMetrics().height()
        self._line.setDirection(
            QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        )
        wanted = body.heightForWidth(room) if body.hasHeightForWidth() else body.sizeHint().height()
        above = max(self._above.sizeHint().height(), self._above.heightForWidth(room))
        free = self._over.height() - above - _LEAST_PICTURE
        below = self._below.sizeHint().height()
        self._below.setVisible(self.isHidden() or free - below >= min(wanted, _LEAST_CARD))
        left = free - (0 if self._below.isHidden() else below)
        self.setFixedHeight(max(60, min(wanted + 2, left)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the room and one's own content."""
        kind = event.type()
        if (watched is self._over and kind == QEvent.Type.Resize) or (
            watched is self.content and kind == QEvent.Type.LayoutRequest
        ):
            self.fit()
        return False

    def event(self, event: QEvent) -> bool:
        """Escape belongs to the card while the keyboard is in it."""
        return is_kept(event, ESCAPE) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the card away."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)
