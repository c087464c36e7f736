"""The whole spine, each structure after those it leans on: bones, posture, joints, nerves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

from meshes.bone import Bone
from meshes.builders.coccyx import build_coccyx
from meshes.builders.disc import build_discs
from meshes.builders.facet import build_facets
from meshes.builders.flavum import build_flava
from meshes.builders.foramen import build_foramina
from meshes.builders.hip_bone import build_hip_bones
from meshes.builders.ligament_set import build_ligaments
from meshes.builders.nerve_set import NerveCourses, build_nerves, nerve_courses
from meshes.builders.sacroiliac import build_sacroiliac
from meshes.builders.sacrum import build_sacrum
from meshes.builders.thoracic import T12, build_t12, with_t12
from meshes.builders.vertebra import build_vertebra
from meshes.parallel import later
from meshes.spine import Spine
from meshes.stacking import neutral_poses
from meshes.surface import Surface

Progress = Callable[[str, float], None]
LEVELS = ("L1", "L2", "L3", "L4", "L5")


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Everything built, and what measures and lesions need of it.

    spine: L1 to the sacrum. topped: the same with T12. coccyx: in the sacrum's frame.
    courses: where the nerves run. surfaces: every structure of the catalogue by id, world frame.
    """

    spine: Spine
    topped: Spine
    coccyx: Bone
    courses: NerveCourses
    surfaces: Mapping[str, Surface]


def build_bones(progress: Progress, pool: Executor | None = None) -> dict[str, Bone]:
    """Vertebrae and sacrum, each in its body frame, by id."""
    sacrum = later(pool, build_sacrum)
    started = {level: later(pool, build_vertebra, level) for level in LEVELS}
    bones: dict[str, Bone] = {}
    for number, (level, vertebra) in enumerate(started.items()):
        progress(f"{level} vertebra", 0.05 * number)
        bones[f"vertebra.{level}"] = vertebra()
    progress("sacrum", 0.3)
    bones["sacrum"] = sacrum()
    return bones


def build_pelvis(spine: Spine) -> dict[str, Surface]:
    """Hip bones, sacroiliac joints and their ligaments by id, in the world frame."""
    hips = build_hip_bones(spine.bones["sacrum"])
    surfaces = {key: bone.surface for key, bone in hips.items()}
    surfaces |= build_sacroiliac(spine.bones["sacrum"], hips["hip-bone.right"])
    pose = spine.poses["sacrum"]
    return {key: surface.moved(pose) for key, surface in surfaces.items()}


def build_anatomy(progress: Progress, pool: Executor | None = None) -> Anatomy:
    """The whole of it in the neutral standing posture.

    pool: other processes for what does not depend on each other; the result is the same without.
    """
    bones = build_bones(progress, pool)
    progress("posture", 0.5)
    thoracic = later(pool, build_t12)
    spine = Spine(bones, neutral_poses(bones))
    pelvis = later(pool, build_pelvis, spine)
    surfaces = {key: bone.surface.moved(spine.poses[key]) for key, bone in bones.items()}
    progress("T12", 0.53)
    topped = with_t12(spine, thoracic())
    surfaces[T12] = topped.surface(T12)
    joints = later(pool, build_facets, topped)
    progress("coccyx", 0.55)
    coccyx = build_coccyx()
    surfaces["coccyx"] = coccyx.surface.moved(spine.poses["sacrum"])
    progress("discs", 0.6)
    discs = build_discs(topped)
    progress("nerves", 0.65)
    courses = nerve_courses(spine, discs)
    nerves = build_nerves(spine, discs, coccyx, courses)
    progress("facet joints", 0.75)
    facets = joints()
    progress("ligaments", 0.8)
    flava = build_flava(spine, nerves)
    foramina = later(pool, build_foramina, spine, discs | facets | flava)
    progress("pelvis", 0.82)
    surfaces |= pelvis()
    surfaces |= discs | facets | flava | nerves
    surfaces |= build_ligaments(spine, discs, flava, nerves, surfaces.get("hip-bone.right"))
    progress("foramina", 0.95)
    surfaces |= foramina()
    return Anatomy(spine, topped, coccyx, courses, surfaces)
