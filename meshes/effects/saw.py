"""Bone taken away: where each kind of cut lies on a bone, and the bone after it.

Spondylolysis, laminectomy, laminotomy, foraminotomy, facetectomy; figures in saw.toml. A cut is a
value; its regions lie in the bone's body frame and hold for mesh, field and ligaments alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from meshes.effects.cutting import carve, without_crumbs
from meshes.effects.pars import pars_gap
from meshes.effects.regions import Region, region
from meshes.effects.saw_marks import SawMarks, figures
from meshes.store import Mesh

Reals = npt.NDArray[np.float64]
Kind = Literal[
    "pars-defect",
    "laminectomy",
    "laminotomy",
    "lamina-edge",
    "undercutting",
    "inferior-facetectomy",
    "superior-facetectomy",
]
Side = Literal["left", "right", "both"]
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]
#: What the sacrum has: an upper edge of its lamina, and superior articular processes.
SACRAL_KINDS: tuple[Kind, ...] = ("lamina-edge", "undercutting", "superior-facetectomy")

#: Loose bits smaller than this, mm3, go with what is taken.
_CRUMB = 60.0
#: Openings of the canal begin so far behind the body's wall, mm: behind it is nothing but canal.
_FRONT = 4.0
_FORWARD, _BACKWARD = (0.0, 1.0, 0.0), (0.0, -1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Cut:
    """Bone taken from one bone. amount: 0 none .. 1 all of its kind (pars-defect: gap 1 to 5 mm).

    kind: `lamina-edge` takes the upper edge of the lamina below a window, `undercutting` the medial
    and anterior part and the tip of the superior articular process; laminectomy of one side spares
    the spinous process. Raises ValueError for an amount out of range or a kind the sacrum has not.
    """

    bone: str
    kind: Kind
    side: Side
    amount: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.amount <= 1.0:
            raise ValueError(f"an amount from 0 to 1, not {self.amount}")
        if self.bone == "sacrum" and self.kind not in SACRAL_KINDS:
            raise ValueError(f"no {self.kind} of the sacrum")


@dataclass(frozen=True, slots=True)
class Sawn:
    """A bone after cuts. cut: (m,) whether a triangle is of a cut face. piece: (n,) of each point,
    0 the body, 1 the loose arch of a pars defect of both sides."""

    mesh: Mesh
    cut: npt.NDArray[np.bool_]
    piece: npt.NDArray[np.uint8]

    @property
    def is_parted(self) -> bool:
        """Whether the arch has come loose."""
        return bool(self.piece.any())

    def pieces(self) -> tuple[Mesh, ...]:
        """The bone in one piece, or body and arch as meshes of their own."""
        from meshes.effects.pieces import kept

        if not self.is_parted:
            return (self.mesh,)
        loose = self.piece[self.mesh.triangles[:, 0]] == 1
        return kept(self.mesh, ~loose), kept(self.mesh, loose)


def sawn(mesh: Mesh, cuts: tuple[Cut, ...], marks: SawMarks, pose: Reals | None = None) -> Sawn:
    """A bone's mesh less its cuts; the same mesh where they take nothing.

    mesh: in the world. pose: where the bone stands, 4x4 body to world; that of `marks` if None.
    """
    stand = marks.pose if pose is None else pose
    regions = tuple(each.moved(stand) for cut in cuts for each in regions_of(cut, marks))
    carved = carve(mesh, regions)
    if carved.mesh is mesh:
        return Sawn(mesh, carved.cut, np.zeros(len(mesh.points), np.uint8))
    carved = without_crumbs(carved, _CRUMB)
    piece = np.zeros(len(carved.mesh.points), np.uint8)
    if any(cut.kind == "pars-defect" for cut in cuts):
        piece = _pieces(carved.mesh, stand, marks)
    return Sawn(carved.mesh, carved.cut, piece)


def regions_of(cut: Cut, marks: SawMarks) -> tuple[Region, ...]:
    """What a cut takes, in the bone's body frame; none for amount 0. Raises ValueError when the
    marks are another bone's."""
    if marks.bone != cut.bone:
        raise ValueError(f"marks of {marks.bone} for a cut of {cut.bone}")
    if cut.amount <= 0.0:
        return ()
    if cut.kind == "laminectomy" and cut.side == "both":
        return _whole_arch(marks, cut.amount)
    right = _LAID[cut.kind](marks, cut.amount)
    left = tuple(each.mirrored() for each in right)
    match cut.side:
        case "right":
            return right
        case "left":
            return left
        case "both":
            return right + left


def cut_distance(
    distance: Callable[[Reals], Reals], regions: tuple[Region, ...], points: Reals
) -> Reals:
    """Signed distance to a bone less regions: (n, 3) body frame -> (n,) mm, negative within.

    distance: the whole bone's. Right at the new surface, at most the true distance elsewhere.
    """
    found = np.asarray(distance(points), dtype=np.float64)
    for each in regions:
        found = np.maximum(found, -each.distance(points))
    return found


def pars_keep(marks: SawMarks) -> float:
    """x up to which an opening may go at the height of the isthmus."""
    if marks.isthmus is None:
        return float(figures()["laminotomy"]["lower_lateral"])
    level = marks.bone.rpartition(".")[2]
    return float(marks.isthmus[0] - figures()["keep"]["pars"][level])


def _pieces(mesh: Mesh, pose: Reals, marks: SawMarks) -> npt.NDArray[np.uint8]:
    """0 for points that hang together with the body, 1 for the others."""
    from meshes.effects.pieces import components

    number = components(mesh)
    of_point = np.zeros(len(mesh.points), np.int64)
    of_point[mesh.triangles] = number[:, None]
    forward = (mesh.points - pose[:3, 3]) @ pose[:3, 1]
    front = int(of_point[int(forward.argmax())])
    return np.asarray(of_point != front, dtype=np.uint8)


def _whole_arch(marks: SawMarks, amount: float) -> tuple[Region, ...]:
    """The trough of a laminectomy, and the spinous process behind it."""
    own = figures()["laminectomy"]
    most = _trough(marks)
    half = own["least_half_width"] + amount * (most - own["least_half_width"])
    front, lean = _front(marks), own["undercut"]
    wide, back = own["behind_half_width"], marks.lamina_back
    return (
        region(
            (front, _FORWARD),
            ((half, front[1] - _BACK_OF_PARS, 0.0), (1.0, -lean, 0.0)),
            ((-half, front[1] - _BACK_OF_PARS, 0.0), (-1.0, -lean, 0.0)),
        ),
        region(
            ((0.0, back, 0.0), _FORWARD),
            ((wide, 0.0, 0.0), (1.0, 0.0, 0.0)),
            ((-wide, 0.0, 0.0), (-1.0, 0.0, 0.0)),
        ),
    )


# The pars begins so far behind the front of an opening, mm: there its walls are at full width.
_BACK_OF_PARS = 6.0


def _trough(marks: SawMarks) -> float:
    """Half width of the widest trough: what is kept of pars and joint, and no more than canal."""
    assert marks.joint_below is not None
    medial, lateral = marks.joint_below
    share = medial + figures()["keep"]["joint"] * (lateral - medial)
    canal = marks.pedicle_medial - figures()["laminectomy"]["undercut"] * _BACK_OF_PARS
    return min(pars_keep(marks), float(share), float(canal))


def _front(marks: SawMarks) -> tuple[float, float, float]:
    return (0.0, marks.wall - _FRONT, 0.0)


def _beside(x: float) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """The wall of an opening beside the spinous process, `x` from the mid-line at the front."""
    return (x, -33.0, 0.0), (-1.0, -float(figures()["laminectomy"]["beside_slope"]), 0.0)


def _half_arch(marks: SawMarks, amount: float) -> tuple[Region, ...]:
    own, most = figures()["laminectomy"], _trough(marks)
    half = own["least_half_width"] + amount * (most - own["least_half_width"])
    front = _front(marks)
    wall = ((half, front[1] - _BACK_OF_PARS, 0.0), (1.0, -own["undercut"], 0.0))
    return (region((front, _FORWARD), wall, _beside(own["beside"])),)


def _window(marks: SawMarks, amount: float) -> tuple[Region, ...]:
    """From the lower edge of the lamina upwards; narrower beside the pars."""
    assert marks.joint_below is not None
    assert marks.isthmus is not None
    own = figures()["laminotomy"]
    medial, lateral = marks.joint_below
    widest = medial + figures()["keep"]["joint"] * (lateral - medial)
    narrow = own["beside"] + own["least_width"]
    side = narrow + amount * (widest - narrow)
    high = marks.edge_superior - marks.edge_inferior
    top = marks.edge_inferior + amount * own["height"] * high
    front = _front(marks)
    return (
        region(
            (front, _FORWARD),
            ((0.0, -33.0, top), (0.0, -own["undercut"], 1.0)),
            ((side, front[1] - _BACK_OF_PARS, 0.0), (1.0, -own["undercut"], 0.0)),
            _beside(own["beside"]),
            ((pars_keep(marks), 0.0, marks.isthmus[1]), (1.0, 0.0, 1.0)),
        ),
    )


def _lamina_edge(marks: SawMarks, amount: float) -> tuple[Region, ...]:
    own = figures()["laminotomy"]
    side = min(pars_keep(marks), marks.joint_above[0] - 0.5, own["lower_lateral"])
    low = marks.edge_superior - amount * own["lower_edge"]
    return (
        region(
            (_front(marks), _FORWARD),
            ((0.0, -33.0, low), (0.0, -own["undercut"], -1.0)),
            ((side, 0.0, 0.0), (1.0, 0.0, 0.0)),
            _beside(own["beside"]),
        ),
    )


def _undercut(marks: SawMarks, amount: float) -> tuple[Region, ...]:
    """Medial edge over the recess, ventral part above the pedicle, and tip."""
    own = figures()["foraminotomy"]
    medial, lateral = marks.joint_above
    front = _front(marks)
    most = min(marks.pedicle_medial, medial + own["medial"] * (lateral - medial))
    side = medial - 2.5 + amount * (most - medial + 2.5)
    floor = marks.edge_superior + 1.5
    above = marks.pedicle_superior + own["above_pedicle"]
    deep = medial - 3.0 + amount * own["deep"] + own["lean"] * 4.0
    top = marks.tip - amount * own["tip"]
    return (
        region(
            (front, _FORWARD),
            ((side, 0.0, 0.0), (1.0, 0.0, 0.0)),
            ((6.0, 0.0, floor), (0.5, 0.0, -1.0)),
            _beside(0.0),
        ),
        region(
            ((0.0, 0.0, above), (0.0, 0.0, -1.0)),
            (front, _FORWARD),
            ((deep, front[1] - 8.0, 0.0), (1.0, -own["lean"], 0.0)),
            ((lateral + own["beyond"], 0.0, 0.0), (1.0, 0.0, 0.0)),
            _beside(0.0),
        ),
        region(
            ((0.0, 0.0, top), (0.0, 0.0, -1.0)),
            (front, _FORWARD),
            ((lateral + own["beyond"], 0.0, 0.0), (1.0, 0.0, 0.0)),
            _beside(0.0),
        ),
    )


def _inferior_process(marks: SawMarks, amount: float) -> tuple[Region, ...]:
    """Below the pars, from beside the spinous process outwards."""
    assert marks.joint_below is not None
    assert marks.isthmus is not None
    own = figures()["facetectomy"]
    medial, lateral = marks.joint_below
    side = medial + amount * (lateral + own["beyond"] - medial)
    return (
        region(
            (_front(marks), _FORWARD),
            ((0.0, 0.0, marks.isthmus[1] - own["below_isthmus"]), (0.0, 0.0, 1.0)),
            ((side, 0.0, 0.0), (1.0, 0.0, 0.0)),
            _beside(own["medial"]),
        ),
    )


def _superior_process(marks: SawMarks, amount: float) -> tuple[Region, ...]:
    """Down to the pedicle, and what of it overhangs the recess."""
    own = figures()["facetectomy"]
    medial, lateral = marks.joint_above
    side = medial + amount * (lateral + own["beyond"] - medial)
    above = marks.pedicle_superior + own["above_pedicle"]
    front = (0.0, marks.wall - _FRONT - 1.0, 0.0)
    inner = min(side, marks.pedicle_medial)
    return (
        region(
            ((0.0, 0.0, above), (0.0, 0.0, -1.0)),
            (front, _FORWARD),
            ((side, 0.0, 0.0), (1.0, 0.0, 0.0)),
            _beside(0.0),
        ),
        region(
            (front, _FORWARD),
            ((inner, 0.0, 0.0), (1.0, 0.0, 0.0)),
            ((6.0, 0.0, marks.edge_superior + 1.5), (0.5, 0.0, -1.0)),
            _beside(0.0),
        ),
    )


_LAID: Mapping[str, Callable[[SawMarks, float], tuple[Region, ...]]] = {
    "pars-defect": lambda marks, amount: pars_gap(marks, amount).regions(),
    "laminectomy": _half_arch,
    "laminotomy": _window,
    "lamina-edge": _lamina_edge,
    "undercutting": _undercut,
    "inferior-facetectomy": _inferior_process,
    "superior-facetectomy": _superior_process,
}
