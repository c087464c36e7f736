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
    return _started(pool).bones(progress)


def build_pelvis(sacrum: Bone) -> dict[str, Surface]:
    """Hip bones, sacroiliac joints and their ligaments by id, in the body frame of the sacrum."""
    hips = build_hip_bones(sacrum)
    surfaces = {key: bone.surface for key, bone in hips.items()}
    return surfaces | build_sacroiliac(sacrum, hips["hip-bone.right"])


@dataclass(frozen=True, slots=True)
class _Started:
    """Bones that are being built: the sacrum, on which the pelvis waits, before the others."""

    sacrum: Callable[[], Bone]
    vertebrae: Mapping[str, Callable[[], Bone]]

    def bones(self, progress: Progress) -> dict[str, Bone]:
        """All of them once they are there, from superior to inferior."""
        found: dict[str, Bone] = {}
        for number, (level, vertebra) in enumerate(self.vertebrae.items()):
            progress(f"{level} vertebra", 0.1 + 0.05 * number)
            found[f"vertebra.{level}"] = vertebra()
        return {**found, "sacrum": self.sacrum()}


def _started(pool: Executor | None) -> _Started:
    """The longest first, so that no other process waits for it at the end."""
    sacrum = later(pool, build_sacrum)
    return _Started(sacrum, {level: later(pool, build_vertebra, level) for level in LEVELS})


def build_anatomy(progress: Progress, pool: Executor | None = None) -> Anatomy:
    """The whole of it in the neutral standing posture.

    pool: other processes for what does not depend on each other; the result is the same without.
    """
    started = _started(pool)
    thoracic = later(pool, build_t12)
    progress("coccyx", 0.0)
    coccyx = build_coccyx()
    progress("sacrum", 0.02)
    pelvis = later(pool, build_pelvis, started.sacrum())
    bones = started.bones(progress)
    progress("posture", 0.4)
    spine = Spine(bones, neutral_poses(bones))
    surfaces = {key: bone.surface.moved(spine.poses[key]) for key, bone in bones.items()}
    progress("T12", 0.53)
    topped = with_t12(spine, thoracic())
    surfaces[T12] = topped.surface(T12)
    joints = later(pool, build_facets, topped)
    surfaces["coccyx"] = coccyx.surface.moved(spine.poses["sacrum"])
    progress("discs", 0.6)
    discs = build_discs(topped)
    progress("nerves", 0.65)
    courses = nerve_courses(topped, discs)
    nerves = build_nerves(topped, discs, coccyx, courses)
    progress("facet joints", 0.75)
    facets = joints()
    progress("ligaments", 0.8)
    flava = build_flava(spine, nerves, facets)
    foramina = later(pool, build_foramina, spine, discs | facets | flava)
    progress("pelvis", 0.82)
    surfaces |= {key: part.moved(spine.poses["sacrum"]) for key, part in pelvis().items()}
    surfaces |= discs | facets | flava | nerves
    surfaces |= build_ligaments(topped, discs, flava, nerves, surfaces.get("hip-bone.right"))
    progress("foramina", 0.95)
    surfaces |= foramina()
    return Anatomy(spine, topped, coccyx, courses, surfaces)
