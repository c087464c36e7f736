"""How a nerve fares. Apart from the rest, because all who show it start without the geometry."""

from __future__ import annotations

from enum import StrEnum


class Reach(StrEnum):
    """Whether anything overlaps the course of a nerve, and by how much."""

    FREE = "free"
    TOUCHED = "touched"
    PRESSED = "pressed"
