"""Something along a slider, known at some keys: what lies between two of them, and whether that is
near enough to what would have been worked out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar, cast

import numpy as np

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

#: A key between two others may lie so far from what they foretell, mm, for its sides to be led
#: across: then hardly anything between is off by 0.3 mm, nearer than which no nerve lies to disc
#: and bone; overlap by less is no contact yet.
TOLERANCE = 0.2
#: A key that is foretold so well, mm, is none: nobody sees so little (chosen).
THIN = 0.05


class Folded(Protocol[T_co]):
    """Something kept as less than it is."""

    def unfolded(self) -> T_co:
        """It as it was."""


@dataclass(slots=True)
class _Gap(Generic[T]):
    """What leads from one key to the next. way: to a share 0..1 of it, None where nothing does.
    is_near: a key within it, or within the one it is part of, was foretold to within TOLERANCE.
    is_lost: looking for a way is no use."""

    way: Callable[[float], T] | None
    is_near: bool = False
    is_lost: bool = False


@dataclass(slots=True)
class Track(Generic[T]):
    """One thing at some ticks of a slider, in order.

    join: what leads from one to another, None where nothing does. apart: how far two are from each
    other, mm. least: gaps of no more ticks are led across even where a key was foretold wrong, for
    what leaps within so little; 0 where that must not be. hopeless: no way is looked for any more
    where a key was foretold so wrong, mm. fold: what one that nothing leads
    to is kept as, which is less.
    """

    join: Callable[[T, T], Callable[[float], T] | None]
    apart: Callable[[T, T], float]
    least: int = 0
    hopeless: float = np.inf
    fold: Callable[[T], T | Folded[T]] | None = None
    ticks: list[int] = field(default_factory=list)
    kept: list[T | Folded[T]] = field(default_factory=list)
    _gaps: list[_Gap[T]] = field(default_factory=list)

    def put(self, tick: int, value: T) -> None:
        """Know it at one more tick; the same one again is no news."""
        k = bisect_left(self.ticks, tick)
        if k < len(self.ticks) and self.ticks[k] == tick:
            return
        is_within = 0 < k < len(self.ticks)
        off = self._off(k, tick, value) if is_within else np.inf
        if off <= THIN:
            self._gaps[k - 1].is_near = True
            return
        is_lost = is_within and (self._gaps[k - 1].is_lost or self.hopeless < off < np.inf)
        self.ticks.insert(k, tick)
        self.kept.insert(k, value)
        new = [
            _Gap(
                None if is_lost else self.join(self._value(one), self._value(one + 1)),
                off <= TOLERANCE,
            )
            for one in (k - 1, k)
            if 0 <= one < len(self.ticks) - 1
        ]
        for gap in new:
            gap.is_lost = is_lost
        if is_within:
            self._gaps[k - 1 : k] = new
        elif new:
            at = max(k - 1, 0)
            self._gaps[at:at] = new
        self._fold_about(k)

    def _fold_about(self, k: int) -> None:
        """Make less of a new key, and of those beside it, where nothing leads to them."""
        for one in range(max(k - 1, 0), min(k + 2, len(self.kept))):
            beside = self._gaps[max(one - 1, 0) : one + 1]
            if self.fold is None or not beside or any(gap.way is not None for gap in beside):
                continue
            if not hasattr(self.kept[one], "unfolded"):
                self.kept[one] = self.fold(cast(T, self.kept[one]))

    def _value(self, k: int) -> T:
        value = self.kept[k]
        return cast(T, value.unfolded() if hasattr(value, "unfolded") else value)

    def _off(self, k: int, tick: int, value: T) -> float:
        """How far a key lies from what its neighbours foretell, mm."""
        lower, upper, way = self.ticks[k - 1], self.ticks[k], self._gaps[k - 1].way
        if way is None:
            return np.inf
        return self.apart(way((tick - lower) / (upper - lower)), value)

    def at(self, tick: float) -> T | None:
        """It at a tick or between two; None where it has to be worked out."""
        k = bisect_left(self.ticks, tick)
        if k < len(self.ticks) and self.ticks[k] == tick:
            return self._value(k)
        if not 0 < k < len(self.ticks):
            return None
        lower, upper, gap = self.ticks[k - 1], self.ticks[k], self._gaps[k - 1]
        if gap.way is None or not (gap.is_near or upper - lower <= self.least):
            return None
        return gap.way((tick - lower) / (upper - lower))

    def rough_gaps(self, *, led: bool) -> list[tuple[int, int]]:
        """Gaps that a key within would make better: those with a way that is not near yet; or those
        that nothing leads across, where only a key at each tick helps."""
        return [
            (low, high)
            for low, high, gap in zip(self.ticks, self.ticks[1:], self._gaps, strict=False)
            if not gap.is_near
            and (gap.way is not None) is led
            and high - low > (max(self.least, 1) if led else 1)
        ]
