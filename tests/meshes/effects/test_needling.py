"""Needles that are set: as far in as asked, in the model as it is, told in order."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from annotations.models import Model, load_models
from meshes import rays
from meshes.catalog import load_catalog
from meshes.changed.needle_words import no_way, pierced_by, way_in_words
from meshes.changed.normal import Normal, load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import applied
from meshes.effects.changes import NONE, Changes, Needle
from meshes.effects.motion import posture_changes
from meshes.effects.needle_field import Cloud, Wall, Way
from meshes.effects.needles import KINDS, needle_in
from meshes.effects.posture import Posture
from meshes.effects.site import Site
from meshes.ids import Side, StructureId

MODELS = [m for m in load_models().values() if m.group == "needle"]
EACH = pytest.mark.parametrize("model", MODELS, ids=lambda m: m.id)


@cache
def _normal() -> Normal:
    return load_normal()


def _changes(model: Model, at: str, severity: float) -> Changes:
    site = Site.of(at, model.side if model.sides else "")
    return applied(_normal(), NONE, model.steps, site, severity)


def _changed(name: str, at: str, severity: float = 1.0) -> Changed:
    return Changed(_normal(), _changes(load_models()[name], at, severity))


def test_every_kind_of_needle_can_be_set() -> None:
    assert {step["kind"] for model in MODELS for step in model.steps} == set(KINDS)


@EACH
def test_needles_are_asked_for_where_they_are_done(model: Model) -> None:
    for at in model.at:
        for needle in _changes(model, at, 1.0).needles:
            places, sided = KINDS[needle.kind]
            assert needle.place in places
            assert sided is bool(needle.side)


@EACH
def test_what_a_model_names_is_made_and_in_the_catalogue(model: Model) -> None:
    at = model.at[-1]
    site = Site.of(at, model.side if model.sides else "")
    upper, lower = site.level.split("-")
    names = {
        text.format(level=site.level, upper=upper, lower=lower, bone=site.bone, side=side, at=at)
        for text in model.makes
        for side in site.sides or ("",)
    }
    assert set(_changed(model.id, at).made) == names
    assert names <= set(load_catalog().made)


@EACH
def test_severity_zero_draws_no_needle(model: Model) -> None:
    assert _changes(model, model.at[-1], 0.0) is NONE


@pytest.mark.parametrize("share", [0.25, 0.6, 1.0])
def test_a_needle_comes_as_far_as_it_is_advanced(share: float) -> None:
    (one,) = _changed("transforaminal-injection", "L4-L5", share).needles
    assert one.path is not None
    assert one.surface is not None
    way = one.path.tip - one.path.entry
    assert one.depth == pytest.approx(share * np.linalg.norm(way))
    reach = ((one.surface.points - one.path.entry) @ way).max() / (way @ way)
    assert reach == pytest.approx(share, abs=0.02)


def test_nothing_else_changes_where_a_needle_goes() -> None:
    changed = _changed("interlaminar-injection", "L3-L4")
    for id, mesh in _normal().assets.meshes.items():
        assert changed.mesh(id) is mesh


def test_what_is_pierced_is_told_in_order() -> None:
    changed = _changed("interlaminar-injection", "L3-L4")
    kinds = [one.id.kind for one in pierced_by(changed, "interlaminar", "L3-L4")]
    assert kinds == ["supraspinous-ligament", "interspinous-ligament", "ligamentum-flavum"]
    words = way_in_words(changed, changed.needles[0], load_catalog())
    assert not changed.needle_scene._grounds, "what the way was looked for between is let go"
    assert words[0] == "Skin"
    assert "flavum" in words[-1]
    with pytest.raises(KeyError, match="caudal"):
        pierced_by(changed, "caudal", "")


def test_a_needle_goes_where_the_bones_stand_now() -> None:
    lift = np.eye(4)
    lift[:3, 3] = (0.0, 5.0, 2.0)
    changes = _changes(load_models()["selective-nerve-root-block"], "L3", 1.0)
    (before,) = Changed(_normal(), changes).needles
    (after,) = Changed(_normal(), changes.with_joint("L5-S1", lift)).needles
    assert before.path is not None
    assert after.path is not None
    assert after.path.tip - before.path.tip == pytest.approx(lift[:3, 3], abs=1.0)


def test_a_needle_stays_while_a_slider_is_dragged_and_is_looked_for_again_after() -> None:
    step = np.eye(4)
    step[:3, 3] = (0.0, 3.0, 0.0)
    changes = _changes(load_models()["paramedian-injection"], "L4-L5", 1.0)
    (before,) = Changed(_normal(), changes).needles
    moved = changes.with_joint("L5-S1", step)
    (dragged,) = Changed(_normal(), moved, draft=True).needles
    (after,) = Changed(_normal(), moved).needles
    assert dragged.path == before.path
    assert before.path is not None
    assert after.path is not None
    assert after.path.tip[1] > before.path.tip[1] + 2.0


def test_a_way_that_is_closed_is_no_needle_and_a_sentence() -> None:
    # a vertebra is put half-way into the way to the sacral hiatus
    shut = np.eye(4)
    shut[:3, 3] = (0.0, -60.0, -60.0)
    changes = _changes(load_models()["caudal-injection"], "S1", 1.0)
    changed = Changed(_normal(), changes)
    (one,) = changed.needles
    assert one.path is not None
    shut[:3, 3] = one.path.tip - 0.5 * (one.path.tip - one.path.entry) - _middle("vertebra.L5")
    blocked = Changed(_normal(), changes.with_joint("L5-S1", shut))
    (closed,) = blocked.needles
    assert closed.path is None
    assert closed.surface is None
    assert way_in_words(blocked, closed, load_catalog()) == (no_way(closed.needle),)


@pytest.mark.parametrize(
    ("degrees", "kind", "levels"),
    [
        (52.0, "radiofrequency", ("L3", "L4", "L5")),
        (52.0, "paramedian", ("L1-L2", "L3-L4")),
        (-16.0, "interlaminar", ("L5-S1",)),
    ],
)
def test_in_a_bent_spine_few_questions_find_a_way_or_that_there_is_none(
    degrees: float, kind: str, levels: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for name in ("met", "distance", "stretches", "parallel"):
        real = getattr(rays, name)

        def counted(*given: Any, real: Any = real, name: str = name) -> Any:
            asked.append(name)
            return real(*given)

        monkeypatch.setattr(rays, name, counted)
    ground = _bent(degrees).needle_scene.ground(flip=False)
    side = Side.RIGHT if KINDS[kind][1] else None
    for level in levels:
        before = len(asked)
        needle_in(kind, level, side, ground)
        # Thousands of ways are gone through; one by one they would take ten thousand.
        assert len(asked) - before < 700


@cache
def _bent(degrees: float) -> Changed:
    return Changed(_normal(), posture_changes(_normal(), NONE, Posture(flexion_deg=degrees)))


def test_a_wall_remembers_where_it_barred_a_way(monkeypatch: pytest.MonkeyPatch) -> None:
    wall = Wall(rays.Faces.of_solid(_normal().assets.meshes[StructureId("vertebra.L4")]))
    ahead = np.array([0.0, 1.0, 0.0])
    tip = _middle("vertebra.L4")
    assert wall.bars(Way(tip, ahead), 0.9)
    assert not wall.bars(Way(tip + np.array([80.0, 0.0, 0.0]), ahead), 0.9)
    monkeypatch.setattr(rays, "met", pytest.fail)
    assert wall.bars(Way(tip + np.array([0.3, 0.0, 0.3]), ahead), 0.9)


def test_points_over_a_surface_tell_between_what_its_distance_lies() -> None:
    faces = rays.Faces.of_solid(_normal().assets.meshes[StructureId("vertebra.L4")])
    middle = _middle("vertebra.L4")
    cloud = Cloud(faces, middle, 60.0)
    points = middle + np.random.default_rng(2).uniform(-30.0, 30.0, (40, 3))
    least, most = cloud.between(points)
    off = [rays.distance(point, point + np.array([0.0, 1e-3, 0.0]), faces) for point in points]
    assert (least <= np.array(off) + 2e-3).all()
    assert (np.array(off) <= most + 1e-9).all()
    assert (most - least).max() < 1.5


def test_the_sentence_names_kind_side_and_place() -> None:
    told = no_way(Needle("medial-branch", "L4", "left", 1.0))
    assert told.startswith("No straight way is left for the medial branch needle (left L4)")


def _middle(id: str) -> np.ndarray:
    points = _normal().assets.meshes[StructureId(id)].points
    return np.asarray(points.astype(np.float64).mean(axis=0))
