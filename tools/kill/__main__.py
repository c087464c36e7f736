"""`python -m tools.kill [--count 200] [--seed 1] [--full FOLDER]`."""

from __future__ import annotations

import argparse
import json
import os
import selectors
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from tools.kill.checking import Ledger, look
from tools.kill.full import checked, filled, read_only, short_files
from tools.kill.saving import born, catalog

#: A process lives at most so long, in seconds; at a moment of that it is killed.
_LONGEST = 0.4
#: Steps of each of two processes that are let run to their end.
_STEPS = 150


def main(words: Sequence[str]) -> int:
    """Do all of it, print what was found. 0 when nothing was, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tools.kill", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="how many kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=_STEPS, help="of each of two copies at once")
    parser.add_argument("--full", type=Path, metavar="FOLDER", help="fill this small file system")
    asked = parser.parse_args(words)
    catalog()  # before any process is forked
    found = []
    with tempfile.TemporaryDirectory(prefix="kill-") as place:
        Path(place).chmod(0o755)
        found += _killed(_made(place, "killed"), asked.count, asked.seed)
        found += _together(_made(place, "together"), asked.steps, asked.seed)
        found += _told("short files", checked(_made(place, "short"), short_files))
        closed = _made(place, "closed")
        found += _told(
            "read-only folder", checked(closed, lambda: read_only(closed), stays_open=False)
        )
    if asked.full is not None:
        with tempfile.TemporaryDirectory(dir=asked.full) as place:
            folder = Path(place)
            found += _told("full file system", checked(folder, lambda: filled(folder)))
    print(f"{len(found)} faults")
    return 1 if found else 0


def _made(place: str, name: str) -> Path:
    folder = Path(place) / name
    folder.mkdir()
    return folder


def _told(what: str, faults: list[str]) -> list[str]:
    print(f"{what}: {len(faults) or 'no'} faults", flush=True)
    for fault in faults[:10]:
        print(f"  {fault}")
    return faults


def _killed(folder: Path, count: int, seed: int) -> list[str]:
    """Processes killed one after the other, every fourth time two at once in the same folder."""
    rng, ledger, found, kills = Random(seed), Ledger(), [], 0
    while kills < count:
        many = 2 if count - kills > 1 and kills % 4 == 3 else 1
        numbers = [range((kills + k) * 10_000, (kills + k + 1) * 10_000) for k in range(many)]
        lives = [
            born(folder, f"{seed}:{each.start}", each, (k, many)) for k, each in enumerate(numbers)
        ]
        for child, pipe in lives:
            # Together, the moment of the second follows that of the first.
            steps = _heard(child, pipe, rng.random() * _LONGEST)
            ledger.hear(steps, alone=many == 1)
        kills += many
        found += look(folder, ledger)
    _told(f"{kills} kills, {ledger.kept} times kept", found)
    return found


def _together(folder: Path, steps: int, seed: int) -> list[str]:
    """Two processes that save in the same folder, each to its end."""
    ledger = Ledger()
    lives = [
        born(folder, f"{seed}:together:{k}", range(k * 10**6, k * 10**6 + steps), (k - 1, 2))
        for k in (1, 2)
    ]
    heard = [_heard(child, pipe, None) for child, pipe in lives]
    for told in heard:
        ledger.hear(told, alone=False)
    found = look(folder, ledger)
    if not all(told and "kept" in told[-1] for told in heard):
        found.append("a process did not come to its end")
    return _told(f"two copies at once, {ledger.kept} times kept", found)


def _heard(child: int, pipe: int, seconds: float | None) -> list[dict[str, Any]]:
    """What a process told until it was killed, so long after its first word (None: until it
    ended). A process that has not begun yet has nothing to lose."""
    told = b""
    end: float | None = None
    with selectors.DefaultSelector() as ready:
        ready.register(pipe, selectors.EVENT_READ)
        while True:
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                break
            if not ready.select(left):
                continue
            piece = os.read(pipe, 1 << 16)
            told += piece
            if not piece:
                break
            if seconds is not None and end is None:
                end = time.monotonic() + seconds
    if seconds is not None:
        os.kill(child, signal.SIGKILL)
    while piece := os.read(pipe, 1 << 16):
        told += piece
    os.close(pipe)
    os.waitpid(child, 0)
    whole, _, _torn = told.rpartition(b"\n")
    return [json.loads(line) for line in whole.splitlines()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
