"""A broken vertebral body as a map: how far each place of it goes, and back.

The body alone gives way, between its plates; pedicles and arch keep their shape. Body frame of the
bone, mm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.boxes import rows_in
from meshes.effects.changes import Values
from meshes.reading import shipped_table
from meshes.surface import Points

_NEWTON = 8


_ROUNDS = 14


_NONE: Values = np.zeros(1)


#: An inverse is found once its last step is under this, mm: at rest, and while a slider is dragged.
_EXACT, ROUGH = 1e-6, 0.02


@dataclass(frozen=True, eq=False)
class Body:
    """A vertebral body as a fracture sees it.

    front, back: y of its walls at the upper plate. top, bottom: z of the plates' middles. rim: (96,
    3) of the upper plate. height: of the anterior wall and in the middle. wall: y of the posterior
    wall. isthmus: y of the pedicles' narrowest place. medial: x of their medial border.
    """

    front: float
    back: float
    top: float
    bottom: float
    half_width: float
    rim: Points
    height: tuple[float, float]
    wall: float
    isthmus: float
    medial: float

    @staticmethod
    def of(normal: Normal, bone: str) -> Body:
        """Of a lumbar vertebra. Raises ValueError for a bone without both plates and pedicles."""
        marks = normal.marks.bones[bone]
        if marks.superior is None or marks.inferior is None or marks.pedicle is None:
            raise ValueError(f"{bone} has no body between two plates")
        rim, low = marks.superior.rim, marks.inferior.rim
        top, bottom = marks.superior.frame[2, 3], marks.inferior.frame[2, 3]
        anterior = float(rim[24, 2] - low[24, 2])
        middle = _hollow(normal, bone, float(top), float(bottom))
        return Body(
            float(rim[:, 1].max()),
            float(rim[:, 1].min()),
            float(rim[:, 2].max()),
            float(low[:, 2].min()),
            float(rim[:, 0].max()),
            rim,
            (anterior, middle),
            float(marks.pedicle["wall"]),
            float(marks.pedicle["isthmus"]),
            float(marks.pedicle["medial"]),
        )


@dataclass(frozen=True, eq=False)
class Squeeze:
    """The map of a broken body and its inverse. loss: share of its height 0..1. exact: mm to which
    the inverse is found."""

    body: Body
    shape: str
    loss: float
    retropulsion: float = 0.0
    exact: float = _EXACT

    def there(self, points: Points) -> Points:
        """Places of the normal bone, (n, 3), in the broken one."""
        found = np.array(points, dtype=np.float64)
        found[:, 2] = self._down(found, found[:, 2])[0]
        found[:, :2] += self._aside(found)
        found[:, 1] -= self._behind(found)
        return found

    def back(self, points: Points) -> Points:
        """The inverse of `there`."""
        found = np.array(points, dtype=np.float64)
        if self.retropulsion > 0.0:
            rows = rows_in(found, *self._reach_behind)
            if len(rows):
                found[rows, 1] = self._before(found[rows])
        if self._buckle > 0.0:
            self._unbuckle(found)
        found[:, 2] = self._up(found)
        return found

    @cached_property
    def reach(self) -> tuple[tuple[Points, Points], ...]:
        """Corners of boxes of the body frame beyond which nothing moves: the arch stays, and what
        lies behind the body but where the fragment goes."""
        body, far = self.body, np.inf
        if self.shape == "biconcave":
            middle, half = 0.5 * (body.front + body.back), 0.5 * (body.front - body.back)
            aside = body.half_width
            return (
                (np.array([-aside, middle - half, -far]), np.array([aside, middle + half, far])),
            )
        ahead = np.array([-far, min(body.isthmus, body.back), -far]), np.full(3, far)
        return (ahead, self._reach_behind) if self.retropulsion > 0.0 else (ahead,)

    @cached_property
    def _figures(self) -> Mapping[str, Any]:
        return figures()[self.shape]  # type: ignore[no-any-return]

    @cached_property
    def _buckle(self) -> float:
        return float(self._figures.get("buckle", 0.0)) * self.loss * self.body.height[0]

    def _sunk(self, points: Points) -> tuple[Values, Values]:
        """How far the upper plate sinks and the lower one rises over places (x, y): (n,) mm; (1,)
        for one that does not."""
        x, y = points[:, 0], points[:, 1]
        body = self.body
        if self.shape == "biconcave":
            middle, half = 0.5 * (body.front + body.back), 0.5 * (body.front - body.back)
            away = (x / (0.94 * body.half_width)) ** 2 + ((y - middle) / (0.94 * half)) ** 2
            dome = np.clip(1.0 - away, 0.0, 1.0) ** 2
            total = self.loss * body.height[1] * dome
            upper = float(self._figures["upper"])
            return upper * total, (1.0 - upper) * total
        share = np.maximum((y - body.back) / (body.front - body.back), 0.0)
        start = float(figures()["hinge"])
        slope = np.where(share < start, share**2 / (2.0 * start), share - 0.5 * start)
        slope = slope / (1.0 - 0.5 * start)
        slope = np.minimum(slope, 1.15)
        rest = float(self._figures["posterior"])
        # the pedicles bend where they leave the body
        fade = _smooth((y - body.isthmus) / (body.back + 2.0 - body.isthmus))
        sunk = self.loss * body.height[0] * (rest * fade + (1.0 - rest) * slope)
        return sunk, _NONE

    def _shares(self, z: Values) -> tuple[Values, Values, Values, Values]:
        """How much of the upper plate's and the lower plate's motion a height takes part in, and
        the slopes of both."""
        body = self.body
        if self.shape == "biconcave":
            middle = 0.5 * (body.top + body.bottom)
            up, du = _ramp((z - middle) / (body.top - middle))
            low, dl = _ramp((middle - z) / (middle - body.bottom))
            return up, low, du / (body.top - middle), -dl / (middle - body.bottom)
        up, du = _ramp((z - body.bottom) / (body.top - body.bottom))
        return up, _NONE, du / (body.top - body.bottom), _NONE

    def _down(self, points: Points, z: Values) -> tuple[Values, Values]:
        sunk, raised = self._sunk(points)
        up, low, du, dl = self._shares(z)
        return z - sunk * up + raised * low, 1.0 - sunk * du + raised * dl

    def _up(self, points: Points) -> Values:
        found = points[:, 2].copy()
        sunk, raised = self._sunk(points)
        if self.shape == "biconcave":
            rows = np.flatnonzero((sunk > 0.0) | (raised > 0.0))
            raised = raised[rows]
        else:
            rows = np.flatnonzero((sunk > 0.0) & (found > self.body.bottom))
        if len(rows) == 0:
            return found
        aim, sunk = found[rows], sunk[rows]
        z = aim.copy()
        for _ in range(_NEWTON):
            up, low, du, dl = self._shares(z)
            wrong = z - sunk * up + raised * low - aim
            if np.abs(wrong).max() < self.exact:
                break
            z = z - wrong / np.maximum(1.0 - sunk * du + raised * dl, 0.25)
        found[rows] = z
        return found

    @cached_property
    def _waist(self) -> tuple[float, float]:
        """Height of the middle of the wall that buckles, and how tall it is, mm."""
        body = self.body
        low = body.bottom + 0.55 * (body.top - body.bottom - self.loss * body.height[0])
        return low, 0.2 * (body.top - body.bottom)

    def _unbuckle(self, found: Points) -> None:
        """Take the buckling back from points, in place."""
        low, tall = self._waist
        near = (found[:, 1] > self.body.back) & (np.abs(found[:, 2] - low) < 4.5 * tall)
        rows = np.flatnonzero(near)
        if len(rows) == 0:
            return
        here = found[rows]
        flat = here[:, :2].copy()
        for _ in range(_ROUNDS):
            new = flat - self._aside(here)
            step = np.abs(new - here[:, :2]).max(initial=0.0)
            here[:, :2] = new
            if step < self.exact:
                break
        found[rows] = here

    def _aside(self, points: Points) -> Points:
        """How far the wall buckles outward at heights of the broken body: (n, 2)."""
        body, size = self.body, self._buckle
        if size <= 0.0:
            return np.zeros((len(points), 2))
        low, tall = self._waist
        waist = np.exp(-(((points[:, 2] - low) / tall) ** 2))
        ahead = _smooth((points[:, 1] - body.back) / (body.front - body.back))
        out = points[:, :2] / np.array([body.half_width, body.front])
        return np.asarray((size * waist * ahead)[:, None] * np.clip(out, -1.2, 1.2))

    def _behind(self, points: Points) -> Values:
        """How far the back wall goes into the canal: (n,) mm."""
        found = np.zeros(len(points))
        if self.retropulsion <= 0.0:
            return found
        rows = rows_in(points, *self._reach_behind)
        here = points[rows]
        found[rows] = self._fragment(here) * self._along(here[:, 1])
        return found

    def _before(self, points: Points) -> Values:
        """y of points before the back wall went into the canal: (n,)."""
        aim, size = points[:, 1], self._fragment(points)
        y = aim.copy()
        if self.exact >= ROUGH:
            # quickly, by Newton's method: the push ends over so long a way that it cannot run off
            at, share = self._shares_along
            for _ in range(_NEWTON):
                # off the table by number: its depths are evenly apart
                k = ((y - at[0]) * (1.0 / (at[1] - at[0]))).astype(np.intp)
                k = np.minimum(np.maximum(k, 0), len(at) - 1)
                step = y - aim - size * share[k]
                step /= np.maximum(1.0 - size * self._slopes_along[k], 0.2)
                y = y - step
                if np.abs(step).max() < self.exact:
                    break
            return y
        for _ in range(2 * _ROUNDS):
            new = aim + size * self._along(y)
            step = np.abs(new - y).max()
            y = new
            if step < self.exact:
                break
        return np.asarray(y)

    @cached_property
    def _rise(self) -> float:
        """Height of the middle of the fragment."""
        row, body = self._figures, self.body
        height = body.top - self.loss * body.height[0] * float(row["posterior"])
        return float(row["middle"]) * height

    @cached_property
    def _reach_behind(self) -> tuple[Points, Points]:
        """Corners of a box beyond which the fragment moves nothing."""
        row, body, most = self._figures, self.body, self.retropulsion
        far = body.wall - float(row["clear"]) - float(row["canal"]) - most
        half, near = float(row["half"]), body.wall + 2.0 + 2.2 * most + 6.0
        return (
            np.array([-body.medial, far, self._rise - half]),
            np.array([body.medial, near, self._rise + half]),
        )

    def _fragment(self, points: Points) -> Values:
        """How far the fragment goes where it goes farthest, by place in the wall: (n,) mm."""
        half = float(self._figures["half"])
        medial = self.body.medial
        flat, end = self._figures["across"]
        across = 1.0 - _smooth((np.abs(points[:, 0]) / medial - flat) / (end - flat))
        tall = np.maximum(1.0 - ((points[:, 2] - self._rise) / half) ** 2, 0.0) ** 2
        return np.asarray(self.retropulsion * across * tall)

    def _along(self, y: Values) -> Values:
        """Share of it at depths, off a table: it is asked in many rounds."""
        return np.asarray(np.interp(y, *self._shares_along))

    @cached_property
    def _slopes_along(self) -> Values:
        at, share = self._shares_along
        return np.asarray(np.gradient(share, at[1] - at[0]))

    @cached_property
    def _shares_along(self) -> tuple[Values, Values]:
        """The same at depths 0.02 mm apart; beyond them it stays as it is."""
        lower, upper = (float(corner[1]) for corner in self._reach_behind)
        y = np.linspace(lower - 1.0, upper + 1.0, max(int(50.0 * (upper - lower + 2.0)), 2))
        return y, self._share_along(y)

    def _share_along(self, y: Values) -> Values:
        """In both directions the push ends over so long a way that the map stays one to one."""
        row, wall = self._figures, self.body.wall
        canal = float(row["canal"])
        ahead = 1.0 - _smooth((y - wall - 2.0) / (2.2 * self.retropulsion + 6.0))
        behind = _ramp((y - wall + float(row["clear"]) + canal) / canal)[0]
        return np.asarray(ahead * behind)


def _hollow(normal: Normal, bone: str, top: float, bottom: float) -> float:
    """Height of the body in its middle, mm: between the plates' surfaces, not their rims."""
    z = np.linspace(bottom - 4.0, top + 4.0, 120)
    inside = normal.fields[bone].distance(np.column_stack([0.0 * z, 0.0 * z, z])) < 0.0
    return float(np.ptp(z[inside])) if inside.any() else top - bottom


def _ramp(share: Values) -> tuple[Values, Values]:
    """0 to 1, straight but for rounded ends, and its slope."""
    a = _ends()
    u = np.minimum(np.maximum(share, 0.0), 1.0)
    top = 1.0 / (1.0 - a)
    value = np.where(
        u < a,
        0.5 * top * u**2 / a,
        np.where(u > 1.0 - a, 1.0 - 0.5 * top * (1.0 - u) ** 2 / a, top * (u - 0.5 * a)),
    )
    slope = top * np.minimum(np.minimum(u, 1.0 - u) / a, 1.0)
    return value, slope


@cache
def _ends() -> float:
    return float(figures()["ends"])


def _smooth(share: Values) -> Values:
    u = np.minimum(np.maximum(share, 0.0), 1.0)
    return np.asarray(u * u * (3.0 - 2.0 * u))


@cache
def figures() -> Mapping[str, Any]:
    """The tables of fracture.toml."""
    return shipped_table(Path(__file__).parent / "fracture.toml")
