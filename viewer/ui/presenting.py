"""Joins presenting: the audience's window, the presenter's, and the keys of both.

The scene is drawn once, at the audience's size, in a view of the audience's window; the presenter
works on a copy of those pixels, and the program's own view rests meanwhile. Nothing here is in the
state but what it changes through commands, so that the end leaves everything as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen

from meshes.ids import StructureId
from viewer.commands.present_commands import VEIL
from viewer.lessons.shown import Shown, shown
from viewer.presenting.clock import Watch, clock_words
from viewer.presenting.keys import Act
from viewer.presenting.seats import Seats
from viewer.presenting.slide import is_open_question
from viewer.state import ViewState
from viewer.ui.audience_film import AudienceFilm
from viewer.ui.audience_views import AudienceViews
from viewer.ui.audience_window import AudienceWindow
from viewer.ui.present_keys import give_keys
from viewer.ui.present_words import PresentWords
from viewer.ui.resting import Resting
from viewer.ui.speaker_strip import Strip
from viewer.ui.speaker_window import SpeakerWindow
from viewer.ui.speaker_words import tools_of
from viewer.ui.theme import Theme
from viewer.ui.window_places import fill, is_screen, seats_for, to_front

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.mirror import Mirror
    from viewer.ui.next_picture import NextPicture


class Presenting(QObject):
    """The parts of one window that present. audience: None while nobody presents."""

    def __init__(self, window: MainWindow, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._window, self._now = window, now
        self.audience: AudienceWindow | None = None
        self.speaker: SpeakerWindow | None = None
        self.strip: Strip | None = None
        self.mirror: Mirror | None = None
        self._next: NextPicture | None = None
        self.views: AudienceViews | None = None
        self.watch = Watch()
        self.words: PresentWords | None = None
        self._rest: Resting | None = None
        self._film: AudienceFilm | None = None
        self._draw_beside: Callable[[ViewState], None] = lambda _state: None

    @property
    def is_on(self) -> bool:
        """Whether somebody presents."""
        return self.audience is not None

    def toggle(self) -> None:
        """Begin, or end."""
        if self.is_on:
            self.end()
        else:
            self.begin(self._seats())

    def _seats(self) -> Seats:
        return seats_for(self._window)

    # Beginning and ending

    def begin(self, where: Seats) -> None:
        """Open the windows at these places."""
        if self.is_on:
            return
        window = self._window
        self.audience = audience = AudienceWindow(window.theme)
        audience.setGeometry(QRect(*where.audience))
        if is_screen(where.audience):
            audience.setWindowState(Qt.WindowState.WindowFullScreen)
        audience.pressed.connect(self.act)
        audience.resized.connect(self._on_resized)
        give_keys(window, audience)
        audience.show()
        self._draw_beside = window.presenter.draw_beside
        window.presenter.draw_beside = self._draw
        self.views = AudienceViews(window, audience.pictures)
        audience.shared.connect(self.views.share)
        self.watch = Watch(self._now())
        if where.speaker is None:
            self._begin_strip(audience)
        else:
            self._begin_speaker(QRect(*where.speaker))
        self.words = PresentWords(window, audience, self.speaker, self.strip, self._next)
        self._film = AudienceFilm(window, audience)
        self._rest = Resting(window, self.act, self._to_speaker)
        self.views.write_large(audience.letters)
        self.show_state(window.store.state)
        self._watch_views()
        QGuiApplication.instance().screenRemoved.connect(self._on_screen_gone)  # type: ignore[union-attr]
        window.refresh_actions()

    def _begin_speaker(self, where: QRect) -> None:
        window = self._window
        from viewer.ui.mirror import Mirror
        from viewer.ui.next_picture import NextPicture

        self.mirror = Mirror(window)
        self.speaker = speaker = SpeakerWindow(
            window.theme, self.mirror, tools_of(window.commands), self._now
        )
        fill(speaker, where)
        speaker.pressed.connect(self.act)
        speaker.asked.connect(self._on_tool)
        speaker.stop_chosen.connect(self._on_stop)
        speaker.paused.connect(lambda: self._set_watch(self.watch.toggled(self._now())))
        speaker.rewound.connect(lambda: self._set_watch(self.watch.reset(self._now())))
        give_keys(window, speaker)
        self._next = NextPicture(window, speaker.show_next)
        speaker.start(self.watch)
        speaker.show()
        speaker.activateWindow()

    def _begin_strip(self, audience: AudienceWindow) -> None:
        self.strip = Strip(audience, tools_of(self._window.commands))
        self.strip.set_theme(self._window.theme)
        self.strip.pressed.connect(self.act)
        self.strip.asked.connect(self._on_tool)
        self.strip.coming.connect(self._show_elapsed)
        audience.activateWindow()

    def _to_speaker(self) -> None:
        """Back from the program's own window."""
        to_front(self.speaker or self.audience or self._window)

    def end(self) -> None:
        """Close the windows; the program's own view shows what theirs showed."""
        audience = self.audience
        if audience is None:
            return
        window = self._window
        QGuiApplication.instance().screenRemoved.disconnect(self._on_screen_gone)  # type: ignore[union-attr]
        window.presenter.draw_beside = self._draw_beside
        window.inking.let_go()
        if self._next is not None:
            self._next.stop()
        if self.mirror is not None:
            self.mirror.stop()
        if self.views is not None:
            self.views.release()
        if self.speaker is not None:
            self.speaker.stop()
        for top in (self.speaker, audience):
            if top is not None:
                top.hide()
                top.deleteLater()
        self.audience = self.speaker = self.strip = self.mirror = self._next = self.views = None
        if self._rest is not None:
            self._rest.end()
        if self._film is not None:
            self._film.stop()
        self.words = self._rest = self._film = None
        window.canvas_widget.show()
        if window.comparing.widget is not None:
            window.comparing.widget.show()
        window.presenter.redraw()
        to_front(window)
        window.canvas_widget.setFocus()
        window.refresh_actions()

    def _on_screen_gone(self, _screen: QScreen) -> None:
        # The desktop moves windows about first.
        QTimer.singleShot(0, self.reseat)

    def reseat(self) -> None:
        """Go on where there are screens now, as when a cable was pulled: the same step, the watch,
        the words and the curtain as they were."""
        if self.audience is None or self.words is None:
            return
        watch, has_words, is_black = self.watch, self.words.has_words, self.audience.is_black
        self.end()
        self.begin(self._seats())
        self._set_watch(watch)
        self.audience.set_black(is_black)
        self.words.has_words = has_words
        self._write()
        self.refresh()
        self._window.notices.add(
            "A screen has gone. Presenting goes on here; F2 shows your things."
        )

    def close(self) -> None:
        """The window goes."""
        self.end()

    # The picture

    def _draw(self, state: ViewState) -> None:
        """Draw what the program's own views would, also what is only pointed at."""
        self._draw_beside(state)
        if self.views is not None:
            self.views.draw(state)

    def show_state(self, state: ViewState) -> None:
        """Show this state in both windows."""
        if self.views is None:
            return
        # What the state makes of the program's own views stays out of sight.
        self._hide_own()
        if self.views.show_state(state):
            if self.audience is not None:
                self.audience.set_views(len(self.views.canvases))
            self._watch_views()
        if self._film is not None:
            self._film.show()
        self._write()

    def _hide_own(self) -> None:
        window = self._window
        window.canvas_widget.hide()
        if window.comparing.widget is not None:
            window.comparing.widget.hide()

    def _watch_views(self) -> None:
        """Hands over the views that there are, and a copy of them."""
        if self.views is None:
            return
        canvases, inking = self.views.canvases, self._window.inking
        inking.watch(canvases)
        if self.mirror is not None:
            self.mirror.watch(canvases, [inking.hands[view].sheet for view in canvases])

    def _on_resized(self) -> None:
        if self.views is not None and self.audience is not None:
            self.views.write_large(self.audience.letters)
            if self._film is not None:
                self._film.show()
            self._write()

    # The words

    def step(self, state: ViewState) -> Shown | None:
        """The step of the lesson that a state plays."""
        return shown(state, self._window.lessoning.opened(state))

    def _write(self) -> None:
        if self.words is not None:
            self.words.write(self._window.store.state)

    def refresh(self) -> None:
        """Show what is in hand now."""
        if self.words is not None:
            self.words.check(self._window.store.state)
        if self.audience is not None:
            self.audience.film.set_dark(self._window.inking.has_spot)
        if self.mirror is not None:
            self.mirror.update()

    def _show_elapsed(self) -> None:
        if self.strip is not None:
            self.strip.elapsed.setText(clock_words(self.watch.seconds(self._now())))

    # Keys and buttons

    def act(self, act: Act) -> None:
        """Do what a key of presenting asks for."""
        audience, words = self.audience, self.words
        if audience is None or words is None:
            return
        if act is Act.END:
            self.end()
            return
        if act in (Act.NEXT, Act.PREVIOUS):
            audience.set_black(False)
            self._step(1 if act is Act.NEXT else -1)
        elif act is Act.BLACK:
            audience.set_black(not audience.is_black)
        elif act is Act.WORDS:
            words.has_words = not words.has_words
            self._write()
        elif act is Act.TELL:
            self.tell()
        elif act is Act.STRIP and self.strip is not None:
            self.strip.toggle()
        elif act is Act.CONTROLS and self.speaker is not None:
            to_front(self._window)
        if self.mirror is not None:
            self.mirror.set_darkened(audience.is_black)
        self.refresh()

    def _step(self, by: int) -> None:
        window = self._window
        if window.store.state.playing is not None:
            window.lessoning.step_by(by)
        else:
            window.run("select.below" if by > 0 else "select.above")

    def _on_tool(self, command: str) -> None:
        if command == VEIL:
            self.tell()
        else:
            self._window.run(command)
        self.refresh()

    def tell(self) -> None:
        """Show the answer of the step's question, or hide it; without one, the names."""
        window = self._window
        asked = is_open_question(self.step(window.store.state))
        window.run("lesson.reveal" if asked else VEIL)

    def _on_stop(self, key: str) -> None:
        window = self._window
        if window.store.state.playing is not None:
            window.lessoning.go_to(key)
        else:
            window.select(StructureId(key) if key else "")

    def _set_watch(self, watch: Watch) -> None:
        self.watch = watch
        if self.speaker is not None:
            self.speaker.watch = watch
            self.speaker.show_time()

    def set_theme(self, theme: Theme) -> None:
        """Take the window's theme."""
        for part in (self.audience, self.speaker, self.strip):
            if part is not None:
                part.set_theme(theme)
        if self.views is not None:
            self.views.set_theme(theme.name)
        self._on_resized()
