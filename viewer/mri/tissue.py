"""How each structure of the model looks on an MRI-like picture, one patch of a slice at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.effects.changes import DiscChange
from meshes.ids import StructureId
from meshes.store import Mesh
from viewer.disc_planes import DiscPlane, disc_plane
from viewer.mri.coverage import Patch
from viewer.mri.grain import mottle
from viewer.mri.signals import Signals

Floats = npt.NDArray[np.float32]
Reals = npt.NDArray[np.float64]

#: What is painted over what, lowest first; what is the same keeps the catalogue's order.
ORDER = (
    *("muscle", "bone", "graft", "cartilage", "capsule", "ligament", "disc", "nucleus"),
    *("herniation", "dura", "nerve", "metal"),
)
#: Signals of what is one tissue all through, by kind of structure or tissue.
_PLAIN = {
    "capsule": "capsule",
    "cartilage": "cartilage",
    "conus-medullaris": "cord",
    "cauda-equina": "rootlet",
    "filum-terminale": "filum",
    "ganglion": "ganglion",
    "nerve": "nerve",
    "interspinous-ligament": "interspinous",
    "interosseous-sacroiliac-ligament": "interosseous",
    "posterior-sacroiliac-ligament": "interosseous",
    "ligament": "ligament",
}


@dataclass(frozen=True, slots=True)
class DiscLook:
    """A disc now. plane: half-way between its faces. grade: Pfirrmann 1..5. tears: begin and end,
    (2, 3) world mm, of each cleft that runs out through its annulus."""

    plane: DiscPlane
    grade: float
    tears: tuple[Reals, ...] = ()


def rank_of(id: StructureId, tissue: str) -> int:
    """Where in ORDER a structure comes."""
    for name in (id.part, id.kind, tissue):
        if name in ORDER:
            return ORDER.index(name)
    return ORDER.index("bone")


def disc_look(whole: Mesh, nucleus: Mesh | None, change: DiscChange | None) -> DiscLook:
    """What is to be known of a disc. change: how it differs from a healthy one, if it does."""
    plane = disc_plane(whole)
    if change is None:
        return DiscLook(plane, 1.0)
    tears = (_tear(whole, nucleus, plane, angle, reach) for angle, reach in change.fissure)
    return DiscLook(plane, change.grade, tuple(each for each in tears if each is not None))


def _tear(
    whole: Mesh, nucleus: Mesh | None, plane: DiscPlane, angle: float, reach: float
) -> Reals | None:
    """A cleft from the nucleus outwards at an angle (degrees from the right over anterior)."""
    if reach <= 0.0:
        return None
    normal, centre = np.asarray(plane.normal), np.asarray(plane.centre)
    right = np.array([1.0, 0.0, 0.0]) - normal[0] * normal
    right /= np.linalg.norm(right)
    way = np.cos(np.radians(angle)) * right + np.sin(np.radians(angle)) * np.cross(normal, right)
    rim = _reach(whole, centre, way, normal)
    core = 0.55 * rim if nucleus is None else min(_reach(nucleus, centre, way, normal), 0.9 * rim)
    return np.stack([centre + core * way, centre + (core + reach * (0.94 * rim - core)) * way])


def _reach(mesh: Mesh, centre: Reals, way: Reals, normal: Reals) -> float:
    """How far a flat round body goes from a place within it in a direction, mm."""
    from_centre = mesh.points - centre
    along, aside = from_centre @ way, np.abs(from_centre @ np.cross(normal, way))
    ahead = (along > 0.0) & (aside < np.maximum(0.08 * along, 0.8))
    return float(along[ahead].max()) if ahead.any() else 0.0


@dataclass(frozen=True, slots=True)
class Brush:
    """What a patch is painted with. pitch: mm of a pixel; world: of the patch's pixels, (3, h, w),
    worked out when it is asked for."""

    signals: Signals
    pitch: float
    world: Callable[[], Floats]

    def blurred(self, share: Floats, mm: float) -> Floats:
        """A share spread over so many mm."""
        from scipy.ndimage import gaussian_filter

        return np.asarray(gaussian_filter(share, mm / self.pitch, truncate=2.5))

    def depth(self, share: Floats) -> Floats:
        """Millimetres from each pixel to the edge of a share, 0 outside."""
        from scipy.ndimage import distance_transform_edt

        inside = np.pad(share >= 0.5, 1)
        away = distance_transform_edt(inside)[1:-1, 1:-1]
        return np.asarray(np.maximum(away - 0.5, 0.0) * self.pitch, dtype=np.float32)


def bone(brush: Brush, patch: Patch) -> Floats:
    """A dark rim about marrow, which is fatty and a little uneven: (h, w)."""
    of, cortex = brush.signals.of, brush.signals.size["cortex"]
    within = np.clip((brush.depth(patch.share) - cortex) / 0.6, 0.0, 1.0)
    world = brush.world()
    marrow = of["marrow"] * (1.0 + 0.09 * mottle(world, 2.6))
    return np.asarray(of["cortex"] + within * (marrow - of["cortex"]), dtype=np.float32)


def graft(brush: Brush, solid: float) -> float:
    """Graft is dark while it is chips, and marrow once it is bone. solid: 0..1, how much it is."""
    of = brush.signals.of
    return of["graft_fresh"] + solid**2 * (of["marrow"] - of["graft_fresh"])


def sac(brush: Brush, patch: Patch) -> Floats:
    """Bright fluid within a thin dark membrane."""
    of, wall = brush.signals.of, brush.signals.size["dura"]
    within = np.clip(brush.depth(patch.share) / wall - 0.2, 0.0, 1.0)
    return np.asarray(of["dura"] + within * (of["fluid"] - of["dura"]), dtype=np.float32)


def nucleus(brush: Brush, look: DiscLook) -> Floats:
    """Bright while it is healthy, with the dark cleft of fibres in its middle: (h, w)."""
    bright, size = brush.signals.nucleus(look.grade), brush.signals.size
    height = _height(brush.world(), look.plane)
    cleft = brush.signals.cleft(look.grade) * np.exp(-((height / size["cleft"]) ** 2))
    return np.asarray(bright * (1.0 - cleft), dtype=np.float32)


def annulus(brush: Brush, look: DiscLook) -> Floats:
    """Dark, with a tear in it as a bright spot."""
    world = brush.world()
    dark = np.full(world.shape[1:], brush.signals.of["annulus"], dtype=np.float32)
    return torn(brush, look, dark)


def torn(brush: Brush, look: DiscLook, shown: Floats) -> Floats:
    """The same with fluid in its tears, brightest near the rim."""
    world, found = brush.world(), shown
    for begin, end in look.tears:
        way = (end - begin).astype(np.float32)
        from_begin = world - begin.astype(np.float32)[:, None, None]
        along = np.tensordot(way, from_begin, axes=1) / max(float(way @ way), 1e-6)
        held = np.clip(along, 0.0, 1.0)
        away = np.linalg.norm(from_begin - way[:, None, None] * held, axis=0)
        bright = np.exp(-((away / brush.signals.size["tear"]) ** 2)) * (0.35 + 0.65 * held)
        found = found + bright * (brush.signals.of["tear"] - found)
    return np.asarray(found, dtype=np.float32)


def herniation(brush: Brush, patch: Patch) -> Floats:
    """Disc material outside the disc: grey, with a dark skin of what it lifted."""
    of = brush.signals.of
    within = np.clip(brush.depth(patch.share) / 1.3, 0.0, 1.0)
    return np.asarray(of["annulus"] + within * (of["herniation"] - of["annulus"]), dtype=np.float32)


def plain(brush: Brush, id: StructureId, tissue: str) -> float:
    """Brightness of what is one tissue all through."""
    for name in (id.part, id.kind, tissue):
        if name in _PLAIN:
            return brush.signals.of[_PLAIN[name]]
    return brush.signals.of["ligament"]


def _height(world: Floats, plane: DiscPlane) -> Floats:
    normal = np.asarray(plane.normal, dtype=np.float32)
    return np.asarray(np.tensordot(normal, world, axes=1) - np.dot(normal, plane.centre))
