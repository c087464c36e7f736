"""Passing on what a hand does no faster than the picture follows: the newest wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

Wish = TypeVar("Wish")


class Newest(QObject, Generic[Wish]):
    """Calls `act` with the newest value once the events that wait have been seen; never a queue."""

    def __init__(self, act: Callable[[Wish], None], parent: QObject) -> None:
        super().__init__(parent)
        self._act = act
        self._next: list[Wish] = []
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(0)
        self._wait.timeout.connect(self.flush)

    def give(self, wish: Wish) -> None:
        """Take this in place of what has not been passed on yet."""
        self._next = [wish]
        self._wait.start()

    def flush(self) -> None:
        """Pass on what waits, now."""
        self._wait.stop()
        waiting, self._next = self._next, []
        for wish in waiting:
            self._act(wish)
