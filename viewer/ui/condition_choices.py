"""What can be chosen for a condition: which one, at which level, on which side, in which zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from annotations.models import GROUPS, load_models
from meshes.ids import on_screen
from viewer.atlas import Atlas
from viewer.changing import model_of, place_text
from viewer.commands.finding_acts import found, place_for, places_of, sides_of
from viewer.numbering import counting
from viewer.state import Audience, Finding, ViewState
from viewer.ui.chip_choice import ChipChoice
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
        self.model = chip("", "Show another condition instead", parent)
        self.level = chip("", "Show it at another level", parent)
        self.add = chip("", "Choose a condition, treatment or needle path", parent)
        self.add.setObjectName("primaryChip")
        self.side = ChipChoice(SIDE_WORDS, "The patient’s side", parent)
        zones = dict.fromkeys(zone for model in load_models().values() for zone in model.zones)
        ordered = sorted(zones, key=_place_in_order)
        self.zone = ChipChoice({z: z.capitalize() for z in ordered}, "Zone", parent)
        self.picture = ZonePicture(parent)
        self.side.chosen.connect(lambda key: self.changed.emit("side", key))
        self.zone.chosen.connect(lambda key: self.changed.emit("zone", key))
        self.picture.chosen.connect(self._on_zone)
        for key, button in self.zone.buttons.items():
            button.setToolTip(f"{key.capitalize()}: {ZONE_WORDS.get(key, key)}")
        self._menu(self.add, lambda menu: self._fill(menu, self.added.emit))
        self._menu(self.model, lambda menu: self._fill(menu, partial(self.changed.emit, "model")))
        self._menu(self.level, self._fill_levels)

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
        self.picture.setVisible(is_zoned)
        if finding is None or model is None:
            return
        plain = state.audience is Audience.PATIENT
        self.model.setText((model.plain if plain else model.name).replace("&", "&&"))
        self.model.setAccessibleName(f"Condition: {model.name}. Show another instead")
        where = counting(state).both(on_screen(place_text(finding)))
        self.level.setText(where)
        self.level.setAccessibleName(f"Level: {where}. Show it at another level")
        self.level.setEnabled(len(model.at) > 1)
        sides = sides_of(model) if finding.zone != "central" else ()
        for key, button in self.side.buttons.items():
            button.setVisible(key in sides)
        if finding.side:
            self.side.show_choice(finding.side)
        if is_zoned:
            for key, button in self.zone.buttons.items():
                button.setVisible(key in model.zones)
                button.setText((ZONE_WORDS.get(key, key) if plain else key).capitalize())
            self.zone.show_choice(finding.zone)
            self.picture.show_zone(model.zones, finding.zone, finding.side)

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

    def _on_zone(self, zone: str, side: str) -> None:
        was = self._finding.side if self._finding is not None else ""
        self.changed.emit("zone", zone)
        if side and was not in (side, "both"):
            self.changed.emit("side", side)


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
