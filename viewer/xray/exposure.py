"""Taking a film: where it is centred, and what reaches each pixel of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.ids import StructureId
from viewer.xray.beam import Field, Triple
from viewer.xray.body import Body, Solid
from viewer.xray.lengths import Patch, lengths
from viewer.xray.soft import COLUMN, psoas, trunk_lengths
from viewer.xray.views import FilmView

Reals = npt.NDArray[np.float64]

#: What a film of the whole lumbar spine is centred on and holds, and how much lies round that, mm.
_AROUND_MM, _AROUND_SPOT_MM = 17.0, 20.0
#: Width to height of a film: 35 x 43 cm.
ASPECT = 35.0 / 43.0
_SPOT = ("vertebra.L5", "sacrum.S1.body")


@dataclass(frozen=True, slots=True)
class Exposure:
    """What weakens the beam at each pixel, (h, w), no units (the logarithm of what is lost).

    bone: what bone, discs and muscles take more than the soft tissue they lie in; metal: what that
    takes more. trunk: mm within the trunk, nought in air.
    """

    field: Field
    bone: Reals
    metal: Reals
    trunk: npt.NDArray[np.float32]


class Cassette:
    """Keeps what each structure took from one field, so that a slider pays for what it changes."""

    def __init__(self) -> None:
        self._field: Field | None = None
        self._trunk = np.zeros((0, 0), dtype=np.float32)
        self._kept: dict[StructureId, tuple[tuple[Solid, ...], tuple[Patch, ...]]] = {}

    def exposed(self, body: Body, field: Field) -> Exposure:
        """A film of a body. Both may be others than last time."""
        if field != self._field:
            self._field, self._kept = field, {}
            self._trunk = trunk_lengths(field)
        bone = np.zeros(self._trunk.shape)
        metal = np.zeros_like(bone)
        there: dict[StructureId, tuple[tuple[Solid, ...], tuple[Patch, ...]]] = {}
        for id, solids in self._all(body):
            known = self._kept.get(id)
            if known is None or not _are_same(known[0], solids):
                patches = tuple(lengths(s.points, s.triangles, field) for s in solids)
                known = (solids, patches)
            there[id] = known
            for solid, patch in zip(*known, strict=True):
                patch.add_to(metal if solid.is_metal else bone, solid.weight)
        self._kept = there
        return Exposure(field, bone, metal, self._trunk)

    def _all(self, body: Body) -> Iterable[tuple[StructureId, tuple[Solid, ...]]]:
        yield from body.solids()
        bones = {str(id): body[id] for id in COLUMN if id in body}
        yield StructureId("space.psoas"), psoas(bones)


def _are_same(old: tuple[Solid, ...], new: tuple[Solid, ...]) -> bool:
    """Whether solids are the same as before; inner surfaces are made anew with their bones."""
    return len(old) == len(new) and all(
        a.weight == b.weight
        and a.triangles is b.triangles
        and (a.points is b.points or np.array_equal(a.points, b.points))
        for a, b in zip(old, new, strict=True)
    )


def field_of(
    view: FilmView, bodies: Iterable[Body], place: StructureId | None, width: int, height: int
) -> Field:
    """The field of a film of these pixels: the lumbar spine and sacrum, or one place closely, as
    they stand in all these bodies. place: a segment, or the sacrum's region; None for all."""
    boxes = []
    for body in bodies:
        points = _wanted(body, view, place)
        if len(points):
            boxes.append(points)
    points = np.concatenate(boxes) if boxes else np.zeros((1, 3))
    is_spot = view.spot or place is not None
    around = _AROUND_SPOT_MM if is_spot else _AROUND_MM
    middle = 0.5 * (points.min(axis=0) + points.max(axis=0))
    beam = view.beam(_triple(middle))
    across, up, _ = beam.projected(points)
    # Once more through the middle of what is seen, so that it lies in the picture's middle.
    shift = 0.5 * (across.min() + across.max()) * np.asarray(beam.right)
    shift = shift + 0.5 * (up.min() + up.max()) * np.asarray(beam.up)
    beam = view.beam(_triple(middle + shift))
    across, up, _ = beam.projected(points)
    tall = 2.0 * (float(np.abs(up).max()) + around)
    wide = 2.0 * (float(np.abs(across).max()) + around)
    return Field(beam, width, height, max(tall / height, wide / width))


def _triple(point: Reals) -> Triple:
    return float(point[0]), float(point[1]), float(point[2])


def _wanted(body: Body, view: FilmView, place: StructureId | None) -> Reals:
    """Points that must be in the picture: (n, 3)."""
    names: Iterable[StructureId] = COLUMN
    if place is not None:
        names = _of_place(place)
    elif view.spot:
        names = tuple(StructureId(name) for name in _SPOT)
    meshes = [body.surface(id) for id in names]
    found = [mesh.points for mesh in meshes if mesh is not None]
    return np.concatenate(found).astype(np.float64) if found else np.zeros((0, 3))


def _of_place(place: StructureId) -> tuple[StructureId, ...]:
    """The bones a close film of a place shows."""
    if place.kind != "segment":
        return (StructureId("sacrum"),)
    names = [f"vertebra.{level}" for level in place.level_text.split("-")]
    return tuple(StructureId("sacrum.S1.body" if name == "vertebra.S1" else name) for name in names)
