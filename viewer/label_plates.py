"""What takes part in the placing of names: rectangles, wishes, places, the sheet. Pure values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from meshes.ids import StructureId


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in view pixels, y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    def meets(self, other: Rect) -> bool:
        """Whether the two share any area."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a point lies within."""
        return self.x <= point[0] <= self.right and self.y <= point[1] <= self.bottom

    def lies_in(self, other: Rect) -> bool:
        """Whether no part of it sticks out of another."""
        across = other.x <= self.x and self.right <= other.right
        return across and other.y <= self.y and self.bottom <= other.bottom


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label to place. size: its plate; anchor: a point on what it names; hidden: behind bone."""

    id: StructureId
    size: tuple[float, float]
    anchor: tuple[float, float]
    rank: float = 0.0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A placed label: its plate, and its leader from the plate's edge to the anchor."""

    id: StructureId
    plate: Rect
    anchor: tuple[float, float]
    on_left: bool
    hidden: bool

    @property
    def port(self) -> tuple[float, float]:
        """Where the leader meets the plate."""
        edge = self.plate.right if self.on_left else self.plate.x
        return edge, self.plate.y + self.plate.height / 2


@dataclass(frozen=True)
class Sheet:
    """What labels must respect. size: the view; figure: the box of what is drawn; blocked: cards
    and cubes; covers: tells whether a plate would cover what an id names; paired: what the patient
    has on both sides lies beside each other in it, as seen from the front, not behind."""

    size: tuple[float, float]
    figure: Rect
    blocked: tuple[Rect, ...] = ()
    covers: Callable[[StructureId, Rect], bool] = lambda _id, _plate: False
    margin: float = 8.0
    gap: float = 26.0
    spacing: float = 5.0
    paired: bool = False
