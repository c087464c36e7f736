"""What a needle meets: solids and landmarks, seen so that the side it goes to is the right one.

A left needle is found as the right needle of the mirror image, which makes the two alike where the
anatomy is, and right where a condition has made it unlike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from meshes import rays
from meshes.shipped import BoneMarks, Landmarks

Points = npt.NDArray[np.float64]

FLIP = np.array([-1.0, 1.0, 1.0])
#: Vertebrae whose spinous tips make the line of the back.
_BACK = ("vertebra.T12", "vertebra.L1", "vertebra.L2", "vertebra.L3", "vertebra.L4", "vertebra.L5")


def other_side(id: str) -> str:
    """The same name of the other side: `root.L4.left` -> `root.L4.right`."""
    if id.endswith(".left"):
        return id.removesuffix("left") + "right"
    if id.endswith(".right"):
        return id.removesuffix("right") + "left"
    return id


@dataclass(frozen=True)
class Ground:
    """The scene a needle goes through. solids: closed surfaces in the world by id, as shipped or
    changed. flip: everything asked for and given is of the mirror image in x = 0."""

    marks: Landmarks
    solids: Mapping[str, rays.Solid]
    flip: bool = False
    _kept: dict[str, rays.Faces] = field(default_factory=dict, compare=False, repr=False)

    def here(self, id: str) -> str:
        """The solid's own name for a name of the mirror image, and the other way round."""
        return other_side(id) if self.flip else id

    def faces(self, id: str) -> rays.Faces:
        """Triangles of a solid; none where there is no such solid."""
        if id not in self._kept:
            solid = self.solids.get(self.here(id))
            found = rays.joined([]) if solid is None else rays.Faces.of_solid(solid)
            self._kept[id] = found.mirrored() if self.flip else found
        return self._kept[id]

    def near(self, kinds: Iterable[str], lower: Points, upper: Points) -> rays.Faces:
        """Triangles of all solids of some kinds (first word of the id) about a box."""
        wanted = frozenset(kinds)
        ids = [id for id in self.solids if id.partition(".")[0] in wanted]
        return rays.joined([self.faces(self.here(id)).about(lower, upper) for id in ids])

    def place(self, bone: str, name: str) -> Points:
        """A named point (or row of points) of a bone in the world."""
        marks = self.marks.bones[bone]
        return self._world(marks, marks.places[self.here(name)])

    def point(self, bone: str, x: float, y: float, z: float) -> Points:
        """A point given in a bone's body frame, x towards the side of the needle."""
        return self._world(self.marks.bones[bone], np.array([-x if self.flip else x, y, z]))

    def part(self, bone: str, part: str) -> Points:
        """Points of the faces of a bone's named part: (k, 3); empty without such a part."""
        solid = self.solids[bone]
        called: Sequence[str] = (
            getattr(solid, "part_ids", None) or getattr(solid, "part_names", None) or ()
        )
        names = [str(name) for name in called]
        parts = getattr(solid, "parts", None)
        wanted = f"{bone}.{self.here(part)}"
        if parts is None or wanted not in names:
            return np.zeros((0, 3))
        faces = solid.triangles[np.asarray(parts) == names.index(wanted) + 1]
        points = np.asarray(solid.points, dtype=np.float64)[np.unique(faces)]
        return np.asarray(points * FLIP if self.flip else points)

    @cached_property
    def back(self) -> Points:
        """The line of the back, spinous tips, sacral crest and coccyx: (n, 2) rows of z and y."""
        tips = [self.place(bone, "spinous-tip") for bone in _BACK]
        crest = self.part("sacrum", "median-crest")
        for low, high in pairwise(np.quantile(crest[:, 2], np.linspace(0.0, 1.0, 6))):
            row = crest[(crest[:, 2] >= low) & (crest[:, 2] <= high)]
            tips.append(row[np.argmin(row[:, 1])])
        tips += [self.place("coccyx", name) for name in ("base", "tip")]
        return np.array(sorted([tip[2], tip[1]] for tip in tips))

    def skin(self, tip: Points, ahead: Points, over: float) -> Points:
        """Where a needle to the tip enters: `over` mm behind the line of the back."""
        line = tip - np.arange(0.0, 200.0, 0.5)[:, None] * ahead
        outside = line[:, 1] < np.interp(line[:, 2], self.back[:, 0], self.back[:, 1]) - over
        return np.asarray(line[int(np.argmax(outside))] if outside.any() else line[-1])

    def _world(self, marks: BoneMarks, place: Points) -> Points:
        found = np.asarray(place @ marks.pose[:3, :3].T + marks.pose[:3, 3], dtype=np.float64)
        return found * FLIP if self.flip else found
