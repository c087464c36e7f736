"""How a lumbar segment glides as it turns, by itself: about which centre it turns, and by the least
shift that keeps its bones clear of one another, tabulated.

Frames of a level are those of its disc: right, anterior, superior.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.changes import Values
from meshes.effects.contact import Freedom, contact_of, further, rotation, settled
from meshes.effects.height import plates_of
from meshes.effects.steering import figures
from meshes.effects.tables import tabulated
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, corner_frame, placed_plate, tilt_deg
from meshes.surface import Points

#: Levels that are known to move; T12-L1 rests.
LEVELS: tuple[str, ...] = tuple(figures()["levels"])
#: Turns at which tables know what a segment shifts by, degrees: about the lateral axis (negative =
#: flexion), the anterior axis (to the right), the vertical axis (to the right is negative).
_KNOTS: Mapping[str, Values] = {
    "sagittal": np.array([-26, -20, -15, -10, -5, 0, 2, 4, 5, 6, 8, 10, 12], np.float64),
    "lordosis": np.array([-12.0, -8.0, -4.0, 0.0, 2.0, 4.0, 6.0, 7.0, 8.0, 10.0]),
    "bend": np.array([0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]),
    "rotation": np.array([-4.0, -3.0, -2.0, -1.0, 0.0]),
}
#: What tables leave of overlap counts as clear below this, mm.
LEFT = 0.15
#: So much of what the edge of a disc goes down behind in extension, lifting may take back.
_KEEPS = 0.9
_AXIS = {"sagittal": 3, "lordosis": 3, "bend": 4, "rotation": 5}


def amounts_of(normal: Normal, level: str, kind: str, angle: float) -> Values:
    """Shifts (mm) and turns (degrees) in the disc's frame for a segment's turn about one axis."""
    wanted = _folded(kind, angle)
    mirrored = wanted != angle
    arc = _arc(normal, level, kind)(wanted)
    table = _glides(normal, level, kind)
    arc[:3] += [np.interp(wanted, _KNOTS[kind], table[:, k]) for k in range(3)]
    if mirrored:
        arc[[0, 4, 5]] *= -1.0
    return arc


def _folded(kind: str, angle: float) -> float:
    """An angle on the side that the table of its kind is for: segments are symmetric."""
    other_side = kind in ("bend", "rotation") and angle * _KNOTS[kind].sum() < 0.0
    return -angle if other_side else angle


def left_of(normal: Normal, level: str, kind: str, angle: float) -> float:
    """Overlap that a table leaves, mm."""
    table = _glides(normal, level, kind)
    return float(np.interp(_folded(kind, angle), _KNOTS[kind], table[:, 3]))


def prepared(normal: Normal, level: str) -> None:
    """Work out all tables of a level."""
    for kind in _KNOTS:
        _glides(normal, level, kind)


def _glides(normal: Normal, level: str, kind: str) -> Points:
    """How far a segment shifts at each knot so that its facets keep clear, and what overlap is
    left all the same: (k, 4) mm."""
    return tabulated(f"{kind}.{level}", lambda: _found_glides(normal, level, kind))


def _found_glides(normal: Normal, level: str, kind: str) -> Points:
    contact, frame = contact_of(normal, level), normal.disc_frames[level]
    arc = _arc(normal, level, kind)
    knots = _KNOTS[kind]
    found = np.zeros((len(knots), 4))
    order = np.argsort(np.abs(knots), kind="stable")
    for k in order[1:]:
        start = further(frame, arc(float(knots[k])))
        move, given = settled([(contact, np.eye(4))], start, frame, glide_of(level))
        found[k] = [*given[:3], contact.overlap(move)]
    usual = _usual(normal, level, kind)
    if usual:
        found[:, :3] = evenly(knots, found[:, :3], usual)
        if kind == "sagittal":
            found[:, :3] = _not_gaping(normal, level, knots, found[:, :3], usual)
        for k in np.flatnonzero(knots > 0.0):
            amounts = arc(float(knots[k]))
            amounts[:3] += found[k, :3]
            found[k, 3] = contact.overlap(further(frame, amounts))
    return found


def evenly(knots: Values, glides: Points, usual: float) -> Points:
    """Glides (k, 3) mm with their lift (last column) spread evenly over the way from standing to a
    usual turn, degrees: a segment that lifts only once its spinous process meets the bone below
    would narrow its disc and foramen behind at first and then widen them again (chosen)."""
    end = min(int(np.searchsorted(knots, usual - 1e-6)), len(knots) - 1)
    way = (knots > 0.0) & (knots <= knots[end])
    rate = float((glides[way, 2] / knots[way]).max())
    found = glides.copy()
    found[way, 2] = rate * knots[way]
    return found


def _not_gaping(normal: Normal, level: str, knots: Values, glides: Points, usual: float) -> Points:
    """Glides (k, 3) mm that beyond the usual extension lift no more than keeps the disc from
    gaping behind: there bone stops the motion (`as_far_as_bone_lets`)."""
    edge = np.linalg.inv(normal.disc_frames[level]) @ np.append(
        plates_of(normal, level)[1].rim[RIM_POSTERIOR], 1.0
    )
    drop = np.radians(_KEEPS * float(_centre(normal, level, "sagittal")[1] - edge[1]))
    found = glides.copy()
    for k in np.flatnonzero(knots > usual + 1e-6):
        most = found[k - 1, 2] + drop * (knots[k] - knots[k - 1])
        found[k, 2] = min(found[k, 2], most)
    return found


def as_far_as_bone_lets(normal: Normal, level: str, angle: float) -> float:
    """An extension (degrees, negative for flexion), or as much of it as a level's spinous process
    leaves room for, where fused neighbours ask for more than is usual."""
    knots, table = _KNOTS["sagittal"], _glides(normal, level, "sagittal")
    behind = knots >= 0.0
    left = np.maximum.accumulate(table[behind, 3]) + 1e-9 * knots[behind]
    return min(angle, float(np.interp(LEFT, left, knots[behind])))


def lordosis_ends(normal: Normal) -> tuple[float, float]:
    """Least and greatest lordosis of adults, as departures from the model's own: degrees."""
    upper, lower = (_tilt(normal, bone) for bone in ("vertebra.L1", "sacrum"))
    least, most = figures()["lordosis"]["range"]
    return least - (upper - lower), most - (upper - lower)


def slope_ends(normal: Normal) -> tuple[float, float]:
    """Least and greatest sacral slope of adults, as departures from the model's own: degrees."""
    least, most = figures()["slope"]["range"]
    return least + _tilt(normal, "sacrum"), most + _tilt(normal, "sacrum")


def _tilt(normal: Normal, bone: str) -> float:
    plate = normal.bones[bone].superior
    if plate is None:
        raise ValueError(f"{bone} has no plate above")
    return tilt_deg(corner_frame(placed_plate(normal.pose(bone), plate)))


def _usual(normal: Normal, level: str, kind: str) -> float:
    """How far a segment bends back, or is lordotic, with all segments moving: degrees; 0 for
    other ways."""
    row = LEVELS.index(level)
    if kind == "sagittal":
        return float(figures()["extension"]["mean"][row])
    if kind == "lordosis":
        spread = np.array(figures()["lordosis"]["sd"], np.float64)
        return float(lordosis_ends(normal)[1] * spread[row] / spread.sum())
    return 0.0


def _arc(normal: Normal, level: str, kind: str) -> Callable[[float], Values]:
    """The motion about a segment's centre: angle -> shifts of the disc's middle and turn, (6,)."""
    axis = _AXIS[kind]
    centre = _centre(normal, level, kind)

    def amounts(angle: float) -> Values:
        found = np.zeros(6)
        found[axis] = angle
        found[:3] = centre - rotation(found[3:]) @ centre
        return found

    return amounts


@lru_cache(maxsize=32)
def _centre(normal: Normal, level: str, kind: str) -> Values:
    """Centre a segment turns about, in its disc's frame: (3,) mm. Of side bending the middle of the
    disc, for want of a better one; of lordosis the disc's posterior edge: people with more of it
    have discs that are higher in front."""
    if kind == "bend":
        return np.zeros(3)
    table, row = figures()["centre"], LEVELS.index(level)
    below, _ = plates_of(normal, level)
    corners = corner_frame(below)
    depth = float(np.linalg.norm(below.rim[RIM_ANTERIOR] - below.rim[RIM_POSTERIOR]))
    down = table["below"][row] if kind == "sagittal" else 0.0
    shares = {
        "sagittal": table["depth"][row],
        "rotation": table["rotation_depth"],
        "lordosis": 0.0,
    }
    share = shares[kind]
    place = corners @ np.array([0.0, (share - 0.5) * depth, -down, 1.0])
    return np.asarray((np.linalg.inv(normal.disc_frames[level]) @ place)[:3])


def glide_of(level: str) -> Freedom:
    """How far a level may shift without turning."""
    table = figures()["translation"]
    depth = 34.0
    most = max(table["least"], table["depth_share"][LEVELS.index(level)] * depth)
    return Freedom((0.7 * most, most, most, 0.0, 0.0, 0.0), 1.0)
