"""The menu on a structure or place: one list for the 3D view and the tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands import acts, camera_acts
from viewer.numbering import numbered
from viewer.state import Labels, ViewState
from viewer.store import Change
from viewer.ui.structure_rows import Sight, row_of_id, sight
from viewer.ui.wording import short_of

COPY_NAME = "Copy name"
NOTE = "Note…"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. label: the words after "Undo"; change: None for what leaves the scene alone."""

    title: str
    label: str = ""
    change: Change | None = None
    is_checked: bool | None = None
    is_enabled: bool = True


def entries(atlas: Atlas, state: ViewState, id: StructureId) -> list[Entry | None]:
    """What can be done with a structure or place; None is a line between groups."""
    catalog = numbered(atlas.catalog, state)
    name = short_of(catalog, id)
    ids = targets(catalog, id)
    if len(state.focus) > 1 and id in catalog.structures and is_picked(state, catalog, id):
        ids, name = acts.chosen(state, catalog), "selection"
    hidden = sight(row_of_id(catalog, id), state, catalog) is Sight.NONE
    found: list[Entry | None] = [*_selections(atlas, catalog, id), None]
    alone = state.only == frozenset(ids)
    found.append(Entry("Show only", f"Show only {name}", acts.show_only(ids), alone))
    found.append(Entry("Hide", f"Hide {name}", acts.hide(ids), is_enabled=not hidden))
    unhide = acts.unhide(atlas, ids)
    word = "Show" if hidden and not state.hidden.intersection(ids) else "Unhide"
    found.append(Entry(word, f"{word} {name}", unhide, is_enabled=unhide(state) != state))
    faded = acts.is_faded(state, ids)
    found.append(Entry("Fade", f"Fade {name}", acts.toggle_fade(ids), faded))
    found.append(Entry("Show all", "Show all", acts.show_all))
    found.append(None)
    found.append(Entry("Focus", f"Focus {name}", camera_acts.fly_to(atlas, ids)))
    if id in catalog.structures:
        found.append(Entry("Label", f"Label {name}", labelled(id)))
    found.append(Entry(NOTE))
    found.append(Entry(COPY_NAME))
    return found


def _selections(atlas: Atlas, catalog: Catalog, id: StructureId) -> list[Entry]:
    if id in catalog.places:
        name = short_of(catalog, id)
        return [Entry(f"Select {name}", f"Select {name}", acts.select_place(atlas, id))]
    name = short_of(catalog, id)
    found = [Entry(f"Select {name}", f"Select {name}", acts.select_structure(atlas, id))]
    for place in catalog.places_of(id):
        kind = "segment " if place.id.kind == "segment" else ""
        change = acts.select_place(atlas, place.id)
        found.append(Entry(f"Select {kind}{place.short}", f"Select {place.short}", change))
    return found


def targets(catalog: Catalog, id: StructureId) -> tuple[StructureId, ...]:
    """The structures an id stands for: itself, or the members of a place."""
    place = catalog.places.get(id)
    return tuple(member.id for member in place.members) if place else (id,)


def is_picked(state: ViewState, catalog: Catalog, id: StructureId) -> bool:
    """Whether a structure, what it is part of, or a part of it is picked out."""
    near = {*catalog.chain(id), *catalog.with_parts(id)}
    return bool(near & set(state.focus))


def labelled(id: StructureId) -> Change:
    """Name a structure in the view: pick it out, with labels on."""

    def change(state: ViewState) -> ViewState:
        labels = Labels.SELECTION if state.labels is Labels.OFF else state.labels
        focus = state.focus if id in state.focus else (*state.focus, id)
        return replace(state, labels=labels, focus=focus)

    return change


def context_menu(
    atlas: Atlas,
    state: ViewState,
    id: StructureId,
    apply: Callable[[str, Change], None],
    acts_of_window: Mapping[str, Callable[[str], None]],
    parent: QWidget,
) -> QMenu:
    """The menu ready to be shown; it deletes itself when closed.

    acts_of_window: what to do with the id for the entries that leave the scene alone, by title.
    """
    menu = QMenu(parent)
    menu.setAccessibleName(f"Menu of {short_of(numbered(atlas.catalog, state), id)}")
    for entry in entries(atlas, state, id):
        if entry is None:
            menu.addSeparator()
            continue
        action = menu.addAction(entry.title.replace("&", "&&"))
        action.setEnabled(entry.is_enabled)
        if entry.is_checked is not None:
            action.setCheckable(True)
            action.setChecked(entry.is_checked)
        if entry.change is None:
            act = acts_of_window[entry.title]
            action.triggered.connect(lambda _checked=False, act=act: act(id))
        else:
            action.triggered.connect(
                lambda _checked=False, label=entry.label, change=entry.change: apply(label, change)
            )
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def pop_up(menu: QMenu, point: QPoint) -> None:
    """Show the menu at a point of the screen."""
    menu.popup(point)
