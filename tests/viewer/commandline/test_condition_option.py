"""Conditions on the command line: what they mean, and what is said when they do not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from viewer.__main__ import main


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["describe", *words, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def verdicts(found: dict[str, object]) -> dict[str, str]:
    return {row["id"]: row["verdict"] for row in found["verdicts"]}  # type: ignore[attr-defined]


def test_describe_tells_each_root_and_the_sac_and_sizes(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--condition", "disc-extrusion", "--side", "left", "--severity", "0.6")
    found = told(capsys, "L5-S1", *words)
    answers = verdicts(found)
    roots = {f"root.{root}.{side}" for root in ("L5", "S1") for side in ("left", "right")}
    assert roots | {"thecal-sac"} <= set(answers)
    assert answers["root.S1.left"] == "pressed"
    assert answers["root.L5.left"] == answers["root.S1.right"] == "free"
    sizes = {row["id"]: row for row in found["measures"]}  # type: ignore[attr-defined]
    assert len(sizes) >= 5
    assert all(set(row) == {"id", "name", "value", "normal", "unit"} for row in sizes.values())
    assert "expected to reach the left S1 root" in str(found["sentence"])
    (felt,) = found["felt"]  # type: ignore[misc]
    assert felt["id"] == "root.S1.left"
    assert "heel" in felt["skin"]


def test_words_after_colons_set_one_condition(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "L4-L5", "--condition", "disc-extrusion:right:foraminal:0.5")
    assert verdicts(found)["root.L4.right"] == "pressed"
    assert verdicts(found)["root.L5.right"] == "free"


def test_describe_says_nothing_new_without_a_condition(capsys: pytest.CaptureFixture[str]) -> None:
    assert "verdicts" not in told(capsys, "L4-L5")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--condition", "disc-extrusio"], "disc-extrusion"),
        (["--condition", "disc-extrusion", "--side", "lft"], "it can be left, right or both"),
        (["--condition", "disc-extrusion", "--zone", "middle"], "no zone 'middle'"),
        (["--condition", "disc-extrusion", "--severity", "7"], "from 0 to 1"),
        (["--condition", "disc-extrusion:deep"], "'deep' is no side, zone or severity"),
        (["--side", "left"], "add --condition"),
        (["--flexion", "200"], "--flexion 200 is out of range; it goes from -16 (back) to 52"),
        (["--rotation", "nan"], "--rotation nan is out of range"),
        (
            ["--condition", "disc-extrusion:left", "--condition", "disc-extrusion:right"],
            "'disc-extrusion' is set twice at L5–S1; set it once, with --side both",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_what_would(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["describe", "L5-S1", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_picture_needs_a_level(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", str(tmp_path / "x.png"), "--condition", "disc-extrusion"]) == 2
    assert "--segment L5-S1" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("--condition", "disc-bulge"),
        ("topic.imaging", "--flexion", "10"),
    ],
)
def test_conditions_are_described_at_a_level_alone(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert main(["describe", *words]) == 2
    assert "L5-S1" in capsys.readouterr().err


def test_a_needle_at_the_sacrum_and_every_angle_of_the_posture_are_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = (
        "--flexion",
        "20",
        "--bend",
        "-5",
        "--rotation",
        "2",
        "--lordosis",
        "4",
        "--slope",
        "3",
    )
    assert main(["describe", "sacrum", "--condition", "caudal-injection", *words]) == 0
    printed = capsys.readouterr().out
    assert "[region.sacrum]" in printed
    assert "sacrococcygeal membrane" in printed
    for angle in ("20° forwards", "5° left", "2° right", "4° deeper", "3° steeper"):
        assert angle in printed
