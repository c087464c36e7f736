"""Nets that close what is cut out of bone while a hand moves the slider: grids on the faces of what
is taken, as far as they lie in bone.

Where only the bone changes from step to step, and what is taken does not, they are made once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from meshes.effects.changes import Rows, Values
from meshes.effects.regions import Region
from meshes.surface import Points, Triangles

Distance = Callable[[Points], Values]
Mask = npt.NDArray[np.bool_]
#: From where to where a net reaches along the one and the other axis of its face, mm.
_Span = tuple[float, float, float, float]

#: Corners this near to what is taken lie on its edge: half a usual side of a triangle, mm (chosen).
WIDER = 0.8
#: Spacing of the nets that close the openings, how far their nodes may lie out of the bone, and to
#: where those are drawn back, so that the net's edge follows the bone's, mm (chosen).
_NET, _OUT, _EDGE = 0.8, 1.1, 0.25
#: A face lies along another region's where its distance to that grows by less than a tenth of what
#: it goes (chosen), squared.
_ALONG = 0.01
#: Nets that are made once for all steps of a slider end on whole steps of so much, mm (chosen).
_STEP = 4.0
#: No node of a net is moved farther than this where it ends on another region, mm.
_MOVED = 1.0


@dataclass(frozen=True, slots=True)
class Faces:
    """Cut faces: points and normals (n, 3), triangles (k, 3)."""

    points: Points
    normals: Points
    triangles: Triangles


def nets(near: Points, regions: tuple[Region, ...], bone: Distance, *, steady: bool) -> Faces:
    """Nets over the faces of regions, where they lie in bone. near: points of the surface about
    what is taken."""
    none = np.zeros((0, 3))
    nodes, normals, cells, inside = [none], [none], [none.astype(np.intp)], [np.zeros(0, np.bool_)]
    start, laid = 0, _Laid(regions)
    for number, region in enumerate(regions):
        own = near[region.distance(near) < WIDER]
        if len(own) == 0:
            continue
        spans = _spans(own, region, steady=steady)
        net = _kept_net(laid, number, spans) if steady else _net(regions, number, spans)
        nodes.append(net.nodes)
        normals.append(net.ways)
        inside.append(net.kept)
        cells.append(start + net.cells)
        start += len(net.nodes)
    points, within = np.concatenate(nodes), np.concatenate(inside)
    facing = np.concatenate(normals)
    rows = np.flatnonzero(within)
    in_bone = np.zeros(len(points), np.bool_)
    if len(rows):
        depth = bone(points[rows])
        within[rows], in_bone[rows] = depth < _OUT, depth < 0.0
        edge = (depth > _EDGE) & (depth < _OUT)
        points[rows[edge]] = _drawn_in(points[rows[edge]], facing[rows[edge]], depth[edge], bone)
    triangles = np.concatenate(cells)
    one, two, three = within[triangles].T
    triangles = triangles[one & two & three]
    triangles = triangles[any_of(in_bone, triangles)]
    used = np.zeros(len(points), np.bool_)
    used[triangles] = True
    number_of = np.cumsum(used, dtype=np.int32) - np.int32(1)
    return Faces(points[used], facing[used], number_of[triangles])


@dataclass(frozen=True, eq=False, slots=True)
class _Net:
    """Nets on all faces of a region. nodes, ways: (n, 3) and where they face; kept: (n,) those that
    lie on the region and in no other one; cells: triangles (k, 3)."""

    nodes: Points
    ways: Points
    kept: Mask
    cells: npt.NDArray[np.intp]


class _Laid:
    """Regions, known again by their figures."""

    def __init__(self, regions: tuple[Region, ...]) -> None:
        self.regions = regions
        self._key = tuple((r.normals.tobytes(), r.offsets.tobytes()) for r in regions)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Laid) and other._key == self._key


@lru_cache(maxsize=32)
def _kept_net(laid: _Laid, number: int, spans: tuple[_Span, ...]) -> _Net:
    """A net that is made once for all steps of a slider, less what no step keeps."""
    whole = _net(laid.regions, number, spans)
    first, second, third = whole.kept[whole.cells].T
    cells = whole.cells[first & second & third]
    used, numbers = np.unique(cells, return_inverse=True)
    some = whole.nodes[used], whole.ways[used], whole.kept[used]
    return _Net(*some, numbers.reshape(-1, 3).astype(np.intp))


def _net(regions: tuple[Region, ...], number: int, spans: tuple[_Span, ...]) -> _Net:
    """Nets on the faces of one of several regions, each as far as its span."""
    region = regions[number]
    faces = zip(*_axes(region), region.normals * region.offsets[:, None], spans, strict=True)
    grids = [_grid(*face) for face in faces]
    nodes = np.concatenate([grid for grid, _ in grids])
    ways = np.concatenate(
        [np.broadcast_to(-way, g.shape) for way, (g, _) in zip(region.normals, grids, strict=True)]
    )
    kept = region.distance(nodes) < 0.5 * _NET
    _end_on_all(nodes, ways, kept, (*regions[:number], *regions[number + 1 :]))
    cells, start = [], 0
    for grid, shape in grids:
        cells.append(start + _cells(shape))
        start += len(grid)
    return _Net(nodes, ways, kept, np.concatenate(cells))


def _end_on_all(nodes: Points, ways: Points, kept: Mask, others: tuple[Region, ...]) -> None:
    """Take what lies within other regions out of nets, nodes (n, 3) facing `ways`, in place: where
    two regions meet the nets of both end on the line between them, and leave no slit."""
    rows = kept.nonzero()[0]
    if len(rows) == 0 or not others:
        return
    # all at once who can lie in which at all
    normals = np.concatenate([each.normals for each in others])
    offsets = np.concatenate([each.offsets for each in others])
    starts = np.cumsum([0, *(len(each.offsets) for each in others[:-1])])
    heights = normals @ nodes[rows].T
    heights -= offsets[:, None]
    near = np.maximum.reduceat(heights, starts, axis=0) < _MOVED
    for each, here in zip(others, near, strict=True):
        own = rows[here]
        own = own[kept[own]]
        if len(own):
            _end_on(nodes, ways, kept, each, own)


def _end_on(nodes: Points, ways: Points, kept: Mask, other: Region, rows: Rows) -> None:
    """The same with one region, of some of the nodes."""
    heights = other.heights(nodes[rows])
    depth = heights.max(axis=0)
    kept[rows] = depth > -0.05
    past = np.flatnonzero((depth > -_NET) & (depth < -0.05))
    if len(past) == 0:
        return
    edge, deep = rows[past], depth[past]
    # to the face of the other one that is nearest, in the plane of the net
    slope = other.normals[heights[:, past].argmax(axis=0)]
    slope = slope - np.einsum("ij,ij->i", slope, ways[edge])[:, None] * ways[edge]
    steep = np.einsum("ij,ij->i", slope, slope)
    # a face along the other one's, within it, is none
    ends = (steep > _ALONG) & (deep * deep < 1.5 * _NET**2 * steep)
    kept[edge] = ends
    nodes[edge[ends]] -= (deep[ends] / steep[ends])[:, None] * slope[ends]


def _drawn_in(points: Points, facing: Points, depth: Values, bone: Distance) -> Points:
    """Nodes (n, 3) that lie so far out of the bone, drawn towards it in the plane of their net."""
    step = 0.2
    ahead = np.stack([bone(points + step * axis) for axis in np.eye(3)], axis=1)
    slope = (ahead - depth[:, None]) / step
    slope -= np.einsum("ij,ij->i", slope, facing)[:, None] * facing
    steep = np.maximum(np.einsum("ij,ij->i", slope, slope), 0.25)
    return np.asarray(points - ((depth - _EDGE) / steep)[:, None] * slope)


def _axes(region: Region) -> tuple[Points, Points]:
    """Two directions across each face of a region, (k, 3) each."""
    x, y, z = region.normals.T
    none, is_steep = np.zeros(len(x)), np.abs(x) < 0.7
    flat = np.where(is_steep, [none, z, -y], [-z, none, x])
    a, b, c = first = flat / np.sqrt(np.einsum("ij,ij->j", flat, flat))
    return first.T, np.stack([b * z - c * y, c * x - a * z, a * y - b * x], axis=1)


def _spans(own: Points, region: Region, *, steady: bool) -> tuple[_Span, ...]:
    """How far points (n, 3) reach across each face of a region; steady: to whole steps, so that it
    is the same while they hardly move."""
    ends = []
    for axes in _axes(region):
        across = axes @ own.T
        low, high = across.min(axis=1), across.max(axis=1)
        if steady:
            low, high = _STEP * np.floor(low / _STEP), _STEP * np.ceil(high / _STEP)
        ends += [low.tolist(), high.tolist()]
    return tuple(zip(*ends, strict=True))


def _grid(
    first: Points, second: Points, foot: Points, span: _Span
) -> tuple[Points, tuple[int, int]]:
    """A net on a face, as far as its span along two directions across it, (i * j, 3), and (i, j);
    seen from within the region it runs against the clock. foot: (3,) the face's place."""
    low, high, near, far = span
    u = np.arange(low - _NET, high + 2.0 * _NET, _NET)
    v = np.arange(near - _NET, far + 2.0 * _NET, _NET)
    nodes = (u[:, None, None] * first + v[None, :, None] * second).reshape(-1, 3)
    nodes += foot
    return nodes, (len(u), len(v))


@lru_cache(maxsize=64)
def _cells(shape: tuple[int, int]) -> npt.NDArray[np.intp]:
    """Triangles (k, 3) of a net of so many rows and columns."""
    number = np.arange(shape[0] * shape[1]).reshape(shape)
    a, b = number[:-1, :-1].ravel(), number[1:, :-1].ravel()
    c, d = number[1:, 1:].ravel(), number[:-1, 1:].ravel()
    return np.concatenate([np.column_stack([a, b, c]), np.column_stack([a, c, d])])


def any_of(marked: Mask, triangles: Triangles) -> Mask:
    """Triangles (k, 3) with a corner that is marked, (n,): (k,)."""
    first, second, third = marked[triangles].T
    return np.asarray(first | second | third)
