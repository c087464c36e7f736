"""The camera's way from one pose to another, driven by wall time: slow machines drop frames."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.camera import between
from viewer.state import Camera

FLIGHT_S = 0.35
_TICK_MS = 10


class Flight(QObject):
    """One flight at a time. `moved` gives each pose, the last one exactly the goal."""

    moved = Signal(object)

    def __init__(self, clock: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._began = 0.0
        self._from: Camera | None = None
        self._to: Camera | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.step)

    @property
    def goal(self) -> Camera | None:
        """Where the flight leads; None when there is none."""
        return self._to

    def start(self, from_: Camera, to: Camera) -> None:
        """Set out from a pose, in place of any flight under way."""
        self._from, self._to, self._began = from_, to, self._clock()
        self._timer.start()

    def cancel(self) -> None:
        """Stay where the camera is now."""
        self._timer.stop()
        self._from = self._to = None

    def step(self) -> None:
        """Go to where the camera should be by now."""
        if self._from is None or self._to is None:
            return
        share = (self._clock() - self._began) / FLIGHT_S
        pose = between(self._from, self._to, share)
        if share >= 1.0:
            self.cancel()
        self.moved.emit(pose)
