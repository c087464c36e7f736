"""Ways to the joints behind: the medial branches of the facet joints, the sacroiliac joint."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshes import rays
from meshes.effects.needle_field import (
    REACH,
    STEP_DEG,
    STEP_MM,
    Cloud,
    Field,
    Flags,
    Row,
    Way,
    direction,
    directions,
    first_clear,
    one_way,
)
from meshes.effects.needle_ground import Ground

Points = npt.NDArray[np.float64]

#: How much of a bone about its junction an electrode can lie beside, mm.
_NEARBY = 30.0


def medial_branch(ground: Ground, level: str, row: Row, limits: Row, radius: float) -> Way | None:
    """On the bone where superior articular and transverse process (at S1: the ala) meet."""
    goals = junction(ground, level, row["height"])
    if not len(goals):
        return None
    field = Field(ground, goals[0], radius, limits)
    bone = ground.faces("sacrum" if level == "S1" else f"vertebra.{level}")
    kept_off = field.kinds(row["clear_of"])

    touches: dict[tuple[float, ...], Points] = {}

    def may(values: Points) -> Flags:
        for some, ahead in one_way(values):
            aims = goals[some[:, 0].astype(int)]
            struck = rays.parallel(aims - REACH * ahead, ahead, REACH + 3.0, bone)
            for each, aim, found in zip(some, aims, struck, strict=True):
                if found and found[0].first >= 0 and abs(found[0].start - REACH) <= row["off"]:
                    touches[tuple(each)] = aim + (found[0].start - REACH) * ahead
        return np.array([tuple(each) in touches for each in values])

    def aimed(*values: float) -> Way | None:
        touch, ahead = touches[values], direction(*values[1:])
        # Beside its tip the needle lies as near the bone as the slope makes it; the rest is free.
        shaft = Way(touch - row["resting"] * ahead, ahead)
        fits = field.clears(shaft, field.bones, limits["bone"])
        fits = fits and field.clears(shaft, field.joints) and field.clears(shaft, kept_off)
        return Way(touch + row["into_bone"] * ahead, ahead) if fits else None

    return first_clear(
        aimed,
        ((0.0, len(goals) - 1.0, 0.0), 1.0, 1.5),
        (row["oblique"], 4.0, STEP_DEG),
        (row["cranial"], 4.0, STEP_DEG),
        may=may,
    )


def radiofrequency(ground: Ground, level: str, row: Row, limits: Row, radius: float) -> Way | None:
    """Along the bone at the junction, so that the whole active tip lies beside the nerve."""
    goals = junction(ground, level, row["height"])
    if not len(goals):
        return None
    field = Field(ground, goals[0], radius, limits)
    bone = ground.faces("sacrum" if level == "S1" else f"vertebra.{level}")
    kept_off = field.kinds(row["clear_of"])
    active = np.linspace(0.0, row["active"], 5)
    close = Cloud(bone, goals[0], _NEARBY)

    def may(values: Points) -> Flags:
        out, oblique, cranial = values[:, 2], values[:, 4], values[:, 3]
        away = -directions(out, 0.0 * out)
        tips = goals[values[:, 0].astype(int)] + (radius + values[:, 1:2]) * away
        ahead = directions(oblique, cranial)
        bare = tips[:, None] - active[:, None] * ahead[:, None]
        return np.asarray((close.between(bare)[0] <= row["lesion"]).all(axis=1))

    def aimed(number: float, off: float, out: float, cranial: float, oblique: float) -> Way | None:
        away = -direction(out, 0.0)
        way = Way(goals[int(number)] + (radius + off) * away, direction(oblique, cranial))
        if not (field.clears(way, field.bones, row["bone"]) and field.clears(way, field.joints)):
            return None
        if not field.clears(way, kept_off):
            return None
        bare = way.tip - active[:, None] * way.ahead
        unsure = bare[close.between(bare)[1] > row["lesion"]]
        room = (rays.distance(point, point + 1e-3 * away, bone) for point in unsure)
        return way if all(each <= row["lesion"] for each in room) else None

    return first_clear(
        aimed,
        ((0.0, min(len(goals) - 1.0, 6.0), 0.0), 2.0, 2.0),
        (row["away"], 0.4, STEP_MM),
        (row["out"], 20.0, 20.0),
        (row["cranial"], 5.0, STEP_DEG),
        (row["oblique"], 5.0, STEP_DEG),
        may=may,
    )


def junction(ground: Ground, level: str, height: float) -> Points:
    """The seam between the superior articular and the transverse process, (k, 3), best point first:
    `height` is the share of the way up it. At S1: between that process and the ala of the sacrum.
    """
    bone = "sacrum" if level == "S1" else f"vertebra.{level}"
    # Behind and below its upper face the ala goes by the name of the lateral part.
    wings = ("ala", "lateral-part") if level == "S1" else ("transverse-process",)
    knobs = ("superior-articular-process", "mammillary-process")
    wing = {tuple(p) for name in wings for p in ground.part(bone, f"{name}.right")}
    knob = {tuple(p) for name in knobs for p in ground.part(bone, f"{name}.right")}
    seam = np.array(sorted(wing & knob)).reshape(-1, 3)
    if not len(seam):
        return seam
    low, high = seam.min(axis=0), seam.max(axis=0)
    # The nerve runs over the back of the junction, on the outer side of the process.
    behind = seam[(seam[:, 1] <= 0.5 * (low[1] + high[1])) & (seam[:, 0] >= low[0] + 2.0)]
    wanted = low[2] + height * (high[2] - low[2])
    return np.asarray(behind[np.argsort(np.abs(behind[:, 2] - wanted), kind="stable")])


def si_joint(ground: Ground, row: Row, limits: Row, radius: float) -> Way | None:
    """Into the lower third of the sacroiliac joint from behind."""
    joint = ground.faces("si-joint.right")
    points = joint.corners.mean(axis=1)
    low, high = points[:, 2].min(), points[:, 2].max()
    lower = points[points[:, 2] < low + row["lower_share"] * (high - low)]
    about = lower[np.argmin(lower[:, 1])]
    field = Field(ground, about, radius, limits)
    least, most, _ = row["inside"]

    def aimed(height: float, inside: float, oblique: float, cranial: float) -> Way | None:
        level = points[np.abs(points[:, 2] - height) < 1.5]
        edge = level[level[:, 1] < level[:, 1].min() + 6.0].mean(axis=0)
        ahead = direction(oblique, cranial)
        struck = rays.stretches(edge - 40.0 * ahead, edge + 25.0 * ahead, joint)
        if not struck or struck[0].stop - struck[0].start < least:
            return None
        depth = min(inside, struck[0].stop - struck[0].start)
        way = Way(edge + (struck[0].start + depth - 40.0) * ahead, ahead)
        fits = least <= depth <= most and field.clears(way, field.bones, row["bone"])
        return way if fits and field.clears(way, field.nerves) else None

    third = low + row["lower_share"] * (high - low)
    return first_clear(
        aimed,
        ((low + 2.0, third - 1.0, low + 0.5 * (third - low)), 1.5, 3.0),
        (row["inside"], 1.0, 2.0),
        (row["oblique"], 4.0, STEP_DEG),
        (row["cranial"], 5.0, STEP_DEG),
    )
