"""What may be felt by root: every root the model can reach has sound words for every reader."""

from __future__ import annotations

from dataclasses import astuple, fields
from pathlib import Path

import pytest

from annotations.library import ContentError, Library
from annotations.note import AUDIENCES
from annotations.paths import ENGLISH, FOLDER
from annotations.root_rows import patient_lines, unsound
from annotations.roots import LEVELS, SIGNS, Signs, load_about_roots, load_roots
from meshes.catalog import Catalog

SHIPPED = FOLDER / ENGLISH / "roots.toml"


def spoilt(folder: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file = folder / "roots.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def test_shipped_rows_are_sound(library: Library) -> None:
    assert [str(violation) for violation in unsound(library)] == []


def test_every_root_of_the_catalogue_has_a_row(catalog: Catalog) -> None:
    levels = {id.level_text for id in catalog.structures if id.kind == "root"}
    assert levels
    assert levels <= set(load_roots())


def test_every_reader_is_told_every_sign() -> None:
    assert [field.name for field in fields(Signs)] == list(SIGNS)
    for row in load_roots().values():
        for audience in AUDIENCES:
            assert all(astuple(row.read_by(audience)))
    assert len({load_about_roots().read_by(audience) for audience in AUDIENCES}) == 3


def test_pain_that_strays_is_told_once() -> None:
    lines = [line for line in patient_lines() if "Pain often does not follow" in line]
    assert lines == [load_about_roots().patient]


@pytest.mark.parametrize(
    ("level", "skin", "muscles", "reflex"),
    [
        ("L2", "mid anterior", "hip flexion", "none dependable"),
        ("L3", "knee", "knee extension", "knee jerk"),
        ("L4", "medial ankle", "dorsiflexion", "knee jerk"),
        ("L5", "great toe", "great toe extension", "none dependable"),
        ("S1", "heel", "plantar flexion", "ankle jerk"),
    ],
)
def test_key_signs_are_those_of_the_root(level: str, skin: str, muscles: str, reflex: str) -> None:
    """ISNCSCI key points and muscles."""
    signs = load_roots()[level].clinician
    assert skin in signs.skin
    assert muscles in signs.muscles
    assert signs.reflex.startswith(reflex)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"isncsci-2019", "suri-2011"', '"nobody-1999"', "unknown source 'nobody-1999'"),
        ('["gray-2020", "isncsci-2019"]', "[]", "no source"),
        ('text = "root.L2"', 'text = "root.L9"', "no text 'root.L9'"),
        ('"the groin and the top of the thigh"', '" "', "a sign without words"),
        ('"the groin and the top of the thigh"', '"a worn out nerve"', "'worn out'"),
        ('"the groin and the top of the thigh"', f'"{"word " * 21}"', "more than 20 words"),
        ("[S5]", "[S6]", ", ".join(LEVELS)),
    ],
)
def test_unsound_row_is_found(
    library: Library, tmp_path: Path, old: str, new: str, words: str
) -> None:
    found = [str(violation) for violation in unsound(library, spoilt(tmp_path, old, new))]
    assert any(words in line for line in found), found


@pytest.mark.parametrize(
    ("old", "new"), [("[about]", "[abuot]"), ("reflex =", "reflexes ="), ("[L1]", "[L1")]
)
def test_damaged_file_is_named(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(ContentError, match=r"roots\.toml: cannot be used"):
        load_roots(spoilt(tmp_path, old, new))
