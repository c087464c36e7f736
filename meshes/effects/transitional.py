"""Transitional vertebrae: the transverse process of L5 that grows large, meets the ala or fuses
with it (Castellvi I-IV), and the small disc below.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from meshes.changed.normal import Normal
from meshes.changed.posed import Posed, moves_of
from meshes.changed.sawn_bones import is_reshaped
from meshes.effects.apply import Site, effect
from meshes.effects.changes import NONE, Changes, DiscChange, Growth, Values, Warp
from meshes.effects.growth import limited
from meshes.effects.growth_field import Rounded, free_growth_of, sampled
from meshes.effects.height import lower
from meshes.effects.lumbarised import figures, smooth
from meshes.pose import placed
from meshes.surface import Points

Rows = npt.NDArray[np.intp]

KINDS = ("large", "joint", "union")
_L5 = "vertebra.L5"
#: Grid over the ala in the frame of L5 (right side), mm: x, y, and the heights looked through.
_ACROSS, _ALONG = np.arange(24.0, 54.1, 2.0), np.arange(-40.0, -3.9, 2.0)
_HEIGHTS = np.arange(10.0, -34.1, -0.5)
#: How many heights are passed over where bone is far.
_COARSE = 5
#: Rounds of evening out the ala as the process follows it.
_EVEN = 7
#: Spacing of the grid on which a corner is rounded off, and how deep in bone it is, mm.
_ROUND, _DEEP = 2.2, 4.0


@effect("transverse-process")
def transverse_process(
    normal: Normal,
    changes: Changes,
    site: Site,
    *,
    kind: str,
    share: float,
    other: bool = False,
) -> Changes:
    """A transitional transverse process of L5 on the site's sides or both, `share` 0..1 of it:
    `large`, in a false `joint` with the ala, or in bony `union` with it. other: on the side that is
    not the site's. Raises ValueError for another kind or bone."""
    if kind not in KINDS or site.bone != _L5:
        raise ValueError(f"{kind!r} is no transitional process of {site.bone}; see {KINDS}")
    sides = site.sides or ("left", "right")
    if other:
        sides = tuple(side for side in ("left", "right") if side not in sides)
    for side in sides:
        sign = -1.0 if side == "left" else 1.0
        changes = _thickened(normal, changes, sign, side, share, kind)
        shape = _stretch(normal, changes, sign, kind, share)
        warp = Warp(_L5, shape.there, shape.back, reach=(shape.reach,))
        changes = replace(changes, warps=(*changes.warps, warp))
        if kind == "union":
            changes = _united(normal, changes, shape, side, share)
    return changes


@effect("rudimentary-disc")
def rudimentary_disc(normal: Normal, changes: Changes, site: Site, *, share: float) -> Changes:
    """The disc below a transitional vertebra, narrow and small in depth, `share` 0..1 of it."""
    row = figures()["disc"]
    changes = lower(normal, changes, site, share=share * row["height"])
    inward = np.full(96, -share * row["shrink"])
    return changes.with_disc(site.level, DiscChange(bulge=inward))


@dataclass(frozen=True, eq=False)
class Stretch:
    """A process pulled up and down about its middle height: by `above`, and as much as `below` says
    by place, on the (x, y) grid of the module. Body frame of L5; sign: +1 right, -1 left."""

    sign: float
    middle: float
    above: float
    below: Values

    def there(self, points: Points) -> Points:
        """Places of the normal bone in the changed one."""
        return self._scaled(points, inverse=False)

    def back(self, points: Points) -> Points:
        """The inverse of `there`."""
        return self._scaled(points, inverse=True)

    @property
    def reach(self) -> tuple[Points, Points]:
        """Corners of a box beyond which nothing moves: all but the process of one side."""
        far, root = np.inf, float(figures()["process"]["root"][0])
        low, high = (root, far) if self.sign > 0.0 else (-far, -root)
        return np.array([low, -far, -far]), np.array([high, far, far])

    def _scaled(self, points: Points, *, inverse: bool) -> Points:
        found = np.array(points, dtype=np.float64)
        x = self.sign * found[:, 0]
        root = figures()["process"]["root"]
        rows = np.flatnonzero(x > root[0])
        if len(rows) == 0:
            return found
        share = smooth((x[rows] - root[0]) / (root[1] - root[0]))
        high = found[rows, 2] - self.middle
        down = _at(self.below, x[rows], found[rows, 1])
        factor = 1.0 + share * (np.where(high < 0.0, down, self.above) - 1.0)
        found[rows, 2] = self.middle + (high / factor if inverse else high * factor)
        return found


def _united(normal: Normal, changes: Changes, shape: Stretch, side: str, share: float) -> Changes:
    """With both bones grown into the corner where they meet, the same way, so that what is drawn of
    them has no seam: near one another each grows by what rounds the corner off."""
    wide = share * float(figures()["joint"]["union_round"])
    if wide <= 0.0:
        return changes
    posed = Posed(normal, changes, moves_of(changes), draft=True)
    medial = float(figures()["joint"]["medial"])

    def rounded(bone: str, points: Points) -> Values:
        """By how much a bone grows at places of its body frame as it was."""
        here = shape.there(points) if bone == _L5 else points
        world = placed(posed.pose(bone), here)
        found = np.zeros(len(points))
        own = posed.distance_to(bone, world)
        rows = np.flatnonzero((own > -_DEEP) & (own < wide))
        other = posed.distance_to("sacrum" if bone == _L5 else _L5, world[rows])
        near = np.maximum(wide - np.abs(own[rows] - other), 0.0)
        aside = smooth((shape.sign * points[rows, 0] - medial) / 6.0)
        found[rows] = aside * near * near / (4.0 * wide)
        return found

    new = []
    for bone, part in ((_L5, f"{_L5}.transverse-process.{side}"), ("sacrum", f"sacrum.ala.{side}")):
        lower, upper = _corner_box(normal, changes, shape.sign, bone)
        kernels = sampled(lambda p, b=bone: rounded(b, p)[None], lower, upper, _ROUND)  # type: ignore[misc]
        other = "sacrum" if bone == _L5 else _L5
        new.append(Growth(bone, Rounded(free_growth_of(kernels, (1.0,)), other), part))
    return replace(changes, growths=(*changes.growths, *new))


def _corner_box(normal: Normal, changes: Changes, sign: float, bone: str) -> tuple[Points, Points]:
    """Corners of a box round where a process and the ala meet, in a bone's body frame."""
    x = np.sort(sign * np.array([_ACROSS[0] + 5.0, _ACROSS[-1] + 2.0]))
    if bone == _L5:
        return np.array([x[0], _ALONG[0], -16.0]), np.array([x[1], _ALONG[-1], 6.0])
    # as high as the ala was before it grew: the grid stays where it is along the slider
    at = _contact_place(normal, replace(changes, growths=()), sign, 0.0)
    return np.array([x[0], at[1] - 18.0, at[2] - 14.0]), np.array(
        [x[1], at[1] + 18.0, at[2] + 20.0]
    )


def _thickened(
    normal: Normal, changes: Changes, sign: float, side: str, share: float, kind: str
) -> Changes:
    """With a thicker process, and the ala grown towards it where they meet."""
    row, joint = figures()["process"], figures()["joint"]
    root = row["root"]

    def process(points: Points) -> Values:
        out = smooth((sign * points[:, 0] - root[0]) / (root[1] - root[0]))
        return np.asarray(share * row["thicker"] * out)

    by = limited(normal, changes, _L5, "sacrum", process)
    part = f"{_L5}.transverse-process.{side}"
    new = [Growth(_L5, by, part)]
    if kind != "large":
        name = "union" if kind == "union" else "ala"
        rise, wide, ahead = (float(joint[f"{name}_{what}"]) for what in ("rise", "width", "front"))
        at, medial = _contact_place(normal, changes, sign, ahead), float(joint["medial"])

        def ala(points: Points) -> Values:
            away = np.linalg.norm(points - at, axis=1) / wide
            aside = smooth((sign * points[:, 0] - medial) / 6.0)
            return np.asarray(share * rise * aside * np.clip(1.0 - away**2, 0.0, 1.0) ** 2)

        # where they unite neither keeps off the other
        rising = ala if kind == "union" else limited(normal, changes, "sacrum", _L5, ala)
        new.append(Growth("sacrum", rising, f"sacrum.ala.{side}"))
    return replace(changes, growths=(*changes.growths, *new))


def _stretch(normal: Normal, changes: Changes, sign: float, kind: str, share: float) -> Stretch:
    row, joint = figures()["process"], figures()["joint"]
    middle = float(row["middle"])
    full = float(row["half"]) + float(row["thicker"])
    above, below = (1.0 + share * (max(row[way] / full, 1.0) - 1.0) for way in ("up", "down"))
    if kind == "large":
        return Stretch(sign, middle, above, np.full((len(_ACROSS), len(_ALONG)), below))
    rest = float(joint["gap"]) if kind == "joint" else -float(joint["union"])
    floor = _seat(ala_heights(normal, changes, sign, rest), float(joint[f"{kind}_fall"]))
    # every column reaches it from where the thickened bone ends there
    under = middle - undersides(normal, sign) + share * float(row["thicker"])
    wanted = np.clip((middle - floor) / under, below, float(joint["most"]))
    free = smooth((_ACROSS - float(joint["aside"])) / 6.0)[:, None]
    # its anterior border stays high: the L5 root passes before it
    free = np.maximum(free, smooth((_ALONG - float(joint["ahead"])) / 9.0)[None])
    wanted = _evened(wanted + free * (below - wanted), 3)
    return Stretch(sign, middle, above, 1.0 + share * (wanted - 1.0))


def _seat(ala: Values, fall: float) -> Values:
    """The face a process turns to the ala whose heights are given, on the module's grid: it rests
    on the crest and goes down before and behind it by no more than `fall` mm a mm."""
    crest, at = ala.max(axis=1), _ALONG[ala.argmax(axis=1)]
    return np.asarray(np.maximum(ala, crest[:, None] - fall * np.abs(_ALONG[None] - at[:, None])))


@cache
def undersides(normal: Normal, sign: float) -> Values:
    """Height of the underside of the normal process of L5 on the module's grid, its body frame, mm;
    where there is little bone or none, a little below its middle."""
    field, row = normal.fields[_L5], figures()["process"]
    x, y = np.meshgrid(sign * _ACROSS, _ALONG, indexing="ij")
    heights = np.arange(float(row["middle"]), -12.1, -0.5)
    shape = (*x.shape, len(heights))
    places = np.stack([np.broadcast_to(x[..., None], shape), np.broadcast_to(y[..., None], shape),
                       np.broadcast_to(heights, shape)], axis=-1)  # fmt: skip
    inside = field.distance(places.reshape(-1, 3)).reshape(shape) < 0.0
    # from the middle downwards as far as the bone goes on
    count = np.where(inside[..., 0], inside.argmin(axis=-1), 0)
    least = int(float(row["half"]) / 0.5 / 2.0)
    return _evened(heights[np.maximum(count, least)], 4)


def _evened(grid: Values, rounds: int) -> Values:
    """A grid evened out with its neighbours, so many times."""
    for _ in range(rounds):
        padded = np.pad(grid, 1, mode="edge")
        grid = 0.25 * (padded[2:, 1:-1] + padded[:-2, 1:-1] + padded[1:-1, 2:] + padded[1:-1, :-2])
    return grid


def ala_heights(normal: Normal, changes: Changes, sign: float, off: float = 0.0) -> Values:
    """Height over the module's grid, in the body frame of L5 as it stands, at which one is `off` mm
    from the sacrum, mm."""
    moves = moves_of(changes)
    if is_reshaped(changes, "sacrum"):
        return _heights(Posed(normal, changes, moves), sign, off)
    stand = tuple((bone, moves[bone].tobytes()) for bone in (_L5, "sacrum") if bone in moves)
    return _known_heights(normal, stand, sign, off)


@lru_cache(maxsize=32)
def _known_heights(
    normal: Normal, stand: tuple[tuple[str, bytes], ...], sign: float, off: float
) -> Values:
    """The same over a sacrum of its own shape, by how both bones stand: a slider that moves neither
    asks for it at each step."""
    moves = {bone: np.frombuffer(move).reshape(4, 4) for bone, move in stand}
    return _heights(Posed(normal, NONE, moves, draft=True), sign, off)


def _heights(posed: Posed, sign: float, off: float) -> Values:
    pose = posed.pose(_L5)
    x, y = np.meshgrid(sign * _ACROSS, _ALONG, indexing="ij")
    nodes = np.column_stack([x.ravel(), y.ravel()])
    place, turn = pose[:3, 3], pose[:3, :3].T

    def away(columns: Rows, heights: Rows) -> Values:
        here = np.column_stack([nodes[columns], _HEIGHTS[heights]])
        return posed.distance_to("sacrum", here @ turn + place) - off

    # every so many heights, and all only where one between them may be inside
    coarse = np.arange(_COARSE // 2, len(_HEIGHTS), _COARSE)
    columns = np.repeat(np.arange(x.size), len(coarse))
    reach = 0.6 * _COARSE * (_HEIGHTS[0] - _HEIGHTS[1])
    near = away(columns, np.tile(coarse, x.size)) < reach
    near = near.reshape(x.size, len(coarse)).repeat(_COARSE, axis=1)[:, : len(_HEIGHTS)]
    inside = np.pad(near, ((0, 0), (0, len(_HEIGHTS) - near.shape[1])), mode="edge")
    at = np.nonzero(inside)
    inside[at] = away(*at) < 0.0
    inside = inside.reshape(*x.shape, -1)
    raw = np.where(inside.any(axis=2), _HEIGHTS[inside.argmax(axis=2)], _HEIGHTS[-1])
    found = _evened(raw, _EVEN)
    # what was evened out comes no nearer to the ala on average
    return np.asarray(
        found + 0.5 * np.maximum(raw - found, 0.0).max(where=raw > -20.0, initial=0.0)
    )


def _contact_place(normal: Normal, changes: Changes, sign: float, ahead: float) -> Points:
    """So far `ahead` of where the ala is highest under the process, in the sacrum's frame, mm."""
    heights = ala_heights(normal, changes, sign)
    under = (_ACROSS[:, None] > 33.0) & (_ALONG[None] > -30.0) & (_ALONG[None] < -16.0)
    i, j = np.unravel_index(int(np.argmax(np.where(under, heights, -99.0))), heights.shape)
    body = np.array([sign * max(_ACROSS[i], 38.0), _ALONG[j] + ahead, heights[i, j]])
    pose = moves_of(changes).get(_L5, np.eye(4)) @ normal.pose(_L5)
    base = moves_of(changes).get("sacrum", np.eye(4)) @ normal.pose("sacrum")
    world = pose[:3, :3] @ body + pose[:3, 3]
    return np.asarray(np.linalg.inv(base)[:3, :3] @ (world - base[:3, 3]))


def _at(grid: Values, x: Values, y: Values) -> Values:
    """A grid's values at places, straight between nodes, held beyond its border."""
    u = np.clip((x - _ACROSS[0]) / 2.0, 0.0, len(_ACROSS) - 1.001)
    v = np.clip((y - _ALONG[0]) / 2.0, 0.0, len(_ALONG) - 1.001)
    i, j = u.astype(int), v.astype(int)
    a, b = u - i, v - j
    low = (1.0 - b) * grid[i, j] + b * grid[i, j + 1]
    high = (1.0 - b) * grid[i + 1, j] + b * grid[i + 1, j + 1]
    return np.asarray((1.0 - a) * low + a * high)
