"""What the user has chosen: one immutable value of ids, numbers and enums; no mesh, no widget."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from meshes.ids import StructureId


class Audience(StrEnum):
    """Whom the clinical text is written for."""

    PATIENT = "patient"
    STUDENT = "student"
    CLINICIAN = "clinician"


class Labels(StrEnum):
    """Which structures carry a name in the 3D view."""

    OFF = "off"
    SELECTION = "selection"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Camera:
    """A guided camera pose: superior is always up.

    azimuth_deg: where the viewer stands, 0 = anterior, 90 = the patient's left, 180 = posterior,
    270 = the patient's right. elevation_deg: -90 (inferior) .. 90 (superior). distance: mm from
    the focal point; focal: world mm.
    """

    azimuth_deg: float
    elevation_deg: float
    distance: float
    focal: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ViewState:
    """The whole scene as the user asked for it.

    place: the lit segment or region. focus: the structures picked out within it, latest last.
    hidden, faded: structures taken out of sight or made see-through. shown: structures asked for
    that are off by default. only: when set, everything else is out of sight. view: the named view
    the camera was last sent to, "" after a free drag.
    """

    camera: Camera
    view: str = ""
    place: StructureId | None = None
    focus: tuple[StructureId, ...] = ()
    hidden: frozenset[StructureId] = field(default_factory=frozenset)
    shown: frozenset[StructureId] = field(default_factory=frozenset)
    only: frozenset[StructureId] | None = None
    faded: frozenset[StructureId] = field(default_factory=frozenset)
    see_through_bone: bool = False
    labels: Labels = Labels.SELECTION
    audience: Audience = Audience.PATIENT
