"""How a surface is painted on the graphics card: one program for each of three coats.

What differs between structures of a coat is given as uniforms, so that a change of look costs
neither colours worked out anew for every point nor an upload; an actor keeps each coat it wore. The
sum is that of VTK's own lighting (checked
against it in the tests), written out for lights that stand still in the picture: on machines
without a graphics card that takes a fifth off every frame. Such machines work out both sides of
every `if`, hence the coats: a ghost need not pay for light that it does not show.

Frame: VTK's view coordinates (x right, y up, z to the viewer).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkRenderingCore import (
    vtkActor,
    vtkPolyDataMapper,
    vtkRenderWindow,
    vtkShaderProperty,
)
from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLShaderProperty

from viewer.looks import BURIED, LIGHTS, LightSpec, Material, Veil
from viewer.spec import Colour

#: The point data that says how open each point lies, 0 (buried) .. 1.
SHADE = "shade"
_NORMAL_DEC, _NORMAL = "//VTK::Normal::Dec", "//VTK::Normal::Impl"
_LIGHT = "//VTK::Light::Impl"
#: How much of its own colour, without light and shadow, a lit veil shows: more than half. All light
#: and shadow would darken the rim where it should be brightest.
_OWN = 0.6
#: Highlights are powers of whole numbers from this one on: products, which cost a fourth of `pow`.
_LEAST_POWER, _STEPS = 16, (2, 4, 8, 16)
_NO_VEIL = (1.0, 0.0, 0.0)


class Coat(Enum):
    """What a surface shows: light; light and what lies behind it; only its rim, without light."""

    SOLID = "solid"
    VEILED = "veiled"
    GHOST = "ghost"


class Painted:
    """An actor with what draws it in each coat that it wore so far: to dress it anew in one of
    these builds nothing. Its mesh must have the point data `SHADE`."""

    def __init__(self, data: vtkPolyData) -> None:
        self.actor = vtkActor()
        self.actor.GetProperty().SetInterpolationToPhong()
        self.actor.GetProperty().BackfaceCullingOn()
        self._data = data
        self._coat: Coat | None = None
        self._worn: dict[Coat, tuple[vtkPolyDataMapper, vtkShaderProperty]] = {}

    @property
    def coat(self) -> Coat | None:
        """The coat it wears, None for none yet."""
        return self._coat

    def wear(self, coat: Coat) -> None:
        """Put on a coat. Its mapper is another then: whoever clips it must do so again."""
        if coat is self._coat:
            return
        if coat not in self._worn:
            self._worn[coat] = _made(coat, self._data)
        mapper, shader = self._worn[coat]
        self._coat = coat
        self.actor.SetMapper(mapper)
        self.actor.SetShaderProperty(shader)
        self.actor.SetForceTranslucent(coat is not Coat.SOLID)
        self.actor.SetForceOpaque(coat is Coat.SOLID)

    def keep_only_worn(self, window: vtkRenderWindow | None) -> None:
        """Let go of the coats it does not wear: its mesh is another now, and they would hold the
        one before, here and on the graphics card, until they are worn again."""
        for coat in self._worn.keys() - {self._coat}:
            _end(self._worn.pop(coat)[0], window)

    def release(self, window: vtkRenderWindow | None) -> None:
        """Let go of all that draws it; window: where it was drawn. It is not to be worn again."""
        for mapper, _ in self._worn.values():
            _end(mapper, window)
        self._worn.clear()
        self._coat = None


def _end(mapper: vtkPolyDataMapper, window: vtkRenderWindow | None) -> None:
    """Free what a mapper has on the graphics card. It would do so itself as it ends, but asks for
    the picture's context then, in Python and under VTK's lock (`meshes.effects.first_thread`)."""
    if window is not None:
        mapper.ReleaseGraphicsResources(window)


def _made(coat: Coat, data: vtkPolyData) -> tuple[vtkPolyDataMapper, vtkShaderProperty]:
    mapper, shader = vtkPolyDataMapper(), vtkOpenGLShaderProperty()
    mapper.SetInputData(data)
    mapper.ScalarVisibilityOff()
    mapper.MapDataArrayToVertexAttribute("shadeIn", SHADE, 0, -1)
    shader.AddVertexShaderReplacement(
        _NORMAL_DEC, True, f"{_NORMAL_DEC}\nin float shadeIn;\nout float shadeVS;\n", False
    )
    shader.AddVertexShaderReplacement(_NORMAL, True, f"{_NORMAL}\n  shadeVS = shadeIn;\n", False)
    shader.AddFragmentShaderReplacement(
        _NORMAL_DEC, True, f"{_NORMAL_DEC}\nin float shadeVS;\n", False
    )
    shader.AddFragmentShaderReplacement(_LIGHT, True, surface_code(coat), False)
    return mapper, shader


def coat_of(veil: Veil | None, *, ghost: bool) -> Coat:
    """The coat of a surface with this veil. ghost: one without light and shadow."""
    if veil is None:
        return Coat.SOLID
    return Coat.GHOST if ghost else Coat.VEILED


def paint(
    painted: Painted, colour: Colour, answer: Material, veil: Veil | None, *, ghost: bool
) -> None:
    """Give an actor its coat, its colour, its answer to light, and the veil of what is see-through.

    ghost: a veil without light and shadow. Raises ValueError as `dullness` does.
    """
    painted.wear(coat_of(veil, ghost=ghost))
    given = painted.actor.GetShaderProperty().GetFragmentCustomUniforms()
    # Always all, in this order: they stand in the program's text, and another text is compiled.
    given.SetUniform3f("tint", colour)
    given.SetUniform2f("answer", (answer.ambient, answer.specular))
    given.SetUniform4f("dull", dullness(answer))
    given.SetUniform3f("veil", (veil.facing, veil.rim, veil.power - 2.0) if veil else _NO_VEIL)


@lru_cache(maxsize=64)
def dullness(answer: Material) -> tuple[float, float, float, float]:
    """Which of the 2nd, 4th, 8th and 16th powers do not come to the 16th to make a highlight: 1 for
    those, else 0. Raises ValueError for a power that is no even number from 16 to 46.
    """
    if answer.specular == 0.0:
        return (1.0, 1.0, 1.0, 1.0)
    over = round(answer.specular_power) - _LEAST_POWER
    if over != answer.specular_power - _LEAST_POWER or over % 2 or not 0 <= over <= sum(_STEPS):
        raise ValueError(f"no even number from 16 to 46: {answer.specular_power:g}")
    second, fourth, eighth, sixteenth = (float(not over & step) for step in _STEPS)
    return second, fourth, eighth, sixteenth


@lru_cache(maxsize=len(Coat))
def surface_code(coat: Coat) -> str:
    """Fragment code in place of VTK's lighting; keeps its variables and its output.

    The opacity of a veil grows with the angle to the viewer: facing + rim (1 - cos)^power, the
    power between 2 and 3 as a mean of both.
    """
    code = f"  vec3 base = tint * mix({_vec3(BURIED)}, vec3(1.0), shadeVS);\n"
    seen, cover = "base", "1.0"
    if coat is not Coat.GHOST:
        lit = "\n".join(_light_code(light) for light in LIGHTS)
        code += f"""  vec3 eye = normalize(-vertexVC.xyz);
  float facing = dot(normalVCVSOutput, eye);
  vec3 given = vec3(answer.x);
  vec3 shine = vec3(0.0);
  float share, m, m2, m4, m8, m16;
{lit}
  vec3 whole = base * given + answer.y * shine;
"""
        seen = "whole" if coat is Coat.SOLID else f"mix(whole, base, {_OWN})"
    if coat is not Coat.SOLID:
        code += """  float turn = 1.0 - abs(normalVCVSOutput.z);
  float rim = veil.y * turn * turn * (1.0 + veil.z * (turn - 1.0));
"""
        cover = "clamp(veil.x + rim, 0.0, 1.0)"
    return f"{code}  gl_FragData[0] = vec4({seen}, {cover});\n"


def _light_code(light: LightSpec) -> str:
    length = math.hypot(*light.towards)
    towards = _vec3([way / length for way in light.towards])
    colour = _vec3([part * light.strength for part in light.colour])
    return f"""  share = max(0.0, dot(normalVCVSOutput, {towards}));
  given += share * {colour};
  m = share > 0.0 ? max(0.0, 2.0 * share * facing - dot({towards}, eye)) : 0.0;
  m2 = m * m; m4 = m2 * m2; m8 = m4 * m4; m16 = m8 * m8;
  m16 *= max(m2, dull.x) * max(m4, dull.y) * max(m8, dull.z) * max(m16, dull.w);
  shine += m16 * {colour};"""


def _vec3(parts: Iterable[float]) -> str:
    return "vec3(" + ", ".join(f"{part:.6f}" for part in parts) + ")"
