"""All measures of a built anatomy in one go, by the keys and places of morphometry.toml."""

from __future__ import annotations

from collections.abc import Mapping

from meshes.bone import Bone
from meshes.builders.nerve_set import NerveCourses
from meshes.measures.figures import WHOLE
from meshes.measures.joints import segment_sizes
from meshes.measures.ligaments import (
    body_ligament_sizes,
    disc_ligament_sizes,
    supraspinous_size,
)
from meshes.measures.nerves import end_places, root_sizes, sac_sizes
from meshes.measures.posture import body_place, column_sizes
from meshes.measures.recess import recess_sizes
from meshes.measures.sacrum import coccyx_sizes, foramen_sizes, sacrum_sizes
from meshes.measures.vertebra import vertebra_sizes
from meshes.spine import STACK, Spine
from meshes.stacking import NEIGHBOURS, segment_of
from meshes.surface import Surface

#: Measured value by figure and place; None where it cannot be measured.
Measures = dict[str, dict[str, float | None]]

#: Spaces that the supraspinous ligament crosses in most people.
_SUPRASPINOUS = ("L1-L2", "L2-L3", "L3-L4")
_FORAMINA = ("S1", "S2", "S3", "S4")


def measured(
    spine: Spine, coccyx: Bone, courses: NerveCourses, soft: Mapping[str, Surface]
) -> Measures:
    """Every size of the spine.

    coccyx: in the sacrum's frame; soft: discs, facets, ligaments and nerves in the world, by id.
    """
    found: Measures = {}

    def note(place: str, sizes: Mapping[str, float | None]) -> None:
        for key, value in sizes.items():
            found.setdefault(key, {})[place] = value

    for key in STACK[:-1]:
        level = key.removeprefix("vertebra.")
        bone = spine.bones[key]
        note(level, vertebra_sizes(bone) | recess_sizes(bone) | body_place(spine, key))
        note(level, body_ligament_sizes(spine, key, soft))
    for upper, lower in NEIGHBOURS:
        level = segment_of(upper, lower)
        note(level, segment_sizes(spine, upper, lower, soft, level))
        note(level, sac_sizes(spine, upper, lower, soft.get("thecal-sac")))
        note(level, disc_ligament_sizes(spine, upper, lower, soft))
        if level in _SUPRASPINOUS:
            note(level, {"supraspinous-area": supraspinous_size(spine, upper, lower, soft)})
    for level, course in courses.roots.items():
        note(level, root_sizes(course, courses.sac, soft))
    for level in _FORAMINA:
        note(level, foramen_sizes(spine.bones["sacrum"], level))
    note(WHOLE, sacrum_sizes(spine.bones["sacrum"]) | coccyx_sizes(coccyx))
    note(WHOLE, column_sizes(spine) | end_places(spine, soft))
    return found
