"""Runs damaged inputs in a process of their own, and goes on when it crashes or hangs."""

from __future__ import annotations

import json
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
WORKER = (sys.executable, "-m", "tools.fuzz.worker")
#: Processor time one input may take; and how long a process may be silent before it is stopped,
#: longer, because other programs may have the processor.
MOST_SECONDS, MOST_SILENCE = 5.0, 90.0
#: A process is replaced after so many inputs.
_RENEWED = 400
_START = 120.0


class _Worker:
    def __init__(self, program: Sequence[str], silence: float) -> None:
        self._silence = silence
        self._process = subprocess.Popen(
            program,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self._ready = selectors.DefaultSelector()
        self._ready.register(self._process.stdout, selectors.EVENT_READ)
        self.tried = 0
        self._answer(_START)

    def ask(self, kind: str, number: int) -> dict[str, Any]:
        """What came of one input, a crash and a hang included."""
        assert self._process.stdin is not None
        self.tried += 1
        print(kind, number, file=self._process.stdin, flush=True)
        line = self._answer(self._silence)
        if line:
            found: dict[str, Any] = json.loads(line)
            if found["seconds"] > MOST_SECONDS and not found["fault"]:
                found["fault"] = f"takes {found['seconds']:.1f} s"
            return found
        status = self._process.poll()
        fault = f"hangs for {self._silence:g} s"
        if status is not None:
            name = signal.Signals(-status).name if status < 0 else str(status)
            fault = f"ends the interpreter ({name})"
        return {"kind": kind, "number": number, "opened": False, "words": "", "fault": fault,
                "seconds": 0.0}  # fmt: skip

    def _answer(self, patience: float) -> str:
        """A line; "" when none comes in time or the process has ended."""
        assert self._process.stdout is not None
        if not self._ready.select(patience):
            return ""
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
        return line

    def stop(self) -> None:
        self._ready.close()
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()


def tried(
    inputs: Iterable[tuple[str, int]],
    seed: int,
    program: Sequence[str] = WORKER,
    silence: float = MOST_SILENCE,
) -> Iterator[dict[str, Any]]:
    """What came of each input, in their order. program: what tries them; the seed is added."""
    worker: _Worker | None = None
    try:
        for kind, number in inputs:
            if worker is None:
                worker = _Worker((*program, str(seed)), silence)
            found = worker.ask(kind, number)
            yield found
            is_lost = found["fault"].startswith(("ends the", "hangs"))
            if is_lost or worker.tried >= _RENEWED:
                worker.stop()
                worker = None
    finally:
        if worker is not None:
            worker.stop()
