"""A second search for names that found no place in the columns: anywhere on their side. Pure.

Columns put each name level with what it names. Where letters are large and the figure fills the
view, some fall out though there is room elsewhere; these take the nearest free place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from viewer.label_leaders import cross
from viewer.label_plates import Placed, Rect, Sheet, Wanted

#: Places tried across a half of the view, and down it, in heights of the plate (chosen).
_ACROSS, _DOWN = 5, 0.5
#: No more names than this are looked after: where more are lost, the view is too small for them.
_MOST = 7
#: The longest leader that still leads the eye, as a share of the shorter side of the view, on the
#: side where the name belongs and on the other (chosen).
_LONGEST, _ACROSS_MOST = 0.5, 0.3
Flat = tuple[float, float]


def rescued(
    lost: Sequence[tuple[Wanted, bool]], placed: list[Placed], sheet: Sheet
) -> list[Placed]:
    """Those placed, and of the lost ones those for which there is a place. lost: each with whether
    it belongs to the left, which only what says left or right must heed; the highest ranks choose
    first."""
    found = list(placed)
    for w, on_left in sorted(lost, key=lambda one: -one[0].rank)[:_MOST]:
        sides = (on_left,) if w.id.side is not None else (on_left, not on_left)
        tries = [
            Placed(w.id, box, w.anchor, side, w.hidden)
            for side in sides
            for box in _boxes(w, side, sheet)
        ]
        near = [one for one in tries if _length(one) <= _longest(one.on_left is on_left, sheet)]
        near.sort(key=_length)
        free = [one for one in near if _is_free(one, found, sheet)]
        # Rather on bare ground than on something else that has a name.
        others = [p.id for p in placed]
        bare = (p for p in free if not any(sheet.covers(id, p.plate) for id in others))
        if (best := next(bare, free[0] if free else None)) is not None:
            found.append(best)
    return found


def _length(label: Placed) -> float:
    """How long its leader is, pixels."""
    return math.dist(label.port, label.anchor)


def _longest(is_own_side: bool, sheet: Sheet) -> float:
    return (_LONGEST if is_own_side else _ACROSS_MOST) * min(sheet.size)


def _boxes(w: Wanted, on_left: bool, sheet: Sheet) -> Iterator[Rect]:
    """Plates all over one half of the view, the whole plate within it beside what it names."""
    (wide, high), (across, down) = w.size, sheet.size
    outer = sheet.margin if on_left else across - sheet.margin - wide
    inner = w.anchor[0] - sheet.gap - wide if on_left else w.anchor[0] + sheet.gap
    if (inner < outer) is on_left:
        return
    for k in range(_ACROSS):
        x = outer + (inner - outer) * k / (_ACROSS - 1)
        y = sheet.margin
        while y + high <= down - sheet.margin:
            yield Rect(x, y, wide, high)
            y += _DOWN * high


def _is_free(label: Placed, placed: Sequence[Placed], sheet: Sheet) -> bool:
    plate = label.plate
    pad = sheet.spacing
    roomy = Rect(plate.x - pad, plate.y - pad, plate.width + 2 * pad, plate.height + 2 * pad)
    if any(plate.meets(box) for box in sheet.blocked):
        return False
    for other in placed:
        if roomy.meets(other.plate) or roomy.holds(other.anchor):
            return False
        if other.plate.holds(label.anchor) or cross(label, other):
            return False
        if runs_through(other.port, other.anchor, plate):
            return False
        if runs_through(label.port, label.anchor, other.plate):
            return False
    return not sheet.covers(label.id, plate)


def runs_through(a: Flat, b: Flat, box: Rect) -> bool:
    """Whether a straight line from a to b has a stretch within a box (Liang and Barsky)."""
    first, last = 0.0, 1.0
    for p, d, low, high in (
        (a[0], b[0] - a[0], box.x, box.right),
        (a[1], b[1] - a[1], box.y, box.bottom),
    ):
        if d == 0.0:
            if not low < p < high:
                return False
            continue
        ends = sorted(((low - p) / d, (high - p) / d))
        first, last = max(first, ends[0]), min(last, ends[1])
    return first < last
