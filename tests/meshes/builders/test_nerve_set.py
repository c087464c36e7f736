"""The nerves of the shipped spine: clear of bone, each under its own pedicle, alike on both sides.

Clearance is measured to the bones' triangles, not in the fields that the routes were found with.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import pytest
import pyvista as pv

from meshes.builders.cauda import strand_lines, strands_of
from meshes.builders.coccyx import build_coccyx
from meshes.builders.nerve_set import (
    NerveCourses,
    build_nerves,
    canal_obstacle,
    nerve_courses,
)
from meshes.builders.sac import sac_course
from meshes.builders.tube import arc_length, turn_radius
from meshes.field import triangle_distance
from meshes.landmarks import pedicle
from meshes.measures.figures import morphometry
from meshes.measures.nerves import root_sizes
from meshes.nerves import nerve_figures
from meshes.pose import endplate
from meshes.spine import Spine
from meshes.surface import Points, Surface, volume

LUMBAR = ("L1", "L2", "L3", "L4", "L5")
LEVELS = (*LUMBAR, "S1", "S2")
CLEAR = 0.3


@pytest.fixture(scope="module")
def discs(column_discs: dict[str, Surface]) -> dict[str, Surface]:
    return column_discs


@pytest.fixture(scope="module")
def nerves(topped: Spine, discs: dict[str, Surface], courses: NerveCourses) -> dict[str, Surface]:
    return build_nerves(topped, discs, build_coccyx(), courses)


@pytest.fixture(scope="module")
def solids(topped: Spine, discs: dict[str, Surface]) -> dict[str, pv.PolyData]:
    surfaces = {name: topped.surface(name) for name in topped.bones} | discs
    return {
        name: pv.PolyData.from_regular_faces(s.points, s.triangles) for name, s in surfaces.items()
    }


def nearest(points: Points, solids: Mapping[str, pv.PolyData]) -> float:
    """Smallest exact distance of points to solids whose boxes come within 5 mm."""
    found = 5.0
    for solid in solids.values():
        box = np.array(solid.bounds).reshape(3, 2)
        near = np.all((points > box[:, 0] - 5.0) & (points < box[:, 1] + 5.0), axis=1)
        if near.any():
            found = min(found, float(triangle_distance(solid, points[near]).min()))
    return found


def test_everything_asked_for_is_built(nerves: dict[str, Surface]) -> None:
    pairs = {
        f"{kind}.{level}.{side}"
        for kind in ("root", "ganglion")
        for level in LEVELS
        for side in ("left", "right")
    }
    single = {"thecal-sac", "conus-medullaris", "filum-terminale", "cauda-equina"}
    trunks = {"lumbosacral-trunk.left", "lumbosacral-trunk.right"}
    assert set(nerves) == pairs | single | trunks


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", ["root", "ganglion"])
def test_roots_and_ganglia_are_clear_of_bone_and_disc(
    kind: str, level: str, nerves: dict[str, Surface], solids: dict[str, pv.PolyData]
) -> None:
    for side in ("left", "right"):
        assert nearest(nerves[f"{kind}.{level}.{side}"].points, solids) >= CLEAR


@pytest.mark.parametrize("name", ["thecal-sac", "conus-medullaris", "cauda-equina"])
def test_what_lies_in_the_canal_is_clear_of_bone_and_disc(
    name: str, nerves: dict[str, Surface], solids: dict[str, pv.PolyData]
) -> None:
    assert nearest(nerves[name].points, solids) >= CLEAR


@pytest.mark.parametrize("level", LUMBAR)
def test_each_lumbar_root_leaves_under_its_own_pedicle(
    level: str, spine: Spine, courses: NerveCourses
) -> None:
    place = pedicle(spine.bones[f"vertebra.{level}"])
    line = spine.to_body(f"vertebra.{level}", courses.roots[level].line)
    below = (line[:, 0] > place.medial) & (line[:, 0] < place.lateral)
    below &= np.abs(line[:, 1] - place.isthmus) < 9.0
    assert below.any()
    assert (line[below, 2] < place.inferior).all()
    beside = np.abs(line[:, 2] - place.centre[2]) < 2.0
    assert (line[beside, 0] < place.medial).all(), "passes medial to the pedicle before it leaves"


@pytest.mark.parametrize("upper", LUMBAR)
def test_the_next_root_traverses_medial_to_the_exiting_one(
    upper: str, spine: Spine, courses: NerveCourses
) -> None:
    """At the disc below vertebra n, root n is lateral and root n + 1 medial."""
    lower = LEVELS[LEVELS.index(upper) + 1]
    below = f"vertebra.{lower}" if lower in LUMBAR else "sacrum"
    middle = 0.5 * (
        spine.plate(f"vertebra.{upper}", "inferior").rim[72]
        + spine.plate(below, "superior").rim[72]
    )
    exiting, traversing = (
        line[np.argmin(np.abs(line[:, 2] - middle[2]))]
        for line in (courses.roots[upper].line, courses.roots[lower].line)
    )
    assert traversing[0] + 8.0 < exiting[0]
    assert 5.0 < traversing[0] < 12.0


def test_the_first_sacral_root_comes_out_of_its_foramen(
    spine: Spine, courses: NerveCourses
) -> None:
    for level in ("S1", "S2"):
        mouth = spine.bones["sacrum"].landmarks[f"foramen-anterior.{level}.right"]
        line = spine.to_body("sacrum", courses.roots[level].line)
        away = np.linalg.norm(line - mouth, axis=1)
        assert away.min() < 8.0
        left = arc_length(line)[-1] - arc_length(line)[int(np.argmin(away))]
        assert left > 8.0, "goes on a way in front of the sacrum"


@pytest.mark.parametrize("level", LEVELS)
def test_take_off_angles_are_within_the_published_spread(
    level: str, courses: NerveCourses, nerves: dict[str, Surface]
) -> None:
    found = root_sizes(courses.roots[level], courses.sac, nerves)["root-take-off"]
    assert found is not None
    assert morphometry().figures["root-take-off"].holds(level, found)


@pytest.mark.parametrize("level", LEVELS)
def test_rami_run_smoothly(level: str, courses: NerveCourses) -> None:
    """Beyond the ganglion a nerve bends no more tightly than this, L5 over the ala included."""
    root = courses.roots[level]
    beyond = arc_length(root.line)[1:-1] > root.ganglion + 6.0
    assert turn_radius(root.line)[beyond].min() > 10.0


def test_sleeves_are_as_long_as_published(courses: NerveCourses) -> None:
    """Way from the sac to the middle of the ganglion: 10, 12, 14, 16, 18 mm (approx)."""
    for level, published in zip(LUMBAR, (10.0, 12.0, 14.0, 16.0, 18.0), strict=True):
        root = courses.roots[level]
        assert abs(root.ganglion - root.origin - published) < 5.5


@pytest.mark.parametrize("level", LEVELS)
def test_no_root_kinks(level: str, courses: NerveCourses) -> None:
    root = courses.roots[level]
    assert (turn_radius(root.line) > 1.3 * root.radius[1:-1]).all()


@pytest.mark.parametrize("level", LEVELS)
def test_the_ganglion_stands_out_of_its_root(level: str, courses: NerveCourses) -> None:
    root = courses.roots[level]
    near = np.abs(arc_length(root.line) - root.ganglion) < 1.0
    assert root.ganglion_radius > root.radius[near].max() + 0.1


def test_the_roots_end_tapered(courses: NerveCourses) -> None:
    for root in courses.roots.values():
        assert root.radius[-1] < 0.7 * root.radius.max()


def test_left_is_the_mirror_image_of_right(nerves: dict[str, Surface]) -> None:
    flip = np.array([-1.0, 1.0, 1.0])
    for name, right in nerves.items():
        if name.endswith(".right"):
            left = nerves[name.replace(".right", ".left")]
            assert np.array_equal(left.points * flip, right.points)
            assert volume(left) == pytest.approx(volume(right))


def test_the_sac_ends_at_the_second_sacral_segment(
    spine: Spine, nerves: dict[str, Surface]
) -> None:
    tip = spine.to_body("sacrum", nerves["thecal-sac"].points)[:, 2].min()
    assert -48.0 < tip < -33.0


def test_sac_and_cord_stand_out_of_the_cut_through_t12(
    topped: Spine, nerves: dict[str, Surface]
) -> None:
    cut = topped.bones["vertebra.T12"].surface.points[:, 2].max()
    tops = [
        topped.to_body("vertebra.T12", nerves[name].points)[:, 2].max()
        for name in ("thecal-sac", "conus-medullaris")
    ]
    assert cut + 1.0 < tops[0] < tops[1] < cut + 8.0


def test_without_t12_the_sac_begins_over_l1(spine: Spine, discs: dict[str, Surface]) -> None:
    sac = sac_course(spine, canal_obstacle(spine, discs), nerve_figures())
    rim = endplate(spine.bones["vertebra.L1"], "superior").rim[72]
    top = spine.to_body("vertebra.L1", sac.centres[:1])[0]
    assert top[2] - rim[2] == pytest.approx(nerve_figures().sac.start_above, abs=0.1)


def test_the_cord_ends_in_the_lower_third_of_L1(  # noqa: N802 - L1 is a vertebra's name
    spine: Spine, nerves: dict[str, Surface]
) -> None:
    tip = spine.to_body("vertebra.L1", nerves["conus-medullaris"].points)[:, 2].min()
    assert -14.0 < tip < -4.0


def test_the_sac_has_the_published_sections(courses: NerveCourses) -> None:
    sac = courses.sac
    area = np.pi * sac.half[:, 0] * sac.half[:, 1] * (sac.reach**2).mean(axis=1)
    lumbar = sac.way < 0.75 * sac.way[-1]
    assert area[lumbar].min() > 110.0
    assert area[lumbar].max() < 215.0


def test_the_strands_lie_in_the_sac_sorted_as_in_life(courses: NerveCourses) -> None:
    figures = nerve_figures()
    strands = strands_of(courses.sac, courses.roots, courses.tip, figures)
    lines = strand_lines(strands, courses.sac, courses.roots, courses.tip, figures)
    sac = courses.sac
    level = 0.5 * (courses.tip + strands[2].end)
    at: dict[tuple[str, bool], tuple[float, float]] = {}
    for strand, line in zip(strands, lines, strict=True):
        way = sac.way_of(line)
        centre, posterior, half = sac.section(way)
        across = line[:, 0] / half[:, 0]
        behind = np.einsum("ij,ij->i", line - centre, posterior) / half[:, 1]
        assert np.hypot(across, behind).max() < 1.0
        if strand.start < level < strand.end:
            k = int(np.argmin(np.abs(way - level)))
            at[strand.root, strand.ventral] = (float(across[k]), float(behind[k]))
    assert at["L3", False][0] > at["S1", False][0] > at["S4", False][0], "next to leave lateral"
    assert at["L3", False][1] < at["S1", False][1] < at["S4", False][1] + 0.2, "and anterior"
    assert at["L3", True][1] < at["L3", False][1], "motor bundle anterior to sensory"


def test_each_strand_ends_in_its_sleeve(courses: NerveCourses) -> None:
    figures = nerve_figures()
    strands = strands_of(courses.sac, courses.roots, courses.tip, figures)
    lines = strand_lines(strands, courses.sac, courses.roots, courses.tip, figures)
    for strand, line in zip(strands, lines, strict=True):
        if strand.root in courses.roots:
            begin = courses.roots[strand.root].line[0]
            assert np.linalg.norm(line[-1] - begin) < 1.5


def test_centre_lines_carry_the_ids_of_the_roots(
    courses: NerveCourses, nerves: dict[str, Surface]
) -> None:
    lines = courses.lines()
    assert set(lines) == {name for name in nerves if name.startswith("root.")}
    flip = np.array([-1.0, 1.0, 1.0])
    assert np.array_equal(lines["root.L4.left"] * flip, lines["root.L4.right"])


def test_budgets(nerves: dict[str, Surface]) -> None:
    counts = {name: len(surface.triangles) for name, surface in nerves.items()}
    assert counts["cauda-equina"] <= 25_000
    assert counts["thecal-sac"] <= 7_000
    assert all(n <= 4_000 for name, n in counts.items() if name.startswith("root."))


def test_surfaces_are_whole(nerves: dict[str, Surface]) -> None:
    for surface in nerves.values():
        t = surface.triangles
        edges = np.sort(np.concatenate([t[:, [0, 1]], t[:, [1, 2]], t[:, [2, 0]]]), axis=1)
        _, uses = np.unique(edges, axis=0, return_counts=True)
        assert (uses == 2).all()
        assert volume(surface) > 0.0
        assert np.isfinite(surface.points).all()
        assert (surface.shade > 0.3).all()


def test_twice_the_same(topped: Spine, discs: dict[str, Surface], courses: NerveCourses) -> None:
    again = nerve_courses(topped, discs)
    for (_, a), (_, b) in zip(courses.lines().items(), again.lines().items(), strict=True):
        assert np.array_equal(a, b)


def test_origins_follow_each_other_downward(courses: NerveCourses) -> None:
    ways = [
        float(
            courses.sac.way_of(
                root.line[np.searchsorted(arc_length(root.line), root.origin)][None]
            )[0]
        )
        for root in courses.roots.values()
    ]
    assert all(b - a > 12.0 for a, b in itertools.pairwise(ways))
