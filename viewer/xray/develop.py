"""From what reached a film to the picture that is looked at: greys as a reader is used to them.

The order of a digital film: logarithm (exposures come as that), evening out of the large shades so
that the thick parts of the body can be read beside the thin ones, grain, window and level, and a
film's soft shoulder and toe.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from viewer.state import Xray
from viewer.xray.exposure import Exposure
from viewer.xray.tissues import tissues

Floats = npt.NDArray[np.float32]
Greys = npt.NDArray[np.uint8]

#: How much of the shades of bone larger than so many mm is taken out (chosen by eye).
_EVENED, _LARGE_MM = 0.45, 22.0
#: The trunk's own shade: so much of the usual window, reached within so many mm of the skin.
_HAZE, _SKIN_MM = 0.30, 60.0
#: Blur of the focal spot and the detector, mm.
_BLUR_MM = 0.3
#: What share of the pixels with bone may be brighter than the usual window's white, per cent.
_BRIGHTEST = 99.3
#: A window is never narrower than this (no units): a film without bone stays dark.
_LEAST = 0.2
#: Grain of the usual exposure, as a share of the window, and the size of its clumps, mm; how much
#: faster than the logarithm of the lost beam it grows.
_GRAIN, _CLUMP_MM, _GROWS = 0.013, 0.28, 0.3
#: Less and more grain than this is not drawn, as powers of e.
_GRAINS = (-1.5, 0.8)
_SEED = 20
#: Steepness of the film's curve in its middle, and what it reaches at the window's ends.
_STEEP = 1.9


def negative(exposure: Exposure) -> Floats:
    """A film before window and level: (h, w), 0..1 the usual window, nought in air. The same
    exposure gives the same film, its grain among it."""
    pitch = exposure.field.pitch
    bone = exposure.bone.astype(np.float32)
    large = _large_shades(bone, _LARGE_MM / pitch)
    even = bone - np.float32(_EVENED) * large
    seen = even[bone > 0.05]
    brightest = float(np.percentile(seen[::5], _BRIGHTEST)) if len(seen) else 0.0
    seen_as = even + exposure.metal.astype(np.float32)
    values = np.asarray(seen_as / np.float32(max(brightest, _LEAST)), dtype=np.float32)
    values *= np.float32(1.0 - _HAZE)
    values += np.float32(_HAZE) * (1.0 - np.exp(exposure.trunk / np.float32(-_SKIN_MM)))
    sharp = np.asarray(values, dtype=np.float32)
    return np.asarray(_blurred(sharp, _BLUR_MM / pitch) + _grain(exposure, pitch), dtype=np.float32)


def developed(film: Floats, tone: Xray) -> Greys:
    """The picture of a film at a window and level, (h, w): 0 black .. 255 white."""
    share = (film - np.float32(tone.level / 100.0)) / np.float32(tone.window / 100.0)
    # A film's curve: straight in the middle, soft at both ends.
    grey = 0.5 + np.tanh(np.float32(_STEEP) * share) / (2.0 * np.tanh(0.5 * _STEEP))
    grey = np.clip(grey, 0.0, 1.0)
    if tone.is_inverted:
        grey = 1.0 - grey
    return np.asarray(255.0 * grey + 0.5, dtype=np.uint8)


def _blurred(picture: Floats, sigma: float) -> Floats:
    from scipy.ndimage import gaussian_filter

    if sigma < 0.2:
        return picture
    return np.asarray(gaussian_filter(picture, sigma, truncate=2.5))


def _large_shades(picture: Floats, sigma: float) -> Floats:
    """The picture without anything smaller than `sigma` pixels: (h, w)."""
    from scipy.ndimage import gaussian_filter

    step = max(1, int(sigma // 4))
    small = gaussian_filter(picture[::step, ::step], sigma / step, mode="nearest")
    for axis, count in enumerate(picture.shape):
        small = _drawn_out(small, count, axis)
    return np.asarray(small)


def _drawn_out(small: Floats, count: int, axis: int) -> Floats:
    """A picture with so many pixels along an axis, by straight lines between those it had."""
    had = small.shape[axis]
    at = np.clip((np.arange(count) + 0.5) * had / count - 0.5, 0.0, had - 1.0)
    first = np.minimum(at.astype(np.intp), max(had - 2, 0))
    shape = [1, 1]
    shape[axis] = count
    share = (at - first).astype(np.float32).reshape(shape)
    before = small.take(first, axis=axis)
    after = small.take(np.minimum(first + 1, had - 1), axis=axis)
    return np.asarray(before + share * (after - before), dtype=np.float32)


def _grain(exposure: Exposure, pitch: float) -> Floats:
    """Grain as a share of the window: more where less reached the film."""
    rows, columns = exposure.bone.shape
    noise = _noise(rows, columns, round(min(_CLUMP_MM / pitch, 1.5), 2))
    lost = (exposure.bone + exposure.metal).astype(np.float32)
    lost += np.float32(tissues().soft) * exposure.trunk
    more = np.clip(_GROWS * (lost - np.median(lost[::4, ::4])), *_GRAINS)
    return np.asarray(_GRAIN * np.exp(more) * noise, dtype=np.float32)


@lru_cache(maxsize=4)
def _noise(rows: int, columns: int, sigma: float) -> Floats:
    """Even grain in clumps of a size, pixels, of spread 1; the same every time: (h, w)."""
    from scipy.ndimage import gaussian_filter

    noise = np.random.default_rng(_SEED).standard_normal((rows, columns), dtype=np.float32)
    if sigma > 0.3:
        noise = gaussian_filter(noise, sigma, truncate=2.0)
        noise /= max(float(noise[::8].std()), 1e-6)
    return np.asarray(noise)
