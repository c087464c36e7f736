"""Interbody cages: fitted to the end plates as they stand, and built as one closed ring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.effects.hardware.cage_outline import Outline
from meshes.effects.hardware.disc_space import DiscSpace
from meshes.effects.hardware.figures import figure, figures
from meshes.effects.hardware.solids import solid, strip
from meshes.surface import Points, Surface, Triangles, merged

Values = npt.NDArray[np.float64]

# Rows of the wall between its chamfers, and how far those are set in and down, mm.
_ROWS = 7
_CHAMFER = 0.6
# How far the two faces of a cage are domed to the hollow of the plates, mm at most.
_DOME = 1.3
_SEAM = 0.02
# At least this share of a cage's ring lies between the plates.
_HELD = 0.6


@dataclass(frozen=True, slots=True)
class CageFit:
    """The faces of a cage in the frame of its disc space: z = a + b x + c y - d r^2, r^2 in shares
    of the footprint. top, bottom: (a, b, c, d). height: greatest, mm. wedge: degrees. fits: whether
    a cage of the published sizes goes in at all."""

    top: Values
    bottom: Values
    centre: Points
    half: Points
    height: float
    wedge: float
    fits: bool

    def face(self, flat: Points, upper: bool) -> Values:
        """Height of one face at places (n, 2)."""
        return _terms(flat, self.centre, self.half) @ (self.top if upper else self.bottom)


def fit_cage(space: DiscSpace, outline: Outline, kind: str) -> CageFit:
    """The highest cage that lies between the plates and enters neither by more than `cage.press`.

    kind: `plif`, `tlif` or `alif`. Its wedge follows the plates within the kind's published range.
    Raises ValueError when the footprint reaches beyond the plates.
    """
    low, high = outline.outer.min(axis=0), outline.outer.max(axis=0)
    centre, half = 0.5 * (low + high), 0.5 * (high - low)
    flat = np.concatenate([outline.inset(share * outline.wall) for share in (0.12, 0.5, 0.88)])
    top, bottom = space.plate(flat, True), space.plate(flat, False)
    # with a slip a large cage stands over an edge: it is fitted where both plates face it
    met = ~(np.isnan(top) | np.isnan(bottom))
    if met.mean() < _HELD:
        raise ValueError(f"the cage reaches beyond the end plates of {space.bones[1]}")
    terms, top, bottom = _terms(flat, centre, half)[met], top[met], bottom[met]
    faces = [_domed(terms, plate, sign) for plate, sign in ((top, 1.0), (bottom, -1.0))]
    limits = figures()["cage"][kind]
    faces = _wedged(faces, *limits["wedge"])
    press = figure("cage", "press")
    upper, lower = faces
    upper[0] += float((top - terms @ upper).min()) + press
    lower[0] += float((bottom - terms @ lower).max()) - press
    thick = terms @ (upper - lower)
    over = float(thick.max()) - limits["heights"][1]
    if over > 0:
        upper[0] -= 0.5 * over
        lower[0] += 0.5 * over
    height = float(thick.max()) - max(over, 0.0)
    wedge = float(np.degrees(np.arctan(upper[2] - lower[2])))
    fits = height >= limits["heights"][0] and float(thick.min()) - max(over, 0.0) > 3.0
    return CageFit(upper, lower, centre, half, height, wedge, fits)


def _terms(flat: Points, centre: Points, half: Points) -> Values:
    off = flat - centre
    return np.column_stack([np.ones(len(flat)), off, -(((off / half) ** 2).sum(axis=1))])


def _domed(terms: Values, plate: Values, sign: float) -> Values:
    """The face that follows a plate best, its dome within bounds and outward."""
    found = np.linalg.lstsq(terms, plate, rcond=None)[0]
    dome = sign * float(np.clip(sign * found[3], 0.0, _DOME))
    rest = np.linalg.lstsq(terms[:, :3], plate - dome * terms[:, 3], rcond=None)[0]
    return np.append(rest, dome)


def _wedged(faces: list[Values], least: float, most: float) -> list[Values]:
    """Both faces turned evenly until their wedge lies within a range, degrees."""
    wedge = np.degrees(np.arctan(faces[0][2] - faces[1][2]))
    wanted = np.tan(np.radians(np.clip(wedge, least, most)))
    change = 0.5 * (wanted - (faces[0][2] - faces[1][2]))
    turn = np.array([0.0, 0.0, change, 0.0])
    return [faces[0] + turn, faces[1] - turn]


def cage_surface(fit: CageFit, outline: Outline, kind: str) -> Surface:
    """The cage in the frame of its disc space: chamfered ring with toothed faces, openings in its
    wall and, where it is wide, a bar across its window. Closed."""
    rows, is_wall = _rows(fit, outline)
    count, n = len(rows), len(outline.outer)
    number = np.arange(count * n).reshape(count, n)
    points = np.concatenate(rows)
    cells = np.ones((count, n), dtype=bool)
    bridges = []
    for middle, half in outline.ports:
        loop, opened = _port(middle, half, n)
        cells[opened] = False
        _round_port(points.reshape(count, n, 3), loop, kind == "alif")
        outer = np.array([number[r, c] for r, c in loop])
        inner = np.array([number[is_wall - r, c] for r, c in loop])
        bridges.append(strip(outer, inner))
    after = np.roll(number, -1, axis=1)
    below, corner = np.roll(number, -1, axis=0), np.roll(after, -1, axis=0)
    quads = np.stack([number, after, corner, below], axis=-1)[cells]
    faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]], *bridges])
    parts = [solid(points, faces.astype(np.int32))]
    if outline.strut:
        parts.append(_strut(fit, outline))
    return merged(parts)


def _rows(fit: CageFit, outline: Outline) -> tuple[list[Points], int]:
    """Rows of points round the cage: outer wall upwards, upper face inwards, inner wall downwards,
    lower face outwards; and the sum of the numbers of two facing rows of the walls."""
    tooth, n = figure("cage", "tooth"), len(outline.outer)
    comb = tooth * np.array([0.0, 1.0, 0.55])[np.arange(n) % 3]
    share = np.linspace(0.0, 1.0, _ROWS)
    edge = tooth + _CHAMFER

    def at(inset: float, upper: bool, down: Values | float) -> Points:
        flat = outline.inset(inset)
        middle = 0.5 * (fit.face(flat, True) + fit.face(flat, False))
        face = fit.face(flat, upper) + (-down if upper else down)
        return np.column_stack([flat, middle + (face - middle) * outline.lead])

    def wall(inset: float) -> list[Points]:
        low, high = at(inset, False, edge), at(inset, True, edge)
        return [low + s * (high - low) for s in share]

    deep = outline.wall
    across = (0.45, 0.5 * deep, deep - 0.45)
    rows = wall(0.0) + [at(inset, True, comb) for inset in across]
    rows += wall(deep)[::-1] + [at(inset, False, comb) for inset in across[::-1]]
    return rows, 2 * _ROWS + 2


def _port(middle: int, half: int, n: int) -> tuple[list[tuple[int, int]], tuple[Values, Values]]:
    """An opening of the outer and inner wall: the loop of (row, column) about it on the outer wall,
    and the cells, as (rows, columns), that fall away on both."""
    low, high = 1, _ROWS - 2
    columns = np.arange(middle - half, middle + half + 1)
    loop = [(low, int(c) % n) for c in columns]
    loop += [(r, int(columns[-1]) % n) for r in range(low + 1, high + 1)]
    loop += [(high, int(c) % n) for c in columns[-2::-1]]
    loop += [(r, int(columns[0]) % n) for r in range(high - 1, low, -1)]
    outer_rows = np.arange(low, high)
    inner_rows = 2 * _ROWS + 2 - 1 - outer_rows
    r, c = np.meshgrid(np.concatenate([outer_rows, inner_rows]), columns[:-1] % n, indexing="ij")
    return loop, (r.ravel(), c.ravel())


def _round_port(grid: Points, loop: list[tuple[int, int]], circle: bool) -> None:
    """Rounds the corners of an opening, in place: a circle for a screw, else a rounded window."""
    for rows in (loop, [(2 * _ROWS + 2 - r, c) for r, c in loop]):
        index = tuple(np.array(rows).T)
        ring = grid[index]
        middle = ring.mean(axis=0)
        off = ring - middle
        aside = np.linalg.norm(off[:, :2], axis=1) * np.sign(off[:, :2] @ off[0, :2] + 1e-12)
        half = np.array([np.abs(aside).max(), np.abs(off[:, 2]).max()])
        if circle:
            half[:] = half.min()
        flat = np.stack([aside, off[:, 2]], axis=1)
        scaled = np.abs(flat) / np.array([np.abs(aside).max(), np.abs(off[:, 2]).max()])
        power = 2.0 if circle else 4.0
        pull = 1.0 / np.maximum((scaled**power).sum(axis=1) ** (1.0 / power), 1e-9)
        wanted = (
            flat * pull[:, None] * half / np.array([np.abs(aside).max(), np.abs(off[:, 2]).max()])
        )
        keep = np.where(np.abs(aside) > 1e-9, wanted[:, 0] / np.where(aside == 0, 1.0, aside), 1.0)
        grid[index] = middle + np.column_stack([off[:, :2] * keep[:, None], wanted[:, 1]])


def _strut(fit: CageFit, outline: Outline) -> Surface:
    """A bar from front to back across the window, touching the inner wall."""
    inner = outline.inset(outline.wall + _SEAM)
    middle = np.flatnonzero(np.abs(inner[:, 0]) < 2.1)
    ahead = middle[inner[middle, 1] > fit.centre[1]]
    behind = middle[inner[middle, 1] < fit.centre[1]]
    ring = inner[np.concatenate([ahead, behind])]
    down = figure("cage", "tooth") + 1.0
    rows = [
        np.column_stack([ring, fit.face(ring, upper) + (-down if upper else down)])
        for upper in (False, True)
    ]
    n = len(ring)
    faces: list[Triangles] = [strip(np.arange(n), n + np.arange(n))]
    near, far = np.arange(len(ahead)), np.arange(n - 1, len(ahead) - 1, -1)
    m = min(len(near), len(far))
    for shift, over in ((0, True), (n, False)):
        caps = [strip(shift + near[:m], shift + far[:m], closed=False)]
        # one side may have more points: a fan closes the rest
        fans = [[near[k - 1], near[k], far[-1]] for k in range(m, len(near))]
        fans += [[near[-1], far[k], far[k - 1]] for k in range(m, len(far))]
        caps.append(np.array(fans, np.int32).reshape(-1, 3) + shift)
        flat = np.concatenate(caps)
        faces.append(flat[:, ::-1] if over else flat)
    return solid(np.concatenate(rows), np.concatenate(faces).astype(np.int32))
