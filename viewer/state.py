"""What the user has chosen: one immutable value of ids, numbers and enums; no mesh, no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from meshes.effects.posture import NEUTRAL, Posture
from meshes.ids import StructureId

#: More than anybody sets by hand, or a view can show in bearable time (both chosen): neither the
#: window nor a scene file takes more.
MOST_FINDINGS, MOST_MEASUREMENTS = 40, 500
#: Marks a field that files of scenes do not have.
NOT_KEPT: Mapping[str, bool] = MappingProxyType({"is_kept": False})


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


class Counted(StrEnum):
    """From where levels are counted where a transitional vertebra leaves two ways to do it."""

    ABOVE = "above"
    BELOW = "below"


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


class Tool(StrEnum):
    """What clicks in the 3D view measure; NONE: they select."""

    NONE = "none"
    DISTANCE = "distance"
    ANGLE = "angle"
    PLATES = "plates"


@dataclass(frozen=True, slots=True)
class SurfacePoint:
    """A point on a structure, world mm with the spine together, however far apart it is shown.

    For an end plate: the plate's id and its middle.
    """

    id: StructureId
    at: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Measurement:
    """Something the user measured. number: its name, kept when others are deleted."""

    number: int
    tool: Tool
    points: tuple[SurfacePoint, ...]


class Cut(StrEnum):
    """Which way a section goes. DISC: along the mid-plane of a disc."""

    SAGITTAL = "sagittal"
    CORONAL = "coronal"
    AXIAL = "axial"
    DISC = "disc"


@dataclass(frozen=True, slots=True)
class Section:
    """A plane that cuts the scene open; `viewer.section` says where it lies.

    level: the segment whose disc it is counted from, None for all discs together. offset: mm from
    there towards the patient's right, anterior or superior. flipped: the other side is taken away.
    whole_nerves: roots and all other nerves stay whole. Raises ValueError for a disc section
    without a level.
    """

    cut: Cut
    level: StructureId | None = None
    offset: float = 0.0
    flipped: bool = False
    whole_nerves: bool = False

    def __post_init__(self) -> None:
        if self.cut is Cut.DISC and self.level is None:
            raise ValueError("a section along a disc needs its level")


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition, treatment or needle path that was set on the model.

    model: id of its data file. place: the segment or the vertebra it is at. side: `left`, `right`,
    `both`, or "" where it has none. zone: of a herniation, "" otherwise. severity: 0 nothing .. 1
    the most there is. extra: 0..1 of the model's second figure, where it has one.
    """

    model: str
    place: StructureId
    side: str = ""
    zone: str = ""
    severity: float = 0.5
    extra: float = 0.5


@dataclass(frozen=True, slots=True)
class BeforeCut:
    """Where the camera was before a section brought it elsewhere, and where it was brought."""

    camera: Camera
    view: str
    brought: Camera


class Beside(StrEnum):
    """What stands beside the scene: another level, the same with nothing done to it, or the same
    without conditions and posture."""

    LEVEL = "level"
    UNTOUCHED = "untouched"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Compare:
    """A second view beside the first; `viewer.comparing` says what it shows.

    place: the level it shows, for LEVEL only. camera: its own pose, None while both are linked.
    picked: what was picked out there, which holds while the first view has `picked_with`. Raises
    ValueError for a level without its place.
    """

    kind: Beside
    place: StructureId | None = None
    camera: Camera | None = None
    picked: tuple[StructureId, ...] = ()
    picked_with: tuple[StructureId, ...] = ()

    def __post_init__(self) -> None:
        if (self.kind is Beside.LEVEL) != (self.place is not None):
            raise ValueError("another level needs its place, and nothing else has one")


class MapKind(StrEnum):
    """After whom the leg map draws where each root gives feeling."""

    EVIDENCE = "evidence"
    TEXTBOOK = "textbook"


class Felt(StrEnum):
    """What is painted on the leg map."""

    PAIN = "pain"
    NUMB = "numb"


@dataclass(frozen=True, slots=True)
class LegMap:
    """The leg map beside the scene. pain, numb: numbers of the cells of skin that are painted
    (`viewer.legmap.grid`); private, so nothing keeps them but a scene that the user saves."""

    is_open: bool = False
    kind: MapKind = MapKind.EVIDENCE
    pain: frozenset[int] = frozenset()
    numb: frozenset[int] = frozenset()


#: Ink beyond this is a scribble, not a sign, and makes files and frames heavy (both chosen).
MOST_STROKES, MOST_INK = 200, 4000


class InkColour(StrEnum):
    """Colours of the pen, told apart by everyone (Okabe and Ito 2008) and off all tissues."""

    BLUE = "blue"
    VERMILION = "vermilion"
    PURPLE = "purple"
    BLACK = "black"


@dataclass(frozen=True, slots=True)
class InkRun:
    """A stretch of ink on one structure. points: mm in the frame of that structure as it ships,
    which it takes along wherever conditions and postures carry it."""

    id: StructureId
    points: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """What a pen drew between press and release. number: its name, kept when others go. runs: one
    for each structure it crossed, in order."""

    number: int
    colour: InkColour
    runs: tuple[InkRun, ...]


#: What window and level of a film may be, per cent.
WINDOWS, LEVELS = (10.0, 300.0), (0.0, 150.0)
#: How far an MRI-like slice may lie from the midline or from its disc, mm.
SLICES = (-60.0, 60.0)


@dataclass(frozen=True, slots=True)
class Xray:
    """A simulated X-ray or MRI-like slice beside the scene; `viewer.xray`, `viewer.mri` make it.

    view: key of a film, as its data file has it. is_close: of the lit place alone. window: how wide
    a range of greys, per cent of the usual; level: what of the film is middle grey, 50 usual, more
    for what is denser. is_inverted: bone dark. slice: of an MRI-like view, mm towards the patient's
    right of the midline, or superior of the disc; the scene's section of that kind goes before.
    """

    view: str = "ap"
    is_close: bool = False
    window: float = 100.0
    level: float = 50.0
    is_inverted: bool = False
    slice: float = 0.0


@dataclass(frozen=True, slots=True)
class Playing:
    """A lesson that is being played; `viewer.lessons` says what it holds.

    lesson: its key on the shelf. step: name of the step shown. is_revealed: the answer to the
    step's question is shown. before: what was shown before the lesson, with none in it.
    is_asking: names in the picture wait until the answer is shown, or somebody asks for them.
    """

    lesson: str
    step: str
    before: ViewState
    is_revealed: bool = False
    is_asking: bool = False


@dataclass(frozen=True, slots=True)
class Study:
    """What studying shows in the scene. pinned: structures that are lit without a name, as a
    question does. asks: a question is open, so that nothing tells what a lesion reaches. mastery:
    how well structures are known, 0..1, while the scene is coloured by it; what is not listed is
    new. None: it has its usual colours."""

    pinned: tuple[StructureId, ...] = ()
    asks: bool = False
    mastery: tuple[tuple[StructureId, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a report: its id in `annotations/en/consult.toml`, and where the report says it is.
    Where the model shows it, that is the place of its finding."""

    word: str
    place: StructureId


@dataclass(frozen=True, slots=True)
class Consult:
    """A consultation of two at one screen. said: what the report says, in the order it was chosen.
    at: which of these is talked about, -1 while one is chosen. before: what was shown before, with
    no consultation in it. What the two write down is in no state."""

    before: ViewState
    said: tuple[Said, ...] = ()
    at: int = -1


@dataclass(frozen=True, slots=True)
class ViewState:
    """The whole scene as the user asked for it.

    place: the lit segment or region. focus: the structures picked out within it, latest last.
    hidden, faded: structures taken out of sight or made see-through. shown: structures asked for
    that are off by default. only: when set, everything else is out of sight. view: the named view
    the camera was last sent to, "" after a free drag. tissue_opacity: shares 0..1 of the usual
    opacity by tissue, own_opacity: by structure, both sorted, 1 left out. explode: 0 together .. 1
    apart. section: the plane that cuts the scene open. tool, pending: what is being measured and
    the points set so far. ready_measures: which ready-made measures are drawn. findings: what is
    set on the model, oldest first; posture: how it stands; is_before: it is shown as it was before
    all that. compare: what stands beside it all. before_cut: where the camera goes back to
    when the section is closed. counted: which names of levels come first where there are two.
    leg_map: whether the leg map is open, and what is painted on it.
    xray: the film that stands beside the scene. playing: the lesson that is played; no file keeps
    it, for its key can name a folder of the user's. study: what a question or one's progress
    shows; no file keeps it either. consult: the consultation under way; it ends without a trace.
    veiled: names stand as question marks until they are told. ink: what was drawn on the model,
    oldest first.
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
    tissue_opacity: tuple[tuple[str, float], ...] = ()
    own_opacity: tuple[tuple[StructureId, float], ...] = ()
    explode: float = 0.0
    section: Section | None = None
    tool: Tool = Tool.NONE
    pending: tuple[SurfacePoint, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    ready_measures: frozenset[str] = field(default_factory=frozenset)
    findings: tuple[Finding, ...] = ()
    posture: Posture = NEUTRAL
    is_before: bool = False
    labels: Labels = Labels.SELECTION
    audience: Audience = Audience.PATIENT
    compare: Compare | None = None
    before_cut: BeforeCut | None = None
    counted: Counted = Counted.ABOVE
    leg_map: LegMap = LegMap()
    xray: Xray | None = None
    playing: Playing | None = field(default=None, metadata=NOT_KEPT)
    study: Study = field(default=Study(), metadata=NOT_KEPT)
    consult: Consult | None = field(default=None, metadata=NOT_KEPT)
    veiled: bool = False
    ink: tuple[Stroke, ...] = ()
