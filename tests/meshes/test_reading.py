"""Ordinary files alone are read, up to a size, and quoted briefly."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from meshes.reading import TableError, brief, read_plain, read_toml, refuse_misfits, shipped_table


def test_an_ordinary_file_is_read_also_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "b").symlink_to("a")
    assert read_plain(tmp_path / "a", 3) == read_plain(tmp_path / "b", 3) == b"abc"
    with pytest.raises(OSError, match="larger than 2e-06 MB"):
        read_plain(tmp_path / "a", 2)


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(OSError, match="larger than 1 MB"):
        read_plain(tmp_path / "huge", 1_000_000)


@pytest.mark.skipif(os.name != "posix", reason="no pipes and devices as files")
@pytest.mark.parametrize("kind", ["folder", "pipe", "/dev/zero", "link to itself", "nothing", "\0"])
def test_what_is_no_ordinary_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "it"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link to itself":
        path.symlink_to(path)
    elif kind.startswith("/dev"):
        path = Path(kind)
    elif kind == "\0":
        path = tmp_path / "a\0b"
    with pytest.raises(OSError) as caught:  # noqa: PT011 - any; it must have words
        read_plain(path, 100)
    assert caught.value.strerror


@pytest.mark.parametrize(
    "text", ["a = ", "a = " + "[" * 9000, "a." * 100_000, "a = " + "9" * 9000, "\xff"]
)
def test_a_table_that_is_none_is_one_error_with_file_and_cure(tmp_path: Path, text: str) -> None:
    path = tmp_path / "figures.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match=r"."):
        read_toml(path)
    with pytest.raises(TableError, match=r"figures\.toml: cannot be read \(.*reinstall"):
        shipped_table(path)


def test_quotations_are_short_and_in_one_line() -> None:
    assert brief("L5–S1 ö") == "L5–S1 ö"
    assert "\n" not in brief("a\nb\0c")
    assert len(brief("x" * 10**6)) <= 160


@dataclass(frozen=True)
class _Inner:
    share: float


@dataclass(frozen=True)
class _Outer:
    name: str
    count: int
    inner: _Inner | None
    words: tuple[str, ...]
    table: Mapping[str, float]


def test_values_of_another_kind_are_told_however_deep() -> None:
    whole = ("a", 1, _Inner(0.5), ("b",), {"c": 1.0})
    refuse_misfits(_Outer(*whole))
    refuse_misfits(_Outer(*whole[:2], None, *whole[3:]))
    for place, wrong in (
        *((0, 1), (1, 1.0), (1, True), (2, "x"), (2, _Inner(float("nan"))), (3, "b"), (3, (1,))),
        *((4, {"c": "1"}), (4, {1: 1.0}), (2, _Inner("x"))),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError, match="is not of its kind"):
            refuse_misfits(_Outer(*whole[:place], wrong, *whole[place + 1 :]))  # type: ignore[arg-type]


def test_figures_that_are_missing_or_none_are_named_with_file_and_cure(tmp_path: Path) -> None:
    path = tmp_path / "figures.toml"
    path.write_text("share = 0.5\n[bend.L5-S1]\nways = [{ most = 3 }]\n", encoding="utf-8")
    found = shipped_table(path)
    assert found["bend"]["L5-S1"]["ways"][0]["most"] == 3
    assert found.get("other") is None
    assert "other" not in found["bend"]
    for ask, entry in (
        (lambda: found["other"], "other"),
        (lambda: found["bend"]["L4-L5"], r"bend\.L4-L5"),
        (lambda: found["bend"]["L5-S1"]["ways"][0]["least"], r"bend\.L5-S1\.ways\.least"),
    ):
        with pytest.raises(TableError, match=rf"figures\.toml: '{entry}' is missing; reinstall"):
            ask()
    for value in ("nan", "[1.0, inf]", "9" * 400):
        path.write_text(f"[bend]\nshare = {value}\n", encoding="utf-8")
        with pytest.raises(TableError, match=r"figures\.toml: cannot be read \(.*reinstall"):
            shipped_table(path)
