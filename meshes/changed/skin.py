"""Which bones carry each point of the model: how soft parts follow when bones move.

Every point rides on at most two neighbouring bones. Discs are lofts, so their points follow their
two faces exactly; what is attached to bone blends by its distance to either; what runs along the
canal follows the bone below as far as the disc and the bone above from the pedicle on (a blend
about the disc itself would push the exiting root into the bone).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from meshes.builders.disc_shape import ANGLES, NUCLEUS_HEIGHT, NUCLEUS_RISE, RINGS, ROWS
from meshes.changed.normal import Normal
from meshes.effects.changes import COLUMN, LEVELS, bones_of
from meshes.ids import StructureId
from meshes.pose import unplaced
from meshes.surface import Points

Shares = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]

#: A bone's arch, where it has come loose, is a carrier of its own.
ARCH = "/arch"
#: Heights over a disc's middle between which what runs in the canal changes carriers, mm.
_CANAL = (0.0, 22.0)
_FORAMEN = (-9.0, 11.0)
#: Tissue this near to a bone is attached to it, mm.
_ATTACHED = 0.6
#: Rounds of evening out who carries a sheet.
_EVEN = 6

_PELVIC = (
    "hip-bone",
    "coccyx",
    "si-joint",
    "interosseous-sacroiliac-ligament",
    "posterior-sacroiliac-ligament",
)
_CANAL_KINDS = (
    "thecal-sac",
    "cauda-equina",
    "conus-medullaris",
    "filum-terminale",
)


@dataclass(frozen=True, eq=False, slots=True)
class Skin:
    """Carriers of a structure's n points: rows of (first point, end, lower carrier, upper carrier),
    and each point's share of the upper one, (n,) 0..1. Points outside all rows have one carrier."""

    lower: npt.NDArray[np.int8]
    upper: npt.NDArray[np.int8]
    share: Shares
    carriers: tuple[str, ...]
    #: Who rides on which carriers, kept: the same few joints move while a slider is dragged.
    kept: dict[tuple[int, ...], tuple[Rows, Rows, npt.NDArray[np.float64]]] = field(
        default_factory=dict, repr=False
    )

    @staticmethod
    def rigid(count: int, carrier: str) -> Skin:
        """All points on one bone."""
        zeros = np.zeros(count, np.int8)
        return Skin(zeros, zeros, np.zeros(count, np.float32), (carrier,))

    @staticmethod
    def between(lower: str, upper: str, share: npt.NDArray[np.floating]) -> Skin:
        """All points between two bones."""
        zeros = np.zeros(len(share), np.int8)
        return Skin(zeros, zeros + np.int8(1), share.astype(np.float32), (lower, upper))


Moves = Mapping[str, Points]


def carried(skin: Skin, points: npt.NDArray[np.floating], moves: Moves) -> Points:
    """World points (n, 3) after the carriers' moves (4x4 by carrier; one not named stays)."""
    return np.asarray(_carried(skin, np.asarray(points, np.float64), moves)[0], np.float64)


def _carried(
    skin: Skin, points: npt.NDArray[np.floating], moves: Moves
) -> tuple[npt.NDArray[np.floating], list[Rows]]:
    """The same, as exact as the points come, and the rows of what goes a part of a way only."""
    # carriers that go the same way are one: most of what moves is the column above a joint
    ways: dict[bytes, tuple[Points, list[int]]] = {}
    for number, carrier in enumerate(skin.carriers):
        move = moves.get(carrier)
        if move is not None:
            ways.setdefault(move.tobytes(), (move, []))[1].append(number)
    kind, mixed = points.dtype, []
    found = points.copy()
    for move, numbers in ways.values():
        turn, way = move[:3, :3].T.astype(kind), move[:3, 3].astype(kind)
        if len(numbers) == len(skin.carriers):
            return _moved(points, turn, way), []
        whole, rows, weight = _riders(skin, numbers)
        # what goes all the way is most of it
        if len(whole):
            found[whole] = _moved(points.take(whole, axis=0), turn, way)
        if len(rows):
            step = _moved(points.take(rows, axis=0), turn - np.eye(3, dtype=kind), way)
            step *= weight.astype(kind, copy=False)[:, None]
            found[rows] += step
            mixed.append(rows)
    return found, mixed


def _moved(
    points: npt.NDArray[np.floating], turn: npt.NDArray[np.floating], way: npt.NDArray[np.floating]
) -> npt.NDArray[np.floating]:
    """Points (n, 3) turned, and moved axis by axis: quicker than rows of three at once."""
    found = points @ turn
    for axis in range(3):
        found[:, axis] += way[axis]
    return found


def _riders(skin: Skin, numbers: list[int]) -> tuple[Rows, Rows, npt.NDArray[np.float64]]:
    """Rows of points that ride on these carriers alone; rows of those that do so in part, and how
    much of each."""
    key = tuple(numbers)
    if key not in skin.kept:
        own = np.zeros(len(skin.carriers))
        own[numbers] = 1.0
        weight = own[skin.lower]
        weight += skin.share * (own[skin.upper] - weight)
        part = np.flatnonzero((weight > 0.0) & (weight < 1.0))
        skin.kept[key] = np.flatnonzero(weight == 1.0), part, weight[part]
    return skin.kept[key]


def weights_on(skin: Skin, number: int) -> tuple[Rows, npt.NDArray[np.float64]]:
    """Rows of the points that ride on one carrier, by its number, and how much of each."""
    whole, part, weight = _riders(skin, [number])
    return np.concatenate([whole, part]), np.concatenate([np.ones(len(whole)), weight])


def carried_normals(
    skin: Skin, normals: npt.NDArray[np.floating], moves: Moves
) -> npt.NDArray[np.float32]:
    """Normals (n, 3) after the carriers' turns."""
    own = {carrier: _turn(moves[carrier]) for carrier in skin.carriers if carrier in moves}
    turned, mixed = _carried(skin, np.asarray(normals, np.float32), own)
    for rows in mixed:
        # between two turns they have become shorter
        part = turned[rows]
        length = np.sqrt(np.einsum("ij,ij->i", part, part))
        turned[rows] = part / np.maximum(length, 1e-9)[:, None]
    return np.asarray(turned, np.float32)


def skin_of(normal: Normal, id: StructureId) -> Skin:
    """The carriers of a shipped structure's points."""
    points = normal.assets.meshes[id].points.astype(np.float64)
    kind = id.kind
    if kind in _PELVIC or id == "sacrum":
        return Skin.rigid(len(points), "sacrum")
    if kind == "vertebra":
        return Skin.rigid(len(points), id)
    if kind == "disc":
        upper, lower = bones_of(id.level_text)
        return Skin.between(lower, upper, disc_shares(id, len(points)))
    if kind == "facet":
        return _facet(normal, id, points)
    if kind in ("root", "ganglion", "lumbosacral-trunk"):
        from meshes.changed.nerve_skin import tube_skin

        return tube_skin(normal, id)
    if kind in _CANAL_KINDS:
        return canal_skin(normal, points)
    if kind == "foramen":
        return foramen_skin(normal, points)
    if kind in ("anterior-longitudinal-ligament", "posterior-longitudinal-ligament"):
        return along_column(normal, points, None)
    return _ligament(normal, id, points)


def canal_skin(normal: Normal, points: Points) -> Skin:
    """Carriers of what runs in and out of the canal: nerves and sac."""
    return along_column(normal, points, _CANAL)


def foramen_skin(normal: Normal, points: Points) -> Skin:
    """Carriers of the room between two pedicles."""
    return along_column(normal, points, _FORAMEN)


def along_column(normal: Normal, points: Points, span: tuple[float, float] | None) -> Skin:
    """Carriers by height over the discs. span: heights (mm) over a disc's middle where a point
    changes carriers; None: over the disc's own height."""
    lower = np.full(len(points), len(COLUMN) - 1, np.int8)
    share = np.zeros(len(points))
    for k in range(len(LEVELS) - 1, -1, -1):
        frame = normal.disc_frames[LEVELS[k]]
        height = unplaced(frame, points)[:, 2]
        start, end = span or _disc_span(normal, LEVELS[k])
        here = np.clip((height - start) / (end - start), 0.0, 1.0)
        passed = height > start
        lower = np.where(passed, np.int8(k + 1), lower).astype(np.int8)
        share = np.where(passed, here * here * (3.0 - 2.0 * here), share)
    upper = np.maximum(lower - 1, 0).astype(np.int8)
    return Skin(lower, upper, share.astype(np.float32), COLUMN)


def disc_shares(id: StructureId, count: int) -> Shares:
    """Share of the upper face for each point of a disc, its annulus or its nucleus: (n,)."""
    rings = np.repeat([0.0, 1.0], len(RINGS))
    rows = np.concatenate([rings[: len(RINGS)], ROWS, rings[len(RINGS) :]])
    outside = np.concatenate([[0.0], np.repeat(rows, ANGLES), [1.0]])
    rise = np.concatenate([[-1.0], np.repeat(NUCLEUS_RISE, ANGLES), [1.0]])
    inside = 0.5 + 0.5 * NUCLEUS_HEIGHT * rise
    parts = {"": [outside], "annulus": [outside, inside], "nucleus": [inside]}[id.part]
    found = np.concatenate(parts)
    if len(found) != count:
        raise ValueError(f"{id} has {count} points where a disc has {len(found)}")
    return found.astype(np.float32)


def _facet(normal: Normal, id: StructureId, points: Points) -> Skin:
    """Cartilage rides on its process, the capsule between both; the whole joint is all three."""
    upper, lower = bones_of(id.level_text)
    if id.part == "cartilage-superior":
        return Skin.rigid(len(points), lower)
    if id.part == "cartilage-inferior":
        return Skin.rigid(len(points), upper + ARCH)
    if id.part == "capsule":
        return Skin.between(lower, upper + ARCH, _by_distance(normal, upper, lower, points))
    share = np.empty(len(points))
    for part in ("capsule", "cartilage-inferior", "cartilage-superior"):
        piece = StructureId(f"facet.{id.level_text}.{part}.{id.side}")
        mine = normal.assets.meshes[piece].points
        start = _place_of(points, mine)
        skin = _facet(normal, piece, mine.astype(np.float64))
        on_upper = skin.carriers[-1] == upper + ARCH
        own = skin.share if len(skin.carriers) == 2 else np.full(len(mine), float(on_upper))
        share[start : start + len(mine)] = own
    return Skin.between(lower, upper + ARCH, share)


def _place_of(points: Points, piece: npt.NDArray[np.float32]) -> int:
    """Where a piece's points begin among those of the whole it is part of."""
    for start in range(len(points) - len(piece) + 1):
        if np.array_equal(points[start], piece[0].astype(np.float64)) and np.array_equal(
            points[start : start + len(piece)], piece.astype(np.float64)
        ):
            return start
    raise ValueError("the whole does not hold its piece")


def _ligament(normal: Normal, id: StructureId, points: Points) -> Skin:
    """What is fixed to two bones, blended by distance."""
    if id.kind == "supraspinous-ligament":
        return _chain(normal, points)
    if id.kind == "iliolumbar-ligament":
        away = _away(normal, "vertebra.L5", points)
        return Skin.between("sacrum", "vertebra.L5", 1.0 - away / max(float(away.max()), 1e-6))
    upper, lower = bones_of(id.level_text)
    share = _by_distance(normal, upper, lower, points)
    if id.kind == "ligamentum-flavum":
        share = _evened(normal, id, share)
    if id.kind == "intertransverse-ligament":
        return Skin.between(lower, upper, share)
    return Skin.between(lower + ARCH, upper + ARCH, share)


def _evened(normal: Normal, id: StructureId, share: Points) -> Points:
    """Shares evened out among neighbours, so that a sheet that is drawn out long does not tear into
    teeth where attached points lie beside free ones."""
    faces = normal.assets.meshes[id].triangles
    count = np.maximum(np.bincount(faces.ravel(), minlength=len(share)), 1)
    for _ in range(_EVEN):
        mean = np.repeat(share[faces].mean(axis=1), 3)
        share = np.bincount(faces.ravel(), mean, minlength=len(share)) / count
    return share


def _chain(normal: Normal, points: Points) -> Skin:
    """Points along all spinous processes: the two nearest neighbours carry each."""
    away = np.stack([_away(normal, key, points) for key in COLUMN], axis=1)
    pairs = away[:, :-1] + away[:, 1:]
    upper = np.argmin(pairs, axis=1)
    rows = np.arange(len(points))
    share = away[rows, upper + 1] / np.maximum(away[rows, upper] + away[rows, upper + 1], 1e-6)
    carriers = tuple(key + ARCH for key in COLUMN)
    lower = (upper + 1).astype(np.int8)
    return Skin(lower, upper.astype(np.int8), share.astype(np.float32), carriers)


def _by_distance(normal: Normal, upper: str, lower: str, points: Points) -> Points:
    """Share of the upper bone: 1 on it, 0 on the lower one."""
    up, low = _away(normal, upper, points), _away(normal, lower, points)
    share = low / np.maximum(up + low, 1e-6)
    share = np.where(up <= _ATTACHED, 1.0, share)
    return np.where((low <= _ATTACHED) & (low < up), 0.0, share)


def _away(normal: Normal, key: str, points: Points) -> Points:
    return np.maximum(normal.fields[key].distance(_body(normal, key, points)), 0.0)


def _body(normal: Normal, key: str, points: Points) -> Points:
    return unplaced(normal.pose(key), points)


def _disc_span(normal: Normal, level: str) -> tuple[float, float]:
    """Heights of the faces of a disc at its anterior and posterior edge, about: mm."""
    frame = normal.disc_frames[level]
    points = normal.assets.meshes[StructureId(f"disc.{level}")].points.astype(np.float64)
    height = unplaced(frame, points)[:, 2]
    half = 0.35 * float(np.ptp(height))
    return -half, half


def _turn(move: Points) -> Points:
    still = move.copy()
    still[:3, 3] = 0.0
    return still
