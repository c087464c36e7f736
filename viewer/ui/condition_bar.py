"""The card of conditions under the picture: what is set, where, how much, and how to see it.

All it offers comes from the data files of models; it writes nothing to the state itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from viewer.atlas import Atlas
from viewer.changing import model_of
from viewer.commands.command import Command
from viewer.commands.finding_acts import Key, found, key_of
from viewer.commands.finding_names import model_name, name_of_finding
from viewer.numbering import counting
from viewer.state import Audience, Finding, ViewState
from viewer.ui.amount_line import AmountLine, amount_words, printed
from viewer.ui.condition_choices import CHIP_GAP, ConditionChoices, chip
from viewer.ui.condition_room import card_height
from viewer.ui.condition_sights import ConditionSights, command_tip
from viewer.ui.condition_tabs import ConditionTabs
from viewer.ui.cross import Cross
from viewer.ui.flow_layout import FlowLayout
from viewer.ui.own_keys import ESCAPE, is_kept
from viewer.ui.theme import Theme

#: A card narrower than this many letter heights has its figures on lines of their own.
_NARROW = 26
#: What the sides of the card take from its rows, pixels.
_MARGINS = 32
#: What the ends of the slider are called where "none" and "severe" would not fit.
_ENDS: Mapping[str, tuple[str, str]] = {
    "curve": ("None", "Most"),
    "variant": ("None", "Whole"),
    "treatment": ("Before", "Done"),
    "needle": ("Outside", "In place"),
}
_HINT = "Show what a condition does, at the level you choose. It is a picture, not a diagnosis."


class ConditionBar(QFrame):
    """asked: a command. changed: what was chosen for the current finding ("model", "place", "side",
    "zone", "look") and the new value. slid: "severity" or "extra", its share and the number of the
    drag. picked: another finding is looked at. removed: the current one. closed: put away.

    below: the row under it in the same column, which gives way where room is short.
    """

    asked = Signal(str)
    changed = Signal(str, str)
    slid = Signal(str, float, int)
    picked = Signal(object)
    removed = Signal()
    closed = Signal()

    def __init__(
        self,
        atlas: Atlas,
        commands: Mapping[str, Command],
        parent: QWidget,
        below: QWidget,
    ) -> None:
        super().__init__(parent)
        self._below = below
        self.setObjectName("conditions")
        self.setAccessibleName("Conditions")
        self._atlas, self._commands, self._over = atlas, commands, parent
        self._state: ViewState | None = None
        self.key: Key | None = None
        self.content = QWidget(self)
        self.content.setObjectName("cardContent")
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.content)
        self._make_parts()
        self._lay_out()
        self.hide()
        parent.installEventFilter(self)
        self.content.installEventFilter(self)

    def _make_parts(self) -> None:
        self.choices = ConditionChoices(self._atlas, self.content)
        self.choices.changed.connect(self.changed)
        self.tabs = ConditionTabs(self.content)
        self.tabs.picked.connect(self._on_tab)
        self.amount, self.extra = AmountLine(self.content), AmountLine(self.content)
        self.amount.slid.connect(lambda share, drag: self._on_slid("severity", share, drag))
        self.extra.slid.connect(lambda share, drag: self._on_slid("extra", share, drag))
        self.sights = ConditionSights(self._atlas, self._commands, self.content)
        self.sights.asked.connect(self.asked)
        self.sights.look_asked.connect(lambda look: self.changed.emit("look", look))
        self.gone = chip("Remove", "Take this condition off the model", self.content)
        self.gone.clicked.connect(lambda: self.removed.emit())
        self.all_gone = chip("Remove all", "Take all conditions off the model", self.content)
        self.all_gone.clicked.connect(lambda: self.asked.emit("conditions.remove-all"))
        self.posture = chip("Posture…", command_tip(self._commands["window.posture"]), self.content)
        self.posture.clicked.connect(lambda: self.asked.emit("window.posture"))
        self.cross = Cross(self.content)
        self.cross.setAccessibleName("Close: Conditions")
        self.cross.setToolTip("Put the card away; what is set stays  (Esc)")
        self.cross.clicked.connect(self.put_away)
        self.hint = QLabel(_HINT, self.content)
        self.hint.setObjectName("muted")
        self.hint.setWordWrap(True)

    def _lay_out(self) -> None:
        choices = self.choices
        column = QVBoxLayout(self.content)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(5)
        self._where = self._row(
            (choices.model, choices.level, choices.zone, *choices.side.buttons.values())
        )
        top, head = QVBoxLayout(), QHBoxLayout()
        for widget in (self.tabs, self._where, self.hint):
            top.addWidget(widget)
        head.addLayout(top, 1)
        head.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        middle = QHBoxLayout()
        self._middle = QWidget(self.content)
        left = QVBoxLayout(self._middle)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(5)
        see = self._row(tuple(self.sights.looks.values()))
        for widget in (self.amount, self.extra, see):
            left.addWidget(widget)
        middle.addWidget(self._middle, 1)
        middle.addWidget(choices.picture, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(middle)
        foot = self._row(
            (*self.sights.kept.values(), self.gone, choices.add, self.posture, self.all_gone)
        )
        column.addWidget(foot)
        column.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._scroll)

    def _row(self, widgets: tuple[QWidget, ...]) -> QWidget:
        row = QWidget(self.content)
        flow = FlowLayout(row, gap=CHIP_GAP)
        flow.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            flow.addWidget(widget)
        return row

    def set_theme(self, theme: Theme, _scale: float) -> None:
        """Take the colours of a theme."""
        self.choices.set_theme(theme)
        self.cross.set_theme(theme)
        self.fit()

    @property
    def finding(self) -> Finding | None:
        """The finding the card is about."""
        return found(self._state, self.key) if self._state is not None else None

    def show_state(self, state: ViewState) -> None:
        """Show what is set; the current finding stays current while it is there."""
        was, self._state = self._state, state
        if was is not None and len(state.findings) > len(was.findings):
            had = {key_of(f) for f in was.findings}
            self.key = next((key_of(f) for f in state.findings if key_of(f) not in had), self.key)
        if found(state, self.key) is None:
            self.key = key_of(state.findings[-1]) if state.findings else None
        finding = self.finding
        self._show_tabs(state)
        for part in (self._middle, self._where, self.gone):
            part.setVisible(finding is not None)
        self.hint.setVisible(finding is None)
        self.sights.show_state(finding, state)
        self.all_gone.setVisible(len(state.findings) > 1)
        self.choices.show_finding(finding, state)
        if finding is not None:
            self._show_finding(finding, state)
        self.fit()

    def _show_tabs(self, state: ViewState) -> None:
        plain = state.audience is Audience.PATIENT
        count = counting(state)
        names = {key_of(f): name_of_finding(f, plain=plain, count=count) for f in state.findings}
        # a level that all of them are at would only take the room of their names
        where = len({f.place for f in state.findings}) > 1
        brief = {
            key_of(f): name_of_finding(f, plain=plain, count=count, where=where)
            for f in state.findings
        }
        named = {key_of(f): model_name(f, plain=plain) for f in state.findings}
        kept = {key: words.removeprefix(named[key]) for key, words in brief.items()}
        self.tabs.show_tabs(names, self.key, brief, kept)

    def _show_finding(self, finding: Finding, state: ViewState) -> None:
        extra = model_of(finding).extra
        self.amount.set_ends(*_ENDS.get(model_of(finding).group, ("None", "Severe")))
        self.amount.show_share(finding.severity)
        self.extra.setVisible(extra is not None)
        if extra is not None:
            self.extra.set_ends(*(printed(extra.text(end)) for end in (0.0, 1.0)))
            self.extra.show_share(finding.extra)
        self._show_figures()

    def _show_figures(self) -> None:
        """The figures of where the sliders stand, also while the picture still follows."""
        if self.finding is None or self._state is None:
            return
        model, plain = model_of(self.finding), self._state.audience is Audience.PATIENT
        share = self.amount.share
        words = amount_words(model.amount, share, model.grade_at(share), plain=plain)
        self.amount.show_words(f"{model.name}: how much", words if share else "None")
        if model.extra is not None:
            words = amount_words(model.extra, self.extra.share, plain=plain)
            self.extra.show_words(f"{model.name}: {model.extra.name.lower()}", words)

    def _on_slid(self, what: str, share: float, drag: int) -> None:
        self._show_figures()
        self.slid.emit(what, share, drag)

    def _on_tab(self, key: Key) -> None:
        self.key = key
        for line in (self.amount, self.extra):
            line.next_drag()
        if self._state is not None:
            self.show_state(self._state)
        self.picked.emit(key)

    def open(self) -> None:
        """Come up with the keyboard in it."""
        self.show()
        self.fit()
        first = self.amount.slider if self.finding is not None else self.choices.add
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
        for line in (self.amount, self.extra):
            line.set_narrow(is_narrow)
        self.choices.show_drawing(has_room=not is_narrow)
        row = room - _MARGINS - self.cross.sizeHint().width()
        self.tabs.fit(row)
        self.choices.fit(row)
        wanted = body.heightForWidth(room) if body.hasHeightForWidth() else body.sizeHint().height()
        self.setFixedHeight(
            card_height(self._over, wanted, self._below, is_open=not self.isHidden())
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the room and one's own content."""
        kind = event.type()
        if kind == QEvent.Type.LayoutRequest or (
            watched is self._over and kind == QEvent.Type.Resize
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
