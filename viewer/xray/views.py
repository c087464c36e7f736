"""The films there are: where the tube stands, how the ray is angled, and what they are read for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from meshes.reading import TableError, refuse_misfits, shipped_table, why

if TYPE_CHECKING:
    # Films are listed where no arrays are needed.
    from viewer.xray.beam import Beam, Triple

FILE = Path(__file__).with_name("views.toml")


@dataclass(frozen=True, slots=True)
class FilmView:
    """One way to take a film.

    source_deg: azimuth of the tube as the camera counts (0 anterior, 90 the patient's left).
    cranial_deg: how far the central ray is angled towards the head. marker: R or L, at the
    patient's right or left where both are seen, else the side next to the detector. mirrored:
    hung as seen from the detector. spot: of L5–S1 alone, whatever is lit. pair: bent forwards and
    backwards, beside each other. scan: `sagittal` or `axial` for an MRI-like slice, which
    `viewer.mri` makes, and which no tube takes; "" for a film. lumbosacral_deg: how far the ray is
    angled towards the head where the film is of L5–S1 alone, beyond `cranial_deg`.
    """

    key: str
    name: str
    title: str
    source_deg: float
    cranial_deg: float
    marker: str
    look_for: str
    mirrored: bool = False
    spot: bool = False
    pair: bool = False
    scan: str = ""
    lumbosacral_deg: float = 0.0

    def of_place(self, place: str) -> FilmView:
        """The view as it is angled for a close film of a place."""
        if self.lumbosacral_deg == 0.0 or place != "segment.L5-S1":
            return self
        return replace(self, cranial_deg=self.cranial_deg + self.lumbosacral_deg)

    @property
    def called(self) -> str:
        """Its name where that stands alone: `Lateral film`, `MRI-like sagittal`."""
        return self.name if self.scan else f"{self.name} film"

    @property
    def letters(self) -> tuple[str, str, str, str]:
        """What lies at the left, right, top and bottom of a slice: right, left, anterior,
        posterior, head, feet."""
        return ("A", "P", "H", "F") if self.scan == "sagittal" else ("R", "L", "A", "P")

    @property
    def is_marker_left(self) -> bool:
        """Whether the marker stands at the left of the picture, where its side of the body is."""
        side = 1.0 if self.marker == "R" else -1.0
        across = side * self.beam((0.0, 0.0, 0.0)).right[0]
        return across <= 0.3

    def beam(self, centre: Triple) -> Beam:
        """The beam of this film through a place, world mm."""
        turn, tilt = math.radians(self.source_deg), math.radians(self.cranial_deg)
        # The source stands towards (-sin, cos): the patient's left is -x.
        flat = (math.sin(turn), -math.cos(turn))
        along = (math.cos(tilt) * flat[0], math.cos(tilt) * flat[1], math.sin(tilt))
        up = (-math.sin(tilt) * flat[0], -math.sin(tilt) * flat[1], math.cos(tilt))
        side = -1.0 if self.mirrored else 1.0
        right = (side * flat[1], -side * flat[0], 0.0)
        from viewer.xray.beam import Beam

        return Beam(centre, right, up, along)


@cache
def film_views() -> Mapping[str, FilmView]:
    """All films by key, in the order they are offered. Raises TableError for a damaged file."""
    try:
        found = [FilmView(**row) for row in shipped_table(FILE)["view"]]
        for view in found:
            refuse_misfits(view)
    except (TypeError, KeyError, ValueError) as problem:
        raise TableError(f"{FILE}: damaged ({why(problem)}); reinstall the program") from None
    return {view.key: view for view in found}
