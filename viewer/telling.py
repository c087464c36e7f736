"""The scene in words: what a screen reader says, and what the status bar adds. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from meshes.catalog import Catalog, Place
from meshes.ids import StructureId, on_screen
from viewer.changing import model_of, place_text
from viewer.commands.opacity_acts import TISSUE_GROUPS, group_opacity
from viewer.comparing import titles
from viewer.numbering import Counting, counting, numbered
from viewer.reaching import reach_sentence, way_sentences
from viewer.resolve import is_in_focus, is_in_sight
from viewer.state import Beside, Camera, Finding, Labels, Tool, ViewState

#: Within so many degrees of a side one looks from that side, beyond it at an angle.
_SQUARE_DEG = 15.0
_SLANT_DEG, _STEEP_DEG = 18.0, 65.0
_SIDES = ("Anterior", "Left lateral", "Posterior", "Right lateral")
#: More names than this tell less than their number.
_MOST_NAMES = 4
#: Of what is set, so many are told whole, the latest.
_MOST_SET = 3
_ROLES = {"exiting-root": "exiting", "traversing-root": "traversing"}
_BONES = ("superior-vertebra", "inferior-vertebra", "sacrum", "coccyx")
_PLURALS = {"foramen": "foramina"}


def scene_sentences(state: ViewState, catalog: Catalog) -> tuple[str, ...]:
    """What is to be seen, one short sentence for each thing: view, selection, highlight, what is
    out of sight, section, labels, measuring, what stands beside it."""
    catalog = numbered(catalog, state, brackets=False)
    place = catalog.places.get(state.place) if state.place else None
    told = (
        view_words(state.camera),
        _selected(state, catalog, place),
        "" if state.findings else _highlighted(state, catalog, place),
        *(words.removesuffix(".") for words in set_sentences(state, catalog)),
        hidden_note(state, catalog),
        f"{state.section.cut.capitalize()} section" if state.section else "",
        {Labels.OFF: "Labels off", Labels.ALL: "All labels shown"}.get(state.labels, ""),
        _measuring(state),
        _beside(state, catalog),
    )
    return tuple(f"{words}." for words in told if words)


def scene_sentence(state: ViewState, catalog: Catalog) -> str:
    """The same as one text: `Posterior view. L5–S1 disc selected. Left S1 root highlighted.`"""
    return " ".join(scene_sentences(state, catalog))


def view_words(camera: Camera) -> str:
    """The side one looks from, in the patient's terms: `Left posterior oblique view from above`."""
    steep = camera.elevation_deg
    if abs(steep) >= _STEEP_DEG:
        return "Superior view" if steep > 0 else "Inferior view"
    azimuth = camera.azimuth_deg % 360.0
    nearest = round(azimuth / 90.0) % 4
    if abs((azimuth - 90.0 * nearest + 180.0) % 360.0 - 180.0) <= _SQUARE_DEG:
        words = _SIDES[nearest]
    else:
        side = "Left" if azimuth < 180.0 else "Right"
        front = "posterior" if 90.0 < azimuth < 270.0 else "anterior"
        words = f"{side} {front} oblique"
    if abs(steep) < _SLANT_DEG:
        return f"{words} view"
    return f"{words} view from {'above' if steep > 0 else 'below'}"


def listed(names: Sequence[str]) -> str:
    """Names as one reads them out: `a, b and c`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _selected(state: ViewState, catalog: Catalog, place: Place | None) -> str:
    if len(state.focus) > _MOST_NAMES:
        return f"{len(state.focus)} structures selected"
    if state.focus:
        return _begun(listed(_grouped(state.focus, catalog, None))) + " selected"
    return f"{place.name} selected" if place else "Nothing selected"


def _highlighted(state: ViewState, catalog: Catalog, place: Place | None) -> str:
    """What shines at the lit place beside what is picked out; its bones stay as they are."""
    if place is None:
        return ""
    lit = [
        member.id
        for member in place.members
        if member.role not in _BONES
        and not is_in_focus(state, catalog, member.id)
        and any(_is_drawn(state, catalog, part) for part in catalog.with_parts(member.id))
    ]
    return _begun(listed(_grouped(lit, catalog, place))) + " highlighted" if lit else ""


def set_sentences(state: ViewState, catalog: Catalog) -> tuple[str, ...]:
    """What is set on the model, what it would be expected to reach, how the person bends, and how
    levels are counted where that is in doubt."""
    count = counting(state)
    set_now = [finding for finding in state.findings if finding.severity > 0.0]
    more = len(set_now) - _MOST_SET
    told = (
        *(_set_words(finding, count) for finding in set_now[-_MOST_SET:]),
        f"{more} more set on the model" if more > 0 else "",
        "Shown as before" if state.findings and state.is_before else "",
        reach_sentence(state, catalog),
        *way_sentences(state, catalog),
        _posture_words(state),
        *(words.removesuffix(".") for words in count.sentences(_lit_level(state))),
    )
    return tuple(f"{words}." for words in told if words)


def _lit_level(state: ViewState) -> str:
    """The level of what is picked out or lit, as ids have it."""
    chosen = [*state.focus[-1:], *([state.place] if state.place else [])]
    return next((id.level_text for id in chosen if id.level_text), "")


def _set_words(finding: Finding, count: Counting) -> str:
    """What is set: `Disc extrusion at L4–L5, left subarticular, 7 mm`."""
    model = model_of(finding)
    where = " ".join(word for word in (_side_words(finding.side), finding.zone) if word)
    grade = model.grade_at(finding.severity)
    parts = (
        f"{model.name} at {count.lead(on_screen(place_text(finding)))}",
        where,
        model.amount.text(finding.severity),
        grade.name.partition(" (")[0] if grade else "",
    )
    return ", ".join(part for part in parts if part)


def _side_words(side: str) -> str:
    return "both sides" if side == "both" else side


def _posture_words(state: ViewState) -> str:
    """How the person bends, in degrees."""
    posture = state.posture
    pairs = (
        (posture.flexion_deg, "bent forwards", "bent backwards"),
        (posture.bend_deg, "bent to the right", "bent to the left"),
        (posture.rotation_deg, "turned to the right", "turned to the left"),
        (posture.lordosis_deg, "more lordosis", "less lordosis"),
        (posture.slope_deg, "more sacral slope", "less sacral slope"),
    )
    told = [f"{a if deg > 0 else b} {abs(deg):.0f}°" for deg, a, b in pairs if round(deg)]
    return _begun(listed(told)) if told else ""


def _is_drawn(state: ViewState, catalog: Catalog, id: StructureId) -> bool:
    return (id in catalog.drawn_set or id in catalog.made) and is_in_sight(state, catalog, id)


def _grouped(ids: Iterable[StructureId], catalog: Catalog, place: Place | None) -> list[str]:
    """Names in the order given, left and right of the same together: `both L5 roots`."""
    pairs: dict[str, list[str]] = {}
    for id in ids:
        short = catalog.structures[id].short
        key = short.removeprefix("Left ").removeprefix("Right ")
        role = _ROLES.get(place.role_of(id) or "", "") if place else ""
        pairs.setdefault(f"{key} ({role})" if role else key, []).append(short)
    return [
        f"both {_plural(key)}" if len(shorts) == 2 else _inner(shorts[0]) + _tail(key)
        for key, shorts in pairs.items()
    ]


def _plural(key: str) -> str:
    name, bracket, rest = key.partition(" (")
    *before, last = name.split(" ")
    return " ".join([*before, _PLURALS.get(last, f"{last}s")]) + bracket + rest


def _tail(key: str) -> str:
    return key[key.index(" (") :] if key.endswith(")") else ""


def _inner(name: str) -> str:
    """A name within a sentence; those that begin with a level or an abbreviation stay."""
    first = name.split(" ")[0]
    return (
        name if any(c.isdigit() for c in first) or first.isupper() else name[:1].lower() + name[1:]
    )


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _measuring(state: ViewState) -> str:
    count = len(state.measurements)
    shown = f"{count} measurement{'s' if count > 1 else ''} shown" if count else ""
    return f"Measuring: {state.tool}" if state.tool is not Tool.NONE else shown


def _beside(state: ViewState, catalog: Catalog) -> str:
    compare = state.compare
    if compare is None:
        return ""
    untold = {Beside.UNTOUCHED: "the untouched model", Beside.NORMAL: "the normal model"}
    other = untold.get(compare.kind) or titles(state, catalog)[1]
    return f"Beside it {other}, turning {'together' if compare.camera is None else 'by itself'}"


def hidden_note(state: ViewState, catalog: Catalog) -> str:
    """What is out of sight or see-through, in words; nothing when all is shown."""
    catalog = numbered(catalog, state, brackets=False)
    parts = []
    if state.only is not None:
        tops = [id for id in state.only if not _above(catalog, id) & state.only]
        what = catalog.structures[tops[0]].short if len(tops) == 1 else "the selection"
        parts.append(f"Only {what} is shown")
    elif state.hidden:
        gone = {id for id in state.hidden if not _above(catalog, id) & state.hidden}
        parts.append(f"{len(gone)} hidden")
    if state.faded:
        parts.append(f"{len(state.faded)} faded")
    if state.own_opacity:
        parts.append(f"{len(state.own_opacity)} see-through")
    faint = [word for key, (word, _) in TISSUE_GROUPS.items() if group_opacity(state, key) < 1.0]
    if len(faint) > 2:
        parts.append(f"{len(faint)} tissues see-through")
    elif faint:
        parts.append(" and ".join(faint).lower() + " see-through")
    if state.explode:
        parts.append(f"drawn apart {100 * state.explode:.0f} %")
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]


def _above(catalog: Catalog, id: StructureId) -> set[StructureId]:
    return {step for step in catalog.chain(id) if step != id}
