"""Where a slice lies in the body and how it is looked at: millimetres of the world and pixels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from meshes.ids import StructureId
from meshes.store import Mesh
from viewer.atlas import Atlas
from viewer.disc_planes import disc_plane
from viewer.mri.place import followed, level_of
from viewer.mri.signals import signals
from viewer.section import along, anchor, plane
from viewer.state import ViewState, Xray
from viewer.xray.body import Body
from viewer.xray.views import FilmView

Reals = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
Triple = tuple[float, float, float]

#: Sides of an axial slice, mm; close: of what lies about the canal.
_AXIAL_MM, _CLOSE_MM = 170.0, 92.0
#: The middle of an axial slice lies so far behind that of its disc: about before the canal.
_BEHIND_MM, _BEHIND_CLOSE_MM = 24.0, 19.0
#: What a sagittal slice holds beyond the bones it is of, mm: in front, behind, above and below.
_AROUND, _AROUND_CLOSE = (34.0, 36.0, 6.0, 6.0), (26.0, 26.0, 14.0, 14.0)
#: A disc that leans so far from half-way between its end plates is sheared, degrees; chosen.
_SHEARED_DEG = 3.0
#: Shares of the end plates within a usual slice from which it is made thinner, and at which it is
#: as thin as it gets; chosen.
_WITHIN = (0.10, 0.30)
_COLUMN = tuple(f"vertebra.{level}" for level in ("T12", "L1", "L2", "L3", "L4", "L5"))


@dataclass(frozen=True, slots=True)
class Slab:
    """A slice as a picture. origin: its middle, world mm. right, up: unit directions of the
    picture; normal: unit, right-handed with them. width x height pixels of `pitch` mm. thick: how
    deep it is, mm."""

    origin: Triple
    right: Triple
    up: Triple
    width: int
    height: int
    pitch: float
    thick: float

    @property
    def normal(self) -> Triple:
        """What a depth counts along."""
        x, y, z = np.cross(self.right, self.up).tolist()
        return x, y, z

    def flat(self, points: npt.NDArray[np.floating]) -> npt.NDArray[np.float32]:
        """World points (n, 3) as across, up and deep, mm from the middle: (n, 3)."""
        axes = np.array([self.right, self.up, self.normal])
        found = points.astype(np.float32) @ axes.T.astype(np.float32)
        return np.asarray(found - (axes @ np.asarray(self.origin)).astype(np.float32))

    def pixels(self, flat: Reals) -> Reals:
        """Across and up (..., 2), mm, as column and row."""
        middle = np.array([0.5 * (self.width - 1), 0.5 * (self.height - 1)])
        return np.asarray(flat[..., :2] / [self.pitch, -self.pitch] + middle)

    def place(self, column: float, row: float) -> tuple[float, float]:
        """Across and up in mm of a place given in pixels."""
        return (
            (column - 0.5 * (self.width - 1)) * self.pitch,
            (0.5 * (self.height - 1) - row) * self.pitch,
        )

    def places(
        self, columns: npt.NDArray[np.integer], rows: npt.NDArray[np.integer]
    ) -> npt.NDArray[np.float64]:
        """The same of many pixels: (k, 2)."""
        across = (columns - 0.5 * (self.width - 1)) * self.pitch
        return np.stack([across, (0.5 * (self.height - 1) - rows) * self.pitch], axis=1)

    def world(self, rows: slice, columns: slice, depth: float = 0.0, step: int = 1) -> Floats:
        """World mm of the pixels of a part of the picture, each so many: (3, h, w)."""
        row = np.arange(rows.start, rows.stop, step, dtype=np.float32)
        column = np.arange(columns.start, columns.stop, step, dtype=np.float32)
        across = (column - np.float32(0.5 * (self.width - 1))) * np.float32(self.pitch)
        up = (np.float32(0.5 * (self.height - 1)) - row) * np.float32(self.pitch)
        return np.stack(
            [
                np.float32(o + depth * n)
                + np.float32(r) * across[None]
                + np.float32(u) * up[:, None]
                for o, n, r, u in zip(self.origin, self.normal, self.right, self.up, strict=True)
            ]
        )


def slab_of(
    state: ViewState, xray: Xray, view: FilmView, body: Body, atlas: Atlas, size: tuple[int, int]
) -> Slab:
    """The slice a state asks for: that of the scene's section where it has one of its kind, else
    through the midline, or along the disc of its level as this lies now. size: width and height,
    pixels. Raises AssetError."""
    section = followed(state, view)
    if view.scan == "sagittal":
        at = xray.slice if section is None else plane(section, atlas).origin[0]
        return _sagittal(at, body, state.place if xray.is_close else None, size)
    if section is not None:
        centre, normal = np.asarray(plane(section, atlas).origin), along(section, atlas)
        # The plane's own origin may lie far from the column where it leans.
        middle = np.asarray(anchor(section, atlas))
        centre = middle + float((centre - middle) @ np.asarray(normal)) * np.asarray(normal)
    else:
        centre, normal = _disc(level_of(state), body, atlas)
        centre = centre + xray.slice * np.asarray(normal)
    slab = _axial(centre, np.asarray(normal), xray.is_close, size)
    return replace(slab, thick=_thick(level_of(state), body, centre, slab.normal))


def _disc(level: StructureId, body: Body, atlas: Atlas) -> tuple[Reals, Triple]:
    """The middle and the normal of a level's disc as it lies now; at rest where it is gone. A
    sheared one leans to one of its end plates: the slice lies half-way between these."""
    mesh = body.surface(StructureId(f"disc.{level.level_text}"))
    found = disc_plane(mesh) if mesh is not None else atlas.discs[level]
    centre, normal = np.asarray(found.centre), np.asarray(found.normal)
    faces = [_face(plate) for plate in _plates(level, body)]
    if len(faces) == 2:
        (low, up), (high, down) = faces
        between = up - down
        between /= np.linalg.norm(between)
        if between @ normal < np.cos(np.radians(_SHEARED_DEG)):
            centre = centre + float((0.5 * (low + high) - centre) @ between) * between
            normal = between
    return centre, _triple(normal)


def _plates(level: StructureId, body: Body) -> Iterable[Mesh]:
    """The end plates below and above a disc, as far as they are there."""
    upper, _, lower = level.level_text.partition("-")
    below = "sacrum.S1" if lower == "S1" else f"vertebra.{lower}"
    for name in (f"{below}.superior-endplate", f"vertebra.{upper}.inferior-endplate"):
        plate = body.surface(StructureId(name))
        if plate is not None and len(plate.triangles):
            yield plate


def _face(plate: Mesh) -> tuple[Reals, Reals]:
    """The middle of a plate and the way it faces, unit."""
    points = plate.points.astype(np.float64)
    a, b, c = (points[plate.triangles[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    weight = np.linalg.norm(across, axis=1)
    middle = ((a + b + c) / 3.0 * weight[:, None]).sum(axis=0) / weight.sum()
    faces = across.sum(axis=0)
    return middle, faces / np.linalg.norm(faces)


def _thick(level: StructureId, body: Body, centre: Reals, normal: Triple) -> float:
    """How thick a slice is, mm: thinner where end plates run through it, as beside a low, sheared
    disc. There a usual slice would show both bodies through the disc."""
    usual, thin = _usual(), signals().size["thin"]
    plates = [plate.points for plate in _plates(level, body)]
    if not plates:
        return usual
    away = np.abs((np.concatenate(plates) - centre) @ np.asarray(normal))
    within = float((away < 0.5 * usual).mean())
    return float(np.interp(within, _WITHIN, (usual, thin)))


def _axial(centre: Reals, normal: Reals, is_close: bool, size: tuple[int, int]) -> Slab:
    """Seen from the feet: the patient's right at the left, anterior above."""
    right = np.array([-1.0, 0.0, 0.0]) + normal[0] * normal
    right /= np.linalg.norm(right)
    # The normal points to the head; the picture is seen from below.
    up = np.cross(right, normal)
    side = _CLOSE_MM if is_close else _AXIAL_MM
    middle = centre - (_BEHIND_CLOSE_MM if is_close else _BEHIND_MM) * up
    width, height = size
    return Slab(
        _triple(middle), _triple(right), _triple(up), width, height, side / min(size), _usual()
    )


def _sagittal(at: float, body: Body, place: StructureId | None, size: tuple[int, int]) -> Slab:
    """Seen from the patient's left: anterior at the left."""
    names = _COLUMN if place is None else tuple(_bones(place))
    points = [
        mesh.points for name in names if (mesh := body.surface(StructureId(name))) is not None
    ]
    sacrum = body.surface(StructureId("sacrum"))
    if sacrum is not None and (place is None or "S1" in str(place) or place.kind != "segment"):
        own = sacrum.points
        points.append(own[own[:, 2] > own[:, 2].max() - 40.0] if place is not None else own)
    box = np.concatenate(points) if points else np.zeros((1, 3))
    low, high = box.min(axis=0), box.max(axis=0)
    front, behind, above, below = _AROUND if place is None else _AROUND_CLOSE
    width, height = size
    tall = float(high[2] - low[2]) + above + below
    deep = float(high[1] - low[1]) + front + behind
    pitch = max(tall / height, deep / width)
    middle = (
        at,
        0.5 * float(high[1] + front + low[1] - behind),
        0.5 * float(high[2] + above + low[2] - below),
    )
    return Slab(middle, (0.0, -1.0, 0.0), (0.0, 0.0, 1.0), width, height, pitch, _usual())


def _usual() -> float:
    return signals().size["slice"]


def _bones(place: StructureId) -> Iterable[str]:
    levels = place.level_text.split("-") if place.kind == "segment" else ["S1"]
    return [f"vertebra.{level}" for level in levels if not level.startswith("S")]


def _triple(point: Reals) -> Triple:
    x, y, z = (float(value) for value in point)
    return x, y, z
