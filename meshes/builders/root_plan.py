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
_SHORTEST_RECESS = 2.0
# Room kept between sleeve and pedicle.
_BESIDE = 0.5
# The ganglion's middle lies so far lateral of the pedicle's (share of its half-width), and its
# upper face this far below the pedicle: in the upper third of the foramen.
_ASIDE, _BENEATH = 0.08, 1.6

# Where a root traverses the disc above its vertebra: this far from the mid-line, this much room
# between disc and sleeve (epidural fat, approx). A piece of disc in the subarticular zone meets it.
_TRAVERSING_X, _TRAVERSING_GAP = 6.7, 1.5
# Lumbar roots are still in the sac there (L5 leaves it below the L4-L5 disc in 64 % of 33 cadavers,
# Suh 2005): their axis at most this far out, in half-axes of the sac.
_TRAVERSING_REACH = 0.9

# S1 leaves the sac above the L5-S1 disc (76 % of 33 cadavers, Suh 2005) and lies free behind it.
_TRAVERSING_S1_X = 8.8
# The middle of the sacral ganglia lies within the canal, so far medial and superior of the
# foramen's inner mouth that the sleeve has the published angle; and this far behind the wall.
_BEFORE_MOUTH = {"S1": (2.2, 6.5), "S2": (4.6, 10.0)}
_BEHIND_WALL = 3.0

# In the sac, the root lies in its anterior-lateral corner, so that its sleeve shows as a ridge.
_IN_SAC_DEG = (-38.0, -24.0)
# Where its axis leaves the sac: from lateral, negative = anterior.
_LEAVING_DEG = -30.0
# The settled course cuts the corner and so leaves the sac this much higher than planned.
_EARLIER = 2.5


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
    centre = place.centre
    ganglion = np.array(
        [
            centre[0] + _ASIDE * (place.lateral - centre[0]),
            place.isthmus + 1.8,
            place.inferior - g - _BENEATH,
        ]
    )
    corner = np.array(
        [
            place.medial - 0.7 * (r + _BESIDE),
            place.isthmus + 1.0,
            place.inferior - 0.7 * (r + _BESIDE),
        ]
    )
    exit_place = _take_off(spine, sac, key, corner, ganglion, figures)
    start = _in_sac(spine, sac, key, (upper + 13.0,) if level != "L1" else (upper + 7.0,))
    behind = _behind_disc(spine, key, _TRAVERSING_X, r + _TRAVERSING_GAP)
    inside = np.concatenate([start, _drawn_in(sac, behind)])
    beyond = _ramus(place, figures) if level != "L5" else []
    body = _world(spine, key, [exit_place, corner, ganglion, *beyond])
    parts = [inside, body] if level != "L5" else [inside, body, _over_ala(spine, figures)]
    return RootPlan(np.concatenate(parts), len(inside), len(inside) + 2)


def _take_off(
    spine: Spine, sac: SacCourse, key: str, corner: Points, ganglion: Points, figures: RootFigures
) -> Points:
    """Where the sleeve's axis leaves the sac, in the frame of its vertebra: (3,).

    On the sac's anterior-lateral face, so far up that the way to the ganglion's beginning has the
    published angle, and no lower than the corner of the pedicle allows.
    """
    toward = (ganglion - corner) / np.linalg.norm(ganglion - corner)
    begins = ganglion - 0.5 * figures.ganglion_length * toward
    steepness = 1.0 / np.tan(np.radians(figures.take_off_deg))
    found = np.array([0.75 * corner[0], corner[1], corner[2] + _SHORTEST_RECESS])
    for _ in range(3):
        way = sac.way_of(_world(spine, key, found))
        angle = np.radians(_LEAVING_DEG)
        face = sac.at(way, np.array([np.cos(angle)]), np.array([np.sin(angle)]))
        found = spine.to_body(key, face)[0]
        rise = begins[2] + (begins[0] - found[0]) * steepness - _EARLIER
        found[2] = max(rise, corner[2] + _SHORTEST_RECESS)
    return found


def _ramus(place: Pedicle, figures: RootFigures) -> list[list[float]]:
    """Spinal nerve and ventral ramus beyond the pedicle, within psoas."""
    start = np.array([place.lateral + 2.0, place.isthmus + 4.5, place.inferior - 10.0])
    slope = np.array([figures.lateral, figures.anterior, -1.0])
    steps = (0.0, 8.0, 18.0, 30.0, 46.0)
    return [list(start + step * slope) for step in steps]


def _over_ala(spine: Spine, figures: RootFigures) -> Points:
    """L5: down along the ala of the sacrum and over its anterior edge, as the lumbosacral trunk."""
    field = spine.bones["sacrum"].field
    above = figures.ramus + 1.0
    plan = np.array([[24.5, -4.0], [27.5, 2.0], [30.0, 7.5], [32.0, 12.5]])
    z = np.arange(16.0, -40.0, -0.5)
    rows = []
    for x, y in plan:
        ray = np.stack([np.full_like(z, x), np.full_like(z, y), z], axis=1)
        met = np.flatnonzero(field.distance(ray) < above)
        rows.append([x, y, z[met[0] - 1] if len(met) else -12.0])
    x, y, height = rows[-1]
    rows += [[x + 1.6, y + 3.0, height - 8.0], [x + 4.0, y + 1.0, height - 28.0]]
    return _world(spine, "sacrum", rows)


def sacral_plan(spine: Spine, sac: SacCourse, level: str, figures: RootFigures) -> RootPlan:
    """Way-points of S1 and S2: the sac's corner, sacral canal, out of the anterior foramen."""
    r = figures.sleeve
    first = level == "S1"
    mouth = spine.bones["sacrum"].landmarks[f"foramen-inner.{level}.right"]
    medial, above = _BEFORE_MOUTH[level]
    x, z = float(mouth[0]) - medial, float(mouth[2]) + above
    wall = midline_profile(spine.bones["sacrum"].field, np.array([z]))
    ganglion = np.array([x, float(wall.wall[0]) - 0.5 * figures.ganglion_width - _BEHIND_WALL, z])
    path = _through_foramen(spine, level, ganglion, ceiling=-5.0 if first else -36.0)
    slope = np.array([0.45, 0.25, -1.0]) if first else np.array([0.55, 0.30, -1.0])
    end = path[-1] + np.outer([10.0, 24.0], slope)
    if first:
        inside = np.concatenate(
            [
                _in_sac(spine, sac, "sacrum", (17.0, 10.0)),
                _behind_disc(spine, "sacrum", _TRAVERSING_S1_X, r + _TRAVERSING_GAP),
            ]
        )
    else:
        inside = _in_sac(spine, sac, "sacrum", (-8.0, -18.0, -25.0))
    tail = _world(spine, "sacrum", np.concatenate([path, end]))
    return RootPlan(np.concatenate([inside, tail]), len(inside) - 1, len(inside))


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


def _drawn_in(sac: SacCourse, places: Points) -> Points:
    """Places (n, 3) beyond the sac's face brought to its inner side: the root has not left yet."""
    if len(places) == 0:
        return places
    way = sac.way_of(places)
    centre, posterior, half = sac.section(way)
    across = places[:, 0] / half[:, 0]
    behind = np.einsum("ij,ij->i", places - centre, posterior) / half[:, 1]
    share = np.minimum(_TRAVERSING_REACH / np.hypot(across, behind), 1.0)
    return sac.at(way, share * across, share * behind)


def _in_sac(spine: Spine, sac: SacCourse, key: str, heights: tuple[float, ...]) -> Points:
    """Places in the sac's anterior-lateral corner at heights of a bone's frame, the last furthest
    out, so that the sleeve comes up as a ridge before it parts."""
    places = np.array([[0.0, -25.0, z] for z in heights])
    way = np.maximum(sac.way_of(_world(spine, key, places)), 1.0)
    reach = np.linspace(0.82, 0.90, len(heights))
    angle = np.radians(np.linspace(*_IN_SAC_DEG, len(heights)))
    return sac.at(way, reach * np.cos(angle), reach * np.sin(angle))


def _world(spine: Spine, key: str, rows: object) -> Points:
    return spine.to_world(key, np.atleast_2d(np.asarray(rows, dtype=np.float64)))
