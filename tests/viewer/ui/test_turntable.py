"""A whole turn of the scene, with legend and sides but no names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.commands import acts
from viewer.export.darkroom import Shot
from viewer.export.steps import finished
from viewer.looks import THEMES
from viewer.resolve import resolve
from viewer.ui.sheet import Writing
from viewer.ui.turntable import film_size, turntable_steps

pytestmark = pytest.mark.usefixtures("qapp")


def test_it_turns_once_round_and_keeps_the_legend(
    assets: Assets, catalog: Catalog, atlas: Atlas, tmp_path: Path
) -> None:
    state = acts.select_any(atlas, StructureId("segment.L4-L5"))(atlas.start())
    shot = Shot(resolve(state, catalog), state.camera, THEMES["light"], (480, 360))
    file = tmp_path / "t.gif"
    job = turntable_steps(assets, catalog, shot, Writing(False, True, False), 4, file)
    finished(job)
    pictures = []
    with Image.open(file) as film:
        assert film.n_frames == 4  # type: ignore[attr-defined]
        for k in range(4):
            film.seek(k)
            pictures.append(np.asarray(film.convert("RGB")).astype(int))
    legend = np.s_[15:60, 15:100]
    for one, other in ((0, 1), (1, 2), (0, 2)):
        assert abs(pictures[one] - pictures[other]).mean() > 3
        assert abs(pictures[one][legend] - pictures[other][legend]).mean() < 3


def test_films_have_the_shape_of_the_view_and_even_sides() -> None:
    for view in ((840, 692), (1333, 801), (400, 900)):
        wide, high = film_size(view, 480)
        assert high == 480
        assert wide % 2 == 0
        assert abs(wide / high - view[0] / view[1]) < 0.01
