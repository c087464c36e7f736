"""From what the user chose to how each structure looks: a pure function with a frozen answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from meshes.catalog import Catalog, Place, Structure
from meshes.changed.reach import Reach
from meshes.ids import StructureId
from viewer.calm import keeps_name, plain_names
from viewer.changing import made_by, model_of, shape_of
from viewer.mastery import NEW, STEPS, mastery_colours
from viewer.measuring import DrawnMeasure
from viewer.numbering import USUAL, Counting, counting, numbered
from viewer.reaching import touched
from viewer.state import Labels, Section, Stroke, ViewState

if TYPE_CHECKING:
    from meshes.changed.shape import Changed

Colour = tuple[float, float, float]


def _rgb(text: str) -> Colour:
    return tuple(int(text[k : k + 2], 16) / 255 for k in (0, 2, 4))  # type: ignore[return-value]


#: Tissue colours: bone ivory, cartilage and disc blue-green, nerve yellow, ligament off-white.
TISSUE_COLOURS: Mapping[str, Colour] = {
    "bone": _rgb("EBDDC1"),
    "disc": _rgb("8FB8B4"),
    "cartilage": _rgb("9CCBD2"),
    "capsule": _rgb("D8CDBB"),
    "ligament": _rgb("EFE6D2"),
    "nerve": _rgb("F0CE4A"),
    "dura": _rgb("C9B68A"),
    "space": _rgb("56B4E9"),
    "metal": _rgb("AEB6BF"),
}
_NUCLEUS = _rgb("BFE0DA")
_GANGLION = _rgb("D98F2B")
#: A named part of a bone that is picked out: a hue that no tissue and no role has.
_PART = _rgb("A58FDC")

#: The colour-blind-safe set of Okabe and Ito (2008), one for each role a highlight tells apart.
ROLE_COLOURS: Mapping[str, Colour] = {
    "disc": _rgb("009E73"),
    "facet": _rgb("CC79A7"),
    "exiting-root": _rgb("D55E00"),
    "traversing-root": _rgb("0072B2"),
    "foramen": _rgb("56B4E9"),
    "ligament": _rgb("E69F00"),
    "si-joint": _rgb("F0E442"),
    "lesion": _rgb("52108A"),
}
#: The shape that goes with each role, so that nothing is told by colour alone.
ROLE_SHAPES: Mapping[str, str] = {
    "disc": "circle",
    "facet": "diamond",
    "exiting-root": "triangle",
    "traversing-root": "square",
    "foramen": "ring",
    "ligament": "bar",
    "si-joint": "hexagon",
    "lesion": "star",
}
#: Kinds that only a condition brings and that are tissue, not metal or bone.
LESIONS = ("herniation",)
_TISSUE_OPACITY: Mapping[str, float] = {"dura": 0.34, "capsule": 0.55, "space": 0.30}
#: What fading leaves of a structure's opacity.
FADED = 0.22


class Emphasis(StrEnum):
    """How strongly a structure is marked."""

    NONE = "none"
    LIT = "lit"
    FOCUS = "focus"


@dataclass(frozen=True, slots=True)
class Look:
    """How one structure is drawn. ghost: receded, a glassy outline in `colour`."""

    colour: Colour
    opacity: float = 1.0
    ghost: bool = False
    emphasis: Emphasis = Emphasis.NONE


@dataclass(frozen=True, slots=True)
class Label:
    """A name to print beside a structure. role: the role it plays, "" for none. brief: the same
    without the word for the role, which its marker and the legend tell too."""

    id: StructureId
    text: str
    role: str
    brief: str = ""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend: what a colour means now."""

    role: str
    text: str
    colour: Colour


@dataclass(frozen=True)
class SceneSpec:
    """The scene to draw. looks: only what is in sight; labels and legend in reading order.

    A named part of a bone has a look only while it is picked out: it lies on the bone.
    explode: how far the column is drawn apart, 0..1. measures: lines and values on top of it all.
    section: what cuts it open. shape: the model as conditions and posture change it, None for the
    normal one. counting: how levels are called. veiled: names are not to be told, nowhere.
    ink: what was drawn on the model; it shows on what is in sight.
    """

    looks: Mapping[StructureId, Look]
    labels: tuple[Label, ...]
    legend: tuple[LegendEntry, ...]
    explode: float = 0.0
    measures: tuple[DrawnMeasure, ...] = ()
    section: Section | None = None
    shape: Changed | None = None
    counting: Counting = USUAL
    veiled: bool = False
    ink: tuple[Stroke, ...] = ()


#: What stands in place of a name that is still to be told.
UNTOLD = "?"
#: What a line of the legend is that tells of no colour.
NOTE_ROLE = "note"
#: Words of the legend; "{}" is the number of the root.
_LEGEND = {
    "disc": "Disc",
    "facet": "Facet joints",
    "exiting-root": "Exiting roots, {}",
    "traversing-root": "Traversing roots, {}",
    "foramen": "Foramina",
    "ligament": "Ligamentum flavum",
    "si-joint": "Sacroiliac joints",
}

#: Members that a lit segment shows without a name of their own: more names would crowd the view.
_UNNAMED = ("ligament", "foramen")


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
        id: Look(_PART, emphasis=Emphasis.FOCUS)
        for id in state.focus
        if id in catalog.structures and catalog.body_of(id) != id and catalog.body_of(id) in looks
    }
    labels = _labels(named, catalog, place, looks, reached)
    legend = _legend(place, looks, catalog, count) + _lesion_legend(looks) + _count_legend(count)
    if state.study.mastery is not None:
        hues = mastery_colours(looks, state.study.mastery, catalog)
        looks = {id: replace(look, colour=hues[id]) for id, look in looks.items()}
        steps = [(words, hue, shape) for _, words, hue, shape in STEPS]
        legend = tuple(LegendEntry(shape, words, hue) for words, hue, shape in (*steps, NEW))
        # Shapes mean steps now, not roles.
        labels = tuple(replace(label, role="") for label in labels)
    if state.consult is not None:
        labels, legend = _calm(labels, reached), _count_legend(count)
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
    """Whether names are still to be told: until then, or until a lesson's answer is shown."""
    return state.veiled and not (state.playing is not None and state.playing.is_revealed)


def untold(labels: tuple[Label, ...]) -> tuple[Label, ...]:
    """The same labels as numbered question marks, so that one can be asked for; a role would tell
    as well."""
    named = (f"{number} {UNTOLD}" for number in range(1, len(labels) + 1))
    return tuple(
        replace(label, text=words, brief=words, role="")
        for label, words in zip(labels, named, strict=True)
    )


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
    opacity = _TISSUE_OPACITY.get(structure.tissue, 1.0)
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


def tissue_colour(id: StructureId, tissue: str) -> Colour:
    """The colour of a structure that plays no role just now."""
    if id.kind in LESIONS:
        return ROLE_COLOURS["lesion"]
    if id.kind == "ganglion":
        return _GANGLION
    return _NUCLEUS if id.part == "nucleus" else TISSUE_COLOURS[tissue]


def _lighter(colour: Colour) -> Colour:
    return tuple(c + (1 - c) * 0.45 for c in colour)  # type: ignore[return-value]


def _labels(
    state: ViewState,
    catalog: Catalog,
    place: Place | None,
    looks: Mapping[StructureId, Look],
    reached: Mapping[StructureId, Reach],
) -> tuple[Label, ...]:
    if state.labels is Labels.OFF:
        return ()
    named: dict[StructureId, str] = {}
    if place is not None:
        named |= {m.id: m.role for m in place.members if m.role not in _UNNAMED}
    made = {id: "lesion" if id.kind in LESIONS else "" for id in sorted(made_by(state))}
    named |= made | {id: named.get(id, "") for id in reached}
    named |= {id: named.get(id, "") for id in state.focus}
    if not named:
        named = {id: "" for id in catalog.structures if _is_landmark(catalog, id)}
    if state.labels is Labels.ALL:
        tops = (s.id for s in catalog.structures.values() if s.parent is None)
        named |= {id: "" for id in tops if id not in named}
    return tuple(
        _label(catalog, id, role, _reach_words(reached.get(id)))
        for id, role in named.items()
        if id in catalog.structures and any(part in looks for part in catalog.with_parts(id))
    )


def _calm(labels: Iterable[Label], reached: Mapping[StructureId, Reach]) -> tuple[Label, ...]:
    """For two who read a report together: what they talk about, in everyday names."""
    return tuple(
        Label(label.id, plain_names(name), "", plain_names(name))
        for label in labels
        for name in [label.text.partition(":")[0].partition(" (")[0]]
        if keeps_name(label.role, is_reached=label.id in reached)
    )


def _lesion_legend(looks: Mapping[StructureId, Look]) -> tuple[LegendEntry, ...]:
    if not any(id.kind in LESIONS for id in looks):
        return ()
    return (LegendEntry("lesion", "Herniated disc material", ROLE_COLOURS["lesion"]),)


def _count_legend(count: Counting) -> tuple[LegendEntry, ...]:
    """What the brackets of names mean, and what it takes to know the right one."""
    if not count.note:
        return ()
    told = [f"In brackets: counted from {count.other}"] if count.is_renamed else []
    told.append("Numbering needs the whole spine")
    return tuple(LegendEntry(NOTE_ROLE, words, TISSUE_COLOURS["metal"]) for words in told)


def _is_landmark(catalog: Catalog, id: StructureId) -> bool:
    """What is named while nothing is chosen: the bones, and L5-S1 as the place to begin."""
    structure = catalog.structures[id]
    return (structure.tissue == "bone" and structure.parent is None) or id == "disc.L5-S1"


def _label(catalog: Catalog, id: StructureId, role: str, reach: str) -> Label:
    words = {"exiting-root": " (exiting)", "traversing-root": " (traversing)"}
    short = catalog.structures[id].short
    return Label(id, short + words.get(role, "") + reach, role, short + reach)


def _reach_words(reach: Reach | None) -> str:
    return f": {reach}" if reach else ""


def _legend(
    place: Place | None, looks: Mapping[StructureId, Look], catalog: Catalog, count: Counting
) -> tuple[LegendEntry, ...]:
    if place is None:
        return ()
    entries: dict[str, LegendEntry] = {}
    for member in place.members:
        if member.role in entries or member.role not in _LEGEND:
            continue
        shown = any(part in looks for part in catalog.with_parts(member.id))
        if shown and (member.role != "exiting-root" or place.id.kind == "segment"):
            text = _LEGEND[member.role].format(count.both(member.id.level_text))
            entries[member.role] = LegendEntry(member.role, text, ROLE_COLOURS[member.role])
        elif shown:
            levels = [m.id.level_text for m in place.members if m.role == member.role]
            text = count.both(f"Roots {' and '.join(dict.fromkeys(levels))}")
            entries[member.role] = LegendEntry(member.role, text, ROLE_COLOURS[member.role])
    return tuple(entries.values())
