"""Ctrl+C in the terminal closes the window properly."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_WINDOW = """
import os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from viewer.ui.interrupt import close_on_interrupt
class Window(QWidget):
    def closeEvent(self, event):
        print("closed properly")
app = QApplication(sys.argv)
window = Window()
close_on_interrupt(window)
window.show()
QTimer.singleShot(50, lambda: os.kill(os.getpid(), signal.Signals[sys.argv[1]]))
QTimer.singleShot(20000, lambda: os._exit(9))
sys.exit(app.exec())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there the process ends at once")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_closes_the_window(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WINDOW, name],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "closed properly"
