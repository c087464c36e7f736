"""Statements to judge true or false, and terms that are taken for each other, as data.

A new statement is a new row of `en/study.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from annotations.fault import ContentError
from annotations.paths import ENGLISH, FOLDER
from meshes.reading import read_toml, refuse_misfits, why

FILE = "study.toml"


@dataclass(frozen=True, slots=True)
class Statement:
    """Something to judge. page: id of the text that tells more. sources: ids of works. at: the
    levels it is about (`L5-S1`, `sacrum`), none for all."""

    id: str
    says: str
    is_true: bool
    reason: str
    page: str
    sources: tuple[str, ...]
    at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bank:
    """statements: by id. confused: pairs of ids of terms."""

    statements: Mapping[str, Statement]
    confused: tuple[tuple[str, str], ...]


@cache
def load_bank(file: Path | None = None) -> Bank:
    """The shipped bank, or that of a file. Raises ContentError."""
    path = file or FOLDER / ENGLISH / FILE
    try:
        table = read_toml(path)
        made = [
            Statement(**{**row, **{k: tuple(row[k]) for k in ("sources", "at") if k in row}})
            for row in table["statement"]
        ]
        for statement in made:
            refuse_misfits(statement)
            if not statement.sources:
                raise ValueError(f"the statement '{statement.id}' has no source")
        if len({statement.id for statement in made}) < len(made):
            raise ValueError("two statements have one id")
        pairs = tuple((str(one), str(other)) for one, other in table["confused"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ContentError([f"{path.name}: cannot be used ({why(problem)}); mend it"]) from None
    return Bank(MappingProxyType({each.id: each for each in made}), pairs)
