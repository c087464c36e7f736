"""Joins what belongs to the leg map: the panel beside the picture, its box over the text, acts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, QUrl
from PySide6.QtWidgets import QFileDialog, QWidget

from annotations.fault import ContentError
from meshes.ids import Side
from viewer.commands import leg_map_acts
from viewer.commands.leg_map_commands import CLEAR, TOGGLE
from viewer.numbering import counting
from viewer.state import Felt, ViewState
from viewer.ui.announce import announce
from viewer.ui.reach_box import TextBox
from viewer.ui.reach_page import LEG_MAP
from viewer.ui.theme import Theme
from viewer.ui.window_layout import make_room

if TYPE_CHECKING:
    from viewer.ui.leg_map_panel import LegMapPanel
    from viewer.ui.main_window import MainWindow

_SHARE = 0.5
#: A place narrower than this shows the map or the picture, not both.
_BOTH_WIDE = 460
_FILTER = "Picture (*.png)"
TITLE = "What the leg map says"
#: A saved picture is so many pixels high.
_PICTURE_HIGH = 1600


class _Resized(QObject):
    """Tells when a widget has another size."""

    def __init__(self, widget: QWidget, act: Callable[[], None]) -> None:
        super().__init__(widget)
        self._act = act
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Nothing is kept from the widget."""
        if event.type() == QEvent.Type.Resize:
            self._act()
        return False


class LegMapping:
    """The parts of one window that show the leg map. panel: None before it is first asked for."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.box = TextBox(TITLE, window.clinical)
        window.clinical.add_above(self.box)
        self.panel: LegMapPanel | None = None
        self._theme: Theme = window.theme
        self._is_open = self._was_saddle = self._is_lost = self._is_alone = False
        self._said = ""
        _Resized(window.sectioning.split, self._choose_one)
        self.box.linked.connect(window.clinical.follow)
        window.conditioning.box.linked.connect(self._on_link)
        window.clinical.how_changed.connect(self.show_again)

    def acts(self) -> dict[str, Callable[[], None]]:
        """What the commands of the window do."""
        return {"window.save-leg-map": self.ask_and_save}

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take the window's theme."""
        self._theme = theme
        self.box.set_theme(theme, scale)
        self.show_again()

    def show_state(self, state: ViewState) -> None:
        """Show the leg map of this state, or nothing."""
        is_open = state.leg_map.is_open and not self._is_lost
        if is_open:
            try:
                self._show(state)
            except ContentError as problem:
                self._is_lost, is_open = True, False
                self._window.notices.add(f"The leg map cannot be shown: {problem}.")
        if is_open is not self._is_open:
            self._is_open = is_open
            self._come_or_go(is_open)

    def _show(self, state: ViewState) -> None:
        # Imported here: the window's start needs none of it.
        from annotations.legmap_data import ROOTS
        from viewer.legmap.ranking import rank
        from viewer.legmap.shown import reached_roots, shown_roots
        from viewer.ui.leg_map_page import CAUDA, MapStory, map_html, ranking_words
        from viewer.ui.leg_writing import Sheet

        panel = self.panel or self._made()
        window, count = self._window, counting(state)
        catalog = window.atlas.catalog
        shown, leg_map = shown_roots(state, catalog), state.leg_map
        names = {root: count.both(root) for root in ROOTS}
        panel.show_map(Sheet(shown, leg_map, self._theme, panel.font(), names))
        ranking = rank(leg_map.pain, leg_map.numb, str(leg_map.kind))
        story = MapStory(leg_map, shown, ranking, frozenset(reached_roots(state)))
        how = window.clinical.how
        said = ranking_words(story, how)
        self.box.show_html(map_html(story, window.library, how), said)
        if said and said != self._said:
            announce(window, said)
        self._said = said
        if ranking.is_saddle and not self._was_saddle and window.clinical.has_page(CAUDA):
            self._was_saddle = True
            window.docks["clinical"].show()
            window.clinical.show_page(CAUDA)
        self._was_saddle = self._was_saddle and ranking.is_saddle

    def _made(self) -> LegMapPanel:
        from viewer.ui.leg_map_panel import LegMapPanel

        window = self._window
        self.panel = panel = LegMapPanel(window.sectioning.split)
        window.sectioning.split.addWidget(panel)
        panel.closed.connect(lambda: window.run(TOGGLE))
        panel.clear_asked.connect(lambda: window.run(CLEAR))
        panel.kind_chosen.connect(lambda kind: window.run(f"legmap.{kind}"))
        panel.figure.painted.connect(self._on_painted)
        panel.figure.wiped.connect(self._on_wiped)
        panel.figure.root_pressed.connect(self._on_root)
        panel.ticked.connect(self._on_ticked)
        return panel

    def _come_or_go(self, is_open: bool) -> None:
        window = self._window
        if self.panel is not None:
            self.panel.setVisible(is_open)
        self.box.setVisible(is_open)
        # Both boxes at once would leave the text no room; what is reached can be unfolded.
        window.conditioning.box.head.setChecked(not is_open)
        make_room(window)
        self._choose_one()
        if is_open and self.panel is not None:
            # Later: the list of structures has made room only when the event loop comes round.
            QTimer.singleShot(0, self.panel, self._share_room)

    def _choose_one(self) -> None:
        """Where there is no room for both, the map stands in the picture's place."""
        split = self._window.sectioning.split
        is_narrow = self._is_open and split.width() < _BOTH_WIDE
        if is_narrow is self._is_alone:
            return
        self._is_alone = is_narrow
        self._window.comparing.split.setVisible(not is_narrow)

    def _share_room(self) -> None:
        split = self._window.sectioning.split
        if self.panel is None:
            return
        # What else stands there, as a question one studies, keeps its width.
        others = [part for k in range(1, split.count()) if (part := split.widget(k)) is not None]
        sizes = [
            part.minimumSizeHint().width() if part.isVisible() and part is not self.panel else 0
            for part in others
        ]
        free = split.width() - sum(sizes)
        sizes[others.index(self.panel)] = round(free * _SHARE)
        split.setSizes([round(free * (1 - _SHARE)), *sizes])

    def show_again(self) -> None:
        """Show the same, as when letters, colours or texts are others now."""
        if self._is_open:
            self.show_state(self._window.store.state)

    def _on_link(self, url: QUrl) -> None:
        if url.scheme() == LEG_MAP and not self._window.store.state.leg_map.is_open:
            self._window.run(TOGGLE)

    def _on_painted(self, felt: Felt, cells: frozenset[int]) -> None:
        words = "Paint pain" if felt is Felt.PAIN else "Paint numbness"
        self._window.presenter.apply(words, leg_map_acts.paint(felt, cells))

    def _on_wiped(self, cells: frozenset[int]) -> None:
        self._window.presenter.apply("Wipe the leg map", leg_map_acts.wipe(cells))

    def _on_ticked(self, felt: Felt, place: str, side: Side) -> None:
        words = "Tick a painful place" if felt is Felt.PAIN else "Tick a numb place"
        self._window.presenter.apply(words, leg_map_acts.tick(felt, place, side))

    def _on_root(self, root: str, side: str) -> None:
        from viewer.legmap.shown import id_of

        if root:
            self._window.select(str(id_of(root, Side(side))))

    def ask_and_save(self) -> None:
        """Ask where, and write the map as a picture."""
        proposed = str(Path.home() / "leg-map.png")
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save picture of the leg map", proposed, _FILTER
        )
        if name:
            self.save_picture(Path(name))

    def save_picture(self, path: Path) -> None:
        """Write the map as a picture, and say what came of it."""
        window = self._window
        if self.panel is None:
            return
        path = path if path.suffix.lower() == ".png" else path.with_name(path.name + ".png")
        figure = self.panel.figure
        wide = round(_PICTURE_HIGH * figure.width() / max(1, figure.height()))
        if figure.picture(wide, _PICTURE_HIGH).save(str(path)):
            window.status.showMessage(f"Saved: {path}", 6000)
        else:
            window.notices.add(
                f"Picture not saved: {path} cannot be written; choose another folder, or make "
                "room there."
            )
