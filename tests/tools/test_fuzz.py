"""Damaged inputs of every kind, briefly; and that what is wrong would be found."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from tools.fuzz.__main__ import SHARES, inputs, main
from tools.fuzz.judging import Fault, contents, judged, refuse_change, refuse_leftovers
from tools.fuzz.mutations import RAW, damaged, json_changed, toml_changed
from tools.fuzz.pool import tried

GOOD = "Scene not opened: /here/a.json is empty; open another copy of it."


def test_no_damaged_input_of_any_kind_breaks_the_program(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = main(["--count", "260", "--seed", "7"])
    told = capsys.readouterr().out
    assert status == 0, told
    assert all(f"\n{kind} " in told for kind in SHARES)


def test_every_kind_has_its_share() -> None:
    chosen = list(inputs(10_000))
    assert {kind for kind, _ in chosen} == set(SHARES)
    assert abs(len(chosen) - 10_000) < 10
    assert len(set(chosen)) == len(chosen)


@pytest.mark.parametrize("mutation", [*RAW, json_changed, toml_changed])
def test_the_same_seed_damages_in_the_same_way(mutation: object) -> None:
    data = b'{"a": [1, 2.5, {"b": "c"}]}\nname = "x"\n[[row]]\nid = 3\n'
    first = [mutation(data, Random(seed)) for seed in range(20)]  # type: ignore[operator]
    again = [mutation(data, Random(seed)) for seed in range(20)]  # type: ignore[operator]
    assert first == again
    assert any(made != data for made in first)


def test_damage_is_of_many_kinds() -> None:
    data = b'{"a": [1, 2.5], "b": "c"}'
    made = {damaged(data, Random(seed), (json_changed,), (b"other",)) for seed in range(300)}
    assert len(made) > 150
    assert {b"", b"other"} <= made


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Scene not opened: it is empty; open another copy of it.", "names none"),
        ("Scene not opened: /here/a.json is empty.", "says no cure"),
        ("Traceback (most recent call last): /here/a.json; choose another", "innards"),
        (GOOD + "x" * 2000, "characters long"),
        (GOOD + "\0", "control characters"),
    ],
)
def test_a_poor_refusal_is_found(words: str, why: str) -> None:
    assert not judged(GOOD, ["/here/a.json"]).opened
    assert not judged("--severity needs a condition; add --condition ID", ["--severity"]).opened
    with pytest.raises(Fault, match=why):
        judged(words, ["/here/a.json"])


def test_what_a_reader_leaves_behind_is_found(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    before = contents(tmp_path)
    refuse_change(before, tmp_path)
    (tmp_path / ".part-x").write_text("half")
    with pytest.raises(Fault, match="changed the folder"):
        refuse_change(before, tmp_path)
    with pytest.raises(Fault, match="half-written"):
        refuse_leftovers(tmp_path)


WILD = """
import json, os, sys
print("ready", flush=True)
for line in sys.stdin:
    kind, number = line.split()
    if number == "1":
        os.abort()
    if number == "3":
        sys.stdin.readline()
    seconds = 9.0 if number == "4" else 0.0
    print(json.dumps(dict(kind=kind, number=int(number), opened=True, words="", fault="",
                          seconds=seconds)), flush=True)
"""


def test_a_crash_a_hang_and_a_slow_reader_are_found_and_the_rest_goes_on() -> None:
    program = (sys.executable, "-c", WILD)
    found = list(tried([("x", n) for n in range(6)], 1, program, silence=1.5))
    faults = [one["fault"] for one in found]
    assert [bool(fault) for fault in faults] == [False, True, False, True, True, False]
    assert "ends the interpreter" in faults[1]
    assert "hangs" in faults[3]
    assert faults[4] == "takes 9.0 s"
