"""Progress as one plain JSON file: to keep it, or take it to another computer."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from meshes.reading import brief, read_plain, why
from viewer.keep.atomic import write_atomically
from viewer.keep.database import KeepError
from viewer.study.progress import Answered, Kept
from viewer.study.schedule import is_sound

KIND, VERSION = "lumbosacral-viewer study progress", 1
#: No progress is larger.
_LARGEST = 60_000_000
#: Ratings are 1 to 4; whatever is beyond this was never one.
_LARGEST_NUMBER = 1000


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file adds. passed: cards of it that cannot be read."""

    cards: tuple[Kept, ...]
    answers: tuple[Answered, ...]
    passed: int


def write_progress(path: Path, cards: tuple[Kept, ...], answers: tuple[Answered, ...]) -> None:
    """Write everything. Raises KeepError."""
    table = {
        "kind": KIND,
        "version": VERSION,
        "cards": [asdict(card) for card in cards],
        "answers": [asdict(answer) for answer in answers],
    }
    try:
        write_atomically(path, json.dumps(table, indent=1, ensure_ascii=False).encode() + b"\n")
    except OSError as error:
        raise KeepError(
            f"Progress not exported: {path} cannot be written ({error.strerror or error}); choose "
            "another folder, or make room there."
        ) from None


def read_progress(path: Path) -> Taken:
    """Read a file. Raises KeepError naming it and the cure."""
    try:
        table = json.loads(read_plain(path, _LARGEST))
        if not isinstance(table, dict) or table.get("kind") != KIND:
            raise ValueError("it is no file of study progress")
        if table.get("version") != VERSION:
            raise ValueError("it is of another version of this program; update the program")
        cards = [_made(Kept, row) for row in table["cards"]]
        answers = [_made(Answered, row) for row in table["answers"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as problem:
        raise KeepError(
            f"Progress not imported: {path} cannot be used ({brief(why(problem))}). Nothing was "
            "changed; choose another file."
        ) from None
    sound = tuple(card for card in cards if is_sound(card))
    return Taken(sound, tuple(answers), len(cards) - len(sound))


def merged(ours: tuple[Kept, ...], theirs: tuple[Kept, ...]) -> tuple[Kept, ...]:
    """The cards of a file to be written: new ones, and those that were answered later than ours."""
    mine = {card.key: card for card in ours}
    return tuple(
        card
        for card in theirs
        if card.key not in mine or _last(card.state) > _last(mine[card.key].state)
    )


def _last(state: str) -> str:
    try:
        found = json.loads(state)
    except ValueError:
        return ""
    return str(found.get("last_review") or "") if isinstance(found, dict) else ""


def _made(kind: type[Any], row: Any) -> Any:
    """A row as a value of a kind whose fields are texts, numbers and switches; those that no
    database takes are refused."""
    made = kind(**row)
    for name, hint in kind.__annotations__.items():
        value = getattr(made, name)
        if type(value) is not {"str": str, "int": int, "bool": bool}[hint]:
            raise ValueError(f"'{name}' is of another kind")
        if type(value) is int and abs(value) > _LARGEST_NUMBER:
            raise ValueError(f"'{name}' is too large a number")
        if type(value) is str and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise ValueError(f"'{name}' has halves of letters")
    return made
