"""What users do to the scene, each a pure change of the state. Labels are in `registry`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from meshes.catalog import Catalog, Place
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import HOME_VIEW, SEGMENT_VIEW, named_views
from viewer.named import named
from viewer.state import Audience, Compare, Labels, Tool, ViewState
from viewer.store import Change


def select_place(atlas: Atlas, id: StructureId) -> Change:
    """Light a segment or region and fly to where all its parts are seen. The level that stands
    beside it and the one lit before change places: nothing is compared with itself."""

    def change(state: ViewState) -> ViewState:
        view, compare = named_views()[SEGMENT_VIEW], state.compare
        if compare is not None and compare.place == id and state.place not in (None, id):
            own = state.camera if compare.camera else None
            compare = Compare(compare.kind, state.place, own)
        return replace(
            state,
            place=id,
            compare=compare,
            focus=(),
            view=view.name,
            camera=atlas.on_place(atlas.catalog.places[id], view, state.explode),
        )

    return change


def show_whole(atlas: Atlas) -> Change:
    """Nothing chosen, the whole spine from the default pose."""

    def change(state: ViewState) -> ViewState:
        camera = atlas.home(state.explode)
        return replace(state, place=None, focus=(), camera=camera, view=HOME_VIEW)

    return change


def place_for(catalog: Catalog, state: ViewState, id: StructureId) -> Place | None:
    """The place to light when a structure is picked: the lit one if it belongs there, else home.

    What a condition brings belongs to the place that was lit to see it."""
    lit = catalog.places.get(state.place) if state.place else None
    is_made = catalog.structures[id].shown == "made"
    if lit is not None and (is_made or catalog.role_at(lit, id) is not None):
        return lit
    return catalog.home(id)


def whole_first(catalog: Catalog, state: ViewState, id: StructureId) -> StructureId:
    """A first click on a part picks the whole it belongs to; the next click the part itself."""
    structure = catalog.structures[id]
    parent = structure.parent
    if parent is None or not (structure.face_set or catalog.structures[parent].whole):
        return id
    picked = set(catalog.parts(parent)) | {parent}
    return id if picked & set(state.focus) else parent


def select_structure(atlas: Atlas, id: StructureId, *, fly: bool = True) -> Change:
    """Pick out a structure within its place. The camera flies only to a place newly lit."""

    def change(state: ViewState) -> ViewState:
        place = place_for(atlas.catalog, state, id)
        if place is None or place.id == state.place:
            # What belongs nowhere leaves the levels that are compared as they are.
            none = state.place if state.compare else None
            return replace(state, focus=(id,), place=place.id if place else none)
        chosen = select_place(atlas, place.id)(state)
        if not fly:
            chosen = replace(chosen, camera=state.camera, view=state.view)
        return replace(chosen, focus=(id,))

    return change


def select_within(atlas: Atlas, place: StructureId | None, id: StructureId) -> Change:
    """Pick out a structure at a place, which is lit first where it is not yet."""

    def change(state: ViewState) -> ViewState:
        if place is not None and state.place != place:
            state = select_place(atlas, place)(state)
        return select_structure(atlas, id)(state)

    return change


def select_any(atlas: Atlas, id: StructureId) -> Change:
    """Select whatever an id names: a place or a structure."""
    is_place = id in atlas.catalog.places
    return select_place(atlas, id) if is_place else select_structure(atlas, id)


def select_named(atlas: Atlas, target: str) -> Change:
    """Pick out all that a link of a text names at the lit place; see `viewer.named`."""

    def change(state: ViewState) -> ViewState:
        ids = named(atlas.catalog, target, state.place)
        if not ids:
            return state
        if len(ids) == 1:
            return select_any(atlas, ids[0])(state)
        lit = atlas.catalog.places.get(state.place) if state.place else None
        if lit is None or atlas.catalog.role_at(lit, ids[0]) is None:
            home = place_for(atlas.catalog, state, ids[0])
            one_place = all(place_for(atlas.catalog, state, id) == home for id in ids)
            state = select_place(atlas, home.id)(state) if home and one_place else state
        return replace(state, focus=ids)

    return change


def add_to_selection(id: StructureId) -> Change:
    """Pick out one more structure, or let it go again."""

    def change(state: ViewState) -> ViewState:
        if id in state.focus:
            return replace(state, focus=tuple(f for f in state.focus if f != id))
        return replace(state, focus=(*state.focus, id))

    return change


def clear_selection(state: ViewState) -> ViewState:
    """Leave off measuring; then let go of what is picked out, then of the lit place. The camera
    stays, and so do levels that are compared."""
    if state.pending or state.tool is not Tool.NONE:
        return replace(state, pending=(), tool=state.tool if state.pending else Tool.NONE)
    if state.place is not None and (state.focus or (state.compare and state.compare.place)):
        return replace(state, focus=())
    return replace(state, focus=(), place=None)


def step_out(state: ViewState) -> ViewState:
    """One step back to the whole: leave off measuring, let go of what is picked out, then end a
    comparison, then let go of the lit place."""
    return replace(state, compare=None) if ends_comparison(state) else clear_selection(state)


def ends_comparison(state: ViewState) -> bool:
    """Whether the next step out is one view again."""
    is_free = not (state.pending or state.focus or state.tool is not Tool.NONE)
    return is_free and state.compare is not None


def neighbour_place(atlas: Atlas, step: int) -> Change:
    """The place below (step 1) or above (step -1) the lit one; from none, L5-S1."""

    def change(state: ViewState) -> ViewState:
        order = list(atlas.catalog.places)
        if state.place is None:
            return select_place(atlas, StructureId("segment.L5-S1"))(state)
        target = order.index(state.place) + step
        if not 0 <= target < len(order):
            return state
        return select_place(atlas, order[target])(state)

    return change


def chosen(state: ViewState, catalog: Catalog) -> tuple[StructureId, ...]:
    """What hide, fade and show-only act on: the picked structures, else the lit members.

    A part of a bone cannot go without its bone: the whole bone goes.
    """
    if state.focus:
        return tuple(dict.fromkeys(catalog.body_of(id) for id in state.focus))
    place = catalog.places.get(state.place) if state.place else None
    return tuple(m.id for m in place.members) if place else ()


def hide(ids: Iterable[StructureId]) -> Change:
    """Take structures out of sight."""
    gone = frozenset(ids)

    def change(state: ViewState) -> ViewState:
        return replace(
            state,
            hidden=state.hidden | gone,
            shown=state.shown - gone,
            focus=tuple(f for f in state.focus if f not in gone),
        )

    return change


def hidden_bodies(state: ViewState, catalog: Catalog) -> set[StructureId]:
    """What is hidden, with the parts that went with it and the wholes that lack something."""
    gone = {catalog.body_of(id) for id in state.hidden}
    return {step for id in gone for step in (*catalog.with_parts(id), *catalog.chain(id))}


def hidden_list(state: ViewState, catalog: Catalog) -> tuple[StructureId, ...]:
    """What is hidden, each whole once, in reading order."""
    gone = {catalog.body_of(id) for id in state.hidden}
    return tuple(
        id for id in catalog.structures if id in gone and len(gone & set(catalog.chain(id))) == 1
    )


def unhide(atlas: Atlas, ids: Iterable[StructureId]) -> Change:
    """Bring structures and their parts back into sight.

    Where the whole was hidden and only a part is asked for, the other parts are hidden instead; a
    parent with a body of its own (a ganglion's root) comes along. What is off by default is
    switched on when nothing else was meant: bringing back a segment does not add all its
    ligaments.
    """
    catalog, wanted = atlas.catalog, tuple(ids)
    inside = frozenset(part for id in wanted for part in catalog.with_parts(id))
    asked = frozenset(id for id in wanted if id in catalog.structures and catalog.is_extra(id))
    asked = asked if asked == frozenset(wanted) else frozenset()

    def change(state: ViewState) -> ViewState:
        hidden = state.hidden - inside
        for id in wanted:
            for whole in set(catalog.chain(id)) & hidden:
                beside = set(catalog.with_parts(whole)) - set(catalog.chain(id))
                # What is drawn hides by itself; a whole in between must not hide what is wanted.
                hidden = (hidden - {whole}) | (beside & set(catalog.drawn) - inside)
        only = state.only | frozenset(wanted) if state.only is not None else None
        shown = state.shown | asked
        return replace(state, hidden=frozenset(hidden), shown=shown, only=only)

    return change


def show_only(ids: Iterable[StructureId]) -> Change:
    """Take everything else out of sight; asked again for the same, bring it back."""
    wanted = frozenset(ids)

    def change(state: ViewState) -> ViewState:
        if state.only == wanted:
            return replace(state, only=None)
        return replace(state, only=wanted, hidden=state.hidden - wanted)

    return change


def show_all(state: ViewState) -> ViewState:
    """Everything back in sight and solid."""
    return replace(
        state,
        hidden=frozenset(),
        only=None,
        faded=frozenset(),
        see_through_bone=False,
        tissue_opacity=(),
        own_opacity=(),
    )


def is_faded(state: ViewState, ids: Iterable[StructureId]) -> bool:
    """Whether all of these were made see-through, whole or by a share."""
    wanted = frozenset(ids)
    return bool(wanted) and wanted <= state.faded | {id for id, _ in state.own_opacity}


def toggle_fade(ids: Iterable[StructureId]) -> Change:
    """Make structures see-through, or solid again when all of them were."""
    wanted = frozenset(ids)

    def change(state: ViewState) -> ViewState:
        own = tuple(pair for pair in state.own_opacity if pair[0] not in wanted)
        if is_faded(state, wanted):
            return replace(state, faded=state.faded - wanted, own_opacity=own)
        return replace(state, faded=state.faded | wanted, own_opacity=own)

    return change


def toggle_bone(state: ViewState) -> ViewState:
    """See through bone, or not."""
    return replace(state, see_through_bone=not state.see_through_bone)


def set_labels(labels: Labels) -> Change:
    """Choose which structures are named in the view."""
    return lambda state: replace(state, labels=labels)


def cycle_labels(state: ViewState) -> ViewState:
    """Off, selection, all, and round again."""
    order = list(Labels)
    return replace(state, labels=order[(order.index(state.labels) + 1) % len(order)])


def set_audience(audience: Audience) -> Change:
    """Choose whom the text is for. Selection and camera stay."""
    return lambda state: replace(state, audience=audience)


def reset_everything(atlas: Atlas) -> Change:
    """Back to how the program starts; whom the text is for stays."""
    return lambda state: replace(atlas.start(), audience=state.audience)
