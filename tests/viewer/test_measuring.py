"""Measures: right values, landmarks that give the shipped sizes, published ranges beside them."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.measures.figures import WHOLE, morphometry
from meshes.shipped import load_measures
from viewer import ready_measures
from viewer.atlas import Atlas
from viewer.commands import acts
from viewer.commands.measure_acts import (
    POINTS,
    add_point,
    delete_all,
    delete_last,
    delete_measurement,
    toggle_ready,
    use_tool,
)
from viewer.keep.coding import from_plain, to_plain
from viewer.measuring import (
    READY,
    DrawnMeasure,
    angle_deg,
    distance_mm,
    drawn_measures,
    parts_words,
    plate_near,
    value_of,
    value_words,
)
from viewer.ready_measures import ROWS, Sizes, spots, with_measures
from viewer.resolve import resolve
from viewer.state import Measurement, SurfacePoint, Tool, ViewState
from viewer.store import Store

BONE = StructureId("vertebra.L4")
JOINTS = ("L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")


@pytest.fixture(scope="module")
def sizes(atlas: Atlas) -> Sizes:
    return Sizes(atlas.apart)


def at(x: float, y: float, z: float) -> SurfacePoint:
    return SurfacePoint(BONE, (x, y, z))


def length(line: DrawnMeasure) -> float:
    return math.dist(line.dots[0], line.dots[1])


def test_distance_and_angle_are_euclids() -> None:
    assert distance_mm((at(0, 0, 0), at(3, 4, 12))) == pytest.approx(13.0)
    assert angle_deg((at(1, 0, 0), at(0, 0, 0), at(0, 5, 0))) == pytest.approx(90.0)
    assert angle_deg((at(1, 0, 0), at(0, 0, 0), at(-2, 0, 0))) == pytest.approx(180.0)
    assert angle_deg((at(0, 0, 0), at(0, 0, 0), at(-2, 0, 0))) == 0.0


def test_a_distance_is_told_in_the_patients_directions() -> None:
    made = Measurement(1, Tool.DISTANCE, (at(0, 0, 0), at(-3, 4, 0)))
    assert parts_words(made) == "3.0 left · 4.0 anterior"


@pytest.mark.parametrize("tool", [Tool.DISTANCE, Tool.ANGLE, Tool.PLATES])
def test_the_last_point_makes_the_measurement_and_undo_takes_it_back(
    tool: Tool, store: Store
) -> None:
    store.apply("tool", use_tool(tool))
    for k in range(POINTS[tool]):
        assert len(store.state.pending) == k
        store.apply("point", add_point(at(k, 0, 0)))
    assert store.state.pending == ()
    assert len(store.state.measurements) == 1
    store.undo()
    assert len(store.state.pending) == POINTS[tool] - 1
    assert store.state.measurements == ()


def test_the_same_point_twice_and_a_point_without_a_tool_do_nothing(store: Store) -> None:
    store.apply("point", add_point(at(0, 0, 0)))
    assert store.undo_label == ""
    store.apply("tool", use_tool(Tool.DISTANCE))
    store.apply("point", add_point(at(0, 0, 0)))
    store.apply("again", add_point(at(0, 0, 0)))
    assert store.undo_label == "point"


def test_numbers_stay_when_others_are_deleted(store: Store) -> None:
    store.apply("tool", use_tool(Tool.DISTANCE))
    for k in range(6):
        store.apply("point", add_point(at(k, 0, 0)))
    store.apply("delete", delete_measurement(2))
    assert [m.number for m in store.state.measurements] == [1, 3]
    store.apply("last", delete_last)
    assert [m.number for m in store.state.measurements] == [1]
    store.apply("all", delete_all)
    assert store.state.measurements == ()
    for _ in range(3):
        store.undo()
    assert [m.number for m in store.state.measurements] == [1, 2, 3]


def test_escape_drops_the_points_then_the_tool_and_keeps_the_selection(
    store: Store, atlas: Atlas
) -> None:
    store.apply("select", acts.select_place(atlas, StructureId("segment.L5-S1")))
    store.apply("tool", use_tool(Tool.ANGLE))
    store.apply("point", add_point(at(0, 0, 0)))
    store.apply("esc", acts.clear_selection)
    assert (store.state.pending, store.state.tool) == ((), Tool.ANGLE)
    store.apply("esc", acts.clear_selection)
    assert store.state.tool is Tool.NONE
    assert store.state.place == "segment.L5-S1"


def test_angles_between_end_plates_are_the_shipped_wedges(sizes: Sizes) -> None:
    table = load_measures()
    for joint in JOINTS:
        upper, lower = joint.split("-")
        below = "sacrum.S1" if lower == "S1" else f"vertebra.{lower}"
        ends = (f"vertebra.{upper}.inferior-endplate", f"{below}.superior-endplate")
        points = tuple(SurfacePoint(StructureId(id), (0.0, 0.0, 0.0)) for id in ends)
        made = Measurement(1, Tool.PLATES, points)
        assert value_of(made, sizes.plates) == pytest.approx(table["disc-wedge"][joint], abs=0.05)
    assert value_words(made, sizes.plates) == f"{table['disc-wedge'][joint]:.1f}°"


def test_a_press_near_a_plate_means_that_plate(sizes: Sizes, catalog: Catalog) -> None:
    for id, plate in sizes.plates.items():
        assert id in catalog.structures
        front = SurfacePoint(plate.bone, tuple(plate.anterior.tolist()))
        found = plate_near(front, sizes.plates)
        assert found is not None
        assert found.id == id
    disc = sizes.plates[StructureId("vertebra.L5.inferior-endplate")]
    pressed = SurfacePoint(StructureId("disc.L5-S1.annulus"), tuple(disc.middle.tolist()))
    found = plate_near(pressed, sizes.plates)
    assert found is not None
    assert found.id == disc.id
    spinous = SurfacePoint(StructureId("vertebra.L3"), (0.0, -50.0, 95.0))
    assert plate_near(spinous, sizes.plates) is None or spinous.at[1] > -40
    nerve = SurfacePoint(StructureId("root.L5.left"), tuple(disc.middle.tolist()))
    assert plate_near(nerve, sizes.plates) is None


@pytest.mark.parametrize("joint", JOINTS)
def test_the_lines_drawn_for_a_disc_are_as_long_as_they_say(joint: str, sizes: Sizes) -> None:
    table = load_measures()
    lines = list(sizes._lines("disc-height", joint, 0.0))
    for line, word in zip(lines, ("anterior", "mean", "posterior"), strict=True):
        assert length(line) == pytest.approx(table[f"disc-height-{word}"][joint], abs=0.1)
        assert f"{table[f'disc-height-{word}'][joint]:.1f} mm" in line.text


@pytest.mark.parametrize("level", ["L1", "L2", "L3", "L4", "L5"])
def test_the_line_drawn_for_a_canal_is_as_long_as_it_says(level: str, sizes: Sizes) -> None:
    (line,) = sizes._lines("canal", level, 0.0)
    assert length(line) == pytest.approx(load_measures()["canal-depth"][level], abs=0.15)


@pytest.mark.parametrize("joint", JOINTS)
def test_the_edge_drawn_for_a_foramen_holds_the_area_it_says(joint: str, sizes: Sizes) -> None:
    table = load_measures()
    left, right = sizes._lines("foramen", joint, 0.0)
    for measure, side in ((left, -1), (right, 1)):
        ring = np.array(measure.lines[0][0])[:-1]
        y, z = ring[:, 1], ring[:, 2]
        area = 0.5 * abs(float(y @ np.roll(z, -1) - z @ np.roll(y, -1)))
        assert area == pytest.approx(table["foramen-area"][joint], rel=0.01)
        assert np.ptp(z) == pytest.approx(table["foramen-height"][joint], abs=0.1)
        assert (side * ring[:, 0] > 5.0).all()


def test_posture_is_drawn_with_the_shipped_angles(sizes: Sizes) -> None:
    table = load_measures()
    (lordosis,) = sizes._lines("lordosis", WHOLE, 0.0)
    ways = [np.subtract(line[1], line[0]) for line, dashed in lordosis.lines if not dashed]
    tilts = [math.degrees(math.atan2(way[2], -way[1])) for way in ways]
    assert abs(tilts[0] - tilts[1]) == pytest.approx(table["lordosis"][WHOLE], abs=0.1)
    (slope,) = sizes._lines("sacral-slope", WHOLE, 0.0)
    assert "39.0°" in slope.text


def test_every_ready_measure_has_its_published_range_at_every_level(
    sizes: Sizes, catalog: Catalog
) -> None:
    assert set(READY) == set(ROWS)
    figures = morphometry().figures
    for place in (None, *catalog.segments):
        for ready in READY:
            rows = sizes.at(place, ready)
            assert len(rows) == len(spots(place, ready)) * len(ROWS[ready])
            for row in rows:
                figure = figures[row.key]
                spot = row.place.replace("–", "-") or WHOLE
                value = load_measures()[row.key][spot]
                assert value is not None
                assert (row.word == "inside") == figure.holds(spot, value)
                assert row.definition
    named = {s.id.level_text for s in catalog.segments}
    assert set(JOINTS) <= named


def test_what_is_measured_is_part_of_the_scene_and_goes_with_the_bones(
    sizes: Sizes, atlas: Atlas, catalog: Catalog, store: Store
) -> None:
    for key in READY:
        store.apply("ready", toggle_ready(key))
    store.apply("select", acts.select_place(atlas, StructureId("segment.L4-L5")))
    spec = with_measures(resolve(store.state, catalog), store.state, catalog, sizes)
    assert len(spec.measures) == 3 + 2 + 2 + 1 + 1
    made = Measurement(1, Tool.DISTANCE, (at(0, 0, 60), at(0, 0, 70)))
    apart = replace(store.state, measurements=(made,), explode=1.0, place=None)
    (together,) = drawn_measures(replace(apart, explode=0.0), atlas.apart, sizes.plates)
    (drawn,) = drawn_measures(apart, atlas.apart, sizes.plates)
    moved = np.subtract(drawn.dots[0], together.dots[0])
    assert np.allclose(moved, atlas.apart.offset(BONE))
    assert drawn.text == together.text


def test_without_the_shipped_files_only_the_measures_are_missing(
    atlas: Atlas, catalog: Catalog, store: Store, tmp_path: Path
) -> None:
    store.apply("ready", toggle_ready("lordosis"))
    bare = Sizes(atlas.apart, tmp_path)
    spec = resolve(store.state, catalog)
    assert with_measures(spec, store.state, catalog, bare) == spec


def test_all_of_it_is_kept_in_a_scene_file(atlas: Atlas, catalog: Catalog) -> None:
    made = Measurement(4, Tool.ANGLE, (at(0, 0, 1), at(0.5, 0, 0), at(0, 7, 0)))
    state = replace(
        atlas.start(),
        tissue_opacity=(("bone", 0.16), ("dura", 0.5)),
        own_opacity=((BONE, 0.4),),
        explode=0.35,
        tool=Tool.PLATES,
        pending=(SurfacePoint(StructureId("sacrum.S1.superior-endplate"), (0.0, 0.0, 0.0)),),
        measurements=(made,),
        ready_measures=frozenset({"canal", "lordosis"}),
    )
    plain = json.loads(json.dumps(to_plain(state)))
    known = {*catalog.structures, *catalog.places}
    assert from_plain(ViewState, plain, "scene", known.__contains__) == state


def test_the_line_of_a_canal_is_searched_once(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[object] = []

    def search(marks: object, mesh: object) -> None:
        searched.append(marks)

    monkeypatch.setattr(ready_measures, "canal_line", search)
    fresh = Sizes(atlas.apart)
    for share in (0.0, 0.5):
        assert list(fresh._lines("canal", "L4", share)) == []
    assert len(searched) == 1
