"""From a catalogue to a running window. The window comes first, heavy parts follow into it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, SignalInstance
from PySide6.QtGui import QFont
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QApplication, QWidget

from annotations.library import ContentError, read_library
from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import AssetError, Assets, Box, Mesh, load_assets, load_boxes
from viewer.atlas import Atlas
from viewer.commands.acts import set_audience
from viewer.disc_planes import DiscPlanes
from viewer.keep.log import begin_log, note
from viewer.keep.places import default_places
from viewer.starting import give_memory_back, keep_heap_whole, plain_imports
from viewer.state import Audience, ViewState
from viewer.store import Store
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.interrupt import close_on_interrupt
from viewer.ui.main_window import MainWindow
from viewer.ui.own_window import has_own_windows
from viewer.ui.settings import SettingsFile
from viewer.ui.style_sheet import BODY_POINTS
from viewer.ui.surface_format import install_surface_format, platform_has_gl
from viewer.ui.trouble import Trouble

if TYPE_CHECKING:
    from viewer.keep.scene_file import Reading

#: Versions and graphics are written to the log when the window has long been at rest, ms.
_SETTLED_MS = 5000
NO_MODEL = "The model cannot be shown: {}.\n\nTexts, search and the list of structures still work."


def run_window(
    catalog: Catalog,
    make_state: Callable[[Atlas], ViewState],
    theme: str | None,
    *,
    reading: Reading | None = None,
    keeps_audience: bool = False,
    started: Callable[[], None] = lambda: None,
) -> int:
    """Show the window until it is closed; the exit status. theme: None for the remembered one.

    make_state: the state to start with. Damaged meshes or texts do not keep the window away; it
    says what is wrong and works with what there is. reading: the page and section to turn to.
    keeps_audience: the state says whom the text is for, else the settings do. started: called once
    the window is complete.
    """
    places = default_places()
    begin_log(places.log)
    atlas = Atlas(catalog, _boxes(), DiscPlanes(_planes_source))
    state, settings_file = make_state(atlas), SettingsFile()
    if not keeps_audience:
        state = set_audience(Audience(settings_file.load().audience))(state)
    install_surface_format()
    app = application()
    window = MainWindow(Store(state), atlas, None, settings_file, theme, places)
    Trouble(window).listen()
    expect_gl(window)
    close_on_interrupt(window)
    # Text and level strip can be used as soon as the window is there; the picture follows, then
    # the other texts and the parts that nobody has asked for yet.
    bring_first_page(window)
    rest = Following(window, reading, started)
    after_first_paint(window, rest.begin)
    window.show()
    # Asked for outright, because where no window manager runs nobody else gives the keyboard.
    window.activateWindow()
    status = app.exec()
    note(f"closed, exit status {status}")
    return status


class Following(QObject):
    """What comes into a window once it stands, in the order in which it is missed.

    started: called once the picture is complete.
    """

    def __init__(
        self, window: MainWindow, reading: Reading | None, started: Callable[[], None]
    ) -> None:
        super().__init__(window)
        self._window, self._reading, self._started = window, reading, started
        self._has_texts = False
        # Whoever turns a page or searches does not wait for the picture.
        window.clinical.page_shown.connect(self.bring_texts)
        window.search.textEdited.connect(self.bring_texts)

    def begin(self) -> None:
        """The picture next; a window that opens on a page has its text before."""
        if self._window.clinical.page or self._reading is not None:
            self.bring_texts()
        QTimer.singleShot(0, self, self._bring_picture)

    def bring_texts(self) -> None:
        """All texts, once."""
        if not self._has_texts:
            self._has_texts = True
            bring_texts(self._window, self._reading)

    def _bring_picture(self) -> None:
        from viewer.ui.diagnostics import start_words

        # Before VTK and the graphics driver have their say.
        note(start_words())
        window = self._window
        bring_canvas(window, *_shipped(), self._complete)
        QTimer.singleShot(_SETTLED_MS, self, self._note_facts)

    def _note_facts(self) -> None:
        from viewer.ui.diagnostics import graphics, screens, versions

        note("\n".join([versions(), *screens(), *graphics(self._window)]))

    def _complete(self) -> None:
        from viewer.ui.stills import Stills

        self._started()
        Stills(self._window).attach(self._window.canvas_widget)
        self.bring_texts()
        self._make_parts(self._window.make_all())

    def _make_parts(self, parts: Iterator[None]) -> None:
        """One a turn of the loop: a hand on the view is answered between them."""
        if next(parts, self) is not self:
            QTimer.singleShot(0, self, lambda: self._make_parts(parts))


def after_first_paint(widget: QWidget, act: Callable[[], None]) -> None:
    """Do something once, as soon as a widget stands painted on the screen."""
    _FirstPaint(widget, act)


class _FirstPaint(QObject):
    """Waits for the first paint of a widget, and for the event loop to come round after it."""

    def __init__(self, widget: QWidget, act: Callable[[], None]) -> None:
        super().__init__(widget)
        self._act = act
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The paint of the widget itself; its children are painted in the same turn."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._act)
        return False


def application() -> QApplication:
    """The one QApplication, dressed as all windows here."""
    keep_heap_whole()
    made = QApplication.instance()
    app = made if isinstance(made, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("lumbosacral-viewer")
    app.setApplicationDisplayName("Lumbosacral Viewer")
    app.setStyle("Fusion")
    font = QFont(app.font())
    font.setPointSizeF(BODY_POINTS)
    app.setFont(font)
    return app


def expect_gl(window: QWidget) -> None:
    """Tell Qt before the window appears that it will hold OpenGL, where the 3D view has no window
    of its own.

    Otherwise Qt builds the window anew when the 3D view comes: a flash, and the focus is lost.
    """
    if not has_own_windows() and platform_has_gl():
        token = QOpenGLWidget(window)
        token.resize(1, 1)
        token.hide()


@cache
def _shipped() -> tuple[Assets | None, str]:
    """The meshes, read when they are first needed, and what is wrong with them."""
    try:
        return load_assets(), ""
    except AssetError as problem:
        return None, str(problem)


def _planes_source() -> Mapping[StructureId, Mesh]:
    assets, _problem = _shipped()
    return assets.meshes if assets is not None else {}


def _boxes() -> Mapping[StructureId, Box]:
    try:
        return load_boxes()
    except AssetError:
        # Told with the picture that does not come.
        return {}


def bring_first_page(window: MainWindow) -> None:
    """Read what the page that the window opens with says, before it appears; the rest can wait."""
    names = ("red-flags.toml", "disclaimer.toml")
    if not window.clinical.page:
        # What is wrong with a text is told when all of them are read.
        with suppress(ContentError):
            window.give_library(read_library(only=names)[0])


def bring_texts(window: MainWindow, reading: Reading | None = None) -> None:
    """Read the texts into the window; say which cannot be read, and show the others."""
    try:
        library, problems = read_library()
        window.give_library(library)
        lost = "Some texts cannot be shown"
    except ContentError as problem:
        problems, lost = problem.problems, "The texts cannot be shown"
    if reading is not None:
        from viewer.ui.scene_acts import show_reading

        show_reading(window, reading)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        window.notices.add(
            f"{lost}: {problems[0]}{more}. Reinstall the program, or mend the file; everything "
            "else works."
        )


def bring_canvas(
    window: MainWindow,
    assets: Assets | None,
    problem: str,
    started: Callable[[], None] = lambda: None,
) -> None:
    """Put the 3D view into the window, or say why there is none. started: called thereafter."""
    # Imported here: VTK takes longer to import than the rest of the window to appear.
    with plain_imports():
        canvas = _canvas(window, assets, problem)
    window.give_canvas(canvas)
    after_first_paint(canvas, started)
    if isinstance(settled := getattr(canvas, "settled", None), SignalInstance):
        once = Qt.ConnectionType.SingleShotConnection
        settled.connect(give_memory_back, once)
        settled.connect(window.clinical.look_ahead)


def _canvas(window: MainWindow, assets: Assets | None, problem: str) -> QWidget:
    from viewer.graphics import missing_graphics

    problem = problem or missing_graphics() or ""
    if assets is None or problem:
        window.notices.add(f"The model cannot be shown: {problem}")
        return BlankCanvas(NO_MODEL.format(problem), window)
    from viewer.scene import Scene
    from viewer.ui.canvas import Canvas

    return Canvas(Scene(assets, window.atlas.catalog), window.canvas_place)
