"""What a condition, a posture or a treatment changes: one immutable value of numbers and names.

Effects (`meshes.effects`) write it, `meshes.changed` turns it into meshes. World frame of the
normal model (RAS+, mm) unless a field says otherwise. The empty value changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from meshes.effects.boxes import rows_in
from meshes.effects.site import LEVELS as LEVELS
from meshes.surface import Points, Surface

if TYPE_CHECKING:
    from meshes.effects.regions import Region
    from meshes.effects.saw import Cut

#: So few points are asked quicker than those among them that lie in a box are found.
_FEW = 300

Values = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

#: Movable bones from superior to inferior; each of LEVELS is the disc below one.
COLUMN = (
    "vertebra.T12",
    "vertebra.L1",
    "vertebra.L2",
    "vertebra.L3",
    "vertebra.L4",
    "vertebra.L5",
    "sacrum",
)


def bones_of(level: str) -> tuple[str, str]:
    """The bone above and the bone below a disc: `L5-S1` -> (`vertebra.L5`, `sacrum`).

    Raises ValueError for a level there is no disc of.
    """
    k = LEVELS.index(level)
    return COLUMN[k], COLUMN[k + 1]


@dataclass(frozen=True, slots=True)
class DiscChange:
    """How a disc differs. bulge: (96,) mm beyond the normal wall by angle (0 = right, 24 =
    anterior, 72 = posterior). grade: Pfirrmann 1..5 as a continuous number, for its colour.
    fissure: angles (degrees from the right over anterior) with a cleft of the annulus, and how far
    it goes, 0..1."""

    bulge: Values | None = None
    grade: float = 1.0
    fissure: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Herniation:
    """Disc material beyond the disc. level: the disc it comes from. shape: `protrusion`,
    `extrusion` or `sequestration`. zone: `central`, `subarticular`, `foraminal` or
    `extraforaminal`; side: "" in the middle. size: mm it reaches beyond the disc's wall, of a
    sequestration its length.
    migration: mm superior of where a piece of this zone lies by itself. aside: mm lateral of the
    zone's middle."""

    level: str
    shape: str
    zone: str
    side: str
    size: float
    migration: float = 0.0
    aside: float = 0.0


@dataclass(frozen=True, slots=True)
class Growth:
    """Bone that grows outward. bone: its id. by: body-frame points (n, 3) -> (n,) mm >= 0, zero
    far away, smooth. part: id of the structure the new bone is spoken of as, for verdicts."""

    bone: str
    by: Callable[[Points], Values]
    part: str


@dataclass(frozen=True, eq=False, slots=True)
class Pull:
    """A way places of a bone go that is so much, by axis, (3,) mm, of what does not depend on how
    much it is: `share`, body-frame points (n, 3) -> (n, 3). key: the same for the same `share`."""

    key: tuple[object, ...]
    share: Callable[[Points], Points]
    by: Points


@dataclass(frozen=True, slots=True)
class Warp:
    """A bone whose shape gives way (fracture). there: body-frame points of the normal bone (n, 3)
    -> of the changed one; back: the other way round, for asking the field. breaks: its body is
    broken, so that what lies behind all of it is looked at, not only what lies behind discs.
    roughly: as back, to some hundredths of a millimetre, while a slider is dragged; None where back
    is quick. reach: corners (3,) of boxes of the body frame; what is beyond all of them stays where
    it is, there and back, so that it need not be asked. None for one that may move everything.
    pull: the way there as one, where it is."""

    bone: str
    there: Callable[[Points], Points]
    back: Callable[[Points], Points]
    breaks: bool = False
    roughly: Callable[[Points], Points] | None = None
    reach: tuple[tuple[Points, Points], ...] | None = field(default=None, compare=False)
    pull: Pull | None = field(default=None, compare=False)

    def step(self, points: Points) -> tuple[Rows, Points]:
        """Rows of body-frame points (n, 3) that it can move, and how far these go, (k, 3)."""
        rows, near = self._within(points)
        return rows, self.there(near) - near if len(rows) else near

    def goes_to(self, points: Points) -> Points:
        """Where points (n, 3) of the normal bone are in the changed one."""
        return self._asked(self.there, points)

    def came_from(self, points: Points, *, draft: bool = False) -> Points:
        """Where points (n, 3) of the changed bone are in the normal one. draft: roughly."""
        if draft and self.roughly is not None and len(points) < _FEW:
            return self.roughly(points)
        return self._asked((self.roughly if draft else None) or self.back, points)

    def _asked(self, way: Callable[[Points], Points], points: Points) -> Points:
        rows, near = self._within(points)
        if len(rows) == 0 or len(rows) == len(points):
            return way(points) if len(rows) else points
        found = points.copy()
        found[rows] = way(near)
        return found

    def _within(self, points: Points) -> tuple[Rows, Points]:
        if self.reach is None:
            return np.arange(len(points)), points
        rows = rows_in(points, *self.reach[0])
        for box in self.reach[1:]:
            within = np.zeros(len(points), np.bool_)
            within[rows] = within[rows_in(points, *box)] = True
            rows = np.flatnonzero(within)
        return rows, points if len(rows) == len(points) else points[rows]


@dataclass(frozen=True, eq=False, slots=True)
class Slot:
    """Bone that is not there from birth: regions of a bone's body frame without it."""

    bone: str
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Solid:
    """A thing put in: hardware, graft, a needle. frame: the bone it rides on, "" for the world.
    surface: in that frame, closed."""

    id: str
    frame: str
    surface: Surface


@dataclass(frozen=True, slots=True)
class Needle:
    """A needle that is looked for once the bones stand. kind, place: of `meshes.effects.needles`
    (`transforaminal`, `L4-L5`). advance: 0 at the skin .. 1 at its target."""

    kind: str
    place: str
    side: str
    advance: float


@dataclass(frozen=True, slots=True)
class Hardware:
    """A fusion, built once the bones stand. kind: `plf`, `plif`, `tlif` or `alif`. side: from which
    a TLIF is done. weeks: since the operation. union: whether the graft knits."""

    kind: str
    level: str
    side: str
    weeks: float
    union: bool = True


@dataclass(frozen=True)
class Changes:
    """Everything that differs from the normal model.

    joints: by level, how the bone above moves against the bone below and all it carries, as a rigid
    4x4 matrix of the normal world. base: the same for the sacrum and the pelvis. loose: bones in
    two pieces whose arch stays behind while the body moves: by bone id the 4x4 of the arch against
    the bone below. flavum: thickening towards the canal, mm, by `<level>.<side>`. capsule: that
    of the facet joint's capsule, mm. gone: structures taken away. tints: colours of
    their own by structure. cuts: bone taken away (`meshes.effects.saw`). slots: bone that is
    wanting from birth. hardware, needles: what is put in when all bones stand where they end.
    fixed: levels that no posture moves any more.
    """

    joints: Mapping[str, Points] = field(default_factory=dict)
    base: Points | None = None
    loose: Mapping[str, Points] = field(default_factory=dict)
    discs: Mapping[str, DiscChange] = field(default_factory=dict)
    herniations: tuple[Herniation, ...] = ()
    growths: tuple[Growth, ...] = ()
    warps: tuple[Warp, ...] = ()
    flavum: Mapping[str, float] = field(default_factory=dict)
    capsule: Mapping[str, float] = field(default_factory=dict)
    solids: tuple[Solid, ...] = ()
    cuts: tuple[Cut, ...] = ()
    slots: tuple[Slot, ...] = ()
    hardware: tuple[Hardware, ...] = ()
    needles: tuple[Needle, ...] = ()
    fixed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    tints: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        """Whether the model stays as it is."""
        # an array is not asked whether it equals: that has no one answer
        return self.base is None and self == NONE

    def is_broken(self, bone: str) -> bool:
        """Whether a bone's body is broken."""
        return any(warp.breaks and warp.bone == bone for warp in self.warps)

    def with_joint(self, level: str, move: Points) -> Changes:
        """With one more motion of the bone above a disc, after those it makes already."""
        before = self.joints.get(level, np.eye(4))
        return replace(self, joints={**self.joints, level: move @ before})

    def with_disc(self, level: str, change: DiscChange) -> Changes:
        """With a disc changed further: bulges add, the higher grade and all fissures stay."""
        old = self.discs.get(level, DiscChange())
        bulge = change.bulge if old.bulge is None else old.bulge
        if old.bulge is not None and change.bulge is not None:
            bulge = old.bulge + change.bulge
        merged = DiscChange(bulge, max(old.grade, change.grade), old.fissure + change.fissure)
        return replace(self, discs={**self.discs, level: merged})

    def with_flavum(self, level: str, side: str, thicker: float) -> Changes:
        """With a flavum thicker by so many mm; the greater of two asked for counts."""
        key = f"{level}.{side}"
        return replace(self, flavum={**self.flavum, key: max(thicker, self.flavum.get(key, 0.0))})


NONE = Changes()
