"""What can be shown: the catalogue together with where everything lies. Fixed while running."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meshes.catalog import Catalog, Place
from meshes.ids import StructureId
from meshes.store import Box
from viewer.camera import HOME_VIEW, NamedView, framed, named_views
from viewer.state import Camera, ViewState

#: What shows a segment well: its own joints and disc, not the far ends of its roots.
_FRAMING_ROLES = ("disc", "facet", "superior-vertebra", "inferior-vertebra", "foramen")
#: A segment is framed with some of its surroundings, so that one sees where it is.
_SEGMENT_FILL = 0.7


@dataclass(frozen=True)
class Atlas:
    """The catalogue and the boxes (world mm) of the structures that have a mesh."""

    catalog: Catalog
    boxes: Mapping[StructureId, Box]

    def boxes_of(self, ids: Iterable[StructureId]) -> list[Box]:
        """The boxes of these structures and their parts, as far as they have meshes."""
        every = (part for id in ids for part in self.catalog.with_parts(id))
        return [self.boxes[id] for id in every if id in self.boxes]

    def home(self) -> Camera:
        """The default pose: the whole spine, posterior-oblique."""
        return self.whole(named_views()[HOME_VIEW])

    def whole(self, view: NamedView) -> Camera:
        """Everything that is on by default, from a named view."""
        catalog = self.catalog
        shown = [id for id in self.boxes if id in catalog.structures and catalog.body_of(id) == id]
        boxes = [self.boxes[id] for id in shown if not catalog.on_request(id)]
        return framed(boxes, view, fill=0.94) if boxes else Camera(138.0, 14.0, 700.0, (0, 0, 60))

    def on_place(self, place: Place, view: NamedView) -> Camera:
        """A place from a named view, near enough to tell its parts apart."""
        framing = [m.id for m in place.members if m.role in _FRAMING_ROLES]
        view = view.for_place(place.id)
        boxes = self._cropped(self.boxes_of(framing or [m.id for m in place.members]), place)
        return framed(boxes, view, fill=_SEGMENT_FILL) if boxes else self.whole(view)

    def _cropped(self, boxes: list[Box], place: Place) -> list[Box]:
        """Cut large neighbours (the sacrum) down to what is near the disc."""
        discs = self.boxes_of(m.id for m in place.members if m.role == "disc")
        if not discs:
            return boxes
        reach = Box(
            (discs[0].lower[0] - 20.0, -1e3, discs[0].lower[2] - 30.0),
            (discs[0].upper[0] + 20.0, 1e3, discs[0].upper[2] + 30.0),
        )
        return [box.clipped(reach) for box in boxes]

    def on_structures(self, ids: Iterable[StructureId], camera: Camera) -> Camera:
        """These structures, from the direction the camera has now."""
        boxes = self.boxes_of(ids)
        now = NamedView("", "", "", camera.azimuth_deg, camera.elevation_deg, "")
        return framed(boxes, now, fill=0.4) if boxes else camera

    def start(self) -> ViewState:
        """The state at first start: everything, nothing chosen, default pose."""
        return ViewState(camera=self.home(), view=HOME_VIEW)
