"""Pixels as arrays and as Qt's images."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

Pixels = npt.NDArray[np.uint8]


def image_of(pixels: Pixels) -> QImage:
    """Pixels multiplied by their alpha as an image of its own memory."""
    high, wide = pixels.shape[:2]
    # On an empty ground VTK's colours come out multiplied by their alpha.
    kind = QImage.Format.Format_RGBA8888_Premultiplied
    return QImage(np.ascontiguousarray(pixels).data, wide, high, 4 * wide, kind).copy()


def pixels_of(image: QImage) -> Pixels:
    """The pixels of an image, (height, width, 4) RGBA, not multiplied by alpha; a copy."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    data = np.frombuffer(plain.constBits(), dtype=np.uint8).reshape(plain.height(), -1)
    return data[:, : plain.width() * 4].reshape(plain.height(), plain.width(), 4).copy()
