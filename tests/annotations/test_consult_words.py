"""The words of reports: all that a report may name has calm words, and every fault is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.consult_checks import NO_FINDINGS, unsound
from annotations.consult_words import load_consult
from annotations.fault import ContentError
from annotations.library import Library
from annotations.models import load_models
from annotations.paths import ENGLISH, FOLDER

SHIPPED = FOLDER / ENGLISH / "consult.toml"


def spoilt(folder: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file = folder / "consult.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def test_shipped_words_are_sound(library: Library) -> None:
    assert [str(violation) for violation in unsound(library)] == []


def test_every_model_that_a_report_may_name_is_shown_by_a_word() -> None:
    said = {word.model for word in load_consult().words.values()}
    found = {model.id for model in load_models().values() if model.group not in NO_FINDINGS}
    assert found <= said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('model = "disc-bulge"\n', 'model = "annular-fissure"\n', "disc-bulge"),
        ('text = "condition.disc-bulge"', 'text = "condition.none"', "no text"),
        ('model = "isthmic-slip"\n', 'model = "isthmic"\n', "no model"),
        ('figures = ["disc-signal-loss"]', 'figures = ["signal"]', "no finding"),
        ('model = "disc-bulge"\n', 'model = "disc-bulge"\nzone = "central"\n', "no such side"),
        ('"black disc", ', '"black disc", "protrusion", ', "said so"),
        ("It holds less water and may be lower.", "It is worn out.", "worn out"),
        ("A bulge is not a herniation.", "A bulge is " + "so " * 20 + "small.", "split it"),
    ],
)
def test_a_fault_is_named(library: Library, tmp_path: Path, old: str, new: str, told: str) -> None:
    found = [str(violation) for violation in unsound(library, spoilt(tmp_path, old, new))]
    assert any(told in line for line in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[about]", "[abut]"),
        ('group = "disc"', 'group = "disk"'),
        ("severity = 0.5", "severity = 5.0"),
        ('id = "extrusion"', 'id = "protrusion"'),
        ('remark = "The model has no such dent to show."', ""),
        ('says = "Disc bulge"', "says = 3"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(ContentError, match=r"consult\.toml"):
        load_consult(spoilt(tmp_path, old, new))
