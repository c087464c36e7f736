"""Hears everything the program is not to say: Qt's and VTK's messages, warnings, log records,
errors that nobody caught."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from vtkmodules.vtkCommonCore import vtkFileOutputWindow, vtkOutputWindow, vtkStringOutputWindow

#: What the screen of the machine says, and no program can help.
_OF_THE_SCREEN = ("This plugin does not support propagateSizeHints",)


class Heard(logging.Handler):
    """What was said, in order; empty after a quiet run."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.doing = ""

    def say(self, kind: str, text: str) -> None:
        """Note one message, with what the hand was doing."""
        self.lines.append(f"{kind} at {self.doing}: {text.strip()}")

    def emit(self, record: logging.LogRecord) -> None:
        """A log record of a warning or worse."""
        self.say("log", self.format(record))

    def on_qt(self, kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
        """A message of Qt's."""
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and not text.startswith(
            _OF_THE_SCREEN
        ):
            self.say("Qt", text)

    def on_error(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """An error that nobody caught."""
        self.say("error", "".join(traceback.format_exception(kind, error, trace)))


@contextmanager
def listening() -> Iterator[Heard]:
    """Hear everything while this lasts; Python's warnings count from the first on."""
    heard, output = Heard(), vtkStringOutputWindow()
    was = vtkOutputWindow.GetInstance()
    vtkOutputWindow.SetInstance(output)
    for event in ("WarningEvent", "ErrorEvent"):
        output.AddObserver(event, lambda *_: heard.say("VTK", output.GetOutput()[-600:]))
    logging.getLogger().addHandler(heard)
    qt = qInstallMessageHandler(heard.on_qt)
    hook, thread_hook, lost_hook = sys.excepthook, threading.excepthook, sys.unraisablehook
    sys.excepthook = heard.on_error
    threading.excepthook = lambda args: heard.say("thread", repr(args.exc_value))
    sys.unraisablehook = lambda args: heard.say("lost error", repr(args.exc_value))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = lambda message, kind, *_: heard.say(kind.__name__, str(message))
            yield heard
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = hook, thread_hook, lost_hook
        qInstallMessageHandler(qt)
        logging.getLogger().removeHandler(heard)
        vtkOutputWindow.SetInstance(was or vtkFileOutputWindow())
