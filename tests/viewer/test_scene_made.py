"""What only a condition brings: it may go while the scene is cut open or drawn apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from vtkmodules.util.numpy_support import vtk_to_numpy

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands import explode_acts, finding_acts, section_acts
from viewer.resolve import resolve
from viewer.scene import Scene
from viewer.spec import Look
from viewer.state import Cut

pytestmark = pytest.mark.window
NEEDLE, MASS = StructureId("needle.L4-L5.interlaminar"), StructureId("herniation.L4-L5")


def test_a_needle_that_finds_no_way_does_not_stop_a_section(
    assets: Any, catalog: Any, atlas: Atlas
) -> None:
    scene = Scene(assets, catalog)
    spec = resolve(section_acts.cut(atlas, Cut.SAGITTAL)(atlas.start()), catalog)
    scene.draw(replace(spec, looks={**spec.looks, NEEDLE: Look((0.5, 0.5, 0.5))}))
    assert scene.section.slice is not None
    assert NEEDLE not in scene.section.fillings


def test_a_mass_that_is_gone_and_comes_again_stands_where_the_column_is_then(
    assets: Any, catalog: Any, atlas: Atlas
) -> None:
    scene, start = Scene(assets, catalog), atlas.start()
    shown = finding_acts.add_finding(
        atlas, finding_acts.finding_for("disc-extrusion", StructureId("segment.L4-L5"))
    )(start)
    scene.draw(resolve(shown, catalog))
    assert MASS in scene.drawn_looks()
    apart = explode_acts.set_explode(atlas, 1.0)
    scene.draw(resolve(apart(start), catalog))
    assert MASS not in scene.drawn_looks()
    scene.draw(resolve(apart(shown), catalog))
    drawn = vtk_to_numpy(scene.data(MASS).GetPoints().GetData())
    assert np.allclose(drawn, scene.mesh(MASS).points)
    assert not np.allclose(drawn, scene.meshes[MASS].points)


def test_what_no_condition_brings_any_more_leaves_nothing_behind(
    studio: Any, catalog: Any, atlas: Atlas
) -> None:
    start, scene = atlas.start(), studio.scene
    shown = finding_acts.add_finding(
        atlas, finding_acts.finding_for("disc-extrusion", StructureId("segment.L4-L5"))
    )(start)
    scene.draw(resolve(start, catalog))
    seen = []
    for _twice in range(2):
        cut = section_acts.cut(atlas, Cut.SAGITTAL)(shown)
        scene.draw(resolve(cut, catalog))
        studio.pictures(cut.camera)
        seen.append(studio.passes.silhouette(studio.window, studio.renderer, cut.camera, [MASS]))
        assert scene.section.fillings
        actors = studio.renderer.GetActors().GetNumberOfItems()
        scene.draw(resolve(start, catalog))
        studio.pictures(start.camera)
        assert scene.actor(MASS) is None
        assert scene.made_data(MASS) is scene.section.made_data(MASS) is None
        assert MASS not in studio.passes._actors
        assert not studio.passes._faces
        assert studio.renderer.GetActors().GetNumberOfItems() < actors
    assert seen[0].any()
    assert (seen[0] == seen[1]).all(), "what comes again is drawn anew"
