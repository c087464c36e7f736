"""Pictures without a window: written, read back, smooth, labelled, transparent on request."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.commands import acts
from viewer.export import darkroom
from viewer.export.steps import TakeError
from viewer.graphics import missing_graphics
from viewer.state import ViewState
from viewer.ui.picture import draw_picture

SIZE = (480, 300)
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def lit(atlas: Atlas) -> ViewState:
    return acts.select_any(atlas, StructureId("segment.L4-L5"))(atlas.start())


def test_a_picture_is_written_and_the_same_pixels_returned(
    assets: Assets, catalog: Catalog, lit: ViewState, tmp_path: Path
) -> None:
    file = tmp_path / "L4-L5 segment.png"
    pixels = draw_picture(assets, catalog, lit, SIZE, file=file)
    assert pixels.shape == (SIZE[1], SIZE[0], 4)
    assert (pixels[..., 3] == 255).all()
    assert pixels[..., :3].std() > 20
    image = QImage(str(file))
    assert (image.width(), image.height()) == SIZE
    for x, y in ((5, 5), (240, 150), (100, 250)):
        assert image.pixelColor(x, y).getRgb() == tuple(int(v) for v in pixels[y, x])


def test_labels_add_writing_and_can_be_left_out(
    assets: Assets, catalog: Catalog, lit: ViewState
) -> None:
    plain = draw_picture(assets, catalog, lit, SIZE, labels=False).astype(int)
    written = draw_picture(assets, catalog, lit, SIZE).astype(int)
    changed = abs(plain - written).max(axis=2) > 40
    assert 0.01 < changed.mean() < 0.5
    assert changed[:100, :120].any(), "legend"
    assert changed[-30:, :].any(), "sides and scale"


def test_transparent_pictures_have_no_ground_and_soft_edges(
    assets: Assets, catalog: Catalog, atlas: Atlas
) -> None:
    pixels = draw_picture(assets, catalog, atlas.start(), SIZE, labels=False, transparent=True)
    alpha = pixels[..., 3]
    assert (alpha == 0).mean() > 0.4
    assert (alpha == 255).mean() > 0.05
    edge = (alpha > 40) & (alpha < 215)
    assert edge.any()
    solid = alpha == 255
    brightness = pixels[..., :3].mean(axis=2)
    assert brightness[edge].mean() > 0.6 * brightness[solid].mean(), "no dark fringe"


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_themes_differ_in_the_ground(
    assets: Assets, catalog: Catalog, atlas: Atlas, theme: str
) -> None:
    pixels = draw_picture(assets, catalog, atlas.start(), SIZE, theme=theme, labels=False)
    brightness = pixels[3, 3, :3].mean()
    assert brightness < 80 if theme == "dark" else brightness > 180


def test_the_same_picture_twice_is_the_same(
    assets: Assets, catalog: Catalog, lit: ViewState
) -> None:
    first = draw_picture(assets, catalog, lit, SIZE)
    second = draw_picture(assets, catalog, lit, SIZE)
    assert (abs(first.astype(int) - second.astype(int)).max(axis=2) > 2).mean() < 1e-3


def test_a_file_that_cannot_be_written_is_named(
    assets: Assets, catalog: Catalog, lit: ViewState, tmp_path: Path
) -> None:
    with pytest.raises(TakeError, match=r"picture\.png"):
        draw_picture(assets, catalog, lit, SIZE, file=tmp_path / "no" / "picture.png")


def test_without_graphics_libraries_the_cure_is_named(
    monkeypatch: pytest.MonkeyPatch, assets: Assets, catalog: Catalog, lit: ViewState
) -> None:
    def refuse(name: str) -> object:
        raise OSError(name)

    problem = missing_graphics(refuse)
    if problem is None:
        pytest.skip("only Linux lacks them")
    assert "libgl1" in problem
    assert "\n" not in problem
    assert missing_graphics(lambda name: name) is None
    monkeypatch.setattr(darkroom, "missing_graphics", lambda: problem)
    with pytest.raises(TakeError, match="libgl1"):
        draw_picture(assets, catalog, lit, SIZE)
