"""While a slider is dragged: nearly the same shapes, the same words, and nothing done twice."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from annotations.models import Model, load_models
from meshes.changed import discs, flavum, structure
from meshes.changed.conflict import verdicts
from meshes.changed.normal import load_normal
from meshes.changed.roughly_sawn import roughly_sawn
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import NONE
from meshes.effects.regions import region
from meshes.ids import StructureId
from meshes.store import Mesh

MODELS: Mapping[str, Model] = {
    key: model for key, model in load_models().items() if model.group != "needle"
}
CUT = [key for key in MODELS if key in ("spondylolysis", "laminectomy", "laminotomy")]
#: What grows, gives way or is pushed; what is put in and sawn has tests of its own below.
SHAPED = [key for key, model in MODELS.items() if model.group != "treatment"]
#: Mean distance of a structure's points between a drag and rest, and that of one point in fifty.
MEAN_MM, MOST_MM = 0.35, 2.5


@cache
def shapes(key: str, severity: float = 0.7) -> tuple[Changed, Changed, str]:
    """A model under a hand and at rest, and its level."""
    model, normal = MODELS[key], load_normal()
    place = next((at for at in ("L4-L5", "L4", "L5") if at in model.at), model.at[0])
    site = Site.of(place, model.side if model.sides else "", model.zone)
    changes = applied(normal, NONE, model.steps, site, severity, model.extra_start)
    return Changed(normal, changes, draft=True), Changed(normal, changes), site.level


def seen(changed: Changed, level: str) -> list[StructureId]:
    """What nerves are measured against and what gives way, at one level."""
    upper, lower = level.split("-")
    wanted = {
        *(f"disc.{level}.annulus", "thecal-sac", f"vertebra.{upper}"),
        *(f"ligamentum-flavum.{level}.left", f"root.{lower}.left", f"root.{lower}.right"),
    }
    return [StructureId(id) for id in sorted(wanted) if id not in changed.gone]


@pytest.mark.parametrize("key", MODELS)
def test_a_drag_says_what_rest_will_say(key: str) -> None:
    quick, exact, level = shapes(key)
    for one, other in zip(verdicts(quick, level), verdicts(exact, level), strict=True):
        assert one.id == other.id
        assert one.clearance == pytest.approx(other.clearance, abs=0.15)


@pytest.mark.parametrize("key", SHAPED)
def test_a_drag_shows_nearly_what_rest_will_show(key: str) -> None:
    quick, exact, level = shapes(key)
    for id in seen(exact, level):
        one, other = quick.mesh(id), exact.mesh(id)
        if id.kind == "vertebra" and exact.changes.cuts:
            continue
        points = one.points, other.points
        if id.kind == "ligamentum-flavum" and exact.changes.loose:
            # an arch that stays behind tears it, each its own way: as it is before
            points = quick.flavum(id), exact.flavum(id)
        away = np.linalg.norm(points[0] - points[1], axis=1)
        assert away.mean() < MEAN_MM, id
        assert np.quantile(away, 0.98) < MOST_MM, id


@pytest.mark.parametrize("key", MODELS)
def test_a_drag_takes_away_what_rest_takes_away(key: str) -> None:
    quick, exact, _ = shapes(key)
    assert quick.gone == exact.gone
    assert set(quick.made) == set(exact.made)


@pytest.mark.parametrize("key", CUT)
def test_bone_cut_under_a_hand_ends_where_the_saw_will_end(key: str) -> None:
    quick, exact, level = shapes(key)
    id = StructureId(f"vertebra.{level.split('-')[0]}")
    one, other = box(quick.mesh(id)), box(exact.mesh(id))
    np.testing.assert_allclose(one, other, atol=1.0)
    assert len(quick.mesh(id).points) != len(load_normal().assets.meshes[id].points)


def box(mesh: Mesh) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    used = mesh.points[np.unique(mesh.triangles)]
    return np.stack([used.min(axis=0), used.max(axis=0)])


def test_a_rough_cut_leaves_nothing_within_what_is_taken_and_closes_it() -> None:
    mesh = load_normal().assets.meshes[StructureId("vertebra.L3")]
    x, y, z = mesh.points.mean(axis=0).tolist()
    taken = region(
        ((x + 4.0, y, z), (1.0, 0.0, 0.0)),
        ((x - 4.0, y, z), (-1.0, 0.0, 0.0)),
    )

    def bone(points: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        return np.full(len(points), -1.0)

    found, cut = roughly_sawn(mesh, (taken,), bone)
    depth = taken.distance(found.points[np.unique(found.triangles)])
    assert depth.min() > -1e-3
    assert cut.any()
    assert not cut.all()
    walls = found.normals[found.triangles[cut].ravel()]
    assert np.allclose(np.abs(walls[:, 0]), 1.0)
    untouched, none = roughly_sawn(mesh, (taken.moved(far_away()),), bone)
    assert untouched is mesh
    assert not none.any()


def far_away() -> np.ndarray:  # type: ignore[type-arg]
    move = np.eye(4)
    move[0, 3] = 500.0
    return move


def test_a_step_works_out_each_part_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"flavum": 0, "mesh": 0, "wall": 0}

    def counted(name: str, function: object) -> object:
        def call(*given: object, **named: object) -> object:
            counts[name] += 1
            return function(*given, **named)  # type: ignore[operator]

        return call

    from meshes.changed import shape

    monkeypatch.setattr(shape, "flavum_points", counted("flavum", flavum.flavum_points))
    monkeypatch.setattr(shape, "disc_wall", counted("wall", discs.disc_wall))
    monkeypatch.setattr(shape, "changed_mesh", counted("mesh", structure.changed_mesh))
    model = MODELS["central-stenosis"]
    site = Site.of("L4-L5", "", model.zone)
    changes = applied(load_normal(), NONE, model.steps, site, 0.5, model.extra_start)
    quick = Changed(load_normal(), changes, draft=True)
    ids = [id for id in load_normal().assets.meshes if id.kind in ("root", "thecal-sac", "disc")]
    for _ in range(3):
        verdicts(quick, "L4-L5")
        for id in ids:
            quick.mesh(id)
    assert counts["mesh"] == len(ids)
    assert counts["flavum"] == 2
    assert counts["wall"] == len(quick.touched_levels)


def test_what_a_slider_does_not_reach_stays_the_same_object_under_a_hand() -> None:
    quick, exact, _ = shapes("disc-extrusion")
    meshes = load_normal().assets.meshes
    for id in (StructureId("vertebra.L4"), StructureId("root.L2.left"), StructureId("sacrum")):
        assert quick.mesh(id) is meshes[id]
        assert exact.mesh(id) is meshes[id]
