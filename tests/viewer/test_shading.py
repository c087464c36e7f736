"""The surface programs paint as VTK's own lighting does, and a new look needs no upload."""

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
from viewer.looks import _MATERIALS as TISSUES
from viewer.looks import Material, material, tint_table
from viewer.resolve import resolve
from viewer.shading import Coat, dullness, surface_code
from viewer.spec import Emphasis, Look, SceneSpec
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


def lit(atlas: Atlas, catalog: Catalog, start: ViewState, place: str) -> SceneSpec:
    """What is drawn with a segment lit."""
    return resolve(acts.select_any(atlas, StructureId(f"segment.{place}"))(start), catalog)


def test_a_new_look_moves_no_data(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    scene = studio.scene
    specs = [lit(atlas, catalog, start, place) for place in ("L4-L5", "L2-L3")]
    for spec in specs:
        scene.draw(spec)

    def changed() -> list[int]:
        times = []
        for id in catalog.drawn:
            if (actor := scene.actor(id)) is None:
                continue
            times += [
                scene.data(id).GetMTime(),
                actor.GetProperty().GetMTime(),
                actor.GetMapper().GetMTime(),
                actor.GetShaderProperty().GetShaderMTime(),
                actor.GetShaderProperty().GetFragmentCustomUniforms().GetUniformListMTime(),
            ]
        return times

    before = changed()
    assert scene.draw(specs[0]) > 10
    assert scene.draw(specs[1]) > 10
    assert len(before) > 240
    assert changed() == before


def test_only_another_coat_is_another_program(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    scene = studio.scene
    scene.draw(resolve(start, catalog))
    whole = dict(scene.drawn_looks())

    def programs() -> dict[StructureId, Any]:
        return {id: scene.actor(id).GetShaderProperty() for id in whole}

    def declared() -> set[tuple[str, ...]]:
        found = set()
        for id in whole:
            given = scene.actor(id).GetShaderProperty().GetFragmentCustomUniforms()
            names = [given.GetNthUniformName(n) for n in range(given.GetNumberOfUniforms())]
            found.add(tuple(names))
        return found

    before = programs()
    scene.draw(lit(atlas, catalog, start, "L4-L5"))
    now, looks = programs(), scene.drawn_looks()
    turned = {id for id in whole if now[id] is not before[id]}
    receded = {id for id, look in looks.items() if look.ghost}
    assert receded <= turned
    # What shows the same side as before keeps its program: the lit ones, in another colour.
    kept = {id for id in looks if id in whole and looks[id].opacity == whole[id].opacity}
    assert len(kept - receded) > 10
    assert not (kept - receded) & turned
    # Every program's text is one of three, whatever an actor wore before.
    assert len(declared()) == 1
    # What was worn before is still there.
    scene.draw(resolve(start, catalog))
    assert all(now is before[id] for id, now in programs().items())


@pytest.mark.parametrize("tissue", sorted(TISSUES))
@pytest.mark.parametrize("emphasis", list(Emphasis))
def test_highlights_are_as_sharp_as_the_tissue_says(tissue: str, emphasis: Emphasis) -> None:
    answer = material(tissue, Look((1.0, 1.0, 1.0), emphasis=emphasis))
    if not answer.specular:
        return
    for cos in (0.5, 0.8, 0.97, 1.0):
        product = cos**16
        for power, dull in zip((2, 4, 8, 16), dullness(answer), strict=True):
            product *= max(cos**power, dull)
        assert product == pytest.approx(cos**answer.specular_power)


@pytest.mark.parametrize("power", [14.0, 17.0, 48.0, 20.5])
def test_a_power_that_no_product_gives_is_refused(power: float) -> None:
    with pytest.raises(ValueError, match="16 to 46"):
        dullness(Material(0.1, 0.2, power))


def test_light_is_worked_out_only_where_it_shows() -> None:
    assert "shine" not in surface_code(Coat.GHOST)
    assert "rim" not in surface_code(Coat.SOLID)
    assert "pow(" not in "".join(surface_code(coat) for coat in Coat)
