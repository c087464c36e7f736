"""The page about conditions keeps up with the data it is made of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotations.models import load_models
from tools.condition_pictures import all_shown

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "pictures" / "conditions"
TEXT = (DOCS / "conditions.md").read_text("utf-8")


@pytest.mark.parametrize("model", load_models().values(), ids=lambda model: model.id)
def test_every_condition_has_its_section_and_pictures(model):
    assert f"\n### {model.name}\n" in TEXT
    for shown in all_shown()[model.id]:
        assert f"pictures/conditions/{shown.name}.png" in TEXT


def test_the_pictures_of_the_page_are_those_of_the_folder():
    named = set(re.findall(r"pictures/conditions/([\w.-]+\.png)", TEXT))
    assert named == {file.name for file in PICTURES.glob("*")}


def test_the_pictures_are_small_enough_to_be_kept_with_the_source():
    sizes = [file.stat().st_size for file in PICTURES.glob("*.png")]
    assert max(sizes) <= 80_000
    assert sum(sizes) <= 5_000_000
