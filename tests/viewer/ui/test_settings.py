"""What is remembered comes back; what cannot be understood is kept and told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.ui.settings import VERSION, Settings, SettingsFile, fitting_text

SAMPLE = Settings("dark", 1.5, True, True, "tissue", ("care",), ("imaging",), "Zm9v", "YmFy")


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    SettingsFile(tmp_path / "deep" / "settings.json").save(SAMPLE)
    again = SettingsFile(tmp_path / "deep" / "settings.json")
    assert again.load() == SAMPLE
    assert again.problem == ""


def test_without_a_file_there_are_defaults_and_no_complaint(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    assert file.load() == Settings()
    assert file.problem == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": "1"}',
        '{"version": 1, "theme": "mauve"}',
        '{"version": 1, "theme": 3}',
        '{"version": 1, "text_scale": NaN}',
        '{"version": 1, "text_scale": 9000}',
        '{"version": 1, "coach_seen": "yes"}',
        '{"version": 1, "folded": [1]}',
        '{"version": 1, "arrangement": "random"}',
        "[" * 100_000,
    ],
)
def test_garbage_is_kept_aside_and_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    file = SettingsFile(path)
    assert file.load() == Settings()
    assert str(path) in file.problem
    assert "settings.json.bak" in file.problem
    assert path.with_name("settings.json.bak").read_text() == text
    file.save(SAMPLE)
    assert SettingsFile(path).load() == SAMPLE
    assert path.with_name("settings.json.bak").read_text() == text


def test_bytes_that_are_no_text_are_kept_too(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b"\xff\xfe\x00")
    assert SettingsFile(path).load() == Settings()
    assert path.with_name("settings.json.bak").read_bytes() == b"\xff\xfe\x00"


def test_a_second_damaged_file_does_not_take_the_place_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for text in ("one", "two"):
        path.write_text(text)
        SettingsFile(path).load()
    kept = sorted(p.read_text() for p in tmp_path.glob("*.bak"))
    assert kept == ["one", "two"]


def test_a_newer_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    text = json.dumps({"version": VERSION + 1, "theme": "sepia"})
    path.write_text(text)
    file = SettingsFile(path)
    assert file.load() == Settings()
    assert str(path) in file.problem
    assert "newer" in file.problem
    file.save(SAMPLE)
    assert path.read_text() == text


def test_a_folder_that_cannot_be_written_is_told_not_raised(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    file = SettingsFile(tmp_path / "taken" / "settings.json")
    file.save(SAMPLE)
    assert "taken" in file.problem


@given(st.floats(0.8, 2.0), st.booleans(), st.lists(st.text(max_size=8), max_size=3))
def test_any_settings_survive_the_file(
    tmp_path_factory: pytest.TempPathFactory, scale: float, motion: bool, folded: list[str]
) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    wanted = replace(SAMPLE, text_scale=scale, reduced_motion=motion, folded=tuple(folded))
    SettingsFile(path).save(wanted)
    assert SettingsFile(path).load() == wanted


@pytest.mark.parametrize(
    ("screen", "scale"),
    [
        ((1280, 800), 1.0),
        ((1920, 1200), 1.0),
        ((2560, 1440), 1.0),
        ((1440, 2560), 1.0),
        ((3840, 2160), 1.5),
        ((5120, 2880), 2.0),
        ((7680, 4320), 2.0),
    ],
)
def test_a_very_large_screen_gets_larger_letters(screen: tuple[int, int], scale: float) -> None:
    assert fitting_text(*screen) == scale


def test_only_a_start_that_finds_nothing_is_the_first(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.load()
    assert file.is_first
    file.save(SAMPLE)
    again = SettingsFile(file.path)
    again.load()
    assert not again.is_first
