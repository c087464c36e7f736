"""The figures of the ligaments, read from `ligaments.toml`; their sources stand beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from meshes.reading import shipped_table


@dataclass(frozen=True, slots=True)
class LongitudinalFigures:
    """A band along the bodies and discs. width_body: T12 to L5. width_disc: T12-L1 to L5-S1."""

    width_body: tuple[float, ...]
    width_disc: tuple[float, ...]
    thickness: float
    sacral_reach: float


@dataclass(frozen=True, slots=True)
class FlavumFigures:
    """cleft: between the halves. By level, from the mid-line: joint: where the front of the facet
    joint begins; half_width: the lateral border, in the foramen. share_beside: thickness in front
    of the joint, as a share of that behind the canal."""

    cleft: float
    share_beside: float
    joint: Mapping[str, float]
    half_width: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SheetFigures:
    """A sheet between two processes: thick amid the space, and where it is attached."""

    thickness: float
    thickness_attached: float


@dataclass(frozen=True, slots=True)
class SupraspinousFigures:
    """The cord over the spinous processes. tail: thin strands below L4, mm."""

    width: float
    thickness: float
    tail: float


@dataclass(frozen=True, slots=True)
class IliolumbarFigures:
    """The band from L5 to the iliac crest. insertion: its middle on the right crest, world."""

    length: float
    width: float
    width_crest: float
    thickness: float
    insertion: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class LigamentFigures:
    """All figures of ligaments.toml."""

    anterior: LongitudinalFigures
    posterior: LongitudinalFigures
    flavum: FlavumFigures
    interspinous: SheetFigures
    supraspinous: SupraspinousFigures
    intertransverse: SheetFigures
    iliolumbar: IliolumbarFigures


@cache
def ligament_figures() -> LigamentFigures:
    """The figures as shipped."""
    data = shipped_table(Path(__file__).parent / "ligaments.toml")
    front, behind, hip = (
        data["anterior-longitudinal"],
        data["posterior-longitudinal"],
        data["iliolumbar"],
    )
    return LigamentFigures(
        LongitudinalFigures(
            (front["width_body"],) * 6,
            (front["width_disc"],) * 6,
            front["thickness"],
            front["sacral_reach"],
        ),
        LongitudinalFigures(
            tuple(behind["width_body"]),
            tuple(behind["width_disc"]),
            behind["thickness"],
            behind["sacral_reach"],
        ),
        FlavumFigures(**data["flavum"]),
        SheetFigures(**data["interspinous"]),
        SupraspinousFigures(**data["supraspinous"]),
        SheetFigures(**data["intertransverse"]),
        IliolumbarFigures(**{**hip, "insertion": tuple(hip["insertion"])}),
    )
