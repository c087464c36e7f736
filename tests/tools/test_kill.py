"""The program killed while it saves: briefly; and that a loss would be found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

if os.name != "posix":
    pytest.skip("needs a system that forks", allow_module_level=True)

from tools.kill.checking import Ledger, look
from tools.kill.saving import SCENES, Saver
from viewer.keep.database import open_database
from viewer.keep.notes import NoteBook
from viewer.keep.places import Places

ROOT = Path(__file__).parents[2]


def test_kills_two_copies_short_files_and_closed_folders_lose_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.kill", "--count", "10", "--steps", "30"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("10 kills, ")
    assert done.stdout.count("no faults") == 4


def saved(folder: Path) -> Ledger:
    """A ledger of a process that saved a while, and was not killed."""
    steps: list[dict[str, object]] = []
    saver = Saver(folder, Random(3), steps.append, range(40))
    saver.run()
    saver.session.end()
    ledger = Ledger()
    ledger.hear(steps, alone=True)
    return ledger


def test_what_was_kept_is_found_and_a_loss_is_told(tmp_path: Path) -> None:
    ledger = saved(tmp_path)
    assert ledger.kept > 25
    assert look(tmp_path, ledger) == []
    database = open_database(Places(tmp_path).database)
    lost = NoteBook(database).notes()[0]
    NoteBook(database).remove(lost.id)
    database.close()
    scene = next(tmp_path / name for name in SCENES if (tmp_path / name).exists())
    scene.write_bytes(scene.read_bytes()[:-40])
    found = look(tmp_path, ledger)
    assert len(found) == 2
    assert "a note is lost" in found[0]
    assert scene.name in found[1]


def test_of_what_was_begun_the_old_and_the_new_are_right(tmp_path: Path) -> None:
    ledger = saved(tmp_path)
    note = next(iter(ledger.notes))
    ledger.hear([{"do": "remove", "id": note}], alone=True)
    assert look(tmp_path, ledger) == []
    ledger.hear([{"kept": "remove", "id": note}], alone=True)
    ledger.notes[note] = "never written"
    assert "a note reads" in look(tmp_path, ledger)[0]


def test_a_file_may_be_missing_until_one_was_kept(tmp_path: Path) -> None:
    ledger = Ledger()
    ledger.hear(
        [{"do": name, "number": 1} for name in (SCENES[0], "settings", "recent")], alone=True
    )
    assert look(tmp_path, ledger) == []
    ledger.hear([{"kept": "recent", "number": 1}], alone=False)
    ledger.hear([{"kept": SCENES[0], "number": 1}], alone=True)
    found = look(tmp_path, ledger)
    assert [words.partition(" ")[0] for words in found] == [SCENES[0], "recent"]
