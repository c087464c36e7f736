"""Chance that comes out the same again for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import TypeVar

_T = TypeVar("_T")


class Luck:
    """What a hand chooses by. random: the seeded source of all of it."""

    def __init__(self, seed: random.Random) -> None:
        self.random = seed

    def one(self, of: Iterable[_T]) -> _T:
        """One of these."""
        return self.random.choice(list(of))

    def chance(self, share: float) -> bool:
        """True in this share of cases, 0..1."""
        return self.random.random() < share
