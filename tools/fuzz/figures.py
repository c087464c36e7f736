"""Damaged figures of the effects: what they are asked for and lack must be named."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from annotations.fault import ContentError
from annotations.models import load_models
from meshes import reading
from meshes.reading import TableError
from tools.fuzz.judging import Outcome, contents, judged, refuse_change
from tools.fuzz.mutations import damaged, misplaced, toml_changed

_FOLDER = Path(reading.__file__).parent / "effects"
#: Each file with a model whose effects read it. Tables that are made from the others are left out:
#: without them all is worked out anew, which takes longer than an input may.
READERS: Mapping[str, str] = {
    "curve.toml": "scoliosis",
    "fracture.toml": "crush-fracture",
    "growth.toml": "facet-arthropathy",
    "hardware.toml": "fusion-plif",
    "motion.toml": "disc-degeneration",
    "needles.toml": "caudal-injection",
    "saw.toml": "discectomy",
    "slip.toml": "isthmic-slip",
    "stenosis.toml": "central-stenosis",
    "transitional.toml": "castellvi-3",
    "treatment.toml": "fusion-plif",
}
_LruCache = type(lru_cache(maxsize=1)(len))
_MISPLACED = 0.03


def figures(folder: Path, rng: Random) -> Outcome:
    """A model is set whose figures are damaged."""
    _warm()
    name = rng.choice(sorted(READERS))
    path, sample = folder / name, (_FOLDER / name).read_bytes()
    if rng.random() < _MISPLACED:
        misplaced(path, rng)
    else:
        path.write_bytes(damaged(sample, rng, (toml_changed, toml_changed, toml_changed)))
    before, words = contents(folder), ""
    with _read_instead(path):
        try:
            _set(READERS[name])
        except (TableError, ContentError) as problem:
            words = str(problem)
    refuse_change(before, folder)
    names = (name, f"models/{READERS[name]}.toml")
    return judged(words, names) if words else Outcome(opened=True)


@cache
def _warm() -> None:
    """Set every model once with whole figures: tables made from them stay known."""
    for model in dict.fromkeys(READERS.values()):
        _set(model)


def _set(id: str) -> None:
    """Set a model at its first place, as `viewer.changing` does it, and ask for its metal."""
    from meshes.changed.normal import load_normal
    from meshes.effects.changes import NONE
    from meshes.effects.hardware.figures import figures as hardware
    from meshes.effects.needles import _table as needles
    from meshes.effects.site import Site
    from viewer.changing import applied_by

    model = load_models()[id]
    site = Site.of(model.at[0], model.side if model.sides else "", model.zone)
    applied_by(model, load_normal(), NONE, site, 0.7, model.extra_start)
    hardware()
    needles()


@contextmanager
def _read_instead(path: Path) -> Iterator[None]:
    """Meanwhile the figures of this name are read from this file, and nothing is remembered."""
    usual = reading.read_toml

    def read(file: Path, *more: Any) -> dict[str, Any]:
        return usual(path if file.name == path.name else file, *more)

    _forget()
    with patch.object(reading, "read_toml", read):
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    """Empty what the effects keep of their figures."""
    for each in gc.get_objects():
        if isinstance(each, _LruCache) and each.__module__.startswith("meshes.effects"):
            each.cache_clear()


KINDS: dict[str, Callable[[Path, Random], Outcome]] = {"figures": figures}
