"""Drafts worked out ahead at some ticks of one slider, so that a moving hand is answered with what
lies between them.

A slider with all else fixed is a curve through shapes, and most of it is smooth: eight steps
foretell what lies between to a few hundredths of a millimetre. Where a key turns out to lie
elsewhere than its neighbours foretold, more keys part that gap; what no two keys lead to (bone that
is cut anew at each step) is kept at each tick, those about the hand first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

from meshes.changed.between import Between
from meshes.changed.folding import FoldedMesh, folded
from meshes.changed.leading import mesh_apart, way_between, way_over
from meshes.changed.normal import Normal
from meshes.changed.shape import Changed
from meshes.changed.told import Told, told_apart, told_between, told_of
from meshes.changed.tracks import Track
from meshes.effects.changes import Changes
from meshes.ids import StructureId
from meshes.store import Mesh

#: Parts of the slider between its first keys; each two of them are checked by the key they share.
PARTS = 8
#: Memory that the keys of one slider may take, bytes.
MOST_BYTES = 48_000_000
#: What leaps is led across so small a share of the slider (chosen: three of a hundred ticks).
_LEAST = 1.0 / 32.0
#: A piece contoured anew that is foretold so wrong, mm, grows otherwise than along its surface.
_HOPELESS = 1.0
#: What of a shape is worked out at a step of its own: all of it would hold a hand up.
_PARTS = ("gone", "surroundings", "shift", "sac", "made")


class Keys:
    """Keys of one slider, none at first.

    changes_at: what is changed at a share 0..1. seen: what ships and is in sight. levels: those
    that verdicts and figures are asked of. ticks: steps of the slider. lowest: the first of them
    that can be a key, 1 where nothing at all is changed at 0.
    """

    def __init__(
        self,
        normal: Normal,
        changes_at: Callable[[float], Changes],
        seen: Collection[StructureId],
        levels: Collection[str],
        ticks: int,
        lowest: int = 0,
    ) -> None:
        self._normal, self._changes_at = normal, changes_at
        self._seen, self._levels = tuple(seen), tuple(levels)
        self._count, self._lowest = ticks, lowest
        self.tracks: dict[StructureId, Track[Mesh | None]] = {}
        self.told: Track[Told] = Track(told_between, told_apart)
        self._made: set[int] = set()
        self._checked: list[tuple[int, int]] = []

    def at(self, share: float) -> Between | None:
        """The shape there; None where no keys stand around it yet."""
        tick = round(share * self._count, 6)
        if not any(low <= tick <= high for low, high in self._checked):
            return None
        told = self.told.at(tick)
        return Between(self._normal, lambda: self._changes_at(share), tick, self.tracks, told)

    @property
    def size(self) -> int:
        """Bytes that the meshes of all keys take, less what ships."""
        kept: dict[int, int] = {}
        for name, track in self.tracks.items():
            own = self._normal.assets.meshes.get(name)
            for mesh in track.kept:
                if isinstance(mesh, FoldedMesh):
                    kept[id(mesh)] = mesh.nbytes
                elif isinstance(mesh, Mesh) and mesh is not own:
                    kept |= {id(each): each.nbytes for each in (mesh.points, mesh.normals)}
                    if own is None or mesh.triangles is not own.triangles:
                        kept[id(mesh.triangles)] = mesh.triangles.nbytes
        return sum(kept.values())

    def work(self, near: float) -> Iterator[None]:
        """Make the keys, those about a share first, a piece at each step: any may be the last."""
        tick = near * self._count
        steps = [max(self._lowest, round(k * self._count / PARTS)) for k in range(PARTS + 1)]
        parts = [(steps[k], steps[k + 1], steps[k + 2]) for k in range(0, PARTS, 2)]
        for low, middle, high in sorted(parts, key=lambda part: _away(tick, part[0], part[2])):
            for one in (low, high, middle):
                if one not in self._made and self.size < MOST_BYTES:
                    yield from self._make(one)
                    self._made.add(one)
            if {low, middle, high} <= self._made and (low, high) not in self._checked:
                self._checked.append((low, high))
        while self.size < MOST_BYTES:
            if gap := self._rough_gap(tick, led=True):
                yield from self._part(*gap, sum(gap) // 2, led=True)
            elif gap := self._rough_gap(tick, led=False):
                nearest = min(max(round(tick), gap[0] + 1), gap[1] - 1)
                yield from self._part(*gap, nearest, led=False)
            else:
                return

    def _make(self, tick: int) -> Iterator[None]:
        """A key of all that is in sight."""
        shape = self._draft(tick)
        for part in _PARTS:
            getattr(shape, part)
            yield
        told = told_of(shape, self._levels)
        yield
        meshes: dict[StructureId, Mesh | None] = {}
        for id in (*self._seen, *shape.made):
            meshes[id] = self._mesh(shape, id)
            yield
        for id, mesh in meshes.items():
            self._track(id).put(tick, mesh)
        self.told.put(tick, told)

    def _part(self, low: int, high: int, tick: int, *, led: bool) -> Iterator[None]:
        """A key at a tick between two others, of what is rough there."""
        shape, gap = self._draft(tick), (low, high)
        rough = [id for id, each in self.tracks.items() if gap in each.rough_gaps(led=led)]
        yield
        for id in rough:
            self.tracks[id].put(tick, self._mesh(shape, id))
            yield
        if gap in self.told.rough_gaps(led=led):
            told = told_of(shape, self._levels)
            self.told.put(tick, told)
            # what is there from somewhere between two keys on has none before that yet
            for id in sorted(told.made):
                ticks = self._track(id).ticks
                if not ticks or not ticks[0] <= tick <= ticks[-1]:
                    self._track(id).put(tick, self._mesh(shape, id))

    def _mesh(self, shape: Changed, id: StructureId) -> Mesh | None:
        is_there = id in self._normal.assets.meshes or id in shape.made
        return shape.mesh(id) if is_there and id not in shape.gone else None

    def _draft(self, tick: int) -> Changed:
        return Changed(self._normal, self._changes_at(tick / self._count), draft=True)

    def _track(self, id: StructureId) -> Track[Mesh | None]:
        if id not in self.tracks:
            least = int(max(1.0, self._count * _LEAST))
            own = self._normal.assets.meshes.get(id)
            if own is None:
                track: Track[Mesh | None] = Track(way_over, mesh_apart, least, _HOPELESS)
            else:
                track = Track(way_between, mesh_apart, least, fold=partial(folded, other=own))
            self.tracks[id] = track
        return self.tracks[id]

    def _rough_gap(self, tick: float, *, led: bool) -> tuple[int, int] | None:
        """The gap nearest to a tick that one more key would make better; None without one."""
        gaps = set(self.told.rough_gaps(led=led))
        gaps.update(gap for each in self.tracks.values() for gap in each.rough_gaps(led=led))
        return min(gaps, key=lambda gap: (_away(tick, *gap), gap), default=None)


def _away(tick: float, low: float, high: float) -> float:
    """How far a tick lies out of a gap."""
    return max(low - tick, tick - high, 0.0)
