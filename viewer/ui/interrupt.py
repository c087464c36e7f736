"""Ctrl+C in the terminal closes the window as its own button does, and nothing is lost."""

from __future__ import annotations

import os
import signal
import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QWidget


def close_on_interrupt(window: QWidget) -> None:
    """Close the window on SIGINT and SIGTERM.

    Python runs signal handlers only between its own steps, of which Qt's loop has none; a pipe
    wakes it without a timer.
    """
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        return
    read, write = os.pipe()
    os.set_blocking(write, False)
    notifier = QSocketNotifier(read, QSocketNotifier.Type.Read, window)

    def on_signal() -> None:
        os.read(read, 16)
        window.close()

    notifier.activated.connect(on_signal)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: None)
