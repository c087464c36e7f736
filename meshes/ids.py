"""Names of things: levels, sides and structure ids, and the one grammar they follow.

An id reads `<kind>[.<level>][.<part>][.<side>]`: `vertebra.L5`, `disc.L5-S1.nucleus`,
`facet.L5-S1.left`, `thecal-sac`, `segment.L5-S1`, `region.sacrum`. Ids are permanent.
"""

from __future__ import annotations

import re
from enum import Enum, StrEnum
from functools import cached_property, total_ordering


@total_ordering
class Level(Enum):
    """A vertebral level, ordered from superior to inferior. L6 is kept for transitional anatomy."""

    T12 = 0
    L1 = 1
    L2 = 2
    L3 = 3
    L4 = 4
    L5 = 5
    L6 = 6
    S1 = 7
    S2 = 8
    S3 = 9
    S4 = 10
    S5 = 11

    def __lt__(self, other: object) -> bool:
        return self.value < other.value if isinstance(other, Level) else NotImplemented

    @property
    def below(self) -> Level | None:
        """The next level inferior in a spine of five lumbar vertebrae."""
        return self._step(1)

    @property
    def above(self) -> Level | None:
        """The next level superior in a spine of five lumbar vertebrae."""
        return self._step(-1)

    def _step(self, by: int) -> Level | None:
        usual = [level for level in Level if level is not Level.L6]
        place = usual.index(self) + by if self in usual else -1
        return usual[place] if 0 <= place < len(usual) else None


class Side(StrEnum):
    """The patient's side."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


_LEVEL = r"(?:T12|L[1-6]|S[1-5])"
_GRAMMAR = re.compile(
    rf"(?P<kind>[a-z]+(?:-[a-z]+)*)"
    rf"(?:\.(?P<level>{_LEVEL}(?:-{_LEVEL})?))?"
    rf"(?:\.(?P<part>(?!(?:left|right)$)[a-z]+(?:-[a-z]+)*))?"
    rf"(?:\.(?P<side>left|right))?"
)


class StructureId(str):
    """A well-formed id. It is a plain string to everyone who only stores or compares it.

    Raises ValueError when the text does not follow the grammar.
    """

    def __new__(cls, text: str) -> StructureId:
        if not _GRAMMAR.fullmatch(text):
            raise ValueError(
                f"'{text}' is not a structure id; ids look like vertebra.L5 or facet.L5-S1.left"
            )
        return super().__new__(cls, text)

    @cached_property
    def _groups(self) -> dict[str, str | None]:
        match = _GRAMMAR.fullmatch(self)
        assert match is not None
        return match.groupdict()

    @property
    def kind(self) -> str:
        """First word: `vertebra`, `disc`, `root`, `segment` ..."""
        return self._groups["kind"] or ""

    @property
    def levels(self) -> tuple[Level, ...]:
        """No level, one (`vertebra.L5`), or the two a segment joins (`disc.L5-S1`)."""
        text = self._groups["level"]
        return tuple(Level[name] for name in text.split("-")) if text else ()

    @property
    def level_text(self) -> str:
        """The level as written in the id: `L5`, `L5-S1` or nothing."""
        return self._groups["level"] or ""

    @property
    def part(self) -> str:
        """The named part: `nucleus` in `disc.L5-S1.nucleus`, or nothing."""
        return self._groups["part"] or ""

    @property
    def side(self) -> Side | None:
        """The patient's side, if the structure has one."""
        text = self._groups["side"]
        return Side(text) if text else None


def on_screen(level_text: str) -> str:
    """A level as printed for people: an en dash between the two vertebrae."""
    return level_text.replace("-", "–")
