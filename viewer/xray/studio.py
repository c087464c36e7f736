"""Films of a state: what is wanted, in; exposures, structures on a ray and outlines, out.

One studio belongs to one set of meshes; it keeps what the last film was made of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.changing import shape_of
from viewer.state import ViewState, Xray
from viewer.xray.along import Passed, passed
from viewer.xray.beam import Field
from viewer.xray.body import Body
from viewer.xray.develop import negative
from viewer.xray.exposure import Cassette, field_of
from viewer.xray.lengths import covered
from viewer.xray.views import FilmView, film_views

#: How far a person bends for the pair of films, degrees of the whole lumbar spine: the sums of the
#: segments' means in healthy young men (Pearcey 1984), as in motion.toml of the effects.
_BENT: tuple[tuple[str, float], ...] = (("Flexion", 52.0), ("Extension", -16.0))


class Shown(Protocol):
    """A picture beside the scene, film or slice: what it is called where there are two, what it is
    of, its brightness (h, w) before window and level, how large a pixel is, mm, and where a slice
    lies, in words."""

    @property
    def title(self) -> str: ...
    @property
    def body(self) -> Body: ...
    @property
    def values(self) -> npt.NDArray[np.float32]: ...
    @property
    def pitch(self) -> float: ...
    @property
    def where(self) -> str: ...

    def along(self, column: float, row: float) -> tuple[Passed, ...]:
        """The structures at a place, pixels; what is met or seen first, first."""

    def outlined(self, ids: Iterable[StructureId]) -> npt.NDArray[np.bool_]:
        """Where structures are shown, each in its own layer: (k, h, w)."""


@dataclass(frozen=True, slots=True)
class Film:
    """One film of a view. title: what tells it from the other of a pair, "" where it is alone.
    body: what it was taken of. values: (h, w) before window and level, see `develop.negative`."""

    title: str
    body: Body
    field: Field
    values: npt.NDArray[np.float32]

    @property
    def where(self) -> str:
        """A film goes through all of the body: nothing."""
        return ""

    @property
    def pitch(self) -> float:
        """Millimetres of a pixel, in the middle of the body."""
        return self.field.pitch

    def along(self, column: float, row: float) -> tuple[Passed, ...]:
        """The structures on the ray that fell on a place, pixels; front to back as the ray runs."""
        beam = self.field.beam
        way = beam.ray(*self.field.place(column, row))
        return passed(self.body, beam.source, way, self.body.balls)

    def outlined(self, ids: Iterable[StructureId]) -> npt.NDArray[np.bool_]:
        """Where structures fall on the film, each in its own layer: (k, h, w)."""
        found = [self._covered(id) for id in ids]
        shape = (0, self.field.height, self.field.width)
        return np.stack(found) if found else np.zeros(shape, dtype=bool)

    def _covered(self, id: StructureId) -> npt.NDArray[np.bool_]:
        shape = (self.field.height, self.field.width)
        total = np.zeros(shape, dtype=bool)
        mesh = self.body.surface(id)
        if mesh is not None:
            return covered(mesh.points, mesh.triangles, self.field)
        for part in self.body.catalog.with_parts(id):
            each = self.body.surface(part) if part != id else None
            if each is not None:
                total |= covered(each.points, each.triangles, self.field)
        return total


class Studio:
    """See the module's text."""

    def __init__(self, assets: Assets, catalog: Catalog) -> None:
        self.assets, self._catalog = assets, catalog
        self._cassettes: dict[str, Cassette] = {}

    def films(
        self, state: ViewState, xray: Xray, size: tuple[int, int], title: str = ""
    ) -> tuple[Film, ...]:
        """One film, or two of a pair, of what a state holds; size: width and height of one, pixels;
        title: of the one. Raises KeyError for a view there is none of, AssetError, ContentError."""
        view = film_views()[xray.view]
        place = state.place if xray.is_close else None
        view = view.of_place(place or "")
        asked = _asked(state, view)
        bodies = [Body(self.assets, self._catalog, shape_of(each)) for _, each in asked]
        pitch = max(field_of(view, [body], place, *size).pitch for body in bodies)
        films = []
        for (own_title, _), body in zip(asked, bodies, strict=True):
            # Each in the middle of its film, both as large.
            own = replace(field_of(view, [body], place, *size), pitch=pitch)
            cassette = self._cassettes.setdefault(own_title, Cassette())
            films.append(Film(own_title or title, body, own, negative(cassette.exposed(body, own))))
        return tuple(films)


def _asked(state: ViewState, view: FilmView) -> tuple[tuple[str, ViewState], ...]:
    """The states that are filmed, each with its title."""
    if not view.pair:
        return (("", state),)
    shown = replace(state, is_before=False, findings=() if state.is_before else state.findings)
    return tuple(
        (title, replace(shown, posture=replace(state.posture, flexion_deg=angle)))
        for title, angle in _BENT
    )
