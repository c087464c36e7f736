"""From where a condition is seen best: ready ways to open the scene on it.

The arch of the vertebrae hides nearly all of what presses on nerves, so most looks cut it away.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import named_views
from viewer.changing import model_of, site_of
from viewer.section import plane
from viewer.state import Camera, Cut, Finding, Section, ViewState
from viewer.store import Change

SACRUM = StructureId("region.sacrum")


class Look(StrEnum):
    """Ways to see a condition."""

    BEHIND = "behind"
    ABOVE = "above"
    SIDE = "side"
    BONES = "bones"
    WHOLE = "whole"


#: Title for menus and a word for a chip.
LOOKS: Mapping[Look, tuple[str, str]] = {
    Look.BEHIND: ("See the condition from behind, arch opened", "From behind"),
    Look.ABOVE: ("See the condition from above, cut along the disc", "From above"),
    Look.SIDE: ("See the condition from the side", "From the side"),
    Look.BONES: ("See the bones alone, with what lies close to them", "Bones"),
    Look.WHOLE: ("See the condition through bone", "Whole"),
}
#: The look a group begins with; others begin from behind.
_BEST: Mapping[str, Look] = {
    "slip": Look.SIDE,
    "fracture": Look.SIDE,
    "curve": Look.WHOLE,
    "variant": Look.BONES,
    "facet": Look.ABOVE,
    "treatment": Look.BEHIND,
    "needle": Look.WHOLE,
}
#: Groups whose bones themselves are what is to be seen: nothing is cut away in a side view.
_BONY = frozenset(["slip", "curve", "variant", "treatment", "needle"])
#: Groups that are seen from behind on whole bone: what was taken or put in lies on its surface.
_UNCUT = frozenset(["treatment", "needle"])
#: How far behind the middle of the disc the arch is opened, mm: through the canal, so that what
#: lies before the sac is seen; by level where the disc leans.
_OPENED_MM, _OPENED_AT = -22.0, {"L5-S1": -19.0}
#: How far from the midline a zone lies, mm: sagittal sections go through it.
_ASIDE_MM: Mapping[str, float] = {
    "central": 0.0,
    "subarticular": 9.0,
    "posterolateral": 11.0,
    "foraminal": 17.0,
    "extraforaminal": 25.0,
}
#: A recess lies lower than the disc, beside the upper part of the body below: its section does, mm.
_RECESS_MM = -8.0
_NEAR_MM = 235.0
#: Seen from behind a root lies right over what presses it: the eye goes so far to the other side.
_PAST_ROOT_DEG = 20.0
#: From the side a body that slips by nearly its own depth stays in the picture: so far anterior of
#: the usual place the view is aimed, mm, and so much farther.
_SLID_MM: Mapping[str, float] = {"isthmic-slip": 12.0}
_SLID_FARTHER = 1.14
#: A view aimed farther than this from where a look is aimed shows another level; levels are some
#: 28 to 45 mm apart. Chosen.
_ELSEWHERE_MM = 25.0
#: The whole is seen from nearer than a segment that is only lit.
_CLOSER = 0.72
#: A needle is seen with its hub, which is some 60 mm behind the skin's side of the spine: so far
#: posterior the view is aimed, mm, and so much nearer than a segment. That through the hiatus comes
#: from below.
_HUB_MM, _HUB_CLOSER, _HIATUS_MM = 18.0, 0.86, 24.0
#: One from the side is seen from its own side, further lateral than it comes itself, so that it is
#: not looked at along its shaft. At L5-S1 the iliac crest makes it come from above: aimed higher.
_NEEDLE_DEG, _CREST_MM = 110.0, 22.0
#: Where the eye stands: azimuth and elevation in degrees.
_FROM: Mapping[Look, tuple[float, float]] = {
    Look.BEHIND: (180.0, 12.0),
    Look.ABOVE: (180.0, 80.0),
    Look.BONES: (172.0, 12.0),
}
#: ... to look at the bones of a group: the gaps of both partes obliquely from behind and above; a
#: transitional vertebra from in front and somewhat below, where films tilted after Ferguson show
#: whether its processes meet the ala; a disc within the sacrum along its plane.
_BONES_FROM: Mapping[str, tuple[float, float]] = {
    "slip": (150.0, 35.0),
    "variant": (0.0, -15.0),
    "lumbarised-s1": (0.0, -38.0),
}
#: What a look at the bones leaves, and what beside them; in front of a transitional vertebra nerves
#: would hide where it meets the ala, and behind a pars its gap.
_BONES = ("superior-vertebra", "inferior-vertebra", "sacrum")
_BESIDE: Mapping[str, tuple[str, ...]] = {"variant": ("disc",), "spondylolysis": ()}
_NERVES = ("exiting-root", "traversing-root")


def best_look(finding: Finding) -> Look:
    """The look that shows most of a finding."""
    model = model_of(finding)
    return Look(model.look) if model.look else _BEST.get(model.group, Look.BEHIND)


def look_at(atlas: Atlas, finding: Finding, look: Look) -> Change:
    """Open the scene on a finding and go where it is seen."""

    def change(state: ViewState) -> ViewState:
        seen = replace(
            state,
            section=_section(finding, look),
            see_through_bone=look is Look.WHOLE and not _is_curve(finding),
            only=_only(atlas, finding) if look is Look.BONES else None,
        )
        return replace(seen, camera=_camera(atlas, finding, look, state), view="")

    return change


def is_look_at(atlas: Atlas, finding: Finding, look: Look) -> Callable[[ViewState], bool]:
    """Whether a state is opened like this look, wherever the camera has gone since."""

    def answer(state: ViewState) -> bool:
        section = _section(finding, look)
        if section is None:
            is_here = state.section is None and state.camera == _camera(atlas, finding, look, state)
            wanted = look_at(atlas, finding, look)(state)
            return is_here and (state.see_through_bone, state.only) == (
                wanted.see_through_bone,
                wanted.only,
            )
        return state.section == section

    return answer


def is_seen_from(atlas: Atlas, finding: Finding, look: Look, state: ViewState) -> bool:
    """Whether a finding is in sight by this look: not while another level is lit and looked at."""
    if not is_look_at(atlas, finding, look)(state):
        return False
    if state.place in (None, lit_place(finding)):
        return True
    aimed = _camera(atlas, finding, look, state).focal
    return math.dist(state.camera.focal, aimed) < _ELSEWHERE_MM


def is_opened(atlas: Atlas, state: ViewState) -> bool:
    """Whether the section of a state is one that was opened to see a finding."""
    if state.section is None:
        return False
    return any(
        state.section == _section(finding, look) for finding in state.findings for look in Look
    )


def _with_hub(camera: Camera, finding: Finding) -> Camera:
    x, y, z = camera.focal
    azimuth = camera.azimuth_deg
    if finding.side and lit_place(finding) != SACRUM:
        azimuth = _NEEDLE_DEG
        z += _CREST_MM if site_of(finding).level == "L5-S1" else 0.0
    elif model_of(finding).at == ("S1",) and not finding.side:
        z -= _HIATUS_MM
    return replace(
        camera,
        azimuth_deg=360.0 - azimuth if finding.side == "right" else azimuth,
        focal=(x, y - _HUB_MM, z),
        distance=camera.distance * _HUB_CLOSER,
    )


def _is_recess(finding: Finding) -> bool:
    model = model_of(finding)
    return (model.group, model.zone) == ("stenosis", "subarticular")


def _is_curve(finding: Finding) -> bool:
    return model_of(finding).group == "curve"


def _only(atlas: Atlas, finding: Finding) -> frozenset[StructureId]:
    """Bones and roots of a finding's level, or its disc, and what is put in or has come out."""
    members = atlas.catalog.places[lit_place(finding)].members
    beside = _BESIDE.get(finding.model, _BESIDE.get(model_of(finding).group, _NERVES))
    shown = {m.id for m in members if m.role in (*_BONES, *beside)}
    return frozenset(shown) | frozenset(atlas.catalog.made)


def lit_place(finding: Finding) -> StructureId:
    """What is lit to look at a finding: its segment, or the sacrum."""
    return SACRUM if finding.place == SACRUM else _segment(finding)


def _segment(finding: Finding) -> StructureId:
    return StructureId(f"segment.{site_of(finding).level}")


def _section(finding: Finding, look: Look) -> Section | None:
    level, group = _segment(finding), model_of(finding).group
    if look is Look.BEHIND and group not in _UNCUT:
        behind = _OPENED_AT.get(level.level_text, _OPENED_MM)
        return Section(Cut.CORONAL, level, behind, flipped=True, whole_nerves=True)
    if look is Look.ABOVE:
        return Section(Cut.DISC, level, _RECESS_MM if _is_recess(finding) else 0.0, flipped=True)
    if look is Look.SIDE and group not in _BONY:
        aside = _ASIDE_MM.get(finding.zone or model_of(finding).zone, 0.0) if finding.side else 0.0
        is_left = finding.side != "right"
        # the half before the eye is taken away, up to the lesion
        return Section(
            Cut.SAGITTAL,
            level,
            -aside if is_left else aside,
            flipped=not is_left,
            whole_nerves=aside > 0.0,
        )
    return None


def _camera(atlas: Atlas, finding: Finding, look: Look, state: ViewState) -> Camera:
    if look is Look.WHOLE and _is_curve(finding):
        return atlas.whole(named_views()["posterior"], state.explode)
    if look is Look.WHOLE:
        place = atlas.catalog.places[lit_place(finding)]
        camera = atlas.on_place(place, named_views()["segment"], state.explode)
        if model_of(finding).group == "needle":
            return _with_hub(camera, finding)
        return replace(camera, distance=camera.distance * _CLOSER)
    x, y, z = plane(Section(Cut.CORONAL, _segment(finding)), atlas, state.explode).origin
    group = model_of(finding).group
    if group == "fracture":
        z = _height(atlas, finding, state.explode)
    focal = (x, y - 20.0, z)
    if look is Look.SIDE:
        is_right, slid = finding.side == "right", _SLID_MM.get(finding.model, 0.0)
        distance = _NEAR_MM * (_SLID_FARTHER if slid else 1.0)
        return Camera(270.0 if is_right else 90.0, 0.0, distance, (x, focal[1] + slid, z))
    azimuth, elevation = _FROM[look]
    if look is Look.BONES and group in _BONES_FROM:
        azimuth, elevation = _BONES_FROM.get(finding.model, _BONES_FROM[group])
        azimuth = 360.0 - azimuth if finding.side == "right" else azimuth
    if look is Look.BEHIND and group not in _UNCUT:
        azimuth += _PAST_ROOT_DEG * {"left": 1.0, "right": -1.0}.get(finding.side, 0.0)
    is_small = look is Look.ABOVE and _is_recess(finding)
    return Camera(azimuth % 360.0, elevation, _NEAR_MM * (_CLOSER if is_small else 1.0), focal)


def _height(atlas: Atlas, finding: Finding, explode: float) -> float:
    """Height of the middle of a finding's own body in the world, mm: what is broken is looked at,
    not the disc below it."""
    box = atlas.boxes_of([StructureId(f"{site_of(finding).bone}.body")], explode)[0]
    return 0.5 * (box.lower[2] + box.upper[2])
