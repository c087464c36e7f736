"""Where a section lies and how it is told in words: pure functions of a Section and an Atlas."""

from __future__ import annotations

import math
from dataclasses import dataclass

from meshes.ids import StructureId, on_screen
from viewer.atlas import Atlas
from viewer.state import Cut, Section

Vector = tuple[float, float, float]

#: Which way the offset counts: towards the patient's right, anterior, superior.
_ALONG = {Cut.SAGITTAL: (1.0, 0.0, 0.0), Cut.CORONAL: (0.0, 1.0, 0.0), Cut.AXIAL: (0.0, 0.0, 1.0)}
#: The side that is taken away is the one from which such sections are read: sagittal ones from the
#: patient's left, coronal ones from the front, axial ones from the feet.
_TAKEN = {Cut.SAGITTAL: -1.0, Cut.CORONAL: 1.0, Cut.AXIAL: -1.0, Cut.DISC: -1.0}
#: How far a plane along a disc may leave it: half a vertebra, mm.
_NEAR_DISC = 30.0
#: Nearer than this is "through", mm.
_THROUGH = 0.25
STEP_MM, LONG_STEP_MM = 1.0, 5.0


@dataclass(frozen=True, slots=True)
class CutPlane:
    """A plane in the world. normal: unit, towards the side that is taken away."""

    origin: Vector
    normal: Vector


@dataclass(frozen=True, slots=True)
class Facing:
    """How a section lies flat on a picture: unit directions of the picture's right and up, the
    letters at its left, right, top and bottom, and in words from where it is seen."""

    right: Vector
    up: Vector
    letters: tuple[str, str, str, str]
    words: str


def along(section: Section, atlas: Atlas) -> Vector:
    """The unit direction in which the offset counts."""
    if section.cut is not Cut.DISC:
        return _ALONG[section.cut]
    assert section.level is not None
    disc = atlas.discs.get(section.level)
    return disc.normal if disc is not None else _ALONG[Cut.AXIAL]


def anchor(section: Section, atlas: Atlas, explode: float = 0.0) -> Vector:
    """Where the offset is nought: the midline, and the middle of the level's disc or of all discs.

    explode: how far the column is drawn apart, 0..1; so for all below.
    """
    if section.level is not None:
        x, y, z = _disc_centre(section.level, atlas, explode)
    else:
        levels = atlas.discs or [p.id for p in atlas.catalog.segments]
        centres = [_disc_centre(level, atlas, explode) for level in levels]
        x, y, z = (sum(c[k] for c in centres) / len(centres) for k in range(3))
    return (0.0 if section.cut is Cut.SAGITTAL else x, y, z)


def plane(section: Section, atlas: Atlas, explode: float = 0.0) -> CutPlane:
    """Where the section cuts and which side it takes away."""
    way, start = along(section, atlas), anchor(section, atlas, explode)
    origin = _moved(start, way, section.offset)
    taken = _TAKEN[section.cut] * (-1.0 if section.flipped else 1.0)
    return CutPlane(origin, (taken * way[0], taken * way[1], taken * way[2]))


def limits(section: Section, atlas: Atlas, explode: float = 0.0) -> tuple[float, float]:
    """The least and greatest offset at which there is something to cut, mm."""
    box, way = atlas.extent(explode), along(section, atlas)
    start = _dot(anchor(section, atlas, explode), way)
    low = sum(min(a * w, b * w) for a, b, w in zip(box.lower, box.upper, way, strict=True)) - start
    high = sum(max(a * w, b * w) for a, b, w in zip(box.lower, box.upper, way, strict=True)) - start
    if section.cut is Cut.DISC:
        low, high = max(low, -_NEAR_DISC), min(high, _NEAR_DISC)
    return math.ceil(low), math.floor(high)


def facing(section: Section, atlas: Atlas) -> Facing:
    """How the section is read flat, whichever side is taken away: as scans are."""
    if section.cut is Cut.SAGITTAL:
        words = "Seen from the patient’s left: anterior is at the left of the picture"
        return Facing((0.0, -1.0, 0.0), (0.0, 0.0, 1.0), ("A", "P", "S", "I"), words)
    if section.cut is Cut.CORONAL:
        words = "Seen from the front: the patient’s left is at the right of the picture"
        return Facing((-1.0, 0.0, 0.0), (0.0, 0.0, 1.0), ("R", "L", "S", "I"), words)
    words = "Seen from the feet: the patient’s left is at the right of the picture"
    _, y, z = along(section, atlas)
    length = math.hypot(y, z)
    up = (0.0, z / length, -y / length)
    return Facing((-1.0, 0.0, 0.0), up, ("R", "L", "A", "P"), words)


def title(section: Section) -> str:
    """What the section is called."""
    if section.cut is Cut.DISC:
        return f"Section along the {_level_words(section.level)} disc"
    return f"{section.cut.capitalize()} section"


def place_words(section: Section, atlas: Atlas, explode: float = 0.0) -> str:
    """Where the section lies: "12 mm to the patient’s left", "through the L4–L5 disc"."""
    here = plane(section, atlas, explode).origin
    if section.cut is Cut.SAGITTAL:
        if abs(here[0]) < _THROUGH:
            return "in the midline"
        return f"{_mm(here[0])} to the patient’s {'right' if here[0] > 0 else 'left'}"
    level, away = section.level, section.offset
    if section.cut is Cut.AXIAL and atlas.discs:
        heights = {id: _disc_centre(id, atlas, explode)[2] for id in atlas.discs}
        level = min(heights, key=lambda key: abs(heights[key] - here[2]))
        away = here[2] - heights[level]
    if section.cut is Cut.DISC:
        if abs(away) < _THROUGH:
            return "in its middle plane"
        return f"{_mm(away)} {'above' if away > 0 else 'below'} its middle plane"
    what = f"the {_level_words(level)} disc" if level else "the discs"
    if abs(away) < _THROUGH:
        return f"through the middle of {what}"
    words = ("in front of", "behind") if section.cut is Cut.CORONAL else ("above", "below")
    return f"{_mm(away)} {words[away < 0]} the middle of {what}"


def sentence(section: Section, atlas: Atlas, explode: float = 0.0) -> str:
    """The section in one breath, for screen readers and captions."""
    return f"{title(section)}, {place_words(section, atlas, explode)}"


def _disc_centre(level: StructureId, atlas: Atlas, explode: float) -> Vector:
    """The middle of a level's disc; of its box where it has no mesh."""
    disc = StructureId(f"disc.{level.level_text}")
    boxes, apart = atlas.boxes_of([disc]), atlas.boxes_of([disc], explode)
    if not boxes:
        return atlas.extent(explode).centre
    if level not in atlas.discs:
        return apart[0].centre
    middle, here, there = atlas.discs[level].centre, boxes[0].centre, apart[0].centre
    x, y, z = (m + b - a for m, a, b in zip(middle, here, there, strict=True))
    return (x, y, z)


def _level_words(level: StructureId | None) -> str:
    return on_screen(level.level_text) if level else ""


def _mm(value: float) -> str:
    return f"{abs(value):.1f}".removesuffix(".0") + " mm"


def _moved(start: Vector, way: Vector, by: float) -> Vector:
    return (start[0] + by * way[0], start[1] + by * way[1], start[2] + by * way[2])


def _dot(a: Vector, b: Vector) -> float:
    return sum(p * q for p, q in zip(a, b, strict=True))
