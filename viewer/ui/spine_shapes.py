"""Outlines for the little drawn spine, each from the side."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath


def body_shape(width: float, height: float) -> QPainterPath:
    """A vertebral body about its centre: waisted, with rims."""
    w, h, waist = width / 2, height / 2, height * 0.07
    path = QPainterPath(QPointF(-w + 3, -h))
    path.quadTo(0, -h + 2 * waist, w - 3, -h)
    path.quadTo(w, -h, w, -h + 3)
    path.lineTo(w, h - 3)
    path.quadTo(w, h, w - 3, h)
    path.quadTo(0, h - 2 * waist, -w + 3, h)
    path.quadTo(-w, h, -w, h - 3)
    path.lineTo(-w, -h + 3)
    path.quadTo(-w, -h, -w + 3, -h)
    return path


def disc_shape(width: float, height: float) -> QPainterPath:
    """A disc about its centre."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(-width / 2, -height / 2, width, height), width / 2.4, width / 2.4)
    return path


def sacrum_shape(width: float, height: float) -> QPainterPath:
    """The sacrum from its upper endplate at x = 0: thick there, thin and bent at its end."""
    h = height / 2
    path = QPainterPath(QPointF(3, -h))
    path.cubicTo(width * 0.42, -h - 1, width * 0.8, -h * 0.35, width - 2, h * 0.75)
    path.quadTo(width, h + 2, width - 6, h + 2)
    path.cubicTo(width * 0.6, h * 0.75, width * 0.3, h + 1, 3, h)
    path.quadTo(0, h, 0, h - 3)
    path.lineTo(0, -h + 3)
    path.quadTo(0, -h, 3, -h)
    return path
