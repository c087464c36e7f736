"""Values over the picture: beside their lines, clear of each other and of the names."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.camera import turned
from viewer.commands import acts, camera_acts
from viewer.commands.explode_acts import set_explode
from viewer.labels import Rect
from viewer.looks import THEMES
from viewer.measuring import READY
from viewer.ready_measures import Sizes, with_measures
from viewer.resolve import resolve
from viewer.ui.paint_measures import Probe, paint_probe, paint_values, placed_values
from viewer.ui.paint_overlay import Stationery
from viewer.ui.picture import draw_picture

pytestmark = pytest.mark.window
SIZE = (900.0, 640.0)
BLOCKED = (Rect(0.0, 0.0, 150.0, 140.0), Rect(0.0, 600.0, 900.0, 40.0))


@pytest.mark.parametrize("place", ["segment.L1-L2", "segment.L5-S1", ""])
def test_values_overlap_nothing_from_any_side(
    place: str, atlas: Atlas, catalog: Catalog, qapp: QApplication
) -> None:
    state = replace(atlas.start(), ready_measures=frozenset(READY))
    if place:
        state = acts.select_place(atlas, StructureId(place))(state)
    spec = with_measures(resolve(state, catalog), state, catalog, Sizes(atlas.apart))
    with_ = Stationery(THEMES["light"], 1.0, SIZE)
    worded = [m for m in spec.measures if m.text]
    for turn in range(0, 360, 45):
        camera = turned(state.camera, float(turn), 0.0)
        values = placed_values(spec.measures, camera, SIZE, with_, BLOCKED)
        plates = [value.plate for value in values if value.plate is not None]
        assert len(plates) >= 0.7 * len(worded), turn
        for one, other in combinations((*plates, *BLOCKED), 2):
            assert not one.meets(other) or one in BLOCKED
        for plate in plates:
            assert plate.lies_in(Rect(0.0, 0.0, *SIZE))


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_lines_values_and_the_probe_leave_ink(
    theme: str, atlas: Atlas, catalog: Catalog, qapp: QApplication
) -> None:
    state = camera_acts.look_from(atlas, "left")(atlas.start())
    state = replace(state, ready_measures=frozenset({"lordosis"}))
    spec = with_measures(resolve(state, catalog), state, catalog, Sizes(atlas.apart))
    with_ = Stationery(THEMES[theme], 1.0, SIZE)
    image = QImage(900, 640, QImage.Format.Format_RGB32)
    image.fill(0x808080)
    empty = image.copy()
    painter = QPainter(image)
    paint_values(painter, placed_values(spec.measures, state.camera, SIZE, with_), with_)
    painter.end()
    assert image != empty
    before = image.copy()
    painter = QPainter(image)
    paint_probe(painter, Probe((300.0, 300.0), (200.0, 200.0), "12.3 mm"), with_)
    painter.end()
    assert image != before


def test_saved_pictures_hold_what_was_measured_and_how_far_apart(
    atlas: Atlas, catalog: Catalog, assets: Assets, qapp: QApplication
) -> None:
    state = camera_acts.look_from(atlas, "left")(atlas.start())
    plain = draw_picture(assets, catalog, state, (320, 240))
    measured = replace(state, ready_measures=frozenset({"lordosis"}))
    apart = set_explode(atlas, 1.0)(state)
    for other in (measured, apart):
        assert (draw_picture(assets, catalog, other, (320, 240)) != plain).any(axis=2).sum() > 100
