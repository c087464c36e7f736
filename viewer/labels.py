"""Where names stand: two columns beside the figure, in the order of what they name. Pure.

Boundary labelling: each label goes to the nearer side, columns are ordered by their anchors, and
isotonic regression puts every label as near to its anchor as the spacing allows. Labels never
overlap; leaders on a side never cross; a label that would cover what it names moves or is dropped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from meshes.ids import StructureId
from viewer.label_leaders import first_crossing, out_of_the_way, uncovering, uncrossed
from viewer.label_plates import Placed, Rect, Sheet, Wanted
from viewer.label_rescue import rescued
from viewer.label_spots import spread

__all__ = ["PICKED_OUT", "Placed", "Rect", "Sheet", "Wanted", "own_sides", "place"]

_FEW = 7
#: Ranks from here on are of what is picked out.
PICKED_OUT = 1e9


def place(wanted: Sequence[Wanted], sheet: Sheet, *, anywhere: bool = False) -> tuple[Placed, ...]:
    """Place as many labels as fit; the highest ranks go first when room is short. anywhere: those
    that find no place in the columns may stand elsewhere on their side."""
    if not wanted:
        return ()
    is_left = own_sides(wanted, sheet)
    left = [w for w, here in zip(wanted, is_left, strict=True) if here]
    right = [w for w, here in zip(wanted, is_left, strict=True) if not here]
    left, right = _balanced(left, right, sheet)
    placed = _columns(left, right, sheet)
    placed = _swapped(left, right, placed, sheet)
    ranks = {w.id: w.rank for w in wanted}
    kept = _apart(placed, ranks, sheet)
    if not anywhere or len(kept) == len(wanted):
        return kept
    there = {p.id for p in kept}
    lost = [(w, here) for w, here in zip(wanted, is_left, strict=True) if w.id not in there]
    return tuple(rescued(lost, list(kept), sheet))


def own_sides(wanted: Sequence[Wanted], sheet: Sheet) -> list[bool]:
    """Whether each goes to the left column: the nearer one; of a pair, which may lie in one half of
    a view where the column bends aside, each to its own."""
    middle = sheet.figure.x + sheet.figure.width / 2
    at = {w.id: w.anchor[0] for w in wanted}
    found = []
    for w in wanted:
        fellow = None
        if sheet.paired and w.id.side is not None:
            fellow = at.get(StructureId(f"{str(w.id).rpartition('.')[0]}.{w.id.side.other}"))
        found.append(w.anchor[0] < (middle if fellow is None else fellow))
    return found


def _columns(left: list[Wanted], right: list[Wanted], sheet: Sheet) -> list[Placed]:
    return [*_column(left, sheet, on_left=True), *_column(right, sheet, on_left=False)]


def _swapped(
    left: list[Wanted], right: list[Wanted], placed: list[Placed], sheet: Sheet
) -> list[Placed]:
    """What finds no place on its side, as in a narrow view, may stand on the other; but what
    says left or right only where it is picked out: it would be taken for the other of a pair."""
    kept = {p.id for p in placed}
    homeless = [w for w in (*left, *right) if w.id not in kept]
    homeless = [w for w in homeless if w.id.side is None or w.rank >= PICKED_OUT]
    for lost in sorted(homeless, key=lambda w: -w.rank)[:_FEW]:
        side, other = (left, right) if lost in left else (right, left)
        for moved in _movers(lost, side):
            side.remove(moved)
            other.append(moved)
            tried = _columns(left, right, sheet)
            if {lost.id, *(p.id for p in placed)} <= {p.id for p in tried}:
                placed = tried
                break
            other.remove(moved)
            side.append(moved)
    return placed


def _movers(lost: Wanted, side: list[Wanted]) -> list[Wanted]:
    """What may go over so that one finds its place: before a name that says left or right, those
    beside it that say neither, the nearest first."""
    if lost.id.side is None:
        return [lost]
    others = [w for w in side if w.id.side is None]
    return [*sorted(others, key=lambda w: abs(w.anchor[1] - lost.anchor[1]))[:_FEW], lost]


def _apart(
    placed: list[Placed], ranks: Mapping[StructureId, float], sheet: Sheet
) -> tuple[Placed, ...]:
    """Leave out what a narrow view has no room for: plates over each other, over the end of
    another's leader, over what is blocked, or beyond the edge. The higher ranks stay."""
    view, kept = Rect(0.0, 0.0, *sheet.size), set[StructureId]()
    for label in sorted(placed, key=lambda p: -ranks[p.id]):
        stay = [p for p in placed if p.id in kept]
        taken = [p.plate for p in stay]
        is_clear = not any(label.plate.meets(other) for other in (*taken, *sheet.blocked))
        is_clear = is_clear and not any(label.plate.holds(p.anchor) for p in stay)
        is_clear = is_clear and not any(plate.holds(label.anchor) for plate in taken)
        if is_clear and label.plate.lies_in(view):
            kept.add(label.id)
    return tuple(p for p in placed if p.id in kept)


def _fitting(side: list[Wanted], sheet: Sheet, room: float) -> list[Wanted]:
    """Those of a column that stand over each other within so many pixels: the highest ranks."""
    kept: list[Wanted] = []
    taken = 0.0
    for w in sorted(side, key=lambda w: -w.rank):
        taken += w.size[1] + sheet.spacing
        if kept and taken > room:
            break
        kept.append(w)
    return kept


def _balanced(
    left: list[Wanted], right: list[Wanted], sheet: Sheet
) -> tuple[list[Wanted], list[Wanted]]:
    """Move what lies nearest the middle over to the emptier side until both columns hold.

    A few labels stay on their own side; many are shared out, so that leaders stay short. Names that
    say left or right go over last.
    """
    high = sheet.size[1] - 2 * sheet.margin
    mean = sum(w.size[1] for w in (*left, *right)) / (len(left) + len(right))
    room = max(1, int(high / (mean + sheet.spacing)))
    fair = max(_FEW, math.ceil(0.55 * (len(left) + len(right))))
    left, right = sorted(left, key=lambda w: w.anchor[0]), sorted(right, key=lambda w: w.anchor[0])
    while len(left) > min(room, fair) and len(right) < room:
        right.insert(0, left.pop(_movable(left, from_end=True)))
    while len(right) > min(room, fair) and len(left) < room:
        left.append(right.pop(_movable(right, from_end=False)))
    return _fitting(left, sheet, high), _fitting(right, sheet, high)


def _movable(side: list[Wanted], *, from_end: bool) -> int:
    """Which of a column, nearest to the middle of the view, may go over to the other."""
    order = range(len(side) - 1, -1, -1) if from_end else range(len(side))
    return next((k for k in order if side[k].id.side is None), order[0])


def _column(side: list[Wanted], sheet: Sheet, *, on_left: bool) -> list[Placed]:
    if not side:
        return []
    widest = max(w.size[0] for w in side)
    low, high = _free_span(sheet, _column_x(sheet, widest, on_left), widest)
    side = _fitting(side, sheet, high - low + sheet.spacing)
    order = sorted(side, key=lambda w: (w.anchor[1], w.anchor[0]))
    placed = _stacked(order, sheet, on_left)
    for _ in range(len(order) ** 2):
        crossing = first_crossing(placed)
        if crossing is None:
            break
        order[crossing], order[crossing + 1] = order[crossing + 1], order[crossing]
        placed = _stacked(order, sheet, on_left)
    clear = uncovering(placed, sheet)
    kept = uncrossed(clear)
    if len(kept) == len(clear):
        return kept
    return max(kept, out_of_the_way(clear, sheet), key=len)


def _stacked(order: list[Wanted], sheet: Sheet, on_left: bool) -> list[Placed]:
    widest = max(w.size[0] for w in order)
    x = _column_x(sheet, widest, on_left)
    low, high = _free_span(sheet, x, widest)
    tops = spread(
        [w.anchor[1] - w.size[1] / 2 for w in order],
        [w.size[1] + sheet.spacing for w in order],
        low,
        high,
    )
    return [
        Placed(
            w.id,
            Rect(x + widest - w.size[0] if on_left else x, top, *w.size),
            w.anchor,
            on_left,
            w.hidden,
        )
        for w, top in zip(order, tops, strict=True)
    ]


def _column_x(sheet: Sheet, widest: float, on_left: bool) -> float:
    if on_left:
        return max(sheet.margin, sheet.figure.x - sheet.gap - widest)
    return min(sheet.size[0] - sheet.margin - widest, sheet.figure.right + sheet.gap)


def _free_span(sheet: Sheet, x: float, width: float) -> tuple[float, float]:
    """The largest upright gap that a column at x finds between what blocks it."""
    cuts = [(sheet.margin, sheet.margin)]
    column = Rect(x, 0.0, width, sheet.size[1])
    cuts += sorted((b.y, b.bottom) for b in sheet.blocked if b.meets(column))
    cuts.append((sheet.size[1] - sheet.margin, sheet.size[1]))
    best, reached = (sheet.margin, sheet.margin), 0.0
    for top, bottom in cuts:
        if top - reached > best[1] - best[0]:
            best = (max(reached + sheet.spacing, sheet.margin), top)
        reached = max(reached, bottom)
    return best
