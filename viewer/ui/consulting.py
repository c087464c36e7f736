"""Joins a consultation to the window: the panel beside the picture, and nothing else in the way.

What the two write down lives in the panel's box alone; when the consultation ends, the box is
emptied and the history of the window forgets what was shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

from annotations.consult_words import load_consult
from annotations.fault import ContentError
from annotations.prevalence import prevalence
from meshes.ids import StructureId
from viewer.commands.acts import select_place
from viewer.commands.consult_commands import BEGIN, LEAVE, OPEN
from viewer.consult import acts
from viewer.consult.acts import USUAL
from viewer.consult.asking import Asked, severity_of
from viewer.consult.dumps import Limits, allow_dumps, forbid_dumps
from viewer.consult.telling import FLAGS, WHAT, Told, all_told, brief
from viewer.named import named
from viewer.state import Audience, ViewState
from viewer.store import Change
from viewer.ui.announce import announce
from viewer.ui.clinical_page import page_html
from viewer.ui.consult_page import LARGER, part_html, plain_words
from viewer.ui.consult_panel import ConsultPanel
from viewer.ui.consult_room import ConsultRoom
from viewer.ui.page_setting import TEXT_KINDS, Folds, Setting
from viewer.ui.theme import Theme

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

_NO_TEXTS = "The texts are still being read; try again in a moment."


class Consulting:
    """The parts of one window for a consultation. panel: None before the first one."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.panel: ConsultPanel | None = None
        self.is_on = self._closes = False
        self._room = ConsultRoom(window)
        self._limits: Limits | None = None
        self._shown: tuple[object, ...] = ()
        self._told: tuple[Told, ...] = ()
        self._page = ""

    def acts(self) -> dict[str, Callable[[], None]]:
        """What the commands of the window do."""
        return {OPEN: self.open, LEAVE: self.ask_to_leave}

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take the window's theme."""
        if self.panel is not None:
            page = self.panel.page
            self.panel.set_theme(theme, scale)
            self._shown = ()
            self.show_state(self._window.store.state)
            if page is self.panel.read:
                self._read(self._page)
            elif page is not None:
                self.panel.show_page(page)

    def open(self) -> None:
        """Begin, unless one is under way."""
        window = self._window
        if window.library is None:
            window.status.showMessage(_NO_TEXTS, 6000)
            return
        try:
            load_consult()
            prevalence()
        except ContentError as problem:
            window.notices.add(str(problem))
            return
        if window.is_made("studying"):
            window.studying.leave()
        window.presenter.apply(BEGIN, acts.enter(window.atlas))

    # What the state shows

    def show_state(self, state: ViewState) -> None:
        """Show the consultation of this state, or none."""
        if state.consult is None:
            if self.is_on:
                self._ended()
            return
        if not self.is_on:
            self._began(state)
        self._show_words(state)

    def _show_words(self, state: ViewState) -> None:
        panel, library, consult = self.panel, self._window.library, state.consult
        if panel is None or library is None or consult is None:
            return
        shown = (consult.said, consult.at, state.findings, state.place, panel.talk.part)
        if shown == self._shown:
            return
        was, self._shown = self._shown, shown
        self._told = all_told(state, library, self._window.atlas.catalog)
        panel.show_words([brief(one) for one in self._told], consult.at)
        panel.choose.show_place(str(state.place or USUAL))
        if consult.at < 0:
            if not was or was[1] != consult.at:
                panel.show_page(panel.choose)
            return
        told = self._told[consult.at]
        panel.talk.show_word(told, state, self._window.atlas.catalog)
        panel.talk.show_html(part_html(told, panel.talk.part, library, self._how()))
        if not was or was[:2] != shown[:2]:
            panel.show_page(panel.talk)
            announce(self._window, plain_words(told))

    def _how(self, factor: float = 1.0) -> Setting:
        window = self._window
        scale = window.settings.text_scale * factor
        return Setting(window.theme, scale, Audience.PATIENT, Folds(all_open=True), is_paper=True)

    # The window

    def _began(self, state: ViewState) -> None:
        """Everything else makes room: lists, texts, bars and menus."""
        window = self._window
        self.is_on, self._shown = True, ()
        self._closes = False
        panel = self.panel or self._made()
        self._limits = forbid_dumps()
        panel.set_theme(window.theme, window.settings.text_scale)
        panel.escape.setEnabled(True)
        self._room.clear(panel)
        panel.choose.show_place(str(state.place or USUAL))
        panel.show_page(panel.choose)
        panel.choose.begin()

    def _ended(self) -> None:
        """Nothing of it is left: not in the panel, not in the history."""
        window, panel = self._window, self.panel
        self.is_on, self._told, self._shown = False, (), ()
        assert panel is not None
        panel.notes.forget()
        panel.talk.part = WHAT
        panel.choose.line.clear()
        panel.talk.browser.clear()
        panel.read.browser.clear()
        panel.show_words((), -1)
        panel.escape.setEnabled(False)
        allow_dumps(self._limits)
        self._room.restore()
        window.store.rewrite(acts.forgotten)
        window.refresh_actions()
        window.canvas_widget.setFocus()

    def _made(self) -> ConsultPanel:
        window = self._window
        places = {str(place.id): place.short for place in window.atlas.catalog.places.values()}
        split = window.sectioning.split
        self.panel = panel = ConsultPanel(load_consult(), places, split)
        split.addWidget(panel)
        panel.left.connect(self.ask_to_leave)
        panel.escaped.connect(self._on_escaped)
        panel.word_chosen.connect(self._on_word)
        panel.flags_asked.connect(self.show_flags)
        panel.notes_asked.connect(self._on_notes)
        panel.choose.placed.connect(self._on_placed)
        panel.choose.chosen.connect(self._on_chosen)
        panel.talk.changed.connect(self._on_changed)
        panel.talk.part_chosen.connect(lambda _part: self._show_words(window.store.state))
        panel.talk.linked.connect(self._follow)
        panel.talk.dropped.connect(self._on_dropped)
        panel.read.linked.connect(self._follow)
        panel.read.back.connect(self._go_back)
        panel.notes.back.connect(self._go_back)
        panel.notes.asked.connect(self.save)
        panel.ask.saved.connect(lambda: self.save("pdf"))
        panel.ask.left.connect(self.leave)
        panel.ask.stayed.connect(self._on_stayed)
        return panel

    # What the two do

    def _apply(self, words: str, change: Change) -> None:
        self._window.presenter.apply(words, change)

    def _on_chosen(self, word: str, place: str, asked: Asked) -> None:
        window, chosen = self._window, load_consult().words[word]
        severity = severity_of(asked, chosen)
        change = acts.add(
            window.atlas,
            chosen,
            StructureId(place),
            side=asked.side,
            zone=asked.zone,
            severity=severity,
        )
        if self.panel is not None:
            # Its neutral words come first.
            self.panel.talk.part = WHAT
        self._apply(f"Word “{chosen.says}”", change)
        if self.panel is not None:
            self.panel.choose.line.clear()
            self.panel.show_page(self.panel.talk)
            self.panel.talk.parts.buttons[self.panel.talk.part].setFocus()

    def _on_placed(self, place: str) -> None:
        name = self._window.atlas.catalog.places[StructureId(place)].short
        self._apply(f"Level {name}", select_place(self._window.atlas, StructureId(place)))

    def _on_word(self, number: int) -> None:
        atlas, panel = self._window.atlas, self.panel
        assert panel is not None
        self._apply("Turn to a word", acts.choose if number < 0 else acts.talk_about(atlas, number))
        panel.show_page(panel.choose if number < 0 else panel.talk)
        self._shown = ()
        self._show_words(self._window.store.state)
        if number < 0:
            panel.choose.begin()

    def _on_changed(self, what: str, value: str) -> None:
        atlas, number = self._window.atlas, self._number
        changes: dict[str, Callable[[], Change]] = {
            "place": lambda: acts.set_place(atlas, number, StructureId(value)),
            "side": lambda: acts.set_side(atlas, number, value),
            "zone": lambda: acts.set_zone(atlas, number, value),
            "amount": lambda: acts.set_amount(number, float(value)),
        }
        self._apply("Match the report", changes[what]())
        self._shown = ()
        self._show_words(self._window.store.state)

    def _on_dropped(self) -> None:
        self._apply("Take a word away", acts.remove(self._window.atlas, self._number))

    @property
    def _number(self) -> int:
        consult = self._window.store.state.consult
        return -1 if consult is None else consult.at

    def show_flags(self) -> None:
        """When to get help fast."""
        self._read(FLAGS)

    def _read(self, page: str) -> None:
        window, panel = self._window, self.panel
        if panel is None or not self.is_on:
            return
        self._page = page
        html = page_html(page, window.atlas.catalog, window.library, self._how(LARGER / 1.03))
        panel.read.browser.setHtml(html)
        panel.show_page(panel.read)
        panel.read.return_button.setFocus()

    def _follow(self, url: QUrl) -> None:
        """A link: a structure is picked out, everything else is read here."""
        kind, target = url.scheme(), url.path()
        window = self._window
        if kind == "structure" and named(window.atlas.catalog, target, window.store.state.place):
            window.presenter.select(target)
        elif kind == "structure":
            self._read(target)
        elif kind in TEXT_KINDS:
            self._read(f"{kind}.{target}")

    def _on_notes(self) -> None:
        panel = self.panel
        assert panel is not None
        if panel.page is panel.notes:
            self._go_back()
            return
        panel.show_page(panel.notes)
        panel.notes.box.setFocus()

    def _go_back(self) -> None:
        panel = self.panel
        assert panel is not None
        panel.show_page(panel.choose if self._number < 0 else panel.talk)
        (panel.choose.line if self._number < 0 else panel.talk.match).setFocus()

    # The way out

    def _on_escaped(self) -> None:
        panel = self.panel
        if panel is None or not self.is_on:
            return
        if panel.page in (panel.read, panel.notes):
            self._go_back()
        elif panel.page is panel.ask:
            self._on_stayed()
        else:
            self.ask_to_leave()

    def ask_to_leave(self) -> None:
        """Leave; notes that are on no sheet are asked about first."""
        panel = self.panel
        if not self.is_on or panel is None:
            return
        if not panel.notes.is_unsaved:
            self.leave()
            return
        panel.show_page(panel.ask)
        panel.ask.stay.setFocus()

    def leave(self) -> None:
        """Forget everything, and show what was shown before."""
        closes = self._closes
        self._apply("End the consultation", acts.leave)
        if closes:
            self._window.close()

    def _on_stayed(self) -> None:
        self._closes = False
        self._on_notes()

    def may_close(self) -> bool:
        """Whether the window may close: it asks once about notes that are on no sheet."""
        panel = self.panel
        if not self.is_on or panel is None or self._closes or not panel.notes.is_unsaved:
            return True
        self._closes = True
        self.ask_to_leave()
        return False

    def close(self) -> None:
        """The window goes."""
        if self.is_on:
            self._closes = False
            self.leave()

    # The sheet

    def save(self, kind: str) -> None:
        """Ask where, and write what the person takes home: "pdf" or "html"."""
        from viewer.ui.consult_taking import ask_and_save

        ask_and_save(self._window, self, kind)

    @property
    def told(self) -> tuple[Told, ...]:
        """What is told of each word."""
        return self._told
