"""Ways into the epidural space: between the laminae, through the foramen, from below."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshes import rays
from meshes.effects.needle_field import (
    REACH,
    STEP_DEG,
    STEP_MM,
    Field,
    Flags,
    Row,
    Wall,
    Way,
    direction,
    first_clear,
    one_way,
)
from meshes.effects.needle_ground import Ground

Points = npt.NDArray[np.float64]

#: A shorter way through the flavum only grazes it, mm (chosen).
_LEAST_FLAVUM = 1.0
#: How far before and behind its aim a way is looked along for flavum and dura, mm.
_SEEN = 30.0


def interlaminar(ground: Ground, level: str, row: Row, limits: Row, radius: float) -> Way | None:
    """Through the flavum into the space behind the dura."""
    upper, _, lower = level.partition("-")
    flavum = ground.faces(f"ligamentum-flavum.{level}.right")
    sac = ground.faces("thecal-sac")
    top = ground.place(f"vertebra.{upper}", "lamina-inferior")
    roof = (
        ground.place("sacrum", "canal")[0]
        if lower == "S1"
        else ground.place(f"vertebra.{lower}", "lamina-superior")
    )
    between = ground.faces(f"interspinous-ligament.{level}")
    middle = 0.5 * (top + roof)
    field = Field(ground, middle, radius, {**limits, **row})

    tips: dict[tuple[float, ...], Points] = {}

    def may(values: Points) -> Flags:
        for some, ahead in one_way(values):
            x, z = some[:, 0], some[:, 1]
            aims = np.stack([x, np.full(len(x), top[1]), z], axis=1)
            starts = aims - _SEEN * ahead
            found = _behind_dura(starts, ahead, flavum, sac, row)
            at = [k for k, tip in enumerate(found) if tip is not None]
            ends = np.array([found[k] for k in at]).reshape(-1, 3)
            enough = _goes_through(ends, ahead, between, row.get("through", 0.0))
            tips.update(
                (tuple(some[k]), tip) for k, tip, fits in zip(at, ends, enough, strict=True) if fits
            )
        return np.array([tuple(each) in tips for each in values])

    def aimed(*values: float) -> Way | None:
        way = Way(tips[values], direction(*values[2:]))
        return way if field.is_clear(way) else None

    heights = (float(middle[2]) - 9.0, float(middle[2]) + 9.0, float(middle[2]))
    return first_clear(
        aimed,
        (row["tip_x"], 0.7, STEP_MM),
        (heights, 1.0, 2.0 * STEP_MM),
        (row["oblique"], 3.0, STEP_DEG),
        (row["cranial"], 4.0, 2.0 * STEP_DEG),
        may=may,
    )


def transforaminal(ground: Ground, level: str, row: Row, limits: Row, radius: float) -> Way | None:
    """Under the pedicle, above and lateral to the root ("safe triangle")."""
    upper = f"vertebra.{level.partition('-')[0]}"
    pedicle = ground.marks.bones[upper].pedicle
    assert pedicle is not None
    middle = 0.5 * (pedicle["medial"] + pedicle["lateral"])
    half = pedicle["lateral"] - middle
    floor, isthmus = pedicle["inferior"], pedicle["isthmus"]
    field = Field(ground, ground.point(upper, middle, isthmus, floor), radius, limits)
    opening = ground.faces(f"foramen.{level}.right")

    def aimed(x: float, y: float, z: float, oblique: float, cranial: float) -> Way | None:
        tip = ground.point(upper, middle + half * x, isthmus + y, floor - z)
        way = Way(tip, direction(oblique, cranial))
        fits = field.is_clear(way) and field.clears(way, field.joints)
        return way if fits and rays.within(tip, opening) else None

    return first_clear(
        aimed,
        (row["x"], 0.25, 0.3),
        (row["y"], 1.0, 2.0 * STEP_MM),
        (row["below"], 0.5, STEP_MM),
        (row["oblique"], 5.0, 1.5 * STEP_DEG),
        (row["cranial"], 6.0, 2.0 * STEP_DEG),
    )


def infraneural(ground: Ground, level: str, row: Row, limits: Row, radius: float) -> Way | None:
    """Below the root, behind the disc and before the superior articular process ("Kambin")."""
    opening = ground.faces(f"foramen.{level}.right")
    low = opening.corners.min(axis=(0, 1))
    size = opening.corners.max(axis=(0, 1)) - low
    field = Field(ground, low + 0.5 * size, radius, limits)
    disc = field.kinds(("disc",))

    def aimed(x: float, y: float, z: float, oblique: float, cranial: float) -> Way | None:
        tip = low + size * np.array([x, y, z])
        way = Way(tip, direction(oblique, cranial))
        fits = field.is_clear(way) and field.clears(way, disc)
        fits = fits and field.clears(way, field.joints)
        return way if fits and rays.within(tip, opening) else None

    return first_clear(
        aimed,
        (row["x"], 0.1, 0.15),
        (row["y"], 0.1, 0.15),
        (row["z"], 0.05, 0.1),
        (row["oblique"], 5.0, 1.5 * STEP_DEG),
        (row["cranial"], 6.0, 2.0 * STEP_DEG),
    )


def caudal(ground: Ground, row: Row, limits: Row, radius: float) -> Way | None:
    """Through the sacral hiatus up the canal, below the end of the sac."""
    canal = ground.place("sacrum", "canal")[::-1]
    way_up = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(canal, axis=0), axis=1))])
    field = Field(ground, canal[0], radius, limits)
    filum = Wall(ground.faces("filum-terminale"))

    def aimed(x: float, inside: float, height: float, cranial: float) -> Way | None:
        tip = np.array([np.interp(inside, way_up, canal[:, k]) for k in range(3)])
        tip += np.array([x, -height, 0.0])
        way = Way(tip, direction(0.0, cranial))
        return way if field.is_clear(way) and field.clears(way, filum) else None

    return first_clear(
        aimed,
        (row["x"], 0.5, 0.5),
        (row["inside"], 2.0, 3.0 * STEP_MM),
        ((-2.0, 2.0, 0.0), 0.5, STEP_MM),
        (row["cranial"], 3.0, 2.0 * STEP_DEG),
    )


def _behind_dura(
    starts: Points, ahead: Points, flavum: rays.Faces, sac: rays.Faces, row: Row
) -> list[Points | None]:
    """The tip on each of many lines: just beyond the flavum, before the dura; None without flavum
    or room."""
    ligaments = rays.parallel(starts, ahead, 2.0 * _SEEN, flavum)
    duras = rays.parallel(starts, ahead, 2.0 * _SEEN, sac)
    found: list[Points | None] = []
    for start, ligament, dura in zip(starts, ligaments, duras, strict=True):
        fits = len(ligament) == 1 and bool(dura)
        fits = fits and ligament[0].stop - ligament[0].start >= _LEAST_FLAVUM
        room = dura[0].start - ligament[0].stop if fits else 0.0
        on = min(row["past_flavum"], row["half_gap"] * room)
        enough = fits and room >= 2.0 * row["least"]
        found.append(start + (ligament[0].stop + on) * ahead if enough else None)
    return found


def _goes_through(tips: Points, ahead: Points, ligament: rays.Faces, least: float) -> list[bool]:
    """Whether each shaft has this much (mm) of a ligament on its way; always so without one."""
    if least <= 0.0 or not len(ligament.corners):
        return [True] * len(tips)
    found = rays.parallel(tips - REACH * ahead, ahead, REACH, ligament)
    return [sum(inside.stop - inside.start for inside in each) >= least for each in found]
