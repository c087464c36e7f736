"""Parts of the window that a start has no use for.

Each is imported and made when it is first asked for, or once the picture stands (`make_all`), which
ever comes first; from then on it follows the state, theme and settings as all others do.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QBoxLayout, QMainWindow

from annotations.markup import plain
from viewer.state import Tool, ViewState
from viewer.ui.page_setting import DISCLAIMER

if TYPE_CHECKING:
    from viewer.ui.cards import Cards
    from viewer.ui.coach import Coach
    from viewer.ui.conditioning import Conditioning
    from viewer.ui.consulting import Consulting
    from viewer.ui.filming import Filming
    from viewer.ui.inking import Inking
    from viewer.ui.keeping import Keeping
    from viewer.ui.leg_mapping import LegMapping
    from viewer.ui.lessoning import Lessoning
    from viewer.ui.main_window import MainWindow
    from viewer.ui.palette import Palette
    from viewer.ui.presenting import Presenting
    from viewer.ui.settings_card import SettingsCard
    from viewer.ui.studying import Studying
    from viewer.ui.taking import Taking

#: In the order in which they are made: what is missed soonest first.
LATE = (
    "keeping",
    "conditioning",
    "cards",
    "taking",
    "leg_mapping",
    "filming",
    "lessoning",
    "settings_card",
    "palette_card",
    "coach",
)


class LateParts(QMainWindow):
    """What `MainWindow` holds of them; asking for one makes it."""

    def is_made(self, name: str) -> bool:
        """Whether a part has been asked for."""
        return name in self.__dict__

    def make_all(self) -> Iterator[None]:
        """Make what is still missing, one at each step."""
        for name in LATE:
            if not self.is_made(name):
                getattr(self, name)
                yield

    @property
    def _whole(self) -> MainWindow:
        return cast("MainWindow", self)

    @cached_property
    def keeping(self) -> Keeping:
        """Scenes, bookmarks, notes and the last session."""
        from viewer.ui.keeping import Keeping

        window = self._whole
        made = Keeping(window, window.places)
        made.set_theme(window.theme, window.settings.text_scale)
        return made

    @cached_property
    def conditioning(self) -> Conditioning:
        """The card of conditions, and what they reach."""
        from viewer.ui.conditioning import Conditioning

        window = self._whole
        made = Conditioning(window)
        column = window.centre.layout()
        assert isinstance(column, QBoxLayout)
        column.insertWidget(column.indexOf(window.strip), made.bar)
        # Known by its name before anybody is told of a state: they may ask for it.
        self.__dict__["conditioning"] = made
        made.connect()
        made.set_theme(window.theme, window.settings.text_scale)
        window.presenter.add_views([made])
        return made

    @cached_property
    def cards(self) -> Cards:
        """Opacity, measures, posture and what is hidden."""
        from viewer.ui.cards import Cards

        window = self._whole
        made = Cards(window)
        made.set_theme(window.theme)
        for card in made.views:
            window.presenter.add_late(card)
        return made

    @cached_property
    def leg_mapping(self) -> LegMapping:
        """The leg map beside the picture."""
        from viewer.ui.leg_mapping import LegMapping

        window = self._whole
        made = LegMapping(window)
        # Known by its name before anybody is told of a state: they may ask for it.
        self.__dict__["leg_mapping"] = made
        made.set_theme(window.theme, window.settings.text_scale)
        window.presenter.add_views([made])
        return made

    @cached_property
    def filming(self) -> Filming:
        """The simulated X-ray beside the picture."""
        from viewer.ui.filming import Filming

        window = self._whole
        made = Filming(window)
        self.__dict__["filming"] = made
        window.presenter.add_views([made])
        return made

    @cached_property
    def lessoning(self) -> Lessoning:
        """The lesson over the text, the choice of lessons, and making one."""
        from viewer.ui.lessoning import Lessoning

        window = self._whole
        made = Lessoning(window, window.places)
        self.__dict__["lessoning"] = made
        made.set_theme(window.theme, window.settings.text_scale)
        window.presenter.add_views([made])
        return made

    @cached_property
    def consulting(self) -> Consulting:
        """Two people at one screen."""
        from viewer.ui.consulting import Consulting

        window = self._whole
        made = Consulting(window)
        self.__dict__["consulting"] = made
        window.presenter.add_views([made])
        return made

    @cached_property
    def studying(self) -> Studying:
        """Exam, repetition and mastery."""
        from viewer.ui.studying import Studying

        return Studying(self._whole)

    @cached_property
    def inking(self) -> Inking:
        """Spotlight, pen and eraser."""
        from viewer.ui.inking import Inking

        made = Inking(self._whole)
        self.__dict__["inking"] = made
        self._whole.presenter.add_views([made])
        return made

    @cached_property
    def presenting(self) -> Presenting:
        """The audience's window and the presenter's."""
        from viewer.ui.presenting import Presenting

        made = Presenting(self._whole)
        self.__dict__["presenting"] = made
        self._whole.presenter.add_views([made])
        return made

    @cached_property
    def taking(self) -> Taking:
        """The Export menu."""
        from viewer.ui.taking import Taking

        return Taking(self._whole)

    @cached_property
    def settings_card(self) -> SettingsCard:
        """The card of settings."""
        from viewer.ui.settings_card import SettingsCard

        made = SettingsCard(self._whole)
        made.changed.connect(self._whole.take_settings)
        return made

    @cached_property
    def palette_card(self) -> Palette:
        """All commands by their names."""
        from viewer.ui.palette import Palette

        window = self._whole
        made = Palette(window.commands, lambda: window.store.state, window)
        made.set_theme(window.theme)
        made.asked.connect(window.run)
        window.about_to_run.connect(made.pass_by)
        return made

    @cached_property
    def coach(self) -> Coach:
        """The first steps."""
        from viewer.ui.coach import Coach

        window = self._whole
        made = Coach((window.strip, window.canvas_place, window.clinical), window)
        made.set_theme(window.theme)
        made.finished.connect(window.end_coach)
        self.__dict__["coach"] = made
        self._tell_coach()
        return made

    def _tell_coach(self) -> None:
        """What must be said once, as far as the texts are there."""
        library = self._whole.library
        note = library.notes.get(DISCLAIMER) if library is not None else None
        if note is not None and self.is_made("coach"):
            self.coach.set_notice(plain(note.summary.patient))

    def _theme_late(self) -> None:
        """Give the window's theme to those that are there."""
        theme, scale = self._whole.theme, self._whole.settings.text_scale
        for name in ("palette_card", "cards", "coach", "studying"):
            if self.is_made(name):
                getattr(self, name).set_theme(theme)
        if self.is_made("presenting"):
            self.presenting.set_theme(theme)
        for name in ("conditioning", "keeping", "leg_mapping", "lessoning", "consulting"):
            if self.is_made(name):
                getattr(self, name).set_theme(theme, scale)


class Summons:
    """Watches the state for what needs a part that is not there yet."""

    def __init__(self, window: LateParts) -> None:
        self._window = window

    def show_state(self, state: ViewState) -> None:
        """A condition brings the parts that tell of it; a tool, its card."""
        if state.findings and not self._window.is_made("conditioning"):
            self._window.conditioning  # noqa: B018
        if state.leg_map.is_open and not self._window.is_made("leg_mapping"):
            self._window.leg_mapping  # noqa: B018
        if state.xray is not None and not self._window.is_made("filming"):
            self._window.filming  # noqa: B018
        if state.playing is not None and not self._window.is_made("lessoning"):
            self._window.lessoning  # noqa: B018
        if state.consult is not None and not self._window.is_made("consulting"):
            self._window.consulting  # noqa: B018
        if state.tool is not Tool.NONE and not self._window.is_made("cards"):
            self._window.cards  # noqa: B018
