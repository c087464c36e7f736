"""The sentences that stand beside a leg map that is taken along: whose areas it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotations.legmap_data import SADDLE
from meshes.ids import Side
from viewer.legmap.shown import Root
from viewer.numbering import Counting


def felt_words(reached: Iterable[Root], naming: Counting) -> str:
    """Whose areas these are, and that pain need not keep to them."""
    sides: dict[str, list[Side]] = {}
    for root, side in reached:
        sides.setdefault("" if root in SADDLE else root, []).append(side)
    own = [_named(naming.both(root), on) if root else "roots of the saddle" for root, on in
           sorted(sides.items(), key=lambda each: each[0] == "")]  # fmt: skip
    listed = own[0] if len(own) == 1 else f"{', '.join(own[:-1])} and the {own[-1]}"
    whose = "the area" if len(own) == 1 and len(sides) == 1 else "the areas"
    where = f"Where it may be felt: {whose} of the {listed}, after Lee and others 2008."
    return f"{where} Pain often does not keep to such maps."


def _named(root: str, sides: Sequence[Side]) -> str:
    return f"{root} roots" if len(set(sides)) == len(Side) else f"{sides[0]} {root} root"
