"""`python -m tools.fuzz [--count 10000] [--seed 1] [--only KIND] [--number N]`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from tools.fuzz.pool import tried

#: Of each hundred inputs; the quick ones more often.
SHARES = {
    "scenes": 16,
    "notes": 11,
    "database": 12,
    "settings": 10,
    "recent": 5,
    "sessions": 4,
    "texts": 11,
    "models": 5,
    "figures": 2,
    "catalogue": 6,
    "meshes": 6,
    "words": 3,
    "lessons": 5,
    "reached": 1,
    "study": 3,
}
#: Of each kind; the table counts them all.
_MOST_TOLD = 12


def inputs(count: int, only: str = "") -> Iterator[tuple[str, int]]:
    """Kind and number of each input: every kind at least twice, by their shares."""
    whole = sum(SHARES.values())
    for kind, share in SHARES.items():
        if only in ("", kind):
            many = count if only else max(2, round(count * share / whole))
            yield from ((kind, number) for number in range(many))


def main(words: Sequence[str]) -> int:
    """Try them all and print a table. 0 when nothing was found, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="how many damaged inputs")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same inputs")
    parser.add_argument("--only", default="", choices=["", *SHARES], help="of one kind")
    parser.add_argument("--number", type=int, help="one input of that kind again")
    parser.add_argument("--told", action="store_true", help="print every refusal")
    asked = parser.parse_args(words)
    chosen = inputs(asked.count, asked.only)
    if asked.number is not None:
        chosen = iter([(asked.only or "scenes", asked.number)])
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in tried(chosen, asked.seed):
        found[one["kind"]].append(one)
        if one["fault"] and sum(1 for row in found[one["kind"]] if row["fault"]) <= _MOST_TOLD:
            print(f"{one['kind']} {one['number']}: {one['fault']}", flush=True)
        elif asked.told:
            print(f"{one['kind']} {one['number']}: {one['words'] or 'opened'}", flush=True)
    print(table(found, asked.seed))
    return 1 if any(one["fault"] for rows in found.values() for one in rows) else 0


def table(found: dict[str, list[dict[str, Any]]], seed: int) -> str:
    """How many of each kind were opened, refused and found faulty, and the longest taken."""
    lines = [f"{'kind':<12}{'inputs':>8}{'opened':>8}{'refused':>9}{'faults':>8}{'longest s':>11}"]
    whole: Counter[str] = Counter()
    for kind, rows in found.items():
        counts = Counter(
            "faults" if row["fault"] else "opened" if row["opened"] else "refused" for row in rows
        )
        longest = max(row["seconds"] for row in rows)
        lines.append(
            f"{kind:<12}{len(rows):>8}{counts['opened']:>8}{counts['refused']:>9}"
            f"{counts['faults']:>8}{longest:>11.2f}"
        )
        whole += counts
    lines.append(
        f"{'all':<12}{whole.total():>8}{whole['opened']:>8}{whole['refused']:>9}"
        f"{whole['faults']:>8}   (seed {seed})"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
