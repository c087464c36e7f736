"""Where a build of the meshes spends its time: `python benchmarks/build.py [--workers 2]`.

Builds into a folder that is thrown away and prints the stages of the progress bar with their
seconds, longest first. With workers a stage is what the first process waited for; with
`--workers 0` everything runs in one process, one thing after the other.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from meshes.build import build_all


class Clock:
    """Adds up wall time by the name of the stage that is running."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._stage = "start"
        self._since = time.perf_counter()

    def __call__(self, stage: str, _share: float) -> None:
        """The progress function of a build."""
        now = time.perf_counter()
        self.seconds[self._stage] += now - self._since
        self._stage, self._since = stage, now


def main() -> None:
    """Build once and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2, help="processes beside this one")
    workers = parser.parse_args().workers
    clock, start = Clock(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        count = build_all(clock, Path(folder), workers)
    wall, used = time.perf_counter() - start, os.times()
    for stage, seconds in sorted(clock.seconds.items(), key=lambda item: -item[1]):
        print(f"{seconds:7.2f}  {stage}")
    spent = used.user + used.system + used.children_user + used.children_system
    print(
        f"{wall:7.2f}  in all, {count} meshes, {workers} workers; {spent:.1f} s of processor time"
    )


if __name__ == "__main__":
    main()
