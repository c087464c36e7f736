"""What nobody caught: it goes into the log, the work is kept, and the window says so calmly."""

from __future__ import annotations

import logging
import sys
import threading
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication

from viewer.keep.log import note, told

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

SAID = (
    "Something in the program went wrong; it goes on, and your notes and the scene are kept. If "
    "the window behaves oddly, save what you need and start the program again."
)
NOT_KEPT = (
    "Something in the program went wrong, and the scene could not be kept. Save what you need now, "
    "and start the program again."
)
COPY = "Copy details"
#: The same error again is written only when it comes for the 10th, 100th ... time.
_TENS = frozenset(10**k for k in range(1, 7))
_GRAVE = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)


class Trouble(QObject):
    """Listens for errors that nobody caught, in any thread, and for what Qt warns of.

    happened: how the log tells the error; heard in the window's own thread.
    """

    happened = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._seen: Counter[str] = Counter()
        self._is_telling = False
        self.happened.connect(self._on_happened)

    def listen(self) -> None:
        """Hear of errors and warnings from now on, as long as the program runs."""
        sys.excepthook = self.caught
        threading.excepthook = self._on_thread
        qInstallMessageHandler(_on_qt)

    def caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Take one error: the terminal has it as ever, the log without anything personal."""
        sys.__excepthook__(kind, error, trace)
        if not isinstance(error, Exception):
            return
        words = told(error.with_traceback(trace))
        self._seen[words] += 1
        times = self._seen[words]
        if times == 1:
            note(words, logging.ERROR)
        elif times in _TENS:
            note(f"{type(error).__name__} as before, {times} times by now", logging.ERROR)
        if times == 1 or times in _TENS:
            self.happened.emit(words)

    def _on_thread(self, found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None:
            self.caught(found.exc_type, found.exc_value, found.exc_traceback)

    def _on_happened(self, words: str) -> None:
        """Keep the work, then say it; what fails here must not come back here."""
        if self._is_telling:
            return
        self._is_telling = True
        window, said = self._window, SAID
        try:
            window.keeping.keep_now()
        except Exception as error:  # noqa: BLE001 - an error here would come back for ever
            said = NOT_KEPT
            note(told(error), logging.ERROR)
        window.notices.offer(said, COPY, lambda: _copy(window, words), key="trouble")
        self._is_telling = False


def _copy(window: MainWindow, words: str) -> None:
    from viewer.ui.diagnostics import facts

    QGuiApplication.clipboard().setText(f"{words}\n\n{facts(window)}")
    window.status.showMessage("Copied: what went wrong, with versions; nothing personal", 6000)


def _on_qt(kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Qt's warnings go to the log, and to the terminal as ever."""
    if kind in _GRAVE:
        note(f"Qt: {text}", logging.WARNING)
    if sys.stderr is not None:
        print(text, file=sys.stderr)
