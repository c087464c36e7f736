"""What can be shown: the catalogue together with where everything lies. Fixed while running."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from meshes.catalog import Catalog, Place
from meshes.ids import StructureId
from meshes.store import Box
from viewer.camera import HOME_VIEW, NamedView, framed, named_views
from viewer.disc_planes import DiscPlane
from viewer.explode import GAP_MM, Apart
from viewer.state import Camera, ViewState

#: What shows a segment well: its own joints and disc, not the far ends of its roots.
_FRAMING_ROLES = ("disc", "facet", "superior-vertebra", "inferior-vertebra", "foramen")
#: A segment is framed with some of its surroundings, so that one sees where it is.
_SEGMENT_FILL = 0.7
#: Poses of the whole that are kept: all named views, and then some.
_MOST_WHOLES = 64


@dataclass(frozen=True)
class Atlas:
    """The catalogue and the boxes (world mm) of the structures that have a mesh.

    discs: the mid-planes of the discs by segment, for sections beside and along them.
    """

    catalog: Catalog
    boxes: Mapping[StructureId, Box]
    discs: Mapping[StructureId, DiscPlane] = field(default_factory=dict)

    @cached_property
    def apart(self) -> Apart:
        """Where everything lies when the column is drawn apart."""
        return Apart(self.catalog, self.boxes)

    @cached_property
    def frames(self) -> dict[tuple[StructureId | None, float], Camera]:
        """Where places have their middle, worked out once: a hand that turns two views that go
        together must not wait for it. Keys: place, None for the whole, and how far apart."""
        return {}

    def boxes_of(self, ids: Iterable[StructureId], explode: float = 0.0) -> list[Box]:
        """The boxes of these structures and their parts, as far as they have meshes.

        explode: how far the column is drawn apart, 0..1; so for all poses below.
        """
        every = (part for id in ids for part in self.catalog.with_parts(id))
        return [self.apart.box(id, explode) for id in every if id in self.boxes]

    def extent(self, explode: float = 0.0) -> Box:
        """The box of everything that is on by default."""
        catalog = self.catalog
        usual = [id for id in self.boxes if id in catalog.structures and not catalog.on_request(id)]
        boxes = [self.apart.box(id, explode) if explode else self.boxes[id] for id in usual]
        whole = boxes[0] if boxes else Box((-1.0, -1.0, -1.0), (1.0, 1.0, 1.0))
        for box in boxes[1:]:
            whole = whole.joined(box)
        return whole

    def home(self, explode: float = 0.0) -> Camera:
        """The default pose: the whole spine, posterior-oblique."""
        return self.whole(named_views()[HOME_VIEW], explode)

    def whole(self, view: NamedView, explode: float = 0.0) -> Camera:
        """Everything that is on by default, from a named view."""
        key = (view.azimuth_deg, view.elevation_deg, explode)
        if key not in self._wholes:
            # A slider that draws the column apart asks for many.
            if len(self._wholes) >= _MOST_WHOLES:
                self._wholes.clear()
            self._wholes[key] = self._whole(view, explode)
        return self._wholes[key]

    @cached_property
    def _wholes(self) -> dict[tuple[float, float, float], Camera]:
        return {}

    def _whole(self, view: NamedView, explode: float) -> Camera:
        catalog = self.catalog
        shown = [id for id in self.boxes if id in catalog.structures and catalog.body_of(id) == id]
        usual = (id for id in shown if not catalog.on_request(id))
        boxes = [self.apart.box(id, explode) for id in usual]
        return framed(boxes, view, fill=0.94) if boxes else Camera(138.0, 14.0, 700.0, (0, 0, 60))

    def on_place(self, place: Place, view: NamedView, explode: float = 0.0) -> Camera:
        """A place from a named view, near enough to tell its parts apart."""
        framing = [m.id for m in place.members if m.role in _FRAMING_ROLES]
        view = view.for_place(place.id)
        members = framing or [m.id for m in place.members]
        boxes = self._cropped(self.boxes_of(members, explode), place, explode)
        return framed(boxes, view, fill=_SEGMENT_FILL) if boxes else self.whole(view, explode)

    def _cropped(self, boxes: list[Box], place: Place, explode: float) -> list[Box]:
        """Cut large neighbours (the sacrum) down to what is near the disc."""
        discs = self.boxes_of((m.id for m in place.members if m.role == "disc"), explode)
        if not discs:
            return boxes
        high = 30.0 + 0.5 * GAP_MM * explode
        reach = Box(
            (discs[0].lower[0] - 20.0, -1e3, discs[0].lower[2] - high),
            (discs[0].upper[0] + 20.0, 1e3, discs[0].upper[2] + high),
        )
        return [box.clipped(reach) for box in boxes]

    def on_structures(
        self, ids: Iterable[StructureId], camera: Camera, explode: float = 0.0
    ) -> Camera:
        """These structures, from the direction the camera has now."""
        boxes = self.boxes_of(ids, explode)
        now = NamedView("", "", "", camera.azimuth_deg, camera.elevation_deg, "")
        return framed(boxes, now, fill=0.4) if boxes else camera

    def start(self) -> ViewState:
        """The state at first start: everything, nothing chosen, default pose."""
        return ViewState(camera=self.home(), view=HOME_VIEW)
