"""Where the bodies stand. What each key means stands in morphometry.toml."""

from __future__ import annotations

from meshes.pose import corner_frame, tilt_deg
from meshes.spine import STACK, Spine
from meshes.stacking import body_frame

Sizes = dict[str, float | None]


def body_place(spine: Spine, key: str) -> Sizes:
    """Place and tilt of a vertebral body by its four corners in the mid-line, world."""
    frame = spine.poses[key] @ body_frame(spine.bones[key])
    return {
        "body-centre-y": float(frame[1, 3]),
        "body-centre-z": float(frame[2, 3]),
        "body-tilt": tilt_deg(frame),
    }


def column_sizes(spine: Spine) -> Sizes:
    """Sacral slope and lordosis of the whole column."""
    sacral = -tilt_deg(corner_frame(spine.plate(STACK[-1], "superior")))
    top = tilt_deg(corner_frame(spine.plate(STACK[0], "superior")))
    return {"sacral-slope": sacral, "lordosis": top + sacral}
