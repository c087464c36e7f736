"""The mark of each role, a shape and a colour, as the 3D view's legend shows it."""

from __future__ import annotations

from PySide6.QtGui import QPixmap

from viewer.spec import ROLE_COLOURS, ROLE_SHAPES, Colour
from viewer.ui import icons


def has_mark(role: str | None) -> bool:
    """Whether a role is told apart in the picture."""
    return role in ROLE_SHAPES


def mark(role: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The mark of a role. size: side in logical pixels; ratio: device pixels per logical one."""
    return icons.pixmap(f"mark-{ROLE_SHAPES[role]}", hex_colour(ROLE_COLOURS[role]), size, ratio)


def hex_colour(colour: Colour) -> str:
    """#RRGGBB."""
    return "#" + "".join(f"{round(255 * part):02X}" for part in colour)
