"""A shape between the keys of a slider: what is known at the keys is taken from between them, all
else is worked out as of any draft when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property

from meshes.changed.conflict import Verdict, lost_area, verdicts
from meshes.changed.figures import Measure, quick_measures
from meshes.changed.implants import Built
from meshes.changed.needled import Placed
from meshes.changed.normal import Normal
from meshes.changed.shape import Changed
from meshes.changed.told import Told
from meshes.changed.tracks import Track
from meshes.effects.changes import Changes
from meshes.effects.disc_look import Colour
from meshes.ids import StructureId
from meshes.store import Mesh

MeshTracks = Mapping[StructureId, Track[Mesh | None]]


class Between(Changed):
    """A draft at a tick of a slider, or between two, mostly from its keys.

    told: None where keys do not tell. normal, changes_now: as of any draft; the changes are worked
    out when first needed. tracks: by structure, also of those that only changes bring.
    """

    def __init__(
        self,
        normal: Normal,
        changes_now: Callable[[], Changes],
        tick: float,
        tracks: MeshTracks,
        told: Told | None,
    ) -> None:
        # frozen as every shape: nothing is set once it is made
        for name, value in (("normal", normal), ("draft", True), ("told", told)):
            object.__setattr__(self, name, value)
        self.__dict__.update(_changes_now=changes_now, _tick=tick, _tracks=tracks)

    told: Told | None
    _changes_now: Callable[[], Changes]
    _tick: float
    _tracks: MeshTracks

    @cached_property
    def changes(self) -> Changes:
        """What is changed."""
        return self._changes_now()

    def mesh(self, id: StructureId) -> Mesh:
        """A structure's mesh, from its keys where they tell it. Raises KeyError."""
        if id not in self._known:
            owner = self.normal.assets.owners.get(id)
            self._known[id] = self._found(id) if owner is None else self.mesh(owner).part(id)
        return self._known[id]

    def _found(self, id: StructureId) -> Mesh:
        mesh = self._tracks[id].at(self._tick) if id in self._tracks else None
        return self._drafted(id) if mesh is None else mesh

    def _drafted(self, id: StructureId) -> Mesh:
        """It as any draft has it."""
        if self.changes.is_none:
            return self.normal.assets.mesh(id)
        made = super().made
        return made[id] if id in made else self._before_needles(id)

    @cached_property
    def _known(self) -> dict[StructureId, Mesh]:
        return {}

    @property
    def made(self) -> Mapping[StructureId, Mesh]:
        """Meshes of structures that only the changes bring."""
        return super().made if self.told is None else _Made(self.told.made, self.mesh)

    @property
    def gone(self) -> frozenset[str]:
        """Structures taken away."""
        return super().gone if self.told is None else self.told.gone

    @property
    def tints(self) -> Mapping[str, Colour]:
        """Colours of structures that have another than their tissue's."""
        return super().tints if self.told is None else self.told.tints

    @property
    def opacities(self) -> Mapping[str, float]:
        """How solid what is put in is drawn."""
        return super().opacities if self.told is None else self.told.opacities

    @property
    def fusions(self) -> tuple[Built, ...]:
        """Fusions as they fit."""
        return super().fusions if self.told is None else self.told.fusions

    @property
    def needles(self) -> tuple[Placed, ...]:
        """Needles with their ways."""
        return () if self.told is not None and not self.told.has_needles else super().needles


class _Made(Mapping[StructureId, Mesh]):
    """Meshes by id that are asked for one by one."""

    def __init__(self, ids: Collection[StructureId], mesh: Callable[[StructureId], Mesh]) -> None:
        self._ids, self._mesh = ids, mesh

    def __getitem__(self, id: StructureId) -> Mesh:
        if id not in self._ids:
            raise KeyError(id)
        return self._mesh(id)

    def __contains__(self, id: object) -> bool:
        return id in self._ids

    def __iter__(self) -> Iterator[StructureId]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def verdicts_now(shape: Changed, level: str) -> tuple[Verdict, ...]:
    """`conflict.verdicts` of a shape, from its keys where they tell it."""
    told = shape.told if isinstance(shape, Between) else None
    known = told.verdicts.get(level) if told is not None else None
    return verdicts(shape, level) if known is None else known


def figures_now(shape: Changed, level: str) -> tuple[Measure, ...]:
    """`figures.quick_measures` of a shape, from its keys where they tell it."""
    told = shape.told if isinstance(shape, Between) else None
    known = told.measures.get(level) if told is not None else None
    return quick_measures(shape, level) if known is None else known


def lost_now(shape: Changed, level: str) -> float:
    """`conflict.lost_area` of a shape, from its keys where they tell it."""
    told = shape.told if isinstance(shape, Between) else None
    known = told.lost.get(level) if told is not None else None
    return lost_area(shape, level) if known is None else known
