"""Scene files bring everything back, and bad ones are told in one sentence and change nothing."""

from __future__ import annotations

import json
import sys
import types
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from annotations.models import load_models
from meshes.catalog import load_catalog
from meshes.effects.posture import Posture
from meshes.ids import Side, StructureId
from viewer.camera import named_views
from viewer.changing import finding_for
from viewer.keep import scene_file
from viewer.keep.coding import UnfitError, from_plain, kept_fields, to_plain
from viewer.keep.scene_file import (
    EXTENSION,
    Reading,
    SavedScene,
    SceneError,
    read_scene,
    scene_from,
    scene_text,
    with_extension,
    write_scene,
)
from viewer.keep.sense import POINTS
from viewer.legmap.areas import region_cells
from viewer.measuring import READY
from viewer.state import (
    LEVELS,
    WINDOWS,
    Camera,
    Finding,
    InkColour,
    InkRun,
    Measurement,
    Stroke,
    SurfacePoint,
    Tool,
    ViewState,
    Xray,
)
from viewer.xray.views import film_views

_CATALOG = load_catalog()
_IDS = sorted(_CATALOG.structures)


def is_known(id: str) -> bool:
    return id in _CATALOG.structures or id in _CATALOG.places


#: Fields whose numbers mean something only within bounds.
_BOUNDS = {
    "elevation_deg": (-89.9, 89.9),
    "distance": (25.0, 4000.0),
    "explode": (0.0, 1.0),
    "tissue_opacity": (0.0, 1.0),
    "own_opacity": (0.0, 1.0),
    "past": (0.0, 1e4),
    **{f.name: (-60.0, 60.0) for f in fields(Posture)},
}


@cache
def drawn(kind: Any, bounds: tuple[float, float] = (-1e4, 1e4)) -> st.SearchStrategy[Any]:
    """Values of a kind, made from its type hints: a field added to the state is drawn as well."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return st.one_of(*(drawn(part, bounds) for part in parts))
    if origin is tuple and parts[-1:] == (Ellipsis,):
        return st.lists(drawn(parts[0], bounds), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*(drawn(part, bounds) for part in parts))
    if origin is frozenset:
        return st.frozensets(drawn(parts[0], bounds), max_size=4)
    if kind is StructureId:
        return st.sampled_from(_IDS)
    if kind is float:
        return st.floats(*bounds)
    if is_dataclass(kind):
        return _records(kind)
    return st.from_type(kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


@st.composite
def _records(draw: st.DrawFn, kind: Any) -> Any:
    hints = _hints(kind)
    values = {
        f.name: draw(
            _SENSIBLE[f.name]
            if f.name in _SENSIBLE
            else drawn(hints[f.name], _BOUNDS.get(f.name, (-1e4, 1e4)))
        )
        for f in kept_fields(kind)
    }
    if values.get("tool") is Tool.NONE:
        values["pending"] = ()
    try:
        return kind(**values)
    except ValueError:  # fields that do not go together
        reject()


@st.composite
def _measured(draw: st.DrawFn) -> Measurement:
    tool = draw(st.sampled_from(sorted(POINTS)))
    ids = [id for id in _IDS if id.endswith("-endplate")] if tool is Tool.PLATES else _IDS
    point = st.builds(SurfacePoint, st.sampled_from(ids), st.tuples(*[st.floats(-500, 500)] * 3))
    points = draw(st.lists(point, min_size=POINTS[tool], max_size=POINTS[tool]))
    return Measurement(draw(st.integers(1, 99)), tool, tuple(points))


@st.composite
def _finding(draw: st.DrawFn) -> Finding:
    model = draw(st.sampled_from(list(load_models().values())))
    text = draw(st.sampled_from(model.at))
    kind = "segment" if "-" in text else "vertebra"
    place = StructureId("region.sacrum" if text == "S1" else f"{kind}.{text}")
    side = draw(st.sampled_from(model.sides)) if model.sides else ""
    zone = draw(st.sampled_from(model.zones)) if model.zones else ""
    return finding_for(model.id, place, side, zone, draw(st.floats(0.0, 1.0)))


@st.composite
def _ink(draw: st.DrawFn) -> tuple[Stroke, ...]:
    points = st.lists(st.tuples(*[st.floats(-500, 500)] * 3), min_size=1, max_size=2).map(tuple)
    runs = st.lists(st.builds(InkRun, st.sampled_from(_IDS), points), min_size=1, max_size=2)
    made = st.builds(Stroke, st.integers(1, 99), st.sampled_from(InkColour), runs.map(tuple))
    return tuple(draw(st.lists(made, max_size=2, unique_by=lambda stroke: stroke.number)))


#: Fields that take fewer values than their types.
_SENSIBLE: dict[str, st.SearchStrategy[Any]] = {
    "place": st.none() | st.sampled_from(list(_CATALOG.places)),
    "level": st.none() | st.sampled_from([p for p in _CATALOG.places if p.kind == "segment"]),
    "view": st.sampled_from(["", *named_views()]),
    "ready_measures": st.frozensets(st.sampled_from(sorted(READY))),
    "measurements": st.lists(_measured(), max_size=2).map(tuple),
    "findings": st.lists(
        _finding(), max_size=3, unique_by=lambda found: (found.model, found.place)
    ).map(tuple),
    "ink": _ink(),
    "focus": st.lists(st.sampled_from(_IDS), max_size=3, unique=True).map(tuple),
    "pending": st.lists(drawn(SurfacePoint), max_size=1).map(tuple),
    "pain": st.frozensets(st.sampled_from(sorted(region_cells("heel", Side.LEFT))), max_size=4),
    "numb": st.frozensets(st.sampled_from(sorted(region_cells("sole", Side.RIGHT))), max_size=4),
    "xray": st.none()
    | st.builds(
        Xray,
        st.sampled_from(list(film_views())),
        st.booleans(),
        st.floats(*WINDOWS),
        st.floats(*LEVELS),
        st.booleans(),
    ),
}
whole_scenes = drawn(SavedScene)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(whole_scenes)
def test_every_state_comes_back_equal(saved: SavedScene) -> None:
    assert scene_from(scene_text(saved), _CATALOG) == saved


def test_the_round_trip_reaches_every_field(start: ViewState) -> None:
    names, seen = {f.name for f in kept_fields(ViewState)}, set[str]()

    @settings(
        max_examples=60,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(whole_scenes)
    def look(saved: SavedScene) -> None:
        assert scene_from(scene_text(saved), _CATALOG) == saved
        seen.update(n for n in names if getattr(saved.state, n) != getattr(start, n))

    look()
    assert seen == names


def test_a_file_comes_back_equal_and_reads_well(tmp_path: Path, start: ViewState) -> None:
    state = replace(start, place=StructureId("segment.L5-S1"))
    saved = SavedScene(state, Reading("topic.red-flags", "section-function", 12.0))
    path = tmp_path / f"L5–S1 für die Klasse{EXTENSION}"
    write_scene(path, saved)
    assert read_scene(path, _CATALOG) == saved
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["format"] == "lumbosacral-viewer scene"
    assert data["version"] == scene_file.VERSION
    assert data["scene"]["place"] == "segment.L5-S1"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_entries_missing_from_an_older_file_take_their_defaults(start: ViewState) -> None:
    data = json.loads(scene_text(SavedScene(start)))
    data["scene"] = {"camera": data["scene"]["camera"]}
    del data["text"]
    assert scene_from(json.dumps(data), _CATALOG) == SavedScene(ViewState(start.camera))


def test_older_versions_are_brought_up_step_by_step(
    monkeypatch: pytest.MonkeyPatch, start: ViewState
) -> None:
    def first(data: dict[str, Any]) -> dict[str, Any]:
        scene = {**data["scene"], "place": data["scene"]["level"]}
        del scene["level"]
        return {**data, "scene": scene}

    def second(data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "scene": {**data["scene"], "labels": data["scene"]["labels"].lower()}}

    data = json.loads(scene_text(SavedScene(start)))
    monkeypatch.setattr(scene_file, "VERSION", 3)
    monkeypatch.setattr(scene_file, "MIGRATIONS", {1: first, 2: second})
    del data["scene"]["place"]
    data["scene"] |= {"level": "segment.L4-L5", "labels": "ALL"}
    read = scene_from(json.dumps(data), _CATALOG).state
    assert read == replace(
        start, place=StructureId("segment.L4-L5"), labels=type(start.labels)("all")
    )
    del data["scene"]["level"]
    with pytest.raises(SceneError, match="is damaged"):
        scene_from(json.dumps(data), _CATALOG)
    data["version"] = 3
    scene_from(
        json.dumps({**data, "scene": json.loads(scene_text(SavedScene(start)))["scene"]}), _CATALOG
    )


def test_saving_that_fails_leaves_the_old_file_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: ViewState
) -> None:
    path = tmp_path / "kept.lumbo.json"
    write_scene(path, SavedScene(start))
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("viewer.keep.atomic.os.fsync", full)
    with pytest.raises(SceneError, match=r"No space left.*choose another folder"):
        write_scene(path, SavedScene(replace(start, see_through_bone=True)))
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path: Path, start: ViewState) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.lumbo.json"
    real.write_text("old")
    link.symlink_to(real)
    write_scene(link, SavedScene(start))
    assert link.is_symlink()
    assert read_scene(real, _CATALOG).state == start


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("a", "a.lumbo.json"),
        ("a.json", "a.lumbo.json"),
        ("a.lumbo", "a.lumbo.json"),
        ("a.LUMBO.JSON", "a.LUMBO.JSON"),
        ("v1.2", "v1.2.lumbo.json"),
    ],
)
def test_the_extension_comes_by_itself(typed: str, wanted: str) -> None:
    assert with_extension(Path("x") / typed) == Path("x") / wanted


def test_kinds_the_state_may_grow_into_come_back() -> None:
    """Mappings, optional records, unions and tuples of records."""
    kind = dict[StructureId, float] | None
    value = {StructureId("disc.L5-S1"): 0.5}
    assert from_plain(kind, json.loads(json.dumps(to_plain(value))), "x", is_known) == value
    assert from_plain(kind, None, "x", is_known) is None
    cameras = (Camera(0.0, 0.0, 100.0, (0.0, 1.0, 2.0)),)
    back = from_plain(tuple[Camera, ...], to_plain(cameras), "x", is_known)
    assert back == cameras
    assert from_plain(int | str, "a", "x", is_known) == "a"
    with pytest.raises(UnfitError):
        from_plain(int | bool, "a", "x", is_known)
