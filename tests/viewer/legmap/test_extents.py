"""Each area lies where the words about its root say, and not where they do not."""

from __future__ import annotations

import pytest

from annotations.legmap_data import ROOTS
from viewer.legmap.extents import heights, shares

#: What roots.toml and the works say of the skin of each root, as places: those that must be
#: reached, and those that would contradict the words.
MUST = {
    "L1": ("groin",),
    "L2": ("front-thigh", "inner-thigh"),
    "L3": ("inner-thigh", "inner-knee"),
    "L4": ("inner-shin", "inner-ankle"),
    "L5": ("outer-shin", "top-of-foot", "big-toe"),
    "S1": ("calf", "heel", "outer-foot", "sole"),
    "S2": ("back-thigh", "back-knee"),
    "S3": ("inner-buttock", "sitting-bones", "private-parts"),
    "S4": ("back-passage",),
    "S5": ("back-passage",),
}
MUST_NOT = {
    "L1": ("front-knee", "outer-shin"),
    "L2": ("outer-thigh", "groin", "inner-knee"),
    "L3": ("outer-thigh", "inner-shin"),
    "L4": ("big-toe", "outer-shin", "outer-thigh"),
    "L5": ("inner-ankle", "inner-shin", "heel"),
    "S1": ("big-toe", "top-of-foot", "back-thigh"),
    "S2": ("heel", "outer-shin"),
    "S3": ("back-thigh", "groin"),
    "S4": ("back-thigh", "buttock"),
    "S5": ("buttock", "sitting-bones"),
}
#: A share that is reached, and one that is a neighbour's overlap; chosen.
REACHED, STRAY = 0.15, 0.2


@pytest.mark.parametrize("root", ROOTS)
def test_an_area_of_the_evidence_covers_the_places_its_words_name(root: str) -> None:
    found = shares("evidence", root)
    assert {place for place in MUST[root] if found.get(place, 0.0) < REACHED} == set()
    assert {place for place in MUST_NOT[root] if found.get(place, 0.0) > STRAY} == set()
    most = max(found, key=found.__getitem__)
    assert most in MUST[root]


def test_the_strips_of_the_textbook_run_from_the_back_to_where_they_are_known() -> None:
    for root, end in (("L4", "big-toe"), ("L5", "middle-toes"), ("S1", "outer-foot")):
        assert shares("textbook", root)[end] > 0.5
        assert heights("textbook", root)["back"][0] < 200.0, "it begins at the loin"
    assert "heel" in shares("textbook", "S2")


def test_heights_are_measured_downwards_and_only_where_an_area_is() -> None:
    found = heights("evidence", "L4")
    assert list(found) == ["front", "back"]
    assert all(top < end for top, end in found.values())
    assert 600.0 < found["front"][0] < 700.0 < 1000.0 < found["front"][1] < 1080.0
