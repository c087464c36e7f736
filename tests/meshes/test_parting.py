"""Parts of bones: every one there, one patch a side, mirror-exact, where anatomy has it."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.checks import torn_parts
from meshes.ids import StructureId
from meshes.meshing import is_closed
from meshes.parting import Costs, Parting, part_labels
from meshes.spine import Spine
from meshes.store import Mesh
from meshes.surface import Points, Surface


@pytest.fixture(scope="module")
def surface(spine: Spine) -> Surface:
    return spine.bones["vertebra.L3"].surface


def faces_of(surface: Surface, name: str) -> Points:
    """Middles of a part's faces."""
    number = surface.part_names.index(name) + 1
    return surface.points[surface.triangles[surface.parts == number]].mean(axis=1)


def test_every_part_is_one_patch_on_its_side(surface: Surface) -> None:
    ids = tuple(StructureId(f"vertebra.L3.{name}") for name in surface.part_names)
    assert len(ids) == 4 + 2 * 7
    mesh = Mesh(
        surface.points.astype(np.float32),
        surface.normals,
        surface.shade,
        surface.triangles,
        surface.parts,
        ids,
    )
    assert list(torn_parts(StructureId("vertebra.L3"), mesh)) == []
    assert is_closed(surface.triangles)


def test_parts_are_mirror_images(surface: Surface) -> None:
    for name in surface.part_names:
        here = faces_of(surface, name)
        pairs = {".left": ".right", ".right": ".left"}
        other = next((name.removesuffix(a) + b for a, b in pairs.items() if name.endswith(a)), name)
        there = faces_of(surface, other) * (-1.0, 1.0, 1.0)
        assert len(here) == len(there)
        order = [np.lexsort(np.round(p, 4).T) for p in (here, there)]
        assert np.allclose(here[order[0]], there[order[1]], atol=1e-6)


def test_parts_lie_where_anatomy_has_them(surface: Surface) -> None:
    middle = {name: faces_of(surface, name).mean(axis=0) for name in surface.part_names}
    assert middle["superior-endplate"][2] > 10 > -10 > middle["inferior-endplate"][2]
    upper, lower = (middle[f"{k}-articular-process.right"] for k in ("superior", "inferior"))
    assert upper[2] > middle["pars.right"][2] > lower[2]
    assert middle["body"][1] > middle["pedicle.right"][1] > middle["pars.right"][1]
    assert middle["lamina.right"][1] > middle["spinous-process"][1]
    assert middle["lamina.right"][0] < middle["pars.right"][0]
    assert middle["transverse-process.right"][0] > middle["mammillary-process.right"][0]
    assert middle["mammillary-process.right"][1] < upper[1]


def test_borders_run_straight(surface: Surface) -> None:
    """Anteriorly the border between body and upper plate turns little from edge to edge."""
    assert surface.parts is not None
    rim = set(map(tuple, faces_points(surface, "body"))) & set(
        map(tuple, faces_points(surface, "superior-endplate"))
    )
    ring = np.array(sorted((p for p in rim if p[1] > 0), key=lambda p: np.arctan2(p[1], p[0])))
    assert len(ring) > 20
    assert np.abs(np.diff(ring[:, 2])).max() < 0.6


def faces_points(surface: Surface, name: str) -> Points:
    """Corners of a part's faces."""
    number = surface.part_names.index(name) + 1
    return surface.points[np.unique(surface.triangles[surface.parts == number])]


def test_a_part_that_no_face_belongs_to_is_refused() -> None:
    points = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0]])

    def costs(middles: Points, _normals: Points) -> Costs:
        return np.tile([0.0, 1.0], (len(middles), 1))

    parting = Parting(("body", "ala"), frozenset({"ala"}), costs)
    assert parting.full_names() == ("body", "ala.left", "ala.right")
    with pytest.raises(ValueError, match="ala"):
        part_labels(points, np.array([[0, 1, 2]], np.int32), parting)
