"""The scene as one web page: meshes, a small renderer and the words, nothing from the network.

The renderer in `web_page.html` is our own. Meshes are thinned to a budget of triangles, points
become 16-bit shares of the scene's box, and all is deflated and written as text into the page.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkFiltersCore import vtkClipPolyData, vtkQuadricDecimation, vtkTriangleFilter

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets, Mesh
from meshes.surface import smooth_normals
from viewer.camera import FRAMED_ASPECT, VIEW_ANGLE_DEG
from viewer.captions import NOTE_ROLE
from viewer.export.ink_pieces import InkPiece, ink_pieces
from viewer.export.steps import Progress, Steps, TakeError, fresh_file, refuse_unwritable
from viewer.looks import BURIED, LIGHTS, SceneTheme, face_opacity, material, mottled, veil
from viewer.scene import Scene
from viewer.spec import ROLE_SHAPES, Colour, LegendEntry, Look, SceneSpec
from viewer.state import Camera

#: Triangles of the whole page at each level of detail; a receded part counts as a third.
BUDGETS: Mapping[str, int] = {"low": 60_000, "usual": 150_000, "high": 300_000}
LARGEST_BYTES = 8_000_000
_FEWEST, _GHOST_SHARE, _BYTES_A_POINT = 60, 3, 12


@dataclass(frozen=True)
class PageWords:
    """What stands around the picture. Plain text, but for leg_map (as `leg_map_html` makes it) and
    beside (words beside the picture): HTML that is ours, with what others typed escaped, "" for
    none."""

    title: str
    disclaimer: str
    leg_map: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Part:
    """One surface of the page. shown: its entry in the scene's list; mesh: thinned, world mm."""

    shown: dict[str, Any]
    mesh: Mesh


def page_steps(
    assets: Assets,
    catalog: Catalog,
    spec: SceneSpec,
    camera: Camera,
    theme: SceneTheme,
    words: PageWords,
    file: Path,
    *,
    detail: str = "usual",
) -> Steps[int]:
    """Write the scene as a page; ends with its size in bytes. Raises TakeError."""
    refuse_unwritable(file)
    yield Progress(0.0, "Gathering the scene")
    scene = Scene(assets, catalog)
    scene.set_theme(theme)
    scene.draw(spec)
    while scene.refine():
        yield Progress(0.02, "Gathering the scene")
    parts: list[Part] = []
    looks = scene.drawn_looks()
    if not looks:
        raise TakeError(f"{file} was not written: nothing is visible; show something first.")
    shares = _shares(looks, scene.meshes, BUDGETS[detail])
    for k, (id, look) in enumerate(looks.items()):
        yield Progress(0.05 + 0.75 * k / len(looks), f"Preparing {catalog.structures[id].name}")
        parts += _surfaces(scene, id, look, shares[id])
    parts += [_ink(one) for one in ink_pieces(scene.ink)]
    scene.release()
    yield Progress(0.85, "Packing the page")
    text = page_text(parts, spec.legend, camera, theme, words)
    if len(text) > LARGEST_BYTES:
        raise TakeError(f"{file} was not written: the page would be too large; choose less detail.")
    with fresh_file(file) as part:
        part.write_bytes(text)
    return len(text)


def _shares(
    looks: Mapping[StructureId, Look], meshes: Mapping[StructureId, Mesh], budget: int
) -> dict[StructureId, int]:
    """How many triangles each structure may have: by the square root of what it has, so that
    small ones stay round."""
    weights = {
        id: np.sqrt(len(meshes[id].triangles)) / (_GHOST_SHARE if look.ghost else 1)
        for id, look in looks.items()
    }
    whole = sum(weights.values())
    return {id: max(_FEWEST, int(budget * weight / whole)) for id, weight in weights.items()}


def _surfaces(scene: Scene, id: StructureId, look: Look, most: int) -> Iterator[Part]:
    """What is drawn of a structure: its surface, as far as no section takes it, and its cut."""
    catalog, actor = scene.catalog, scene.actor(id)
    tissue = catalog.structures[id].tissue
    if actor is not None and actor.GetVisibility():
        mesh = scene.mesh(id)
        if tissue == "bone":
            mesh = replace(mesh, shade=mottled(mesh.points, mesh.shade))
        planes = actor.GetMapper().GetClippingPlanes()
        if planes is not None and planes.GetNumberOfItems():
            mesh = _clipped(mesh, planes.GetItem(0))
        thin = thinned(mesh, most)
        if len(thin.triangles):
            yield Part(_entry(scene, id, look, thin), thin)
    filling = scene.section.fillings.get(id)
    if filling is not None and scene.section.cut is not None and len(filling.triangles):
        points = np.asarray(filling.points, dtype=np.float32)
        normals = np.tile(np.asarray(scene.section.cut.normal, dtype=np.float32), (len(points), 1))
        tone = np.asarray(filling.tone, dtype=np.float32)
        face = Mesh(points, normals, tone, np.asarray(filling.triangles, dtype=np.int32))
        alpha = face_opacity(look, tissue)
        shown = _entry(scene, id, look, face) | {
            "matter": [0.6, 0.0, 1.0],
            "diffuse": 0.4,
            "veil": [0.0, 0.0, 0.0] if alpha >= 1.0 else [alpha, 0.0, 1.0],
            "face": True,
        }
        yield Part(shown, face)


def _entry(scene: Scene, id: StructureId, look: Look, mesh: Mesh) -> dict[str, Any]:
    structure = scene.catalog.structures[id]
    answer, covering = material(structure.tissue, look), veil(look, scene.theme, structure.tissue)
    seen = (0.0, 0.0, 0.0) if covering is None else (covering.facing, covering.rim, covering.power)
    return {
        "id": str(id),
        "name": scene.spec.counting.both(structure.name),
        "ghost": look.ghost,
        "colour": _rounded(scene.theme.ghost if look.ghost else look.colour),
        "matter": _rounded(
            (answer.ambient, 0.0 if look.ghost else answer.specular, answer.specular_power)
        ),
        "diffuse": 1.0,
        "veil": _rounded(seen),
        "own": 1.0 if look.ghost else 0.6,
        "middle": _rounded(mesh.points.mean(axis=0).tolist(), 1),
        "face": False,
    }


def _ink(line: InkPiece) -> Part:
    """A line of the pen, as bright as on the screen."""
    shown = {
        "id": str(line.id),
        "name": line.name,
        "ghost": False,
        "colour": _rounded(line.colour),
        "matter": [0.55, 0.0, 1.0],
        "diffuse": 0.5,
        "veil": [0.0, 0.0, 0.0],
        "own": 0.0,
        "middle": _rounded(line.mesh.points.mean(axis=0).tolist(), 1),
        "face": False,
    }
    return Part(shown, line.mesh)


def thinned(mesh: Mesh, most: int) -> Mesh:
    """The mesh with about so many triangles; shade follows from the nearest points."""
    count = len(mesh.triangles)
    if count <= most:
        return mesh
    data = vtkPolyData()
    data.DeepCopy(_bare(mesh))
    fewer = vtkQuadricDecimation()
    fewer.SetInputData(data)
    fewer.SetTargetReduction(1.0 - most / count)
    fewer.SetVolumePreservation(True)
    fewer.Update()
    return _read(fewer.GetOutput(), mesh)


def _clipped(mesh: Mesh, plane: Any) -> Mesh:
    clip, triangles = vtkClipPolyData(), vtkTriangleFilter()
    clip.SetInputData(_bare(mesh))
    clip.SetClipFunction(plane)
    triangles.SetInputConnection(clip.GetOutputPort())
    triangles.PassLinesOff()
    triangles.PassVertsOff()
    triangles.Update()
    return _read(triangles.GetOutput(), mesh)


def _bare(mesh: Mesh) -> vtkPolyData:
    """Points and triangles alone; the caller keeps the mesh alive."""
    from viewer.scene_parts import poly_data

    data = poly_data(mesh, "")
    data.GetPointData().Initialize()
    return data


def _read(data: vtkPolyData, old: Mesh) -> Mesh:
    if data.GetNumberOfPolys() == 0:
        none = np.zeros((0, 3), dtype=np.float32)
        return Mesh(none, none, none[:, 0], np.zeros((0, 3), dtype=np.int32))
    points = vtk_to_numpy(data.GetPoints().GetData()).astype(np.float32)
    triangles = vtk_to_numpy(data.GetPolys().GetConnectivityArray()).reshape(-1, 3).astype(np.int32)
    nearest = cKDTree(old.points).query(points)[1]
    # Where a mesh was cut open its border has no smooth normal of its own: take the old one.
    normals = smooth_normals(points, triangles)
    kept = old.normals[nearest]
    agree = np.einsum("ij,ij->i", normals, kept) > 0.2
    return Mesh(points, np.where(agree[:, None], normals, kept), old.shade[nearest], triangles)


def page_text(
    parts: list[Part],
    legend: tuple[LegendEntry, ...],
    camera: Camera,
    theme: SceneTheme,
    words: PageWords,
) -> bytes:
    """The whole page, UTF-8."""
    low = np.min([part.mesh.points.min(axis=0) for part in parts], axis=0).astype(float)
    top = np.max([part.mesh.points.max(axis=0) for part in parts], axis=0).astype(float)
    size = np.maximum(top - low, 1e-3)
    blob = bytearray()
    rows = [{**part.shown, **_packed(part.mesh, low, size, blob)} for part in parts]
    scene = {
        "parts": rows,
        "low": _rounded(low, 5),
        "size": _rounded(size, 5),
        "buried": _rounded(BURIED),
        "lights": [_light(k) for k in range(len(LIGHTS))],
        "angle": VIEW_ANGLE_DEG,
        "aspect": FRAMED_ASPECT,
        "camera": {
            "azimuth": camera.azimuth_deg,
            "elevation": camera.elevation_deg,
            "distance": camera.distance,
            "focal": list(camera.focal),
        },
    }
    press = zlib.compressobj(9, wbits=-15)
    data = base64.b64encode(press.compress(bytes(blob)) + press.flush()).decode("ascii")
    # "<" must not end the script that holds the text.
    told = json.dumps(scene, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    places = {
        "title": escape(words.title),
        "disclaimer": escape(words.disclaimer),
        "leg_map": _LEG_MAP.format(words.leg_map) if words.leg_map else "",
        "layout": ' class="beside"' if words.beside else "",
        "pictures": "; img-src data:" if words.beside else "",
        "beside": f'<section id="words">{words.beside}</section>' if words.beside else "",
        "legend": "".join(_legend_row(entry) for entry in legend),
        "scene": told,
        "data": data,
        **{name: _css(getattr(theme, name)) for name in ("top", "bottom", "ink", "card")},
    }
    text = resources.files("viewer.export").joinpath("web_page.html").read_text(encoding="utf-8")
    head, *pieces = text.split("{{")
    filled = [places[name] + rest for name, _, rest in (p.partition("}}") for p in pieces)]
    return (head + "".join(filled)).encode("utf-8")


def _packed(
    mesh: Mesh, low: npt.NDArray[np.float64], size: npt.NDArray[np.float64], blob: bytearray
) -> dict[str, int]:
    """Put a mesh into the blob, each point in 12 bytes; says where it lies."""
    blob.extend(b"\0" * (-len(blob) % 4))
    start = len(blob)
    kind = np.dtype([("place", "<u2", 3), ("turn", "i1", 3), ("shade", "u1"), ("pad", "u1", 2)])
    rows = np.zeros(len(mesh.points), dtype=kind)
    rows["place"] = np.rint((mesh.points - low) / size * 65535)
    rows["turn"] = np.rint(np.clip(mesh.normals, -1, 1) * 127)
    rows["shade"] = np.rint(np.clip(mesh.shade, 0, 1) * 255)
    wide = 2 if len(mesh.points) <= 65535 else 4
    blob.extend(rows.tobytes())
    blob.extend(mesh.triangles.astype(f"<u{wide}").tobytes())
    count = {"points": len(mesh.points), "triangles": len(mesh.triangles)}
    assert kind.itemsize == _BYTES_A_POINT
    return {"start": start, "wide": wide, **count}


def _light(k: int) -> dict[str, list[float]]:
    way = np.asarray(LIGHTS[k].towards, dtype=float)
    return {
        "way": _rounded(way / np.linalg.norm(way)),
        "colour": _rounded([c * LIGHTS[k].strength for c in LIGHTS[k].colour]),
    }


def _rounded(numbers: Any, digits: int = 4) -> list[float]:
    return [round(float(number), digits) for number in numbers]


def _css(colour: Colour) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in colour)


_LEG_MAP = '<details id="felt" class="card"><summary>Where it may be felt</summary>{}</details>'
_SHAPES: Mapping[str, str] = {
    "circle": '<circle cx="8" cy="8" r="6"/>',
    "ring": '<circle cx="8" cy="8" r="5" fill="none" stroke="{}" stroke-width="3"/>',
    "square": '<rect x="2.5" y="2.5" width="11" height="11"/>',
    "bar": '<rect x="1" y="5" width="14" height="6"/>',
    "diamond": '<path d="M8 1 15 8 8 15 1 8z"/>',
    "triangle": '<path d="M8 1 15 14H1z"/>',
    "star": '<path d="M8 1l2 4.6 5 .5-3.8 3.3 1.2 5L8 11.8l-4.4 2.6 1.2-5L1 6.1l5-.5z"/>',
    "hexagon": '<path d="M15 8 11.5 14H4.5L1 8 4.5 2h7z"/>',
}


def _legend_row(entry: LegendEntry) -> str:
    if entry.role == NOTE_ROLE:
        return f"<li>{escape(entry.text)}</li>"
    colour = _css(entry.colour)
    shape = _SHAPES[ROLE_SHAPES.get(entry.role, "circle")].format(colour)
    drawing = f'<svg viewBox="0 0 16 16" fill="{colour}" aria-hidden="true">{shape}</svg>'
    return f"<li>{drawing}{escape(entry.text)}</li>"
