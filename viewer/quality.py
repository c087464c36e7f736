"""How much a picture may cost here: told by the name of what draws it. Nothing needs a card.

Without a graphics card every pixel that is shaded costs the processor. While something moves,
see-through surfaces are then simply laid over each other, and the ground is copied, not painted.
"""

from __future__ import annotations

from dataclasses import dataclass

from vtkmodules.vtkRenderingCore import vtkRenderer

#: Parts of the names of renderers that are programs, not cards.
_PROGRAMS = (
    "llvmpipe",
    "softpipe",
    "swrast",
    "software",
    "swiftshader",
    "gdi generic",
    "basic render",
    "lavapipe",
)


@dataclass(frozen=True, slots=True)
class Quality:
    """What is done for a picture.

    blends: whether order-independent blending is spared while something moves. copies: whether the
    ground is copied into each frame. peels: layers of see-through surfaces that are put in order
    exactly, 0 for none. softens: whether edges are smoothed while something moves. frames: how
    many shifted frames make the picture at rest. rounds: whether meshes get finer then.
    """

    name: str
    spares_blending: bool
    copies_ground: bool
    peels: int
    softens: bool
    frames: int
    rounds: bool


SOFTWARE = Quality("software", True, True, 0, False, 8, False)
#: Figures chosen: layers enough for a whole spine of see-through bone, twice the frames.
CARD = Quality("card", False, False, 24, True, 16, True)


def quality_of(renderer: str) -> Quality:
    """What the renderer of this name (OpenGL's GL_RENDERER) is up to; "" for one unknown."""
    name = renderer.lower()
    is_card = bool(name.strip()) and not any(part in name for part in _PROGRAMS)
    return CARD if is_card else SOFTWARE


def apply_quality(renderer: vtkRenderer, quality: Quality, *, full: bool) -> None:
    """Make a renderer draw so. full: at rest, where see-through surfaces are blended with care."""
    renderer.SetUseOIT(full or not quality.spares_blending)
    renderer.SetUseDepthPeeling(quality.peels > 0)
    renderer.SetMaximumNumberOfPeels(quality.peels)
    renderer.SetUseFXAA(quality.softens and not full)
