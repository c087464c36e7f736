"""Names in the picture, for every place and with all names on, at three sizes and on a projector:
none over another, none over what it names, each led to what it names, side and level said."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from PySide6.QtGui import QFontMetricsF

from meshes.catalog import Catalog, load_catalog
from meshes.ids import StructureId, on_screen
from viewer.atlas import Atlas
from viewer.camera import widened
from viewer.commands import acts
from viewer.id_image import COARSE, IdPictures
from viewer.labels import Rect
from viewer.looks import THEMES
from viewer.resolve import resolve
from viewer.state import Labels, ViewState
from viewer.ui.audience_window import letter_px
from viewer.ui.paint_corners import foot_height
from viewer.ui.paint_overlay import Stationery
from viewer.ui.sheet import Sheet, laid_out

PLACES = ["", *load_catalog().places]
LOOKS = [((560, 420), "light"), ((900, 640), "dark"), ((1400, 900), "projector")]


#: What stays of each picture that was drawn: two tests look at the same ones.
_DRAWN: dict[tuple[object, ...], tuple[ViewState, IdPictures, Sheet]] = {}


def sheet_of(
    studio: Any, atlas: Atlas, place: str, labels: Labels, size: tuple[int, int], theme: str
) -> tuple[ViewState, IdPictures, Sheet]:
    """The picture of a place and what is written on it."""
    key = (place, labels, size, theme)
    if key not in _DRAWN:
        _DRAWN[key] = _sheet_of(studio, atlas, place, labels, size, theme)
    return _DRAWN[key]


def _sheet_of(
    studio: Any, atlas: Atlas, place: str, labels: Labels, size: tuple[int, int], theme: str
) -> tuple[ViewState, IdPictures, Sheet]:
    state = replace(atlas.start(), labels=labels)
    if place:
        state = acts.select_place(atlas, StructureId(place))(state)
    camera = widened(state.camera, *size)
    studio.scene.draw(resolve(state, atlas.catalog))
    studio.window.SetSize(*size)
    studio.scene.set_camera(camera)
    studio.window.Render()
    pictures = studio.passes.draw(studio.window, studio.renderer, camera)
    room = (float(size[0]), float(size[1]))
    with_ = Stationery(THEMES[theme], room=room)
    return state, pictures, laid_out(studio.scene, camera, pictures, with_, room)


def pixels(plate: Rect) -> tuple[slice, slice]:
    rows = slice(int(plate.y / COARSE), int(plate.bottom / COARSE) + 1)
    return rows, slice(int(plate.x / COARSE), int(plate.right / COARSE) + 1)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("size", "theme"), LOOKS)
@pytest.mark.parametrize("labels", [Labels.SELECTION, Labels.ALL])
@pytest.mark.parametrize("place", PLACES)
def test_names_stand_clear_of_each_other_and_of_what_they_name(
    studio: Any, atlas: Atlas, place: str, labels: Labels, size: tuple[int, int], theme: str
) -> None:
    _, pictures, sheet = sheet_of(studio, atlas, place, labels, size, theme)
    found, with_ = sheet.marks.labels, sheet.stationery
    assert len(found) >= 4
    foot = Rect(0.0, size[1] - foot_height(with_), float(size[0]), foot_height(with_))
    fixed = [foot] if sheet.legend_box is None else [foot, sheet.legend_box]
    for one, other in combinations(found, 2):
        assert not one.placed.plate.meets(other.placed.plate), (one.label, other.label)
        for plate, end in ((one, other), (other, one)):
            assert not plate.placed.plate.holds(end.placed.anchor), (one.label, other.label)
    for mark in found:
        plate = mark.placed.plate
        assert plate.lies_in(Rect(0.0, 0.0, *sheet.size)), mark.label
        assert not any(plate.meets(box) for box in fixed), mark.label
        wide = QFontMetricsF(with_.font(bold=mark.strong)).horizontalAdvance(mark.label.text)
        indent = with_.size * (1.55 if mark.colour is not None else 0.0)
        assert wide + indent <= plate.width, mark.label
        ids = tuple(atlas.catalog.with_parts(mark.label.id))
        for picture in (pictures.sight, pictures.solid, pictures.marked):
            assert not pictures.mask(picture[pixels(plate)], ids).any(), mark.label
        x, y = (int(v / COARSE) for v in mark.placed.anchor)
        # Also what one sees through the sac.
        here = pictures.mask(pictures.sight, ids) | pictures.mask(pictures.solid, ids)
        here |= pictures.mask_of_marked(ids)
        assert here[y, x], f"the leader of {mark.label} ends beside it"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("size", "theme"), LOOKS)
@pytest.mark.parametrize("place", [p for p in PLACES if p])
def test_everything_lit_that_shows_has_its_name(
    studio: Any, atlas: Atlas, place: str, size: tuple[int, int], theme: str
) -> None:
    state, pictures, sheet = sheet_of(studio, atlas, place, Labels.SELECTION, size, theme)
    named = {mark.label.id for mark in sheet.marks.labels}
    for label in resolve(state, atlas.catalog).labels:
        shows = pictures.mask_of_marked(tuple(atlas.catalog.with_parts(label.id))).sum()
        assert label.id in named or shows < 40, label


def test_names_say_side_and_level(catalog: Catalog, atlas: Atlas) -> None:
    for place in catalog.places:
        state = replace(acts.select_place(atlas, place)(atlas.start()), labels=Labels.ALL)
        for label in resolve(state, catalog).labels:
            words = label.text.lower()
            for side in ("left", "right"):
                assert (side in label.id.split(".")) == (side in words), label
            if label.id.levels:
                assert on_screen(label.id.level_text).lower() in words, label


def test_on_a_projector_letters_grow_and_stay_black_on_white() -> None:
    plain, projector = (Stationery(THEMES[name]) for name in ("light", "projector"))
    assert projector.size >= 1.3 * plain.size
    assert projector.theme.ink == (0.0, 0.0, 0.0)
    assert projector.theme.card == (1.0, 1.0, 1.0)
    # 1 m of picture for every 6 m of room: 1/60 of the height is read from the last row.
    assert Stationery(THEMES["projector"], room=(1400.0, 900.0)).size >= 900 / 60


#: A view beside a film in a window of 960 x 540, for every level, and one of two views beside each
#: other at 1920 x 1080: (place, view, its window's height, aspect).
BESIDE = [
    *((p, (576, 502), 540, 1.5) for p in PLACES if p.startswith("segment")),
    ("segment.T12-L1", (958, 1004), 1080, 1.12),
]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("place", "room", "high", "aspect"), BESIDE)
def test_beside_a_film_or_a_second_view_large_letters_lose_no_lit_name(
    studio: Any, atlas: Atlas, place: str, room: tuple[int, int], high: int, aspect: float
) -> None:
    state = acts.select_place(atlas, StructureId(place))(atlas.start())
    camera = widened(state.camera, *room, aspect)
    spec = resolve(state, atlas.catalog)
    studio.scene.draw(spec)
    studio.window.SetSize(*room)
    studio.scene.set_camera(camera)
    studio.window.Render()
    pictures = studio.passes.draw(studio.window, studio.renderer, camera)
    size = (float(room[0]), float(room[1]))
    with_ = Stationery(THEMES["light"], room=size, least=letter_px(high))
    assert QFontMetricsF(with_.font()).capHeight() >= high / 40
    sheet = laid_out(studio.scene, camera, pictures, with_, size)
    named = {mark.label.id for mark in sheet.marks.labels}
    lost = [
        label.text
        for label in spec.labels
        if label.id not in named
        and pictures.mask_of_marked(tuple(atlas.catalog.with_parts(label.id))).sum() >= 40
    ]
    assert lost == []
    assert sheet.marks.unnamed == 0
