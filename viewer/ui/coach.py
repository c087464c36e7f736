"""Three first steps on a calm card, shown at the first start and then only when asked."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from viewer.ui import icons
from viewer.ui.overlay_card import OverlayCard
from viewer.ui.own_window import lie_above
from viewer.ui.theme import THEMES, Theme


@dataclass(frozen=True, slots=True)
class CoachStep:
    """One card: a drawing, a title, a sentence or two."""

    drawing: str
    title: str
    text: str


STEPS = (
    CoachStep(
        "pick",
        "Pick a level",
        "Press a level on the little spine below, or click the part you mean. Its disc, joints "
        "and nerve roots light up.",
    ),
    CoachStep(
        "turn",
        "Turn it",
        "Drag to turn, scroll to come nearer. The words above the picture bring you to a view; "
        "Home brings you back.",
    ),
    CoachStep(
        "text",
        "Read about it",
        "The page on the right tells about what you picked. Choose whom it is written for. "
        "Links light the part they name.",
    ),
)
_WIDTH, _DRAWING = 420, 36
#: Of the frame about what a step is about, as the style sheet has them.
_SPOT_RADIUS, _SPOT_BORDER = 10, 3


class Coach(OverlayCard):
    """Walks through STEPS beside the widgets they speak of; emits `finished` when done or skipped.

    targets: the widget each step is about. notice: what must be said once, at the first start.
    """

    finished = Signal()

    def __init__(self, targets: tuple[QWidget, QWidget, QWidget], window: QWidget) -> None:
        super().__init__(window, "First steps")
        self._targets = targets
        self._theme: Theme = THEMES["light"]
        self.step = 0
        self.spotlight = QFrame(window)
        self.spotlight.setObjectName("spotlight")
        self.spotlight.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.spotlight.hide()
        lie_above(self.spotlight, _SPOT_RADIUS, _SPOT_BORDER)
        self._drawing = QLabel(self)
        self._title = QLabel(self)
        self._title.setObjectName("cardTitle")
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self.notice = QLabel(self)
        self.notice.setObjectName("caption")
        self.notice.setWordWrap(True)
        self._count = QLabel(self)
        self._count.setObjectName("caption")
        self.skip = QPushButton("Skip", self)
        self.next = QPushButton("Next", self)
        self.next.setObjectName("primary")
        self.skip.clicked.connect(self.close_card)
        self.next.clicked.connect(self._on_next)
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._drawing)
        head.addWidget(self._title, 1)
        column.addLayout(head)
        column.addWidget(self._text)
        column.addWidget(self.notice)
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self.skip)
        foot.addWidget(self.next)
        column.addLayout(foot)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._show_step()

    def set_notice(self, text: str) -> None:
        """What is said once below the first step."""
        self.notice.setText(text)
        self._show_step()
        if self.isVisible():
            self.place()

    def open(self) -> None:
        """Begin with the first step."""
        self.step = 0
        self._show_step()
        super().open()
        self.spotlight.show()
        self.place()
        self.next.setFocus()

    def close_card(self) -> None:
        """Done or skipped; either way it does not come again by itself."""
        self.spotlight.hide()
        super().close_card()
        self.finished.emit()

    def place(self) -> None:
        """Beside the widget the step is about, never over it."""
        window = self.over
        width = min(_WIDTH, window.width() - 40)
        self.setFixedWidth(width)
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        height = layout.totalHeightForWidth(width)
        target = self._targets[self.step]
        around = QRect(target.mapTo(window, QPoint(0, 0)), target.size())
        self.spotlight.setGeometry(around.adjusted(2, 2, -2, -2))
        self.spotlight.raise_()
        picture = self._targets[1]
        middle = QRect(picture.mapTo(window, QPoint(0, 0)), picture.size())
        x = middle.center().x() - width // 2
        y = middle.bottom() - height - 24
        self.setGeometry(QRect(max(8, x), max(8, y), width, height))
        self.raise_()

    def _show_step(self) -> None:
        step = STEPS[self.step]
        self._drawing.setPixmap(icons.pixmap(step.drawing, self._theme.accent, _DRAWING, 2.0))
        self._title.setText(step.title)
        self._text.setText(step.text)
        self.notice.setVisible(self.step == 0 and bool(self.notice.text()))
        self._count.setText(f"Step {self.step + 1} of {len(STEPS)}")
        last = self.step == len(STEPS) - 1
        self.next.setText("Start" if last else "Next")
        self.skip.setVisible(not last)

    def _on_next(self) -> None:
        if self.step == len(STEPS) - 1:
            self.close_card()
            return
        self.step += 1
        self._show_step()
        self.place()
