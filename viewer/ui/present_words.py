"""What both windows of presenting say, and which buttons are lit, in a state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.commands import acts
from viewer.commands.present_commands import COLOUR, ERASER, PEN, SPOTLIGHT, VEIL
from viewer.lessons.playing import go_to
from viewer.lessons.shown import Shown, shown
from viewer.presenting.keys import Act
from viewer.presenting.slide import place_title, slide
from viewer.resolve import is_veiled
from viewer.state import InkColour, ViewState
from viewer.ui.audience_window import AudienceWindow
from viewer.ui.lesson_page import notes_html, step_html
from viewer.ui.speaker_strip import Strip
from viewer.ui.speaker_window import SpeakerWindow
from viewer.ui.speaker_words import prompt_of
from viewer.ui.style_sheet import BODY_POINTS

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.next_picture import NextPicture

#: Letters of the notes against the usual (chosen); CSS pixels of a point.
_NOTES = 1.5
_POINTS_PX = 96 / 72


class PresentWords:
    """Writes into the windows there are. has_words: the step's words stand beside the picture."""

    def __init__(
        self,
        window: MainWindow,
        audience: AudienceWindow,
        speaker: SpeakerWindow | None,
        strip: Strip | None,
        coming: NextPicture | None,
    ) -> None:
        self._window, self._audience = window, audience
        self._speaker, self._strip, self._coming = speaker, strip, coming
        self.has_words = False

    def write(self, state: ViewState) -> None:
        """Write all words of this state."""
        window, audience = self._window, self._audience
        step = shown(state, window.lessoning.opened(state))
        words = ""
        if step is not None and self.has_words:
            usual = BODY_POINTS * window.theme.growth * _POINTS_PX
            how = replace(window.clinical.how, scale=audience.words_scale(usual))
            words = step_html(step, window.library, how, with_notes=False, is_whole=False)
        told = slide(state, step, window.atlas.catalog)
        audience.show_slide(told, words, with_words=self.has_words)
        self._write_own(state, step)
        self.check(state)

    def _write_own(self, state: ViewState, step: Shown | None) -> None:
        window, after = self._window, self._after(state, step)
        catalog = window.atlas.catalog
        if self._speaker is not None:
            notes = notes_html(step, replace(window.clinical.how, scale=_NOTES)) if step else ""
            coming = place_title(after, catalog) if after is not None else ""
            self._speaker.show_prompt(prompt_of(state, step, notes, coming, catalog))
        if self._coming is not None:
            self._coming.show(after)
        if self._strip is not None:
            self._strip.place.setText(step.place_words if step else place_title(state, catalog))

    def _after(self, state: ViewState, step: Shown | None) -> ViewState | None:
        """What Next would show; None at the end."""
        window = self._window
        if step is None:
            new = acts.neighbour_place(window.atlas, 1)(state)
            return None if new.place == state.place else new
        opened = window.lessoning.opened(state)
        names = [name for name, _title in step.contents]
        if opened is None or step.number >= len(names):
            return None
        return go_to(opened.lesson, names[step.number])(state)

    def check(self, state: ViewState) -> None:
        """Show on all buttons what is on."""
        inking = self._window.inking
        lit = {
            Act.BLACK.value: self._audience.is_black,
            Act.WORDS.value: self.has_words,
            SPOTLIGHT: inking.has_spot,
            PEN: inking.is_pen,
            ERASER: inking.is_eraser,
            VEIL: is_veiled(state),
            **{f"{COLOUR}{one}": inking.is_pen and one is inking.colour for one in InkColour},
        }
        step = shown(state, self._window.lessoning.opened(state))
        for place in (self._speaker, self._strip):
            if place is not None:
                for key, is_on in lit.items():
                    place.check(key, is_on)
                place.buttons[VEIL].setText(veil_words(state, step))


def veil_words(state: ViewState, step: Shown | None) -> str:
    """What the button that tells or hides would do next."""
    if step is not None and step.question is not None:
        return "Hide answer" if step.is_revealed else "Show answer"
    return "Tell names" if is_veiled(state) else "Hide names"
