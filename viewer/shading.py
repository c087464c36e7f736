"""How a surface is painted on the graphics card: one program for all structures.

What differs between structures is given as uniforms, so that a change of look costs neither a new
program, nor colours worked out anew for every point, nor an upload. The sum is that of VTK's own
lighting (checked against it in the tests), written out for lights that stand still in the picture:
on machines without a graphics card that takes a fifth off every frame.

Frame: VTK's view coordinates (x right, y up, z to the viewer).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from viewer.looks import BURIED, LightSpec, Material, Veil
from viewer.resolve import Colour

#: The point data that says how open each point lies, 0 (buried) .. 1.
SHADE = "shade"
_NORMAL_DEC, _NORMAL = "//VTK::Normal::Dec", "//VTK::Normal::Impl"
_LIGHT = "//VTK::Light::Impl"
_SOLID = (0.0, 0.0, 0.0, 0.0)
#: How much of its own colour, without light and shadow, a veil shows: all of it, or more than half.
#: All light and shadow would darken the rim where it should be brightest.
_OWN_GHOST, _OWN_LIT = 1.0, 0.6


def prepare(actor: vtkActor, mapper: vtkPolyDataMapper, lights: Iterable[LightSpec]) -> None:
    """Make an actor be painted by the one program. Its mesh must have the point data `SHADE`."""
    mapper.ScalarVisibilityOff()
    mapper.MapDataArrayToVertexAttribute("shadeIn", SHADE, 0, -1)
    shader = actor.GetShaderProperty()
    shader.AddVertexShaderReplacement(
        _NORMAL_DEC, True, f"{_NORMAL_DEC}\nin float shadeIn;\nout float shadeVS;\n", False
    )
    shader.AddVertexShaderReplacement(_NORMAL, True, f"{_NORMAL}\n  shadeVS = shadeIn;\n", False)
    shader.AddFragmentShaderReplacement(
        _NORMAL_DEC, True, f"{_NORMAL_DEC}\nin float shadeVS;\n", False
    )
    shader.AddFragmentShaderReplacement(_LIGHT, True, surface_code(lights), False)


def paint(
    actor: vtkActor, colour: Colour, answer: Material, veil: Veil | None, *, ghost: bool
) -> None:
    """Give a prepared actor its colour, its answer to light, and the veil of what is see-through.

    ghost: a veil without light and shadow.
    """
    given = actor.GetShaderProperty().GetFragmentCustomUniforms()
    given.SetUniform3f("tint", colour)
    shine = 0.0 if ghost else answer.specular
    given.SetUniform3f("answer", (answer.ambient, shine, answer.specular_power))
    own = _OWN_GHOST if ghost else _OWN_LIT
    cover = _SOLID if veil is None else (veil.facing, veil.rim, veil.power, own)
    given.SetUniform4f("veil", cover)
    actor.SetForceTranslucent(veil is not None)
    actor.SetForceOpaque(veil is None)


def surface_code(lights: Iterable[LightSpec]) -> str:
    """Fragment code in place of VTK's lighting; keeps its variables and its output.

    The opacity of a veil grows with the angle to the viewer: facing + rim (1 - cos)^power.
    """
    lit = "\n".join(_light_code(light) for light in lights)
    return f"""  vec3 base = tint * mix({_vec3(BURIED)}, vec3(1.0), shadeVS);
  vec3 seen = base;
  if (veil.w < 1.0) {{
    vec3 eye = normalize(-vertexVC.xyz);
    float facing = dot(normalVCVSOutput, eye);
    vec3 given = vec3(0.0);
    vec3 shine = vec3(0.0);
    float share;
    float mirrored;
{lit}
    vec3 whole = answer.x * base + base * given + answer.y * shine;
    seen = mix(whole, base, veil.w);
  }}
  float cover = 1.0;
  if (veil.z > 0.0) {{
    float turn = 1.0 - abs(normalVCVSOutput.z);
    cover = clamp(veil.x + veil.y * pow(turn, veil.z), 0.0, 1.0);
  }}
  gl_FragData[0] = vec4(seen, cover);
"""


def _light_code(light: LightSpec) -> str:
    length = math.hypot(*light.towards)
    towards = _vec3([way / length for way in light.towards])
    colour = _vec3([part * light.strength for part in light.colour])
    return f"""    share = max(0.0, dot(normalVCVSOutput, {towards}));
    given += share * {colour};
    mirrored = max(0.0, 2.0 * share * facing - dot({towards}, eye));
    shine += (share > 0.0 ? pow(mirrored, answer.z) : 0.0) * {colour};"""


def _vec3(parts: Iterable[float]) -> str:
    return "vec3(" + ", ".join(f"{part:.6f}" for part in parts) + ")"
