"""`xray` on the command line: the films there are, and a clear word for what cannot be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from viewer.__main__ import main

# Of the kind that others find and use: one for the whole run.
pytestmark = pytest.mark.usefixtures("qapp")
SMALL = ["--size", "105x129"]


def test_a_film_is_written_in_its_size(tmp_path: Path) -> None:
    out = tmp_path / "film.png"
    assert main(["xray", str(out), *SMALL]) == 0
    with Image.open(out) as picture:
        assert picture.size == (105, 129)
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    assert pixels.std() > 25
    # Greys alone: nothing of a film has a colour.
    assert np.ptp(pixels, axis=2).max() <= 2


def test_a_pair_stands_beside_each_other(tmp_path: Path) -> None:
    out = tmp_path / "pair.png"
    words = ["xray", str(out), *SMALL, "--view", "flexion-extension", "--invert"]
    assert main(words) == 0
    with Image.open(out) as picture:
        assert picture.width == 2 * 105 + 4
        assert np.asarray(picture.convert("L")).mean() > 110


def test_a_slice_and_the_normal_one_stand_beside_each_other(tmp_path: Path) -> None:
    out = tmp_path / "slices.png"
    words = ["--view", "mri-axial", "--size", "90x90", "--slice", "2", "--flexion", "10"]
    assert main(["xray", str(out), *words, "--beside-normal"]) == 0
    with Image.open(out) as picture:
        assert picture.size == (2 * 90 + 4, 90)
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    assert np.ptp(pixels, axis=2).max() <= 2
    assert not np.array_equal(pixels[:, :90], pixels[:, 94:])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--view", "side"], "unknown film 'side'"),
        (["--window", "5"], "--window 5 is out of range; it goes from 10 to 300"),
        (["--level", "nan"], "--level nan is out of range"),
        (["--view", "fusion-timeline"], "--view fusion-timeline needs a level"),
        (["--close"], "--close needs a level; add for example --segment L5-S1"),
        (["--size", "3x3"], "each side must be"),
        (["--condition", "plif", "--segment", "L5-S1"], "did you mean"),
        (["--segment", "L9"], "unknown segment 'L9'"),
        (["--slice", "4"], "--slice is for MRI-like slices; add --view mri-sagittal or mri-axial"),
        (["--view", "mri-axial", "--slice", "90"], "--slice 90 is out of range; it goes from -60"),
        (["--view", "mri-sagittal", "--invert"], "--invert is for films"),
        (["--beside-normal"], "--beside-normal needs something set on the model"),
    ],
)
def test_what_cannot_be_is_told_with_its_cure(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "film.png"
    assert main(["xray", str(out), *words]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not out.exists()


def test_a_film_needs_a_place_to_go(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["xray", str(tmp_path / "film.jpg")]) == 2
    assert "end the name in .png" in capsys.readouterr().err
