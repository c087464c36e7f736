"""What went wrong through no fault of the program: one clear line, no traceback."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from annotations.search import fold
from meshes.catalog import Catalog
from meshes.ids import StructureId

#: Letters of one message; a path may have some thousand.
_LONGEST = 1000


class UserError(Exception):
    """A mistake of the user or of the machine; the text names the thing and the cure."""


def known(what: str, text: str, choices: Iterable[str], cure: str = "") -> str:
    """`text` if it is one of `choices`; else a UserError that offers the nearest of them."""
    names = list(choices)
    for name in names:
        if name.lower() == text.strip().lower():
            return name
    near = get_close_matches(text, names, n=3, cutoff=0.4)
    offer = f"did you mean {' or '.join(near)}?" if near else f"choose from {', '.join(names)}"
    raise UserError(f"unknown {what} '{text}': {cure or offer}")


def structure_id(catalog: Catalog, text: str) -> StructureId:
    """The catalogue id a person means. Raises UserError naming near ids."""
    try:
        return catalog.find(text)
    except KeyError:
        names = [*catalog.places, *catalog.structures, *(p.short for p in catalog.segments)]
        near = get_close_matches(text, names, n=3, cutoff=0.5)
        offer = f"did you mean {' or '.join(near)}? " if near else ""
        raise UserError(
            f"unknown id '{text}': {offer}'lumbosacral-viewer describe' lists all ids"
        ) from None


def place_id(catalog: Catalog, text: str) -> StructureId:
    """The segment or region a person means (`L5-S1`, `sacrum`). Raises UserError."""
    wanted = {text.strip().lower(), fold(text)}
    for key in catalog.places:
        if wanted & {key.lower(), key.lower().partition(".")[2]}:
            return key
    shorts = [key.partition(".")[2] for key in catalog.places]
    raise UserError(f"unknown segment '{text}': choose from {', '.join(shorts)}")


def in_a_line(message: str) -> str:
    """A message that quotes what was typed: short, without line ends and control characters."""
    if len(message) > _LONGEST:
        # What is wrong stands at the beginning, the cure at the end.
        message = f"{message[: _LONGEST // 2]} … {message[-_LONGEST // 2 :]}"
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in message
    )
