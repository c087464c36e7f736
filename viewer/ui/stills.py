"""Still pictures where the screen offers no OpenGL: drawn by the program's own `render` in another
process, so that nothing a graphics driver does can harm the window."""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QProcess, QProcessEnvironment, QTimer
from PySide6.QtGui import QImage

from viewer.keep.log import note
from viewer.keep.scene_file import EXTENSION, SceneError, write_scene
from viewer.state import ViewState
from viewer.ui.no_picture import NoPicture
from viewer.ui.scene_acts import unasked_scene

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

#: A picture is begun so long after the last change, and given up after so long, ms.
_QUIET_MS, _MOST_MS = 400, 60_000
#: Sides that `render` takes, pixels.
_LEAST, _LARGEST = 64, 8192
#: After so many failures in a row no more are tried.
_TRIES = 2


class Stills(QObject):
    """Gives one window still pictures while its 3D view has none; idle otherwise."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._notice: NoPicture | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._failures, self._is_stale = 0, False
        self._wait = self._timer(_QUIET_MS)
        self._wait.timeout.connect(self._begin)
        self._process = QProcess(self)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._most = self._timer(_MOST_MS)
        self._most.timeout.connect(self._process.kill)
        self._leave = window.store.subscribe(self._on_changed)
        window.installEventFilter(self)

    def _timer(self, after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        return timer

    def attach(self, canvas: object) -> None:
        """Stand in for this 3D view whenever it has no picture."""
        notice = getattr(canvas, "notice", None)
        if isinstance(notice, NoPicture):
            self._notice = notice
            notice.went_missing.connect(self._ask)
            notice.installEventFilter(self)
            self._ask()

    @property
    def is_wanted(self) -> bool:
        """Whether the 3D view lacks its picture, and one can be made."""
        lacks = self._notice is not None and not self._notice.isHidden()
        return lacks and self._failures < _TRIES and not getattr(sys, "frozen", False)

    def stop(self) -> None:
        """Make no more pictures; the window goes."""
        self._leave()
        self._leave = lambda: None
        self._wait.stop()
        self._most.stop()
        self._notice = None
        self._process.kill()
        self._process.waitForFinished(2000)
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the view; end with the window."""
        if watched is self._window:
            if event.type() == QEvent.Type.Close:
                self.stop()
        elif event.type() == QEvent.Type.Resize:
            self._ask()
        return False

    def _on_changed(self, _new: ViewState, _old: ViewState) -> None:
        self._ask()

    def _ask(self) -> None:
        if self.is_wanted:
            self._wait.start()

    def _begin(self) -> None:
        """Draw the present scene; one picture at a time, the newest scene next."""
        notice = self._notice
        if notice is None or not self.is_wanted:
            return
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._is_stale = True
            return
        self._is_stale = False
        try:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="lumbosacral-viewer-")
            scene = Path(self._folder.name) / f"scene{EXTENSION}"
            write_scene(scene, unasked_scene(self._window))
        except (OSError, SceneError):
            self._failures = _TRIES
            return
        self._process.setProcessEnvironment(_surroundings())
        theme = ["--theme", self._window.theme.name]
        words = ["render", str(self._file), "--scene", str(scene), "--size", _size(notice), *theme]
        self._process.start(sys.executable, ["-m", "viewer", *words, "--labels"])
        self._most.start()
        notice.promise()

    @property
    def _file(self) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / "still.png"

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._most.stop()
        notice = self._notice
        if notice is None or self._folder is None:
            return
        image = QImage(str(self._file)) if code == 0 else QImage()
        if status != QProcess.ExitStatus.NormalExit or image.isNull():
            self._failures += 1
            notice.withdraw()
            note(f"no still picture could be drawn, exit status {code}", logging.WARNING)
            self._ask()
            return
        self._failures = 0
        if not notice.isHidden():
            image.setDevicePixelRatio(notice.devicePixelRatioF())
            notice.show_still(image)
        if self._is_stale:
            self._ask()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._failures = _TRIES


def _size(notice: NoPicture) -> str:
    ratio = notice.devicePixelRatioF()
    sides = (round(side * ratio) for side in notice.room.toTuple())
    return "x".join(str(max(_LEAST, min(_LARGEST, side))) for side in sides)


def _surroundings() -> QProcessEnvironment:
    """Those of this process, but drawing without the screen and by the processor."""
    found = QProcessEnvironment.systemEnvironment()
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        found.remove(name)
    found.insert("LIBGL_ALWAYS_SOFTWARE", "1")
    return found
