"""Drawing the column apart, each a pure change of the state."""

from __future__ import annotations

from dataclasses import replace

from meshes.store import Box
from viewer.atlas import Atlas
from viewer.state import Camera, ViewState
from viewer.store import Change

#: One press of the key or of the slider's arrows.
STEP = 0.1


def set_explode(atlas: Atlas, share: float) -> Change:
    """Draw the column apart by a share 0..1; the camera stays with what it looked at."""
    share = round(max(0.0, min(1.0, share)), 2)

    def change(state: ViewState) -> ViewState:
        if share == state.explode:
            return state
        return replace(state, explode=share, camera=_followed(atlas, state, share))

    return change


def toggle_explode(atlas: Atlas) -> Change:
    """Wholly apart, or together again."""
    return lambda state: set_explode(atlas, 0.0 if state.explode else 1.0)(state)


def step_explode(atlas: Atlas, by: float) -> Change:
    """A little more or less apart."""
    return lambda state: set_explode(atlas, state.explode + by)(state)


def _followed(atlas: Atlas, state: ViewState, share: float) -> Camera:
    """The camera at the same spot of the anatomy; with nothing lit, as near as shows all."""
    camera, apart = state.camera, atlas.apart
    if state.place is None and not state.focus:
        old, new = _whole_box(atlas, state.explode), _whole_box(atlas, share)
        if old is None or new is None:
            return camera
        taller = (new.upper[2] - new.lower[2]) / max(1e-6, old.upper[2] - old.lower[2])
        x, y, z = (f + b - a for f, a, b in zip(camera.focal, old.centre, new.centre, strict=True))
        return replace(camera, focal=(x, y, z), distance=camera.distance * taller)
    rest = apart.rest(camera.focal, state.explode)
    x, y, z = (r + s for r, s in zip(rest, apart.shift(rest, share), strict=True))
    return replace(camera, focal=(x, y, z))


def _whole_box(atlas: Atlas, share: float) -> Box | None:
    tops = [s.id for s in atlas.catalog.structures.values() if not atlas.catalog.is_extra(s.id)]
    boxes = [atlas.apart.box(id, share) for id in tops if id in atlas.boxes]
    if not boxes:
        return None
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.joined(box)
    return whole
