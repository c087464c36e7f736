"""`python -m meshes build`: rebuild the shipped meshes from their numbers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def _bar(what: str, share: float) -> None:
    done = round(28 * share)
    end = "\n" if share >= 1 else ""
    sys.stderr.write(f"\r[{'#' * done}{'.' * (28 - done)}] {what:<32}{end}")
    sys.stderr.flush()


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m meshes", description=__doc__)
    parser.add_argument("act", choices=["build"])
    parser.add_argument("--out", type=Path, help="folder; the shipped assets when left out")
    arguments = parser.parse_args()
    from meshes.build import build_all

    count = build_all(_bar, arguments.out)
    print(f"{count} meshes built")
    return 0


if __name__ == "__main__":
    sys.exit(main())
