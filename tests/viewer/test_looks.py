"""Tints, materials and themes: buried is dark but never black, ghosts show on every ground."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from meshes.catalog import TISSUES
from viewer.looks import (
    LIGHTS,
    THEMES,
    is_layered,
    is_see_through,
    material,
    mottled,
    tint_table,
    veil,
)
from viewer.spec import ROLE_COLOURS, ROLE_SHAPES, TISSUE_COLOURS, Colour, Emphasis, Look


def luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: Colour, b: Colour) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tissue", TISSUES)
def test_open_shade_is_the_colour_and_buried_is_warm_not_black(tissue: str) -> None:
    colour = TISSUE_COLOURS[tissue]
    table = tint_table(colour).astype(float) / 255
    np.testing.assert_allclose(table[-1, :3], colour, atol=0.004)
    assert (np.diff(table[:, :3], axis=0) >= 0).all()
    assert table[0, :3].max() > 0.2
    assert table[0, 0] / colour[0] > table[0, 2] / colour[2], "shadows lean to red"
    assert (table[:, 3] == 1).all()


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_writing_reads_on_cards_and_halo(theme: object) -> None:
    from viewer.looks import SceneTheme

    assert isinstance(theme, SceneTheme)
    assert contrast(theme.ink, theme.card) >= 7.0
    assert contrast(theme.ink, theme.halo) >= 7.0


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_ghosts_stand_out_from_both_ends_of_the_ground(theme: object) -> None:
    from viewer.looks import SceneTheme

    assert isinstance(theme, SceneTheme)
    for ground in (theme.top, theme.bottom):
        rim = tuple(
            theme.ghost_rim * g + (1 - theme.ghost_rim) * b
            for g, b in zip(theme.ghost, ground, strict=True)
        )
        assert contrast(rim, ground) >= 1.6  # type: ignore[arg-type]


def test_marked_structures_glow_more_the_more_they_are_marked() -> None:
    strengths = [
        material("nerve", Look((1, 1, 0), emphasis=e)).ambient
        for e in (Emphasis.NONE, Emphasis.LIT, Emphasis.FOCUS)
    ]
    assert strengths == sorted(strengths)
    assert len(set(strengths)) == 3


def test_veils() -> None:
    theme = THEMES["light"]
    assert veil(Look((1, 1, 1)), theme) is None
    ghost, faded = veil(Look((1, 1, 1), ghost=True), theme), veil(Look((1, 1, 1), 0.3), theme)
    assert ghost is not None
    assert faded is not None
    assert ghost.facing < faded.facing
    assert ghost.facing + ghost.rim <= 1.0
    assert is_see_through(Look((1, 1, 1), 0.3))
    assert is_see_through(Look((1, 1, 1), ghost=True))
    assert not is_see_through(Look((1, 1, 1), 0.55))


def test_only_solid_tissues_made_see_through_lie_in_layers() -> None:
    assert is_layered(Look((1, 1, 1), 0.22), "bone")
    assert not is_layered(Look((1, 1, 1), 0.22), "dura")
    assert not is_layered(Look((1, 1, 1), ghost=True), "bone")
    assert not is_layered(Look((1, 1, 1)), "bone")


def test_light_comes_mostly_from_the_viewer() -> None:
    key = max(LIGHTS, key=lambda light: light.strength)
    assert key.towards[2] > 0
    assert key.colour[0] > key.colour[2], "warm"


def test_every_role_has_a_shape_of_its_own() -> None:
    assert set(ROLE_SHAPES) == set(ROLE_COLOURS)
    assert all(a != b for a, b in itertools.combinations(ROLE_SHAPES.values(), 2))


def test_the_grain_of_bone_is_faint_and_keeps_the_shade() -> None:
    rng = np.random.default_rng(2)
    points = rng.uniform(-60, 60, (4000, 3)).astype(np.float32)
    shade = np.full(4000, 0.7, dtype=np.float32)
    grainy = mottled(points, shade)
    assert grainy.dtype == np.float32
    assert abs(grainy / shade - 1).max() <= 0.0701
    assert grainy.std() > 0.008
    assert abs(grainy.mean() - 0.7) < 0.01


def test_bundles_of_ghostly_nerves_stay_faint() -> None:
    ghost = Look((1, 1, 1), ghost=True)
    nerve, bone = veil(ghost, THEMES["light"], "nerve"), veil(ghost, THEMES["light"], "bone")
    assert nerve is not None
    assert bone is not None
    assert nerve.rim < bone.rim / 2
