"""What the window asks of its 3D view, and a plain stand-in for when there is none."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from viewer.resolve import SceneSpec
from viewer.state import Camera


class CanvasLike(Protocol):
    """The 3D view as the window sees it; ids are plain strings, "" for nothing."""

    @property
    def structure_clicked(self) -> SignalInstance:
        """(id, add): a press on a structure, with Ctrl or not."""

    @property
    def structure_double_clicked(self) -> SignalInstance:
        """(id)"""

    @property
    def context_requested(self) -> SignalInstance:
        """(id, global point)"""

    @property
    def hovered(self) -> SignalInstance:
        """(id)"""

    @property
    def camera_moved(self) -> SignalInstance:
        """(Camera), at the end of a drag"""

    def show_spec(self, spec: SceneSpec) -> None:
        """Draw this from now on."""

    def fly_to(self, camera: Camera, animated: bool = True) -> None:
        """Bring the camera to a pose."""

    def set_theme(self, name: str) -> None:
        """Take a theme by name."""

    def set_text_scale(self, scale: float) -> None:
        """Write larger or smaller; 1.0 is the usual size."""

    def release(self) -> None:
        """Free the graphics card; the widget may then be deleted."""


class BlankCanvas(QWidget):
    """Stands where the 3D view would be: while it loads, and when it cannot be shown.

    It keeps what it was told to show, so that the window works the same without a picture.
    """

    structure_clicked = Signal(str, bool)
    structure_double_clicked = Signal(str)
    context_requested = Signal(str, QPoint)
    hovered = Signal(str)
    camera_moved = Signal(object)

    def __init__(self, message: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.spec: SceneSpec | None = None
        self.camera: Camera | None = None
        self.theme = ""
        self.flew = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("3D view")
        column = QVBoxLayout(self)
        self.message = QLabel(message, self)
        self.message.setObjectName("muted")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        column.addWidget(self.message)

    def show_spec(self, spec: SceneSpec) -> None:
        """Remember what would be drawn."""
        self.spec = spec

    def fly_to(self, camera: Camera, animated: bool = True) -> None:
        """Remember where the camera would be."""
        self.camera, self.flew = camera, animated

    def set_theme(self, name: str) -> None:
        """Remember the theme."""
        self.theme = name

    def set_text_scale(self, scale: float) -> None:
        """The message follows the window's style sheet."""

    def release(self) -> None:
        """Nothing to free here."""
