"""What is dragged onto the window: a scene opens, a lesson plays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

_ENTERS = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class Dropping(QObject):
    """Takes one file or folder at a time. What it cannot use is named, with what it can."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """A drag over the window, and its end there."""
        if event.type() not in (*_ENTERS, QEvent.Type.Drop):
            return False
        drop = cast(QDropEvent, event)
        path = dropped(drop.mimeData())
        if path is None:
            return False
        drop.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.take(path)
        return True

    def take(self, path: Path) -> None:
        """Open what was dropped."""
        # A start has no use for them.
        from viewer.keep.scene_file import EXTENSION
        from viewer.lessons.reading import HEAD

        folder = path.parent if path.name == HEAD else path
        if (folder / HEAD).is_file():
            self._window.lessoning.open_folder(folder)
        elif path.suffix == Path(EXTENSION).suffix:
            self._window.keeping.scenes.open_file(path)
        else:
            self._window.notices.add(
                f"{path.name} is neither a scene nor a lesson; drop a file that ends in "
                f"{EXTENSION}, or the folder of a lesson."
            )


def dropped(data: QMimeData) -> Path | None:
    """The one file or folder of this machine that is dragged; None for anything else."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())
