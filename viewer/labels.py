"""Where names stand: two columns beside the figure, in the order of what they name. Pure.

Boundary labelling: each label goes to the nearer side, columns are ordered by their anchors, and
isotonic regression puts every label as near to its anchor as the spacing allows. Labels never
overlap; leaders on a side never cross; a label that would cover what it names moves or is dropped.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from meshes.ids import StructureId
from viewer.label_spots import spread

_FEW = 7
#: Ranks from here on are of what is picked out.
PICKED_OUT = 1e9


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in view pixels, y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    def meets(self, other: Rect) -> bool:
        """Whether the two share any area."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a point lies within."""
        return self.x <= point[0] <= self.right and self.y <= point[1] <= self.bottom

    def lies_in(self, other: Rect) -> bool:
        """Whether no part of it sticks out of another."""
        across = other.x <= self.x and self.right <= other.right
        return across and other.y <= self.y and self.bottom <= other.bottom


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label to place. size: its plate; anchor: a point on what it names; hidden: behind bone."""

    id: StructureId
    size: tuple[float, float]
    anchor: tuple[float, float]
    rank: float = 0.0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A placed label: its plate, and its leader from the plate's edge to the anchor."""

    id: StructureId
    plate: Rect
    anchor: tuple[float, float]
    on_left: bool
    hidden: bool

    @property
    def port(self) -> tuple[float, float]:
        """Where the leader meets the plate."""
        edge = self.plate.right if self.on_left else self.plate.x
        return edge, self.plate.y + self.plate.height / 2


@dataclass(frozen=True)
class Sheet:
    """What labels must respect. size: the view; figure: the box of what is drawn; blocked: cards
    and cubes; covers: tells whether a plate would cover what an id names; paired: what the patient
    has on both sides lies beside each other in it, as seen from the front, not behind."""

    size: tuple[float, float]
    figure: Rect
    blocked: tuple[Rect, ...] = ()
    covers: Callable[[StructureId, Rect], bool] = lambda _id, _plate: False
    margin: float = 8.0
    gap: float = 26.0
    spacing: float = 5.0
    paired: bool = False


def place(wanted: Sequence[Wanted], sheet: Sheet) -> tuple[Placed, ...]:
    """Place as many labels as fit; the highest ranks go first when room is short."""
    if not wanted:
        return ()
    is_left = own_sides(wanted, sheet)
    left = [w for w, here in zip(wanted, is_left, strict=True) if here]
    right = [w for w, here in zip(wanted, is_left, strict=True) if not here]
    left, right = _balanced(left, right, sheet)
    placed = _columns(left, right, sheet)
    placed = _swapped(left, right, placed, sheet)
    ranks = {w.id: w.rank for w in wanted}
    return _apart(placed, ranks, sheet)


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


def _room(sheet: Sheet, height: float) -> int:
    return max(1, int((sheet.size[1] - 2 * sheet.margin) / (height + sheet.spacing)))


def _balanced(
    left: list[Wanted], right: list[Wanted], sheet: Sheet
) -> tuple[list[Wanted], list[Wanted]]:
    """Move what lies nearest the middle over to the emptier side until both columns hold.

    A few labels stay on their own side; many are shared out, so that leaders stay short. Names that
    say left or right go over last.
    """
    height = max(w.size[1] for w in (*left, *right))
    room = _room(sheet, height)
    fair = max(_FEW, math.ceil(0.55 * (len(left) + len(right))))
    left, right = sorted(left, key=lambda w: w.anchor[0]), sorted(right, key=lambda w: w.anchor[0])
    while len(left) > min(room, fair) and len(right) < room:
        right.insert(0, left.pop(_movable(left, from_end=True)))
    while len(right) > min(room, fair) and len(left) < room:
        left.append(right.pop(_movable(right, from_end=False)))
    best = [sorted(side, key=lambda w: -w.rank)[:room] for side in (left, right)]
    return best[0], best[1]


def _movable(side: list[Wanted], *, from_end: bool) -> int:
    """Which of a column, nearest to the middle of the view, may go over to the other."""
    order = range(len(side) - 1, -1, -1) if from_end else range(len(side))
    return next((k for k in order if side[k].id.side is None), order[0])


def _column(side: list[Wanted], sheet: Sheet, *, on_left: bool) -> list[Placed]:
    if not side:
        return []
    order = sorted(side, key=lambda w: (w.anchor[1], w.anchor[0]))
    placed = _stacked(order, sheet, on_left)
    for _ in range(len(order) ** 2):
        crossing = _first_crossing(placed)
        if crossing is None:
            break
        order[crossing], order[crossing + 1] = order[crossing + 1], order[crossing]
        placed = _stacked(order, sheet, on_left)
    clear = _uncovering(placed, sheet)
    kept = _uncrossed(clear)
    if len(kept) == len(clear):
        return kept
    return max(kept, _out_of_the_way(clear, sheet), key=len)


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


def _cross(a: Placed, b: Placed) -> bool:
    def turn(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return (
        turn(a.port, a.anchor, b.port) * turn(a.port, a.anchor, b.anchor) < 0
        and turn(b.port, b.anchor, a.port) * turn(b.port, b.anchor, a.anchor) < 0
    )


def _first_crossing(placed: list[Placed]) -> int | None:
    """The upper of the first two neighbours whose leaders cross."""
    return next((k for k, (a, b) in enumerate(pairwise(placed)) if _cross(a, b)), None)


def _uncovering(placed: list[Placed], sheet: Sheet) -> list[Placed]:
    """Move plates sideways off what they name, or up or down where nothing stands, else leave them
    out."""
    kept = []
    for label in placed:
        others = [other.plate for other in placed if other is not label]
        for plate in (*_elsewhere(label, sheet), *_above_or_below(label, sheet, others)):
            if not sheet.covers(label.id, plate):
                kept.append(replace(label, plate=plate))
                break
    return kept


def _elsewhere(label: Placed, sheet: Sheet) -> Iterable[Rect]:
    plate = label.plate
    yield plate
    outward = sheet.margin if label.on_left else sheet.size[0] - sheet.margin - plate.width
    for share in (0.35, 0.7, 1.0):
        moved = replace(plate, x=plate.x + share * (outward - plate.x))
        if not any(moved.meets(b) for b in sheet.blocked):
            yield moved


def _above_or_below(label: Placed, sheet: Sheet, others: Sequence[Rect]) -> Iterable[Rect]:
    """Plates in the column off a thing that stands in it: the hub of a needle, a wide root."""
    for share in (-1.3, 1.3, -2.6, 2.6, -3.9, 3.9, -5.2, 5.2):
        moved = replace(label.plate, y=label.plate.y + share * label.plate.height)
        if not any(moved.meets(other) for other in (*others, *sheet.blocked)):
            yield moved


def _uncrossed(placed: list[Placed]) -> list[Placed]:
    """Leave out what still crosses an earlier leader (plates moved sideways may do so)."""
    kept: list[Placed] = []
    for label in placed:
        if not any(_cross(label, other) for other in kept):
            kept.append(label)
    return kept


def _out_of_the_way(placed: list[Placed], sheet: Sheet) -> list[Placed]:
    """What says left or right stays where it is; what says neither goes up or down until its
    leader crosses none, or is left out."""
    kept: list[Placed] = []
    for label in sorted(placed, key=lambda p: p.id.side is None):
        others = [other.plate for other in placed if other is not label]
        others += [other.plate for other in kept]
        moved = [] if label.id.side else list(_above_or_below(label, sheet, others))
        for plate in (label.plate, *moved):
            tried = replace(label, plate=plate)
            if plate != label.plate and sheet.covers(label.id, plate):
                continue
            if not any(_cross(tried, other) for other in kept):
                kept.append(tried)
                break
    return kept
