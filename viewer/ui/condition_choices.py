"""What can be chosen for a condition: which one, at which level, on which side, in which zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from annotations.models import GROUPS, load_models
from meshes.ids import on_screen
from viewer.atlas import Atlas
from viewer.changing import model_of
from viewer.commands.finding_acts import found, place_for, places_of, sides_of
from viewer.commands.finding_names import place_words
from viewer.numbering import counting
from viewer.state import Audience, Finding, ViewState
from viewer.ui.chip_choice import ChipChoice
from viewer.ui.eliding_chip import ElidingChip
from viewer.ui.theme import Theme
from viewer.ui.zone_picture import ZonePicture

#: Everyday words for the zones, from the middle outwards; one not named here has its own word.
ZONE_WORDS: Mapping[str, str] = {
    "central": "middle",
    "subarticular": "beside middle",
    "posterolateral": "back corner",
    "foraminal": "nerve tunnel",
    "extraforaminal": "outer side",
}
#: Pixels between chips in a row.
CHIP_GAP = 5
#: Names of what is set are not cut to fewer letters; their row wraps instead.
LEAST_LETTERS = 18
SIDE_WORDS: Mapping[str, str] = {"left": "Left", "right": "Right", "both": "Both"}


class ConditionChoices(QObject):
    """Makes the chips and keeps them in step; where they stand is up to the card.

    changed: name and new value of what was chosen ("model", "place", "side", "zone"). added: a
    model to set beside the others.
    """

    changed = Signal(str, str)
    added = Signal(str)

    def __init__(self, atlas: Atlas, parent: QWidget) -> None:
        super().__init__(parent)
        self._atlas = atlas
        self._state: ViewState | None = None
        self._finding: Finding | None = None
        self._has_room = True
        self.model = ElidingChip(parent)
        self.level = chip("", "Show it at another level", parent)
        self.add = chip("", "Choose a condition, treatment or needle path", parent)
        self.add.setObjectName("primaryChip")
        self.side = ChipChoice(SIDE_WORDS, "The patient’s side", parent)
        self.zone = chip("", "Choose where at the disc it lies", parent)
        self.picture = ZonePicture(parent)
        self.side.chosen.connect(lambda key: self.changed.emit("side", key))
        self.picture.chosen.connect(self._on_zone)
        self._menu(self.add, lambda menu: self._fill(menu, self.added.emit))
        self._menu(self.model, lambda menu: self._fill(menu, partial(self.changed.emit, "model")))
        self._menu(self.level, self._fill_levels)
        self._menu(self.zone, self._fill_zones)

    def _menu(self, button: QPushButton, fill: Callable[[QMenu], None]) -> None:
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: fill(menu))
        button.setMenu(menu)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.picture.set_theme(theme)

    def show_finding(self, finding: Finding | None, state: ViewState) -> None:
        """Show what is chosen for this finding."""
        self._finding, self._state = finding, state
        self.add.setText("Add a condition" if finding is None else "Add another")
        self.add.setAccessibleName(f"{self.add.text()}: choose from a menu")
        model = model_of(finding) if finding is not None else None
        is_zoned = model is not None and bool(model.zones)
        self.zone.setVisible(is_zoned)
        self.show_drawing(has_room=self._has_room)
        if finding is None or model is None:
            return
        plain = state.audience is Audience.PATIENT
        self.model.setText((model.plain if plain else model.name).replace("&", "&&"))
        self.model.setAccessibleName(f"Condition: {model.name}. Show another instead")
        self.model.setToolTip(f"{model.plain if plain else model.name}. Show another instead")
        where = place_words(finding, counting(state))
        self.level.setText(where)
        self.level.setAccessibleName(f"Level: {where}. Show it at another level")
        self.level.setEnabled(len(model.at) > 1)
        sides = sides_of(model) if finding.zone != "central" else ()
        for key, button in self.side.buttons.items():
            button.setVisible(key in sides)
        if finding.side:
            self.side.show_choice(finding.side)
        if is_zoned:
            self.zone.setText(_zone_word(finding.zone, plain=plain))
            tip = f"{_zone_word(finding.zone, plain=not plain)}. Show it in another zone"
            self.zone.setToolTip(tip)
            self.zone.setAccessibleName(f"Zone: {self.zone.text()}. Show it in another zone")
            self.picture.show_zone(model.zones, finding.zone, finding.side)

    def show_drawing(self, *, has_room: bool) -> None:
        """The drawing of zones, where there are zones and room for it; the menu has them always."""
        self._has_room = has_room
        has_zones = self._finding is not None and bool(model_of(self._finding).zones)
        self.picture.setVisible(has_room and has_zones)

    def fit(self, room: int) -> None:
        """The name of the model gives way, so that all choices stand in so many pixels; but for
        some letters of it."""
        beside = [self.level, self.zone, *self.side.buttons.values()]
        taken = sum(c.sizeHint().width() + CHIP_GAP for c in beside if not c.isHidden())
        least = LEAST_LETTERS * self.model.fontMetrics().averageCharWidth()
        self.model.setMaximumWidth(min(room, max(least, room - taken)))

    def _fill(self, menu: QMenu, act: Callable[[str], None]) -> None:
        """Models by group; what cannot be at the lit level is grey."""
        menu.clear()
        menu.setToolTipsVisible(True)
        assert self._state is not None
        plain = self._state.audience is Audience.PATIENT
        for group, title in GROUPS.items():
            models = [m for m in load_models().values() if m.group == group]
            group_menu = _inner(menu, title)
            group_menu.clear()
            if models:
                menu.addMenu(group_menu)
            for model in models:
                action = group_menu.addAction(
                    (model.plain if plain else model.name).replace("&", "&&")
                )
                action.setEnabled(place_for(model, self._state, self._atlas) is not None)
                action.setToolTip(model.name if plain else model.plain)
                action.triggered.connect(lambda _checked=False, key=model.id: act(key))

    def _fill_levels(self, menu: QMenu) -> None:
        menu.clear()
        if self._finding is None or self._state is None:
            return
        for place in places_of(model_of(self._finding)):
            taken = found(self._state, (self._finding.model, place))
            name = counting(self._state).both(on_screen(place.level_text or "S1"))
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(place == self._finding.place)
            action.setEnabled(taken is None or taken is self._finding)
            action.triggered.connect(
                lambda _checked=False, to=str(place): self.changed.emit("place", to)
            )

    def _fill_zones(self, menu: QMenu) -> None:
        """The zones from the middle outwards."""
        menu.clear()
        menu.setToolTipsVisible(True)
        if self._finding is None or self._state is None:
            return
        plain = self._state.audience is Audience.PATIENT
        for zone in sorted(model_of(self._finding).zones, key=_place_in_order):
            action = menu.addAction(_zone_word(zone, plain=plain))
            action.setToolTip(_zone_word(zone, plain=not plain))
            action.setData(zone)
            action.setCheckable(True)
            action.setChecked(zone == self._finding.zone)
            action.triggered.connect(lambda _checked=False, to=zone: self.changed.emit("zone", to))

    def _on_zone(self, zone: str, side: str) -> None:
        was = self._finding.side if self._finding is not None else ""
        self.changed.emit("zone", zone)
        if side and was not in (side, "both"):
            self.changed.emit("side", side)


def _zone_word(zone: str, *, plain: bool) -> str:
    return (ZONE_WORDS.get(zone, zone) if plain else zone).capitalize()


def _place_in_order(zone: str) -> int:
    known = list(ZONE_WORDS)
    return known.index(zone) if zone in known else len(known)


def chip(word: str, tip: str, parent: QWidget, *, checkable: bool = False) -> QPushButton:
    """A chip with a tip, reached with Tab."""
    made = QPushButton(word.replace("&", "&&"), parent)
    made.setObjectName("chip")
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setCheckable(checkable)
    made.setToolTip(tip)
    made.setAccessibleName(f"{word}: {tip}" if word else tip)
    return made


def _inner(menu: QMenu, title: str) -> QMenu:
    """The menu of that title within a menu: made once, because clearing leaves it alive."""
    made = menu.findChild(QMenu, title, Qt.FindChildOption.FindDirectChildrenOnly)
    if made is None:
        made = QMenu(title, menu)
        made.setObjectName(title)
    return made
