"""Draws a SceneSpec into any VTK renderer: one actor a structure, and only differences.

Bare vtkmodules on purpose: importing pyvista or all of vtk would double the start-up time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

# Registers the OpenGL implementations of the abstract rendering classes.
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkLight, vtkRenderer, vtkRenderWindow

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets, Box, Mesh
from viewer.camera import Vector
from viewer.explode import Apart
from viewer.looks import LIGHTS, THEMES, SceneTheme, is_layered
from viewer.picking import Picker
from viewer.scene_meshes import SceneMeshes
from viewer.scene_parts import dress, made_light, point_camera
from viewer.scene_section import SceneSection
from viewer.shading import Painted
from viewer.shaping import ShapedMeshes
from viewer.spec import Emphasis, Look, SceneSpec
from viewer.state import Camera

if TYPE_CHECKING:
    from viewer.scene_ink import DrawnInk, SceneInk

EMPTY = SceneSpec({}, (), ())


@dataclass(slots=True)
class _Drawn:
    """A structure's actor with its coats, and the look it has now (None: not in sight)."""

    painted: Painted
    look: Look | None = None

    @property
    def actor(self) -> vtkActor:
        """What draws it."""
        return self.painted.actor


class Scene:
    """All structures, ready to be drawn. Attach it to one renderer; draw() applies differences.

    Holds derived things only; the same spec drawn twice touches nothing the second time.
    """

    def __init__(self, assets: Assets, catalog: Catalog) -> None:
        self.assets = assets
        self.catalog = catalog
        self.theme = THEMES["light"]
        self.spec = EMPTY
        self._renderer: vtkRenderer | None = None
        self._drawn: dict[StructureId, _Drawn] = {}
        self._lights: list[vtkLight] = []
        self._boxes: dict[float, Box] = {}
        self.meshes = ShapedMeshes(assets)
        self._surfaces = SceneMeshes(assets, catalog, self.meshes, self.mesh)
        self.apart = Apart(catalog, assets.boxes)
        self.section = SceneSection(assets, catalog, self.mesh, self._box_of, self.meshes.has)
        self._ink: SceneInk | None = None
        self.picker = Picker(self.meshes, catalog, self._moved, self.section)

    @property
    def box(self) -> Box:
        """The box of everything that can be drawn, where it is drawn now, world mm."""
        share = self.spec.explode
        if share not in self._boxes:
            self._boxes = {share: self._box(share)}
        return self._boxes[share]

    def _box_of(self, id: StructureId) -> Box:
        return self.apart.box(id, self.spec.explode, self.meshes.box(id))

    def _box(self, share: float) -> Box:
        boxes = [self.apart.box(id, share) for id in self.assets.boxes if id in self.assets.meshes]
        if not boxes:
            return Box((-1.0, -1.0, -1.0), (1.0, 1.0, 1.0))
        whole = boxes[0]
        for box in boxes[1:]:
            whole = whole.joined(box)
        return whole

    def mesh(self, id: StructureId) -> Mesh:
        """A structure's mesh where it is drawn now. Raises KeyError."""
        return self._moved(id, self.meshes[id])

    def _moved(self, id: StructureId, mesh: Mesh) -> Mesh:
        return self.apart.mesh(id, mesh, self.spec.explode)

    def data(self, id: StructureId) -> vtkPolyData:
        """A structure's VTK mesh, made once and shared by all actors."""
        return self._surfaces.of(id)

    def made_data(self, id: StructureId) -> vtkPolyData | None:
        """A structure's VTK mesh if there is one by now."""
        return self._surfaces.made(id)

    def _draw_apart(self) -> None:
        """Put all meshes where they are to be drawn now; every actor follows its mesh."""
        self._surfaces.move()
        self.picker.forget()

    def _draw_shape(self, spec: SceneSpec) -> None:
        """Give every mesh in sight that conditions changed, or no longer change, its new points.
        Of the others those are kept that are as they ship: the rest is made anew when it comes into
        sight, and would hold the shape before, here and on the graphics card, until then."""
        for id in self._surfaces.ids:
            if id in spec.looks:
                self._refresh(id)
            elif not self._surfaces.is_as_shipped(id):
                self._let_go(id)
        self.picker.forget()

    def _refresh(self, id: StructureId) -> None:
        """Bring the VTK mesh of a structure in step with its shape."""
        if self._surfaces.refresh(id) and id in self._drawn:
            self._drawn[id].painted.keep_only_worn(self._window)

    def round_off(self) -> bool:
        """Draw one more structure in sight with finer triangles. False when all are."""
        return self._surfaces.round_off(self.drawn_looks())

    @property
    def _window(self) -> vtkRenderWindow | None:
        return None if self._renderer is None else self._renderer.GetRenderWindow()

    def attach(self, renderer: vtkRenderer) -> None:
        """Draw into this renderer from now on; it gets our lights and background."""
        if self._renderer is not None:
            self.detach()
        self._renderer = renderer
        renderer.AutomaticLightCreationOff()
        renderer.RemoveAllLights()
        self._lights = [made_light(spec) for spec in LIGHTS]
        for light in self._lights:
            renderer.AddLight(light)
        renderer.SetTwoSidedLighting(True)
        for drawn in self._drawn.values():
            renderer.AddActor(drawn.actor)
        self.section.attach(renderer)
        if self._ink is not None:
            self._ink.attach(renderer)
        self.set_theme(self.theme)

    def detach(self) -> None:
        """Take everything out of the renderer again."""
        if self._renderer is None:
            return
        for drawn in self._drawn.values():
            self._renderer.RemoveActor(drawn.actor)
        self.section.attach(None)
        if self._ink is not None:
            self._ink.attach(None)
        for light in self._lights:
            self._renderer.RemoveLight(light)
        self._lights = []
        self._renderer = None

    def release(self) -> None:
        """Let go of all that takes room: nobody looks at it any more. What it is made of refers to
        it in turn, so that it would stay until garbage is collected, with every mesh it showed.
        Drawn again, it makes everything anew."""
        window = self._window
        for drawn in self._drawn.values():
            drawn.painted.release(window)
        self.detach()
        for kept in (self._drawn, self._surfaces, self._boxes):
            kept.clear()
        self.spec, self.meshes.shape = EMPTY, None
        self.section.release()
        if self._ink is not None:
            self._ink.release()
            self._ink = None
        self.picker.forget()

    def set_theme(self, theme: SceneTheme) -> None:
        """Change the background and the colour of ghosts."""
        changed = theme != self.theme
        self.theme = theme
        if self._renderer is not None:
            self._renderer.SetBackground(*theme.bottom)
            self._renderer.SetBackground2(*theme.top)
            self._renderer.GradientBackgroundOn()
        if changed:
            for id, drawn in self._drawn.items():
                if drawn.look is not None and drawn.look.ghost:
                    self._apply(id, drawn, drawn.look)
            self._dress_faces()

    def set_camera(self, camera: Camera) -> None:
        """Look from this pose."""
        if self._renderer is not None:
            point_camera(self._renderer, camera, self.box)

    def draw(self, spec: SceneSpec) -> int:
        """Make the scene look like this. Returns how many actors were touched."""
        touched, was_apart = 0, self.spec.explode
        if spec.explode != was_apart:
            self.spec = replace(self.spec, explode=spec.explode)
            self._draw_apart()
        if spec.shape is not self.spec.shape:
            self.meshes.shape = spec.shape
            self.spec = replace(self.spec, shape=spec.shape)
            self._draw_shape(spec)
        for id in (*self.catalog.drawn, *self.catalog.made, *self._parts_of(spec)):
            if not self.meshes.has(id):
                self._let_go(id)
                continue
            look, drawn = spec.looks.get(id), self._drawn.get(id)
            if look is not None and look.ghost and self._is_wrapped(spec, id):
                look = None
            if drawn is None:
                if look is None:
                    continue
                drawn = self._made(id)
            if drawn.look != look:
                self._apply(id, drawn, look)
                touched += 1
        self.spec = spec
        if self.section.place(spec):
            for id, drawn in self._drawn.items():
                self._show(id, drawn)
        self._dress_faces()
        self._draw_ink(spec)
        return touched

    @property
    def ink(self) -> tuple[DrawnInk, ...]:
        """The lines of ink as they are drawn now."""
        return () if self._ink is None else self._ink.drawn

    def _draw_ink(self, spec: SceneSpec) -> None:
        if not spec.ink and self._ink is None:
            return
        if self._ink is None:
            # Imported here: most scenes have none.
            from viewer.scene_ink import SceneInk

            self._ink = SceneInk(self.assets, self.apart, self.section.keeps)
            self._ink.attach(self._renderer)
        self._ink.draw(spec.ink, spec.looks, spec.shape, spec.explode, spec.section)

    def refine(self) -> bool:
        """Give one more cut face the pattern of its tissue. False when nothing is left to do."""
        return self.section.refine()

    def _dress_faces(self) -> None:
        self.section.dress(self.spec.looks, self.theme)

    def drawn_looks(self) -> dict[StructureId, Look]:
        """What is really drawn, and how: without ghosts that lie within other ghosts."""
        return {id: drawn.look for id, drawn in self._drawn.items() if drawn.look is not None}

    @property
    def is_layered(self) -> bool:
        """Whether see-through surfaces lie behind each other, so that their order counts."""
        structures = self.catalog.structures
        return any(is_layered(look, structures[id].tissue) for id, look in self.spec.looks.items())

    def _parts_of(self, spec: SceneSpec) -> tuple[StructureId, ...]:
        """The parts of bones to be drawn now or drawn before; most never are."""
        owners = self.assets.owners
        wanted = dict.fromkeys(id for id in (*spec.looks, *self._drawn) if id in owners)
        return tuple(wanted)

    def _is_wrapped(self, spec: SceneSpec, id: StructureId) -> bool:
        """Whether a ghost lies within another ghost: it would only clutter the picture."""
        structure = self.catalog.structures[id]
        if structure.envelope:
            return False
        siblings = self.catalog.parts(structure.parent) if structure.parent else ()
        around = (spec.looks.get(s) for s in siblings if self.catalog.structures[s].envelope)
        return any(other is not None and other.ghost for other in around)

    def pick(self, origin: Vector, direction: Vector) -> StructureId | None:
        """The structure in sight a person means who points along this ray."""
        return self.picker.pick(origin, direction, self.spec.looks)

    def part_at(self, origin: Vector, direction: Vector) -> StructureId | None:
        """The named part of the bone in sight along this ray; None on anything without parts."""
        bone = self.pick(origin, direction)
        if bone is None:
            return None
        if self.picker.is_face(origin, direction, self.spec.looks):
            return None
        triangle = self.picker.triangle(origin, direction, bone)
        return None if triangle is None else self.meshes[bone].part_at(triangle)

    def meant(
        self, origin: Vector, direction: Vector, *, adding: bool = False
    ) -> StructureId | None:
        """What a click along this ray means: a structure, or a part of a bone already picked out.

        adding: the click adds to what is picked, or takes away; on a picked bone it means the bone.
        """
        id = self.pick(origin, direction)
        if id is None or not self._is_picked(id, itself=not adding):
            return id
        return self.part_at(origin, direction) or id

    def _is_picked(self, bone: StructureId, *, itself: bool) -> bool:
        looks = self.spec.looks
        own = itself and bone in looks and looks[bone].emphasis is Emphasis.FOCUS
        return own or any(part in looks for part in self.catalog.parts(bone))

    def actor(self, id: StructureId) -> vtkActor | None:
        """The actor of a structure that was in sight at least once and that is still there."""
        drawn = self._drawn.get(id)
        return drawn.actor if drawn else None

    def _made(self, id: StructureId) -> _Drawn:
        drawn = self._drawn[id] = _Drawn(Painted(self.data(id)))
        if self._renderer is not None:
            self._renderer.AddActor(drawn.actor)
        return drawn

    def _let_go(self, id: StructureId) -> None:
        """Keep nothing of what no condition brings any more: each implant and each needle once
        shown would stay in the graphics card until the window closes."""
        if id not in self._drawn and id not in self._surfaces:
            return
        drawn = self._drawn.pop(id, None)
        if drawn is not None:
            drawn.painted.release(self._window)
            if self._renderer is not None:
                self._renderer.RemoveActor(drawn.actor)
        self._surfaces.forget(id)

    def _show(self, id: StructureId, drawn: _Drawn) -> None:
        """Show what is in sight, as far as no section takes it away."""
        is_left = drawn.look is not None and self.section.clip(id, drawn.actor.GetMapper())
        drawn.actor.SetVisibility(is_left)

    def _apply(self, id: StructureId, drawn: _Drawn, look: Look | None) -> None:
        drawn.look = look
        if look is not None:
            self._refresh(id)
            dress(drawn.painted, look, self.catalog.structures[id].tissue, self.theme)
        self._show(id, drawn)
