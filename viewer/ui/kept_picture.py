"""A piece of painting that is kept as long as nothing in it changes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
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
