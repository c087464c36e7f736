"""A level is chosen: how soon its text stands in the panel."""

from __future__ import annotations

import os

from benchmarks.rows.start import fresh_user
from benchmarks.runner import PROCESSOR, Pair, Row, child


def _pairs(rounds: int) -> list[Pair]:
    """One pair a level and round, first visits only: what is turned to again is no slower."""
    with fresh_user():
        words = ["cpu"] if os.environ.get(PROCESSOR) else []
        runs = [child("benchmarks.level_change", *words)["first"] for _ in range(rounds)]
    return [(took, None) for run in runs for took in run]


ROWS = (Row("level change: panel text shown", "", "ms", 50.0, 20.0, _pairs, rounds=2),)
