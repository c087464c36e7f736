"""A job under way: what it does, how far it is, and a way to stop it. The window works on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from viewer.export.steps import Progress, Steps, TakeError
from viewer.ui.one_line import OneLine
from viewer.ui.overlay_card import OverlayCard

#: A job that takes no longer than this shows nothing of itself.
SHOWN_AFTER_MS = 400
_WIDTH, _ABOVE_FOOT, _PARTS = 460, 190, 1000


class JobBar(OverlayCard):
    """Runs one job at a time, a piece on each turn of the event loop.

    failed(sentence): nothing was written. ended: the job is over, however it went.
    """

    failed = Signal(str)
    ended = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "Job under way")
        self._job: Steps[Any] | None = None
        self._done: Callable[[Any], None] = lambda _result: None
        self._since = QElapsedTimer()
        self._words = OneLine(self)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, _PARTS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.cancel_button = QPushButton("Cancel", self)
        self.cancel_button.clicked.connect(self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(12)
        row.addWidget(self._words, 2)
        row.addWidget(self.bar, 3)
        row.addWidget(self.cancel_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self._job is not None

    def start(self, job: Steps[Any], done: Callable[[Any], None]) -> None:
        """Run a job; done(result) when it comes to its end. A second one must wait."""
        if self._job is not None:
            job.close()
            self.failed.emit("Another file is still being made; wait for it, or cancel it first.")
            return
        self._job, self._done = job, done
        self._since.start()
        self.bar.setValue(0)
        self._timer.start(0)

    def cancel(self) -> None:
        """Stop the job; nothing of its file remains."""
        job, self._job = self._job, None
        if job is not None:
            self._timer.stop()
            job.close()
            self._end()

    def place(self) -> None:
        """Low in the middle, off the level strip."""
        window = self.over
        width, height = min(_WIDTH, window.width() - 40), self.sizeHint().height()
        x, y = (window.width() - width) // 2, window.height() - height - _ABOVE_FOOT
        self.setGeometry(QRect(x, max(8, y), width, height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that closes takes its job along."""
        if event.type() == QEvent.Type.Close and watched is self.over:
            self.cancel()
        return super().eventFilter(watched, event)

    def _step(self) -> None:
        job = self._job
        if job is None:
            return
        try:
            now = next(job)
        except StopIteration as end:
            self._job = None
            self._end()
            self._done(end.value)
        except (TakeError, MemoryError) as problem:
            self._job = None
            self._end()
            lost = "There is not enough memory for this; choose a smaller size."
            self.failed.emit(str(problem) if isinstance(problem, TakeError) else lost)
        except BaseException:
            self._job = None
            self._end()
            raise
        else:
            self._show(now)
            self._timer.start(0)

    def _show(self, now: Progress) -> None:
        if not self.isVisible() and self._since.hasExpired(SHOWN_AFTER_MS):
            # The keyboard stays where it was: the work goes on beside the job.
            self.open()
        if self.isVisible():
            self._words.setText(now.words)
            self.bar.setValue(round(now.share * _PARTS))

    def _end(self) -> None:
        had_keyboard = self.isAncestorOf(self.window().focusWidget() or self.over)
        self.hide()
        if had_keyboard:
            self.over.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit()
