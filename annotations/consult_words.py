"""The words of reports as data: each with a neutral explanation, what shows it, what tells more.

A new word is a new row of `en/consult.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from annotations.fault import ContentError
from annotations.paths import ENGLISH, FOLDER
from meshes.reading import read_toml, refuse_misfits, why

FILE = "consult.toml"
_LISTS = ("also", "figures", "places")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of reports. says: as most write it; also: other ways to say it; group: id of its part
    of the list; plain: the neutral words that come first; text: id of the page that tells more.

    model: what shows it, "" for nothing, with side, zone and severity where the word itself
    tells them; remark: why nothing is shown, or how it is. figures: findings of `prevalence.toml`
    in place of what its page says. places: where a word without a model can be (`L4-L5`, `sacrum`),
    none for everywhere. apart: its page is about more than the word, so that beside the plain
    words only what helps is told of it.
    """

    id: str
    says: str
    group: str
    plain: str
    text: str
    also: tuple[str, ...] = ()
    model: str = ""
    side: str = ""
    zone: str = ""
    severity: float | None = None
    remark: str = ""
    figures: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What the consultation itself says to both readers."""

    opening: str
    not_you: str
    no_picture_tells: str
    together: str
    notes: str
    privacy: str
    unsaved: str
    no_figures: str
    unshown_here: str
    crowded: str


@dataclass(frozen=True, slots=True)
class ConsultWords:
    """words: by id, in the order of the list. groups: titles by id. amounts: how much, where a
    report knows no grades: small, medium, large."""

    words: Mapping[str, Word]
    groups: Mapping[str, str]
    amounts: Mapping[str, str]
    about: About


@cache
def load_consult(file: Path | None = None) -> ConsultWords:
    """The shipped words, or those of a file. Raises ContentError."""
    path = file or FOLDER / ENGLISH / FILE
    try:
        table = read_toml(path)
        words = [_word(row) for row in table["word"]]
        about = About(**table["about"])
        groups = {str(row["id"]): str(row["title"]) for row in table["group"]}
        amounts = {key: str(table["amounts"][key]) for key in ("small", "medium", "large")}
        for made in (about, *words):
            refuse_misfits(made)
        _refuse_senseless(words, groups)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ContentError([f"{path.name}: cannot be used ({why(problem)}); mend it"]) from None
    return ConsultWords(
        MappingProxyType({word.id: word for word in words}),
        MappingProxyType(groups),
        MappingProxyType(amounts),
        about,
    )


def _word(row: dict[str, Any]) -> Word:
    return Word(**{**row, **{key: tuple(row[key]) for key in _LISTS if key in row}})


def _refuse_senseless(words: list[Word], groups: Mapping[str, str]) -> None:
    """What of the right kinds would fail when it is shown. Raises ValueError."""
    if not words or len({word.id for word in words}) < len(words):
        raise ValueError("no words, or two with one id")
    for word in words:
        if word.group not in groups:
            raise ValueError(f"'{word.id}' is of a group there is none of")
        if word.severity is not None and not 0.0 <= word.severity <= 1.0:
            raise ValueError(f"the severity of '{word.id}' is out of range")
        if not word.model and not word.remark:
            raise ValueError(f"'{word.id}' needs a model, or a remark why nothing is shown")
