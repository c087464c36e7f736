"""Help > Diagnostics: versions, graphics and the log on one page, to be copied."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import (
    QDesktopServices,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from viewer.keep.log import last_lines, shortened

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

_PACKAGES = ("lumbosacral-viewer", "PySide6-Essentials", "vtk", "numpy", "scipy", "pydantic")
#: What VTK says of the graphics card, and what it is called here.
_CAPABILITIES = {
    "OpenGL vendor string": "Graphics by",
    "OpenGL renderer string": "Graphics card",
    "OpenGL version string": "OpenGL",
}
NO_LOG = "Nothing has been written to the log yet."
_SAID = (
    "For whoever helps you when something goes wrong. It stays on this computer until you copy it; "
    "it holds no notes, no scenes and no names of your files."
)


def versions() -> str:
    """Program, libraries and system, one a line."""
    lines = [f"{name} {_version(name)}" for name in _PACKAGES]
    lines.insert(1, f"Python {platform.python_version()} ({platform.python_implementation()})")
    lines.insert(2, f"Qt {qVersion()}")
    lines.append(f"System: {platform.platform()}, {platform.machine()}")
    return "\n".join(lines)


def _version(package: str) -> str:
    # Not wanted before the window stands.
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "(not installed)"


def facts(window: MainWindow) -> str:
    """Versions, screens and graphics as they are now."""
    return shortened("\n".join([versions(), *screens(), *graphics(window)]))


def screens() -> list[str]:
    """The screens and how finely they are divided."""
    found = [f"Qt platform: {QGuiApplication.platformName()}"]
    for number, screen in enumerate(QGuiApplication.screens(), 1):
        size = screen.size()
        found.append(
            f"Screen {number}: {size.width()} × {size.height()}, scale "
            f"{screen.devicePixelRatio():g}, {screen.logicalDotsPerInch():.0f} dots per inch"
        )
    return found


def graphics(window: MainWindow) -> list[str]:
    """What draws the 3D view, in the words of its driver; why there is none, if so."""
    # Asked by name: the module of the 3D view brings VTK, which the window's start waits for.
    view: Any = getattr(window.canvas_widget, "view", None)
    told = view.snapshot(lambda drawn: drawn.ReportCapabilities()) if view is not None else None
    if not told:
        return ["3D view: none"]
    pairs = (line.partition(":") for line in told.splitlines())
    said = {key.strip(): value.strip() for key, _, value in pairs}
    found = [f"{name}: {said[key]}" for key, name in _CAPABILITIES.items() if key in said]
    wide, high = view.pixel_size()
    return [*found, f"3D view: {wide} × {high} pixels"]


class Diagnostics(QDialog):
    """The page; Escape closes it."""

    def __init__(self, window: MainWindow, log: Path) -> None:
        super().__init__(window)
        self._window, self._log = window, log
        self.setWindowTitle("Diagnostics")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        letters = self.fontMetrics().height() / 17
        wide, high = round(720 * letters), round(560 * letters)
        self.resize(min(wide, window.width() - 60), min(high, window.height() - 60))
        said = QLabel(_SAID, self)
        said.setWordWrap(True)
        self.page = QPlainTextEdit(self)
        self.page.setReadOnly(True)
        self.page.setAccessibleName("Versions, graphics and log")
        self.page.setFont(_even_letters(self.page.font()))
        self.page.setPlainText(page_text(window, log))
        self.page.moveCursor(QTextCursor.MoveOperation.Start)
        self.copy_button = QPushButton("Copy all", self)
        self.copy_button.setObjectName("primary")
        self.copy_button.clicked.connect(self.copy_all)
        self.folder_button = QPushButton("Open the folder", self)
        self.folder_button.setEnabled(log.parent.is_dir())
        self.folder_button.clicked.connect(self._open_folder)
        self.close_button = QPushButton("Close", self)
        self.close_button.clicked.connect(self.close)
        self._lay_out(said)
        self.copy_button.setFocus()

    def _lay_out(self, said: QLabel) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.folder_button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        column.addWidget(said)
        column.addWidget(self.page, 1)
        column.addLayout(foot)

    def copy_all(self) -> None:
        """Put the whole page on the clipboard."""
        QGuiApplication.clipboard().setText(self.page.toPlainText())
        self._window.status.showMessage("Copied: diagnostics", 4000)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log.parent)))


def page_text(window: MainWindow, log: Path) -> str:
    """Everything the page says."""
    path = shortened(str(log))
    return f"{facts(window)}\n\nLog: {path}\n\n{last_lines(log) or NO_LOG}\n"


def _even_letters(like: QFont) -> QFont:
    """A font whose columns stand under each other, as large as the one given."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(like.pointSizeF() if like.pointSizeF() > 0 else font.pointSizeF())
    return font


def start_words() -> str:
    """What the log says when the program starts; the versions of all parts take longer to find."""
    how = "frozen" if getattr(sys, "frozen", False) else "installed"
    python = ".".join(map(str, sys.version_info[:3]))
    return f"started ({how}), Python {python}, Qt {qVersion()}, {sys.platform}"
