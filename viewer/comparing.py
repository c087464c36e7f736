"""Two views beside each other: what the second shows, and how its camera follows. Pure.

A click means the same in both: with another level beside it, its counterpart there is picked out
(the disc for the disc, the left exiting root for the left exiting root, the sacrum for L5 as the
lower bone), because one compares parts that do the same work. What belongs to neither level, or
has no counterpart, is itself picked out in both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from meshes.catalog import Catalog, Member, Place
from meshes.effects.posture import NEUTRAL
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import SEGMENT_VIEW, Vector, named_views
from viewer.numbering import numbered
from viewer.state import Beside, Camera, Compare, Section, ViewState

#: Roles whose bones go by different names at different levels; other roles keep to their kind.
_BONES = ("superior-vertebra", "inferior-vertebra")
_MOST_FRAMES = 64
_SACRAL = StructureId("segment.L5-S1")
#: What stands over them while two read a report together.
REPORTED_WORD, USUAL_WORD = "as reported", "usual"
UNTOUCHED_WORD, CHANGED_WORD, NORMAL_WORD = "untouched", "with what is set", "normal"
#: What is the same for both views, whichever it was set in.
_SHARED = (
    "see_through_bone",
    "tissue_opacity",
    "explode",
    "tool",
    "pending",
    "measurements",
    "ready_measures",
    "findings",
    "posture",
    "labels",
    "audience",
    "counted",
)


@dataclass(frozen=True, slots=True)
class Link:
    """How two cameras go together: same direction, each about its own middle (world mm).

    scale: distance of the second for one of the first.
    """

    first: Vector
    second: Vector
    scale: float

    def there(self, camera: Camera) -> Camera:
        """The second pose that goes with a first one."""
        return _moved(camera, self.first, self.second, self.scale)

    def back(self, camera: Camera) -> Camera:
        """The first pose that goes with a second one."""
        return _moved(camera, self.second, self.first, 1.0 / self.scale)


def link(state: ViewState, atlas: Atlas) -> Link:
    """How the cameras of a comparison go together while they are linked.

    Two motion segments are seen equally large, so that their sizes can be told apart by eye; the
    sacrum and the whole spine fill their view as the first does its own.
    """
    other = _beside(state, atlas)
    one, two = _frame(state, atlas), _frame(other, atlas)
    alike = state.explode == other.explode and _is_segment(state) and _is_segment(other)
    return Link(one.focal, two.focal, 1.0 if alike else two.distance / one.distance)


def other_side(state: ViewState, atlas: Atlas) -> ViewState:
    """The state that the second view shows, as if it stood alone; the same state without one."""
    if state.compare is None:
        return state
    camera = state.compare.camera or link(state, atlas).there(state.camera)
    return replace(_beside(state, atlas), camera=camera)


def read_side(state: ViewState, atlas: Atlas) -> ViewState:
    """The side that was picked last, which is the one to be read about."""
    compare = state.compare
    return other_side(state, atlas) if compare and _is_picked(state, compare) else state


def brought_back(state: ViewState, new: ViewState, atlas: Atlas) -> ViewState:
    """The whole state after the second view became `new`: what was done there is done in both."""
    compare = state.compare
    if compare is None:
        return new
    old = other_side(state, atlas)
    if compare.kind is Beside.LEVEL:
        made = replace(state, compare=replace(compare, place=new.place or compare.place))
    else:
        made = replace(state, place=new.place)
    back = _mapping(atlas, new.place or old.place, made.place)
    made = _sets_back(made, old, new, back)
    if new.focus != old.focus:
        focus = tuple(dict.fromkeys(map(back, new.focus)))
        made = _with(replace(made, focus=focus), picked=new.focus, picked_with=focus)
    if new.section != old.section:
        section = _section_at(new.section, new.place or old.place, made.place)
        made = replace(made, section=section)
    if new.camera == old.camera:
        return made
    if compare.camera is not None:
        return _with(made, camera=new.camera)
    return replace(made, camera=link(made, atlas).back(new.camera), view=new.view)


def counterpart(catalog: Catalog, id: StructureId, of: Place, at: Place) -> StructureId:
    """What a structure of one place corresponds to at another; itself where nothing does.

    A part without a counterpart corresponds to what the whole does.
    """
    member = next((m for m in of.members if m.id in set(catalog.chain(id))), None)
    twin = None if member is None else _twin(member, at)
    if member is None or twin is None:
        return id
    parts = tuple(catalog.with_parts(twin.id))
    for step in catalog.chain(id):
        if step == member.id:
            break
        for part in parts:
            same_kind = part.kind == (twin.id.kind if step.kind == member.id.kind else step.kind)
            if same_kind and (part.part, part.side) == (step.part, step.side):
                return part
    return twin.id


def twin_of(state: ViewState, atlas: Atlas, id: StructureId, *, back: bool = False) -> StructureId:
    """What a structure of the first view corresponds to in the second; back: the reverse."""
    other = state.compare.place if state.compare else None
    first, second = state.place, other or state.place
    return _mapping(atlas, second, first)(id) if back else _mapping(atlas, first, second)(id)


def titles(state: ViewState, catalog: Catalog) -> tuple[str, str]:
    """What stands over the first and the second view; nothing where there is only one."""
    compare = state.compare
    if compare is None:
        return "", ""
    usual, catalog = catalog.usual or catalog, numbered(catalog, state)
    first = _title(state.place, catalog)
    if compare.kind is Beside.LEVEL:
        return first, _title(compare.place, catalog)
    if state.consult is not None and compare.kind is Beside.NORMAL:
        return f"{first}, {REPORTED_WORD}", f"{_title(state.place, usual)}, {USUAL_WORD}"
    if compare.kind is Beside.NORMAL:
        return f"{first}, {CHANGED_WORD}", f"{_title(state.place, usual)}, {NORMAL_WORD}"
    return first, f"{first}, {UNTOUCHED_WORD}"


def _title(place: StructureId | None, catalog: Catalog) -> str:
    return catalog.places[place].short if place else "Whole spine"


def _beside(state: ViewState, atlas: Atlas) -> ViewState:
    """The second view's state but for its camera."""
    if state.compare is None:
        return state
    return _KINDS[state.compare.kind](replace(state, compare=None), state.compare, atlas)


def _at_level(state: ViewState, compare: Compare, atlas: Atlas) -> ViewState:
    """The same at another level: picked, hidden, faded and cut there as the first is here."""
    there = _mapping(atlas, state.place, compare.place)
    is_picked = _is_picked(state, compare)
    return replace(
        state,
        place=compare.place,
        focus=compare.picked if is_picked else tuple(dict.fromkeys(map(there, state.focus))),
        hidden=frozenset(map(there, state.hidden)),
        shown=frozenset(map(there, state.shown)),
        only=None if state.only is None else frozenset(map(there, state.only)),
        faded=frozenset(map(there, state.faded)),
        own_opacity=tuple(sorted({there(id): share for id, share in state.own_opacity}.items())),
        section=_section_at(state.section, state.place, compare.place),
    )


def _untouched(state: ViewState, _compare: Compare, _atlas: Atlas) -> ViewState:
    """The same with nothing hidden, see-through, cut or drawn apart."""
    return replace(
        state,
        hidden=frozenset(),
        only=None,
        faded=frozenset(),
        see_through_bone=False,
        tissue_opacity=(),
        own_opacity=(),
        explode=0.0,
        section=None,
        findings=(),
        posture=NEUTRAL,
    )


def _normal(state: ViewState, _compare: Compare, _atlas: Atlas) -> ViewState:
    """The same view of the model as it was before anything was set on it."""
    return replace(state, is_before=True)


_KINDS: dict[Beside, Callable[[ViewState, Compare, Atlas], ViewState]] = {
    Beside.LEVEL: _at_level,
    Beside.UNTOUCHED: _untouched,
    Beside.NORMAL: _normal,
}


def _is_picked(state: ViewState, compare: Compare) -> bool:
    return bool(compare.picked) and compare.picked_with == state.focus


def _with(state: ViewState, **changes: object) -> ViewState:
    assert state.compare is not None
    return replace(state, compare=replace(state.compare, **changes))  # type: ignore[arg-type]


def _sets_back(
    state: ViewState,
    old: ViewState,
    new: ViewState,
    back: Callable[[StructureId], StructureId],
) -> ViewState:
    """What was taken away, added or set in the second view, done in the first."""
    made = state
    for name in ("hidden", "shown", "faded"):
        was, now = getattr(old, name), getattr(new, name)
        gone, come = frozenset(map(back, was - now)), frozenset(map(back, now - was))
        made = replace(made, **{name: (getattr(made, name) - gone) | come})
    if new.only != old.only:
        made = replace(made, only=None if new.only is None else frozenset(map(back, new.only)))
    if new.own_opacity != old.own_opacity:
        shares = {back(id): share for id, share in new.own_opacity}
        made = replace(made, own_opacity=tuple(sorted(shares.items())))
    for name in _SHARED:
        if getattr(new, name) != getattr(old, name):
            made = replace(made, **{name: getattr(new, name)})
    return made


def _mapping(
    atlas: Atlas, of: StructureId | None, at: StructureId | None
) -> Callable[[StructureId], StructureId]:
    if of == at or of is None or at is None:
        return lambda same: same
    one, two = atlas.catalog.places[of], atlas.catalog.places[at]
    return lambda each: counterpart(atlas.catalog, each, one, two)


def _twin(member: Member, at: Place) -> Member | None:
    fits = [m for m in at.members if (m.role, m.id.side) == (member.role, member.id.side)]
    same = [m for m in fits if m.id.kind == member.id.kind]
    return next(iter(same or (fits if member.role in _BONES else [])), None)


def _section_at(
    section: Section | None, of: StructureId | None, at: StructureId | None
) -> Section | None:
    """A section through one level's disc, through another's; one of no such level stays. The
    sacrum has none of its own, and is cut as L5–S1 is."""
    if section is None or of is None or at is None or section.level != of:
        return section
    return replace(section, level=at if at.kind == "segment" else _SACRAL)


def _is_segment(state: ViewState) -> bool:
    return state.place is not None and state.place.kind == "segment"


def _frame(state: ViewState, atlas: Atlas) -> Camera:
    """Where a view has its middle, and from how far it is whole."""
    view = named_views()[SEGMENT_VIEW]
    place = atlas.catalog.places.get(state.place) if state.place else None
    key, known = (state.place, state.explode), atlas.frames
    if key not in known:
        if len(known) >= _MOST_FRAMES:
            known.clear()
        if place is None:
            known[key] = atlas.whole(view, state.explode)
        else:
            known[key] = atlas.on_place(place, view, state.explode)
    return known[key]


def _moved(camera: Camera, of: Vector, to: Vector, scale: float) -> Camera:
    x, y, z = (t + (f - o) * scale for f, o, t in zip(camera.focal, of, to, strict=True))
    return replace(camera, focal=(x, y, z), distance=camera.distance * scale)
