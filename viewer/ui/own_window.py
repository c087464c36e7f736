"""A window of the system's own for the 3D view, within the program's, and what lies over it.

Qt composes a top-level window that holds OpenGL anew, all of it by OpenGL, whenever any widget in
it changes: on two cores without a graphics card 12 to 30 ms for a word. With a window of its own
for the view only the view is composed so, and texts and lists reach the screen as in any window.

Such a window hides what other widgets would paint over it. What lies over the view without being a
child of it therefore needs one as well (`lie_above`), cut to its shape, because the picture cannot
shine through its corners.

Where a window of its own holds OpenGL, Qt expects the next composing to put back what a menu or
another program lay over, and with the view apart nothing is composed: `_Uncovered` sees to it.

Only on X11, where it was looked at; elsewhere one window holds all, as Qt makes it.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt
from PySide6.QtGui import QBitmap, QGuiApplication, QPainter, QRegion
from PySide6.QtWidgets import QWidget

#: Qt platforms whose windows may hold windows, as far as that was tried.
_PLATFORMS = ("xcb",)
#: Radius of a card's corners, in pixels, as the style sheet has it.
_CARD_RADIUS = 14


def has_own_windows() -> bool:
    """Whether a view gets a window of its own here."""
    return QGuiApplication.platformName() in _PLATFORMS


def give_own_window(view: QWidget) -> None:
    """Give a 3D view its own window within its parent's. Call before there is anything of OpenGL
    in it, and leave it where it is: one without a parent is a window already."""
    if view.isWindow() or not has_own_windows():
        return
    _make_native(view)
    _Uncovered.watch(view.window())
    # While the view has no window yet, Qt would turn the whole window over to OpenGL.
    if view.window().windowHandle() is not None:
        view.winId()


def lie_above(widget: QWidget, radius: int = _CARD_RADIUS, border: int = 0) -> None:
    """Let a child of the program's window be seen where it lies over a view.

    radius: of its corners. border: how wide it is where nothing else of it is to be seen, 0 where
    it is filled.
    """
    if has_own_windows():
        _make_native(widget)
        _Shape(widget, radius, border)


def _make_native(widget: QWidget) -> None:
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontCreateNativeWidgetSiblings)
    widget.setAttribute(Qt.WidgetAttribute.WA_DontCreateNativeAncestors)
    widget.setAttribute(Qt.WidgetAttribute.WA_NativeWindow)


class _Uncovered(QObject):
    """Has Qt put back what a menu or another program lay over.

    A widget of OpenGL, once seen, makes Qt flush nothing of the window about it when part of that
    is uncovered, unless something in it is to be painted anyway; one pixel is enough.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._handle: QObject | None = None
        window.installEventFilter(self)
        self._follow()

    @classmethod
    def watch(cls, window: QWidget) -> None:
        """Watch a window, once for all the views it will ever hold."""
        if window.findChild(cls, options=Qt.FindChildOption.FindDirectChildrenOnly) is None:
            cls(window)

    def _follow(self) -> None:
        """Listen to the system's window; it may be made later, and anew."""
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What was uncovered comes as a paint of the system's window."""
        if watched is self._window:
            if event.type() in (QEvent.Type.WinIdChange, QEvent.Type.Show):
                self._follow()
        elif event.type() in (QEvent.Type.Paint, QEvent.Type.Expose):
            self._window.update(0, 0, 1, 1)
        return False


class _Shape(QObject):
    """Keeps a widget's window cut to rounded corners."""

    def __init__(self, widget: QWidget, radius: int, border: int) -> None:
        super().__init__(widget)
        self._widget, self._radius, self._border = widget, radius, border
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Another size, another shape."""
        if event.type() == QEvent.Type.Resize:
            whole = self._widget.rect()
            shape = rounded(whole, self._radius)
            if self._border:
                b = self._border
                shape -= rounded(whole.adjusted(b, b, -b, -b), max(0, self._radius - b))
            self._widget.setMask(shape)
        return False


def rounded(box: QRect, radius: int) -> QRegion:
    """The pixels of a box with round corners; none of an empty one, which nothing can paint on."""
    if box.isEmpty():
        return QRegion()
    picture = QBitmap(box.right() + 1, box.bottom() + 1)
    picture.clear()
    painter = QPainter(picture)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.color1)
    painter.drawRoundedRect(box, radius, radius)
    painter.end()
    return QRegion(picture)
