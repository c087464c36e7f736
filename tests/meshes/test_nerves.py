"""The figures of nerves.toml hang together."""

from __future__ import annotations

import itertools

import pytest

from meshes.nerves import nerve_figures

LEVELS = ("L1", "L2", "L3", "L4", "L5", "S1", "S2")


def test_every_root_of_the_picture_has_figures() -> None:
    assert tuple(nerve_figures().root) == LEVELS


def test_take_off_grows_steeper_from_above_downward() -> None:
    angles = [nerve_figures().root[level].take_off_deg for level in LEVELS]
    assert all(a > b for a, b in itertools.pairwise(angles))
    assert 40.0 < angles[0] < 50.0
    assert angles[-1] == pytest.approx(15.0)


@pytest.mark.parametrize("level", LEVELS)
def test_the_ganglion_is_fatter_than_the_nerve(level: str) -> None:
    root = nerve_figures().root[level]
    assert 0.5 * root.ganglion_width > max(root.sleeve, root.ramus) + 0.3
    assert root.ganglion_length > root.ganglion_width


def test_the_rows_of_the_sac_are_of_one_length() -> None:
    sac = nerve_figures().sac
    assert len(sac.stations) == len(sac.depth) == len(sac.width) == len(sac.gap)
    assert sorted(sac.depth, reverse=True) == list(sac.depth)


def test_the_strands_fit_into_the_sac() -> None:
    figures = nerve_figures()
    areas = [d * d * (1.0 + figures.cauda.ventral_share**2) for d in figures.cauda.diameter]
    inside = 2.0 * 0.7854 * sum(areas)
    assert inside < 0.6 * 0.7854 * figures.sac.depth[1] * figures.sac.width[1]
