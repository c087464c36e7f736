"""Makes keys of the slider under a hand while nothing else is to be done.

They are begun when a slider is pointed at, gets the keyboard or is pressed, one piece at a turn of
the event loop, so that input comes first; a change of the state is waited out. The keys of one
slider are kept at a time, and none once what they are for has changed or their card is put away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QSlider

from annotations.fault import ContentError
from meshes.ids import StructureId
from meshes.reading import TableError
from meshes.store import AssetError
from viewer.slid import Slid, SlidKeys, is_worth
from viewer.state import ViewState
from viewer.ui.opacity_card import OWN_KEYS

if TYPE_CHECKING:
    from meshes.changed.between import Between

#: Nothing is made for so long after the state changed: the picture and its labels come first, ms.
_PAUSE_MS = 60
_DONE = object()
_BEGIN = (QEvent.Type.Enter, QEvent.Type.FocusIn, QEvent.Type.MouseButtonPress)
_PUT_AWAY = QEvent.Type.Hide


class KeyMaker(QObject):
    """seen: asked for the structures in sight that ship, when keys are begun. stepped: a key of the
    keyboard that moved a slider came up again, so that the shape may be exact now."""

    stepped = Signal()

    def __init__(
        self,
        state: Callable[[], ViewState],
        seen: Callable[[], frozenset[StructureId]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._state, self._seen = state, seen
        self._sliders: dict[QSlider, Callable[[], Slid | None]] = {}
        self._at: QSlider | None = None
        self.keys: SlidKeys | None = None
        self._work: Iterator[None] | None = None
        self._is_stepping = False
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._on_turn)

    def watch(self, slider: QSlider, slid: Callable[[], Slid | None]) -> None:
        """Make keys of this slider when a hand comes to it. slid: what it moves now."""
        self._sliders[slider] = slid
        slider.installEventFilter(self)

    @property
    def is_sliding(self) -> bool:
        """Whether a hand holds one of the sliders, or a key down that moves one with keys."""
        if self._is_stepping and self.keys is not None:
            return True
        return any(slider.isSliderDown() for slider in self._sliders)

    def at(self, state: ViewState) -> Between | None:
        """The shape of a state between keys; None where keys do not tell it."""
        return self.keys.at(state) if self.keys is not None else None

    def show_state(self, state: ViewState) -> None:
        """Keep keys that still are for this state; go on with them when it has been shown."""
        if self.keys is not None and not self.keys.fits(state):
            self.drop()
        if self._at is not None:
            # what is nearest to the hand may be another now
            self._work = None
            self._turn.start(_PAUSE_MS)

    def drop(self) -> None:
        """Keep nothing, and make nothing until a hand comes again."""
        self._turn.stop()
        self.keys = self._work = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A hand comes to a slider, leaves it, or its card is put away."""
        slider = watched if isinstance(watched, QSlider) else None
        if slider is None or slider not in self._sliders:
            return False
        if isinstance(event, QKeyEvent):
            self._on_key(event)
        elif event.type() in _BEGIN:
            self._work = self._work if slider is self._at else None
            self._at = slider
            self._turn.start(0)
        elif event.type() == QEvent.Type.FocusOut:
            self._is_stepping = False
        elif event.type() == _PUT_AWAY and slider is self._at:
            self._at, self._is_stepping = None, False
            self.drop()
        return False

    def _on_key(self, event: QKeyEvent) -> None:
        """Steps of a key that is held are shown as those of a hand."""
        if event.type() == QEvent.Type.KeyPress and event.key() in OWN_KEYS:
            self._is_stepping = True
        elif event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat():
            was_quick, self._is_stepping = self._is_stepping and self.keys is not None, False
            if was_quick:
                self.stepped.emit()

    def _on_turn(self) -> None:
        """One piece of work, then the next when the event loop comes round."""
        slider = self._at
        if slider is None or not (slider.underMouse() or slider.hasFocus()):
            return
        held = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if held and not slider.isSliderDown():
            # a hand turns the picture: it needs every frame
            self._turn.start(_PAUSE_MS)
            return
        try:
            work = self._work = self._work or self._begun(slider)
            if work is not None and next(work, _DONE) is not _DONE:
                self._turn.start(0)
            else:
                self._work = None
        except (AssetError, ContentError, TableError):
            # what cannot be worked out says so where somebody asks to see it
            self.drop()

    def _begun(self, slider: QSlider) -> Iterator[None] | None:
        """The work on the keys of a slider, on those that are there where they fit."""
        slid, state, seen = self._sliders[slider](), self._state(), self._seen()
        if slid is None or not is_worth(slid, state):
            self.keys = None
            return None
        keys = self.keys
        if keys is None or keys.slid != slid or not keys.fits(state) or not seen <= keys.seen:
            keys = self.keys = SlidKeys(slid, state, seen)
        return keys.work(state)
