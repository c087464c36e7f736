"""MRI-like pictures of a state: which slice is wanted, in; brightness, names and outlines, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from meshes.ids import StructureId
from meshes.store import Assets, Mesh
from viewer.atlas import Atlas
from viewer.changing import shape_of
from viewer.mri import tissue as look
from viewer.mri.coverage import Patch, filled, holds, segments
from viewer.mri.cuts import BED, PSOAS, Cut, in_reach, parts_at
from viewer.mri.muscles import bundled
from viewer.mri.place import where_words
from viewer.mri.signals import Signals, signals
from viewer.mri.slab import Slab, slab_of
from viewer.mri.surroundings import surroundings
from viewer.state import ViewState, Xray
from viewer.xray.along import Passed
from viewer.xray.body import Body
from viewer.xray.views import film_views

Floats = npt.NDArray[np.float32]
Flat = npt.NDArray[np.float32]

#: Where in a slice it is cut, shares of its half thickness, and how much each counts: what lies in
#: the middle of the slice weighs more than what grazes its edge.
_CUTS: tuple[tuple[float, float], ...] = ((-0.68, 0.28), (0.0, 0.44), (0.68, 0.28))
#: Grain: spread of each of the two channels a scanner measures, of a picture's brightness.
_GRAIN, _SEED = 0.028, 7
#: How far beyond a nucleus its annulus is looked at for the water it holds, mm.
_INNER_MM = 5.0
_DISC, _NUCLEUS = look.ORDER.index("disc"), look.ORDER.index("nucleus")
#: Brightness of fluid at the column in the picture, before window and level.
_FLUID = 0.93


@dataclass(frozen=True)
class Scan:
    """One slice. title: what tells it from the other of a pair. body: what it is of. values:
    (h, w), 0 black .. 1, before window and level. where: where it lies, in words."""

    title: str
    body: Body
    slab: Slab
    values: Floats
    where: str

    @property
    def pitch(self) -> float:
        """Millimetres of a pixel."""
        return self.slab.pitch

    @cached_property
    def _middle(self) -> tuple[tuple[Cut, npt.NDArray[np.float64], npt.NDArray[np.intp]], ...]:
        """What the middle of the slice cuts, lowest first, with its lines and their triangles."""
        cuts = in_reach(self.body, self.slab, 0.0)
        found = ((cut, *segments(cut.flat, cut.mesh.triangles, 0.0)) for cut in cuts)
        return tuple(each for each in found if len(each[1]))

    def along(self, column: float, row: float) -> tuple[Passed, ...]:
        """What lies at a place, pixels, in the middle of the slice: what is seen there first, then
        what that lies in. Lengths are nought: nothing is passed."""
        across, up = self.slab.place(column, row)
        found = []
        for cut, lines, triangles in reversed(self._middle):
            if cut.id in self.body and holds(lines, across, up):
                part = parts_at(cut, lines, triangles, np.array([[across, up]]))[0]
                found.append(Passed(cut.id, part, 0.0, 0.0))
        return tuple(found)

    def outlined(self, ids: Iterable[StructureId]) -> npt.NDArray[np.bool_]:
        """Where structures lie in the middle of the slice, each in its own layer: (k, h, w)."""
        found = [self._covered(id) for id in ids]
        shape = (0, self.slab.height, self.slab.width)
        return np.stack(found) if found else np.zeros(shape, dtype=bool)

    def _covered(self, id: StructureId) -> npt.NDArray[np.bool_]:
        total = np.zeros((self.slab.height, self.slab.width), dtype=bool)
        catalog = self.body.catalog
        wanted = frozenset(catalog.with_parts(id)) if id in catalog.structures else frozenset([id])
        for cut, lines, triangles in self._middle:
            is_whole = cut.id in wanted
            if not is_whole and not wanted & set(cut.mesh.part_ids):
                continue
            patch = filled(self.slab.pixels(lines), self.slab.width, self.slab.height)
            if patch is None:
                continue
            inside = patch.share >= 0.5
            if not is_whole:
                rows, columns = np.nonzero(inside)
                places = self.slab.places(columns + patch.columns.start, rows + patch.rows.start)
                named = parts_at(cut, lines, triangles, places)
                inside[rows, columns] = [part in wanted for part in named]
            total[patch.rows, patch.columns] |= inside
        return total


class Scanner:
    """See the module's text. One belongs to one set of meshes; it keeps what it made last."""

    def __init__(self, assets: Assets, atlas: Atlas) -> None:
        self.assets, self._atlas = assets, atlas
        self._discs: dict[StructureId, tuple[Mesh, object, look.DiscLook]] = {}

    def scan(self, state: ViewState, xray: Xray, size: tuple[int, int], title: str = "") -> Scan:
        """The slice a state asks for; size: width and height, pixels; title: see `Scan`. Raises
        KeyError for a view there is none of, AssetError, ContentError."""
        view = film_views()[xray.view]
        body = Body(self.assets, self._atlas.catalog, shape_of(state))
        slab = slab_of(state, xray, view, body, self._atlas, size)
        where = where_words(state, xray, view, self._atlas)
        return Scan(title, body, slab, self._developed(body, slab), where)

    def _developed(self, body: Body, slab: Slab) -> Floats:
        """What a scanner would make of it: the mean over the slice, blurred, with grain."""
        figures = signals()
        half = 0.5 * slab.thick
        cuts = in_reach(body, slab, half)
        around, total = surroundings(body, slab, figures), np.zeros((slab.height, slab.width), "f4")
        for number, (share, weight) in enumerate(_CUTS):
            # Rows are asked at another height in each: together they are smooth.
            phase = (number + 0.5) / len(_CUTS) - 0.5
            shown = self._painted(
                around.ground.copy(), body, slab, cuts, share * half, phase, figures
            )
            total += np.float32(weight) * shown
        total *= np.float32(_FLUID) * around.gain
        total = look.Brush(figures, slab.pitch, _no_world).blurred(total, figures.size["blur"])
        return _grained(total)

    def _painted(
        self,
        shown: Floats,
        body: Body,
        slab: Slab,
        cuts: Iterable[Cut],
        depth: float,
        phase: float,
        figures: Signals,
    ) -> Floats:
        """Everything cut at one depth, painted over what is shown. Metal takes the signal of what
        lies round it as well."""
        void, discs = np.zeros_like(shown), np.zeros_like(shown)
        for cut in cuts:
            if not cut.reach[0] <= depth <= cut.reach[1]:
                continue
            lines, _ = segments(cut.flat, cut.near, depth)
            patch = filled(slab.pixels(lines), slab.width, slab.height, phase)
            if patch is None:
                continue
            at = patch.rows, patch.columns
            if _is_metal(body, cut.id):
                void[at] = np.maximum(void[at], patch.share)
                continue
            if cut.rank == _DISC:
                discs[at] = np.maximum(discs[at], patch.share)
            elif cut.rank == _NUCLEUS:
                patch = _widened(patch, shown.shape, round(_INNER_MM / slab.pitch))
                at = patch.rows, patch.columns
            brush = look.Brush(figures, slab.pitch, _world_of(slab, patch, depth))
            if cut.rank == _NUCLEUS:
                self._paint_nucleus(body, cut.id, patch, brush, discs[at], shown[at])
                continue
            share, value = self._looks(body, cut, patch, brush)
            shown[at] += share * (value - shown[at])
        return _voided(shown, void, slab.pitch, figures)

    def _looks(
        self, body: Body, cut: Cut, patch: Patch, brush: look.Brush
    ) -> tuple[Floats, Floats | float]:
        """How much of a patch a structure takes, and how bright it is there."""
        id, of = cut.id, brush.signals.of
        share = patch.share
        if id.kind == BED:
            return share, of["graft_fresh"]
        if id == PSOAS:
            return brush.blurred(share, 0.8), _psoas(brush, share.shape)
        tissue = body.catalog.structures[id].tissue
        if id.kind == "graft":
            return share, look.graft(brush, body.solidity(id))
        if tissue == "bone":
            return share, look.bone(brush, patch)
        if id.kind == "herniation":
            return share, look.herniation(brush, patch)
        if tissue == "dura":
            return share, look.sac(brush, patch)
        if tissue == "disc":
            return share, look.annulus(brush, self._disc_look(body, id))
        return share, look.plain(brush, id, tissue)

    def _paint_nucleus(
        self,
        body: Body,
        id: StructureId,
        patch: Patch,
        brush: look.Brush,
        annulus: Floats,
        shown: Floats,
    ) -> None:
        """A nucleus and how it passes into its annulus. shown: what is painted on, a view of the
        picture; annulus: how much of it that takes."""
        now, figures = self._disc_look(body, id), brush.signals
        own = brush.blurred(patch.share, 0.35 * figures.size["blend"]) * patch.share
        around = figures.inner_annulus * np.clip(
            1.8 * brush.blurred(patch.share, figures.size["blend"]), 0.0, 1.0
        )
        share = np.maximum(own, around * np.maximum(annulus, patch.share))
        # A nucleus fills a hole in its annulus: where it is soft, that shows and nothing else.
        shown += patch.share * (figures.of["annulus"] - shown)
        shown += share * (look.torn(brush, now, look.nucleus(brush, now)) - shown)

    def _disc_look(self, body: Body, id: StructureId) -> look.DiscLook:
        """A disc as it is now, worked out once for each of its shapes."""
        level = id.level_text
        whole = body.surface(StructureId(f"disc.{level}")) or body[id]
        change = body.disc_change(level)
        known = self._discs.get(StructureId(f"{id.kind}.{level}"))
        if known is None or known[0] is not whole or known[1] is not change:
            nucleus = body.surface(StructureId(f"disc.{level}.nucleus"))
            known = (whole, change, look.disc_look(whole, nucleus, change))
            self._discs[StructureId(f"{id.kind}.{level}")] = known
        return known[2]


def _widened(patch: Patch, shape: tuple[int, ...], by: int) -> Patch:
    """The same with so many pixels more on all sides, as far as the picture goes."""
    rows = slice(max(0, patch.rows.start - by), min(shape[0], patch.rows.stop + by))
    columns = slice(max(0, patch.columns.start - by), min(shape[1], patch.columns.stop + by))
    before = (patch.rows.start - rows.start, patch.columns.start - columns.start)
    after = (rows.stop - patch.rows.stop, columns.stop - patch.columns.stop)
    return Patch(rows, columns, np.pad(patch.share, tuple(zip(before, after, strict=True))))


def _psoas(brush: look.Brush, shape: tuple[int, ...]) -> Floats:
    """The bundles of a psoas, one for two pixels each way: all round it is so coarse."""
    world = brush.world()[:, ::2, ::2]
    coarse = bundled(world[0], world[1], world, brush.signals.of["muscle"])
    return coarse.repeat(2, axis=0).repeat(2, axis=1)[: shape[0], : shape[1]]


def _is_metal(body: Body, id: StructureId) -> bool:
    structure = body.catalog.structures.get(id)
    return structure is not None and structure.tissue == "metal"


def _world_of(slab: Slab, patch: Patch, depth: float) -> Callable[[], Floats]:
    kept: list[Floats] = []

    def world() -> Floats:
        if not kept:
            kept.append(slab.world(patch.rows, patch.columns, depth))
        return kept[0]

    return world


def _no_world() -> Floats:
    return np.zeros((3, 0, 0), dtype=np.float32)


def _voided(shown: Floats, void: Floats, pitch: float, figures: Signals) -> Floats:
    """Without the signal that metal takes, its own place and a little beyond."""
    if not void.any():
        return shown
    from scipy.ndimage import gaussian_filter

    spread = gaussian_filter(void, figures.size["metal_bloom"] / pitch, truncate=2.5)
    taken = np.clip(4.0 * np.maximum(spread, 0.25 * void) - 0.12, 0.0, 1.0)
    # What is taken from there piles up at the void's edge, faintly.
    edge = np.clip(1.0 - np.abs(spread - 0.10) / 0.08, 0.0, 1.0)
    piled = shown * (1.0 + 0.25 * edge)
    return np.asarray(piled * (1.0 - taken) + figures.of["metal"] * taken, dtype=np.float32)


def _grained(picture: Floats) -> Floats:
    """The magnitude of a picture whose two channels are grainy, the same grain every time."""
    one, other = _noise(picture.shape)
    return np.asarray(np.hypot(picture + one, other), dtype=np.float32)


@lru_cache(maxsize=4)
def _noise(shape: tuple[int, ...]) -> Floats:
    """Grain of two channels: (2, h, w)."""
    random = np.random.default_rng(_SEED)
    return random.standard_normal((2, *shape), dtype=np.float32) * np.float32(_GRAIN)
