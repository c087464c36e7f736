"""What can be seen in the sources of how the program behaves on Windows and macOS."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from meshes.catalog import Catalog
from viewer.atlas import Atlas
from viewer.commands.registry import commands

ROOT = Path(__file__).parents[1]
PACKAGES = ("viewer", "meshes", "annotations")
#: Modules that some systems lack.
_NOT_EVERYWHERE = {"fcntl", "msvcrt", "pwd", "grp", "resource", "termios", "winreg"}
_ASKED_ABOUT = re.compile(
    rf"open\(|_text\(|Path\([\"']|os\.rename|import ({'|'.join(_NOT_EVERYWHERE)})\b"
)
#: Windows takes none of these in a name, nor these names whatever their ending.
_NOT_IN_NAMES = set('<>:"/\\|?*') | {chr(code) for code in range(32)}
_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
#: Keys that macOS keeps for itself, with Ctrl read as Command, and the commands that have them.
_KEPT_BY_MACOS = {
    "Ctrl+H": "window.hidden",
    "Ctrl+M": "measure.plates",
    "Ctrl+Q": "window.quit",
    "F11": "window.full-screen",
}


@cache
def trees() -> dict[str, ast.Module]:
    """Every file in which one of the words stands that these tests ask about."""
    files = [ROOT / "start.py", *(f for name in PACKAGES for f in (ROOT / name).rglob("*.py"))]
    texts = {f.relative_to(ROOT).as_posix(): f.read_text(encoding="utf-8") for f in files}
    return {name: ast.parse(text) for name, text in texts.items() if _ASKED_ABOUT.search(text)}


@cache
def calls() -> tuple[tuple[str, ast.Call, str], ...]:
    """Every call in them: where, the call, and the last word of what is called."""
    return tuple(_calls())


def _calls() -> Iterator[tuple[str, ast.Call, str]]:
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func
                word = getattr(called, "attr", getattr(called, "id", ""))
                yield f"{name}:{node.lineno}", node, word


def _mode(call: ast.Call, place: int) -> str | None:
    """The mode of an open call: the literal one, "r" for none, None where this is no open of a
    file."""
    given = [k.value for k in call.keywords if k.arg == "mode"] or call.args[place : place + 1]
    if not given:
        return "r"
    mode = given[0]
    return mode.value if isinstance(mode, ast.Constant) and isinstance(mode.value, str) else None


def test_every_text_file_is_read_and_written_as_utf_8() -> None:
    wrong, seen = [], 0
    for where, call, word in calls():
        has_encoding = any(k.arg == "encoding" for k in call.keywords)
        if word in ("read_text", "write_text"):
            seen += 1
            has_encoding |= len(call.args) > (word == "write_text")
        elif word == "open" and isinstance(call.func, ast.Name):
            mode = _mode(call, 1)
            has_encoding |= mode is None or "b" in mode
        elif word in ("open", "fdopen") and (call.args or call.keywords):
            mode = _mode(call, 0 if word == "open" else 1)
            has_encoding |= mode is None or "b" in mode or not set(mode) <= set("rwax+tU")
        else:
            continue
        if not has_encoding:
            wrong.append(where)
    assert not wrong
    assert seen > 10


def test_what_only_some_systems_have_is_asked_for_only_there() -> None:
    guarded = 0
    for name, tree in trees().items():
        always = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        for node in always:
            names = {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
            from_ = {node.module} if isinstance(node, ast.ImportFrom) else set()
            assert not (names | from_) & _NOT_EVERYWHERE, name
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                guarded += bool({alias.name for alias in node.names} & _NOT_EVERYWHERE)
    assert guarded == 4, "the lock of Windows and that of the others; a limit read and set"


def test_no_path_is_written_for_one_system_alone() -> None:
    for where, call, word in calls():
        first = call.args[0] if call.args else None
        if word in ("Path", "PurePath") and isinstance(first, ast.Constant):
            text = str(first.value)
            assert not text.startswith(("/", "~")), where
            assert ":" not in text, where
            assert "\\" not in text, where
        # On Windows renaming fails where the new name is taken; replacing does not.
        of = getattr(getattr(call.func, "value", None), "id", "")
        assert not (word == "rename" and of == "os"), where


def test_files_that_ship_have_names_that_every_system_takes() -> None:
    files = [
        f for name in PACKAGES for f in (ROOT / name).rglob("*") if "__pycache__" not in str(f)
    ]
    names = [PurePosixPath(f.relative_to(ROOT).as_posix()) for f in files]
    for name in names:
        for part in name.parts:
            assert not _NOT_IN_NAMES & set(part), name
            assert part.split(".")[0].lower() not in _DEVICES, name
            assert not part.endswith((".", " ")), name
    small = Counter(str(name).lower() for name in names)
    assert max(small.values()) == 1, "two names differ by capitals alone"
    assert max(len(str(name)) for name in names) < 120


def test_ids_become_file_names_that_every_system_takes(catalog: Catalog) -> None:
    ids = [*catalog.structures, *catalog.places]
    for id in ids:
        assert not _NOT_IN_NAMES & set(id), id
        assert id.split(".")[0].lower() not in _DEVICES, id
    assert len({id.lower() for id in ids}) == len(ids)


@pytest.mark.window
def test_every_key_is_understood_and_written_by_qt(atlas: Atlas, qapp: object) -> None:
    from PySide6.QtGui import QKeySequence

    for command in commands(atlas).values():
        for key in command.keys:
            sequence = QKeySequence(key)
            assert sequence.count() == 1, (command.id, key)
            assert sequence.toString(QKeySequence.SequenceFormat.NativeText), (command.id, key)
            portable = sequence.toString(QKeySequence.SequenceFormat.PortableText)
            assert QKeySequence(portable) == sequence, (command.id, key)
            assert "Meta" not in portable, "Meta is Ctrl on macOS and the system's key on Windows"


def test_keys_that_macos_keeps_are_known_and_not_the_only_way(atlas: Atlas) -> None:
    found = {
        key: command.id
        for command in commands(atlas).values()
        for key in command.keys
        if key in (*_KEPT_BY_MACOS, "Ctrl+Space", "Ctrl+Tab", "Ctrl+`", "Ctrl+Alt+Esc")
    }
    assert found == _KEPT_BY_MACOS
    text = (ROOT / "docs" / "platforms.md").read_text(encoding="utf-8")
    for id in found.values():
        assert commands(atlas)[id].menu, f"{id} needs a menu"
        assert id in text, f"docs/platforms.md must tell of {id}"
