"""Facet joints: the cartilage on both facing surfaces and the capsule round them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyvista as pv
from scipy.ndimage import gaussian_filter, gaussian_filter1d
from scipy.spatial import cKDTree

from meshes.builders.disc import sphere_triangles
from meshes.builders.joint import ANGLES, GAP_LIMIT, Joint, across, find_joint
from meshes.field import Distances, SignedDistanceGrid
from meshes.occlusion import openness
from meshes.spine import Spine
from meshes.stacking import NEIGHBOURS, segment_of
from meshes.surface import Points, Surface, Triangles, merged, mirrored, smooth_normals, volume

Values = npt.NDArray[np.float64]

# Two layers of cartilage of about 0.8 mm (SBC 2011-54587) in a joint space of 1.6-1.9 mm.
CARTILAGE_SHARE = 0.42
CARTILAGE_MOST = 1.1
RINGS = np.array([0.14, 0.28, 0.42, 0.55, 0.67, 0.78, 0.87, 0.94])
# The lower face of a shell and its edge lie this deep in the bone.
SUNK = 0.18

# The capsule: a wrap over both bones, about 2 mm thick (1-3) over the joint's edge, thinning out
# on the bone 4-6 mm away from it. BRIDGE: how far it spans the step between the bones.
CAPSULE_THICKNESS = 1.4
CAPSULE_BRIDGE = 7.0
CAPSULE_SPREAD = (2.2, 5.6)
CAPSULE_INNER = 0.98
# Its margins run this deep into bone, so that they end in a clean line.
CAPSULE_SUNK = 0.2
CAPSULE_SPACING = 0.5
CAPSULE_MARGIN = 7.5
CAPSULE_TRIANGLES = 2800
# Half the sector, from the anteromedial direction, where the ligamentum flavum takes over.
OPENING_DEG = 62.0


@dataclass(frozen=True, slots=True)
class PairField:
    """The two bones of a joint as one field, in the world."""

    spine: Spine
    keys: tuple[str, str]

    def distance(self, points: Points) -> Distances:
        """Distance to the nearer of the two bones: (n, 3) -> (n,)."""
        return self.spine.distance(points, self.keys)


def build_facets(spine: Spine) -> dict[str, Surface]:
    """Both facet joints of each level: cartilages, capsule and the whole, in the world.

    L1-L2 to L5-S1, and T12-L1 where the column has a T12.
    """
    built: dict[str, Surface] = {}
    top = [("vertebra.T12", "vertebra.L1")] if "vertebra.T12" in spine.bones else []
    for upper, lower in (*top, *NEIGHBOURS):
        joint = find_joint(spine, upper, lower)
        parts = build_joint(spine, joint)
        name = f"facet.{segment_of(upper, lower)}"
        left = {part: mirrored(surface) for part, surface in parts.items()}
        for side, surfaces in (("left", left), ("right", parts)):
            built |= {f"{name}.{part}.{side}": surface for part, surface in surfaces.items()}
            built[f"{name}.{side}"] = merged(list(surfaces.values()))
    return built


def build_joint(spine: Spine, joint: Joint) -> dict[str, Surface]:
    """Cartilages and capsule of a right joint, by part."""
    turns = np.arange(ANGLES) * 2 * np.pi / ANGLES
    outline = joint.radius[:, None] * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    share = np.concatenate([[0.0], np.repeat([*RINGS, 1.0], ANGLES)])
    flat = np.concatenate([np.zeros((1, 2)), *(r * outline for r in [*RINGS, 1.0])])
    below, above, _ = across(spine, joint, flat)
    normal = joint.frame[:3, 2]
    gap = (above - below) @ normal
    thickness = np.clip(CARTILAGE_SHARE * gap, 0.05, CARTILAGE_MOST)
    # Full thickness over most of the facet, rounded off towards the edge.
    thickness = thickness * np.sqrt(np.clip(1.0 - share**6, 0.0, 1.0))
    return {
        "cartilage-superior": _shell(below, normal, thickness),
        "cartilage-inferior": _shell(above, -normal, thickness),
        "capsule": capsule(spine, joint),
    }


def _shell(bone: Points, out: Points, thickness: Values) -> Surface:
    """A closed cushion on a patch of bone: its face `thickness` off it, its back sunk into it."""
    face = bone + (thickness - np.where(thickness > 0, 0.0, SUNK))[:, None] * out
    back = bone - SUNK * out
    rows = len(RINGS)
    rings_back = [back[1 + ANGLES * k : 1 + ANGLES * (k + 1)] for k in range(rows + 1)]
    rings_face = [face[1 + ANGLES * k : 1 + ANGLES * (k + 1)] for k in reversed(range(rows))]
    points = np.concatenate([back[:1], *rings_back, *rings_face, face[:1]])
    triangles = _outward(points, sphere_triangles(2 * rows + 1, ANGLES))
    shade = np.ones(len(points), dtype=np.float32)
    return Surface(points, triangles, smooth_normals(points, triangles), shade)


def capsule(spine: Spine, joint: Joint) -> Surface:
    """The sleeve round a joint, open towards the ligamentum flavum."""
    edge = edge_curve(spine, joint)
    tree = cKDTree(edge)
    lower, upper = edge.min(axis=0) - CAPSULE_MARGIN, edge.max(axis=0) + CAPSULE_MARGIN
    grid = SignedDistanceGrid.from_function(
        lambda nodes: capsule_field(spine, joint, tree, nodes), lower, upper, CAPSULE_SPACING
    )
    image = pv.ImageData(
        dimensions=grid.values.shape, spacing=(CAPSULE_SPACING,) * 3, origin=tuple(grid.origin)
    )
    smooth = gaussian_filter(grid.values, 0.8)
    image.point_data["field"] = smooth.ravel(order="F")
    mesh = image.contour([0.0], scalars="field", method="flying_edges").extract_largest()
    mesh = pv.PolyData(np.asarray(mesh.points), mesh.faces).clean()
    mesh = mesh.smooth_taubin(n_iter=20, pass_band=0.1)
    if mesh.n_cells > CAPSULE_TRIANGLES:
        mesh = mesh.decimate(1.0 - CAPSULE_TRIANGLES / mesh.n_cells, volume_preservation=True)
    points = joint.from_plane(np.asarray(mesh.points, dtype=np.float64))
    triangles = _outward(points, mesh.regular_faces.astype(np.int32))
    normals = smooth_normals(points, triangles)
    pair = PairField(spine, (joint.upper, joint.lower))
    open_ = openness(pair, points + 0.4 * normals, normals.astype(np.float64))
    return Surface(points, triangles, normals, (0.45 + 0.55 * open_).astype(np.float32))


def edge_curve(spine: Spine, joint: Joint) -> Points:
    """The joint's edge, amid the gap, from one end of the capsule to the other, in its frame."""
    turns = np.radians(np.linspace(OPENING_DEG - 180.0, 180.0 - OPENING_DEG, 160))
    way = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    flat = joint.edge(way)[:, None] * way
    below, above, _ = across(spine, joint, flat)
    gap = (above - below) @ joint.frame[:3, 2]
    height = joint.to_plane(0.5 * (below + above))[:, 2]
    # Where a ray passes a bone's edge and meets something behind it, the curve runs straight on.
    sound = gap < 1.3 * GAP_LIMIT
    if sound.any():
        steps = np.arange(len(gap))
        height = np.interp(steps, steps[sound], height[sound])
    return np.column_stack([flat, gaussian_filter1d(height, 5.0, mode="nearest")])


def capsule_field(spine: Spine, joint: Joint, edge: cKDTree, nodes: Points) -> Values:
    """Negative inside the capsule's wall: nodes (n, 3) of the joint's frame -> (n,)."""
    away, _ = edge.query(nodes)
    world = joint.from_plane(nodes)
    upper = spine.distance(world, (joint.upper,))
    lower = spine.distance(world, (joint.lower,))
    near = np.minimum(upper, lower)
    step = np.maximum(CAPSULE_BRIDGE - np.abs(upper - lower), 0.0) / CAPSULE_BRIDGE
    joined = near - step**3 * CAPSULE_BRIDGE / 6.0
    share = np.clip((away - CAPSULE_SPREAD[0]) / np.ptp(CAPSULE_SPREAD), 0.0, 1.6)
    thickness = CAPSULE_THICKNESS * (1.0 - share**3) - 0.9 * np.maximum(share - 0.8, 0.0)
    hollow = CAPSULE_INNER * joint.edge(nodes) - np.linalg.norm(nodes[:, :2], axis=1)
    bone = -near - CAPSULE_SUNK
    return np.asarray(np.maximum.reduce([joined - thickness, bone, hollow]), dtype=np.float64)


def _outward(points: Points, triangles: Triangles) -> Triangles:
    """The triangles turned so that they look outward."""
    shade = np.ones(len(points), dtype=np.float32)
    surface = Surface(points, triangles, np.zeros_like(points, dtype=np.float32), shade)
    return triangles if volume(surface) > 0 else np.ascontiguousarray(triangles[:, ::-1])
