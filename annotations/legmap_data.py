"""The leg map as data: the figure, where each root gives feeling, places by name, and its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from annotations.fault import ContentError
from annotations.note import AUDIENCES
from annotations.paths import ENGLISH, FOLDER
from meshes.reading import is_finite, read_toml, refuse_misfits, why

#: The views of the figure, in the order they stand.
VIEWS = ("front", "back", "saddle")
#: The roots that a map has an area for, from superior to inferior.
ROOTS = ("L1", "L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5")
#: Those whose areas make up the saddle.
SADDLE = ("S3", "S4", "S5")
MAPS = ("evidence", "textbook")
FITS = ("well", "partly", "little")
SURE = ("leads", "alike", "spread", "gaps")
_DATA = FOLDER / "legmap"
#: Coordinates beyond this are no figure of a person, mm.
_FARTHEST = 3000.0
#: More points than this in one curve are no drawing by hand.
_MOST_POINTS = 400
Points = tuple[tuple[float, ...], ...]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Half:
    """One view of the figure, the half of it that is mirrored.

    title: what it is called. cell: mm between the points at which a map is asked. right_is: the
    side of the picture on which the patient's right lies. outline: from the mid-line round to the
    mid-line again. lines: creases. Points in mm, x outwards from the mid-line, y downwards.
    """

    title: str
    cell: float
    right_is: str
    outline: Points
    lines: tuple[Points, ...]


@dataclass(frozen=True, slots=True)
class Patch:
    """A piece of skin: within a smooth closed curve and outside `hole`. soft: mm over which its
    edge fades, half of it inside the curve; 0 for a sharp edge."""

    view: str
    points: Points
    hole: Points
    soft: float


@dataclass(frozen=True, slots=True)
class SkinMap:
    """Where each root gives feeling, after `sources` (ids of works)."""

    sources: tuple[str, ...]
    areas: Mapping[str, tuple[Patch, ...]]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The same for three readers."""

    patient: str
    student: str
    clinician: str

    def read_by(self, audience: str) -> str:
        """The words for a reader."""
        return {"patient": self.patient, "student": self.student}.get(audience, self.clinician)


@dataclass(frozen=True, slots=True)
class MapWords:
    """What is said beside the map. regions: names of places; fits, sure: by FITS and SURE."""

    regions: Mapping[str, str]
    fits: Mapping[str, str]
    sure: Mapping[str, Spoken]
    saddle: Spoken
    both_legs: Spoken
    gaps: Spoken


@cache
def load_figure(file: Path | None = None) -> Mapping[str, Half]:
    """The views of the figure by name. Raises ContentError."""
    return _read(file or _DATA / "figure.toml", _figure)


@cache
def load_map(name: str, file: Path | None = None) -> SkinMap:
    """One of MAPS. Raises ContentError."""
    return _read(file or _DATA / f"{name}.toml", _skin_map)


@cache
def load_regions(file: Path | None = None) -> Mapping[str, tuple[Patch, ...]]:
    """Places of the figure by id, in reading order. Raises ContentError."""
    return _read(file or _DATA / "regions.toml", lambda rows: _areas(rows, 0.0))


@cache
def load_map_words(file: Path | None = None) -> MapWords:
    """The words, in English. Raises ContentError."""
    return _read(file or FOLDER / ENGLISH / "legmap.toml", _words)


def sources_of_maps() -> frozenset[str]:
    """The ids of all works the maps cite. Raises ContentError."""
    return frozenset(name for kind in MAPS for name in load_map(kind).sources)


def _read(path: Path, make: Callable[[dict[str, Any]], _T]) -> _T:
    try:
        return make(read_toml(path))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        words = f"{path.name}: cannot be used ({why(problem)}); mend this file"
        raise ContentError([words]) from None


def _figure(rows: dict[str, Any]) -> Mapping[str, Half]:
    if tuple(rows) != VIEWS:
        raise ValueError(f"the views are {', '.join(VIEWS)}, in this order")
    found = {name: _half(row) for name, row in rows.items()}
    return MappingProxyType(found)


def _half(row: Mapping[str, Any]) -> Half:
    lines = tuple(_points(line, 2) for line in row["lines"])
    half = Half(**{**row, "outline": _points(row["outline"], 8), "lines": lines})
    refuse_misfits(half)
    if half.right_is not in ("left", "right"):
        raise ValueError("'right_is' is left or right")
    if not 1.0 <= half.cell <= 50.0:
        raise ValueError("'cell' is not between 1 and 50 mm")
    if half.outline[0][0] != 0.0 or half.outline[-1][0] != 0.0:
        raise ValueError("the outline does not begin and end at the mid-line")
    if any(x < 0.0 or y < 0.0 for x, y in half.outline):
        raise ValueError("the outline leaves its half")
    return half


def _skin_map(rows: dict[str, Any]) -> SkinMap:
    sources, soft = tuple(rows.pop("sources")), rows.pop("soft")
    areas = _areas(rows, soft)
    if tuple(areas) != ROOTS:
        raise ValueError(f"the areas are those of {', '.join(ROOTS)}, in this order")
    made = SkinMap(sources, areas)
    refuse_misfits(made)
    if not sources:
        raise ValueError("a map needs its sources")
    return made


def _areas(rows: Mapping[str, Any], soft: float) -> Mapping[str, tuple[Patch, ...]]:
    found = {name: tuple(_patch(row, soft) for row in several) for name, several in rows.items()}
    if not all(found.values()):
        raise ValueError("an area without a patch")
    return MappingProxyType(found)


def _patch(row: Mapping[str, Any], soft: float) -> Patch:
    if unknown := row.keys() - {"view", "points", "hole", "soft"}:
        raise ValueError(f"there is no entry '{min(unknown)}' in a patch")
    hole = _points(row["hole"], 3) if "hole" in row else ()
    patch = Patch(row["view"], _points(row["points"], 3), hole, row.get("soft", soft))
    refuse_misfits(patch)
    if patch.view not in VIEWS:
        raise ValueError(f"a view is one of {', '.join(VIEWS)}")
    if not 0.0 <= patch.soft <= 200.0:
        raise ValueError("'soft' is not between 0 and 200 mm")
    return patch


def _points(rows: Any, least: int) -> Points:
    if not least <= len(rows) <= _MOST_POINTS:
        raise ValueError(f"a curve needs {least} to {_MOST_POINTS} points")
    if not all(len(row) == 2 and all(is_finite(part) for part in row) for row in rows):
        raise ValueError("a point is not two numbers")
    if any(abs(part) > _FARTHEST for row in rows for part in row):
        raise ValueError("a point lies outside any figure")
    return tuple((float(x), float(y)) for x, y in rows)


def _words(rows: dict[str, Any]) -> MapWords:
    made = MapWords(
        MappingProxyType(dict(rows["regions"])),
        MappingProxyType(dict(rows["fits"])),
        MappingProxyType({key: Spoken(**row) for key, row in rows["sure"].items()}),
        *(Spoken(**rows[key]) for key in ("saddle", "both-legs", "gaps")),
    )
    refuse_misfits(made)
    if tuple(made.fits) != FITS or tuple(made.sure) != SURE:
        raise ValueError(f"'fits' has {', '.join(FITS)}, 'sure' {', '.join(SURE)}")
    if not all("{side} " in name for name in made.regions.values()):
        raise ValueError("a name of a place has no '{side} ' in it")
    for name in made.regions.values():
        name.format(side="left")
    for audience in AUDIENCES:
        made.gaps.read_by(audience).format(share="half", percent=50)
    return made
