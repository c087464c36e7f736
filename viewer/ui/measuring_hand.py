"""What the pointer shows while a measuring tool is in hand."""

from __future__ import annotations

from dataclasses import dataclass

from viewer.explode import Apart
from viewer.measuring import angle_deg, distance_mm, shown
from viewer.picking import display
from viewer.state import Camera, SurfacePoint, Tool
from viewer.ui.paint_measures import Probe


@dataclass(frozen=True, slots=True)
class Measuring:
    """The tool in hand and the points set so far."""

    tool: Tool = Tool.NONE
    pending: tuple[SurfacePoint, ...] = ()

    @property
    def is_on(self) -> bool:
        """Whether clicks measure."""
        return self.tool is not Tool.NONE

    def probe(
        self,
        point: SurfacePoint | None,
        camera: Camera,
        apart: Apart,
        size: tuple[int, int],
        explode: float,
    ) -> Probe | None:
        """The cross on the surface under the pointer, with the value so far."""
        if point is None:
            return None
        at = display(camera, shown(point, apart, explode), *size)
        if at is None:
            return None
        if not self.pending or self.tool is Tool.PLATES:
            return Probe(at)
        start = display(camera, shown(self.pending[-1], apart, explode), *size)
        return Probe(at, start, self._text((*self.pending, point)))

    def _text(self, points: tuple[SurfacePoint, ...]) -> str:
        if self.tool is Tool.DISTANCE:
            return f"{distance_mm(points):.1f} mm"
        return f"{angle_deg(points):.1f}°" if len(points) == 3 else ""
