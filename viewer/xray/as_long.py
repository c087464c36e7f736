"""What was worked out of an array, kept just as long as the array itself is there."""

from __future__ import annotations

from typing import Any, Generic, TypeVar
from weakref import ref

import numpy.typing as npt

_T = TypeVar("_T")


class AsLong(Generic[_T]):
    """Answers by the very object they are of, not by its values. Arrays are held weakly: those of
    cut bones would otherwise stay when the condition is long gone."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[ref[npt.NDArray[Any]], _T]] = {}

    def of(self, array: npt.NDArray[Any]) -> _T | None:
        """The answer for this array; None where there is none yet."""
        known = self._kept.get(id(array))
        return known[1] if known is not None and known[0]() is array else None

    def keep(self, array: npt.NDArray[Any], answer: _T) -> None:
        """Keep an answer as long as the array, which it must not refer to."""
        number = id(array)
        self._kept[number] = ref(array, lambda _gone: self._kept.pop(number, None)), answer

    def clear(self) -> None:
        """Keep nothing."""
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)
