"""What comes before a frame and what after it: words first, then the picture, then the rest."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

#: A window behind others draws no frame; so long is waited for one.
_NO_FRAME_MS = 250


class Turns(QObject):
    """Keeps what waits for its turn of the event loop beside one view.

    Call `drawn` after each frame of the view.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._draw: Callable[[], None] | None = None
        self._act: Callable[[], None] | None = None
        self._text_first = self._timer(self._on_text)
        self._frame_first = self._timer(self._on_frame)

    def _timer(self, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer

    @property
    def is_waiting(self) -> bool:
        """Whether anything waits."""
        return self._draw is not None or self._act is not None

    def after_text(self, draw: Callable[[], None]) -> None:
        """Draw when all else that changes in the window is painted; the last of several."""
        self._draw = draw
        self._text_first.start(0)

    def after_frame(self, act: Callable[[], None]) -> None:
        """Act when the next frame is on the screen, or after a while; the last of several."""
        self._act = act
        self._frame_first.start(_NO_FRAME_MS)

    def drawn(self) -> None:
        """A frame was drawn; it reaches the screen before the loop comes round."""
        if self._act is not None and self._draw is None:
            self._frame_first.start(0)

    def stop(self) -> None:
        """Let go of what waits."""
        self._text_first.stop()
        self._frame_first.stop()
        self._draw = self._act = None

    def _on_text(self) -> None:
        draw, self._draw = self._draw, None
        if draw is not None:
            draw()

    def _on_frame(self) -> None:
        act, self._act = self._act, None
        if act is not None:
            act()
