"""A session that did not end properly is found again; one that did leaves nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from meshes.catalog import Catalog
from viewer.keep.lock import FileLock
from viewer.keep.places import Places, default_places
from viewer.keep.recent import MOST, read_recent, why_missing, with_newest, write_recent
from viewer.keep.scene_file import SavedScene, scene_text
from viewer.keep.session import Session, forget, lost_scene
from viewer.state import ViewState

ROOT = Path(__file__).parents[3]


CHILD = """
import sys
from pathlib import Path
from meshes.catalog import load_catalog
from viewer.keep.scene_file import scene_from
from viewer.keep.session import Session
session = Session(Path(sys.argv[1]))
session.keep(scene_from(sys.stdin.readline(), load_catalog()))
print("kept", flush=True)
sys.stdin.readline()
session.end()
"""


def child(folder: Path, saved: SavedScene) -> subprocess.Popen[str]:
    import json

    made = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert made.stdin is not None
    assert made.stdout is not None
    made.stdin.write(json.dumps(json.loads(scene_text(saved))) + "\n")
    made.stdin.flush()
    assert made.stdout.readline() == "kept\n"
    return made


def finished(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.stdout.close()
    process.wait()


def test_a_killed_session_is_found_and_a_living_one_is_not(
    tmp_path: Path, start: ViewState, catalog: Catalog
) -> None:
    saved = SavedScene(replace(start, see_through_bone=True))
    process = child(tmp_path, saved)
    assert lost_scene(tmp_path, catalog) == (None, ())
    process.kill()
    finished(process)
    found, files = lost_scene(tmp_path, catalog)
    assert found == saved
    forget(files)
    assert list(tmp_path.iterdir()) == []


def test_a_proper_end_leaves_nothing(tmp_path: Path, start: ViewState, catalog: Catalog) -> None:
    process = child(tmp_path, SavedScene(start))
    finished(process)
    assert lost_scene(tmp_path, catalog) == (None, ())
    assert list(tmp_path.iterdir()) == []


def test_a_start_without_changes_leaves_no_trace(tmp_path: Path, catalog: Catalog) -> None:
    session = Session(tmp_path / "sessions")
    session.end()
    assert not (tmp_path / "sessions").exists()
    assert lost_scene(tmp_path / "sessions", catalog) == (None, ())


def test_the_newest_of_several_is_offered_and_unreadable_ones_are_passed_over(
    tmp_path: Path, start: ViewState, catalog: Catalog
) -> None:
    saved = [SavedScene(replace(start, view=name)) for name in ("left", "right")]
    for number, one in enumerate(saved):
        file = tmp_path / f"{number}.lumbo.json"
        file.write_text(scene_text(one), encoding="utf-8")
        os.utime(file, (1000 + number, 1000 + number))
    (tmp_path / "9.lumbo.json").write_text("{")
    found, files = lost_scene(tmp_path, catalog)
    assert found == saved[1]
    assert len(files) == 3


def test_a_lock_is_held_by_one_only(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "a.lock"), FileLock(tmp_path / "a.lock")
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()
    assert not FileLock(tmp_path / "nowhere" / "a.lock").take()


def test_recent_scenes_are_newest_first_once_each_and_few(tmp_path: Path) -> None:
    recent: tuple[Path, ...] = ()
    for number in range(12):
        recent = with_newest(recent, tmp_path / f"{number}.lumbo.json")
    recent = with_newest(recent, tmp_path / "9.lumbo.json")
    assert [path.name[0] for path in recent[:3]] == ["9", "1", "1"]
    assert len(recent) == MOST
    file = tmp_path / "recent.json"
    write_recent(file, recent)
    assert read_recent(file) == recent
    for damaged in ("", "{", "[]", '{"scenes": 3}', '{"scenes": [1, null]}'):
        file.write_text(damaged)
        assert read_recent(file) == ()


def test_missing_scenes_have_a_reason(tmp_path: Path) -> None:
    there = tmp_path / "a.lumbo.json"
    there.write_text("")
    assert why_missing(there) == ""
    assert why_missing(tmp_path / "b.lumbo.json") == "not found"
    assert why_missing(tmp_path / "gone" / "b.lumbo.json") == "folder not found"


def test_the_data_lie_in_the_users_own_folder(tmp_path: Path) -> None:
    places = default_places()
    assert places.folder.name == "lumbosacral-viewer"
    assert {places.database.parent, places.recent.parent, places.sessions.parent} == {places.folder}
    own = Places(tmp_path / "own")
    own.make()
    if os.name == "posix":
        assert own.folder.stat().st_mode & 0o077 == 0
