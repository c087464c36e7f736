"""Work too long for the window's own thread: one piece at a time, only the newest one counts.

The work asks neither Qt nor VTK (`meshes.effects.first_thread`), and ends nothing of theirs:
Python's collector of cycles, which runs in whatever thread makes the next object, rests meanwhile.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal


class OvertakenError(Exception):
    """Work that nobody waits for any more."""


class Later(QObject):
    """Carries out work beside the window. done: the answer of the newest piece of work asked for;
    answers that have been overtaken are dropped."""

    done = Signal(object)
    _answered = Signal(int, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._answered.connect(self._on_answered)

    def ask(self, work: Callable[[Callable[[], None]], object]) -> None:
        """Do this in place of what was asked before.

        work: is given what it calls between its steps, so that it can be stopped.
        """
        self.forget()
        number = self._number

        def go_on() -> None:
            if number != self._number:
                raise OvertakenError

        self._pool.start(_Piece(number, lambda: work(go_on), self._answered.emit))

    def forget(self) -> None:
        """No answer is waited for any more."""
        self._number += 1
        self._pool.clear()

    def stop(self) -> None:
        """Forget all, and wait for what is under way."""
        self.forget()
        self._pool.waitForDone()

    def _on_answered(self, number: int, answer: object) -> None:
        if number == self._number:
            self.done.emit(answer)


class _Piece(QRunnable):
    """One piece of work with its number."""

    def __init__(
        self, number: int, work: Callable[[], object], answer: Callable[[int, object], None]
    ) -> None:
        super().__init__()
        self._number, self._work, self._answer = number, work, answer

    def run(self) -> None:
        """Do it, in a thread of the pool."""
        with suppress(OvertakenError), _without_collector():
            answer = self._work()
            # Whoever asked may have gone meanwhile, and its signal with it.
            with suppress(RuntimeError):
                self._answer(self._number, answer)


_COLLECTOR = threading.Lock()
_resting: list[bool] = []


@contextmanager
def _without_collector() -> Iterator[None]:
    """Within this no cycles are collected, in whatever thread; several may be within it."""
    with _COLLECTOR:
        _resting.append(gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _COLLECTOR:
            was = _resting.pop()
            if not _resting and was:
                gc.enable()
