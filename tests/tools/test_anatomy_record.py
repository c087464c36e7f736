from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np

from meshes.measures.figures import morphometry
from meshes.shipped import load_measures
from tools.anatomy_pictures import COLOURS, few_colours, pictures
from tools.anatomy_record import document, size_tables
from viewer.atlas import Atlas

DOCS = Path(__file__).parents[2] / "docs"


def test_the_document_is_that_of_the_shipped_meshes(atlas: Atlas) -> None:
    shapes = tomllib.loads((DOCS / "compare.toml").read_text(encoding="utf-8"))
    text = document(morphometry(), load_measures(), shapes, pictures(atlas))
    stands = (DOCS / "anatomy.md").read_text(encoding="utf-8")
    assert stands == text, "run 'python -m tools.anatomy_record docs'"


def test_every_picture_is_there_and_small(atlas: Atlas) -> None:
    files = {file.stem: file for file in (DOCS / "pictures" / "anatomy").glob("*.png")}
    assert set(files) == {picture.name for picture in pictures(atlas)}
    assert sum(file.stat().st_size for file in files.values()) < 2_500_000


def test_what_cannot_be_measured_is_said_and_not_zero() -> None:
    lines = size_tables(morphometry(), {"pedicle-width": {"L3": None}})
    assert any("not measurable" in line for line in lines)
    assert not any("| 0.0 |" in line for line in lines)


def test_few_colours_keep_white_and_come_near() -> None:
    pixels = np.random.default_rng(0).uniform(0, 255, (3000, 3)).round()
    pixels[:500] = 255.0
    palette, numbers = few_colours(pixels)
    assert len(palette) <= COLOURS
    assert np.all(palette[numbers[:500]] == 255.0)
    assert np.linalg.norm(palette[numbers] - pixels, axis=1).mean() < 30.0
