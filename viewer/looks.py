"""How tissues meet the light: tints, lights, materials and the themes of the 3D view. Pure numbers.

The figures come from trials on software rendering: a warm key at the camera, a cool fill and a weak
rim keep ivory from washing out; the shade baked into each mesh gives depth for nothing per frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from viewer.spec import Colour, Emphasis, Look

if TYPE_CHECKING:
    import numpy.typing as npt

#: Below this opacity a structure is something one looks through, not at.
SEE_THROUGH = 0.5
_STEPS = 64
#: What is left of red, green and blue where the mesh is most buried: a warm brown, never black.
BURIED: Colour = (0.47, 0.37, 0.31)


@dataclass(frozen=True, slots=True)
class Material:
    """Share of light given back whatever the angle, and the highlight's strength and sharpness."""

    ambient: float
    specular: float
    specular_power: float


@dataclass(frozen=True, slots=True)
class LightSpec:
    """A directional light that moves with the camera.

    towards: from the scene to the light, in the picture's axes (right, up, to the viewer).
    """

    towards: tuple[float, float, float]
    colour: Colour
    strength: float


@dataclass(frozen=True, slots=True)
class SceneTheme:
    """Colours of the 3D view that are not anatomy.

    top, bottom: the background. ghost: receded structures. ink, halo: writing and its surround.
    card: the legend's ground. size: writing and lines against the usual size.
    """

    name: str
    top: Colour
    bottom: Colour
    ghost: Colour
    ghost_rim: float
    ink: Colour
    halo: Colour
    card: Colour
    size: float = 1.0


def _grey(text: str) -> Colour:
    return tuple(int(text[k : k + 2], 16) / 255 for k in (0, 2, 4))  # type: ignore[return-value]


THEMES: Mapping[str, SceneTheme] = {
    theme.name: theme
    for theme in (
        SceneTheme(
            "light",
            _grey("F4F7F9"),
            _grey("CBD5DC"),
            _grey("5E7185"),
            0.46,
            _grey("14212B"),
            _grey("FFFFFF"),
            _grey("FFFFFF"),
        ),
        SceneTheme(
            "dark",
            _grey("2A323A"),
            _grey("12161A"),
            _grey("9FB6CC"),
            0.42,
            _grey("F1F5F8"),
            _grey("0B0F13"),
            _grey("1C2329"),
        ),
        SceneTheme(
            "projector",
            _grey("FFFFFF"),
            _grey("FFFFFF"),
            _grey("4A5D73"),
            0.62,
            _grey("000000"),
            _grey("FFFFFF"),
            _grey("FFFFFF"),
            1.35,
        ),
    )
}

LIGHTS: tuple[LightSpec, ...] = (
    LightSpec((-0.30, 0.40, 1.0), _grey("FFF0DA"), 0.86),
    LightSpec((0.85, -0.15, 0.45), _grey("B9CDF5"), 0.36),
    LightSpec((0.10, 0.75, -0.80), _grey("FFFFFF"), 0.28),
)

_MATERIALS: Mapping[str, Material] = {
    "bone": Material(0.10, 0.11, 16.0),
    "disc": Material(0.12, 0.20, 24.0),
    "cartilage": Material(0.14, 0.34, 36.0),
    "capsule": Material(0.14, 0.14, 16.0),
    "ligament": Material(0.12, 0.18, 20.0),
    "nerve": Material(0.14, 0.26, 28.0),
    "dura": Material(0.14, 0.22, 26.0),
    "space": Material(0.45, 0.0, 1.0),
    "metal": Material(0.16, 0.65, 40.0),
}
#: How much of its own colour a marked structure gives back without any light.
_GLOW: Mapping[Emphasis, float] = {Emphasis.NONE: 0.0, Emphasis.LIT: 0.05, Emphasis.FOCUS: 0.16}
#: Grain of bone: wavelength in mm, strength, direction.
_GRAIN = (
    (37.0, 0.025, (0.62, -0.35, 0.70)),
    (17.0, 0.020, (-0.48, 0.71, 0.52)),
    (8.5, 0.015, (0.80, 0.55, -0.24)),
    (4.3, 0.010, (0.25, 0.47, 0.85)),
)
Points: TypeAlias = "npt.NDArray[np.float32]"
Floats: TypeAlias = "npt.NDArray[np.float32]"


def material(tissue: str, look: Look) -> Material:
    """How a tissue answers the light when it looks like this."""
    plain = _MATERIALS[tissue]
    glow = 0.0 if tissue == "bone" else _GLOW[look.emphasis]
    if look.emphasis is Emphasis.FOCUS:
        glow = _GLOW[Emphasis.FOCUS]
    return Material(plain.ambient + glow, plain.specular, plain.specular_power)


def mottled(points: Points, shade: Floats) -> Floats:
    """The shade of bone with a faint irregular grain, as compact bone has it; shapes as given.

    points: (n, 3) mm. Waves of 4 to 40 mm in crooked directions, together within 7 percent.
    """
    grain = np.zeros(len(points), dtype=np.float32)
    for length_mm, strength, way in _GRAIN:
        direction = np.asarray(way, dtype=np.float32)
        direction *= 2.0 * np.pi / length_mm / np.linalg.norm(direction)
        along = points @ direction
        grain += strength * np.sin(along + 1.7 * np.sin(0.61 * (points @ direction[[1, 2, 0]])))
    return np.asarray(np.clip(shade * (1.0 + grain), 0.0, 1.0), dtype=np.float32)


@lru_cache(maxsize=128)
def tint_table(colour: Colour) -> npt.NDArray[np.uint8]:
    """Colours for shades 0 (buried) .. 1 (open), RGBA: (64, 4), not to be written to."""
    shade = np.linspace(0.0, 1.0, _STEPS)[:, None]
    buried = np.array(BURIED)
    share = buried + (1.0 - buried) * shade
    table = np.full((_STEPS, 4), 255, dtype=np.uint8)
    table[:, :3] = np.clip(np.asarray(colour) * share * 255.0 + 0.5, 0, 255).astype(np.uint8)
    table.setflags(write=False)
    return table


def is_see_through(look: Look) -> bool:
    """Whether one looks through this structure rather than at it."""
    return look.ghost or look.opacity < SEE_THROUGH


#: Tissues that are see-through by nature, each wrapped around what one wants to see.
_WRAPS = ("dura", "capsule", "space")


def is_layered(look: Look, tissue: str) -> bool:
    """Whether a solid tissue was made see-through: many such surfaces lie behind each other."""
    return is_see_through(look) and not look.ghost and tissue not in _WRAPS


@dataclass(frozen=True, slots=True)
class Veil:
    """Opacity of a see-through surface by its angle to the viewer: facing + rim (1 - cos)^power."""

    facing: float
    rim: float
    power: float


def veil(look: Look, theme: SceneTheme, tissue: str = "") -> Veil | None:
    """The veil of a see-through structure; None for a solid one."""
    if look.ghost:
        # Nerves come in bundles, and many thin ghosts on top of each other would be a dark one.
        rim = theme.ghost_rim * (0.4 if tissue == "nerve" else 1.0)
        return Veil(0.04, rim, 2.2)
    if look.opacity >= 1.0:
        return None
    # Very faint means faint at the rim too.
    rim = (1.0 - look.opacity) * 0.75 * min(1.0, look.opacity / 0.2)
    return Veil(look.opacity * 0.8, rim, 2.0)


#: What is within is not what is without: the sac holds clear fluid.
_FACE_COLOURS: Mapping[str, Colour] = {"dura": (0.84, 0.90, 0.93)}
#: What is left of the cut face of a receded structure, and of one made see-through: one sees it,
#: and what lies behind. Thin tissues are see-through by nature, not by wish, above the last share.
_GHOST_FACE, _FADED_FACE, _BY_NATURE = 0.30, 0.55, 0.3


def face_colour(look: Look, tissue: str) -> Colour:
    """The colour of a cut face before its pattern."""
    return _FACE_COLOURS.get(tissue, look.colour)


def face_opacity(look: Look, tissue: str) -> float:
    """How solid a cut face is."""
    if look.ghost:
        return _GHOST_FACE
    solid_from = _BY_NATURE if tissue in ("dura", "capsule") else 0.95
    return 1.0 if look.opacity >= solid_from else _FADED_FACE
