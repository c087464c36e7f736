"""Simulated films: one of 1,024 x 1,024, one of 512 x 512, a slider's step, and a press.

Nothing bare makes films; the bounds are those the program sets itself for two cores without a
graphics card.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace

from benchmarks.runner import PROCESSOR, Pair, Row, alternate

_LARGE, _SMALL = (1024, 1024), (512, 512)


def _clock() -> float:
    return 1e3 * (time.process_time() if os.environ.get(PROCESSOR) else time.perf_counter())


def _timed(act: Callable[[], object]) -> float:
    start = _clock()
    act()
    return _clock() - start


def _first(rounds: int) -> list[Pair]:
    """Nothing is known yet: edges, shells of bone and all projections are worked out."""
    from meshes.catalog import load_catalog
    from meshes.changed.normal import load_normal
    from viewer.state import Xray
    from viewer.xray import lengths, marrow
    from viewer.xray.studio import Studio

    def act() -> float:
        lengths._EDGES.clear()
        marrow._DEPTHS.clear()
        studio = Studio(load_normal().assets, load_catalog())
        return _timed(lambda: _shown(studio, Xray("lateral"), _LARGE))

    return alternate(act, None, rounds)


def _shown(studio: object, xray: object, size: tuple[int, int], state: object = None) -> object:
    """A film as it comes to the screen: exposed and developed."""
    from viewer.xray.develop import developed

    films = studio.films(state or _state(), xray, size)  # type: ignore[attr-defined]
    return [developed(film.values, xray) for film in films]  # type: ignore[arg-type]


def _state() -> object:
    from meshes.ids import StructureId
    from viewer.state import Camera, ViewState

    pose = Camera(0.0, 0.0, 1.0, (0.0, 0.0, 0.0))
    return ViewState(pose, place=StructureId("segment.L4-L5"))


def _turned(rounds: int) -> list[Pair]:
    """Another film of the same scene: all is projected anew, what bone is made of is known."""
    from meshes.catalog import load_catalog
    from meshes.changed.normal import load_normal
    from viewer.state import Xray
    from viewer.xray.studio import Studio

    studio, views = Studio(load_normal().assets, load_catalog()), ["ap", "lateral"]

    def act() -> float:
        views.reverse()
        return _timed(lambda: _shown(studio, Xray(views[0]), _SMALL))

    return alternate(act, None, rounds, warm=2)


def _dragged(rounds: int) -> list[Pair]:
    """A step of a slipped vertebra's slider, its geometry included."""
    from meshes.catalog import load_catalog
    from meshes.changed.normal import load_normal
    from viewer.changing import finding_for, roughly
    from viewer.state import ViewState, Xray
    from viewer.xray.studio import Studio

    studio, base, steps = Studio(load_normal().assets, load_catalog()), _state(), [0]
    assert isinstance(base, ViewState)
    assert base.place is not None

    def act() -> float:
        steps[0] += 1
        finding = finding_for("isthmic-slip", base.place, severity=0.2 + 0.01 * steps[0])  # type: ignore[arg-type]
        state = replace(base, findings=(finding,))
        with roughly():
            return _timed(lambda: _shown(studio, Xray("lateral"), _SMALL, state))

    return alternate(act, None, rounds, warm=2)


def _pressed(rounds: int) -> list[Pair]:
    """What lies on the ray of one place."""
    from meshes.catalog import load_catalog
    from meshes.changed.normal import load_normal
    from viewer.state import ViewState, Xray
    from viewer.xray.studio import Studio

    state = _state()
    assert isinstance(state, ViewState)
    (film,) = Studio(load_normal().assets, load_catalog()).films(state, Xray("ap"), (128, 128))
    return alternate(lambda: _timed(lambda: film.along(64.0, 60.0)), None, rounds)


def _sliced(rounds: int) -> list[Pair]:
    """The next MRI-like slice of the same scene."""
    from meshes.catalog import load_catalog
    from meshes.changed.normal import load_normal
    from viewer.atlas import Atlas
    from viewer.disc_planes import disc_planes
    from viewer.mri.scan import Scanner
    from viewer.state import ViewState, Xray
    from viewer.xray.develop import developed

    assets, state, at = load_normal().assets, _state(), iter(range(-1000, 1000))
    assert isinstance(state, ViewState)
    atlas = Atlas(load_catalog(), assets.boxes, disc_planes(assets.meshes))
    scanner = Scanner(assets, atlas)

    def act() -> float:
        asked = Xray("mri-sagittal", slice=float(next(at) % 9 - 4))
        return _timed(lambda: developed(scanner.scan(state, asked, _SMALL).values, asked))

    return alternate(act, None, rounds, warm=2)


ROWS = (
    Row("film of 1024 x 1024, the first of a scene", "", "ms", 1000.0, 600.0, _first),
    Row("film of 512 x 512, from another side", "", "ms", 250.0, 120.0, _turned),
    Row("film of 512 x 512, a step of a slider", "", "ms", 250.0, 120.0, _dragged),
    Row("MRI-like slice of 512 x 512, the next one", "", "ms", 250.0, 150.0, _sliced),
    Row("press on a film: what lies on the ray", "", "ms", 50.0, 10.0, _pressed),
)
