"""How the person stands or bends: what the posture sliders say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Posture:
    """Global angles in degrees; all zero is the neutral standing posture of the model.

    flexion_deg: bending forwards, negative backwards (extension). bend_deg: to the patient's right,
    negative to the left. rotation_deg: turning the trunk to the patient's right, negative to the
    left. lordosis_deg: more lumbar lordosis than normal, negative less. slope_deg: more sacral
    slope than normal, negative less.
    """

    flexion_deg: float = 0.0
    bend_deg: float = 0.0
    rotation_deg: float = 0.0
    lordosis_deg: float = 0.0
    slope_deg: float = 0.0

    @property
    def is_neutral(self) -> bool:
        """Whether nothing differs from standing."""
        return self == NEUTRAL


NEUTRAL = Posture()
