"""What an exam asks: items, their answers, and what came of them. Plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from meshes.ids import StructureId
from viewer.state import ViewState


class Kind(StrEnum):
    """The kinds of items."""

    NAME = "name"
    FIND = "find"
    ROOT = "root"
    FELT = "felt"
    FILM = "film"
    FACT = "fact"
    POINT = "point"


#: What each kind is called on the result page.
KIND_WORDS = {
    Kind.NAME: "Name this",
    Kind.FIND: "Find this",
    Kind.ROOT: "Which root?",
    Kind.FELT: "Where would it be felt?",
    Kind.FILM: "What is on this film?",
    Kind.FACT: "True or false?",
    Kind.POINT: "Point to where it would be felt",
}
#: Kinds whose answer is a place on the skin: the leg map shows it.
ON_SKIN = (Kind.FELT, Kind.POINT)
TRUE, FALSE = "True", "False"


@dataclass(frozen=True, slots=True)
class Item:
    """One question. key: what it asks for, the same in every paper. scene: what is seen with it.
    target: what is named or found, or the root it is about. options: to choose from, none where the
    answer is typed or pressed; of POINT those for who answers in words. answer: the right one in
    words. reason: why, in a sentence or two. page: id of the text that tells more. sources: ids of
    works."""

    key: str
    kind: Kind
    question: str
    scene: ViewState
    answer: str
    reason: str
    page: str
    target: StructureId | None = None
    options: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def is_chosen(self) -> bool:
        """Whether one of several answers is chosen."""
        return bool(self.options) and self.kind is not Kind.POINT


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole exam. place: the level it is about; seed: the number that gives it again."""

    place: StructureId
    seed: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that counts. words: as it was given, "" for none. accepted: counted as right by the
    person who gave it, against the marking."""

    words: str = ""
    is_right: bool = False
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Sitting:
    """An exam under way or done. given: one answer for each item so far. seconds: the time there
    was for each item, 0 for calm."""

    paper: Paper
    given: tuple[Given, ...] = ()
    seconds: int = 0

    @property
    def number(self) -> int:
        """The item that is asked now, from 0 on; the number of items when all are answered."""
        return len(self.given)

    @property
    def is_done(self) -> bool:
        """Whether every item has its answer."""
        return self.number >= len(self.paper.items)

    @property
    def right(self) -> int:
        """How many answers count as right."""
        return sum(each.is_right for each in self.given)

    def answered(self, given: Given) -> Sitting:
        """The next item has this answer."""
        return replace(self, given=(*self.given, given))

    def accepted(self, number: int) -> Sitting:
        """The person counts an answer as right that the marking did not take."""
        given = list(self.given)
        given[number] = replace(given[number], is_right=True, accepted=True)
        return replace(self, given=tuple(given))
