"""The window's icons: line drawings of our own on a 24 x 24 field, tinted by the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

FIELD = 24
_SCALES = (1, 2, 3)
_FAINT = 0.35

_EYE = (
    '<path d="M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12z"/>'
)
_SHAPES: dict[str, str] = {
    "eye": _EYE + '<circle cx="12" cy="12" r="3" fill="ink"/>',
    "eye-partly": _EYE + '<path d="M12 9a3 3 0 0 0 0 6z" fill="ink"/>',
    "eye-closed": '<path d="M3 10c2.6 3.6 5.6 5.3 9 5.3s6.4-1.7 9-5.3M12 15.5v3.5'
    'M6.5 13.9l-1.9 2.9M17.5 13.9l1.9 2.9"/>',
    "only": '<circle cx="12" cy="12" r="7.5"/><circle cx="12" cy="12" r="2.6" fill="ink"/>'
    '<path d="M12 2v4M12 18v4M2 12h4M18 12h4"/>',
    "fade": '<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 1 0 16z" fill="ink"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5.5 5.5"/>',
    "back": '<path d="M14.5 5.5L8 12l6.5 6.5"/>',
    "forward": '<path d="M9.5 5.5L16 12l-6.5 6.5"/>',
    "closed": '<path d="M9 6.5l5.5 5.5L9 17.5"/>',
    "open": '<path d="M6.5 9l5.5 5.5L17.5 9"/>',
    "undo": '<path d="M8.5 5L4 9.5 8.5 14M4 9.5h10a5.5 5.5 0 0 1 0 11h-3"/>',
    "redo": '<path d="M15.5 5L20 9.5 15.5 14M20 9.5H10a5.5 5.5 0 0 0 0 11h3"/>',
    "panel-left": '<rect x="3" y="4.5" width="18" height="15" rx="2.5"/><path d="M9.5 4.5v15"/>'
    '<path d="M5.7 8.5h1M5.7 11.5h1"/>',
    "panel-right": '<rect x="3" y="4.5" width="18" height="15" rx="2.5"/>'
    '<path d="M14.5 4.5v15M17.3 8.5h1M17.3 11.5h1"/>',
    "flag": '<path d="M6 21V4M6 5c4-2.5 7 2 12 0v8.5c-5 2-8-2.5-12 0" fill="ink"/>',
    "close": '<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>',
    "up": '<path d="M12 19V5M6 11l6-6 6 6"/>',
    "down": '<path d="M12 5v14M6 13l6 6 6-6"/>',
    "rename": '<path d="M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5"/>',
    "delete": '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5.5M13.5 11v5.5"/>',
    "home": '<path d="M4 11.5L12 4.5l8 7M6.5 10v9.5h11V10"/>',
    "text": '<path d="M5 6.5h14M5 10.5h14M5 14.5h14M5 18.5h8"/>',
    "turn": '<path d="M4 12a8 4 0 1 1 4.5 3.6M4.5 18.8l4-3.2-3-3.9"/>',
    "pick": '<path d="M8 4l10.5 8.5-4.8.8 2.8 5.2-2.6 1.3-2.7-5.2L8 18z" fill="ink"/>',
    "mark-circle": '<circle cx="12" cy="12" r="8" fill="ink"/>',
    "mark-diamond": '<path d="M12 2l10 10-10 10L2 12z" fill="ink"/>',
    "mark-triangle": '<path d="M12 3l9.5 17h-19z" fill="ink"/>',
    "mark-square": '<path d="M5 5h14v14H5z" fill="ink"/>',
    "mark-ring": '<circle cx="12" cy="12" r="7.5" stroke-width="5"/>',
    "mark-hexagon": '<path d="M22 12l-5 8.7H7L2 12l5-8.7h10z" fill="ink"/>',
    "mark-star": '<path d="M12 1.5l3 6.8 7.3.8-5.5 5 1.6 7.3-6.4-3.8-6.4 3.8 1.6-7.3-5.5-5 7.3-.8z"'
    ' fill="ink"/>',
    "mark-bar": '<path d="M2 8h20v8H2z" fill="ink"/>',
}
NAMES = tuple(_SHAPES)


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0, opacity: float = 1.0) -> QPixmap:
    """One icon as pixels. size: side in logical pixels; ratio: device pixels per logical one."""
    side = max(1, round(size * ratio))
    # Rows of a list ask for the same few at every paint.
    key = f"{name} {colour} {side} {ratio} {opacity}"
    kept = QPixmap()
    if QPixmapCache.find(key, kept):
        return kept
    picture = QPixmap(QSize(side, side))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setOpacity(opacity)
    _drawing(name, colour).render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, picture)
    return picture


def icon(name: str, colour: str, size: int = 20) -> QIcon:
    """One icon, sharp on screens of one to three device pixels per logical one.

    Its faint form is drawn here too: Qt's own would stand out on a dark ground.
    """
    made = QIcon()
    for ratio in _SCALES:
        plain = pixmap(name, colour, size, ratio)
        made.addPixmap(plain)
        made.addPixmap(_faint(plain), QIcon.Mode.Disabled)
    return made


def _faint(plain: QPixmap) -> QPixmap:
    """The same pixels, mostly seen through; quicker than to draw them a second time."""
    faint = QPixmap(plain.size())
    faint.setDevicePixelRatio(plain.devicePixelRatio())
    faint.fill(Qt.GlobalColor.transparent)
    painter = QPainter(faint)
    painter.setOpacity(_FAINT)
    painter.drawPixmap(0, 0, plain)
    painter.end()
    return faint


@lru_cache(maxsize=256)
def _drawing(name: str, colour: str) -> QSvgRenderer:
    shape = _SHAPES[name].replace('"ink"', f'"{colour}"')
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {FIELD} {FIELD}">'
        f'<g fill="none" stroke="{colour}" stroke-width="1.7" stroke-linecap="round" '
        f'stroke-linejoin="round">{shape}</g></svg>'
    )
    return QSvgRenderer(QByteArray(text.encode()))
