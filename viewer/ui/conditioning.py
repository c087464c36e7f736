"""Joins what belongs to conditions: the card, the box of what is reached, and their acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from annotations.models import load_models
from meshes.ids import StructureId
from viewer.changing import finding_for, model_of, shape_of, site_of
from viewer.commands import finding_acts
from viewer.commands.finding_commands import SHOW, inner
from viewer.commands.finding_looks import LOOKS, Look, best_look, lit_place, look_at
from viewer.reaching import reach_sentence, reached, way_sentences
from viewer.sizes_now import SizeRow, has_narrow_sac, sizes_at
from viewer.slid import Slid
from viewer.state import ViewState
from viewer.store import Change
from viewer.ui.amount_line import TICKS
from viewer.ui.announce import announce
from viewer.ui.condition_bar import ConditionBar
from viewer.ui.key_maker import KeyMaker
from viewer.ui.later import Later
from viewer.ui.newest import Newest
from viewer.ui.reach_box import ReachBox
from viewer.ui.reach_page import Reached, Size
from viewer.ui.theme import Theme

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

#: Sizes that take long are measured once a hand has rested for so long, ms.
_REST_MS = 250


class Conditioning:
    """The parts of one window that set and tell conditions."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.bar = ConditionBar(window.atlas, window.commands, window.centre, window.strip)
        self.box = ReachBox(window.atlas.catalog, window.clinical)
        window.clinical.add_above(self.box)
        self._slides = Newest(self._on_newest, window)
        self._later = Later(window)
        self._later.done.connect(self._on_measured)
        self._rest = QTimer(window)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._measure)
        self._sizes: tuple[Size, ...] = ()
        self._measured: object = None
        self._said = ""
        self._is_open: bool | None = None
        self.maker = KeyMaker(lambda: window.store.state, self._in_sight, window)

    def connect(self) -> None:
        """Listen to the parts; the window is whole now."""
        window, bar = self._window, self.bar
        bar.asked.connect(window.run)
        bar.choices.added.connect(lambda model: window.run(f"{SHOW}{model}"))
        bar.changed.connect(self._on_changed)
        bar.slid.connect(self._on_slid)
        for line in (bar.amount, bar.extra):
            line.slider.sliderReleased.connect(self._slides.flush)
            line.slider.sliderReleased.connect(window.presenter.redraw)
        for what, line in (("severity", bar.amount), ("extra", bar.extra)):
            self.maker.watch(line.slider, partial(self._slid, what))
        self.maker.stepped.connect(self._on_stepped)
        window.presenter.is_sliding = lambda: self.maker.is_sliding
        window.presenter.known = self.maker.at
        bar.picked.connect(self._on_picked)
        bar.removed.connect(self._on_removed)
        bar.closed.connect(self._on_closed)
        self.box.linked.connect(window.clinical.follow)
        window.clinical.how_changed.connect(lambda: self._tell(window.store.state))

    def _on_stepped(self) -> None:
        """The last step counts before sliders are set anew by the state."""
        self._slides.flush()
        if self._window.is_made("cards"):
            self._window.cards.flush()
        self._window.presenter.redraw()

    def _in_sight(self) -> frozenset[StructureId]:
        """What of the shipped model both views show."""
        return self._window.presenter.in_sight | self._window.comparing.in_sight

    def _slid(self, what: str) -> Slid | None:
        """What a slider of the card moves."""
        return None if self.bar.key is None else Slid(what, self.bar.key, ticks=TICKS)

    def acts(self) -> dict[str, Callable[[], None]]:
        """What the commands of the window do."""
        return {"window.conditions": self.toggle}

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take the window's theme."""
        self.bar.set_theme(theme, scale)
        self.box.set_theme(theme, scale)

    def toggle(self) -> None:
        """Bring the card up, or put it away; what is set stays."""
        if self.bar.isVisible():
            self.bar.put_away()
        else:
            self._slides.flush()
            self.bar.open()
            self._show_open()

    def ran(self, id: str) -> None:
        """A command was carried out: a model that was asked for is the one on the card."""
        if not id.startswith(SHOW):
            return
        model = load_models()[id.removeprefix(SHOW)]
        state = self._window.store.state
        place = finding_acts.place_for(model, state, self._window.atlas)
        keys = [finding_acts.key_of(f) for f in state.findings if f.model == model.id]
        if keys:
            self.choose((model.id, place) if (model.id, place) in keys else keys[-1])  # type: ignore[arg-type]

    def show_model(self, id: str) -> None:
        """Set a model from a page of text: at what is lit, or where it is commonest."""
        window, model = self._window, load_models()[id]
        place = finding_acts.place_for(model, window.store.state, window.atlas)
        finding = finding_for(id, place or finding_acts.usual_place(model))
        change = finding_acts.add_finding(window.atlas, finding)
        window.presenter.apply(f"Show {inner(model.name)}", change)
        self.choose(finding_acts.key_of(finding))

    def choose(self, key: finding_acts.Key) -> None:
        """Look at one finding: it comes onto the card, and its text into the panel."""
        self.bar.key = key
        self.bar.show()
        self.bar.show_state(self._window.store.state)
        self._show_open()
        self._show_text(key)

    def show_state(self, state: ViewState) -> None:
        """Show what is set in this state; a question must not be answered by it, and a consultation
        tells it in words of its own."""
        self.maker.show_state(state)
        if state.study.asks or state.consult is not None:
            self._forget_sizes()
            self.bar.hide()
            self.box.show_reached(None, self._window.clinical.how)
            return
        was = self.bar.finding
        self.bar.show_state(state)
        if state.findings and was is None and self.bar.isHidden():
            self.bar.show()
        self._show_open()
        self._tell(state)
        said = reach_sentence(state, self._window.atlas.catalog)
        if said and said != self._said and self._said:
            announce(self._window, said)
        self._said = said

    def _tell(self, state: ViewState) -> None:
        told = self._told(state)
        self.box.show_reached(told, self._window.clinical.how)

    def _told(self, state: ViewState) -> Reached | None:
        if not state.findings:
            self._forget_sizes()
            return None
        if state.is_before:
            return Reached("", (), False, is_before=True)
        catalog, shape = self._window.atlas.catalog, shape_of(state)
        verdicts = tuple(reached(state).values())
        if shape is not self._measured:
            self._sizes = self._quick_sizes(state)
            self._later.forget()
            self._rest.start()
        # a needle reaches nothing: what it goes through is told instead
        said = reach_sentence(state, catalog) or ". ".join(way_sentences(state, catalog))
        return Reached(said, verdicts, has_narrow_sac(state), self._sizes)

    def _forget_sizes(self) -> None:
        """Keep no shape that was measured: to hold one is to hold all its meshes."""
        self._rest.stop()
        self._later.forget()
        self._measured, self._sizes = None, ()

    def _measure(self) -> None:
        """The sizes of the level on the card, once nothing moves."""
        state, finding = self._window.store.state, self.bar.finding
        if any(line.slider.isSliderDown() for line in (self.bar.amount, self.bar.extra)):
            self._rest.start()
        elif finding is not None:
            self._measured = shape = shape_of(state)
            if shape is not None:
                # Drawn by now, hence there: beside the window they would take longer.
                _there = shape.gone, shape.made
            level = site_of(finding).level
            self._later.ask(partial(sizes_at, state, level))

    def _on_measured(self, rows: Iterable[SizeRow]) -> None:
        state = self._window.store.state
        if shape_of(state) is self._measured:
            self._sizes = tuple(Size(*row) for row in rows)
            self._tell(state)

    def _quick_sizes(self, state: ViewState) -> tuple[Size, ...]:
        finding = self.bar.finding
        if finding is None:
            return ()
        level = site_of(finding).level
        return tuple(Size(*row) for row in sizes_at(state, level))

    def release(self) -> None:
        """Nothing is measured any more; the window goes."""
        self.maker.drop()
        self._rest.stop()
        self._later.stop()

    def _show_open(self) -> None:
        is_open = not self.bar.isHidden()
        if is_open is not self._is_open:
            # menus follow every step of the state by themselves; this is no part of it
            self._is_open = is_open
            self._window.chips.show_open("window.conditions", is_open)
            self._window.refresh_actions()

    def _show_text(self, key: finding_acts.Key) -> None:
        finding = finding_acts.found(self._window.store.state, key)
        if finding is not None and self._window.clinical.has_page(model_of(finding).text):
            self._window.clinical.show_page(model_of(finding).text)

    def _on_slid(self, what: str, share: float, drag: int) -> None:
        if self.bar.key is not None:
            self._slides.give((self.bar.key, what, share, drag))

    def _on_newest(self, wish: tuple[finding_acts.Key, str, float, int]) -> None:
        key, what, share, drag = wish
        finding = finding_acts.found(self._window.store.state, key)
        if finding is None:
            return
        words = f"Change {inner(model_of(finding).name)}"
        act = finding_acts.set_extra if what == "extra" else finding_acts.set_severity
        self._window.presenter.apply(
            words, act(key, share), merge_key=f"finding.{key}.{what}.{drag}"
        )

    def _on_changed(self, what: str, value: str) -> None:
        key, atlas = self.bar.key, self._window.atlas
        finding = finding_acts.found(self._window.store.state, key)
        if finding is None or key is None:
            return
        self._slides.flush()
        name = inner(model_of(finding).name)
        changes: dict[str, Callable[[], tuple[str, Change]]] = {
            "side": lambda: (f"Side of {name}", finding_acts.set_side(atlas, key, value)),
            "zone": lambda: (f"Zone of {name}", finding_acts.set_zone(atlas, key, value)),
            "place": lambda: (
                f"Level of {name}",
                finding_acts.set_place(atlas, key, StructureId(value)),
            ),
            "model": lambda: (
                f"Show {inner(load_models()[value].name)}",
                finding_acts.set_model(atlas, key, value),
            ),
            "look": lambda: (LOOKS[Look(value)][0], look_at(atlas, finding, Look(value))),
        }
        words, change = changes[what]()
        before = self._window.store.state
        self._window.presenter.apply(words, change)
        if what in ("place", "model") and self._window.store.state != before:
            old = before.findings.index(finding)
            self.choose(finding_acts.key_of(self._window.store.state.findings[old]))

    def _on_picked(self, key: finding_acts.Key) -> None:
        window = self._window
        finding = finding_acts.found(window.store.state, key)
        if finding is None:
            return
        if window.store.state.place != lit_place(finding):
            look = best_look(finding)
            words = f"See {inner(model_of(finding).name)}"
            window.presenter.apply(words, finding_acts.go_to(window.atlas, finding, look))
        self._show_text(key)

    def _on_removed(self) -> None:
        key = self.bar.key
        finding = finding_acts.found(self._window.store.state, key)
        if finding is not None and key is not None:
            self._slides.flush()
            words = f"Remove {inner(model_of(finding).name)}"
            self._window.presenter.apply(words, finding_acts.remove(self._window.atlas, key))

    def _on_closed(self) -> None:
        self._show_open()
        self._window.canvas_widget.setFocus()
