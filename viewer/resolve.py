"""From what the user chose to how each structure looks: a pure function with a frozen answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from meshes.catalog import Catalog, Place, Structure
from meshes.ids import StructureId
from viewer.captions import calm, count_legend, labels_of, lesion_legend, role_legend, untold
from viewer.changing import made_by, model_of, shape_of
from viewer.mastery import NEW, STEPS, mastery_colours
from viewer.numbering import counting, numbered
from viewer.reaching import touched
from viewer.spec import (
    FADED,
    PART_COLOUR,
    ROLE_COLOURS,
    TISSUE_OPACITY,
    Colour,
    Emphasis,
    LegendEntry,
    Look,
    SceneSpec,
    tissue_colour,
)
from viewer.state import ViewState


def resolve(state: ViewState, catalog: Catalog) -> SceneSpec:
    """How everything looks in this state."""
    catalog, count = numbered(catalog, state), counting(state)
    place = catalog.places.get(state.place) if state.place else None
    reached = {} if state.study.asks else touched(state)
    shape = shape_of(state)
    # What a question pins is lit as if it were picked out; only names go by what is.
    named = state
    if state.study.pinned:
        state = replace(state, focus=(*state.focus, *state.study.pinned))
    tints = {} if shape is None else shape.tints
    solidity = {} if shape is None else shape.opacities
    looks = {
        id: _marked(
            _tinted(_look(state, catalog, place, id), tints.get(id), solidity.get(id, 1.0)),
            id in reached,
        )
        for id in (*catalog.drawn, *catalog.made)
        if is_in_sight(state, catalog, id)
    }
    looks |= {
        id: Look(PART_COLOUR, emphasis=Emphasis.FOCUS)
        for id in state.focus
        if id in catalog.structures and catalog.body_of(id) != id and catalog.body_of(id) in looks
    }
    labels = labels_of(named, catalog, place, looks, reached)
    legend = role_legend(place, looks, catalog, count) + lesion_legend(looks) + count_legend(count)
    if state.study.mastery is not None:
        hues = mastery_colours(looks, state.study.mastery, catalog)
        looks = {id: replace(look, colour=hues[id]) for id, look in looks.items()}
        steps = [(words, hue, shape) for _, words, hue, shape in STEPS]
        legend = tuple(LegendEntry(shape, words, hue) for words, hue, shape in (*steps, NEW))
        # Shapes mean steps now, not roles.
        labels = tuple(replace(label, role="") for label in labels)
    if state.consult is not None:
        labels, legend = calm(labels, reached), count_legend(count)
    veiled = is_veiled(state)
    if veiled:
        labels, legend = untold(labels), ()
    return SceneSpec(
        *(looks, labels, legend, state.explode),
        section=state.section,
        shape=shape,
        counting=count,
        veiled=veiled,
        ink=state.ink,
    )


def is_veiled(state: ViewState) -> bool:
    """Whether names are still to be told: until then, or until a lesson's answer is shown, which
    nobody is to read off the picture."""
    now = state.playing
    if now is None:
        return state.veiled
    return (state.veiled or now.is_asking) and not now.is_revealed


def is_in_sight(state: ViewState, catalog: Catalog, id: StructureId) -> bool:
    """Whether a drawn structure is to be seen at all."""
    if state.hidden and _is_any(catalog, id, {catalog.body_of(gone) for gone in state.hidden}):
        return False
    if state.findings and (shape := shape_of(state)) is not None and id in shape.gone:
        return False
    if catalog.structures[id].shown == "made" and id not in made_by(state):
        return False
    if state.only is not None:
        return _is_any(catalog, id, {catalog.body_of(kept) for kept in state.only})
    if catalog.structures[id].shown == "with-segment":
        place = catalog.places.get(state.place) if state.place else None
        chosen = place is not None and catalog.role_at(place, id) is not None
        return chosen or is_asked_for(state, catalog, id)
    return not catalog.on_request(id) or is_asked_for(state, catalog, id)


def recedes(state: ViewState, catalog: Catalog, id: StructureId) -> bool:
    """Whether a drawn structure is only a glassy outline beside what is lit."""
    place = catalog.places.get(state.place) if state.place else None
    return _look(state, catalog, place, id).ghost


def is_asked_for(state: ViewState, catalog: Catalog, id: StructureId) -> bool:
    """Whether a structure that is off by default was switched on, or a part of it picked out."""
    wanted = {catalog.body_of(one) for one in (*state.shown, *state.focus)}
    return _is_any(catalog, id, wanted)


def is_in_focus(state: ViewState, catalog: Catalog, id: StructureId) -> bool:
    """Whether this structure, or what it is part of, was picked out."""
    return _is_any(catalog, id, state.focus)


def _is_any(catalog: Catalog, id: StructureId, wanted: Collection[StructureId]) -> bool:
    """Whether this structure, or what it is part of, is among these."""
    return bool(wanted) and any(step in wanted for step in catalog.chain(id))


def _look(state: ViewState, catalog: Catalog, place: Place | None, id: StructureId) -> Look:
    structure = catalog.structures[id]
    colour = tissue_colour(id, structure.tissue)
    opacity = TISSUE_OPACITY.get(structure.tissue, 1.0)
    focus = is_in_focus(state, catalog, id)
    role = catalog.role_at(place, id) if place else None
    if role is not None:
        colour = ROLE_COLOURS.get(role, colour)
        if id.kind == "ganglion" or id.part == "nucleus":
            colour = _lighter(colour)
    elif place is not None and not focus and not _stays(state, structure):
        return Look(colour, opacity, ghost=True)
    stands_out = role is not None or structure.shown == "made"
    emphasis = Emphasis.FOCUS if focus else Emphasis.LIT if stands_out else Emphasis.NONE
    opacity *= dict(state.tissue_opacity).get(structure.tissue, 1.0)
    if state.own_opacity:
        chain = set(catalog.chain(id))
        opacity *= min((share for key, share in state.own_opacity if key in chain), default=1.0)
    if _is_any(catalog, id, state.faded) or _gives_way(state, catalog, id):
        opacity = min(opacity, FADED)
    if state.see_through_bone and structure.tissue == "bone":
        opacity = min(opacity, FADED)
    return Look(colour, opacity, False, emphasis)


def _stays(state: ViewState, structure: Structure) -> bool:
    """Whether a structure beside the lit level does not recede: what was brought, the sac where
    anything is set or cut open, for a canal without it misleads, and the bones of a spine whose
    whole line is what one looks at."""
    if structure.shown == "made":
        return True
    if structure.tissue == "dura":
        return state.section is not None or shape_of(state) is not None
    is_curved = any(model_of(finding).group == "curve" for finding in state.findings)
    return is_curved and structure.tissue == "bone" and structure.shown == "always"


def _tinted(look: Look, tint: Colour | None, solidity: float) -> Look:
    """What a condition gives a colour of its own, or makes see-through, but for ghosts."""
    if look.ghost or (tint is None and solidity == 1.0):
        return look
    return replace(look, colour=tint or look.colour, opacity=look.opacity * solidity)


def _marked(look: Look, is_reached: bool) -> Look:
    """A nerve that something reaches is as plain as if it were picked out."""
    if not is_reached:
        return look
    return replace(look, ghost=False, emphasis=Emphasis.FOCUS)


def _gives_way(state: ViewState, catalog: Catalog, id: StructureId) -> bool:
    structure = catalog.structures[id]
    if not structure.envelope or structure.parent is None or id in state.focus:
        return False
    return any(part in state.focus for part in catalog.parts(structure.parent))


def _lighter(colour: Colour) -> Colour:
    return tuple(c + (1 - c) * 0.45 for c in colour)  # type: ignore[return-value]
