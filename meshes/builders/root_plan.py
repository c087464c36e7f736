"""Way-points of the roots, from bone landmarks and published angles; `root_course` relaxes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meshes.builders.sac import SacCourse
from meshes.landmarks import Pedicle, midline_profile, pedicle, tunnel
from meshes.nerves import RootFigures
from meshes.pose import endplate
from meshes.spine import STACK, Spine
from meshes.surface import Points

# The sleeve runs at least this far down beside the pedicle, however narrow the canal is there.
_SHORTEST_RECESS = 3.0
# Room kept between sleeve and pedicle.
_BESIDE = 0.5

# Where a root traverses the disc above its vertebra: this far from the mid-line, this much room
# between disc and sleeve (epidural fat, approx). A piece of disc in the subarticular zone meets it.
_TRAVERSING_X, _TRAVERSING_GAP = 6.7, 1.5

# In the sac, the root lies in its anterior-lateral corner, so that its sleeve shows as a ridge.
_IN_SAC_DEG = (-38.0, -24.0)


@dataclass(frozen=True, slots=True)
class RootPlan:
    """Way-points (n, 3) in the world with the numbers of the sac's exit and of the ganglion."""

    points: Points
    exit: int
    ganglion: int


def lumbar_plan(spine: Spine, sac: SacCourse, level: str, figures: RootFigures) -> RootPlan:
    """Way-points of L1 to L5: the sac's corner, recess, round the pedicle, foramen, ramus."""
    key = f"vertebra.{level}"
    bone = spine.bones[key]
    place = pedicle(bone)
    r, g = figures.sleeve, 0.5 * figures.ganglion_width
    upper = float(endplate(bone, "superior").rim[72, 2])
    corner_x = place.medial - 0.7 * (r + _BESIDE)
    corner_z = place.inferior - 0.7 * (r + _BESIDE)
    recess_y = place.wall - r - 1.2
    half = float(sac.section(sac.way_of(_world(spine, key, [0.0, recess_y, corner_z])))[2][0, 0])
    exit_x = min(0.93 * half, corner_x - 0.8)
    steepness = 1.0 / np.tan(np.radians(figures.take_off_deg))
    exit_z = corner_z + max((corner_x - exit_x) * steepness, _SHORTEST_RECESS)
    centre = place.centre
    foramen = [
        [exit_x, recess_y - 0.6, exit_z],
        [corner_x, 0.5 * (recess_y + place.isthmus), corner_z],
        [
            centre[0] - 0.2 * (centre[0] - place.medial),
            place.isthmus + 1.2,
            place.inferior - r - 0.9,
        ],
        [
            centre[0] + 0.15 * (place.lateral - centre[0]),
            place.isthmus + 1.8,
            place.inferior - g - 1.0,
        ],
    ]
    start = _in_sac(spine, sac, key, (upper + 13.0,) if level != "L1" else (upper + 7.0,))
    recess = _world(spine, key, [exit_x - 0.5, recess_y - 0.3, 0.6 * upper + 0.4 * exit_z])
    behind = _behind_disc(spine, key, _TRAVERSING_X, r + _TRAVERSING_GAP)
    inside = np.concatenate([start, behind, recess])
    beyond = _ramus(place, figures) if level != "L5" else None
    body = _world(spine, key, foramen if beyond is None else foramen + beyond)
    parts = [inside, body] if beyond is not None else [inside, body, _over_ala(spine, figures)]
    return RootPlan(np.concatenate(parts), len(inside), len(inside) + 3)


def _ramus(place: Pedicle, figures: RootFigures) -> list[list[float]]:
    """Spinal nerve and ventral ramus beyond the pedicle, within psoas."""
    start = np.array([place.lateral + 0.8, place.isthmus + 4.5, place.inferior - 7.5])
    slope = np.array([figures.lateral, figures.anterior, -1.0])
    steps = (0.0, 8.0, 18.0, 30.0, 46.0)
    return [list(start + step * slope) for step in steps]


def _over_ala(spine: Spine, figures: RootFigures) -> Points:
    """L5: down along the ala of the sacrum and over its anterior edge, as the lumbosacral trunk."""
    field = spine.bones["sacrum"].field
    above = figures.ramus + 1.0
    plan = np.array([[26.0, -4.0], [28.5, 2.0], [30.0, 7.5], [30.5, 12.0]])
    z = np.arange(16.0, -40.0, -0.5)
    rows = []
    for x, y in plan:
        ray = np.stack([np.full_like(z, x), np.full_like(z, y), z], axis=1)
        met = np.flatnonzero(field.distance(ray) < above)
        rows.append([x, y, z[met[0] - 1] if len(met) else -12.0])
    x, y, height = rows[-1]
    rows += [[x + 0.8, y + 2.0, height - 9.0], [x + 3.0, y - 1.0, height - 30.0]]
    return _world(spine, "sacrum", rows)


def sacral_plan(spine: Spine, sac: SacCourse, level: str, figures: RootFigures) -> RootPlan:
    """Way-points of S1 and S2: the sac's corner, sacral canal, out of the anterior foramen."""
    r = figures.sleeve
    first = level == "S1"
    inlet_z = -15.0 if first else -39.0
    wall = float(midline_profile(spine.bones["sacrum"].field, np.array([inlet_z])).wall[0])
    inlet = np.array([9.5 if first else 7.5, wall - r - 1.2, inlet_z])
    path = _through_foramen(spine, level, inlet, ceiling=-5.0 if first else -36.0)
    slope = np.array([0.45, 0.25, -1.0]) if first else np.array([0.55, 0.30, -1.0])
    end = path[-1] + np.outer([10.0, 24.0], slope)
    if first:
        inside = _in_sac(spine, sac, "sacrum", (16.0, 7.0))
        recess = _world(
            spine, "sacrum", [[9.3, wall + 1.0 - r, -7.0], [9.6, wall - r - 1.0, -11.0]]
        )
        start = np.concatenate(
            [inside, _behind_disc(spine, "sacrum", 8.8, r + _TRAVERSING_GAP), recess]
        )
    else:
        inside = _in_sac(spine, sac, "sacrum", (-11.0, -20.0))
        leaving = _world(spine, "sacrum", [[6.5, wall - r - 0.8, inlet_z + 8.0]])
        start = np.concatenate([inside, leaving])
    tail = _world(spine, "sacrum", np.concatenate([path, end]))
    return RootPlan(np.concatenate([start, tail]), len(inside), len(start) - (1 if first else 0))


def _through_foramen(spine: Spine, level: str, inlet: Points, ceiling: float) -> Points:
    """From the sacral canal out of the anterior foramen, a few points, in the sacrum's frame."""
    bone = spine.bones["sacrum"]
    goal = np.array([25.0, 12.0, -35.0] if level == "S1" else [24.0, 2.0, -65.0])
    marks = [bone.landmarks.get(f"foramen-{end}.{level}.right") for end in ("inner", "anterior")]
    if marks[0] is not None and marks[1] is not None:
        outward = (marks[1] - marks[0]) / np.linalg.norm(marks[1] - marks[0])
        goal = marks[1] + 7.0 * outward
    lower = np.array([3.0, inlet[1] - 12.0, goal[2] - 8.0])
    path = tunnel(bone.field, inlet, goal, lower, np.array([34.0, 24.0, ceiling]))
    return np.asarray(path[np.linspace(0, len(path) - 1, max(5, len(path) // 6)).astype(int)])


def _behind_disc(spine: Spine, key: str, x: float, away: float) -> Points:
    """(1, 3): at `x`, this far behind the wall of the disc above a bone; none above L1."""
    if key == STACK[0]:
        return np.zeros((0, 3))
    above = STACK[STACK.index(key) - 1]
    rims = (spine.plate(key, "superior").rim, spine.plate(above, "inferior").rim)
    edge = [rim[72:][np.argmin(np.abs(rim[72:, 0] - x))] for rim in rims]
    across = np.cross(edge[1] - edge[0], [1.0, 0.0, 0.0])
    across = across / np.linalg.norm(across)
    across = across if across[1] < 0.0 else -across
    return np.asarray((0.5 * (edge[0] + edge[1]) + away * across)[None])


def _in_sac(spine: Spine, sac: SacCourse, key: str, heights: tuple[float, ...]) -> Points:
    """Places in the sac's anterior-lateral corner at heights of a bone's frame, the last furthest
    out, so that the sleeve comes up as a ridge before it parts."""
    places = np.array([[0.0, -25.0, z] for z in heights])
    way = np.maximum(sac.way_of(_world(spine, key, places)), 1.0)
    reach = np.linspace(0.82, 0.94, len(heights))
    angle = np.radians(np.linspace(*_IN_SAC_DEG, len(heights)))
    return sac.at(way, reach * np.cos(angle), reach * np.sin(angle))


def _world(spine: Spine, key: str, rows: object) -> Points:
    return spine.to_world(key, np.atleast_2d(np.asarray(rows, dtype=np.float64)))
