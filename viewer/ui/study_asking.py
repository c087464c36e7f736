"""What an exam and a round of cards do alike while a question is open: take presses, mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.commands import study_acts
from viewer.study.items import Item, Kind
from viewer.study.marking import WRONG, Mark, Marker, Verdict
from viewer.study.naming_items import is_found
from viewer.study.pointing import Spot, is_textbook_alone, point_mark, spot_words

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.study_pages import QuestionPage

MERGED = "study"


class Asking:
    """One open question after the other on a page. item: None between them."""

    def __init__(self, window: MainWindow, page: QuestionPage) -> None:
        self._window, self._page = window, page
        self._marker = Marker(window.atlas.catalog)
        self.item: Item | None = None
        self._pressed = ""

    def ask(self, item: Item | None) -> None:
        """This is asked from now on; nothing is pressed yet."""
        self.item, self._pressed = item, ""

    def press(self, id: str) -> None:
        """A structure was pressed in the picture: lit, without a name, where it is asked for."""
        if self.item is None or self.item.kind is not Kind.FIND or not id:
            return
        self._pressed = id
        lit = [each for each in self._window.atlas.catalog.structures if each == id]
        self._window.presenter.apply("Study", study_acts.pin(lit), MERGED)
        self._page.show_pressed()

    @property
    def _spot(self) -> Spot | None:
        return self._page.spot

    def pressed_words(self) -> str:
        """The name of what is pressed, "" for nothing."""
        if self.item is not None and self.item.kind is Kind.POINT:
            return "" if self._spot is None else spot_words(self._spot)
        names = self._window.atlas.catalog.structures
        return next((s.name for id, s in names.items() if id == self._pressed), "")

    def mark(self, words: str) -> Mark:
        """What came of an answer, typed, chosen or pressed; UNSURE is to be asked back."""
        item = self.item
        assert item is not None
        is_said = words == item.answer
        if item.kind is Kind.POINT and item.target is not None and self._spot and not is_said:
            is_spot = words == spot_words(self._spot)
            return point_mark(self._spot, item.target) if is_spot else WRONG
        if item.kind is Kind.NAME and item.target is not None:
            return self._marker.mark(words, item.target)
        if item.kind is Kind.FIND and item.target is not None:
            is_said = is_found(self._window.atlas.catalog, self._pressed, item.target)
        return Mark(Verdict.RIGHT) if is_said else WRONG

    def told(self, words: str) -> str:
        """An answer as it is kept: with the map that has it, where the evidence has not."""
        item, spot = self.item, self._spot
        if item is None or item.target is None or spot is None or words != spot_words(spot):
            return words
        is_right = point_mark(spot, item.target).verdict is Verdict.RIGHT
        is_other = is_right and is_textbook_alone(spot, item.target)
        return f"{words}, as the textbook map has it" if is_other else words

    def is_right(self, words: str) -> bool:
        """Whether an answer counts as right as it stands."""
        return self.mark(words).verdict is Verdict.RIGHT
