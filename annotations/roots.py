"""What a person may feel when a root is reached: skin, muscles, reflex, test, for two readers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from annotations.library import ContentError
from annotations.paths import ENGLISH, FOLDER

#: What is told about each root, with its heading, in reading order.
SIGNS: Mapping[str, str] = MappingProxyType(
    {"skin": "Feeling", "muscles": "Muscles", "reflex": "Reflex", "test": "Test"}
)


@dataclass(frozen=True, slots=True)
class Signs:
    """skin: where it gives feeling. muscles: what it moves. reflex: the one it takes part in. test:
    the movement that pulls it."""

    skin: str
    muscles: str
    reflex: str
    test: str


@dataclass(frozen=True, slots=True)
class RootSigns:
    """One root. text: id of the note that tells more. sources: ids of works."""

    level: str
    text: str
    sources: tuple[str, ...]
    patient: Signs
    clinician: Signs

    def read_by(self, audience: str) -> Signs:
        """The words for a reader; students read those of clinicians."""
        return self.patient if audience == "patient" else self.clinician


@cache
def load_roots(file: Path | None = None) -> Mapping[str, RootSigns]:
    """Roots by level (`L5`), from superior to inferior. Raises ContentError."""
    path = file or FOLDER / ENGLISH / "roots.toml"
    try:
        with path.open("rb") as stream:
            rows = tomllib.load(stream)
        found = {
            level: RootSigns(
                level,
                row["text"],
                tuple(row["sources"]),
                Signs(**row["patient"]),
                Signs(**row["clinician"]),
            )
            for level, row in rows.items()
        }
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        words = f"{path.name}: cannot be used ({problem!r}); mend this file"
        raise ContentError([words]) from None
    return MappingProxyType(found)
