"""Where sections lie, for every kind and level, and what they are called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.shipped import load_landmarks
from meshes.store import Assets, Mesh
from viewer.atlas import Atlas
from viewer.keep.coding import UnfitError, from_plain, to_plain
from viewer.section import along, anchor, facing, limits, place_words, plane, sentence, title
from viewer.state import Cut, Section

LEVELS = [
    StructureId(f"segment.{name}")
    for name in ("T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
]
EVERY = [
    Section(cut, level)
    for cut in Cut
    for level in (None, *LEVELS)
    if level is not None or cut is not Cut.DISC
]


def volume_beneath(mesh: Mesh, origin: np.ndarray, normal: np.ndarray) -> float:
    """Volume of a closed mesh on the far side of a plane, as the flow out of its surface."""
    points = mesh.points.astype(float)
    height = np.minimum((points - origin) @ normal, 0.0)
    a, b, c = (points[mesh.triangles[:, k]] for k in range(3))
    flow = np.cross(b - a, c - a) @ normal / 2.0
    return float((height[mesh.triangles].mean(axis=1) * flow).sum())


@pytest.mark.parametrize("level", LEVELS)
def test_a_disc_plane_halves_its_disc(assets: Assets, atlas: Atlas, level: StructureId) -> None:
    cut = plane(Section(Cut.DISC, level), atlas)
    mesh = assets.meshes[StructureId(f"disc.{level.level_text}")]
    normal = -np.asarray(cut.normal)
    beneath = volume_beneath(mesh, np.asarray(cut.origin), normal)
    whole = volume_beneath(mesh, np.asarray(cut.origin) + 100 * normal, normal)
    assert beneath / whole == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("level", LEVELS[1:])
def test_a_disc_plane_leans_as_the_end_plates_beside_it(atlas: Atlas, level: StructureId) -> None:
    bones = load_landmarks().bones
    upper, lower = level.level_text.split("-")
    above = bones[f"vertebra.{upper}"]
    below = bones["sacrum" if lower == "S1" else f"vertebra.{lower}"]
    assert above.inferior is not None
    assert below.superior is not None
    plates = [above.pose @ above.inferior.frame, below.pose @ below.superior.frame]
    axes = [plate[:3, 2] * np.sign(plate[2, 2]) for plate in plates]
    middle = sum(axes) / np.linalg.norm(sum(axes))
    lean = np.degrees(np.arccos(min(1.0, float(middle @ along(Section(Cut.DISC, level), atlas)))))
    assert lean < 2.0


def test_every_disc_has_a_plane(atlas: Atlas, catalog: Catalog) -> None:
    assert set(atlas.discs) == {place.id for place in catalog.segments}


@pytest.mark.parametrize("section", EVERY, ids=lambda s: f"{s.cut}-{s.level or 'all'}")
def test_every_plane_is_square_to_its_way_and_begins_in_its_disc(
    atlas: Atlas, section: Section
) -> None:
    here, moved = plane(section, atlas), plane(Section(section.cut, section.level, 7.5), atlas)
    way = np.asarray(along(section, atlas))
    np.testing.assert_allclose(np.subtract(moved.origin, here.origin), 7.5 * way, atol=1e-9)
    assert abs(float(np.dot(here.normal, way))) == pytest.approx(1.0)
    if section.level is not None:
        box = atlas.boxes[StructureId(f"disc.{section.level.level_text}")]
        assert np.all(np.asarray(box.lower) < here.origin)
        assert np.all(np.asarray(here.origin) < box.upper)
    if section.cut is Cut.SAGITTAL:
        assert here.origin[0] == 0.0


@pytest.mark.parametrize("section", EVERY, ids=lambda s: f"{s.cut}-{s.level or 'all'}")
def test_flipping_takes_the_other_side_and_nothing_else(atlas: Atlas, section: Section) -> None:
    one = plane(section, atlas)
    other = plane(Section(section.cut, section.level, flipped=True), atlas)
    assert one.origin == other.origin
    np.testing.assert_allclose(one.normal, np.negative(other.normal))


@pytest.mark.parametrize("section", EVERY, ids=lambda s: f"{s.cut}-{s.level or 'all'}")
def test_limits_hold_the_beginning_and_end_at_the_anatomy(atlas: Atlas, section: Section) -> None:
    low, high = limits(section, atlas)
    assert low < 0.0 < high
    box, way = atlas.extent(), along(section, atlas)
    for offset in (low, high):
        at = plane(Section(section.cut, section.level, offset), atlas).origin
        reach = [
            sum(c[k] * way[k] for k in range(3))
            for c in np.array(np.meshgrid(*zip(box.lower, box.upper, strict=True))).T.reshape(-1, 3)
        ]
        assert min(reach) - 1e-6 <= float(np.dot(at, way)) <= max(reach) + 1e-6


@pytest.mark.parametrize("section", EVERY, ids=lambda s: f"{s.cut}-{s.level or 'all'}")
def test_pictures_lie_flat_and_their_letters_are_right(atlas: Atlas, section: Section) -> None:
    seen = facing(section, atlas)
    right, up = np.asarray(seen.right), np.asarray(seen.up)
    assert float(right @ up) == pytest.approx(0.0, abs=1e-9)
    assert abs(float(right @ along(section, atlas))) < 1e-3
    assert abs(float(up @ along(section, atlas))) < 1e-3
    ways = {"R": (1, 0, 0), "L": (-1, 0, 0), "A": (0, 1, 0), "P": (0, -1, 0)}
    ways |= {"S": (0, 0, 1), "I": (0, 0, -1)}
    for letter, way in zip(seen.letters, (-right, right, up, -up), strict=True):
        assert float(np.dot(ways[letter], way)) > 0.7
    if section.cut is not Cut.SAGITTAL:
        assert "patient’s left is at the right" in seen.words


def test_words_name_the_patients_side_and_the_nearest_disc(atlas: Atlas) -> None:
    l4 = StructureId("segment.L4-L5")
    assert place_words(Section(Cut.SAGITTAL, None, -12.0), atlas) == "12 mm to the patient’s left"
    assert place_words(Section(Cut.SAGITTAL, None, 3.5), atlas) == "3.5 mm to the patient’s right"
    assert sentence(Section(Cut.SAGITTAL), atlas) == "Sagittal section, in the midline"
    assert place_words(Section(Cut.AXIAL, l4), atlas) == "through the middle of the L4–L5 disc"
    far = anchor(Section(Cut.AXIAL, StructureId("segment.L3-L4")), atlas)[2]
    here = anchor(Section(Cut.AXIAL, l4), atlas)[2]
    moved = Section(Cut.AXIAL, l4, round(far - here + 4.0, 2))
    assert place_words(moved, atlas) == "4 mm above the middle of the L3–L4 disc"
    behind = place_words(Section(Cut.CORONAL, l4, -8.0), atlas)
    assert behind == "8 mm behind the middle of the L4–L5 disc"
    assert title(Section(Cut.DISC, l4)) == "Section along the L4–L5 disc"
    assert place_words(Section(Cut.DISC, l4, -2.0), atlas) == "2 mm below its middle plane"


def test_a_column_drawn_apart_takes_its_planes_along(atlas: Atlas) -> None:
    section = Section(Cut.DISC, StructureId("segment.L5-S1"))
    together, apart = plane(section, atlas).origin, plane(section, atlas, 1.0).origin
    disc = StructureId("disc.L5-S1")
    moved = np.subtract(atlas.apart.box(disc, 1.0).centre, atlas.boxes[disc].centre)
    np.testing.assert_allclose(np.subtract(apart, together), moved, atol=1e-6)


def test_without_meshes_sections_still_have_a_place(catalog: Catalog, atlas: Atlas) -> None:
    bare = Atlas(catalog, {})
    boxed = Atlas(catalog, atlas.boxes)
    for section in EVERY:
        assert len(plane(section, bare).origin) == 3
        assert sentence(section, boxed)


def test_a_disc_section_needs_a_level() -> None:
    with pytest.raises(ValueError, match="level"):
        Section(Cut.DISC)


@pytest.mark.parametrize("section", EVERY, ids=lambda s: f"{s.cut}-{s.level or 'all'}")
def test_a_saved_section_comes_back(section: Section, catalog: Catalog) -> None:
    moved = replace(section, offset=-3.5, flipped=True, whole_nerves=True)
    data = to_plain(moved)
    assert from_plain(Section, data, "section", lambda key: key in catalog.places) == moved


def test_a_saved_section_along_no_disc_is_refused() -> None:
    with pytest.raises(UnfitError, match="level"):
        from_plain(Section, {"cut": "disc"}, "section", lambda _id: True)
