"""Bone that gave way to bone over years, without a cut: articular processes of a slipped joint bent
aside along the line they face, spinous processes that kiss worn down from below.

Smooth shifts of a bone's points, small enough to be undone point by point.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.changes import Changes, Pull, Values, Warp, bones_of
from meshes.effects.contact import Contact, Piece, contact_between, contact_of, piece_of
from meshes.ids import StructureId
from meshes.pose import placed, unplaced
from meshes.reading import shipped_table
from meshes.surface import Points

#: Rounds of looking back for where a shifted point came from; each leaves half the error or less.
_ROUNDS = 8
#: ... and what is left once a round changes less than this is as little, mm.
_EXACT = 2e-4
#: ... and while a slider is dragged, mm.
_ROUGH = 0.02
#: Behind the lamina's posterior surface a spinous process wears fully from here on, mm.
_BEHIND, _RISE = 1.0, 7.0
#: How far up from its lower border it takes part, mm.
_TALL = 17.0


class Shift(Protocol):
    """A smooth shift of a bone's points."""

    def shift(self, points: Points) -> Points:
        """How far points (n, 3) of the body frame go."""

    def back(self, points: Points) -> Points:
        """Points of the changed bone in the normal one, quickly: to some hundredths of a mm."""

    @property
    def pull(self) -> Pull:
        """The shift as so much of what does not depend on how much."""

    @property
    def reach(self) -> tuple[Points, Points]:
        """Corners (3,) of a box beyond which none goes anywhere."""


@dataclass(frozen=True, eq=False, slots=True)
class Bend:
    """A shift about a place and its mirror image. middle, by: (3,) of the right side, mm; near,
    far: all within the one goes the whole way, nothing beyond the other."""

    middle: Points
    by: Points
    near: float
    far: float

    def shift(self, points: Points) -> Points:
        """See `Shift`."""
        return self._ways(points, self._share(points))

    def back(self, points: Points) -> Points:
        """See `Shift`. Sides mirrored onto one, a point only goes to and fro along `by`."""
        x, y, z = points.T
        aside = np.abs(x)
        off = np.stack([aside, y, z]) - self.middle[:, None]
        square, along = np.einsum("ij,ij->j", off, off), 2.0 * (self.by @ off)
        size = float(self.by @ self.by)
        share, exact = np.zeros(len(points)), _ROUGH / max(float(np.sqrt(size)), _ROUGH)
        for _ in range(_ROUNDS + 1):
            away = np.sqrt(np.maximum(square + share * (share * size - along), 0.0))
            before, share = share, self._at(away, aside - share * self.by[0])
            if np.abs(share - before).max(initial=0.0) < exact:
                break
        return np.asarray(points - self._ways(points, share))

    @property
    def pull(self) -> Pull:
        """See `Shift`."""
        key = ("bend", *self.middle.tolist(), self.near, self.far)

        def share(points: Points) -> Points:
            found = np.tile(self._share(points)[:, None], 3)
            found[points[:, 0] < 0.0, 0] *= -1.0
            return found

        return Pull(key, share, self.by)

    def _share(self, points: Points) -> Values:
        """How much of the way points (n, 3) go: (n,) 0..1."""
        # axis by axis: much quicker than rows of three, and it is asked in many rounds
        x, y, z = points.T
        aside = np.abs(x)
        off = (aside - self.middle[0]) ** 2 + (y - self.middle[1]) ** 2 + (z - self.middle[2]) ** 2
        return self._at(np.sqrt(off), aside)

    def _at(self, away: Values, aside: Values) -> Values:
        """The same so far from the middle and from the mid-line, (n,) mm each."""
        share = _eased((self.far - away) / (self.far - self.near))
        # nothing crosses the mid-line, where both sides would pull
        return share * _eased(aside / 5.0)

    def _ways(self, points: Points, share: Values) -> Points:
        """How far points (n, 3) go that go so much of the way, (n,)."""
        found = np.empty(points.shape)
        found[:, 0] = np.where(points[:, 0] < 0.0, -share, share) * self.by[0]
        found[:, 1] = share * self.by[1]
        found[:, 2] = share * self.by[2]
        return found

    @property
    def reach(self) -> tuple[Points, Points]:
        """See `Shift`."""
        low, high = self.middle - self.far, self.middle + self.far
        return np.array([-high[0], low[1], low[2]]), high


@dataclass(frozen=True, eq=False, slots=True)
class Wear:
    """The lower border of a spinous process recedes. start: y behind which it does; bottom: z of
    the border; by: mm."""

    start: float
    bottom: float
    by: float

    def shift(self, points: Points) -> Points:
        """See `Shift`."""
        return self.pull.share(points) * self.pull.by

    def back(self, points: Points) -> Points:
        """See `Shift`."""
        return back(self, points, _ROUGH)

    @property
    def pull(self) -> Pull:
        """See `Shift`."""

        def share(points: Points) -> Points:
            found = np.zeros_like(points)
            found[:, 2] = _eased((self.start - points[:, 1]) / _RISE)
            found[:, 2] *= _eased((self.bottom + _TALL - points[:, 2]) / _TALL)
            return found

        return Pull(("wear", self.start, self.bottom), share, np.array([0.0, 0.0, self.by]))

    @property
    def reach(self) -> tuple[Points, Points]:
        """See `Shift`."""
        far = np.inf
        return np.full(3, -far), np.array([far, self.start, self.bottom + _TALL])


def joint_warps(normal: Normal, level: str, amount: float) -> tuple[Warp, ...]:
    """The warps of both bones of a level whose articular processes gave way by `amount` mm, the
    mean of both."""
    if amount <= 0.0:
        return ()
    bends = _bends(normal, level, amount)
    return tuple(warp_of(bone, bend) for bone, bend in zip(bones_of(level), bends, strict=True))


def can_wear(normal: Normal, bone: str) -> bool:
    """Whether a bone has a spinous process that is known well enough to wear."""
    return "lamina-inferior" in normal.marks.bones[bone].places


def spinous_warp(normal: Normal, bone: str, amount: float) -> tuple[Warp, ...]:
    """The warp of a bone whose spinous process is worn by `amount` mm from below."""
    return (warp_of(bone, _wear(normal, bone, amount)),) if amount > 0.0 else ()


def warp_of(bone: str, shift: Shift) -> Warp:
    """A shift as a warp of a bone."""
    return Warp(
        bone,
        lambda points: there(shift, points),
        lambda points: back(shift, points),
        roughly=shift.back,
        reach=(shift.reach,),
        pull=shift.pull,
    )


def there(shift: Shift, points: Points) -> Points:
    """Points of the normal bone in the changed one."""
    return np.asarray(points + shift.shift(points))


def back(shift: Shift, points: Points, exact: float = _EXACT) -> Points:
    """Points of the changed bone in the normal one. exact: mm to which that is found."""
    found = points - shift.shift(points)
    for _ in range(_ROUNDS):
        before, found = found, points - shift.shift(found)
        if np.abs(found - before).max(initial=0.0) < exact:
            break
    return np.asarray(found)


@lru_cache(maxsize=64)
def worn_contact(normal: Normal, level: str, joints: float = 0.0, spinous: float = 0.0) -> Contact:
    """The two bones of a level with processes that gave way: articular ones of both by `joints`,
    the spinous one of the bone above by `spinous`, mm."""
    upper, lower = bones_of(level)
    bends = _bends(normal, level, joints) if joints > 0.0 else ()
    above: tuple[Shift, ...] = bends[:1]
    if spinous > 0.0:
        above = (*above, _wear(normal, upper, spinous))
    if not above:
        return contact_of(normal, level)
    return contact_between(worn_piece(normal, upper, *above), worn_piece(normal, lower, *bends[1:]))


def worn_piece(normal: Normal, bone: str, *shifts: Shift) -> Piece:
    """A bone after shifts, in the order given, as a piece."""
    pose, field, plain = normal.pose(bone), normal.fields[bone], piece_of(normal, bone)

    def came_from(world: Points) -> Points:
        body = unplaced(pose, world)
        for shift in reversed(shifts):
            body = back(shift, body)
        return body

    def distance(world: Points) -> Values:
        return field.distance(came_from(world))

    def gradient(world: Points) -> Points:
        # shifts are gentle: the direction at the place a point came from will do
        return plain.gradient(placed(pose, came_from(world)))

    points = normal.bones[bone].surface.points
    for shift in shifts:
        points = there(shift, points)
    return Piece(placed(pose, points), distance, gradient)


def worn_piece_of(normal: Normal, bone: str, spinous: float) -> Piece:
    """A bone whose spinous process is worn by `spinous` mm from below, as a piece."""
    shifts = (_wear(normal, bone, spinous),) if spinous > 0.0 else ()
    return worn_piece(normal, bone, *shifts)


def with_warps(changes: Changes, warps: tuple[Warp, ...]) -> Changes:
    """Changes with further warps."""
    return replace(changes, warps=changes.warps + warps) if warps else changes


def _bends(normal: Normal, level: str, amount: float) -> tuple[Bend, Bend]:
    """The bends of the bone above, backwards and to medial, and of the bone below."""
    middle, across = _joint(normal, level)
    own = _figures()
    found = []
    below = float(own["below"].get(level, own["below"]["else"]))
    for bone, share in zip(bones_of(level), (2.0 * (1.0 - below), -2.0 * below), strict=True):
        pose = normal.pose(bone)
        place = unplaced(pose, middle[None])[0]
        by = share * amount * (across @ pose[:3, :3])
        found.append(Bend(place, by, float(own["near"]), float(own["far"])))
    return found[0], found[1]


@lru_cache(maxsize=64)
def _wear(normal: Normal, bone: str, amount: float) -> Wear:
    marks = normal.marks.bones[bone].places
    mesh = normal.assets.mesh(StructureId(f"{bone}.spinous-process"))
    body = unplaced(normal.pose(bone), mesh.points.astype(np.float64))
    start = float(marks["lamina-inferior"][1]) - _BEHIND
    return Wear(start, float(body[:, 2].min()), amount)


@lru_cache(maxsize=8)
def _joint(normal: Normal, level: str) -> tuple[Points, Points]:
    """Middle of the right joint in the world, and the direction from its superior to its inferior
    process there."""
    faces = []
    for part in ("cartilage-superior", "cartilage-inferior"):
        id = StructureId(f"facet.{level}.{part}.right")
        faces.append(normal.assets.meshes[id].points.astype(np.float64).mean(axis=0))
    across = faces[1] - faces[0]
    return 0.5 * (faces[0] + faces[1]), across / np.linalg.norm(across)


@cache
def _figures() -> dict[str, Any]:
    found: dict[str, Any] = shipped_table(Path(__file__).parent / "slip.toml")["bend"]
    return found


def _eased(share: Values) -> Values:
    """0 to 1 with no corner at either end."""
    held = np.minimum(np.maximum(share, 0.0), 1.0)
    return np.asarray(held * held * (3.0 - 2.0 * held))
