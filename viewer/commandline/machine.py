"""What this machine can do: a display, a file that can be written."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from viewer.commandline.errors import UserError
from viewer.graphics import x_display_answers

SMALLEST, LARGEST = 64, 8192


def has_display() -> bool:
    """Whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen and chosen not in ("xcb", "wayland"):
        return True
    return bool(os.environ.get("WAYLAND_DISPLAY")) or x_display_answers()


def parsed_size(text: str) -> tuple[int, int]:
    """`1600x1000` as numbers. Raises UserError."""
    match = re.fullmatch(r"(\d{1,6})[xX×](\d{1,6})", text.strip())
    if match is None:
        raise UserError(f"size '{text}' is not WIDTHxHEIGHT; write for instance 1600x1000")
    width, height = int(match[1]), int(match[2])
    if not all(SMALLEST <= side <= LARGEST for side in (width, height)):
        raise UserError(f"size '{text}': each side must be {SMALLEST} to {LARGEST} pixels")
    return width, height


def check_writable(file: Path) -> None:
    """Refuse early what could not be written after minutes of drawing. Raises UserError."""
    # os.path asks without raising; what it cannot tell is found out by trying.
    folder = file.absolute().parent
    if os.path.isdir(file):
        raise UserError(f"'{file}' is a folder; give a file name such as {file / 'picture.png'}")
    if file.suffix.lower() != ".png":
        raise UserError(f"'{file}': pictures are written as PNG; end the name in .png")
    if not os.path.isdir(folder):
        raise UserError(f"folder '{folder}' does not exist; make it or choose another")
    if not os.access(file if os.path.exists(file) else folder, os.W_OK):
        raise UserError(f"'{file}' cannot be written; choose another folder")
    from viewer.export.steps import TakeError, refuse_unwritable

    try:
        refuse_unwritable(file)
    except TakeError as problem:
        raise UserError(str(problem)) from None
