"""How the picture, the card of conditions and the strip of levels share the height there is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from viewer.ui.bars import Bars
from viewer.ui.notices import Notices

#: The picture keeps this height where the window allows it, and the card this much, pixels.
_LEAST_PICTURE, _LEAST_CARD = 210, 160
#: Height of a line for which that was chosen; larger letters need more.
_USUAL_LINE = 17
#: A card is never lower, pixels.
_LEAST = 60


def card_height(over: QWidget, wanted: int, below: QWidget, *, is_open: bool) -> int:
    """The height of the card in pixels. over: the column it stands in; wanted: what it needs;
    below: the row under it, which is hidden while a card that is open has too little room."""
    free = over.height() - _height_of_others(over) - _LEAST_PICTURE
    strip = below.sizeHint().height()
    least = _LEAST_CARD * max(1.0, over.fontMetrics().height() / _USUAL_LINE)
    below.setVisible(not is_open or free - strip >= min(wanted, least))
    left = free - (0 if below.isHidden() else strip)
    return max(_LEAST, min(wanted + 2, left))


def _height_of_others(over: QWidget) -> int:
    """What the rows above the picture take."""
    column = over.layout()
    items = [column.itemAt(k) for k in range(column.count())] if column else []
    rows = [item.widget() for item in items if item is not None]
    return sum(
        max(row.minimumHeight(), min(row.sizeHint().height(), row.maximumHeight()))
        for row in rows
        if isinstance(row, Bars | Notices) and not row.isHidden()
    )
