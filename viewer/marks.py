"""What is written and drawn over the picture: labels, outlines, words at the edges, scale. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from meshes.catalog import Catalog
from meshes.ids import Side, StructureId
from viewer.camera import basis, millimetres_per_pixel
from viewer.id_image import IdPictures
from viewer.label_forms import TRIES
from viewer.label_spots import anchor_in
from viewer.labels import PICKED_OUT, Placed, Rect, Sheet, Wanted, own_sides, place
from viewer.outline import Line, Stretch, outlines
from viewer.spec import Colour, Emphasis, Label, SceneSpec
from viewer.state import Camera

_SMALLEST_PATCH = 6
_AXIS_SHARE = 0.38
#: A view leans less than 20 degrees from straight from one side.
_FROM_ASIDE = 0.94
#: In a view narrower than this, as beside another, only so many names stand where some are of what
#: is picked out or reached: those that rank first.
_NARROW, _FEW = 520.0, 6
#: Ranks from here on are of what a lit level shows.
_LIT = 1e6
#: Patient's axes by name: x to the right, y anterior, z superior.
_AXES = (("patient’s right", "patient’s left"), ("anterior", "posterior"), ("superior", "inferior"))

Measure = Callable[[str, bool], tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Mark:
    """A placed label with what it says. strong: it is picked out."""

    label: Label
    placed: Placed
    colour: Colour | None
    strong: bool


@dataclass(frozen=True, eq=False)
class Contour:
    """The outline of one marked structure. hidden: closed lines around what is behind bone."""

    stretches: tuple[Stretch, ...]
    hidden: tuple[Line, ...]
    colour: Colour
    strong: bool


@dataclass(frozen=True, eq=False)
class Marks:
    """Everything over one still picture, in view pixels. unnamed: how many names had no room."""

    labels: tuple[Mark, ...] = ()
    contours: Mapping[StructureId, Contour] = field(default_factory=dict)
    unnamed: int = 0


#: Nothing over the picture, as while it moves.
NO_MARKS = Marks()


def marks(
    pictures: IdPictures,
    spec: SceneSpec,
    catalog: Catalog,
    size: tuple[float, float],
    measure: Measure,
    blocked: Iterable[Rect] = (),
    camera: Camera | None = None,
) -> Marks:
    """Labels and outlines for a picture. measure(text, strong) gives a plate's size. camera: where
    it was taken from; from one side what lies on the other side is not named a second time."""
    named = labelled(pictures, spec, catalog, size, measure, blocked, camera)
    return replace(named, contours=contours(pictures, spec, catalog))


def labelled(
    pictures: IdPictures,
    spec: SceneSpec,
    catalog: Catalog,
    size: tuple[float, float],
    measure: Measure,
    blocked: Iterable[Rect] = (),
    camera: Camera | None = None,
) -> Marks:
    """The labels of a picture alone, which can be shown before its outlines are known."""
    far = None if camera is None else far_side(camera)
    return _labels(pictures, spec, catalog, size, measure, tuple(blocked), far)


def _strength(spec: SceneSpec, ids: Iterable[StructureId]) -> Emphasis:
    found = {spec.looks[id].emphasis for id in ids if id in spec.looks}
    ranked = (Emphasis.FOCUS, Emphasis.LIT)
    return next((e for e in ranked if e in found), Emphasis.NONE)


def contours(pictures: IdPictures, spec: SceneSpec, catalog: Catalog) -> dict[StructureId, Contour]:
    """The outlines of what is marked in a picture, small ones last."""
    groups: dict[StructureId, list[StructureId]] = {}
    for id in pictures.marked_shown:
        top = id if catalog.structures[id].face_set else list(catalog.chain(id))[-1]
        groups.setdefault(top, []).append(id)
    lines = outlines(pictures, {name: tuple(ids) for name, ids in groups.items()})
    return {
        name: Contour(
            outline.stretches,
            () if catalog.structures[groups[name][0]].tissue == "space" else outline.hidden,
            spec.looks[groups[name][0]].colour,
            _strength(spec, groups[name]) is Emphasis.FOCUS,
        )
        for name, outline in lines.items()
    }


def _labels(
    pictures: IdPictures,
    spec: SceneSpec,
    catalog: Catalog,
    size: tuple[float, float],
    measure: Measure,
    blocked: tuple[Rect, ...],
    far: Side | None,
) -> Marks:
    known = {label.id: label for label in spec.labels}
    parts = {id: _named_with(catalog, id) for id in known}
    strong = {id: _strength(spec, ids) is Emphasis.FOCUS for id, ids in parts.items()}
    wanted = []
    for id, label in known.items():
        found = _anchor(pictures, spec, parts[id])
        if found is not None:
            point, hidden, area = found
            rank = area + (PICKED_OUT if strong[id] else _LIT if label.role else 0.0)
            wanted.append(Wanted(id, (0.0, 0.0), point, rank, hidden))
    shown = {one.id for one in wanted}
    wanted = [w for w in wanted if strong[w.id] or not _is_second(w.id, far, shown)]
    count = len(wanted)
    if size[0] < _NARROW and any(strong.values()):
        wanted = sorted(wanted, key=lambda w: -w.rank)[:_FEW]
    sheet = Sheet(
        size, _figure(pictures), blocked, _cover_test(pictures, parts), paired=far is None
    )
    colours = {entry.role: entry.colour for entry in spec.legend}
    written, placed = _written(known, wanted, strong, sheet, measure)
    labels = (Mark(written[p.id], p, colours.get(written[p.id].role), strong[p.id]) for p in placed)
    return Marks(tuple(labels), unnamed=count - len(placed))


def _written(
    known: Mapping[StructureId, Label],
    wanted: list[Wanted],
    strong: Mapping[StructureId, bool],
    sheet: Sheet,
    measure: Measure,
) -> tuple[Mapping[StructureId, Label], tuple[Placed, ...]]:
    """Names in the widest form in which all that matter find a place, else in the one in which the
    fewest are lost."""
    best: tuple[float, Mapping[StructureId, Label], tuple[Placed, ...]] = (math.inf, known, ())
    for form, anywhere in TRIES:
        now = {w.id: form(known[w.id]) for w in wanted}
        sized = [replace(w, size=measure(now[w.id].text, strong[w.id])) for w in wanted]
        placed = place(sized, sheet, anywhere=anywhere)
        lost = _lost(sized, placed, sheet)
        if lost < best[0]:
            best = (lost, now, placed)
        if not lost:
            break
    return best[1], best[2]


def _lost(wanted: list[Wanted], placed: Iterable[Placed], sheet: Sheet) -> int:
    """How many names found no place, of what is lit; what is picked out counts four times, and
    half of that where a name that says left or right stands on the other side."""
    at = {p.id: p.on_left for p in placed}
    lost = 0
    for w, on_left in zip(wanted, own_sides(wanted, sheet), strict=True):
        if w.rank >= PICKED_OUT:
            astray = w.id.side is not None and at.get(w.id) is not on_left
            lost += 4 if w.id not in at else 2 * int(astray)
        elif w.rank >= _LIT:
            lost += int(w.id not in at)
    return lost


def _is_second(id: StructureId, far: Side | None, shown: Iterable[StructureId]) -> bool:
    """Whether this lies on the far side and its fellow of the near side is named already."""
    if far is None or id.side is not far:
        return False
    # the side is the last word of an id
    return StructureId(f"{id.rpartition('.')[0]}.{far.other}") in shown


def far_side(camera: Camera) -> Side | None:
    """The patient's side away from the eye in a view from the side; None in any other view."""
    towards_left = math.sin(math.radians(camera.azimuth_deg))
    if abs(towards_left) * math.cos(math.radians(camera.elevation_deg)) < _FROM_ASIDE:
        return None
    return Side.RIGHT if towards_left > 0.0 else Side.LEFT


def _named_with(catalog: Catalog, id: StructureId) -> tuple[StructureId, ...]:
    """What a label speaks for; a picked part of a bone has a label of its own."""
    structures = catalog.structures
    return tuple(p for p in catalog.with_parts(id) if p == id or not structures[p].face_set)


def _anchor(
    pictures: IdPictures, spec: SceneSpec, ids: tuple[StructureId, ...]
) -> tuple[tuple[float, float], bool, int] | None:
    """A point on what shows of these structures: (x, y), hidden, pixels that show."""
    marked = pictures.mask_of_marked(ids)
    for mask, hidden in (
        (pictures.mask(pictures.solid, ids), False),
        (pictures.mask(pictures.sight, ids), False),
        (marked, True),
    ):
        area = int(mask.sum())
        if area < _SMALLEST_PATCH:
            continue
        # Not where something marked runs behind: the leader would seem to name that.
        clear = mask & ((pictures.marked == 0) | marked)
        if clear.sum() > 0.3 * area:
            mask = clear
        point = anchor_in(mask)
        if point is not None:
            return (point[0] * pictures.step, point[1] * pictures.step), hidden, area
    return None


def _figure(pictures: IdPictures) -> Rect:
    """The box of everything that is drawn and not a ghost."""
    shown = pictures.sight > 0
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    high, wide = shown.shape
    if not len(rows):
        return Rect(wide * pictures.step / 2, high * pictures.step / 2, 0.0, 0.0)
    left, top = columns[0] * pictures.step, rows[0] * pictures.step
    return Rect(
        float(left),
        float(top),
        float((columns[-1] + 1) * pictures.step - left),
        float((rows[-1] + 1) * pictures.step - top),
    )


def _cover_test(
    pictures: IdPictures, parts: Mapping[StructureId, tuple[StructureId, ...]]
) -> Callable[[StructureId, Rect], bool]:
    def covers(id: StructureId, plate: Rect) -> bool:
        step = pictures.step
        rows = slice(max(0, int(plate.y / step)), max(0, math.ceil(plate.bottom / step)))
        columns = slice(max(0, int(plate.x / step)), max(0, math.ceil(plate.right / step)))
        return any(
            bool(pictures.mask(picture[rows, columns], parts[id]).any())
            for picture in (pictures.sight, pictures.solid, pictures.marked)
        )

    return covers


def edge_words(camera: Camera, *, brief: bool = False) -> tuple[str, str]:
    """What lies towards the picture's left and right edge, in the patient's terms.

    brief: one direction only, the patient's side where there is one: it must never be mistaken.
    """
    rightwards = basis(camera)[0]
    ranked = sorted(range(3), key=lambda k: -abs(rightwards[k]))
    chosen = [k for k in ranked if abs(rightwards[k]) >= _AXIS_SHARE]
    if brief:
        chosen = [k for k in chosen if k == 0] or chosen[:1]
    right = [_AXES[k][0 if rightwards[k] > 0 else 1] for k in chosen]
    left = [_AXES[k][1 if rightwards[k] > 0 else 0] for k in chosen]
    return " · ".join(left).capitalize(), " · ".join(right).capitalize()


def scale_bar(camera: Camera, height_px: int, longest_px: float) -> tuple[float, str]:
    """Length in pixels and words of a round number of millimetres at the focal point."""
    size = millimetres_per_pixel(camera, height_px)
    most = max(longest_px * size, 1e-6)
    step = 10.0 ** math.floor(math.log10(most))
    length = next(step * k for k in (5, 2, 1) if step * k <= most)
    words = f"{length:g} mm" if length < 100 else f"{length / 10:g} cm"
    return length / size, words
