"""MRI-like slices of states: how they hang, how bright things are, what they name."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from meshes.catalog import Catalog
from meshes.changed.normal import load_normal
from meshes.ids import StructureId
from meshes.reading import TableError
from viewer.atlas import Atlas
from viewer.changing import finding_for, shape_of
from viewer.mri import signals as signal_file
from viewer.mri.place import level_of
from viewer.mri.room import Room, sides_of, size_of
from viewer.mri.scan import Scan, Scanner
from viewer.mri.signals import signals
from viewer.mri.slab import Slab, slab_of
from viewer.section import CutPlane
from viewer.slicing import Slicer
from viewer.state import Beside, Compare, Cut, Section, ViewState, Xray
from viewer.xray.body import Body
from viewer.xray.views import film_views

SIZE, SQUARE = (110, 135), (140, 140)
L4_L5, L5_S1 = StructureId("segment.L4-L5"), StructureId("segment.L5-S1")
SAGITTAL, AXIAL = Xray("mri-sagittal"), Xray("mri-axial")


@pytest.fixture(scope="module")
def scanner(atlas: Atlas) -> Scanner:
    return Scanner(load_normal().assets, atlas)


@pytest.fixture
def state(atlas: Atlas) -> ViewState:
    return ViewState(atlas.start().camera)


@pytest.fixture(scope="module")
def midline(scanner: Scanner, atlas: Atlas) -> Scan:
    return scanner.scan(ViewState(atlas.start().camera), SAGITTAL, SIZE)


def where(scan: Scan, id: str) -> npt.NDArray[np.bool_]:
    """The pixels of a structure."""
    return np.asarray(scan.outlined([StructureId(id)])[0])


def middle(scan: Scan, id: str) -> tuple[float, float]:
    """Column and row of the middle of a structure."""
    rows, columns = np.nonzero(where(scan, id))
    return float(columns.mean()), float(rows.mean())


def brightness(scan: Scan, id: str) -> float:
    return float(np.median(scan.values[where(scan, id)]))


def test_slices_hang_as_they_are_read(scanner: Scanner, midline: Scan, state: ViewState) -> None:
    """Sagittal: anterior at the left, the head above; axial: the patient's right at the left."""
    assert middle(midline, "vertebra.L3.body")[0] < middle(midline, "vertebra.L3")[0]
    assert middle(midline, "vertebra.L1")[1] < middle(midline, "sacrum")[1]
    axial = scanner.scan(state, AXIAL, SQUARE)
    assert middle(axial, "facet.L4-L5.right")[0] < middle(axial, "facet.L4-L5.left")[0]
    assert middle(axial, "disc.L4-L5")[1] < middle(axial, "thecal-sac")[1]


def test_tissues_are_as_bright_as_a_t2_weighted_scan_has_them(
    scanner: Scanner, midline: Scan, state: ViewState, catalog: Catalog
) -> None:
    """At every level: nucleus over marrow over annulus, fluid over all."""
    bone = brightness(midline, "vertebra.L3.body")
    for place in catalog.segments:
        level = place.id.level_text
        assert brightness(midline, f"disc.{level}.annulus") < bone
        assert bone < brightness(midline, f"disc.{level}.nucleus")
        axial = scanner.scan(replace(state, place=place.id), AXIAL, (110, 110))
        # A quarter of the sac is its fluid and nothing else.
        sac = np.percentile(axial.values[where(axial, "thecal-sac")], 75)
        assert sac > brightness(axial, f"disc.{level}.nucleus")
        assert brightness(axial, f"disc.{level}.annulus") < 0.25


def test_an_axial_slice_goes_along_the_disc_as_it_lies_now(
    scanner: Scanner, state: ViewState, atlas: Atlas
) -> None:
    """With a slip the slice goes with the disc; at rest it is the disc's own plane."""

    def laid(state: ViewState) -> Slab:
        body = Body(scanner.assets, atlas.catalog, shape_of(state))
        return slab_of(state, AXIAL, film_views()["mri-axial"], body, atlas, SQUARE)

    for place in atlas.catalog.segments:
        slab = laid(replace(state, place=place.id))
        assert abs(np.dot(slab.normal, atlas.discs[place.id].normal)) == pytest.approx(1.0)
    slip = finding_for("isthmic-slip", L5_S1)
    moved = laid(replace(state, place=L5_S1, findings=(slip,)))
    rest = laid(replace(state, place=L5_S1))
    assert np.linalg.norm(np.subtract(moved.origin, rest.origin)) > 2.0
    # A sheared disc leans to one of its end plates: the slice lies half-way between these.
    body = Body(scanner.assets, atlas.catalog, shape_of(replace(state, findings=(slip,))))
    leans = [
        np.degrees(np.arccos(abs(_facing(body, name) @ moved.normal)))
        for name in ("vertebra.L5.inferior-endplate", "sacrum.S1.superior-endplate")
    ]
    assert abs(leans[0] - leans[1]) < 1.0
    # Where the end plates run through a slice it is thin: no body shows through the disc.
    usual, thin = signals().size["slice"], signals().size["thin"]
    assert rest.thick == usual
    far = replace(slip, severity=0.95)
    assert laid(replace(state, place=L5_S1, findings=(far,))).thick == thin


def _facing(body: Body, name: str) -> npt.NDArray[np.float64]:
    """The way an end plate faces, unit."""
    plate = body.surface(StructureId(name))
    assert plate is not None
    a, b, c = (plate.points[plate.triangles[:, k]].astype(float) for k in range(3))
    faces = np.cross(b - a, c - a).sum(axis=0)
    return np.asarray(faces / np.linalg.norm(faces))


def test_it_names_what_a_section_shows_there(
    scanner: Scanner, midline: Scan, state: ViewState, catalog: Catalog
) -> None:
    """At 30 random places, as the scene's own section cuts them, which is worked out elsewhere."""
    random, assets = np.random.default_rng(5), load_normal().assets
    for scan in (midline, scanner.scan(state, AXIAL, SQUARE)):
        plane = CutPlane(scan.slab.origin, scan.slab.normal)
        slicer = Slicer(assets.mesh, assets.boxes.__getitem__, catalog)
        cut = slicer.slice(plane, list(scan.body))
        asked = same = 0
        while asked < 15:
            row, column = random.uniform(0.0, 1.0, 2) * (np.array(scan.values.shape) - 1.0)
            world = np.array(scan.slab.origin)
            for along, way in zip(scan.slab.place(column, row), ("right", "up"), strict=True):
                world = world + along * np.array(getattr(scan.slab, way))
            faces = {face.id for face in cut.faces if face.holds(cut.flat(world))}
            found = scan.along(column, row)
            if faces or found:
                asked += 1
                same += {each.id for each in found} == faces
        assert same >= 14


def test_a_place_names_the_part_of_the_bone(midline: Scan) -> None:
    column, row = middle(midline, "vertebra.L3.spinous-process")
    assert midline.along(column, row)[0].part == "vertebra.L3.spinous-process"


def test_a_worn_disc_is_dark_and_no_other(
    scanner: Scanner, midline: Scan, state: ViewState
) -> None:
    worn = finding_for("disc-degeneration", L4_L5, severity=0.9)
    scan = scanner.scan(replace(state, findings=(worn,)), SAGITTAL, SIZE)
    was, now = (brightness(each, "disc.L4-L5.nucleus") for each in (midline, scan))
    assert now < 0.45 * was
    for level in ("L1-L2", "L5-S1"):
        name = f"disc.{level}.nucleus"
        assert brightness(scan, name) == pytest.approx(brightness(midline, name), abs=0.06)


def test_nuclei_darken_with_every_grade() -> None:
    shades = [signals().nucleus(grade) for grade in np.linspace(1.0, 5.0, 17)]
    assert all(a > b for a, b in itertools.pairwise(shades))


def test_a_fragment_takes_the_fat_on_its_own_side(scanner: Scanner, state: ViewState) -> None:
    found = finding_for("disc-extrusion", L5_S1, side="left", zone="subarticular", severity=0.8)
    before = scanner.scan(replace(state, place=L5_S1), AXIAL, SQUARE)
    after = scanner.scan(replace(state, place=L5_S1, findings=(found,)), AXIAL, SQUARE)
    column, _ = middle(after, "herniation.L5-S1")
    assert column > SQUARE[0] / 2
    mass = where(after, "herniation.L5-S1")
    assert after.values[mass].mean() < before.values[mass].mean() - 0.15


def test_metal_takes_the_signal(scanner: Scanner, state: ViewState, atlas: Atlas) -> None:
    fusion = finding_for("fusion-plf", L4_L5, severity=1.0)
    fused = replace(state, place=L4_L5, findings=(fusion,))
    screw = Body(scanner.assets, atlas.catalog, shape_of(fused))[StructureId("screw.L5.left")]
    asked = replace(SAGITTAL, slice=round(float(screw.points[:, 0].mean()), 1))
    scan = scanner.scan(fused, asked, SIZE)
    metal = where(scan, "screw.L5.left")
    assert metal.any()
    assert scan.values[metal].mean() < 0.15


def test_the_same_state_gives_the_same_picture(scanner: Scanner, state: ViewState) -> None:
    one, two = (scanner.scan(state, AXIAL, (60, 60)).values for _ in range(2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, scanner.scan(state, replace(AXIAL, slice=2.0), (60, 60)).values)


def test_a_slice_goes_along_the_section_of_its_kind(
    scanner: Scanner, state: ViewState, atlas: Atlas
) -> None:
    cut = replace(state, section=Section(Cut.SAGITTAL, None, 11.0))
    scan = scanner.scan(cut, replace(SAGITTAL, slice=-5.0), (24, 30))
    assert scan.slab.origin[0] == 11.0
    assert "11 mm to the patient’s right" in scan.where
    along = replace(state, section=Section(Cut.DISC, L5_S1, 4.0))
    scan = scanner.scan(along, AXIAL, (24, 24))
    away = np.subtract(scan.slab.origin, atlas.discs[L5_S1].centre)
    assert away @ np.array(atlas.discs[L5_S1].normal) == pytest.approx(4.0, abs=1e-6)
    assert scan.where == "L5–S1, 4 mm above its middle plane"


def test_the_level_is_the_lit_one_or_that_of_a_condition(state: ViewState) -> None:
    assert level_of(state) == L4_L5
    found = finding_for("disc-bulge", StructureId("segment.L2-L3"))
    assert level_of(replace(state, findings=(found,))) == "segment.L2-L3"
    assert level_of(replace(state, findings=(found,), place=L5_S1)) == L5_S1
    assert level_of(replace(state, place=StructureId("region.sacrum"))) == L5_S1


def test_a_comparison_shows_both_sides(atlas: Atlas, state: ViewState) -> None:
    worn = finding_for("disc-degeneration", L4_L5, severity=0.9)
    compared = replace(state, findings=(worn,), place=L4_L5, compare=Compare(Beside.NORMAL))
    room = Room(load_normal().assets, atlas)
    for view in ("lateral", "mri-sagittal"):
        first, second = room.pictures(compared, Xray(view), (73, 90))
        assert first.title != second.title
        assert not np.array_equal(first.values, second.values)
        (alone,) = room.pictures(replace(compared, compare=None), Xray(view), (73, 90))
        assert np.array_equal(alone.values, first.values)
    levels = replace(compared, compare=Compare(Beside.LEVEL, L5_S1))
    assert len(sides_of(levels, AXIAL, atlas)) == 2
    # The whole column is the same at both levels.
    assert len(sides_of(levels, Xray("ap"), atlas)) == 1


def test_axial_slices_are_square() -> None:
    assert size_of(film_views()["mri-axial"], 300) == (300, 300)
    wide, high = size_of(film_views()["mri-sagittal"], 300)
    assert wide < high == 300


def test_a_damaged_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = signal_file.FILE.read_text(encoding="utf-8").replace("fluid = 1.0", "fluid = nan")
    bad = tmp_path / "signals.toml"
    bad.write_text(text, encoding="utf-8")
    monkeypatch.setattr(signal_file, "FILE", bad)
    signals.cache_clear()
    with pytest.raises(TableError, match="signals"):
        signals()
    signals.cache_clear()
