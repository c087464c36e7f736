"""The cards below the list of structures and what joins them to the window: one at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSlider

from meshes.ids import StructureId
from viewer.commands import acts, explode_acts, measure_acts, opacity_acts, posture_acts
from viewer.slid import Slid
from viewer.state import Tool
from viewer.ui.hidden_card import HiddenCard
from viewer.ui.measure_card import MeasureCard
from viewer.ui.newest import Newest
from viewer.ui.opacity_card import EXPLODE, SELECTION, OpacityCard
from viewer.ui.posture_card import PostureCard
from viewer.ui.presenter import LateView
from viewer.ui.side_card import SideCard
from viewer.ui.theme import Theme
from viewer.ui.wording import short_of

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow


class Cards:
    """Opacity, measures, posture and the list of what is hidden."""

    def __init__(self, window: MainWindow) -> None:
        self._window, panel = window, window.structures
        catalog, presenter = window.atlas.catalog, window.presenter
        self.opacity = OpacityCard(catalog, panel)
        self.measures = MeasureCard(catalog, presenter.sizes, panel)
        self.hidden = HiddenCard(catalog, panel)
        self.posture = PostureCard(panel)
        self._postures = Newest(self._on_posture, window)
        self.all: tuple[SideCard, ...] = (self.opacity, self.measures, self.posture, self.hidden)
        for card in self.all:
            panel.add_card(card)
            card.coming.connect(lambda card=card: self._alone(card))
            card.opened.connect(self._on_opened)
            card.closed.connect(self._on_closed)
        self.opacity.moved_to.connect(self._on_slider)
        self.opacity.asked.connect(window.run)
        self.measures.asked.connect(window.run)
        self.posture.asked.connect(window.run)
        self.posture.slid.connect(lambda *wish: self._postures.give(wish))
        for key, slider in self.posture.sliders.items():
            window.conditioning.maker.watch(slider, partial(_slid, key, slider))
            slider.sliderReleased.connect(self._postures.flush)
            slider.sliderReleased.connect(window.presenter.redraw)
        self.measures.delete_asked.connect(self._on_delete)
        self.measures.closed.connect(self._on_measures_closed)
        self.hidden.unhide_asked.connect(self._on_unhide)
        self.hidden.all_asked.connect(lambda: window.run("show.all"))

    @property
    def views(self) -> list[LateView]:
        """What shows the state."""
        return [self.opacity, self.measures, self.posture, self.hidden]

    def acts(self) -> dict[str, Callable[[], None]]:
        """What to do for the commands that open cards."""
        return {
            "window.opacity": lambda: self._toggle(self.opacity),
            "window.measures": lambda: self._toggle(self.measures),
            "window.posture": lambda: self._toggle(self.posture),
            "window.hidden": lambda: self._toggle(self.hidden),
        }

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for card in self.all:
            card.set_theme(theme)

    def _toggle(self, card: SideCard) -> None:
        if card.isVisible():
            card.put_away()
        else:
            card.open()

    def _alone(self, opened: SideCard) -> None:
        for card in self.all:
            if card is not opened:
                card.hide()

    def _on_opened(self) -> None:
        self._window.docks["structures"].show()
        self._window.refresh_actions()

    def _on_closed(self) -> None:
        self._window.canvas_widget.setFocus()
        self._window.refresh_actions()

    def _on_slider(self, key: str, share: float, drag: int) -> None:
        window = self._window
        state, apply = window.store.state, window.presenter.apply
        step = f"slider.{key}.{drag}"
        if key == EXPLODE:
            change = explode_acts.set_explode(window.atlas, share)
            apply("Explode along the spine", change, merge_key=step)
        elif key == SELECTION:
            ids = acts.chosen(state, window.atlas.catalog)
            apply("Opacity of the selection", opacity_acts.set_selection_opacity(ids, share), step)
        else:
            title = opacity_acts.TISSUE_GROUPS[key][0].lower()
            apply(f"Opacity of {title}", opacity_acts.set_group_opacity(key, share), step)

    def flush(self) -> None:
        """Do now what a slider asked for."""
        self._postures.flush()

    def _on_posture(self, wish: tuple[str, float, int]) -> None:
        key, degrees, drag = wish
        change = posture_acts.set_angle(key, degrees)
        words = posture_acts.ANGLES[key].title
        self._window.presenter.apply(words, change, merge_key=f"posture.{key}.{drag}")

    def _on_delete(self, number: int) -> None:
        change = measure_acts.delete_measurement(number)
        self._window.presenter.apply(f"Delete measurement {number}", change)

    def _on_unhide(self, id: str) -> None:
        atlas = self._window.atlas
        name = short_of(atlas.catalog, id)
        self._window.presenter.apply(f"Unhide {name}", acts.unhide(atlas, [StructureId(id)]))

    def _on_measures_closed(self) -> None:
        if self._window.store.state.tool is not Tool.NONE:
            self._window.presenter.apply("Stop measuring", measure_acts.leave_tool)


def _slid(key: str, slider: QSlider) -> Slid:
    """What a slider of the posture moves."""
    angle = posture_acts.ANGLES[key]
    return Slid(key, None, angle.low, angle.high, slider.maximum() - slider.minimum())
