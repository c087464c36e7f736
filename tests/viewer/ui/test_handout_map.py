"""The leg map of the one-page sheet: there when a root is reached, and whose areas it says."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QPdfWriter

from annotations.library import Library
from annotations.note import AUDIENCES
from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.changing import finding_for
from viewer.state import ViewState
from viewer.ui.handout import fitted_sheet, prepare
from viewer.ui.handout_map import MapPart, map_part

pytestmark = pytest.mark.usefixtures("qapp")
L5_S1 = StructureId("segment.L5-S1")
#: Letters no smaller than without the map.
SMALLEST_POINTS = 8.0


@pytest.fixture(scope="module")
def left(atlas: Atlas, catalog: Catalog) -> MapPart:
    found = finding_for("disc-extrusion", L5_S1, side="left", zone="subarticular", severity=0.7)
    part = map_part(ViewState(atlas.start().camera, place=L5_S1, findings=(found,)), catalog)
    assert part is not None
    return part


def test_it_says_whose_area_it_is(left: MapPart) -> None:
    assert "the area of the left S1 root" in left.words
    assert "often does not" in left.words


def test_the_area_is_on_the_patients_left_as_seen_from_behind(left: MapPart) -> None:
    """The figure from behind stands at the right; its left leg at its own left."""
    image = left.picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)
    blue = pixels[..., 2] - pixels[..., 0] > 30
    back = blue[:, 2 * image.width() // 3 :]
    columns = np.nonzero(back)[1] + 2 * image.width() // 3
    assert len(columns) > 500
    skin = np.abs(pixels - pixels[..., :1]).max(axis=2) > 3
    legs = np.nonzero(skin[:, 2 * image.width() // 3 :].any(axis=0))[0] + 2 * image.width() // 3
    assert columns.mean() < 0.5 * (legs.min() + legs.max())


def test_without_a_reached_root_there_is_no_map(atlas: Atlas, catalog: Catalog) -> None:
    assert map_part(ViewState(atlas.start().camera, place=L5_S1), catalog) is None


def test_every_level_fits_its_page_with_the_map(
    catalog: Catalog, library: Library, left: MapPart
) -> None:
    picture = QImage(1500, 1365, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFF)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    prepare(writer, "Letter", "a level")
    told = ("Disc extrusion at L5–S1, left subarticular, 8.4 mm. " * 2,)
    for place in catalog.places.values():
        for audience in AUDIENCES if place.id == L5_S1 else ("patient",):
            note = library.note(place.id)
            sheet = fitted_sheet(writer, note, audience, library, picture, told, "", left)
            assert sheet.points >= SMALLEST_POINTS, (place.id, audience)
            assert left.words.split(":")[0] in sheet.document.toPlainText()
