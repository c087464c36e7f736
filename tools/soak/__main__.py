"""`python -m tools.soak [--count 10000] [--seed 1]`: seeded actions in the real window, then what
they left behind. Needs a screen (Xvfb on Linux).

Ends with 1 where memory grew by more than 20 MB, something is counted that was let go, or anything
was said that a quiet program does not say.
"""

from __future__ import annotations

import argparse
import faulthandler
import random
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tools.soak.run import Soak, verdict


def main(words: list[str]) -> int:
    """Run a soak. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.soak", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="actions, 10000")
    parser.add_argument("--seed", type=int, default=1, help="the same seed acts the same")
    parser.add_argument("--warm-up", type=int, help="actions before the first count, count / 5")
    parser.add_argument("--every", type=int, default=500, help="actions between counts, 500")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="end after so long")
    parser.add_argument("--journal", type=Path, help="write every action to this file")
    given = parser.parse_args(words)
    faulthandler.enable()
    warm_up = given.count // 5 if given.warm_up is None else given.warm_up
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(random.Random(given.seed), Path(folder), given.journal)
        counts = soak.run(given.count, warm_up, given.every, 60 * given.minutes)
        told = verdict(counts, soak)
        soak.end()
    for line in told.lines:
        print(line, flush=True)
    left = [w for w in QApplication.topLevelWidgets() if not w.isHidden()]
    for widget in left:
        print(f"left open: {widget!r}")
    return 1 if told.failed or left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
