"""A process that tries damaged inputs: `kind number` in, one line of JSON out.

It may crash or hang without harm: `tools.fuzz.pool` starts another.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tools.fuzz.judging import Fault, Outcome

#: A reader that asks for more has lost its bearings.
_MOST_MEMORY = 6 * 2**30
_DEEP = 4


def kinds() -> dict[str, Callable[[Path, Random], Outcome]]:
    """What can be damaged, by name."""
    from tools.fuzz import figures, kept, shipped, taught, typed

    return {**kept.KINDS, **shipped.KINDS, **figures.KINDS, **typed.KINDS, **taught.KINDS}


def attempt(kind: str, number: int, seed: int) -> dict[str, Any]:
    """One damaged input: what came of it. The same kind, number and seed give the same input."""
    rng = Random(f"{seed}:{kind}:{number}")
    start = time.process_time()
    with tempfile.TemporaryDirectory(prefix="fuzz-", ignore_cleanup_errors=True) as place:
        folder = Path(place) / "here"
        folder.mkdir()
        fault, outcome = "", Outcome(opened=True)
        try:
            outcome = kinds()[kind](folder, rng)
        except Fault as problem:
            fault = str(problem)
        except Exception as problem:  # noqa: BLE001 - whatever comes out is the finding
            last = traceback.extract_tb(problem.__traceback__)[-_DEEP:]
            way = " > ".join(f"{Path(step.filename).name}:{step.lineno}" for step in last)
            fault = f"{type(problem).__name__}: {str(problem)[:200]} ({way})"
        fault = fault.replace(place, "")
        words = outcome.words.replace(place, "")
    return {
        "kind": kind,
        "number": number,
        "opened": outcome.opened,
        "words": words[:400],
        "fault": fault,
        "seconds": time.process_time() - start,
    }


def _bound() -> None:
    """Less memory than the machine has; no display, so that no window can open."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(name, None)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(seed: int) -> None:
    """Answer until the input ends."""
    _bound()
    # What the program prints must not mix with the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    kinds()
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        kind, number = line.split()
        print(json.dumps(attempt(kind, int(number), seed)), file=answers, flush=True)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
