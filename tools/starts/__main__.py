"""`python -m tools.starts [--count 100] [--only close ...]`: the program is started so many times,
closed at each awkward moment in turn, and must end with status 0 and say nothing. Needs a screen
(Xvfb on Linux). Ends with 1 where a start did not end well.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tools.starts.cases import CASES, REACHED

_ROOT = Path(__file__).resolve().parents[2]
_MOST_S = 180
_OWN_FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")


def environment(folder: Path) -> dict[str, str]:
    """The usual surroundings, but with a home of its own."""
    own = {name: str(folder) for name in _OWN_FOLDERS}
    return {**os.environ, **own, "PYTHONPATH": str(_ROOT), "PYTHONWARNINGS": "default"}


def ended(name: str) -> str:
    """Start once and close at this moment. "" when it ended well, else what was wrong."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-X", "faulthandler", "-m", "tools.starts.cases", name]
        try:
            done = subprocess.run(
                command,
                cwd=_ROOT,
                env=environment(Path(folder)),
                capture_output=True,
                text=True,
                timeout=_MOST_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"did not end within {_MOST_S} s"
        came = (Path(folder) / REACHED).exists()
        left = [path.name for path in Path(folder).rglob("*.lumbo.json")]
    wrong = [f"status {done.returncode}"] if done.returncode else []
    wrong += [f"said: {done.stderr.strip()[-1500:]}"] if done.stderr.strip() else []
    wrong += [f"printed: {done.stdout.strip()[-300:]}"] if done.stdout.strip() else []
    wrong += [f"left the session {left[0]}"] if left else []
    wrong += [] if came else ["its moment never came"]
    return "; ".join(wrong)


def main(words: list[str]) -> int:
    """Start again and again. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.starts", description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="starts, 100")
    parser.add_argument("--only", nargs="+", choices=list(CASES), default=list(CASES))
    given = parser.parse_args(words)
    well, began = Counter[str](), time.monotonic()
    for number in range(given.count):
        name = given.only[number % len(given.only)]
        wrong = ended(name)
        well[name] += not wrong
        if wrong:
            print(f"start {number + 1}, {name}: {wrong}", flush=True)
        elif (number + 1) % 10 == 0:
            print(f"{number + 1} starts, {sum(well.values())} ended well", flush=True)
    total = sum(well.values())
    print(f"{total} of {given.count} ended well, {time.monotonic() - began:.0f} s")
    return 0 if total == given.count else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
