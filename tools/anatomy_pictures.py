"""The pictures of docs/anatomy.md: every kind of structure, drawn as the program draws it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyvista as pv
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from scipy.cluster.vq import kmeans2
from scipy.spatial import cKDTree

from meshes.catalog import Catalog, load_catalog
from meshes.ids import StructureId
from meshes.store import Assets, Box, Mesh, load_assets
from viewer import caps
from viewer.atlas import Atlas
from viewer.camera import NamedView, framed
from viewer.caps import Plane
from viewer.commands import acts, camera_acts
from viewer.state import Labels, ViewState
from viewer.ui.picture import draw_picture

Pixels = npt.NDArray[np.floating]

SIZE = (900, 700)
COLOURS = 128
# Sections are cut a hair beside the mid-line, on which the meshes have rows of points.
MID_SAGITTAL = Plane((-0.013, 0.0, 0.0), (1.0, 0.0, 0.0))
# How finely cut faces are meshed, mm: bone, what is soft, and the annulus, for its lamellae.
_BONE, _SOFT, _ANNULUS = 0.4, 0.25, 0.16
# Slope of the middle of disc L4-L5, anterior side up +, of the neutral posture.
_SLOPE_L4_L5 = -13.0
LEVELS = ("T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
LIGAMENTS = (
    *("anterior-longitudinal-ligament", "posterior-longitudinal-ligament"),
    *("supraspinous-ligament", "interspinous-ligament", "intertransverse-ligament"),
    *("iliolumbar-ligament", "ligamentum-flavum"),
)
PELVIS = ("hip-bone", "si-joint", "interosseous-sacroiliac", "posterior-sacroiliac")
NERVES = ("root", "ganglion", "thecal-sac", "conus", "filum", "cauda")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: file name without ending, what is to be seen, and the state it shows.

    cut: of the meshes only what lies behind this plane's front is drawn, closed by cut faces.
    """

    name: str
    caption: str
    state: ViewState
    cut: Plane | None = None


def pictures(atlas: Atlas) -> list[Picture]:
    """All pictures in the order in which they stand in the document."""
    return [*_whole(atlas), *_levels(atlas), *_bones(atlas), *_soft(atlas), *_close(atlas)]


def draw_all(
    folder: Path,
    progress: Callable[[str], None],
    meshes: Path | None = None,
    *,
    draw: bool = True,
) -> list[Picture]:
    """Draw every picture into a folder as PNG of few colours; returns them.

    meshes: folder of the built meshes, the shipped ones when left out. draw: False only says what
    would be drawn.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication.instance() or QGuiApplication([])
    assets, catalog = load_assets(meshes), load_catalog()
    folder.mkdir(parents=True, exist_ok=True)
    drawn = pictures(Atlas(catalog, assets.boxes))
    if not draw:
        return drawn
    for picture in drawn:
        progress(picture.name)
        shown = assets if picture.cut is None else sectioned(assets, catalog, picture.cut)
        _draw(shown, catalog, picture, folder / f"{picture.name}.png")
    for stale in set(folder.glob("*.png")) - {folder / f"{p.name}.png" for p in drawn}:
        stale.unlink()
    del application
    return drawn


def _draw(assets: Assets, catalog: Catalog, picture: Picture, file: Path) -> None:
    pixels = draw_picture(assets, catalog, picture.state, SIZE, transparent=True)
    opaque = pixels[..., 3:].astype(np.float32) / 255.0
    flat = (pixels[..., :3] * opaque + 255.0 * (1.0 - opaque)).reshape(-1, 3)
    palette, numbers = few_colours(flat)
    image = QImage(
        numbers.astype(np.uint8).tobytes(), *SIZE, SIZE[0], QImage.Format.Format_Indexed8
    )
    image.setColorTable([0xFF000000 | int(r) << 16 | int(g) << 8 | int(b) for r, g, b in palette])
    writer = QImageWriter(str(file), b"PNG")
    writer.setCompression(100)
    if not writer.write(image):
        raise OSError(f"{file}: {writer.errorString()}")


def sectioned(assets: Assets, catalog: Catalog, plane: Plane) -> Assets:
    """What of every drawn structure lies behind a plane, closed by faces as each tissue is cut."""
    origin, normal = np.array(plane.origin), plane.axes()[2]
    meshes = {}
    for id, mesh in assets.meshes.items():
        if catalog.structures[id].whole:
            continue
        height = (mesh.points - origin) @ normal
        if height.min() >= 0.0:
            continue
        passed = height.max() > 0.0
        meshes[id] = _behind(assets, catalog, id, plane) if passed else mesh
    return Assets(meshes, assets.boxes, assets.parameters, {})


def _behind(assets: Assets, catalog: Catalog, id: StructureId, plane: Plane) -> Mesh:
    mesh, normal = assets.meshes[id], plane.axes()[2]
    surface = pv.PolyData.from_regular_faces(
        np.array(mesh.points, dtype=np.float64), np.array(mesh.triangles)
    )
    surface.point_data["shade"] = np.array(mesh.shade)
    surface.point_data["normals"] = np.array(mesh.normals)
    rest = surface.clip(normal=tuple(normal), origin=plane.origin).triangulate()
    face, tone = _cut_face(assets, catalog, id, plane)
    flat = np.tile(normal, (len(face.points), 1))
    return Mesh(
        np.concatenate([rest.points, face.points]).astype(np.float32),
        np.concatenate([rest.point_data["normals"], flat]).astype(np.float32),
        np.concatenate([rest.point_data["shade"], tone]).astype(np.float32),
        np.concatenate([rest.regular_faces, face.triangles + len(rest.points)]).astype(np.int32),
    )


def _cut_face(
    assets: Assets, catalog: Catalog, id: StructureId, plane: Plane
) -> tuple[caps.Cap, Pixels]:
    """A structure's cut face and the tone of each of its points."""
    tissue, mesh = catalog.structures[id].tissue, assets.meshes[id]
    spacing = _BONE if tissue == "bone" else _SOFT
    if id.endswith(".annulus"):
        spacing = _ANNULUS
    face = caps.fill(caps.outline(mesh.points, mesh.triangles, plane, spacing), spacing)
    if id.endswith(".nucleus"):
        return face, caps.nucleus_tone(face)
    if not id.endswith(".annulus"):
        return face, caps.tone(tissue, face)
    disc, core = (
        assets.meshes[StructureId(id.removesuffix(".annulus") + part)] for part in ("", ".nucleus")
    )
    wall = caps.side_faces(disc.points, disc.triangles)
    outer = caps.outline(disc.points, wall, plane, spacing)
    inner = caps.outline(core.points, core.triangles, plane, spacing)
    return face, caps.annulus_tone(caps.lamellae(face, outer, inner))


def few_colours(pixels: Pixels) -> tuple[Pixels, npt.NDArray[np.intp]]:
    """At most COLOURS colours (k, 3) for pixels (n, 3) of 0..255, and each pixel's number.

    The nearest of k-means over a sample of the pixels that are not white; white is always one.
    """
    coloured = pixels[pixels.min(axis=1) < 250.0]
    if len(coloured) == 0:
        return np.full((1, 3), 255.0), np.zeros(len(pixels), np.intp)
    sample = np.random.default_rng(1).choice(coloured, min(len(coloured), 12_000), replace=False)
    occurring = np.unique(sample.round(), axis=0)
    first = occurring[
        np.linspace(0, len(occurring) - 1, min(COLOURS - 1, len(occurring))).astype(int)
    ]
    with warnings.catch_warnings():
        # A colour that no pixel is nearest to does no harm.
        warnings.simplefilter("ignore", UserWarning)
        means, _ = kmeans2(sample, first, minit="matrix", iter=10)
    palette = np.vstack([[255.0, 255.0, 255.0], means]).round().clip(0, 255)
    return palette, np.asarray(cKDTree(palette).query(pixels)[1])


def _whole(atlas: Atlas) -> list[Picture]:
    views = {
        "anterior": "From anterior.",
        "posterior": "From posterior.",
        "left": "From the left.",
        "superior": "From superior, anterior at the top.",
        "posterior-oblique": "From posterior and the left.",
    }
    start = replace(atlas.start(), labels=Labels.OFF)
    found = [
        Picture(f"whole-{name}", caption, camera_acts.look_from(atlas, name)(start))
        for name, caption in views.items()
    ]
    bands = frozenset(StructureId(id) for id in _starting(atlas, LIGAMENTS))
    cut = replace(camera_acts.look_from(atlas, "right")(start), shown=bands)
    low = replace(cut, camera=replace(cut.camera, distance=0.42 * cut.camera.distance))
    low = replace(low, camera=replace(low.camera, focal=(0.0, -12.0, 40.0)))
    return [
        *found,
        Picture("section", "Mid-sagittal section, seen from the right.", cut, MID_SAGITTAL),
        Picture("section-low", "Mid-sagittal section of L3 to S1.", low, MID_SAGITTAL),
    ]


def _levels(atlas: Atlas) -> list[Picture]:
    found = []
    for level in LEVELS:
        state = acts.select_place(atlas, StructureId(f"segment.{level}"))(atlas.start())
        found.append(Picture(f"level-{level}", f"The motion segment {level}.", state))
    state = acts.select_place(atlas, StructureId("region.sacrum"))(atlas.start())
    return [*found, Picture("level-sacrum", "The sacral region.", state)]


def _bones(atlas: Atlas) -> list[Picture]:
    found = []
    shown = {
        "vertebra.L1": ("L1", 140.0, 25.0),
        "vertebra.L3": ("L3", 140.0, 25.0),
        "vertebra.L5": ("L5", 140.0, 25.0),
    }
    for id, (name, azimuth, elevation) in shown.items():
        state = _alone(atlas, [id], azimuth, elevation)
        found.append(Picture(f"bone-{name}", f"{name} alone, from posterior and above.", state))
    for face, azimuth in (("anterior", 20.0), ("posterior", 160.0)):
        state = _alone(atlas, ["sacrum", "coccyx"], azimuth, 5.0)
        found.append(Picture(f"bone-sacrum-{face}", f"Sacrum and coccyx, {face}.", state))
    found.append(Picture("bone-coccyx", "The coccyx.", _alone(atlas, ["coccyx"], 150.0, 10.0)))
    pelvis = _starting(atlas, PELVIS)
    if pelvis:
        state = _alone(atlas, [*pelvis, "sacrum", "coccyx"], 15.0, 10.0)
        found.append(Picture("pelvis", "Hip bones, sacroiliac joints, sacrum.", state))
    return found


def _soft(atlas: Atlas) -> list[Picture]:
    disc = ["disc.L4-L5.annulus", "disc.L4-L5.nucleus"]
    inside = replace(_alone(atlas, disc, 35.0, 40.0), faded=frozenset([StructureId(disc[0])]))
    joint = ["vertebra.L4", "vertebra.L5", *_starting(atlas, ("facet.L4-L5",))]
    nerves = _starting(atlas, NERVES)
    bones = [f"vertebra.L{k}" for k in range(1, 6)] + ["sacrum"]
    through = replace(_alone(atlas, [*bones, *nerves], 25.0, 8.0), see_through_bone=True)
    bands = _starting(atlas, LIGAMENTS)
    return [
        Picture("disc", "Disc L4-L5: the nucleus through the annulus.", inside),
        _axial(atlas, "L4-L5", _SLOPE_L4_L5),
        Picture("facets", "Facet joints L4-L5, capsules on.", _alone(atlas, joint, 150.0, 12.0)),
        Picture("nerves", "Sac, roots and ganglia; bone see-through.", through),
        Picture("nerves-alone", "The nerves alone.", _alone(atlas, nerves, 150.0, 8.0)),
        Picture(
            "ligaments", "Ligaments on the bones.", _alone(atlas, [*bones, *bands], 142.0, 14.0)
        ),
        Picture(
            "ligaments-anterior",
            "Ligaments from anterior.",
            _alone(atlas, [*bones, *bands, *_starting(atlas, ("disc",))], 20.0, 8.0),
        ),
    ]


def _axial(atlas: Atlas, level: str, slope_deg: float) -> Picture:
    """A section through the middle of a disc along its own plane, seen from superior."""
    id = StructureId(f"disc.{level}.annulus")
    slope = np.radians(slope_deg)
    plane = Plane(atlas.boxes[id].centre, (0.0, -float(np.sin(slope)), float(np.cos(slope))))
    upper, lower = level.split("-")
    bones = [f"vertebra.{upper}", f"vertebra.{lower}"]
    around = (f"disc.{level}", f"facet.{level}", f"ligamentum-flavum.{level}", "root", "ganglion")
    bands = ("thecal-sac", "cauda", *LIGAMENTS[:4])
    parts = [*bones, *_starting(atlas, around), *_starting(atlas, bands)]
    state = _alone(atlas, parts, 180.0, 88.0, [str(id), f"facet.{level}.left"])
    return Picture("section-disc", f"Axial section through disc {level}.", state, plane)


def _close(atlas: Atlas) -> list[Picture]:
    low = acts.select_place(atlas, StructureId("segment.L5-S1"))(atlas.start())
    behind = camera_acts.look_from(atlas, "posterior-oblique")(low)
    root = ["foramen.L4-L5.left", "root.L4.left", "ganglion.L4.left"]
    around = ["vertebra.L4", "vertebra.L5", "disc.L4-L5", "facet.L4-L5.left"]
    parts = [*around, *root[1:], "ligamentum-flavum.L4-L5"]
    exit_ = replace(_alone(atlas, parts, 98.0, 4.0, root[:1]), labels=Labels.OFF)
    return [
        Picture("close-L5-S1", "L5-S1 from behind and the left.", behind),
        Picture("close-foramen", "The left foramen L4-L5 with the L4 root.", exit_),
    ]


def _starting(atlas: Atlas, kinds: tuple[str, ...]) -> list[str]:
    """Structures with a mesh of their own whose id begins with one of these words."""
    return [
        str(id)
        for id, structure in atlas.catalog.structures.items()
        if id.startswith(kinds) and not structure.face_set
    ]


def _alone(
    atlas: Atlas,
    ids: list[str],
    azimuth: float,
    elevation: float,
    frame: list[str] | None = None,
) -> ViewState:
    """Only these structures, seen from an angle; framed by themselves or by others."""
    wanted = [StructureId(id) for id in ids]
    every = frozenset(step for id in wanted for step in atlas.catalog.with_parts(id))
    boxes: list[Box] = [atlas.boxes[StructureId(id)] for id in frame or ids]
    view = NamedView("", "", "", azimuth, elevation, "")
    camera = framed(boxes, view, 0.45 if frame else 0.9)
    asked = frozenset(id for id in wanted if atlas.catalog.on_request(id))
    return replace(
        atlas.start(), camera=camera, only=every, shown=asked, labels=Labels.OFF, view=""
    )
