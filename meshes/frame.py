"""The one coordinate frame: RAS+, millimetres, neutral standing posture.

x to the patient's right, y anterior, z superior; the origin is the centre of the superior endplate
of S1. The patient's left is therefore at negative x.
"""

from __future__ import annotations

from typing import Final

RIGHT: Final = (1.0, 0.0, 0.0)
LEFT: Final = (-1.0, 0.0, 0.0)
ANTERIOR: Final = (0.0, 1.0, 0.0)
POSTERIOR: Final = (0.0, -1.0, 0.0)
SUPERIOR: Final = (0.0, 0.0, 1.0)
INFERIOR: Final = (0.0, 0.0, -1.0)

#: No point of the shipped scene lies outside this box (mm): a guard against metres, inches or
#: a mesh left in its body frame. Lower and upper corner.
LIMITS: Final = ((-150.0, -150.0, -220.0), (150.0, 150.0, 280.0))
