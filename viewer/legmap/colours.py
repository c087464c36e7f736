"""The colours of the roots on the leg map, as shares of red, green and blue."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from annotations.legmap_data import VIEWS
from meshes.ids import Side
from viewer.legmap.areas import drawn_weights
from viewer.legmap.grid import Floats, grids
from viewer.legmap.shown import Root, ShownRoots
from viewer.spec import ROLE_COLOURS

Colour = tuple[float, float, float]
#: Okabe and Ito's, so ordered that neighbours on the skin differ; each area has its name as well.
ROOT_COLOURS: Mapping[str, Colour] = {
    root: tuple(int(code[k : k + 2], 16) / 255 for k in (0, 2, 4))  # type: ignore[misc]
    for root, code in {
        "L1": "CC79A7",
        "L2": "E69F00",
        "L3": "009E73",
        "L4": "0072B2",
        "L5": "D55E00",
        "S1": "56B4E9",
        "S2": "B8A800",
        "S3": "8A5FB0",
        "S4": "009E73",
        "S5": "D55E00",
    }.items()
}
#: The strongest an area is drawn, 0..1.
_STRONGEST = 0.64


def colour_of_root(root: Root, shown: ShownRoots) -> Colour:
    """The colour it has in the scene while it is lit there, else its own."""
    role = shown.roles.get(root)
    return ROLE_COLOURS[role] if role is not None else ROOT_COLOURS[root[0]]


def layers(shown: ShownRoots, kind: str) -> Mapping[tuple[str, Side], Floats]:
    """The shown areas of each half as rows x columns x (red, green, blue, opacity), 0..1.

    Where areas overlap their colours mix by weight.
    """
    found = {}
    for view in VIEWS:
        for side in Side:
            roots = {root: one for root, one in shown.roots.items() if root[1] is side}
            found[view, side] = _layer(roots, shown, view, kind)
    return found


def _layer(roots: Mapping[Root, float], shown: ShownRoots, view: str, kind: str) -> Floats:
    high, wide = grids()[view].skin.shape
    mixed, whole = np.zeros((high, wide, 3)), np.zeros((high, wide))
    strongest = np.zeros((high, wide))
    for root, strength in roots.items():
        weight = drawn_weights(kind)[root[0]][view] * strength
        # The stronger of two keeps more of its colour than its share.
        mixed += (weight**2)[..., None] * np.asarray(colour_of_root(root, shown))
        whole += weight**2
        np.maximum(strongest, weight, out=strongest)
    colour = mixed / np.maximum(whole, 1e-9)[..., None]
    return np.concatenate([colour, (_STRONGEST * strongest)[..., None]], axis=2)
