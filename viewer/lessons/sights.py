"""Whether a scene shows what is named in it: in sight, solid, not cut away, in the picture."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from meshes.ids import StructureId
from meshes.store import Box
from viewer.atlas import Atlas
from viewer.camera import FRAMED_ASPECT, VIEW_ANGLE_DEG, Vector, basis, position
from viewer.changing import model_of
from viewer.named import is_name, named
from viewer.resolve import is_in_sight, recedes
from viewer.section import plane
from viewer.state import Camera, ViewState

#: So much of a structure, or of the picture's area, has to be in the picture (chosen).
_LEAST_SHARE = 0.25
_FRAMING_ROLES = ("disc", "facet")
#: A structure of which less than this lies on the side that stays is cut away, mm.
_LEFT_MM = 1.0


def unseen(state: ViewState, atlas: Atlas, target: str) -> str:
    """Why what a link names is not to be seen, with the cure; "" when it is. A pair or a kind is
    seen with one of its members. A link to nothing known gives ""."""
    ids = named(atlas.catalog, target, state.place)
    if not ids:
        return ""
    whys = [_why_unseen(id, state, atlas) for id in _members(atlas, ids)]
    is_any = is_name(target) or len(whys) > 1
    if is_any and not all(whys):
        return ""
    return next(filter(None, whys), "")


def unseen_lit(state: ViewState, atlas: Atlas) -> str:
    """Why what is lit or picked is not in the picture, "" when it is."""
    if state.focus and all(not _is_framed(id, state, atlas) for id in state.focus):
        return "what is picked lies outside the picture; turn the camera to it"
    place = atlas.catalog.places.get(state.place) if state.place else None
    if place is None:
        return ""
    ids = [m.id for m in place.members if m.role in _FRAMING_ROLES]
    ids = ids or [m.id for m in place.members]
    if all(not _is_framed(id, state, atlas) for id in ids):
        return f"what is lit ({place.short}) lies outside the picture; turn the camera to it"
    return ""


def _members(atlas: Atlas, ids: Iterable[StructureId]) -> list[StructureId]:
    """Structures; a place stands for its discs and joints."""
    found: list[StructureId] = []
    for id in ids:
        place = atlas.catalog.places.get(id)
        if place is None:
            found.append(id)
            continue
        own = [m.id for m in place.members if m.role in _FRAMING_ROLES]
        found += own or [m.id for m in place.members]
    return found


def _why_unseen(id: StructureId, state: ViewState, atlas: Atlas) -> str:
    catalog = atlas.catalog
    bodies = {catalog.body_of(one) for one in (id, *catalog.with_parts(id))}
    known = bodies & {*catalog.drawn, *catalog.made}
    drawn = [body for body in known if is_in_sight(_asked(state, body, atlas), catalog, body)]
    if not drawn:
        return "is hidden; show it in this step, or name it without a link"
    if all(recedes(state, catalog, body) for body in drawn):
        return "recedes; light it or pick it in this step, or name it without a link"
    if _is_cut_away(id, state, atlas):
        return "is cut away; move the section, or name it without a link"
    if not _is_framed(id, state, atlas):
        return "lies outside the picture; turn the camera to it, or name it without a link"
    return ""


def _asked(state: ViewState, id: StructureId, atlas: Atlas) -> ViewState:
    """The state that says whether something is in sight: only what is operated on can be gone, and
    only what was brought needs its condition; for all else the model need not be worked out."""
    if id in atlas.catalog.made:
        return state
    operations = tuple(f for f in state.findings if model_of(f).group == "treatment")
    return replace(state, findings=operations)


def _boxes(id: StructureId, state: ViewState, atlas: Atlas) -> list[Box]:
    """The boxes of a structure where it lies at rest: what moves it leaves it in the picture. Of
    what a condition brought, those of the disc or bones that it was brought to."""
    if id not in atlas.catalog.made:
        return atlas.boxes_of([id], state.explode)
    level = id.level_text
    beside = (f"{kind}.{level}" for kind in ("disc", "vertebra"))
    ids = [StructureId(one) for one in beside if one in atlas.catalog.structures]
    return atlas.boxes_of(ids or [StructureId("sacrum")], state.explode)


def _is_cut_away(id: StructureId, state: ViewState, atlas: Atlas) -> bool:
    if state.section is None:
        return False
    cut = plane(state.section, atlas, state.explode)
    boxes = _boxes(id, state, atlas)
    if not boxes or (state.section.whole_nerves and id.kind in _NERVES):
        return False
    return all(
        min(_depth(corner, cut.origin, cut.normal) for corner in _corners(box)) > -_LEFT_MM
        for box in boxes
    )


_NERVES = frozenset(["root", "ganglion", "cauda-equina", "conus-medullaris", "lumbosacral-trunk"])


def _depth(point: Vector, origin: Vector, normal: Vector) -> float:
    return sum((p - o) * n for p, o, n in zip(point, origin, normal, strict=True))


def _corners(box: Box) -> list[Vector]:
    (a, b, c), (d, e, f) = box.lower, box.upper
    return [(x, y, z) for x in (a, d) for y in (b, e) for z in (c, f)]


def _is_framed(id: StructureId, state: ViewState, atlas: Atlas) -> bool:
    """Whether enough of it lies in the picture; True for what has no mesh to ask."""
    boxes = _boxes(id, state, atlas)
    return not boxes or any(_share_in(box, state.camera) >= _LEAST_SHARE for box in boxes)


def _share_in(box: Box, camera: Camera) -> float:
    """How much of a box's outline lies in the picture, or of the picture in the outline."""
    eye, (right, up, toward) = position(camera), basis(camera)
    half = math.tan(math.radians(VIEW_ANGLE_DEG) / 2)
    across, above = [], []
    for corner in _corners(box):
        way = tuple(c - e for c, e in zip(corner, eye, strict=True))
        depth = max(1.0, -_dot(way, toward))
        across.append(_dot(way, right) / depth / half / FRAMED_ASPECT)
        above.append(_dot(way, up) / depth / half)
    wide, high = max(across) - min(across), max(above) - min(above)
    inside = max(0.0, min(1.0, max(across)) - max(-1.0, min(across)))
    inside *= max(0.0, min(1.0, max(above)) - max(-1.0, min(above)))
    return max(inside / max(1e-9, wide * high), inside / 4.0)


def _dot(a: Iterable[float], b: Iterable[float]) -> float:
    return sum(p * q for p, q in zip(a, b, strict=True))
