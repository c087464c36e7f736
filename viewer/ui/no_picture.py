"""The calm message that stands where the 3D picture would be, or a still picture with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

_NO_PICTURE = "The 3D picture cannot be shown here.\n\n{}\n\nThe text and all lists still work."
NO_GL = (
    "This screen offers no OpenGL 3.2. Update the graphics driver; 'lumbosacral-viewer render' may "
    "still draw pictures to files."
)
LOST = (
    "The graphics card has stopped drawing, as it may after sleep or when its driver is updated. "
    "The picture comes back by itself when it can; else start the program again."
)
PROMISE = "A still picture is being drawn …"
STILL = "Still picture, drawn anew a moment after each change. {}"
_PICTURE_MS = 4000
_MARGIN = 8
#: Words in place of a picture stand high, because the first steps lie over its lower part; so much
#: of its height is left free above them.
HIGH = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
ABOVE = 0.12


class NoPicture(QLabel):
    """Hidden while there is a picture. problem: why there is none from the start, if so.

    Qt says nothing when it finds no OpenGL: no context long after showing means there is none.
    is_missing: whether the view was to draw by now and did not. went_missing: there is no picture
    after all.
    """

    went_missing = Signal()

    def __init__(self, problem: str | None, is_missing: Callable[[], bool], parent: QWidget):
        super().__init__(_NO_PICTURE.format(problem) if problem else "", parent)
        self._is_missing = is_missing
        self.setAlignment(HIGH)
        self.setWordWrap(True)
        # Its background is in the style sheet: what the view drew last, and names on it, must not
        # show through the words.
        self.setObjectName("noPicture")
        self._caption = QLabel(self)
        self._caption.setObjectName("muted")
        self._caption.setWordWrap(True)
        self._caption.hide()
        self._problem = problem or NO_GL
        self.setVisible(problem is not None)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_PICTURE_MS)
        self._wait.timeout.connect(self.check)

    def watch(self) -> None:
        """The view is shown now: see whether a picture comes."""
        self._wait.start()

    def stop(self) -> None:
        """See no more."""
        self._wait.stop()

    def check(self) -> None:
        """Say so if no picture came."""
        if self._is_missing():
            self.say(NO_GL)

    def say(self, problem: str) -> None:
        """There is no picture, for this reason."""
        self._problem = problem
        self.setText(_NO_PICTURE.format(problem))
        self._caption.hide()
        self.setAlignment(HIGH)
        self._place()
        self.show()
        self.raise_()
        self.went_missing.emit()

    def come(self) -> None:
        """The view draws after all, or again."""
        self.hide()

    def promise(self) -> None:
        """A still picture is on its way, where there is none yet."""
        if self.pixmap().isNull():
            self.setText(f"{_NO_PICTURE.format(self._problem)}\n\n{PROMISE}")

    def withdraw(self) -> None:
        """None comes after all."""
        if self.pixmap().isNull():
            self.setText(_NO_PICTURE.format(self._problem))

    def show_still(self, image: QImage) -> None:
        """A picture drawn elsewhere stands in, with the reason above it."""
        self._caption.show()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place()
        self.setPixmap(QPixmap.fromImage(image))

    @property
    def room(self) -> QSize:
        """The room for a still picture, below the words about it."""
        return QSize(self.width(), max(1, self.height() - self._words_height()))

    def _words_height(self) -> int:
        reason = self._problem.partition(". ")[0].removesuffix(".")
        self._caption.setText(STILL.format(f"{reason}."))
        return self._caption.heightForWidth(self._words_width()) + 2 * _MARGIN

    def _words_width(self) -> int:
        return max(1, self.width() - 2 * _MARGIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words keep to the upper edge."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        high = self._words_height()
        self._caption.setGeometry(_MARGIN, _MARGIN, self._words_width(), high - 2 * _MARGIN)
        if self._caption.isHidden():
            self.setContentsMargins(2 * _MARGIN, round(ABOVE * self.height()), 2 * _MARGIN, 0)
        else:
            self.setContentsMargins(0, high, 0, 0)
