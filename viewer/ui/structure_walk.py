"""Tab walks the structures of the lit segment in the 3D view; Enter selects, Escape leaves.

The stop is lit as a pointed link is, so the state stays as it is until Enter. Past the last
structure Tab goes on to the next widget: nobody is caught.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.commands import acts, camera_acts
from viewer.resolve import is_in_sight
from viewer.state import ViewState
from viewer.ui.announce import announce
from viewer.ui.wording import role_word

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

#: Share of the view's width that all of the sign may take.
_EDGE, _LONGEST = 8, 0.62
#: Lines of text that the patient's sides and the scale take at the lower edge.
_FOOT_LINES = 2.4
_STEPS = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def stops(state: ViewState, catalog: Catalog) -> tuple[StructureId, ...]:
    """What there is to walk, in the catalogue's order: the lit place's members in sight."""
    place = catalog.places.get(state.place) if state.place else None
    if place is None:
        return ()
    return tuple(
        member.id
        for member in place.members
        if any(
            part in catalog.drawn_set and is_in_sight(state, catalog, part)
            for part in catalog.with_parts(member.id)
        )
    )


class StructureWalk(QObject):
    """Watches the keys of the 3D view of one window. at: the structure walked to, or None."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._canvas: QWidget | None = None
        self._has_left = False
        self.at: StructureId | None = None
        self.sign = QLabel()
        self.sign.hide()
        self.speak: Callable[[str], None] = lambda text: announce(window, text)

    def attach(self, canvas: QWidget) -> None:
        """Walk in this 3D view from now on."""
        self._end()
        if self._canvas is not None:
            self._canvas.removeEventFilter(self)
        self._canvas = canvas
        self.sign = QLabel(canvas)
        self.sign.setObjectName("walk")
        self.sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sign.hide()
        canvas.installEventFilter(self)

    def show_state(self, state: ViewState) -> None:
        """Go on as far as the stop is still there."""
        self._has_left = False
        if self.at is None:
            return
        if self.at in stops(state, self._window.atlas.catalog):
            self._show()
        else:
            self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the walk before the window's shortcuts do."""
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.ShortcutOverride:
            if self.at is not None and event.key() in (*_ENTER, Qt.Key.Key_Escape):
                event.accept()
                return True
        elif isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return self._on_key(event)
        elif kind == QEvent.Type.FocusOut or kind == QEvent.Type.MouseButtonPress:
            self._has_left = False
            self._end()
        elif kind == QEvent.Type.Resize:
            self._place()
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if step and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return self._go(step)
        if self.at is None:
            return False
        if event.key() in _ENTER:
            self._select(self.at)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._end()
            self._has_left = True
            return True
        return False

    def _go(self, step: int) -> bool:
        """One structure on; False when the keyboard shall leave the view."""
        order = stops(self._window.store.state, self._window.atlas.catalog)
        if not order or self._has_left:
            return False
        place = order.index(self.at) + step if self.at in order else (0 if step > 0 else -1)
        if self.at in order and not 0 <= place < len(order):
            self._end()
            return False
        self.at = order[place]
        self._show()
        self.speak(self._words(self.at))
        return True

    def _select(self, id: StructureId) -> None:
        window = self._window
        place = window.atlas.catalog.places.get(window.store.state.place or StructureId(""))

        def change(state: ViewState) -> ViewState:
            chosen = acts.select_within(window.atlas, place.id if place else None, id)(state)
            return camera_acts.fly_to(window.atlas, (id,))(chosen)

        name = window.presenter.names.structures[id].short
        window.presenter.apply(f"Select {name}", change)
        window.clinical.show_selection()

    def _words(self, id: StructureId) -> str:
        catalog, state = self._window.presenter.names, self._window.store.state
        place = catalog.places.get(state.place) if state.place else None
        order, role = stops(state, catalog), role_word(catalog, place, id)
        name = catalog.structures[id].short + (f" ({role})" if role else "")
        return f"{name}, {order.index(id) + 1} of {len(order)}"

    def _show(self) -> None:
        if self.at is None:
            return
        self._window.presenter.preview(self.at)
        self._window.canvas.light(self.at)
        self._place()
        self.sign.show()
        self.sign.raise_()

    def _place(self) -> None:
        """Above the words of the lower edge, where neither legend nor cube stand."""
        if self._canvas is None or self.at is None:
            return
        words = self._words(self.at)
        for text in (f"{words}  ·  Enter selects, Esc leaves", words):
            self.sign.setText(text)
            self.sign.adjustSize()
            if self.sign.width() <= _LONGEST * self._canvas.width():
                break
        room, foot = self._canvas.size(), round(_FOOT_LINES * self.sign.fontMetrics().height())
        x = max(_EDGE, (room.width() - self.sign.width()) // 2)
        self.sign.move(x, room.height() - foot - self.sign.height())
        box = self.sign.geometry()
        from viewer.labels import Rect

        taken = Rect(float(box.x()), float(box.y()), float(box.width()), float(box.height()))
        self._window.canvas.keep_clear(taken)

    def _end(self) -> None:
        if self.at is None:
            return
        self.at = None
        self.sign.hide()
        self._window.canvas.keep_clear(None)
        self._window.canvas.light("")
        self._window.presenter.preview("")
