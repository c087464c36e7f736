"""The window: it joins the parts it is given and lays them out; what they do lives elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMoveEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QWidget

from annotations.library import Library
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.changing import made_by, why_unshown
from viewer.commands.consult_commands import may_run
from viewer.commands.finding_commands import SHOW
from viewer.commands.registry import commands
from viewer.keep.places import Places
from viewer.numbering import numbered
from viewer.resolve import is_veiled
from viewer.state import ViewState
from viewer.store import Change, Store
from viewer.ui.breadcrumb import Breadcrumb
from viewer.ui.canvas_like import BlankCanvas, CanvasLike
from viewer.ui.clinical_panel import ClinicalPanel
from viewer.ui.comparing import Comparing
from viewer.ui.context_menu import COPY_NAME, NOTE, context_menu
from viewer.ui.dressed_window import DressedWindow
from viewer.ui.dropping import Dropping
from viewer.ui.find import Found, find
from viewer.ui.header import Header
from viewer.ui.hints import Hints
from viewer.ui.late_parts import Summons
from viewer.ui.level_strip import LevelStrip
from viewer.ui.menus import Actions
from viewer.ui.notices import Notices
from viewer.ui.panel_widths import PanelWidths
from viewer.ui.presenter import Presenter, StateView
from viewer.ui.search_box import SearchBox
from viewer.ui.sectioning import Sectioning
from viewer.ui.settings import Settings, SettingsFile
from viewer.ui.status import StatusBar
from viewer.ui.structure_tree import StructurePanel
from viewer.ui.structure_walk import StructureWalk
from viewer.ui.teller import Teller
from viewer.ui.theme import Theme, theme_named
from viewer.ui.view_chips import ViewChips
from viewer.ui.window_acts import (
    copy_name,
    press_focused,
    window_acts,
    window_checks,
)
from viewer.ui.window_close import end_parts
from viewer.ui.window_joints import join_parts
from viewer.ui.window_layout import (
    keep_on_screen,
    lay_out,
    make_room,
    restore_layout,
    screen_text,
)

LOADING = "The model is being loaded …"


class MainWindow(DressedWindow):
    """library: None until it is read; `give_library` and `give_canvas` bring what comes later.
    theme: a theme for this time only; the remembered one stays remembered. places: where the
    user's scenes, bookmarks and notes are kept; None for beside the settings.

    about_to_run: a command is about to be carried out.
    """

    about_to_run = Signal()

    def __init__(
        self,
        store: Store,
        atlas: Atlas,
        library: Library | None,
        settings_file: SettingsFile,
        theme: str | None = None,
        places: Places | None = None,
    ) -> None:
        super().__init__()
        self.setWindowTitle("Lumbosacral Viewer")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.store, self.atlas, self.library = store, atlas, library
        self._settings_file = settings_file
        self.places = places or Places(settings_file.path.parent / "kept")
        self.settings: Settings = settings_file.load()
        if settings_file.is_first:
            self.settings = replace(self.settings, text_scale=screen_text())
        self._theme_now = theme
        self.theme: Theme = theme_named(theme or self.settings.theme)
        # Before there is anything in it: each part is then dressed once, and when it is shown.
        self._dress()
        self.commands = commands(atlas)
        self.presenter = Presenter(
            store, atlas, self.commands, lambda: not self.settings.reduced_motion
        )
        self.docks: dict[str, QDockWidget] = {}
        self.bars: QWidget
        self.panel_widths: PanelWidths
        self.is_tight = self.is_folded = self._is_framed = self._is_closed = False
        self.is_tiny = self.is_text_folded = False
        self.actions_of = Actions(self.commands, window_checks(self), self)
        self._make_parts()
        store.ask(why_unshown, self.notices.add)
        self.comparing = Comparing(self, self.canvas_place)
        self.sectioning = Sectioning(self, self.comparing.split)
        lay_out(self, self.canvas_place)
        self.walk = StructureWalk(self)
        self.hints = Hints(self)
        self.dropping = Dropping(self)
        join_parts(self)
        blank = BlankCanvas(LOADING, self)
        self.canvas_widget: QWidget = blank
        self.canvas: CanvasLike = blank
        self.give_canvas(blank)
        read = self.comparing.reader(self.breadcrumb, self.clinical)
        views: list[StateView] = [read, self.chips, self.strip, self.status]
        views += [self.comparing, self.sectioning, self.walk, self.hints]
        self.presenter.add_views([*views, Summons(self)], self.refresh_actions)
        self.presenter.add_late(self.structures)
        self.presenter.add_late(self.teller)
        self.change_settings(self.settings)
        restore_layout(self)
        if settings_file.problem:
            self.notices.add(settings_file.problem)
        if library is not None:
            self.give_library(library)
            # Nothing is waited for.
            for _made in self.make_all():
                pass

    def _make_parts(self) -> None:
        catalog, state = self.atlas.catalog, self.store.state
        self.breadcrumb = Breadcrumb(catalog, self)
        self.search = SearchBox(self._seek, self)
        self.header = Header(self.breadcrumb, self.search, self.actions_of, self)
        self.centre = QWidget(self)
        self.centre.setObjectName("centre")
        self.notices = Notices(self.centre)
        self.chips = ViewChips(self.commands, self.centre)
        self.strip = LevelStrip(catalog, self.centre)
        self.structures = StructurePanel(catalog, state, self.settings.arrangement, self)
        self.clinical = ClinicalPanel(catalog, None, state, self)
        self.status = StatusBar(catalog, self)
        self.teller = Teller(catalog, self)
        self.canvas_place = QWidget(self.centre)

    def give_canvas(self, widget: QWidget) -> None:
        """Put a 3D view in its place; it takes over from the one before."""
        canvas = cast(CanvasLike, widget)
        layout = self.canvas_place.layout()
        assert layout is not None
        if self.canvas_widget is not widget:
            layout.removeWidget(self.canvas_widget)
            self.canvas_widget.hide()
            self.canvas.release()
            self.canvas_widget.deleteLater()
        self.canvas_widget, self.canvas = widget, canvas
        layout.addWidget(widget)
        # A view with a window of its own is painted before what is posted to it comes round;
        # dressed only then, it would be painted twice.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.PolishRequest.value)
        # Shown first: what is hidden does not get the keyboard.
        widget.setVisible(True)
        canvas.set_theme(self.theme.name)
        self.set_up_canvas()
        canvas.hovered.connect(self._on_hovered)
        canvas.context_requested.connect(self.show_menu)
        canvas.structure_clicked.connect(lambda *_: self.clinical.show_selection())
        self.actions_of.give_keys_to(widget)
        self.sectioning.attach(canvas)
        self.presenter.attach(canvas)
        self.comparing.attach(canvas)
        self.teller.attach(widget)
        self.walk.attach(widget)
        if not (self.is_made("coach") and self.coach.isVisible()):
            widget.setFocus()

    @property
    def settings_path(self) -> Path:
        """Where the window's settings are kept."""
        return self._settings_file.path

    def give_library(self, library: Library) -> None:
        """Show these texts from now on."""
        self.library = library
        self.clinical.set_library(library)
        self._tell_coach()
        for name in ("leg_mapping", "lessoning"):
            if self.is_made(name):
                getattr(self, name).show_again()

    @cached_property
    def _acts(self) -> dict[str, Callable[[], None]]:
        """What the commands do that change no scene; many of them want late parts."""
        return window_acts(self)

    def run(self, id: str) -> None:
        """Carry out a command by its id."""
        command, before = self.commands[id], self.store.state
        if not may_run(command, before):
            return
        self.about_to_run.emit()
        if command.make is not None:
            self.presenter.run(command)
            if command.menu == "Select":
                self.clinical.show_selection()
            if id.startswith(SHOW):
                self.conditioning.ran(id)
        else:
            self._acts[id]()
        # A change of the state has brought them in step already.
        if command.make is None or self.store.state is before:
            self.refresh_actions()

    def select(self, id: str) -> None:
        """Select a structure or place, "" for the whole, and turn to its page."""
        self.presenter.select(id)
        self.clinical.show_selection()

    def refresh_actions(self) -> None:
        """Bring menus and keys in step with the state."""
        store = self.store
        self.actions_of.show_state(store.state, store.undo_label, store.redo_label)

    def start_search(self) -> None:
        """Give the keyboard to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_menu(
        self,
        id: str,
        point: QPoint,
        state: ViewState | None = None,
        apply: Callable[[str, Change], None] | None = None,
    ) -> None:
        """The menu of a structure or place, from a 3D view or the tree. state, apply: those of
        the second view, where it comes from there."""
        if not id or self.store.state.study.asks or self.store.state.consult is not None:
            return
        state, known = state or self.store.state, StructureId(id)
        acts: dict[str, Callable[[str], None]] = {
            COPY_NAME: lambda name: copy_name(self, name),
            NOTE: lambda target: self.keeping.note_on(target),
        }
        menu = context_menu(self.atlas, state, known, apply or self.presenter.apply, acts, self)
        menu.popup(point)

    def _on_hovered(self, id: str) -> None:
        """Say what is under the pointer, unless that would answer a question."""
        state = self.store.state
        self.status.show_hover("" if state.study.asks or is_veiled(state) else id)

    def _seek(self, query: str) -> list[Found]:
        state, catalog = self.store.state, numbered(self.atlas.catalog, self.store.state)
        absent = frozenset(catalog.made) - made_by(state)
        found = find(query, catalog, self.library, state.audience, absent)
        return self.keeping.with_notes(query, found)

    def end_coach(self) -> None:
        """The first steps are done, and need not come again."""
        self.settings = replace(self.settings, coach_seen=True)
        self._settings_file.save(self.settings)
        if (problem := self._settings_file.problem) and problem not in self.notices.texts:
            self.notices.add(problem)
        self.canvas_widget.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """At the very first start, the coach comes with the window."""
        super().showEvent(event)
        if not self.settings.coach_seen and not event.spontaneous():
            self.coach.open()

    def moveEvent(self, event: QMoveEvent) -> None:
        """The desktop puts its frame around a new window some time after it appears."""
        super().moveEvent(event)
        if not self._is_framed and self.frameGeometry() != self.geometry():
            self._is_framed = True
            QTimer.singleShot(0, self, lambda: keep_on_screen(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture comes first where room is short."""
        super().resizeEvent(event)
        make_room(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses what has the keyboard, as Space does."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not press_focused():
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout and stop listening. A window that was never shown may be closed
        again; what has ended must not be ended twice."""
        if self._is_closed:
            event.accept()
            return
        if self.is_made("consulting") and not self.consulting.may_close():
            event.ignore()
            return
        self._is_closed = True
        end_parts(self, self._settings_file)
        super().closeEvent(event)
