"""How the person stands or bends, each a pure change of the state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace

from meshes.effects.posture import NEUTRAL, Posture
from viewer.state import ViewState
from viewer.store import Change


@dataclass(frozen=True, slots=True)
class Angle:
    """One thing a posture can do. title: the field's word; plain: everyday words; low, high: its
    least and most in degrees; less, more: words for both ways; step: what a key or command does."""

    title: str
    plain: str
    low: float
    high: float
    less: str
    more: str
    step: float = 5.0


#: The angles by field of `Posture`. Ranges: flexion, extension, bending and rotation are the sums
#: of the segments' means in healthy young men (Pearcey 1984); lordosis and slope what 95 % of
#: adults have (PMC6680033; Mac-Thiong 2011), as away from the model's own. A test holds them within
#: what `meshes.effects.motion.ranges` works out, which would have to load the geometry.
ANGLES: Mapping[str, Angle] = {
    "flexion_deg": Angle(
        "Flexion and extension", "Bending forwards and back", -16.0, 52.0, "back", "forwards", 5.0
    ),
    "bend_deg": Angle("Side bending", "Bending to the side", -21.5, 21.5, "left", "right", 5.0),
    "rotation_deg": Angle("Rotation", "Turning", -5.5, 5.5, "left", "right", 1.0),
    "lordosis_deg": Angle(
        "Lumbar lordosis", "Hollow of the low back", -18.5, 22.0, "flatter", "deeper", 2.0
    ),
    "slope_deg": Angle(
        "Sacral slope", "Tilt of the sacrum", -14.5, 16.0, "flatter", "steeper", 2.0
    ),
}


def set_angle(name: str, degrees: float) -> Change:
    """Bring one angle to so many degrees; beyond its range the nearest. name: field of Posture."""
    angle = ANGLES[name]
    kept = round(max(angle.low, min(angle.high, degrees)), 1)

    def change(state: ViewState) -> ViewState:
        posture = replace(state.posture, **{name: kept})
        if posture == state.posture:
            return state
        return replace(state, posture=posture, is_before=False)

    return change


def step_angle(name: str, by: float) -> Change:
    """Move one angle by so many degrees."""
    return lambda state: set_angle(name, getattr(state.posture, name) + by)(state)


def set_posture(posture: Posture) -> Change:
    """Take a whole posture, each angle within its range."""

    def change(state: ViewState) -> ViewState:
        for one in fields(posture):
            state = set_angle(one.name, getattr(posture, one.name))(state)
        return state

    return change


def stand(state: ViewState) -> ViewState:
    """Back to neutral standing; conditions stay."""
    if state.posture == NEUTRAL:
        return state
    return replace(state, posture=NEUTRAL, is_before=state.is_before and bool(state.findings))


def can_step(name: str, by: float) -> Callable[[ViewState], bool]:
    """Whether there is room that way."""
    angle = ANGLES[name]

    def answer(state: ViewState) -> bool:
        now: float = getattr(state.posture, name)
        return now < angle.high if by > 0 else now > angle.low

    return answer


def degrees_words(name: str, posture: Posture) -> str:
    """An angle in words: "20° forwards", "0°"."""
    value: float = getattr(posture, name)
    angle = ANGLES[name]
    if not value:
        return "0°"
    return f"{abs(value):g}° {angle.more if value > 0 else angle.less}"
