"""Where the rays of a film come from and where they fall: a cone beam in world millimetres.

A film is described in the plane through its centre, at right angles to the central ray, so that a
millimetre on it is one of the body there; what is nearer to the source is drawn larger.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Triple = tuple[float, float, float]

#: From the source to the middle of the body, mm: a usual film is taken with 1.1 to 1.15 m from
#: source to detector, the body's middle some 150 mm before it (chosen).
SOURCE_MM = 1000.0


@dataclass(frozen=True, slots=True)
class Beam:
    """A central ray through `centre`, and what the picture's axes are in the world.

    centre: world mm. right, up: unit directions along the picture. along: unit direction of the
    central ray, away from the source. The three are at right angles, of either hand.
    """

    centre: Triple
    right: Triple
    up: Triple
    along: Triple

    @property
    def source(self) -> Reals:
        """Where all rays begin, world mm: (3,)."""
        return np.asarray(self.centre) - SOURCE_MM * np.asarray(self.along)

    @property
    def handedness(self) -> float:
        """1 for a picture hung as seen from the source, -1 for its mirror image."""
        axes = np.stack([np.asarray(self.right), np.asarray(self.up), np.asarray(self.along)])
        return float(-np.sign(np.linalg.det(axes)))

    def projected(self, points: npt.NDArray[np.floating]) -> tuple[Reals, Reals, Reals]:
        """World points (n, 3) on the film: across and up in mm from its middle, and how deep they
        lie along the central ray from its centre, mm; (n,) each."""
        axes = np.stack([np.asarray(self.right), np.asarray(self.up), np.asarray(self.along)])
        across, up, deep = axes @ (np.asarray(points, dtype=np.float64) - self.centre).T
        scale = SOURCE_MM / (SOURCE_MM + deep)
        return across * scale, up * scale, deep

    def ray(self, across: float, up: float) -> Reals:
        """Unit direction of the ray that falls on a place of the film: (3,) world."""
        way = (
            SOURCE_MM * np.asarray(self.along)
            + across * np.asarray(self.right)
            + up * np.asarray(self.up)
        )
        return np.asarray(way / np.linalg.norm(way))


@dataclass(frozen=True, slots=True)
class Field:
    """What of a beam is recorded: a picture of width x height pixels, `pitch` mm each."""

    beam: Beam
    width: int
    height: int
    pitch: float

    def pixels(self, points: npt.NDArray[np.floating]) -> tuple[Reals, Reals, Reals]:
        """World points (n, 3) as column, row (whole numbers are middles of pixels) and depth."""
        across, up, deep = self.beam.projected(points)
        return (
            across / self.pitch + 0.5 * (self.width - 1),
            0.5 * (self.height - 1) - up / self.pitch,
            deep,
        )

    def place(self, column: float, row: float) -> tuple[float, float]:
        """Across and up in mm of a place given in pixels."""
        return (
            (column - 0.5 * (self.width - 1)) * self.pitch,
            (0.5 * (self.height - 1) - row) * self.pitch,
        )


@lru_cache(maxsize=4)
def slant(field: Field) -> npt.NDArray[np.float64]:
    """How much longer each pixel's ray is than its depth along the central ray: (h, w)."""
    across = (np.arange(field.width) - 0.5 * (field.width - 1)) * field.pitch
    up = (0.5 * (field.height - 1) - np.arange(field.height)) * field.pitch
    return np.asarray(np.sqrt(1.0 + (across[None, :] ** 2 + up[:, None] ** 2) / SOURCE_MM**2))
