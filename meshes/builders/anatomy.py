"""The whole spine, each structure after those it leans on: bones, posture, joints, nerves."""

from __future__ import annotations

from collections.abc import Callable

from meshes.bone import Bone
from meshes.builders.coccyx import build_coccyx
from meshes.builders.disc import build_discs
from meshes.builders.facet import build_facets
from meshes.builders.flavum import build_flava
from meshes.builders.foramen import build_foramina
from meshes.builders.nerve_set import build_nerves
from meshes.builders.sacrum import build_sacrum
from meshes.builders.vertebra import build_vertebra
from meshes.spine import Spine
from meshes.stacking import neutral_poses
from meshes.surface import Surface

Progress = Callable[[str, float], None]
LEVELS = ("L1", "L2", "L3", "L4", "L5")


def build_bones(progress: Progress) -> dict[str, Bone]:
    """Vertebrae and sacrum, each in its body frame, by id."""
    bones: dict[str, Bone] = {}
    for number, level in enumerate(LEVELS):
        progress(f"{level} vertebra", 0.05 * number)
        bones[f"vertebra.{level}"] = build_vertebra(level)
    progress("sacrum", 0.3)
    bones["sacrum"] = build_sacrum()
    return bones


def build_anatomy(progress: Progress) -> dict[str, Surface]:
    """Every surface of the catalogue by id, in the world frame (neutral standing posture)."""
    bones = build_bones(progress)
    progress("posture", 0.5)
    spine = Spine(bones, neutral_poses(bones))
    surfaces = {key: bone.surface.moved(spine.poses[key]) for key, bone in bones.items()}
    progress("coccyx", 0.55)
    coccyx = build_coccyx()
    surfaces["coccyx"] = coccyx.surface.moved(spine.poses["sacrum"])
    progress("discs", 0.6)
    discs = build_discs(spine)
    surfaces |= discs
    progress("facet joints", 0.65)
    facets = build_facets(spine)
    progress("ligamenta flava", 0.75)
    flava = build_flava(spine)
    surfaces |= facets | flava
    progress("foramina", 0.8)
    surfaces |= build_foramina(spine, discs | facets | flava)
    progress("nerves", 0.85)
    surfaces |= build_nerves(spine, discs, coccyx)
    progress("done", 1.0)
    return surfaces
