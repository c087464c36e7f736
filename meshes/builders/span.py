"""Sheets of fibres stretched from one bone to the next: between spinous or transverse processes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d, median_filter

from meshes.builders.sheet import SUNK, slab
from meshes.marching import march
from meshes.spine import Spine
from meshes.surface import Points, Surface

Values = npt.NDArray[np.float64]

# Where a sheet wraps the edge of a process: shares of its half thickness there.
WRAP = np.array([0.12, 0.5, 0.8, 1.0])
# A ray beside the crest of a process may go this much farther than the one that meets the crest.
_FALL = 1.6
_REACH = 26.0


@dataclass(frozen=True, slots=True)
class Span:
    """What a sheet is stretched over, column by column.

    upper, lower: ids of the bones. middle: (c, 3) points in the gap. rise: (c, 3) unit directions
    to the upper bone. across: (3,) unit direction through the sheet, square to all of these.
    half: (c, free rows) half thickness between the bones, from inferior to superior.
    attached: (c,) half thickness on the bones.
    """

    upper: str
    lower: str
    middle: Points
    rise: Points
    across: Points
    half: Values
    attached: Values


def span_rows(free: int) -> Values:
    """Height of each row of a sheet as a share of the gap, 0 and 1 at the bones: (rows,)."""
    wrap = np.zeros(len(WRAP))
    return np.concatenate([wrap, np.arange(1, free + 1) / (free + 1.0), wrap + 1.0])


def stretched(spine: Spine, span: Span) -> tuple[Points, Points]:
    """Both faces of the sheet, (columns, rows, 3): the one along `across` first.

    The end rows follow the surface of the bone round the edge of the process, SUNK in it.
    """
    faces = [_face(spine, span, sign) for sign in (1.0, -1.0)]
    return faces[0], faces[1]


def sheet_of(spine: Spine, span: Span, tone: Values) -> Surface:
    """The closed sheet; tone: (columns, rows)."""
    return slab(*stretched(spine, span), tone)


def gaps(spine: Spine, span: Span) -> Values:
    """Way from the middle down to the lower and up to the upper bone: (2, c), mm."""
    offset = np.zeros((len(span.middle), 1))
    return np.stack([_ends(spine, span, offset, 1.0, way)[:, 0] for way in (-1.0, 1.0)])


def bridged(spine: Spine, span: Span) -> npt.NDArray[np.bool_]:
    """Which columns have both bones at their ends: (c,)."""
    found = [_crests(spine, span, way) for way in (-1.0, 1.0)]
    return np.asarray(~np.isnan(found[0]) & ~np.isnan(found[1]))


def _crests(spine: Spine, span: Span, way: float) -> Values:
    """Way from the middle to the bone in one direction, not a number where it is missed: (c,)."""
    key = (span.upper,) if way > 0 else (span.lower,)
    met, hit = march(lambda p: spine.distance(p, key), span.middle, way * span.rise, _REACH, -SUNK)
    return np.where(hit, np.linalg.norm(met - span.middle, axis=1), np.nan)


def _face(spine: Spine, span: Span, sign: float) -> Points:
    offset = span.attached[:, None] * WRAP
    below = -_ends(spine, span, offset, sign, -1.0)
    above = _ends(spine, span, offset, sign, 1.0)
    free = span.half.shape[1]
    share = np.arange(1, free + 1) / (free + 1.0)
    heights = below[:, -1:] + share * (above[:, -1:] - below[:, -1:])
    rise = np.concatenate([below, heights, above[:, ::-1]], axis=1)
    aside = np.concatenate([offset, span.half, offset[:, ::-1]], axis=1)
    return np.asarray(
        span.middle[:, None]
        + rise[:, :, None] * span.rise[:, None]
        + sign * aside[:, :, None] * span.across
    )


def _ends(spine: Spine, span: Span, offset: Values, sign: float, way: float) -> Values:
    """How far bone lies from the middle in one direction, at offsets (c, k) through the sheet."""
    key = (span.upper,) if way > 0 else (span.lower,)
    aside = np.concatenate([np.zeros((len(offset), 1)), offset], axis=1)
    starts = span.middle[:, None] + sign * aside[:, :, None] * span.across
    ways = np.broadcast_to(way * span.rise[:, None], starts.shape)
    met, hit = march(
        lambda p: spine.distance(p, key),
        starts.reshape(-1, 3),
        ways.reshape(-1, 3),
        _REACH,
        -SUNK,
    )
    found = np.einsum("ijk,ijk->ij", met.reshape(starts.shape) - starts, ways)
    found = np.where(hit.reshape(found.shape), found, np.nan)
    crest = _filled(found[:, 0])
    beside = np.where(np.isnan(found[:, 1:]), np.inf, found[:, 1:])
    return np.asarray(np.minimum(beside, crest[:, None] + _FALL))


def _filled(row: Values) -> Values:
    """A row of ways without holes or single outliers."""
    sound = ~np.isnan(row)
    if not sound.any():
        raise ValueError("no bone at either end of a ligament")
    steps = np.arange(len(row))
    whole = np.interp(steps, steps[sound], row[sound])
    even = median_filter(whole, 5, mode="nearest")
    smooth = gaussian_filter1d(even, 0.8, mode="nearest")
    return np.asarray(np.where(np.abs(whole - even) > 1.5, smooth, whole))
