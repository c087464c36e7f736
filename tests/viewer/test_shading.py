"""The one surface program paints as VTK's own lighting does, and a new look needs no upload."""

from __future__ import annotations

from typing import Any

import pytest
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkLookupTable
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import framed, named_views
from viewer.commands import acts
from viewer.looks import material, tint_table
from viewer.resolve import Look, SceneSpec, resolve
from viewer.state import ViewState

BONE, NERVE = StructureId("vertebra.L4"), StructureId("root.L4.left")


def by_vtk(studio: Any, id: StructureId, look: Look) -> vtkActor:
    """The same structure painted by VTK: colours through a table, its own three lights."""
    mapper, table, actor = vtkPolyDataMapper(), vtkLookupTable(), vtkActor()
    table.SetTable(numpy_to_vtk(tint_table(look.colour), deep=True))
    mapper.SetInputData(studio.scene.data(id))
    mapper.SetLookupTable(table)
    mapper.SetScalarRange(0.0, 1.0)
    actor.SetMapper(mapper)
    answer = material(studio.scene.catalog.structures[id].tissue, look)
    face = actor.GetProperty()
    face.BackfaceCullingOn()
    face.SetAmbient(answer.ambient)
    face.SetDiffuse(1.0)
    face.SetSpecular(answer.specular)
    face.SetSpecularPower(answer.specular_power)
    return actor


@pytest.mark.parametrize("id", [BONE, NERVE])
@pytest.mark.parametrize("view", ["anterior", "left", "superior"])
def test_light_and_shade_are_those_of_vtk(
    studio: Any, atlas: Atlas, id: StructureId, view: str
) -> None:
    look = Look((0.9, 0.6, 0.3))
    camera = framed([atlas.boxes[id]], named_views()[view])
    studio.scene.draw(SceneSpec({id: look}, (), ()))
    ours = studio.shot(camera).astype(int)
    actor = studio.scene.actor(id)
    actor.SetVisibility(False)
    studio.renderer.AddActor(by_vtk(studio, id, look))
    theirs = studio.shot(camera).astype(int)
    assert (theirs.std(axis=(0, 1)) > 5).all()
    # The table has 64 steps, the program none.
    assert abs(ours - theirs).max() <= 4


def test_a_new_look_moves_no_data_and_makes_no_new_program(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    scene = studio.scene
    lit = [
        resolve(acts.select_any(atlas, StructureId(f"segment.{place}"))(start), catalog)
        for place in ("L4-L5", "L2-L3")
    ]
    for spec in lit:
        scene.draw(spec)

    def changed() -> list[int]:
        times = []
        for id in catalog.drawn:
            if (actor := scene.actor(id)) is None:
                continue
            shader = actor.GetShaderProperty()
            times += [
                scene.data(id).GetMTime(),
                actor.GetProperty().GetMTime(),
                actor.GetMapper().GetMTime(),
                shader.GetFragmentCustomUniforms().GetUniformListMTime(),
                shader.GetShaderMTime(),
            ]
        return times

    before = changed()
    assert scene.draw(lit[0]) > 10
    assert scene.draw(lit[1]) > 10
    assert len(before) > 300
    assert changed() == before
