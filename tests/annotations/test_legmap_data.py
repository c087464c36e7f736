"""The data of the leg map: whole, drawn as people are built, and clear about what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.language import phrases
from annotations.legmap_data import (
    MAPS,
    ROOTS,
    VIEWS,
    load_figure,
    load_map,
    load_map_words,
    load_regions,
    sources_of_maps,
)
from annotations.library import ContentError, Library
from annotations.paths import ENGLISH, FOLDER

DATA = FOLDER / "legmap"


@pytest.mark.parametrize("name", MAPS)
def test_each_map_has_every_root_with_known_sources(name: str, library: Library) -> None:
    found = load_map(name)
    assert tuple(found.areas) == ROOTS
    assert set(found.sources) <= library.sources.keys()
    assert set(found.sources) <= sources_of_maps()


def test_the_figure_is_built_like_a_person() -> None:
    for view in ("front", "back"):
        edge = load_figure()[view].outline
        lateral = {y: x for x, y in edge[: len(edge) // 2]}
        hips, calf = max(lateral.values()), lateral[745]
        high = max(y for _, y in edge)
        # Hips 340 to 380 mm wide; waist to toes of a foot that points down about 1.2 m.
        assert 340 <= 2 * hips <= 380
        assert 1100 <= high <= 1300
        assert calf < hips
    assert [load_figure()[view].right_is for view in VIEWS] == ["left", "right", "left"]


def test_every_place_has_a_name_and_every_name_a_place() -> None:
    assert list(load_map_words().regions) == list(load_regions())


def test_patients_read_no_word_that_frightens() -> None:
    words = load_map_words()
    lines = [words.saddle, words.both_legs, words.gaps, *words.sure.values()]
    for line in lines:
        for phrase in phrases("threat"):
            assert not phrase.pattern.search(line.patient)


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        ("figure.toml", 'right_is = "left"', 'right_is = "up"', "right_is"),
        ("figure.toml", "cell = 6.0", "cell = 0.001", "cell"),
        ("figure.toml", "[[0, 0], [70, 0]", "[[5, 0], [70, 0]", "mid-line"),
        ("figure.toml", "[back]", "[behind]", "views"),
        ("evidence.toml", "[[L1]]", "[[L9]]", "areas"),
        ("evidence.toml", 'view = "saddle"', 'view = "side"', "view"),
        ("evidence.toml", "[190, 78]", '[190, "78"]', "numbers"),
        ("evidence.toml", "[190, 78]", "[nan, 78]", "numbers"),
        ("evidence.toml", "[190, 78]", "[19000, 78]", "outside"),
        ("evidence.toml", "soft = 44.0", "soft = -1.0", "soft"),
        ("regions.toml", "view =", "vew =", "vew"),
        ("legmap.toml", "{side} groin", "{sides} groin", "side"),
        ("legmap.toml", "{percent}", "{per}", "per"),
    ],
)
def test_a_damaged_file_is_named_with_what_is_wrong(
    tmp_path: Path, file: str, old: str, new: str, why: str
) -> None:
    home = FOLDER / ENGLISH if file == "legmap.toml" else DATA
    text = (home / file).read_text(encoding="utf-8")
    if old.startswith("[[0, 0]"):
        text = text.replace("[0, 0], [70, 0]", "[5, 0], [70, 0]", 1)
    else:
        assert old in text
        text = text.replace(old, new) if file == "evidence.toml" else text.replace(old, new, 1)
    (tmp_path / file).write_text(text, encoding="utf-8")
    read = {
        "figure.toml": load_figure,
        "evidence.toml": lambda path: load_map("evidence", path),
        "regions.toml": load_regions,
        "legmap.toml": load_map_words,
    }[file]
    with pytest.raises(ContentError, match=rf"(?s){file}.*{why}"):
        read(tmp_path / file)


def test_a_missing_file_is_told_not_thrown(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"none\.toml"):
        load_figure(tmp_path / "none.toml")
