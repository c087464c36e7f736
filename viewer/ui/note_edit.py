"""One note as it is written: a field that grows with its words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QToolButton, QWidget

from viewer.keep.notes import PinnedNote

_LEAST_LINES, _MOST_LINES = 2, 7
HINT = "Write a note. It stays on this computer; leave out patients’ names."


class NoteEdit(QFrame):
    """One note. pinned: as it was last kept, None for one not yet written."""

    def __init__(self, pinned: PinnedNote | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.pinned = pinned
        self.field = _Field(self)
        self.field.setPlainText(pinned.text if pinned else "")
        self.delete = QToolButton(self)
        self.delete.setObjectName("icon")
        self.delete.setToolTip("Delete this note")
        self.delete.setAccessibleName("Delete this note")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.field, 1)
        row.addWidget(self.delete, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def text(self) -> str:
        """The words as they stand."""
        return self.field.toPlainText()

    @property
    def is_unkept(self) -> bool:
        """Whether the words differ from those that are kept."""
        return self.text != (self.pinned.text if self.pinned else "")


class _Field(QPlainTextEdit):
    """Grows with its words; Escape leaves it."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("note")
        self.setAccessibleName("Note")
        self.setPlaceholderText(HINT)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """So many lines as there are words for, within bounds."""
        lines = int(self.document().size().height())
        lines = max(_LEAST_LINES, min(_MOST_LINES, lines))
        spare = 2 * (self.frameWidth() + int(self.document().documentMargin())) + 12
        return QSize(120, lines * self.fontMetrics().lineSpacing() + spare)

    def minimumSizeHint(self) -> QSize:
        """As tall as its words."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Escape belongs to the field while the keyboard is in it."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self.updateGeometry()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives the keyboard back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
