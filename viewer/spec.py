"""The answer of `viewer.resolve`: the scene to draw as one frozen value, and its colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from meshes.ids import StructureId
from viewer.measuring import DrawnMeasure
from viewer.numbering import USUAL, Counting
from viewer.state import Section, Stroke

if TYPE_CHECKING:
    from meshes.changed.shape import Changed

Colour = tuple[float, float, float]


def _rgb(text: str) -> Colour:
    return tuple(int(text[k : k + 2], 16) / 255 for k in (0, 2, 4))  # type: ignore[return-value]


#: Tissue colours: bone ivory, cartilage and disc blue-green, nerve yellow, ligament off-white.
TISSUE_COLOURS: Mapping[str, Colour] = {
    "bone": _rgb("EBDDC1"),
    "disc": _rgb("8FB8B4"),
    "cartilage": _rgb("9CCBD2"),
    "capsule": _rgb("D8CDBB"),
    "ligament": _rgb("EFE6D2"),
    "nerve": _rgb("F0CE4A"),
    "dura": _rgb("C9B68A"),
    "space": _rgb("56B4E9"),
    "metal": _rgb("AEB6BF"),
}
_NUCLEUS = _rgb("BFE0DA")
_GANGLION = _rgb("D98F2B")
#: A named part of a bone that is picked out: a hue that no tissue and no role has.
PART_COLOUR = _rgb("A58FDC")

#: The colour-blind-safe set of Okabe and Ito (2008), one for each role a highlight tells apart.
ROLE_COLOURS: Mapping[str, Colour] = {
    "disc": _rgb("009E73"),
    "facet": _rgb("CC79A7"),
    "exiting-root": _rgb("D55E00"),
    "traversing-root": _rgb("0072B2"),
    "foramen": _rgb("56B4E9"),
    "ligament": _rgb("E69F00"),
    "si-joint": _rgb("F0E442"),
    "lesion": _rgb("52108A"),
}
#: The shape that goes with each role, so that nothing is told by colour alone.
ROLE_SHAPES: Mapping[str, str] = {
    "disc": "circle",
    "facet": "diamond",
    "exiting-root": "triangle",
    "traversing-root": "square",
    "foramen": "ring",
    "ligament": "bar",
    "si-joint": "hexagon",
    "lesion": "star",
}
#: Kinds that only a condition brings and that are tissue, not metal or bone.
LESIONS = ("herniation",)
TISSUE_OPACITY: Mapping[str, float] = {"dura": 0.34, "capsule": 0.55, "space": 0.30}
#: What fading leaves of a structure's opacity.
FADED = 0.22


class Emphasis(StrEnum):
    """How strongly a structure is marked."""

    NONE = "none"
    LIT = "lit"
    FOCUS = "focus"


@dataclass(frozen=True, slots=True)
class Look:
    """How one structure is drawn. ghost: receded, a glassy outline in `colour`."""

    colour: Colour
    opacity: float = 1.0
    ghost: bool = False
    emphasis: Emphasis = Emphasis.NONE


@dataclass(frozen=True, slots=True)
class Label:
    """A name to print beside a structure. role: the role it plays, "" for none. brief: the same
    without the word for the role, which its marker and the legend tell too."""

    id: StructureId
    text: str
    role: str
    brief: str = ""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend: what a colour means now."""

    role: str
    text: str
    colour: Colour


@dataclass(frozen=True)
class SceneSpec:
    """The scene to draw. looks: only what is in sight; labels and legend in reading order.

    A named part of a bone has a look only while it is picked out: it lies on the bone.
    explode: how far the column is drawn apart, 0..1. measures: lines and values on top of it all.
    section: what cuts it open. shape: the model as conditions and posture change it, None for the
    normal one. counting: how levels are called. veiled: names are not to be told, nowhere.
    ink: what was drawn on the model; it shows on what is in sight.
    """

    looks: Mapping[StructureId, Look]
    labels: tuple[Label, ...]
    legend: tuple[LegendEntry, ...]
    explode: float = 0.0
    measures: tuple[DrawnMeasure, ...] = ()
    section: Section | None = None
    shape: Changed | None = None
    counting: Counting = USUAL
    veiled: bool = False
    ink: tuple[Stroke, ...] = ()


def tissue_colour(id: StructureId, tissue: str) -> Colour:
    """The colour of a structure that plays no role just now."""
    if id.kind in LESIONS:
        return ROLE_COLOURS["lesion"]
    if id.kind == "ganglion":
        return _GANGLION
    return _NUCLEUS if id.part == "nucleus" else TISSUE_COLOURS[tissue]
