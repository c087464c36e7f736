"""What hands wish for: a press, a key, a row of the list, each a step with words for "Undo ...".

A wish that changes nothing is silent, which is what ends every feedback loop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from meshes.catalog import Catalog, Place
from meshes.ids import StructureId
from meshes.store import AssetError
from viewer.atlas import Atlas
from viewer.changing import Known, roughly
from viewer.commands import acts, camera_acts, compare_acts, measure_acts, section_acts
from viewer.commands.registry import Command
from viewer.commands.section_commands import MOVED
from viewer.comparing import other_side
from viewer.measuring import plate_near
from viewer.numbering import numbered
from viewer.ready_measures import Sizes
from viewer.section import STEP_MM
from viewer.state import Audience, Camera, SurfacePoint, Tool, ViewState
from viewer.store import Change, Store
from viewer.ui.structure_rows import Row, Sight, is_chosen, sight
from viewer.ui.wording import short_of


class Wishes:
    """Carries wishes to one store; each ends in `Store.apply`."""

    def __init__(self, store: Store, atlas: Atlas, commands: Mapping[str, Command]) -> None:
        self.store, self.atlas, self._commands = store, atlas, commands
        self.sizes = Sizes(atlas.apart)
        #: Whether a press in a picture answers a question, which then has had it.
        self.take_press: Callable[[str], bool] = lambda _id: False
        self.is_sliding: Callable[[], bool] = lambda: False
        #: Has shapes between the keys of the slider that is held.
        self.known: Known = lambda _state: None
        self.say: Callable[[str], None] = lambda _words: None

    @property
    def names(self) -> Catalog:
        """The catalogue under the names that lists and steps have just now."""
        return numbered(self.atlas.catalog, self.store.state, brackets=False)

    def press_surface(self, point: SurfacePoint | None) -> None:
        """A press of a measuring tool."""
        tool, count = self.store.state.tool, len(self.store.state.pending)
        if point is not None and tool is Tool.PLATES:
            try:
                point = plate_near(point, self.sizes.plates)
            except AssetError as problem:
                self.say(f"End plates cannot be measured: {problem}.")
                return
        if point is None:
            self.say(
                "Press near the end plate of a vertebra, or on a disc beside it."
                if tool is Tool.PLATES
                else "Press on a surface; there is nothing to measure there."
            )
            return
        whole = count + 1 == measure_acts.POINTS[tool]
        words = f"Measure {measure_acts.TOOL_WORDS[tool].lower()}" if whole else "Set a point"
        self.apply(words, measure_acts.add_point(point))

    def apply(self, label: str, change: Change, merge_key: str = "") -> None:
        """One undoable step."""
        # whether it can be shown is asked of the shape that will be
        with roughly(self.is_sliding(), self.known):
            self.store.apply(label, change, merge_key)

    def run(self, command: Command) -> None:
        """Carry out a command that changes the scene."""
        if command.make is not None:
            change = command.make(self.store.state)
            self.store.apply(command.title_in(self.store.state), change, command.merge_key)

    def select(self, id: str) -> None:
        """Select what an id or a link of a text names; "" is the whole spine."""
        if not id:
            self.run(self._commands["select.whole"])
            return
        words = short_of(self.names, id) or id.removeprefix("kind.").replace("-", " ")
        self.apply(f"Select {words}", acts.select_named(self.atlas, id))

    def select_within(self, place: Place | None, id: StructureId) -> None:
        """Select a structure at the place under which it was pressed."""

        change = acts.select_within(self.atlas, place.id if place else None, id)
        self.apply(f"Select {short_of(self.names, id)}", change)

    def click(self, id: str, add: bool) -> None:
        """A press in the 3D view: on a structure, with Ctrl or not, or on nothing."""
        if self.take_press(id):
            return
        if not id:
            if not add:
                self.apply("Clear selection", acts.clear_selection)
            return
        catalog, state = self.atlas.catalog, self.store.state
        target = acts.whole_first(catalog, state, StructureId(id))
        if add:
            self.add(target)
        else:
            change = compare_acts.here(acts.select_structure(self.atlas, target))
            self.apply(f"Select {short_of(self.names, target)}", change)

    def click_beside(self, id: str, add: bool) -> None:
        """The same in the second view: its counterpart is picked out in the first."""
        if not id:
            if not add:
                self.apply("Clear selection", acts.clear_selection)
            return
        catalog, other = self.atlas.catalog, other_side(self.store.state, self.atlas)
        target = acts.whole_first(catalog, other, StructureId(id))
        change = acts.add_to_selection(target) if add else acts.select_structure(self.atlas, target)
        words = "Select" if not add else "Let go of" if target in other.focus else "Add"
        words = f"{words} {short_of(self.names, target)}"
        self.apply(words, compare_acts.there(self.atlas, change))

    def add(self, id: StructureId) -> None:
        """One more, or one less, in the selection."""
        id = StructureId(id)
        words = "Let go of" if id in self.store.state.focus else "Add"
        name = short_of(self.names, id)
        self.apply(f"{words} {name}", acts.add_to_selection(id))

    def double_click(self, id: str) -> None:
        """Fly to what was pressed twice."""
        if id and not self.store.state.study.asks:
            self.fly_to((self._picked(id, self.store.state),))

    def double_click_beside(self, id: str) -> None:
        """The same in the second view."""
        if id:
            picked = self._picked(id, other_side(self.store.state, self.atlas))
            change = compare_acts.there(self.atlas, camera_acts.fly_to(self.atlas, (picked,)))
            self.apply(f"Focus {short_of(self.names, picked)}", change)

    def _picked(self, id: str, state: ViewState) -> StructureId:
        chain = list(self.atlas.catalog.chain(StructureId(id)))
        return next((step for step in chain if step in state.focus), chain[-1])

    def fly_to(self, ids: Sequence[StructureId]) -> None:
        """Frame structures and orbit round them."""
        name = short_of(self.names, ids[0]) if len(ids) == 1 else "selection"
        self.apply(f"Focus {name}", camera_acts.fly_to(self.atlas, ids))

    def move_camera(self, camera: Camera) -> None:
        """The pose at the end of a drag; drags in a row are one step."""
        self.apply("Turn the view", camera_acts.set_camera(camera), merge_key="camera")

    def move_camera_beside(self, camera: Camera) -> None:
        """The same in the second view, whose camera may go with the first."""
        change = compare_acts.there(self.atlas, camera_acts.set_camera(camera))
        self.apply("Turn the view", change, merge_key="camera-beside")

    def move_section(self, offset: float) -> None:
        """The section's plane under a hand; moves in a row are one step."""
        self.apply("Move the section", section_acts.move_to(self.atlas, offset), MOVED)

    def step_section(self, steps: float) -> None:
        """The section's plane under the wheel."""
        change = section_acts.step(self.atlas, steps * STEP_MM)
        self.apply("Move the section", change, MOVED)

    def read_as(self, audience: str) -> None:
        """Choose for whom the text is."""
        self.run(self._commands[f"text.{Audience(audience)}"])

    def choose_row(self, row: Row, add: bool) -> None:
        """A row of the tree was pressed."""
        if row.id is None:
            return
        if row.is_heading:
            self.select(row.id)
        elif add:
            self.add(row.id)
        elif not is_chosen(row, self.store.state):
            self.select_within(row.place, row.id)

    def fly_to_row(self, row: Row) -> None:
        """A row was pressed twice."""
        if row.id is not None and not row.is_heading:
            self.fly_to((row.id,))

    def switch_row(self, name: str, row: Row) -> None:
        """One of a row's switches was pressed: eye, only or fade."""
        catalog = self.atlas.catalog
        if name == "only":
            self.apply(f"Show only {row.text}", acts.show_only(row.tops))
        elif name == "fade":
            self.apply(f"Fade {row.text}", acts.toggle_fade(row.tops))
        elif sight(row, self.store.state, catalog) is Sight.ALL:
            self.apply(f"Hide {row.text}", acts.hide(row.tops))
        else:
            self.apply(f"Show {row.text}", acts.unhide(self.atlas, row.tops))
