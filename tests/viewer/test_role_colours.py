"""The colours of a highlight are told apart, also by those who see colours differently.

Colour blindness after Machado, Oliveira and Fernandes (2009) at full strength; distances in
CAM02-UCS (Luo, Cui and Li 2006), where about 1 is the least difference one sees side by side.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert

from viewer.spec import ROLE_COLOURS, ROLE_SHAPES, Colour

LEAST = 10.0
KINDS = ("", "deuteranomaly", "protanomaly", "tritanomaly")


def seen(colour: Colour, kind: str) -> np.ndarray:
    """A colour in CAM02-UCS as an eye of this kind sees it."""
    if kind:
        space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
        colour = np.clip(cspace_convert(colour, space, "sRGB1"), 0.0, 1.0)
    return np.asarray(cspace_convert(colour, "sRGB1", "CAM02-UCS"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("one", "other"), list(combinations(ROLE_COLOURS, 2)))
def test_any_two_roles_are_told_apart(kind: str, one: str, other: str) -> None:
    apart = np.linalg.norm(seen(ROLE_COLOURS[one], kind) - seen(ROLE_COLOURS[other], kind))
    assert apart >= LEAST


def test_the_simulation_knows_red_from_green() -> None:
    red, green = (0.80, 0.35, 0.30), (0.45, 0.50, 0.18)

    def distance(kind: str) -> float:
        return float(np.linalg.norm(seen(red, kind) - seen(green, kind)))

    assert distance("") > 30.0
    assert distance("deuteranomaly") < 0.5 * distance("")


def test_every_role_has_a_shape_of_its_own() -> None:
    assert set(ROLE_SHAPES) == set(ROLE_COLOURS)
    assert len(set(ROLE_SHAPES.values())) == len(ROLE_SHAPES)
