"""The page of a consultation on which one word is talked about: calm words, and how it is set."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from annotations.consult_words import load_consult
from annotations.models import Model
from meshes.catalog import Catalog
from meshes.ids import on_screen
from viewer.changing import model_of
from viewer.commands.finding_acts import places_of
from viewer.consult.acts import finding_of
from viewer.consult.asking import AMOUNTS, middle_of
from viewer.consult.telling import PARTS, WHAT, ZONE_WORDS, Told
from viewer.state import Finding, Said, ViewState
from viewer.ui.chip_choice import ChipChoice
from viewer.ui.study_pages import button, kept, words_label

_SIDES = {"left": "Left", "right": "Right", "both": "Both sides"}
_NEAR = 1e-6
#: Lines of text that heading, chips and some words need beside what can be matched.
_LINES_BESIDE = 12


class TalkPage(QWidget):
    """changed(what, value): side, zone, place or amount as the report has it. part_chosen: one of
    PARTS. linked: the target of a link. dropped: the word shall go."""

    changed = Signal(str, str)
    part_chosen = Signal(str)
    linked = Signal(QUrl)
    dropped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.part = WHAT
        self._key: object = None
        self.heading = words_label("", "heading", self)
        self.match = button("Match the report", "chip", self)
        self.match.setCheckable(True)
        self.match.setToolTip("Level, side and size, as the report has them")
        self.drop = button("Take away", "chip", self)
        self.drop.setToolTip("Take this word out of the consultation")
        self.drop.clicked.connect(self.dropped)
        self.choices = QWidget(self)
        self._column = QVBoxLayout(self.choices)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(5)
        self.choices.hide()
        self.match.toggled.connect(self._share_room)
        self.rows: dict[str, ChipChoice] = {}
        self.parts = ChipChoice(dict.fromkeys(PARTS, ""), "About this word", self)
        self.parts.chosen.connect(self._on_part)
        self.browser = Words(self)
        self.browser.anchorClicked.connect(self.linked)
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.heading)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.match)
        row.addWidget(self.drop)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.choices)
        column.addWidget(self.parts)
        column.addWidget(self.browser, 1)
        column.addStretch(0)

    def show_word(self, told: Told, state: ViewState, catalog: Catalog) -> None:
        """What is told of the word that is talked about, and what can be matched."""
        self.heading.setText(kept(f"{told.title} · {told.where}"))
        for key, part in told.parts.items():
            self.parts.buttons[key].setText(part.title)
            self.parts.buttons[key].setAccessibleName(part.title)
        self.parts.show_choice(self.part)
        assert state.consult is not None
        finding = finding_of(state, state.consult.at)
        said = state.consult.said[state.consult.at]
        matched = (said.word, "" if finding is None else finding.model, state.consult.at)
        if matched != self._key:
            self._key = matched
            self._make_rows(finding, catalog)
        self._mark(said, finding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low page shows what can be matched alone."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """While a report is matched, the words stand below where there is room for some lines."""
        is_matched = self.match.isChecked()
        self.choices.setVisible(is_matched)
        line = self.fontMetrics().height()
        wanted = self._column.heightForWidth(self.width()) + _LINES_BESIDE * line
        is_low = is_matched and self.height() < wanted
        self.parts.setHidden(is_low)
        self.browser.setHidden(is_low)

    def show_html(self, html: str) -> None:
        """The words of the part that is read."""
        self.browser.setHtml(html)

    def _on_part(self, part: str) -> None:
        self.part = part
        self.part_chosen.emit(part)

    def _make_rows(self, finding: Finding | None, catalog: Catalog) -> None:
        """What can be chosen of a model: its levels, sides, zones and amounts; of a word that is
        not shown, its level."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = {}
        offered: dict[str, tuple[str, Mapping[str, str]]] = {
            "place": ("Level", {str(p.id): p.short for p in catalog.places.values()})
        }
        if finding is not None:
            model = model_of(finding)
            places = {str(p): on_screen(p.level_text or "S1") for p in places_of(model)}
            offered = {
                "place": ("Level", places),
                "side": ("Side", {side: _SIDES[side] for side in model.sides}),
                "zone": ("Where in the disc", {zone: ZONE_WORDS[zone] for zone in model.zones}),
                "amount": ("How much", amounts_of(model)),
            }
        for what, (title, choices) in offered.items():
            if len(choices) > 1:
                self._row(what, title, choices)

    def _row(self, what: str, title: str, choices: Mapping[str, str]) -> None:
        row = ChipChoice(choices, title, self.choices)
        row.chosen.connect(lambda value: self.changed.emit(what, value))
        self._column.addWidget(words_label(title, "muted", self.choices))
        self._column.addWidget(row)
        self.rows[what] = row

    def _mark(self, said: Said, finding: Finding | None) -> None:
        """What is chosen now."""
        now = {"place": str(said.place)}
        if finding is not None:
            now |= {"side": finding.side, "zone": finding.zone}
        if finding is not None and "amount" in self.rows:
            keys = self.rows["amount"].buttons
            now["amount"] = min(keys, key=lambda key: abs(float(key) - finding.severity))
        for what, row in self.rows.items():
            if now.get(what, "") in row.buttons:
                row.show_choice(now[what])


def amounts_of(model: Model) -> Mapping[str, str]:
    """How much of a model there can be, by severity: its grades in everyday words beside those of
    reports, or small, medium and large."""
    if model.grades:
        return {str(middle_of(model, grade)): _grade(grade.plain, grade.name) for grade in
                model.grades}  # fmt: skip
    words = load_consult().amounts
    return {str(share): words[key] for key, share in AMOUNTS.items()}


def _grade(plain: str, name: str) -> str:
    brief = name.partition(" (")[0]
    return plain if plain.casefold() == brief.casefold() else f"{plain} ({brief})"


class Words(QTextBrowser):
    """Shows words; reads nothing from disc, and follows no link by itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("In plain words")

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Nothing: the words hold no pictures."""
        return None
