"""What a person may feel when a root is reached: skin, muscles, reflex, test, for three readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import rtoml

from annotations.fault import ContentError
from annotations.note import AUDIENCES
from annotations.paths import ENGLISH, FOLDER

FILE = "roots.toml"
#: The roots that have a row, from superior to inferior; those below S2 make up the saddle.
LEVELS = ("T12", "L1", "L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5")
#: What is told about each root, with its heading, in reading order.
SIGNS: Mapping[str, str] = MappingProxyType(
    {"skin": "Feeling", "muscles": "Muscles", "reflex": "Reflex", "test": "Test"}
)
_ABOUT = "about"


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
    student: Signs
    clinician: Signs

    def read_by(self, audience: str) -> Signs:
        """The words for a reader."""
        return {"patient": self.patient, "student": self.student}.get(audience, self.clinician)


@dataclass(frozen=True, slots=True)
class AboutRoots:
    """What holds for all rows, said once beside them. sources: ids of works."""

    sources: tuple[str, ...]
    patient: str
    student: str
    clinician: str

    def read_by(self, audience: str) -> str:
        """The words for a reader."""
        return {"patient": self.patient, "student": self.student}.get(audience, self.clinician)


@cache
def load_roots(file: Path | None = None) -> Mapping[str, RootSigns]:
    """Roots by level (`L5`), from superior to inferior. Raises ContentError."""
    return _read(file or FOLDER / ENGLISH / FILE)[0]


@cache
def load_about_roots(file: Path | None = None) -> AboutRoots:
    """What to keep in mind with every root. Raises ContentError."""
    return _read(file or FOLDER / ENGLISH / FILE)[1]


def _read(path: Path) -> tuple[Mapping[str, RootSigns], AboutRoots]:
    try:
        rows = rtoml.loads(path.read_text(encoding="utf-8"))
        row = rows.pop(_ABOUT)
        about = AboutRoots(**{**row, "sources": tuple(row["sources"])})
        found = {
            level: RootSigns(
                level,
                row["text"],
                tuple(row["sources"]),
                *(Signs(**row[audience]) for audience in AUDIENCES),
            )
            for level, row in rows.items()
        }
    except (OSError, ValueError, KeyError, TypeError) as problem:
        words = f"{path.name}: cannot be used ({problem!r}); mend this file"
        raise ContentError([words]) from None
    return MappingProxyType(found), about
