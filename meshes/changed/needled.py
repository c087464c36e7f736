"""Needles in the changed model: the way each would go, how far it has come, what it goes through.

The way is looked for in the model as the changes leave it, and kept: while a needle is only moved
to and fro on its way nothing is looked for again.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.posed import Posed
from meshes.changed.roots import RootCourses
from meshes.effects.changes import COLUMN, Needle
from meshes.effects.needle_ground import FLIP, Ground
from meshes.effects.needle_shape import needle_surface
from meshes.effects.needles import NeedlePath, needle_id, needle_in
from meshes.ids import Side, StructureId
from meshes.shipped import Landmarks
from meshes.store import Mesh
from meshes.surface import Points, Surface

#: First words of the ids of all that a way is looked for between; the rest only gives way.
_HARD = (
    *("vertebra", "sacrum", "coccyx", "hip-bone", "facet", "si-joint", "foramen"),
    *("root", "ganglion", "lumbosacral-trunk", "thecal-sac", "ligamentum-flavum"),
    *("filum-terminale", "interspinous-ligament", "disc", "screw", "rod", "cage"),
)
#: Ways that are kept, of all scenes together.
_KEPT = 96

_ways: OrderedDict[tuple[str, str, Side | None, int], NeedlePath | None] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Placed:
    """A needle that was asked for. path: its whole way; None where bone, nerves or dura leave none,
    so that nothing is drawn."""

    needle: Needle
    id: StructureId
    path: NeedlePath | None

    @property
    def so_far(self) -> NeedlePath | None:
        """The way as far as the needle has come, its tip there."""
        if self.path is None:
            return None
        tip = self.path.entry + self.needle.advance * (self.path.tip - self.path.entry)
        return replace(self.path, tip=tip)

    @property
    def surface(self) -> Surface | None:
        """The needle as drawn, in the world; None where it has no way, or has not begun it."""
        path = self.so_far
        return None if path is None or self.needle.advance <= 0.0 else needle_surface(path)

    @property
    def depth(self) -> float:
        """Mm from the assumed skin to the tip as far as it has come; 0 without a way."""
        path = self.so_far
        return 0.0 if path is None else float(np.linalg.norm(path.tip - path.entry))


@dataclass(frozen=True, eq=False)
class Scene(Mapping[str, Mesh]):
    """The changed model as needles meet it: closed surfaces of the world by id, without needles.

    mesh: the mesh of an id now. made: ids that the changes brought. gone: ids taken away. courses,
    shift: of the roots, as in `Changed`.
    """

    normal: Normal
    posed: Posed
    mesh: Callable[[StructureId], Mesh]
    made: tuple[StructureId, ...]
    gone: frozenset[str]
    courses: RootCourses
    shift: Points
    _grounds: dict[bool, Ground] = field(default_factory=dict)

    def __getitem__(self, id: str) -> Mesh:
        if id in self.gone:
            raise KeyError(id)
        return self.mesh(StructureId(id))

    def __iter__(self) -> Iterator[str]:
        yield from (id for id in self.normal.assets.meshes if id not in self.gone)
        yield from self.made

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def ground(self, flip: bool) -> Ground:
        """The same with its landmarks; flip: seen as its mirror image."""
        if flip not in self._grounds:
            self._grounds[flip] = Ground(self._marks(Side.LEFT if flip else Side.RIGHT), self, flip)
        return self._grounds[flip]

    def forget(self) -> None:
        """Keep nothing that ways were looked for between: some 10 MB, and the scene stays as
        long as its shape."""
        self._grounds.clear()

    def mark(self) -> int:
        """A number that tells scenes apart in which ways may differ; 0 for the normal one."""
        found = 0
        for id, mesh in self.normal.assets.meshes.items():
            if id.kind not in _HARD:
                continue
            now = None if id in self.gone else self.mesh(id)
            if now is not mesh:
                found = _marked(id, now, found)
        for id in self.made:
            if id.kind in _HARD:
                found = _marked(id, self.mesh(id), found)
        return found

    def _marks(self, side: Side) -> Landmarks:
        """Landmarks where bones stand now; roots are those of a side, as right ones."""
        marks = self.normal.marks
        seat = self.posed.moves.get("sacrum", np.eye(4))
        bones = {
            key: replace(row, pose=self.posed.pose(key) if key in COLUMN else seat @ row.pose)
            for key, row in marks.bones.items()
        }
        flip = FLIP if side is Side.LEFT else np.ones(3)
        lines = self.courses.lines + self.shift
        roots = {
            level: replace(row, line=lines[self.courses.row(f"root.{level}.{side.value}")] * flip)
            for level, row in marks.roots.items()
        }
        return Landmarks(bones, roots)


def _marked(id: str, mesh: Mesh | None, before: int) -> int:
    points = b"" if mesh is None else np.ascontiguousarray(mesh.points).tobytes()
    return zlib.crc32(points, zlib.crc32(id.encode(), before))


def placed(needles: Iterable[Needle], scene: Scene, *, draft: bool = False) -> tuple[Placed, ...]:
    """The needles in this scene, each once: of two alike the farther one. draft: the way of an
    earlier scene will do, so that nothing is looked for while a slider is dragged.

    Raises ValueError for a needle that is not done there.
    """
    farthest: dict[tuple[str, str, str], Needle] = {}
    for needle in needles:
        key = (needle.kind, needle.place, needle.side)
        if key not in farthest or farthest[key].advance < needle.advance:
            farthest[key] = needle
    if not farthest:
        return ()
    mark = scene.mark()
    found = tuple(_placed(needle, scene, mark, draft) for needle in farthest.values())
    scene.forget()
    return found


def _placed(needle: Needle, scene: Scene, mark: int, draft: bool) -> Placed:
    side = Side(needle.side) if needle.side else None
    key = (needle.kind, needle.place, side, mark)
    if draft and key not in _ways:
        key = next((old for old in reversed(_ways) if old[:-1] == key[:-1]), key)
    if key not in _ways:
        ground = scene.ground(side is Side.LEFT)
        _ways[key] = needle_in(needle.kind, needle.place, side, ground)
        while len(_ways) > _KEPT:
            _ways.popitem(last=False)
    _ways.move_to_end(key)
    return Placed(needle, needle_id(needle.kind, needle.place, side), _ways[key])
