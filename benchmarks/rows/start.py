"""From the start of the process to the window, to its first picture, and what memory it holds."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.runner import Pair, Row, alternate, child, clocked
from meshes.catalog import load_catalog
from meshes.store import load_assets


def _pairs(rounds: int, ours: tuple[str, str], bare: tuple[str, str]) -> list[Pair]:
    """ours, bare: until when a process runs, and which of its figures is taken."""
    with fresh_user():
        return alternate(
            lambda: float(child("benchmarks.ours_window", ours[0])[clocked(ours[1])]),
            lambda: float(child("benchmarks.bare_window", bare[0])[clocked(bare[1])]),
            rounds,
        )


@contextmanager
def fresh_user() -> Iterator[None]:
    """A user who has seen the first steps and keeps nothing, with the scene of the first start."""
    from viewer.ui.settings import Settings, SettingsFile

    kept = dict(os.environ)
    with tempfile.TemporaryDirectory() as home:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = str(Path(home) / name)
        os.environ["START_IDS"] = json.dumps(start_ids())
        SettingsFile().save(Settings(coach_seen=True))
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(kept)


def start_ids() -> list[str]:
    """What is drawn at the first start."""
    from viewer.atlas import Atlas
    from viewer.resolve import resolve

    catalog, assets = load_catalog(), load_assets()
    looks = resolve(Atlas(catalog, assets.boxes).start(), catalog).looks
    return [id for id in looks if id in assets.meshes]


ROWS = (
    Row(
        "start to the window shown, with its text and level strip",
        "a bare PySide6 window",
        "s",
        3.0,
        2.0,
        lambda rounds: _pairs(rounds, ("shown", "shown"), ("empty", "took")),
    ),
    Row(
        "start to the first complete picture in the window",
        "bare PySide6 and vtkmodules with the same meshes",
        "s",
        1.8,
        1.25,
        lambda rounds: _pairs(rounds, ("frame", "frame"), ("scene", "took")),
    ),
    Row(
        "memory of the window at rest",
        "bare PySide6 and vtkmodules with the same meshes",
        "MB",
        1.5,
        1.2,
        lambda rounds: _pairs(rounds, ("rest", "memory"), ("scene", "memory")),
        rounds=3,
    ),
)
