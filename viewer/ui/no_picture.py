"""The calm message that stands where the 3D picture would be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

_NO_PICTURE = "The 3D picture cannot be shown here.\n\n{}\n\nThe text and all lists still work."
NO_GL = (
    "This screen offers no OpenGL 3.2. Update the graphics driver; 'lumbosacral-viewer render' may "
    "still draw pictures to files."
)
_PICTURE_MS = 4000


class NoPicture(QLabel):
    """Hidden while there is a picture. problem: why there is none from the start, if so.

    Qt says nothing when it finds no OpenGL: no context long after showing means there is none.
    is_missing: whether the view was to draw by now and did not.
    """

    def __init__(self, problem: str | None, is_missing: Callable[[], bool], parent: QWidget):
        super().__init__(_NO_PICTURE.format(problem) if problem else "", parent)
        self._is_missing = is_missing
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
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
            self.setText(_NO_PICTURE.format(NO_GL))
            self.show()
            self.raise_()
