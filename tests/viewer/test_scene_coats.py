"""What a scene keeps on the graphics card: the shapes in sight, not those that were."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from vtkmodules.util.numpy_support import vtk_to_numpy

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands import finding_acts
from viewer.resolve import resolve
from viewer.shading import Coat
from viewer.spec import SceneSpec
from viewer.state import ViewState

pytestmark = pytest.mark.window
DISC, BONE = StructureId("disc.L4-L5.annulus"), StructureId("vertebra.L4")
L4L5 = StructureId("segment.L4-L5")


def bulging(atlas: Atlas, severity: float) -> ViewState:
    finding = finding_acts.finding_for("disc-bulge", L4L5, severity=severity)
    return finding_acts.add_finding(atlas, finding)(atlas.start())


def only(spec: SceneSpec, *ids: StructureId) -> SceneSpec:
    """Little to draw: what else is in sight does not matter here."""
    return replace(spec, looks={id: look for id, look in spec.looks.items() if id in ids})


def test_a_new_shape_lets_go_of_the_coats_that_are_not_worn(
    studio: Any, catalog: Any, atlas: Atlas
) -> None:
    scene = studio.scene
    scene.draw(only(resolve(atlas.start(), catalog), DISC))
    painted = scene._drawn[DISC].painted
    worn = painted.coat
    ended: list[str] = []
    for other in set(Coat) - {worn}:
        painted.wear(other)
        studio.window.Render()
        painted.actor.GetMapper().AddObserver("DeleteEvent", lambda *_: ended.append("coat"))
    painted.wear(worn)
    assert not ended
    scene.draw(only(resolve(bulging(atlas, 0.6), catalog), DISC))
    assert len(ended) == len(Coat) - 1
    assert painted.coat is worn
    studio.window.Render()


def test_what_is_out_of_sight_is_let_go_once_its_shape_is_another(
    studio: Any, catalog: Any, atlas: Atlas
) -> None:
    scene = studio.scene
    scene.draw(only(resolve(bulging(atlas, 0.6), catalog), DISC, BONE))
    studio.window.Render()
    ended: list[str] = []
    scene.actor(DISC).GetMapper().AddObserver("DeleteEvent", lambda *_: ended.append("mapper"))
    scene.draw(only(scene.spec, BONE))
    assert scene.actor(DISC) is not None
    assert not ended
    other = only(resolve(bulging(atlas, 0.9), catalog), DISC, BONE)
    scene.draw(only(other, BONE))
    assert scene.actor(DISC) is None
    assert ended
    scene.draw(other)
    points = vtk_to_numpy(scene.data(DISC).GetPoints().GetData())
    assert np.array_equal(points, scene.meshes[DISC].points)


def test_what_is_out_of_sight_and_as_it_ships_is_kept(
    studio: Any, catalog: Any, atlas: Atlas
) -> None:
    scene = studio.scene
    scene.draw(only(resolve(atlas.start(), catalog), DISC, BONE))
    actor = scene.actor(BONE)
    scene.draw(only(scene.spec, DISC))
    scene.draw(only(resolve(bulging(atlas, 0.6), catalog), DISC))
    assert actor is not None
    assert scene.actor(BONE) is actor
