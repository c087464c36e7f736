"""Cut faces of the shipped anatomy: closed, of the right size, patterned by tissue, no strays."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.section import plane
from viewer.slicing import LIFT_MM, Filling, Side, Slice, Slicer, _rank
from viewer.state import Cut, Section

LEVELS = ["T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1"]


def segment(level: str) -> StructureId:
    return StructureId(f"segment.{level}")


SECTIONS = [
    *(Section(Cut.SAGITTAL, None, x) for x in (0.0, -16.0, 16.0)),
    *(
        Section(cut, segment(level))
        for cut in (Cut.CORONAL, Cut.AXIAL, Cut.DISC)
        for level in LEVELS
    ),
    *(Section(Cut.DISC, segment("L5-S1"), offset) for offset in (-11.3, 9.1)),
]


def name(section: Section) -> str:
    return f"{section.cut}-{section.level or 'all'}-{section.offset:g}"


@pytest.fixture(scope="module")
def slicer(assets: Assets, catalog: Catalog) -> Slicer:
    return Slicer(assets.mesh, assets.boxes.__getitem__, catalog)


def cut(slicer: Slicer, atlas: Atlas, section: Section) -> Slice:
    return slicer.slice(plane(section, atlas), atlas.catalog.drawn)


def area(filling: Filling) -> float:
    a, b, c = (filling.points[filling.triangles[:, k]] for k in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2.0)


def shares(whole: float, filling: Filling) -> float:
    """How far a filling is off an area, relative; slivers by what a net can hold."""
    return abs(area(filling) - whole) / max(whole, 15.0)


@pytest.mark.parametrize("section", SECTIONS, ids=name)
def test_every_outline_closes_and_its_fillings_have_its_area(
    slicer: Slicer, atlas: Atlas, section: Section
) -> None:
    made = cut(slicer, atlas, section)
    assert made.faces
    for face in made.faces:
        # All segments are in closed lines: nothing is left open.
        assert sum(len(loop) for loop in face.loops) == len(face.edge.segments), face.id
        rough, fine = slicer.rough(face), slicer.fine(face)
        # The cauda's threads overlap each other, so that their areas do not add up.
        whole = area(rough) if face.id == "cauda-equina" else face.area
        assert shares(whole, rough) < 0.04, face.id
        assert shares(whole, fine) < 0.04, face.id


@pytest.mark.parametrize("level", LEVELS)
def test_along_a_disc_lie_annulus_nucleus_sac_and_joints(
    slicer: Slicer, atlas: Atlas, level: str
) -> None:
    made = cut(slicer, atlas, Section(Cut.DISC, segment(level)))
    ids = {face.id for face in made.faces}
    assert {f"disc.{level}.annulus", f"disc.{level}.nucleus", "thecal-sac"} <= ids
    centre = made.flat(plane(Section(Cut.DISC, segment(level)), atlas).origin)
    found = made.face_at(centre)
    assert found is not None
    assert found.id == f"disc.{level}.nucleus"


def test_faces_look_towards_the_side_taken_away_and_lie_by_rank(
    slicer: Slicer, atlas: Atlas
) -> None:
    for flipped in (False, True):
        section = Section(Cut.DISC, segment("L4-L5"), flipped=flipped)
        where = plane(section, atlas)
        made = cut(slicer, atlas, section)
        normal = np.asarray(where.normal)
        for face in made.faces:
            for filling in (slicer.rough(face), slicer.fine(face)):
                a, b, c = (filling.points[filling.triangles[:, k]] for k in range(3))
                assert np.all(np.cross(b - a, c - a) @ normal > -1e-9)
                height = (filling.points - np.asarray(where.origin)) @ normal
                np.testing.assert_allclose(height, LIFT_MM * face.rank, atol=1e-6)
        ranks = [face.rank for face in made.faces]
        assert ranks == sorted(ranks)


def test_tissues_differ_in_pattern(slicer: Slicer, atlas: Atlas) -> None:
    made = {f.id: f for f in cut(slicer, atlas, Section(Cut.DISC, segment("L4-L5"))).faces}
    annulus = slicer.fine(made[StructureId("disc.L4-L5.annulus")])
    # From the outer edge straight inwards the tone rises and falls with the lamellae.
    ray = annulus.flat[np.abs(annulus.flat[:, 0]) < 0.25]
    assert len(ray) > 20
    assert np.ptp(annulus.tone) > 0.2
    nucleus = slicer.fine(made[StructureId("disc.L4-L5.nucleus")])
    assert np.ptp(nucleus.tone) < np.ptp(annulus.tone)
    body = cut(slicer, atlas, Section(Cut.CORONAL, segment("L4-L5")))
    face = next(f for f in body.faces if f.id == "vertebra.L4")
    bone = slicer.fine(face)
    assert bone.tone.max() > 0.99
    assert np.median(bone.tone) < 0.9
    sac = slicer.fine(made[StructureId("thecal-sac")])
    assert sac.tone.min() == pytest.approx(0.62)
    assert np.median(sac.tone) > 0.9


def test_a_root_in_the_sac_lies_on_top_of_it(slicer: Slicer, atlas: Atlas) -> None:
    made = cut(slicer, atlas, Section(Cut.AXIAL, segment("L3-L4")))
    order = [face.id for face in made.faces]
    assert order.index(StructureId("thecal-sac")) < order.index(StructureId("cauda-equina"))
    threads = next(face for face in made.faces if face.id == "cauda-equina")
    found = [made.face_at(loop.mean(axis=0)) for loop in threads.loops]
    assert sum(face is not None and face.id == "cauda-equina" for face in found) > len(found) / 2
    assert all(face is None or face.id != "thecal-sac" for face in found)


def test_boxes_tell_what_is_kept_cut_and_taken(slicer: Slicer, atlas: Atlas) -> None:
    where = plane(Section(Cut.AXIAL, segment("L3-L4")), atlas)
    assert slicer.side(StructureId("vertebra.L1"), where) is Side.KEPT
    assert slicer.side(StructureId("thecal-sac"), where) is Side.CUT
    assert slicer.side(StructureId("sacrum"), where) is Side.TAKEN


def test_a_face_holds_what_lies_in_it_and_not_what_lies_in_its_hole(
    slicer: Slicer, atlas: Atlas
) -> None:
    made = cut(slicer, atlas, Section(Cut.DISC, segment("L4-L5")))
    faces = {face.id: face for face in made.faces}
    annulus, nucleus = (faces[StructureId(f"disc.L4-L5.{p}")] for p in ("annulus", "nucleus"))
    centre = made.flat(plane(Section(Cut.DISC, segment("L4-L5")), atlas).origin)
    assert nucleus.holds(centre)
    assert not annulus.holds(centre)
    assert not nucleus.holds(centre + 500.0)


def test_spaces_have_no_face(slicer: Slicer, atlas: Atlas) -> None:
    made = cut(slicer, atlas, Section(Cut.SAGITTAL, None, 16.0))
    assert not any(face.id.kind == "foramen" for face in made.faces)


def test_what_is_put_in_or_comes_out_lies_on_top_of_what_holds_it(catalog: Catalog) -> None:
    tissues = {s.id: s.tissue for s in catalog.structures.values()}
    bone = max(_rank(id, tissue) for id, tissue in tissues.items() if tissue == "bone")
    disc = max(_rank(id, "disc") for id in catalog.drawn if tissues[id] == "disc")
    for id in catalog.made:
        if tissues[id] == "metal":
            assert _rank(id, "metal") > max(bone, disc), id
        if id.kind == "herniation":
            assert _rank(id, tissues[id]) > disc, id
