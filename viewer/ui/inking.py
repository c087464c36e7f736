"""Joins what a presenter has in hand: spotlight, pen and eraser over the views that are in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF

from viewer.commands import ink_acts
from viewer.commands.present_commands import COLOUR, ERASER, PEN, SPOTLIGHT
from viewer.ink import runs_of
from viewer.ink_laying import at_rest
from viewer.picking import display
from viewer.scene_ink import nearest_stroke
from viewer.state import InkColour, InkRun, SurfacePoint, ViewState
from viewer.ui.canvas import Canvas
from viewer.ui.hand import Hand, Tip
from viewer.ui.hand_sheet import Spot

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

#: How near the eraser must pass to a line, pixels, and how far behind the surface that line may
#: lie, mm (chosen).
_REACH_PX, _BEHIND_MM = 14.0, 6.0
_FULL = "There is no room for more ink: remove some first (eraser, or Present › Remove all ink)."


class Inking(QObject):
    """What is in hand, and over which views. changed: something else is in hand now."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.hands: dict[Canvas, Hand] = {}
        self.tip, self.colour, self.spot = Tip.NONE, InkColour.VERMILION, Spot()
        self._is_elsewhere = False

    def acts(self) -> dict[str, Callable[[], None]]:
        """What the commands of the window do."""
        return {
            SPOTLIGHT: self.toggle_spot,
            PEN: lambda: self._toggle(Tip.PEN),
            ERASER: lambda: self._toggle(Tip.ERASER),
            **{f"{COLOUR}{one}": partial(self._choose, one) for one in InkColour},
        }

    @property
    def has_spot(self) -> bool:
        """Whether the spotlight is on."""
        return self.spot.is_on

    @property
    def is_pen(self) -> bool:
        """Whether a press draws."""
        return self.tip is Tip.PEN

    @property
    def is_eraser(self) -> bool:
        """Whether a press rubs out."""
        return self.tip is Tip.ERASER

    def show_state(self, _state: ViewState) -> None:
        """A second view may have come or gone."""
        if not self._is_elsewhere and self._is_busy:
            self._watch(self._own())

    def watch(self, views: Sequence[Canvas]) -> None:
        """The hands are over these views of another window from now on."""
        self._is_elsewhere = True
        self._watch(views)

    def let_go(self) -> None:
        """Everything is put down; the program's own views are back in use."""
        self.tip, self.spot = Tip.NONE, Spot()
        self._is_elsewhere = False
        self._watch(())

    @property
    def _is_busy(self) -> bool:
        return self.spot.is_on or self.tip is not Tip.NONE

    def _own(self) -> list[Canvas]:
        views = (self._window.canvas_widget, self._window.comparing.widget)
        return [view for view in views if isinstance(view, Canvas)]

    def _watch(self, views: Sequence[Canvas]) -> None:
        for view in [view for view in self.hands if view not in views]:
            self.hands.pop(view).release()
        for view in views:
            if view not in self.hands:
                hand = self.hands[view] = Hand(view)
                hand.drawn.connect(partial(self._on_drawn, view))
                hand.rubbed.connect(partial(self._on_rubbed, view))
                hand.spot_changed.connect(partial(self._on_spot, hand))
                hand.put_down.connect(self._put_down)
        self._show()

    def _show(self) -> None:
        for hand in self.hands.values():
            hand.colour, hand.keeps_escape = self.colour, not self._is_elsewhere
            hand.set_tip(self.tip)
            hand.show_spot(replace(self.spot, at=hand.sheet.spot.at))

    def toggle_spot(self) -> None:
        """Light, or light no more. The light begins in the middle, until the pointer takes it."""
        self.spot = replace(self.spot, is_on=not self.spot.is_on)
        self._took()
        first = next(iter(self.hands.values()), None)
        if first is not None and self.spot.is_on and first.sheet.spot.at is None:
            self._on_spot(first, replace(self.spot, at=QPointF(first.sheet.rect().center())))

    def _put_down(self) -> None:
        self.tip, self.spot = Tip.NONE, replace(self.spot, is_on=False)
        self._took()

    def _toggle(self, tip: Tip) -> None:
        self.tip = Tip.NONE if self.tip is tip else tip
        self._took()

    def _choose(self, colour: InkColour) -> None:
        self.colour, self.tip = colour, Tip.PEN
        self._took()

    def _took(self) -> None:
        """Something else is in hand."""
        window = self._window
        if not self._is_elsewhere:
            self._watch(self._own() if self._is_busy else ())
        self._show()
        if window.is_made("presenting"):
            window.presenting.refresh()
        window.refresh_actions()

    def _on_spot(self, hand: Hand, spot: Spot) -> None:
        """The light is where the pointer is: in one view; elsewhere all is dark."""
        self.spot = replace(spot, at=None)
        for one in self.hands.values():
            one.show_spot(spot if one is hand else self.spot)
        if self._window.is_made("presenting"):
            self._window.presenting.refresh()

    def _on_drawn(self, view: Canvas, points: tuple[SurfacePoint | None, ...]) -> None:
        window, scene = self._window, view.scene
        runs: list[InkRun] = [
            at_rest(run, scene.assets, scene.spec.shape) for run in runs_of(points)
        ]
        if not ink_acts.has_room(window.store.state, sum(len(run.points) for run in runs)):
            window.status.showMessage(_FULL, 8000)
            return
        window.presenter.apply("Draw", ink_acts.add_stroke(self.colour, runs))

    def _on_rubbed(self, view: Canvas, at: QPointF) -> None:
        size = (view.width(), view.height())

        def project(point: tuple[float, float, float]) -> tuple[float, float] | None:
            return display(view.camera, point, *size)

        ground = None if view.scene.spec.explode else view.surface_at(at)
        found = nearest_stroke(
            view.scene.ink, project, (at.x(), at.y()), _REACH_PX, ground, _BEHIND_MM
        )
        if found is not None:
            self._window.presenter.apply("Erase ink", ink_acts.erase(found))
