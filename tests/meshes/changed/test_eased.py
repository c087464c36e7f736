"""Nerves bend where bones slip apart; they do not fold."""

from __future__ import annotations

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.discs import wall_distance
from meshes.changed.eased import along_course, bends, eased
from meshes.changed.flattened import bent
from meshes.changed.normal import load_normal
from meshes.changed.resting import root_courses
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import NONE


def kinked() -> np.ndarray:
    way = np.linspace(0.0, 1.0, 96)[:, None]
    down = np.array([0.0, 0.0, -60.0]) * np.minimum(way, 0.5)
    ahead = np.array([0.0, 40.0, 0.0]) * np.maximum(way - 0.5, 0.0)
    return np.asarray((down + ahead)[None])


def test_a_course_that_bends_gently_stays_as_it_is() -> None:
    lines = root_courses(load_normal()).lines
    found, rows = eased(lines, lines)
    assert rows == ()
    assert found is lines


def test_a_kink_becomes_a_bend_and_the_ends_stay() -> None:
    way = np.linspace(0.0, 1.0, 96)[:, None]
    straight = (way * np.array([0.0, 20.0, -30.0]))[None]
    found, rows = eased(kinked(), straight)
    assert rows == (0,)
    assert bends(kinked()).max() > 1.0
    assert bends(found).max() < 0.25
    assert np.array_equal(found[0, [0, -1]], kinked()[0, [0, -1]])


def test_a_tube_keeps_its_thickness_on_another_course() -> None:
    way = np.linspace(0.0, 1.0, 96)[:, None]
    before = way * np.array([0.0, 0.0, -40.0])
    after = np.column_stack([np.zeros(96), 20.0 * np.sin(way[:, 0]), -35.0 * way[:, 0]])
    turn = np.linspace(0.0, 2.0 * np.pi, 14, endpoint=False)
    ring = 2.0 * np.column_stack([np.cos(turn), np.sin(turn), np.zeros(14)])
    points = (before[:, None] + ring[None]).reshape(-1, 3)
    stations = np.repeat(np.arange(96), 14)
    found = along_course(points, stations, before, after)
    steps = np.gradient(after, axis=0)
    steps /= np.linalg.norm(steps, axis=1, keepdims=True)
    offset = found - after[stations]
    assert np.linalg.norm(offset, axis=1) == pytest.approx(2.0)
    assert np.abs(np.einsum("ij,ij->i", offset, steps[stations])).max() < 1e-6


@pytest.mark.parametrize("severity", [0.3, 0.56, 0.8])
def test_the_root_of_a_slipped_vertebra_does_not_fold(severity: float) -> None:
    normal = load_normal()
    steps = load_models()["isthmic-slip"].steps
    changes = applied(normal, NONE, steps, Site.of("L5-S1"), severity)
    model = Changed(normal, changes)
    usual = bends(root_courses(normal).lines)
    assert (bends(model.courses.lines) <= np.maximum(0.21, 1.6 * usual)).all()
    # nor where it is drawn, pushed aside by what lies between the plates
    row = [model.courses.row(f"root.L5.{side}") for side in ("left", "right")]
    assert bends((model.courses.lines + model.shift)[row]).max() < 0.2


def test_a_disc_drawn_out_by_a_slip_does_not_reach_what_lies_beyond_its_plates() -> None:
    normal = load_normal()
    steps = load_models()["isthmic-slip"].steps
    for severity in (0.7, 0.9):
        changes = applied(normal, NONE, steps, Site.of("L5-S1"), severity)
        model = Changed(normal, changes)
        away = wall_distance(model.walls["L5-S1"])(model.courses.lines.reshape(-1, 3))
        assert away.min() > -2.0


def test_what_lies_between_two_rings_stays_between_them_where_a_course_shrinks() -> None:
    way = np.arange(96.0)[:, None]
    before, after = way * np.array([0.0, 0.0, 1.0]), way * np.array([0.0, 0.4, 0.0])
    points = np.array([[2.0, 0.0, 40.4], [2.0, 0.0, 40.6]])
    found = along_course(points, np.array([40, 41]), before, after)
    assert found[:, 1] == pytest.approx([40.4 * 0.4, 40.6 * 0.4])


def test_a_nerve_squeezed_along_another_way_at_the_next_station_is_not_folded() -> None:
    count = 96
    line = np.arange(count)[:, None] * np.array([0.0, 0.0, 0.4])
    along, left = np.zeros((count, 3)), np.full(count, 0.4)
    along[:48, 0] = along[48:, 1] = 1.0
    ring = np.linspace(0.0, 2.0 * np.pi, 12, endpoint=False)
    form = 3.0 * np.column_stack([np.cos(ring), np.sin(ring), 0.0 * ring])
    points = (line[:, None] + form).reshape(-1, 3)
    stations = np.repeat(np.arange(count), 12)
    found = bent(points, stations, line, np.zeros((count, 3)), left, along).reshape(count, 12, 3)
    assert np.abs(np.diff(found[:, :, :2], axis=0)).max() < 0.4
    # beyond, it is as flat as it was told to be
    assert np.ptp(found[20, :, 0]) == pytest.approx(0.4 * 6.0, abs=0.01)
    assert np.ptp(found[75, :, 1]) == pytest.approx(0.4 * 6.0, abs=0.01)
