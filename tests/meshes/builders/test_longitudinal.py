"""The long ligaments on the whole column: how far they go, and how wide they are."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.builders.anterior_longitudinal import build_anterior_longitudinal
from meshes.builders.posterior_longitudinal import build_posterior_longitudinal
from meshes.builders.supraspinous import build_supraspinous
from meshes.measures.figures import morphometry
from meshes.measures.ligaments import (
    ANTERIOR,
    POSTERIOR,
    SUPRASPINOUS,
    body_ligament_sizes,
    disc_ligament_sizes,
    supraspinous_size,
)
from meshes.meshing import is_closed
from meshes.spine import Spine
from meshes.stacking import NEIGHBOURS, segment_of
from meshes.surface import Surface


@pytest.fixture(scope="module")
def soft(topped: Spine, column_discs: dict[str, Surface]) -> dict[str, Surface]:
    return {
        ANTERIOR: build_anterior_longitudinal(topped, column_discs),
        POSTERIOR: build_posterior_longitudinal(topped, column_discs),
        SUPRASPINOUS: build_supraspinous(topped),
    }


def test_they_go_on_over_t12(topped: Spine, soft: dict[str, Surface]) -> None:
    cut = topped.bones["vertebra.T12"].surface.points[:, 2].max()
    for key in (ANTERIOR, POSTERIOR):
        top = topped.to_body("vertebra.T12", soft[key].points)[:, 2].max()
        assert cut - 3.0 < top < cut + 0.5, key
    tip = topped.bones["vertebra.T12"].landmarks["spinous-tip"]
    way = topped.to_body("vertebra.T12", soft[SUPRASPINOUS].points) - tip
    assert np.linalg.norm(way, axis=1).min() < 4.0
    assert all(is_closed(surface.triangles) for surface in soft.values())


def test_they_lie_on_t12_and_not_in_it(topped: Spine, soft: dict[str, Surface]) -> None:
    for key, surface in soft.items():
        away = topped.distance(surface.points, ("vertebra.T12",))
        assert away.min() > -0.6, key
        assert away.min() < 0.1, key


def test_without_t12_they_begin_at_l1(spine: Spine, column_discs: dict[str, Surface]) -> None:
    made = build_posterior_longitudinal(spine, column_discs)
    rim = spine.plate("vertebra.L1", "superior").rim[72]
    assert made.points[:, 2].max() == pytest.approx(rim[2], abs=1.5)


def test_they_have_the_published_sizes(spine: Spine, soft: dict[str, Surface]) -> None:
    figures = morphometry().figures
    found: dict[tuple[str, str], float | None] = {}
    for upper, lower in NEIGHBOURS:
        level = segment_of(upper, lower)
        sizes = disc_ligament_sizes(spine, upper, lower, soft)
        found |= {(key, level): value for key, value in sizes.items()}
        if level in figures["supraspinous-area"].mean:
            found["supraspinous-area", level] = supraspinous_size(spine, upper, lower, soft)
        sizes = body_ligament_sizes(spine, upper, soft)
        found |= {(key, upper[-2:]): value for key, value in sizes.items()}
    for (key, place), value in found.items():
        assert value is not None, (key, place)
        assert figures[key].holds(place, value), (key, place, value)


def test_what_is_not_built_is_not_measured(spine: Spine) -> None:
    assert set(disc_ligament_sizes(spine, *NEIGHBOURS[0], {}).values()) == {None}
    assert set(body_ligament_sizes(spine, "vertebra.L1", {}).values()) == {None}
    assert supraspinous_size(spine, *NEIGHBOURS[0], {}) is None
