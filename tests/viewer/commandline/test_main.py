"""The command line as a user meets it: exit status, one line on stderr, no traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotations.library import Library
from meshes.catalog import Catalog
from meshes.checks import Violation
from viewer.__main__ import ACTS, main
from viewer.atlas import Atlas
from viewer.commandline.check import _in_full
from viewer.commandline.describe import as_words, description
from viewer.commandline.errors import place_id
from viewer.commandline.opening import asked_state
from viewer.commandline.parser import parser
from viewer.commands import acts
from viewer.keep.scene_file import SavedScene, write_scene
from viewer.state import Audience, Labels


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    try:
        code = main(words)
    except SystemExit as stop:
        code = int(stop.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_help_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "examples:" in out
    assert "render out.png" in out


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--version")
    assert code == 0
    assert out.startswith("lumbosacral-viewer ")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--segment", "L9-X1"), "L9-X1"),
        (("--view", "sideways"), "sideways"),
        (("--scene", "no/such.lumbo.json"), "no/such.lumbo.json"),
        (("render", "x.png", "--scene", "no/such.lumbo.json"), "no longer there"),
        (("--theme", "pink"), "pink"),
        (("--audience", "nobody"), "nobody"),
        (("render", "x.png", "--segment", "L5"), "'L5'"),
        (("render", "x.png", "--size", "big"), "big"),
        (("render", "x.png", "--size", "9x9"), "9x9"),
        (("render", "x.png", "--size", "99999x99999"), "99999x99999"),
        (("render", "x.jpg"), "x.jpg"),
        (("render", "no/such/folder/x.png"), "folder"),
        (("describe", "vertebra.L9"), "vertebra.L9"),
        (("export", "out", "--format", "docx"), "docx"),
        (("export", "out", "--format", "ply", "--only", "femur"), "femur"),
        (("export", "out"), "--format"),
        (("--colour=red",), "--colour"),
        (("dance",), "dance"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    named: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("viewer.ui.app.run_window", _window_that_resolves_its_state)
    code, _, err = run(capsys, *words)
    assert code == 2
    assert named in err
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def _window_that_resolves_its_state(catalog, make_state, theme, **_more):  # type: ignore[no-untyped-def]
    from meshes.store import load_assets
    from viewer.atlas import Atlas

    make_state(Atlas(catalog, load_assets().boxes))
    return 0


def test_describe_without_id_lists_everything(
    capsys: pytest.CaptureFixture[str], catalog: Catalog
) -> None:
    code, out, _ = run(capsys, "describe", "--json")
    found = json.loads(out)
    assert code == 0
    assert set(found) == {"levels", "structures", "conditions", "procedures", "topics"}
    assert {row["id"] for row in found["structures"]} == set(catalog.structures)
    assert {row["id"] for row in found["levels"]} == set(catalog.places)
    assert found["topics"]


def test_describe_gives_members_with_role_side_and_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "describe", "L5-S1", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["id"] == "segment.L5-S1"
    roles = {(m["role"], m["id"], m["side"]) for m in found["members"]}
    assert ("inferior-vertebra", "sacrum", None) in roles
    assert ("exiting-root", "root.L5.left", "left") in roles
    assert ("traversing-root", "root.S1.right", "right") in roles
    assert all(len(found["text"][who]) > 400 for who in ("patient", "student", "clinician"))
    assert found["sources"]


def test_everything_that_can_be_described_has_text_for_every_audience(
    catalog: Catalog, library: Library
) -> None:
    for id in (*catalog.places, *catalog.structures):
        found = description(id, catalog, library)
        assert all(found["text"].values()), id
        assert found["sources"], id


def test_describe_in_words_names_members_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "describe", "L4-L5")
    assert code == 0
    assert "exiting-root" in out
    assert "doi.org" in out


def test_check_finds_nothing_wrong_with_what_ships(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    mesh_violations: list[Violation],
) -> None:
    monkeypatch.setattr("viewer.commandline.check.check_meshes", lambda _catalog: mesh_violations)
    code, out, _ = run(capsys, "check")
    assert (code, out.strip()) == (0, "meshes, catalogue and texts: all good")


def test_check_fails_with_a_line_for_each_violation(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("meshes.checks.default_folder", lambda: tmp_path)
    # That texts are looked at as well is seen above; here they would only take their time.
    monkeypatch.setattr("viewer.commandline.check.text_checks.all_violations", lambda **_ids: [])
    code, out, _ = run(capsys, "check")
    assert code == 1
    assert "manifest.json" in out
    assert all(len(line.split(": ", 2)) == 3 for line in out.splitlines()[:-1])


def test_every_check_names_file_place_and_fault() -> None:
    for line, wanted in (
        ("levels/a.toml: cannot be read: bad", "annotations/levels/a.toml: whole file: cannot be"),
        ("levels/a.toml, section b: no c", "annotations/levels/a.toml: section b: no c"),
        ("/x/spine.toml: cannot be read (y)", "/x/spine.toml: whole file: cannot be read (y)"),
        ("points.npy: disc: open", "points.npy: disc: open"),
    ):
        assert _in_full(line).startswith(wanted)


def test_a_level_is_known_however_it_is_written(catalog: Catalog) -> None:
    for text in ("L5-S1", "l5/s1", "L5S1", "L5–S1", "segment.L5-S1"):
        assert place_id(catalog, text) == "segment.L5-S1"


def test_describe_breaks_lines_between_words() -> None:
    found = {
        "name": "N",
        "id": "i",
        "synonyms": [],
        "members": [],
        "text": {"patient": "- " + "word " * 40 + "\n\n" + "a-hyphen " * 20},
    }
    lines = as_words(found, 40).splitlines()
    assert max(map(len, lines)) <= 40
    assert "  word" in lines[-8]


def test_damaged_assets_are_one_line_with_the_cure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("meshes.store.default_folder", lambda: tmp_path)
    code, _, err = run(capsys, "export", str(tmp_path / "out"), "--format", "ply")
    assert code == 2
    assert "manifest.json" in err
    assert "reinstall" in err


def test_without_opengl_the_cure_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("viewer.graphics._can_load", lambda _name, _load: False)
    monkeypatch.setattr("viewer.graphics.sys.platform", "linux")
    code, _, err = run(capsys, "render", str(tmp_path / "x.png"))
    assert code == 2
    assert "libgl1 libegl1" in err


def test_a_saved_scene_is_where_the_options_start(
    tmp_path: Path, atlas: Atlas, catalog: Catalog
) -> None:
    path = tmp_path / "mine.lumbo.json"
    kept = acts.set_labels(Labels.ALL)(
        acts.select_place(atlas, place_id(catalog, "L4-L5"))(atlas.start())
    )
    write_scene(path, SavedScene(kept))
    arguments = parser(ACTS).parse_args(["--scene", str(path)])
    assert asked_state(arguments, atlas) == kept
    arguments = parser(ACTS).parse_args(["--scene", str(path), "--audience", "student"])
    assert asked_state(arguments, atlas) == acts.set_audience(Audience.STUDENT)(kept)
