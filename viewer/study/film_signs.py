"""Which conditions a simulated film shows plainly, each with its sign, and why not the others.

Judged by looking at films of each beside normal ones (chosen); every condition of the program
stands in one of the two tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: That the film is of the side a finding is on.
OF_ITS_SIDE = "oblique"


@dataclass(frozen=True, slots=True)
class Sign:
    """How a condition shows. view: the film it is read on, OF_ITS_SIDE for the oblique of its side.
    alike: groups of what could be taken for each other on that film with reason; of those that
    share one only one stands among the options. severity: to be seen plainly. says: the sign, as
    films are read. is_close: on a film of the level alone. is_sacral: at the sacrum."""

    view: str
    alike: frozenset[str]
    severity: float
    says: str
    is_close: bool = False
    is_sacral: bool = False


def _sign(
    view: str,
    alike: str,
    severity: float,
    says: str,
    *,
    is_close: bool = False,
    is_sacral: bool = False,
) -> Sign:
    return Sign(view, frozenset(alike.split()), severity, says, is_close, is_sacral)


def _needle(says: str, view: str = "ap", *, is_sacral: bool = False) -> Sign:
    """What is done with a needle: which of them, films without contrast hardly tell."""
    return _sign(view, "needle", 0.5, says, is_close=True, is_sacral=is_sacral)


SHOWN: Mapping[str, Sign] = {
    "wedge-fracture": _sign("lateral", "wedge", 0.9, "the body is lower in front than behind"),
    "biconcave-fracture": _sign("lateral", "biconcave", 1.0, "both end plates are dented inwards"),
    "crush-fracture": _sign("lateral", "crush", 0.9, "the whole body is low, front and back"),
    "burst-fracture": _sign(
        "lateral",
        "wedge crush",
        0.9,
        "the body is low, and the upper part of its posterior wall stands back into the canal",
        is_close=True,
    ),
    "degenerative-slip": _sign(
        "lateral", "slip disc", 0.9, "the upper body stands forward of the lower one"
    ),
    "isthmic-slip": _sign(
        "lateral",
        # Its pars is open and its disc may be low: those answers would be right as well.
        "slip pars disc",
        0.4,
        "the upper body stands forward of the lower one, and its arch has stayed behind",
    ),
    "retrolisthesis": _sign(
        "lateral", "back-slip disc", 0.9, "the upper body stands behind the lower one"
    ),
    "spondylolysis": _sign(
        OF_ITS_SIDE,
        "pars",
        1.0,
        "a dark line crosses the neck of the Scottie dog, the pars",
        is_close=True,
    ),
    "disc-degeneration": _sign("lateral", "disc", 1.0, "the disc space is low"),
    "endplate-osteophytes": _sign(
        "lateral", "disc", 1.0, "spurs stand out from the rims of the end plates", is_close=True
    ),
    "fusion-plf": _sign("ap", "screws", 0.6, "screws and rods, and no cage between the bodies"),
    "fusion-plif": _sign(
        "lateral", "screws arch", 0.6, "screws and rods, and cages between the bodies"
    ),
    "fusion-tlif": _sign(
        "lateral", "screws arch", 0.6, "screws and rods, and a cage between the bodies"
    ),
    "fusion-alif": _sign("lateral", "cage", 0.6, "a cage between the bodies, and no rods"),
    "laminectomy": _sign(
        "ap",
        "arch",
        1.0,
        "between the pedicles no spinous process and no laminae are seen",
        is_close=True,
    ),
    "scoliosis": _sign("ap", "curve", 0.9, "the column curves to one side"),
    "castellvi-1": _sign(
        "ferguson", "transitional", 1.0, "the last transverse process is broad", is_close=True
    ),
    "castellvi-2": _sign(
        "ferguson",
        "transitional",
        1.0,
        "the broad last transverse process meets the sacrum in a joint",
        is_close=True,
    ),
    "castellvi-3": _sign(
        "ferguson",
        "transitional",
        1.0,
        "the broad last transverse process is one with the sacrum",
        is_close=True,
    ),
    "castellvi-4": _sign(
        "ferguson",
        "transitional",
        1.0,
        "of the broad last transverse processes one has a joint with the sacrum, one is part of it",
        is_close=True,
    ),
    "lumbarised-s1": _sign(
        "lateral",
        "transitional",
        1.0,
        "below the lumbosacral disc space stands another, and a squared S1 between them",
        is_close=True,
    ),
    "interlaminar-injection": _needle("a needle enters between the laminae near the midline"),
    "paramedian-injection": _needle("a needle enters between the laminae beside the midline"),
    "transforaminal-injection": _needle("a needle ends below the pedicle"),
    "infraneural-injection": _needle("a needle ends low in the foramen, over the disc"),
    "selective-nerve-root-block": _needle("a needle ends where the root leaves its foramen"),
    "medial-branch-block": _needle(
        "needles end where the transverse processes meet the superior articular processes"
    ),
    "radiofrequency-ablation": _needle(
        "needles come from below along the bases of the superior articular processes"
    ),
    "si-joint-injection": _needle(
        "a needle ends in the lower part of the sacroiliac joint", is_sacral=True
    ),
    "caudal-injection": _needle(
        "a needle runs up in the midline from the sacral hiatus", is_sacral=True
    ),
}

#: What films of the unchanged model show, by view: of each view that conditions are asked on.
NORMAL_SIGNS: Mapping[str, str] = {
    "lateral": "Bodies and disc spaces keep their heights, and the bodies stand in line.",
    "ap": "The column is straight, and pedicles and spinous processes stand in their places.",
    "oblique-left": "The neck of each Scottie dog is whole.",
    "oblique-right": "The neck of each Scottie dog is whole.",
    "ferguson": "The last transverse processes are slim and stand clear of the sacrum.",
}

_SOFT = "discs, ligaments and nerves cast no shadow of their own on a film"
_SECTION = "it is read on sections: on a film joints and arch lie over each other"
_WINDOW = "the window in the bone is too small to be seen plainly on a film"
#: Those that are never asked for, and why.
UNSEEN: Mapping[str, str] = {
    "disc-bulge": _SOFT,
    "disc-protrusion": _SOFT,
    "disc-extrusion": _SOFT,
    "disc-sequestration": _SOFT,
    "annular-fissure": _SOFT,
    "discectomy": _SOFT,
    "central-stenosis": _SECTION,
    "lateral-recess-stenosis": _SECTION,
    "foraminal-stenosis": _SECTION,
    "facet-arthropathy": _SECTION,
    "laminotomy": _WINDOW,
    "foraminotomy": _WINDOW,
    "fusion-non-union": "one film looks as that of any fusion; it is told from a row of them",
}
