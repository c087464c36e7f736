"""Keys that a widget keeps to itself while it has the keyboard, whatever they do elsewhere."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

ESCAPE = frozenset([Qt.Key.Key_Escape])


def is_kept(event: QEvent, keys: Collection[Qt.Key], *, plain: bool = False) -> bool:
    """Whether Qt asks if one of these keys is a shortcut of the window, and it shall not be.

    For use in `event` of the widget that has the keyboard; the key then reaches `keyPressEvent`.
    plain: only without Shift, Ctrl or Alt.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.key() not in keys or (plain and event.modifiers()):
        return False
    event.accept()
    return True
