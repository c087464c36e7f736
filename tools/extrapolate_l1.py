"""The shape of L1, which the mean shape does not have: the trend of the levels below, then figures.

    python -m tools.extrapolate_l1 [meshes/shapes/vertebra_L1.toml]

Every number carries the step from L3 to L2 on by a share of it; of the outlines of the body only
the mean radius and the first harmonic do, the finer form is that of L2. What published figures of
L1 and the joints with its neighbours want otherwise stands in `GIVEN` and takes precedence. With
a file, the shape is written there; without one, it is shown how far the shipped file is from it.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.shape_file import shape_file

SHAPES = Path(__file__).parents[1] / "meshes" / "shapes"
Table = dict[str, Any]

SHARE = 0.7
"""How far the step from L3 to L2 is carried on to L1."""
OUTLINES = ("rim_superior", "waist", "rim_inferior")
GIVEN: Table = {
    # Span of the transverse processes 73 (Panjabi 1992: 71); they are short and blunt.
    "joined.transverse-process.end": [32.7, -35.6, 4.4],
    "joined.transverse-process.half_width": [5.2, 4.4, 3.7],
    "joined.transverse-process.half_thickness": [2.4, 2.2, 1.9],
    "joined.transverse-process.cap": 4.6,
    # Outer width of the inferior articular processes 29.5; 0.6 off the joint surface of L2.
    "joined.pars.end": [8.2, -37.3, -17.0],
    "joined.inferior-articular.start": [9.4, -36.3, -16.7],
    "joined.inferior-articular.end": [10.4, -37.3, -24.4],
    # Spinous process 3 shorter than at L2.
    "joined.spinous-process.end": [0.0, -60.2, -8.6],
    "joined.spinous-process.half_width": [7.3, 8.3, 9.8],
    "joined.spinous-process.cap": 7.5,
    "joined.spinous-edge.end": [0.0, -60.7, -15.9],
    "joined.spinous-edge.half_width": [5.8, 5.9, 5.3],
    # Outer width of the superior articular processes 43.5; room for the joint with T12.
    "cuts.facet-hollow.start": [9.4, -42.9, 3.3],
    "cuts.facet-hollow.end": [7.9, -39.2, 20.2],
}
ORIGIN = """\
# There is no mean shape of L1 to fit. Its numbers carry the trend from L3 to L2 on by 0.7 of the
# step (L2 and L3 are fitted to Clouthier 2023, doi:10.1016/j.jbiomech.2022.111421, see there), then
# were set to published figures: tools/extrapolate_l1.py."""


def extrapolated(l2: Table, l3: Table, name: str = "") -> Table:
    """The shape table of L1 from those of L2 and L3; not rounded."""
    found: Table = {}
    for key, upper in l2.items():
        path = f"{name}.{key}" if name else key
        lower = l3[key]
        if path in GIVEN:
            found[key] = GIVEN[path]
        elif isinstance(upper, dict):
            found[key] = extrapolated(upper, lower, path)
        elif isinstance(upper, list):
            carried = [a + SHARE * (a - b) for a, b in zip(upper, lower, strict=True)]
            found[key] = [*carried[:2], *upper[2:]] if key in OUTLINES else carried
        else:
            found[key] = upper + SHARE * (upper - lower)
    return found


def differences(a: Table, b: Table, name: str = "") -> Iterator[tuple[str, float]]:
    """By how much each number of two shape tables differs, by its path."""
    for key, value in a.items():
        path = f"{name}.{key}" if name else key
        if isinstance(value, dict):
            yield from differences(value, b[key], path)
        elif isinstance(value, list):
            pairs = zip(value, b[key], strict=True)
            yield path, max(abs(float(x) - float(y)) for x, y in pairs)
        else:
            yield path, abs(float(value) - float(b[key]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("result", type=Path, nargs="?")
    arguments = parser.parse_args()
    l1, l2, l3 = (shape(level) for level in ("L1", "L2", "L3"))
    made = extrapolated(l2, l3)
    if arguments.result is None:
        for path, off in sorted(differences(made, l1), key=lambda row: -row[1])[:12]:
            print(f"{off:8.3f}  {path}")
        return
    parts = [("body", "body", made["body"])]
    parts += [(kind, name, row) for kind in ("joined", "cuts") for name, row in made[kind].items()]
    arguments.result.write_text(shape_file(parts, "L1", ORIGIN), "utf-8")


def shape(level: str) -> Table:
    """A shipped shape file."""
    return tomllib.loads((SHAPES / f"vertebra_{level}.toml").read_text("utf-8"))


if __name__ == "__main__":
    main()
