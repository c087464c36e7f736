"""What stands in the catalogue: structures, places, and the members of a place."""

from __future__ import annotations

from dataclasses import dataclass

from meshes.ids import StructureId

TISSUES = ("bone", "disc", "cartilage", "capsule", "ligament", "nerve", "dura", "space", "metal")
ROLES = (
    "superior-vertebra",
    "inferior-vertebra",
    "disc",
    "facet",
    "exiting-root",
    "traversing-root",
    "foramen",
    "ligament",
    "sacrum",
    "coccyx",
    "si-joint",
)
SHOWN = ("always", "with-segment", "on-request", "made")


@dataclass(frozen=True, slots=True)
class Structure:
    """One anatomical structure.

    short: the name for labels. tissue: one of TISSUES. whole: drawn through its parts.
    envelope: it hides its sibling parts, so it gives way when one of them is picked out.
    shown: one of SHOWN: "with-segment" is drawn only while its place is lit, "on-request" only when
    it is picked out or asked for, "made" only when a condition or a treatment brings it.
    fma: number in the Foundational Model of Anatomy, None when not certain.
    face_set: some faces of its parent's mesh (a pedicle), not a mesh of its own.
    """

    id: StructureId
    name: str
    short: str
    latin: str
    synonyms: tuple[str, ...]
    tissue: str
    parent: StructureId | None
    whole: bool
    envelope: bool
    shown: str
    ta98: str
    fma: int | None
    face_set: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A structure and the part it plays at a place; role is one of ROLES."""

    id: StructureId
    role: str


@dataclass(frozen=True, slots=True)
class Place:
    """A motion segment or region that can be chosen. number: the key that chooses it, 0 if none."""

    id: StructureId
    name: str
    short: str
    synonyms: tuple[str, ...]
    number: int
    members: tuple[Member, ...]

    def role_of(self, id: StructureId) -> str | None:
        """The role this structure itself plays here, or None."""
        return next((m.role for m in self.members if m.id == id), None)
