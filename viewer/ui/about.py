"""About this program: what it is, and the licences of all that is part of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from viewer.ui.theme import Theme

_PACKAGE = "lumbosacral-viewer"
_ABOUT = """# Lumbosacral Viewer {version}

A 3D viewer of the lumbar spine and sacrum: pick a motion segment, see its disc, facet joints and
nerve roots, read what it means.

Works offline. Keeps no record of anyone. Education, not diagnosis.

Licence of this program: {licence}

"""
_LIBRARIES = """
## Libraries it uses

Installed beside it, under their own licences: Qt and PySide6 (LGPL-3.0), VTK (BSD-3-Clause),
PyVista (MIT), NumPy and SciPy (BSD-3-Clause), pydantic (MIT), platformdirs (MIT), Pillow (MIT-CMU).
"""


def licence_text(name: str) -> str:
    """A licence file that ships with the program; a sentence where it is missing."""
    for file in _candidates(name):
        try:
            return file.read_text(encoding="utf-8")
        except OSError:
            continue
    return f"The file {name} is missing; reinstall the program to read it here."


def _candidates(name: str) -> list[Path]:
    from importlib import metadata

    beside = Path(__file__).resolve().parents[2] / name
    try:
        files = metadata.files(_PACKAGE) or []
    except metadata.PackageNotFoundError:
        return [beside]
    return [beside, *(Path(str(file.locate())) for file in files if file.name == name)]


def about_text() -> str:
    """The whole page as Markdown."""
    # Imported here and above: nothing else in the window wants it, and it takes its time.
    from importlib import metadata

    try:
        version = metadata.version(_PACKAGE)
    except metadata.PackageNotFoundError:
        version = ""
    licence = " ".join(licence_text("LICENSE").splitlines()[:3]).strip()
    about = _ABOUT.format(version=version, licence=licence)
    third = licence_text("THIRD_PARTY.md").replace(
        "# Third-party notices", "## Third-party notices"
    )
    return f"{about}{_LIBRARIES}\n{third}\n## Licence of this program\n\n{licence_text('LICENSE')}"


class About(QDialog):
    """Shows the page; Escape closes it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("About this program")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        letters = self.fontMetrics().height() / 17
        wide, high = round(680 * letters), round(620 * letters)
        self.resize(min(wide, parent.width() - 60), min(high, parent.height() - 60))
        self.page = QTextBrowser(self)
        self.page.setAccessibleName("About this program, with licences")
        self.page.setOpenExternalLinks(False)
        self.page.setOpenLinks(False)
        self.page.document().setDocumentMargin(14)
        self.page.document().setDefaultStyleSheet(f"a {{ color: {theme.link}; }}")
        self.page.setMarkdown(about_text())
        self.close_button = QPushButton("Close", self)
        self.close_button.setObjectName("primary")
        self.close_button.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 12, 12)
        column.addWidget(self.page)
        column.addLayout(foot)
        self.close_button.setFocus()
