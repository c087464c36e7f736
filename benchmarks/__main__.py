"""The table of speed: `python -m benchmarks [word ...] [--rounds N] [--write]`.

Words choose the rows whose title or module holds one of them; without words all are measured, which
takes some minutes. `--write` puts the table into docs/performance.md, between its two markers.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import platform
import subprocess
import sys
from pathlib import Path

from benchmarks import rows
from benchmarks.runner import (
    PROCESSOR,
    ROOT,
    LeftOutError,
    Measured,
    Row,
    measured,
    on_screen,
    table,
)

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- table of speed: begin -->", "<!-- table of speed: end -->"


def main(words: list[str]) -> int:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("word", nargs="*", help="rows whose title or module holds it")
    parser.add_argument("--rounds", type=int, help="pairs a row, instead of each row's own number")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument(
        "--processor",
        action="store_true",
        help="whole processes by processor time, where the machine is busy with other things",
    )
    asked = parser.parse_args(words)
    if asked.processor:
        os.environ[PROCESSOR] = "1"
    again = [sys.executable, "-m", "benchmarks", *words]
    if on_screen(again) != again:
        return subprocess.run(on_screen(again), cwd=ROOT, check=False).returncode
    results: list[Measured | tuple[Row, str]] = []
    for row in chosen(asked.word):
        try:
            results.append(measured(row, asked.rounds))
        except LeftOutError as why:
            results.append((row, str(why)))
        print(table(results[-1:]).splitlines()[-1], flush=True)
    said = f"{table(results)}\n\n{machine()}"
    print(f"\n{said}")
    if asked.write:
        write(said, PAGE)
    return 0


def chosen(words: list[str]) -> list[Row]:
    """The rows that words ask for, in the order of their modules."""
    found = []
    for module in sorted(info.name for info in pkgutil.iter_modules(rows.__path__)):
        for row in importlib.import_module(f"benchmarks.rows.{module}").ROWS:
            named = f"{module} {row.title}".lower()
            if not words or any(word.lower() in named for word in words):
                found.append(row)
    return found


def machine() -> str:
    """What it was measured on, in a line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{platform.system()}, {cores} cores, Python {platform.python_version()}."


def write(said: str, page: Path) -> None:
    """Put a text between the page's markers. Raises ValueError where they are missing."""
    text = page.read_text(encoding="utf-8")
    head, begin, rest = text.partition(BEGIN)
    _old, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no markers for the table")
    page.write_text(f"{head}{BEGIN}\n{said}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
