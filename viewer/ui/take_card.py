"""The card that asks what to take away: a few choices, remembered, and one press to do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from viewer.ui.chip_choice import ChipChoice
from viewer.ui.overlay_card import OverlayCard
from viewer.ui.segmented import Segmented

_WIDTH, _SIDE_BY_SIDE = 470, 5


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice: {value: words}. is_kept: whether it is remembered. first: chosen to begin with,
    "" for the first there is."""

    key: str
    label: str
    options: Mapping[str, str]
    is_kept: bool = True
    first: str = ""


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    key: str
    label: str
    is_on: bool = False
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """A line to write. is_kept: whether it is remembered."""

    key: str
    label: str
    text: str
    is_kept: bool = False


Field = OneOf | Switch | Words
Values = dict[str, str]
ON, OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class Form:
    """What a card asks. buttons: {key: words}, the first is the main one."""

    id: str
    title: str
    explanation: str
    fields: tuple[Field, ...]
    buttons: Mapping[str, str]


def defaults(form: Form, kept: Mapping[str, str]) -> Values:
    """The values a form begins with. kept: what was chosen last, as `form.field`."""
    found: Values = {}
    for field in form.fields:
        last = kept.get(f"{form.id}.{field.key}", "") if field.is_kept else ""
        if isinstance(field, OneOf):
            found[field.key] = last or field.first
            if found[field.key] not in field.options:
                found[field.key] = field.first or next(iter(field.options))
        elif isinstance(field, Switch):
            found[field.key] = last if last in (ON, OFF) else ON if field.is_on else OFF
        else:
            found[field.key] = last or field.text
    return found


def to_keep(form: Form, values: Values, kept: Mapping[str, str]) -> dict[str, str]:
    """What is remembered after these choices."""
    return {**kept, **{f"{form.id}.{f.key}": values[f.key] for f in form.fields if f.is_kept}}


class TakeCard(OverlayCard):
    """Shows one form at a time; emits `taken` with form, button and values."""

    taken = Signal(object, str, object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "Take away")
        self.form: Form | None = None
        self.inputs: dict[str, Segmented | ChipChoice | QCheckBox | QLineEdit] = {}
        self.buttons: dict[str, QPushButton] = {}
        self._values: Values = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(22, 20, 22, 16)
        self._body: QWidget | None = None

    def ask(self, form: Form, kept: Mapping[str, str]) -> None:
        """Come up with a form."""
        self.form, self._values = form, defaults(form, kept)
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = self._made(form)
        self._column.addWidget(self._body)
        self.setAccessibleName(form.title)
        self.open()
        # Once more, because the style sheet's letters are known only to what is in sight.
        self.place()
        next(iter(self.buttons.values())).setFocus()

    @property
    def values(self) -> Values:
        """What is chosen now."""
        found = dict(self._values)
        for key, widget in self.inputs.items():
            if isinstance(widget, QCheckBox):
                found[key] = ON if widget.isChecked() else OFF
            elif isinstance(widget, QLineEdit):
                found[key] = widget.text()
        return found

    def place(self) -> None:
        """In the middle of the window."""
        window, layout, body = self.over, self.layout(), self._body
        assert layout is not None
        margins = layout.contentsMargins()
        wanted = _WIDTH
        if body is not None:
            # Large letters need a wider card, or words would be cut.
            wanted = max(_WIDTH, body.minimumSizeHint().width() + margins.left() + margins.right())
        width = min(wanted, window.width() - 40)
        self.setFixedWidth(width)
        layout.activate()
        high = layout.totalHeightForWidth(width)
        height = min(high if high > 0 else self.sizeHint().height(), window.height() - 40)
        self.setGeometry(
            QRect((window.width() - width) // 2, (window.height() - height) // 2, width, height)
        )

    def _made(self, form: Form) -> QWidget:
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        title, explanation = QLabel(form.title, body), QLabel(form.explanation, body)
        title.setObjectName("cardTitle")
        explanation.setObjectName("muted")
        explanation.setWordWrap(True)
        column.addWidget(title)
        column.addWidget(explanation)
        rows = QFormLayout()
        rows.setHorizontalSpacing(14)
        rows.setVerticalSpacing(8)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.inputs = {}
        for field in form.fields:
            widget = self.inputs[field.key] = self._input(field, body)
            if isinstance(field, Switch):
                rows.addRow(widget)
            else:
                rows.addRow(field.label, widget)
        column.addLayout(rows)
        column.addLayout(self._foot(form, body))
        return body

    def _foot(self, form: Form, body: QWidget) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addStretch(1)
        cancel = QPushButton("Cancel", body)
        cancel.clicked.connect(self.close_card)
        foot.addWidget(cancel)
        self.buttons = {}
        for number, (key, words) in reversed(list(enumerate(form.buttons.items()))):
            button = self.buttons[key] = QPushButton(words, body)
            button.setObjectName("primary" if number == 0 else "")
            button.clicked.connect(lambda _checked=False, key=key: self._on_pressed(key))
            foot.addWidget(button)
        self.buttons = dict(reversed(self.buttons.items()))
        return foot

    def _input(self, field: Field, body: QWidget) -> Segmented | ChipChoice | QCheckBox | QLineEdit:
        now = self._values[field.key]
        if isinstance(field, Switch):
            box = QCheckBox(field.label, body)
            box.setChecked(now == ON)
            return box
        if isinstance(field, Words):
            line = QLineEdit(now, body)
            line.setAccessibleName(field.label)
            line.setCursorPosition(0)
            line.returnPressed.connect(lambda: self._on_pressed(next(iter(self.buttons))))
            return line
        kind = Segmented if len(field.options) <= _SIDE_BY_SIDE else ChipChoice
        row = kind(field.options, field.label, body)
        row.show_choice(now)
        row.chosen.connect(lambda value, key=field.key: self._values.update({key: value}))
        return row

    def _on_pressed(self, button: str) -> None:
        form, values = self.form, self.values
        self.close_card()
        self.taken.emit(form, button, values)
