"""The table of docs/leg-map.md that holds each area of the leg map against what the works say.

`python -m tools.leg_map_table` measures the figure anew and writes the table where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotations.legmap_data import ROOTS, load_map_words
from viewer.legmap.extents import heights, shares

PAGE = Path(__file__).parents[1] / "docs" / "leg-map.md"
BEGIN, END = "<!-- measured areas -->", "<!-- end of measured areas -->"
#: Places of which less lies in an area are not told.
LEAST = 0.15
#: What the works give of each root for the evidence-based map (key points of ISNCSCI; core zones as
#: clinical texts repeat them after Lee and others; rings of the saddle after Gray), and what sets
#: the textbook map apart (Keegan and Garrett, as Downs and Laporte tell how maps conflict).
SAID = {
    "L1": (
        "groin, top of the front thigh; key point half-way between T12 and L2",
        "a strip from the loin to the groin",
    ),
    "L2": (
        "middle of the front and inner thigh; key point in the middle of the front thigh",
        "a strip from the loin over the front to the inner thigh",
    ),
    "L3": (
        "front and inner thigh to the inner knee; key point above the inner side of the knee",
        "a strip from the buttock over the front to the inner knee",
    ),
    "L4": (
        "inner leg to the inner ankle; key point the inner ankle",
        "a strip from the outer thigh over the knee to the big toe",
    ),
    "L5": (
        "outer leg, top of the foot, big toe and first web; key point the base of the third toe",
        "a strip from the buttock down the outer leg to the middle toes",
    ),
    "S1": (
        "back of the calf, heel, outer foot, sole; key point the outer heel",
        "a strip from the buttock down the back to the outer foot",
    ),
    "S2": (
        "back of the thigh, hollow of the knee; key point the hollow of the knee",
        "a strip down the back of thigh and calf to the heel",
    ),
    "S3": (
        "inner buttock and perineum to the back of the genitals; key point the sitting bone",
        "the same",
    ),
    "S4": ("ring round the anus; key point of S4–S5 less than 1 cm beside its edge", "the same"),
    "S5": ("innermost ring round the anus", "the same"),
}
_HEAD = (
    "| root | what the works say: evidence | our area: heights, mm, and share of each place | "
    "what the works say: textbook | our area |",
    "|---|---|---|---|---|",
)


def table() -> str:
    """The rows, one for each root."""
    return "\n".join([*_HEAD, *(_row(root) for root in ROOTS)])


def _row(root: str) -> str:
    evidence, textbook = SAID[root]
    own = [_measured(kind, root) for kind in ("evidence", "textbook")]
    return f"| {root} | {evidence} | {own[0]} | {textbook} | {own[1]} |"


def _measured(kind: str, root: str) -> str:
    """`front 237–435; front of the thigh 54 %, inner thigh 50 %`."""
    spans = [f"{view} {top:.0f}–{end:.0f}" for view, (top, end) in heights(kind, root).items()]
    return f"{', '.join(spans)}; {', '.join(_places(kind, root))}"


def _places(kind: str, root: str) -> Iterator[str]:
    names = load_map_words().regions
    for place, share in sorted(shares(kind, root).items(), key=lambda each: -each[1]):
        if share >= LEAST:
            words = names[place].replace("{side} ", "").replace("side of the ", "")
            yield f"{words} {100 * share:.0f} %"


def with_table(page: str) -> str:
    """The page with its table measured anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main() -> None:
    """Write the table into the page."""
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
