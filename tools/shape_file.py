"""Write a vertebra's shape file: numbers rounded, each group with the comment that explains it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Table = dict[str, Any]

HEADER = """\
# Shape of the lumbar vertebra {level}: read by meshes/builders/vertebra.py.
{origin}
#
# Body frame: origin at the body's centre, x to the patient's right, y anterior, z superior (mean
# endplate normal). Millimetres and degrees. One half (x > 0) is given; the other is its mirror
# image. Parts are joined, then cut, in the order in which they stand here.
#
# A limb is a rod of elliptical section with round ends: axis from `start` to `end`, `half_width`
# (along `reference`, turned by `roll_deg` about the axis) and `half_thickness` (across it) at its
# start, middle and end, `bend` of its centre line at half length (along width, along thickness),
# length `cap` of its round ends, width `blend` of the fillet to what it is joined to or cut from.
"""

FITTED = """\
# The numbers were fitted with tools/fit_vertebra.py to the mean shape of 87 patients, made
# left-right symmetric: Clouthier AL, Wenghofer J, Wai EK, Graham RB, Morphable models of the lumbar
# spine, J Biomech 2023;146:111421, doi:10.1016/j.jbiomech.2022.111421; MIT, see THIRD_PARTY.md."""

COMMENTS = {
    "body": """\
The vertebral body: radius of the upper rim, the waist and the lower rim about
(0, centre_y) as Chebyshev series in cos(angle from anterior); how steeply the waist
flares to each rim (power); width of the rounding of the rims""",
    "body.superior": """\
Upper endplate: z = height + tilt y + curve_x x^2 + curve_y y^2, less a flat-floored
hollow `dish` deep about (0, dish_centre), dish_x by dish_y wide""",
    "body.inferior": "Lower endplate, likewise; the hollow goes up",
    "joined.pedicle": "Pedicle: from the upper half of the body's back wall to the pars",
    "joined.transverse-root": "Root of the transverse process, with the accessory process behind",
    "joined.transverse-process": "Transverse process",
    "joined.superior-articular": "Superior articular process",
    "joined.mammillary": "Mammillary process: postero-lateral rim of the superior articular one",
    "joined.pars": "Pars interarticularis, from pedicle to inferior articular process",
    "joined.lamina": "Lamina, from the pars to the mid-line",
    "joined.lamina-inferior": "Lower edge of the lamina, beside the spinous process",
    "joined.inferior-articular": "Inferior articular process",
    "joined.spinous-process": "Spinous process: the plate; on the mid-line",
    "joined.spinous-edge": "Thick lower edge of the spinous process; on the mid-line",
    "cuts.facet-hollow": "Hollow of the superior joint surface; it faces medially, posteriorly",
    "cuts.canal": "Vertebral canal; on the mid-line",
    "cuts.inferior-notch": "Inferior vertebral notch: upper half of the intervertebral foramen",
}


def shape_file(parts: Sequence[tuple[str, str, Table]], level: str, origin: str = FITTED) -> str:
    """A shape file with its comments, rounded to what matters (0.1 mm on a limb).

    parts: (kind, name, numbers), kind is body, joined or cuts. origin: comment lines that say where
    the numbers come from.
    """
    lines = [HEADER.format(level=level, origin=origin).rstrip()]
    for kind, name, table in parts:
        head = name if kind == "body" else f"{kind}.{name}"
        plain = {k: v for k, v in table.items() if not isinstance(v, dict)}
        lines += _table(head, plain, 2 if kind == "body" else 1)
        for key, value in table.items():
            if isinstance(value, dict):
                lines += _table(f"{head}.{key}", value, 2)
    return "\n".join(lines) + "\n"


def _table(head: str, numbers: Table, digits: int) -> list[str]:
    comment = [f"# {line}" for line in COMMENTS.get(head, "").splitlines()]
    rows = [f"{key} = {_number(key, value, digits)}" for key, value in numbers.items()]
    return ["", *comment, f"[{head}]", *rows]


def _number(key: str, value: float | list[float], digits: int) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_number(key, v, digits) for v in value) + "]"
    digits = {"curve_x": 5, "curve_y": 5, "tilt": 4, "roll_deg": 0}.get(key, digits)
    return repr(round(float(value), digits) + 0.0)
