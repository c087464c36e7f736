"""What the window asks of its 3D view, and a plain stand-in for when there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from viewer.spec import SceneSpec
from viewer.state import Camera, SurfacePoint, Tool

if TYPE_CHECKING:
    from viewer.labels import Rect


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

    @property
    def turned(self) -> SignalInstance:
        """(Camera), at each move of a drag"""

    @property
    def surface_pressed(self) -> SignalInstance:
        """(SurfacePoint or None): a press of a measuring tool"""

    def show_spec(self, spec: SceneSpec) -> None:
        """Draw this from now on."""

    @property
    def sliced(self) -> SignalInstance:
        """(SceneSection): the section or what it cuts has changed"""

    @property
    def section_moved(self) -> SignalInstance:
        """(offset in mm): a hand moves the section's plane"""

    @property
    def section_stepped(self) -> SignalInstance:
        """(steps): the wheel moves the section's plane"""

    def light(self, id: str) -> None:
        """Light what is pointed at elsewhere; "" for nothing."""

    def show_tool(self, tool: Tool, pending: tuple[SurfacePoint, ...]) -> None:
        """What clicks measure, and the points set so far."""

    def after_text(self, draw: Callable[[], None]) -> None:
        """Draw once what else changes in the window is painted."""

    def after_frame(self, act: Callable[[], None]) -> None:
        """Do what nobody waits for once the next frame is on the screen."""

    def fly_to(self, camera: Camera, animated: bool = True) -> None:
        """Bring the camera to a pose."""

    def set_theme(self, name: str) -> None:
        """Take a theme by name."""

    def set_text_scale(self, scale: float) -> None:
        """Write larger or smaller; 1.0 is the usual size."""

    def set_title(self, words: str) -> None:
        """What stands over this view beside another; "" while it is the only one."""

    def set_widened(self, widened: bool) -> None:
        """Whether a narrow view steps back so far that it holds what was framed."""

    def set_inset(self, shown: bool) -> None:
        """Whether a little spine shows where one looks."""

    def set_calm(self, calm: bool) -> None:
        """Whether what moves a section is out of the way, while two look at one picture."""

    def set_smooth_at_rest(self, smooth: bool) -> None:
        """Whether a still view is drawn several times for smooth edges."""

    def keep_clear(self, box: Rect | None) -> None:
        """Let no label stand there; None for nowhere."""

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
    turned = Signal(object)
    surface_pressed = Signal(object)
    sliced = Signal(object)
    section_moved = Signal(float)
    section_stepped = Signal(float)

    def __init__(self, message: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.spec: SceneSpec | None = None
        self.camera: Camera | None = None
        self.theme = ""
        self.tool = Tool.NONE
        self.flew = False
        self.lit = ""
        self.inset = self.smooth = True
        self.title = ""
        self.widened = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("3D view")
        column = QVBoxLayout(self)
        self.message = QLabel(message, self)
        self.message.setObjectName("muted")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        column.addWidget(self.message)

    def after_text(self, draw: Callable[[], None]) -> None:
        """There is no frame that would hold up the text."""
        draw()

    def after_frame(self, act: Callable[[], None]) -> None:
        """No frame comes."""
        act()

    def show_spec(self, spec: SceneSpec) -> None:
        """Remember what would be drawn."""
        self.spec = spec

    def light(self, id: str) -> None:
        """Remember what is pointed at."""
        self.lit = id

    def show_tool(self, tool: Tool, _pending: tuple[SurfacePoint, ...]) -> None:
        """Remember the tool."""
        self.tool = tool

    def fly_to(self, camera: Camera, animated: bool = True) -> None:
        """Remember where the camera would be."""
        self.camera, self.flew = camera, animated

    def set_theme(self, name: str) -> None:
        """Remember the theme."""
        self.theme = name

    def set_text_scale(self, scale: float) -> None:
        """The message follows the window's style sheet."""

    def set_title(self, words: str) -> None:
        """Remember the title."""
        self.title = words

    def set_widened(self, widened: bool) -> None:
        """Remember whether it would step back."""
        self.widened = widened

    def set_inset(self, shown: bool) -> None:
        """Remember whether there would be one."""
        self.inset = shown

    def set_calm(self, calm: bool) -> None:
        """There is no section to move."""

    def set_smooth_at_rest(self, smooth: bool) -> None:
        """Remember the quality."""
        self.smooth = smooth

    def keep_clear(self, _box: Rect | None) -> None:
        """There are no labels here."""

    def release(self) -> None:
        """Nothing to free here."""
