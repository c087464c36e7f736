"""Measures rows of the table of speed: ours and the bare tools in turn, A B A B, in one run.

Only ratios are judged: on a machine that does other work as well, both sides are slowed alike. A
row that has nothing bare beside it is judged by its own figure.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_SCREEN = ("xvfb-run", "-a", "-s", "-screen 0 1920x1200x24")

#: One round: our figure and the bare one measured right after it, None where nothing is bare.
Pair = tuple[float, float | None]


#: Set by `--processor`: processor time of all threads instead of the clock on the wall.
PROCESSOR = "BENCHMARK_PROCESSOR_TIME"


class LeftOutError(Exception):
    """A row cannot be measured here; the text says what is missing and how to get it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    against: what stands beside ours, "" for nothing. unit: of both figures. must, aim: the most
    the ratio may be, or our own figure where nothing stands beside it. measure: gives so many
    pairs, ours and bare in turn; raises LeftOutError. rounds: how many it is asked for.
    """

    title: str
    against: str
    unit: str
    must: float
    aim: float
    measure: Callable[[int], Sequence[Pair]]
    rounds: int = 7


@dataclass(frozen=True, slots=True)
class Measured:
    """A row with its medians. ratio: the median of the pairs' ratios, None without a bare side."""

    row: Row
    ours: float
    bare: float | None
    ratio: float | None

    @property
    def judged(self) -> float:
        """What must and aim are compared with."""
        return self.ours if self.ratio is None else self.ratio


def alternate(
    ours: Callable[[], float], bare: Callable[[], float] | None, rounds: int, *, warm: int = 1
) -> list[Pair]:
    """So many pairs, ours first in each; the first `warm` pairs fill caches and are dropped."""
    pairs: list[Pair] = []
    for _ in range(warm + rounds):
        first = ours()
        pairs.append((first, None if bare is None else bare()))
    return pairs[warm:]


def measured(row: Row, rounds: int | None = None) -> Measured:
    """Measure one row. Raises LeftOutError."""
    pairs = row.measure(rounds or row.rounds)
    both = [(one, other) for one, other in pairs if other is not None]
    return Measured(
        row,
        median(one for one, _ in pairs),
        median(other for _, other in both) if both else None,
        median(one / other for one, other in both) if both else None,
    )


def clocked(name: str) -> str:
    """The name of a figure of a child: as it is for the clock, `name_cpu` for processor time."""
    return f"{name}_cpu" if os.environ.get(PROCESSOR) else name


def child(module: str, *words: str, python: str = sys.executable) -> dict[str, Any]:
    """Run `python -m module words` and return what it prints last, one JSON object.

    It runs in the project's folder under the screen there is, and sees the wall clock of its birth
    as `BORN` (seconds, time.time()). Raises LeftOutError when it fails.
    """
    # A user's settings, last scene and locks are none of the benchmark's business.
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    # As for a user: what was compiled once is read.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-S", "-c", _LAUNCH, python, "-m", module, *words]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0 or not lines:
        raise LeftOutError(f"{module} failed: {done.stderr.strip()[-400:]}")
    found: dict[str, Any] = json.loads(lines[-1])
    return found


#: Notes the time and becomes the process that is measured; so the clock starts with the process.
_LAUNCH = (
    "import os, sys, time; os.environ['BORN'] = repr(time.time()); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


def on_screen(command: Sequence[str]) -> list[str]:
    """The command with a screen of its own where there is none."""
    bare = not sys.platform.startswith("linux") or os.environ.get("DISPLAY")
    if bare or shutil.which("xvfb-run") is None:
        return list(command)
    return [*_SCREEN, *command]


def table(results: Sequence[Measured | tuple[Row, str]]) -> str:
    """The Markdown table; a row that was left out says why."""
    lines = [
        "| what | ours | bare | ratio | must | aim | reached |",
        "|---|---|---|---|---|---|---|",
    ]
    for result in results:
        if isinstance(result, Measured):
            lines.append(_line(result))
        else:
            row, why = result
            lines.append(f"| {_name(row)} | left out: {why} | | | {_bounds(row)} | |")
    return "\n".join(lines)


def _line(result: Measured) -> str:
    row = result.row
    bare = "–" if result.bare is None else _figure(result.bare, row.unit)
    ratio = "–" if result.ratio is None else f"{result.ratio:.2f}"
    reached = (
        "aim" if result.judged <= row.aim else "must" if result.judged <= row.must else "**no**"
    )
    ours = _figure(result.ours, row.unit)
    return f"| {_name(row)} | {ours} | {bare} | {ratio} | {_bounds(row)} | {reached} |"


def _name(row: Row) -> str:
    return f"{row.title}, against {row.against}" if row.against else row.title


def _bounds(row: Row) -> str:
    unit = "×" if row.against else f" {row.unit}"
    return f"{row.must:g}{unit} | {row.aim:g}{unit}"


def _figure(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f} {unit}"
