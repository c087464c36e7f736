"""The settings in one card: each choice shows at once, Cancel brings back what was before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from viewer.ui.chip_choice import ChipChoice
from viewer.ui.overlay_card import OverlayCard
from viewer.ui.settings import LARGEST_TEXT, SMALLEST_TEXT, TEXT_STEP, Settings
from viewer.ui.theme import FOLLOW_DESKTOP
from viewer.ui.window_layout import screen_text

_WIDTH, _MARGIN, _SCROLL_BAR = 500, 20, 14
#: Letters as the card was drawn for; larger ones make it wider.
_USUAL_LINE = 17
CHOICES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "theme": (
        "Theme",
        {
            FOLLOW_DESKTOP: "As the desktop",
            "light": "Light",
            "dark": "Dark",
            "projector": "Projector",
        },
    ),
    "audience": (
        "Text at start is for",
        {"patient": "Patients", "student": "Students", "clinician": "Clinicians"},
    ),
}
SWITCHES: Mapping[str, tuple[str, str]] = {
    "reduced_motion": ("Reduced motion", "The view jumps instead of flying."),
    "smooth": ("Smooth edges at rest", "Switch off where a still picture comes slowly."),
    "inset": ("Little spine in the corner", "It shows which part is in view."),
}
_FITTING = "{:.0f} % suits this large screen; the first start chose it."
#: What Cancel and "Usual settings" bring back; the rest is not chosen here.
FIELDS = (*CHOICES, "text_scale", *SWITCHES)


def taken_back(now: Settings, before: Settings) -> Settings:
    """What is chosen here as it was before; everything else as it is now."""
    return replace(now, **{name: getattr(before, name) for name in FIELDS})


class SettingsCard(OverlayCard):
    """Emits `changed` with whole Settings on each choice."""

    changed = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "Settings")
        self._now = self._before = Settings()
        self.choices: dict[str, ChipChoice] = {}
        self.switches: dict[str, QCheckBox] = {}
        self.size_label, self.size_hint = QLabel(self), QLabel(self)
        self.text_size = QSlider(Qt.Orientation.Horizontal, self)
        self.usual = QPushButton("Usual settings", self)
        self.cancel = QPushButton("Cancel", self)
        self.done = QPushButton("Done", self)
        self.done.setObjectName("primary")
        # What suits the screen is the usual size.
        usual = Settings(text_scale=screen_text())
        self.usual.clicked.connect(lambda: self._choose(**_values(usual)))
        self.cancel.clicked.connect(self.close_card)
        self.done.clicked.connect(self._on_done)
        self.content = QWidget(self)
        self.content.setObjectName("cardContent")
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.content)
        self._arrange()

    def _arrange(self) -> None:
        body = QVBoxLayout(self.content)
        body.setContentsMargins(0, 0, 4, 0)
        body.setSpacing(7)
        for key, (title, words) in CHOICES.items():
            chips = ChipChoice(words, title, self.content)
            chips.chosen.connect(lambda value, key=key: self._choose(**{key: value}))
            self.choices[key] = chips
            body.addWidget(QLabel(title, self.content))
            body.addWidget(chips)
            if key == "theme":
                self._add_size(body)
        for key, (title, hint) in SWITCHES.items():
            box = QCheckBox(title, self.content)
            box.setAccessibleDescription(hint)
            box.clicked.connect(lambda on, key=key: self._choose(**{key: on}))
            self.switches[key] = box
            body.addWidget(box)
            caption = QLabel(hint, self.content)
            caption.setObjectName("caption")
            caption.setWordWrap(True)
            body.addWidget(caption)
        head = QLabel("Settings", self)
        head.setObjectName("cardTitle")
        foot = QHBoxLayout()
        foot.addWidget(self.usual)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.done)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, 16)
        column.setSpacing(10)
        column.addWidget(head)
        column.addWidget(self._scroll, 1)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        column.addWidget(line)
        column.addLayout(foot)
        for one, other in pairwise(self.stops()):
            QWidget.setTabOrder(one, other)

    def stops(self) -> list[QWidget]:
        """Everything the keyboard can reach, from above to below."""
        theme, audience = (list(chips.buttons.values()) for chips in self.choices.values())
        foot = (self.usual, self.cancel, self.done)
        return [*theme, self.text_size, *audience, *self.switches.values(), *foot]

    def _add_size(self, body: QVBoxLayout) -> None:
        self.text_size.setParent(self.content)
        self.text_size.setRange(round(SMALLEST_TEXT / TEXT_STEP), round(LARGEST_TEXT / TEXT_STEP))
        self.text_size.setPageStep(2)
        self.text_size.setAccessibleName("Text size")
        self.text_size.valueChanged.connect(
            lambda steps: self._choose(text_scale=round(steps * TEXT_STEP, 2))
        )
        self.size_label.setParent(self.content)
        body.addWidget(self.size_label)
        body.addWidget(self.text_size)
        self.size_hint.setParent(self.content)
        self.size_hint.setObjectName("caption")
        self.size_hint.setWordWrap(True)
        fitting = screen_text()
        self.size_hint.setText(_FITTING.format(100 * fitting))
        self.size_hint.setVisible(fitting != 1.0)
        body.addWidget(self.size_hint)

    def ask(self, settings: Settings) -> None:
        """Come up with these settings."""
        self._before = settings
        self.show_settings(settings)
        self.open()
        # Once more, because the style sheet's letters are known only to what is in sight.
        self.place()
        self.done.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_settings(self, settings: Settings) -> None:
        """Show these; nothing is emitted."""
        self._now = settings
        for key, chips in self.choices.items():
            chips.show_choice(getattr(settings, key))
        for key, box in self.switches.items():
            box.setChecked(getattr(settings, key))
        self.text_size.blockSignals(True)
        self.text_size.setValue(round(settings.text_scale / TEXT_STEP))
        self.text_size.blockSignals(False)
        self.size_label.setText(f"Text size: {100 * settings.text_scale:.0f} %")
        if self.isVisible():
            self.place()

    def place(self) -> None:
        """In the middle of the window, as high as it needs and has room for."""
        layout, window = self.layout(), self.over
        assert layout is not None
        letters = self.done.fontMetrics().height() / _USUAL_LINE
        width = min(round(_WIDTH * max(1.0, letters)), window.width() - 24)
        inner = self.content.layout()
        assert inner is not None
        inner.activate()
        room = width - 2 * _MARGIN - _SCROLL_BAR
        wanted = inner.totalHeightForWidth(room) if inner.hasHeightForWidth() else 0
        wanted = max(wanted, inner.totalMinimumSize().height())
        margins = layout.contentsMargins()
        head = self.done.sizeHint().height() + 3 * layout.spacing() + 1 + _USUAL_LINE * 2 * letters
        high = wanted + round(head) + margins.top() + margins.bottom() + 8
        high = min(high, window.height() - 24)
        x, y = (window.width() - width) // 2, (window.height() - high) // 2
        self.setGeometry(QRect(x, y, width, high))

    def close_card(self) -> None:
        """Escape and Cancel bring back what was before."""
        if self._now != taken_back(self._now, self._before):
            self._take(taken_back(self._now, self._before))
        super().close_card()

    def _on_done(self) -> None:
        self._before = self._now
        self.close_card()

    def _choose(self, **chosen: object) -> None:
        self._take(replace(self._now, **chosen))  # type: ignore[arg-type]

    def _take(self, settings: Settings) -> None:
        self.show_settings(settings)
        self.changed.emit(settings)


def _values(settings: Settings) -> dict[str, object]:
    return {name: getattr(settings, name) for name in FIELDS}
