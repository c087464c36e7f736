"""Which pixels a change on the sheet over the view touches, so that no others are painted."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect, QRectF

from viewer.labels import Rect
from viewer.outline import Stretch


def touched_by_box(box: Rect) -> QRect:
    """All pixels a box touches, and those its line may spread to."""
    return QRectF(box.x, box.y, box.width, box.height).toAlignedRect().adjusted(-2, -2, 2, 2)


def touched_by_lines(stretches: Sequence[Stretch], width: float) -> QRect:
    """All pixels that stretches touch when drawn with a line so wide; empty for none."""
    if not stretches:
        return QRect()
    points = np.concatenate([stretch.points for stretch in stretches])
    (left, top), (right, low) = points.min(axis=0), points.max(axis=0)
    spread = math.ceil(width) + 1
    box = QRectF(float(left), float(top), float(right - left), float(low - top)).toAlignedRect()
    return box.adjusted(-spread, -spread, spread, spread)
