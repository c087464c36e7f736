"""The ground that is copied into each frame is the gradient that VTK would have painted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import framed, named_views
from viewer.ground import Ground, gradient
from viewer.looks import THEMES
from viewer.quality import CARD, SOFTWARE, apply_quality, quality_of
from viewer.spec import Look, SceneSpec

BONE = StructureId("vertebra.L4")


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_a_copied_ground_looks_like_the_painted_one(studio: Any, atlas: Atlas, theme: Any) -> None:
    camera = framed([atlas.boxes[BONE]], named_views()["left"])
    studio.scene.set_theme(theme)
    studio.scene.draw(SceneSpec({BONE: Look((0.9, 0.8, 0.7))}, (), ()))
    painted = studio.shot(camera).astype(int)
    ground = Ground(studio.renderer, studio.window)
    copied = studio.shot(camera).astype(int)
    assert abs(copied - painted).max() <= 1
    studio.scene.set_theme(THEMES["dark"])
    assert studio.shot(camera)[2, 2].max() < 90, "follows the theme"
    ground.release()
    studio.scene.set_theme(theme)
    assert abs(studio.shot(camera).astype(int) - painted).max() <= 1


def test_the_gradient_runs_from_below_upwards() -> None:
    pixels = gradient((0.0, 0.5, 1.0), (1.0, 0.5, 0.0), (3, 256))
    assert pixels.shape == (256, 3, 4)
    assert pixels[0, 0].tolist() == [0, 128, 255, 255]
    assert pixels[-1, 2].tolist() == [255, 128, 0, 255]
    assert (np.diff(pixels[:, 1, 0].astype(int)) >= 0).all()


@pytest.mark.parametrize(
    ("name", "is_card"),
    [
        ("llvmpipe (LLVM 15.0.6, 256 bits)", False),
        ("softpipe", False),
        ("Google SwiftShader", False),
        ("GDI Generic", False),
        ("Microsoft Basic Render Driver", False),
        ("Apple Software Renderer", False),
        ("", False),
        ("NVIDIA H100 PCIe/PCIe/SSE2", True),
        ("Mesa Intel(R) UHD Graphics 620 (KBL GT2)", True),
        ("AMD Radeon Graphics (radeonsi, renoir)", True),
        ("Apple M2", True),
    ],
)
def test_a_card_is_told_from_a_program_by_its_name(name: str, is_card: bool) -> None:
    assert quality_of(name) == (CARD if is_card else SOFTWARE)


def test_what_a_card_adds_changes_no_more_than_edges_and_overlaps(
    studio: Any, atlas: Atlas
) -> None:
    camera = framed([atlas.boxes[BONE]], named_views()["left"])
    looks = {BONE: Look((0.9, 0.8, 0.7), 0.22), StructureId("disc.L4-L5.annulus"): Look((0, 0, 1))}
    studio.scene.draw(SceneSpec(looks, (), ()))
    apply_quality(studio.renderer, SOFTWARE, full=True)
    plain = studio.shot(camera).astype(int)
    apply_quality(studio.renderer, CARD, full=True)
    careful = studio.shot(camera).astype(int)
    assert (abs(careful - plain).max(axis=2) > 12).mean() < 0.01
    assert careful.std() > 10
