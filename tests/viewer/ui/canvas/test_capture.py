"""A picture taken equals what is on the screen; a larger one is the same, drawn finer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QImage

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands import acts
from viewer.export.steps import finished
from viewer.resolve import resolve
from viewer.ui.canvas import Canvas
from viewer.ui.capture import captured
from viewer.ui.picture import picture_steps
from viewer.ui.sheet import Writing

from .conftest import Hand

pytestmark = pytest.mark.window
Pixels = npt.NDArray[np.int64]


@pytest.fixture
def lit(canvas: Canvas, catalog: Catalog, atlas: Atlas, settle: Callable[[], None]) -> Canvas:
    canvas.set_smooth_at_rest(True)
    state = acts.select_any(atlas, StructureId("segment.L4-L5"))(atlas.start())
    canvas.show_spec(resolve(state, catalog))
    canvas.fly_to(state.camera, animated=False)
    settle()
    return canvas


def taken(canvas: Canvas, scale: int = 1, writing: Writing | None = None) -> QImage:
    shot, sheet = finished(captured(canvas))
    scene = canvas.scene
    job = picture_steps(
        scene.assets, scene.catalog, shot, writing or Writing(), scale=scale, sheet=sheet
    )
    return finished(job)


def pixels(image: QImage) -> Pixels:
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1)
    shape = (plain.height(), plain.width(), 3)
    return rows[:, : plain.width() * 3].reshape(shape).astype(np.int64)


def test_at_its_own_size_it_is_what_is_on_the_screen(lit: Canvas, hand: Hand) -> None:
    seen, got = hand.pixels(), pixels(taken(lit))
    assert got.shape == seen.shape
    off = abs(seen - got).max(axis=2)
    assert off.mean() < 1.0
    assert (off > 24).mean() < 1e-3


def test_larger_ones_show_the_same_with_finer_lines(lit: Canvas) -> None:
    small = pixels(taken(lit))
    high, wide = small.shape[:2]
    for scale in (2, 4):
        large = pixels(taken(lit, scale))
        assert large.shape == (high * scale, wide * scale, 3)
        blocks = large.reshape(high, scale, wide, scale, 3)
        off = abs(blocks.mean(axis=(1, 3)) - small).max(axis=2)
        assert off.mean() < 3.0, "the same picture, without seams between its tiles"
        # Not stretched: neighbouring pixels differ within what one pixel was before.
        inner = (blocks.max(axis=(1, 3)) - blocks.min(axis=(1, 3))).max(axis=2)
        assert (inner > 60).mean() > 0.02


def test_each_kind_of_writing_can_be_left_out(lit: Canvas) -> None:
    whole = pixels(taken(lit))
    bare = pixels(taken(lit, writing=Writing(False, False, False)))
    for writing in (
        Writing(labels=False),
        Writing(legend=False),
        Writing(corners=False),
    ):
        some = pixels(taken(lit, writing=writing))
        assert 0.001 < (abs(some - whole).max(axis=2) > 40).mean() < 0.2
        assert (abs(some - bare).max(axis=2) > 40).mean() > 0.005
