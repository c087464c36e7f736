"""A piece of painting that is kept as long as nothing in it changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap


class KeptPicture:
    """Paints when asked for another key than last; else gives what it painted then."""

    def __init__(self) -> None:
        self._key: object = None
        self._picture = QPixmap()

    def of(
        self,
        key: object,
        size: tuple[float, float],
        ratio: float,
        paint: Callable[[QPainter], None],
    ) -> QPixmap:
        """The picture on an empty ground. key: all that it shows. ratio: device pixels to one."""
        whole = (key, size, ratio)
        if whole != self._key:
            picture = QPixmap(max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio)))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            paint(painter)
            painter.end()
            self._key, self._picture = whole, picture
        return self._picture


class KeptPieces:
    """Pieces of one painting, each kept for every look that it had, until all look otherwise."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, KeptPicture] = {}
        self._key: object = None

    def paint(
        self,
        painter: QPainter,
        name: Hashable,
        key: object,
        box: QRect,
        draw: Callable[[QPainter], None],
    ) -> None:
        """Paint a piece. name: which one, and its look. key: what all pieces depend on. box: where
        all of it lies. draw: paints it where it stands, smoothly."""
        ratio = painter.device().devicePixelRatioF()
        if ratio != round(ratio):
            # Its corners would lie between pixels, and copying would blur it.
            _smoothly(painter, draw)
            return
        if key != self._key:
            self._kept.clear()
            self._key = key

        def moved(onto: QPainter) -> None:
            onto.translate(-box.topLeft())
            _smoothly(onto, draw)

        kept = self._kept.setdefault(name, KeptPicture())
        size = (float(box.width()), float(box.height()))
        painter.drawPixmap(box.topLeft(), kept.of(None, size, ratio, moved))


def _smoothly(painter: QPainter, draw: Callable[[QPainter], None]) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
