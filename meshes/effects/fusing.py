"""Fusion as something that can be set: the way in, what the cage gives back, what is put in.

Metal, cages and graft are data here (`Changes.hardware`); they are built when all bones stand
(`meshes.changed.implants`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.apply import Site, effect
from meshes.effects.changes import Changes, DiscChange, Hardware, bones_of
from meshes.effects.contact import rotation
from meshes.effects.decompress import (
    figures,
    free_foramen,
    thinned,
    with_cuts,
    without_pieces,
)
from meshes.surface import Points

#: Ids a fusion may bring, of these kinds, on a side or level.
_PARTS = {
    "plf": ("rod", "screw", "graft", "halo"),
    "plif": ("rod", "screw", "cage", "graft", "halo"),
    "tlif": ("rod", "screw", "cage", "graft", "halo"),
    "alif": ("screw", "cage", "graft"),
}


@effect("fuse")
def fuse(
    normal: Normal, changes: Changes, site: Site, *, kind: str, weeks: float, union: bool = True
) -> Changes:
    """A fusion of a kind (`plf`, `plif`, `tlif`, `alif`), so many weeks after the operation. A TLIF
    goes in from the site's first side. union: False for a graft that does not knit.

    Raises ValueError for a level there is no fusion of.
    """
    level, side = site.level, site.sides[0] if site.sides else "right"
    if kind not in _PARTS or level == "T12-L1":
        raise ValueError(f"no fusion '{kind}' is drawn at {level}")
    changes = _way_in(normal, changes, level, kind, side)
    if kind != "plf":
        changes = _cleared(changes, level, kind)
        changes = _restored(normal, changes, level, kind)
    new = Hardware(kind, level, side if kind == "tlif" else "", weeks, union)
    return replace(
        changes,
        hardware=(*changes.hardware, new),
        fixed=changes.fixed | {level} if union else changes.fixed,
        tints={**changes.tints, **_tints(level, kind)},
    )


def _way_in(normal: Normal, changes: Changes, level: str, kind: str, side: str) -> Changes:
    """Bone taken away on the way to the disc: of one joint for TLIF, inner halves for PLIF."""
    upper, lower = bones_of(level)
    if kind == "tlif":
        changes = with_cuts(
            changes,
            (upper, "inferior-facetectomy", side, 1.0),
            (lower, "superior-facetectomy", side, 1.0),
        )
        changes = free_foramen(normal, changes, level, side, 1.0)
        return thinned(changes, level, (side,), 1.0)
    if kind == "plif":
        own = figures()["plif"]
        changes = with_cuts(
            changes,
            (upper, "laminotomy", "both", own["window"]),
            (lower, "undercutting", "both", own["undercutting"]),
        )
        return thinned(changes, level, ("left", "right"), 1.0)
    return changes


def _cleared(changes: Changes, level: str, kind: str) -> Changes:
    """The disc emptied: nucleus, herniated pieces that hang on it, and bulge. From the front a
    piece that has come loose in the canal is not reached."""
    loose = tuple(
        piece
        for piece in changes.herniations
        if kind == "alif" and piece.level == level and piece.shape == "sequestration"
    )
    changes = without_pieces(changes, level, ("", "left", "right"), 1.0)
    changes = replace(
        changes,
        herniations=changes.herniations + loose,
        gone=changes.gone | {f"disc.{level}.nucleus"},
    )
    disc = changes.discs.get(level)
    if disc is None:
        return changes
    emptied = DiscChange(None, disc.grade, disc.fissure)
    return replace(changes, discs={**changes.discs, level: emptied})


def _restored(normal: Normal, changes: Changes, level: str, kind: str) -> Changes:
    """Height and angles of the disc given back, a slip in part, some lordosis with a wedge. An arch
    that has come loose goes back by the same part."""
    own = figures()["restored"]
    frame = normal.disc_frames[level]
    local = np.eye(4)
    if level in changes.joints:
        slid = np.linalg.inv(frame) @ changes.joints[level] @ frame
        local[:2, 3] = (1.0 - own["slip"]) * slid[:2, 3]
    bone = bones_of(level)[0]
    if bone in changes.loose:
        arch = _part(frame, changes.loose[bone], 1.0 - own["slip"])
        changes = replace(changes, loose={**changes.loose, bone: arch})
    local = local @ _leaning_back(normal, level, own["lordosis"][kind])
    if np.allclose(local, np.eye(4)):
        left = {key: move for key, move in changes.joints.items() if key != level}
        return replace(changes, joints=left)
    move = frame @ local @ np.linalg.inv(frame)
    return replace(changes, joints={**changes.joints, level: move})


def _part(frame: Points, move: Points, share: float) -> Points:
    """A share of a rigid motion, told by its shift and turn in a frame."""
    local = np.linalg.inv(frame) @ move @ frame
    skew = local[:3, :3] - local[:3, :3].T
    axis = np.array([skew[2, 1], skew[0, 2], skew[1, 0]])
    size = float(np.linalg.norm(axis))
    angle = np.degrees(np.arctan2(0.5 * size, 0.5 * (np.trace(local[:3, :3]) - 1.0)))
    found = np.eye(4)
    found[:3, :3] = rotation(axis / size * angle * share) if size > 1e-12 else np.eye(3)
    found[:3, 3] = share * local[:3, 3]
    return np.asarray(frame @ found @ np.linalg.inv(frame))


def _leaning_back(normal: Normal, level: str, degrees: float) -> Points:
    """A turn of the bone above into lordosis about the back of the disc, in the disc's frame: it
    opens in front and stays as high behind."""
    turn = np.eye(4)
    if degrees == 0.0:
        return turn
    plate = normal.bones[bones_of(level)[1]].superior
    assert plate is not None
    back = np.array([0.0, -0.5 * np.ptp(plate.rim[:, 1]), 0.0])
    turn[:3, :3] = rotation(np.array([degrees, 0.0, 0.0]))
    turn[:3, 3] = back - turn[:3, :3] @ back
    return turn


def _tints(level: str, kind: str) -> dict[str, tuple[float, float, float]]:
    """Colours of what a fusion may bring, by id."""
    colours = figures()["colours"]
    found: dict[str, tuple[float, float, float]] = {}
    for part in _PARTS[kind]:
        whole = part in ("screw", "halo")
        places = level.split("-") if whole else [level]
        ends = ["left", "right"] if part != "cage" else ["left", "right", ""]
        if part == "graft":
            ends.append("interbody")
        if kind == "alif" and part == "screw":
            places, ends = [level], [f"{a}.{b}" for a in ("upper", "lower") for b in ends]
        for place in places:
            found |= {
                ".".join(filter(None, (part, place, end))): _rgb(colours[part]) for end in ends
            }
    return found


def _rgb(row: list[float]) -> tuple[float, float, float]:
    return (row[0], row[1], row[2])
