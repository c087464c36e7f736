"""Scene files that are damaged, foreign or senseless: one sentence, and the scene stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.models import load_models
from meshes.catalog import load_catalog
from meshes.ids import StructureId
from viewer.changing import finding_for
from viewer.commands import measure_acts
from viewer.commands.finding_acts import places_of
from viewer.keep.scene_file import (
    EXTENSION,
    SavedScene,
    SceneError,
    read_scene,
    scene_from,
    scene_text,
)
from viewer.keep.sense import POINTS
from viewer.state import (
    MOST_FINDINGS,
    MOST_MEASUREMENTS,
    Cut,
    Finding,
    Measurement,
    Section,
    SurfacePoint,
    Tool,
    ViewState,
)

_CATALOG = load_catalog()


def _changed(change: Callable[[dict[str, Any]], None], start: ViewState) -> bytes:
    data = json.loads(scene_text(SavedScene(start)))
    change(data)
    return json.dumps(data).encode()


def _set(*way: str, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        for step in way[:-1]:
            data = data[step]
        data[way[-1]] = to

    return change


BAD: dict[str, tuple[Any, str, str]] = {
    "empty": (b"", "is empty", "open another copy"),
    "blank": (b" \n", "is empty", "open another copy"),
    "cut off": (b'{"format": "lumb', "is damaged (line 1", "open another copy"),
    "not text": (b"\xff\xfe\x00\x81PNG", "is damaged (it is not text)", "open another copy"),
    "deep": (b"[" * 200_000, "is damaged", "open another copy"),
    "huge": (b" " * 1_000_001, "is too large", "choose a file"),
    "other json": (b'{"a": 1}', "is not a scene", "choose a file"),
    "a list": (b"[1, 2]", "is not a scene", "choose a file"),
    "newer": (_set("version", to=99), "newer version of this program", "update the program"),
    "no version": (_set("version", to="1"), "no version number", "open another copy"),
    "version true": (_set("version", to=True), "no version number", "open another copy"),
    "version 0": (_set("version", to=0), "no version number", "open another copy"),
    "unknown id": (_set("scene", "place", to="disc.L6"), "'disc.L6'", "update the program"),
    "unknown in set": (_set("scene", "hidden", to=["rib.T12"]), "'rib.T12'", "update the program"),
    "unknown entry": (_set("scene", "laser", to=1), "'scene.laser'", "update the program"),
    "no scene": (_set("scene", to=None), "scene is not a group", "open another copy"),
    "no camera": (lambda d: d["scene"].pop("camera"), "scene.camera is missing", "open another"),
    "not an id": (_set("scene", "place", to=5), "scene.place", "open another copy"),
    "bad id": (_set("scene", "place", to="!!"), "scene.place", "open another copy"),
    "text for list": (_set("scene", "focus", to="disc.L5-S1"), "not a list", "open another copy"),
    "number for bool": (_set("scene", "see_through_bone", to=1), "true or false", "open another"),
    "unknown label": (_set("scene", "labels", to="some"), "scene.labels", "open another copy"),
    "text for number": (
        _set("scene", "camera", "distance", to="far"),
        "scene.camera.distance is not a number",
        "open another copy",
    ),
    "infinite": (b'{"format": Infinity}', "Infinity is not a number", "open another copy"),
    "overflow": (_set("scene", "camera", "distance", to=10**400), "damaged", "open another copy"),
    "behind": (_set("scene", "camera", "distance", to=-3), "out of range", "open another copy"),
    "steep": (_set("scene", "camera", "elevation_deg", to=91), "out of range", "open another"),
    "far off": (_set("scene", "camera", "focal", to=[0, 0, 1e9]), "out of range", "open another"),
    "short focal": (_set("scene", "camera", "focal", to=[0, 0]), "3 entries", "open another copy"),
    "explode": (_set("scene", "explode", to=2), "explode is out of range", "open another copy"),
    "opacity": (
        _set("scene", "tissue_opacity", to=[["bone", -1]]),
        "opacity is out of range",
        "open another copy",
    ),
    "page number": (_set("text", "page", to=3), "text.page is not a text", "open another copy"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_in_one_sentence(name: str, tmp_path: Path, start: ViewState) -> None:
    made, wrong, cure = BAD[name]
    path = tmp_path / f"bad{EXTENSION}"
    path.write_bytes(made if isinstance(made, bytes) else _changed(made, start))
    with pytest.raises(SceneError) as caught:
        read_scene(path, _CATALOG)
    sentence = str(caught.value)
    assert sentence.startswith(f"Scene not opened: {path} ")
    assert wrong in sentence
    assert cure in sentence
    assert sentence.count("; ") == 1
    assert sentence.endswith(".")


def test_a_missing_file_a_folder_and_a_locked_one_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.lumbo.json", tmp_path):
        with pytest.raises(SceneError, match="Scene not opened"):
            read_scene(path, _CATALOG)


@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reader(tmp_path_factory: Any, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "noise.lumbo.json"
    path.write_bytes(raw)
    with pytest.raises(SceneError):
        read_scene(path, _CATALOG)


POINT = SurfacePoint(StructureId("disc.L5-S1"), (0.0, 0.0, 0.0))
BULGE = Finding("disc-bulge", StructureId("segment.L4-L5"), "both")
SENSELESS: dict[str, dict[str, Any]] = {
    "not a place": {"place": StructureId("disc.L5-S1")},
    "place picked": {"focus": (StructureId("segment.L5-S1"),)},
    "place hidden": {"hidden": frozenset([StructureId("segment.L5-S1")])},
    "place alone": {"only": frozenset([StructureId("segment.L5-S1")])},
    "place faint": {"own_opacity": ((StructureId("segment.L5-S1"), 0.5),)},
    "no view": {"view": "sideways"},
    "section at no level": {"section": Section(Cut.AXIAL, StructureId("region.sacrum"))},
    "section at a bone": {"section": Section(Cut.DISC, StructureId("vertebra.L5"))},
    "picked twice": {"focus": (StructureId("disc.L5-S1"),) * 2},
    "measurements without end": {
        "measurements": tuple(
            Measurement(n, Tool.DISTANCE, (POINT, POINT)) for n in range(MOST_MEASUREMENTS + 1)
        )
    },
    "no such measure": {"ready_measures": frozenset(["weight"])},
    "no points": {"measurements": (Measurement(1, Tool.DISTANCE, ()),)},
    "no tool": {"measurements": (Measurement(1, Tool.NONE, ()),)},
    "no plates": {"measurements": (Measurement(1, Tool.PLATES, (POINT, POINT)),)},
    "points without tool": {"pending": (POINT,)},
    "too many points": {"tool": Tool.DISTANCE, "pending": (POINT, POINT)},
    "too far apart": {"explode": 1.5},
    "set twice": {"findings": (BULGE, replace(BULGE, severity=0.2))},
}


@pytest.mark.parametrize("name", SENSELESS)
def test_what_no_act_could_have_made_is_refused(name: str, start: ViewState) -> None:
    text = scene_text(SavedScene(replace(start, **SENSELESS[name])))
    with pytest.raises(SceneError, match=r"is damaged \(scene: "):
        scene_from(text, _CATALOG)


def test_the_points_of_each_tool_are_those_the_acts_ask_for() -> None:
    assert POINTS == measure_acts.POINTS


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from([f.name for f in fields(ViewState)]), value=_JSON)
def test_any_value_in_any_entry_is_read_or_told(
    start: ViewState, field: str, value: object
) -> None:
    data = json.loads(scene_text(SavedScene(start)))
    data["scene"][field] = value
    try:
        read = scene_from(json.dumps(data), _CATALOG)
    except SceneError:
        return
    assert scene_from(scene_text(read), _CATALOG) == read


def test_more_conditions_than_could_be_shown_in_bearable_time_are_refused(start: ViewState) -> None:
    found = [finding_for(m.id, place) for m in load_models().values() for place in places_of(m)]
    most = replace(start, findings=tuple(found[:MOST_FINDINGS]))
    assert scene_from(scene_text(SavedScene(most)), _CATALOG).state == most
    more = replace(start, findings=tuple(found[: MOST_FINDINGS + 1]))
    with pytest.raises(SceneError, match=f"more than {MOST_FINDINGS} conditions"):
        scene_from(scene_text(SavedScene(more)), _CATALOG)
