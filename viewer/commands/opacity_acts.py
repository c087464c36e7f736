"""How much one sees through tissues and the selection, each a pure change of the state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from meshes.ids import StructureId
from viewer.spec import FADED
from viewer.state import ViewState
from viewer.store import Change

#: The tissues people speak of, in words, and the tissues of the catalogue each stands for.
TISSUE_GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "bone": ("Bone", ("bone",)),
    "disc": ("Discs", ("disc",)),
    "cartilage": ("Cartilage", ("cartilage", "capsule")),
    "ligament": ("Ligaments", ("ligament",)),
    "nerve": ("Nerves", ("nerve",)),
    "sac": ("Dural sac", ("dura",)),
    "metal": ("Implants and needles", ("metal",)),
}
#: Fainter than this would be hidden; hiding is an act of its own.
FAINTEST = 0.05
#: Ready settings: title, words for everyone, and the share of each group; others are solid.
PRESETS: Mapping[str, tuple[str, str, Mapping[str, float]]] = {
    "nerves": (
        "See through bone, keep nerves",
        "Bone, discs and ligaments become glass; nerves and sac stay solid",
        {"bone": 0.16, "disc": 0.3, "cartilage": 0.25, "ligament": 0.2},
    ),
    "bones": (
        "Bones and discs first",
        "Nerves, sac and ligaments become glass; bones and discs stay solid",
        {"nerve": 0.2, "sac": 0.3, "ligament": 0.25},
    ),
    "joints": (
        "Discs and joints first",
        "Bone and nerves become glass; discs, joints and ligaments stay solid",
        {"bone": 0.16, "nerve": 0.3, "sac": 0.3},
    ),
}


def group_opacity(state: ViewState, group: str) -> float:
    """The share of its usual opacity a tissue has now."""
    shares = dict(state.tissue_opacity)
    found = min(shares.get(tissue, 1.0) for tissue in TISSUE_GROUPS[group][1])
    return min(found, FADED) if group == "bone" and state.see_through_bone else found


def set_group_opacity(group: str, share: float) -> Change:
    """Draw a tissue at a share of its usual opacity."""
    return lambda state: _with_groups(state, {group: share})


def apply_preset(name: str) -> Change:
    """Draw all tissues as a preset says; asked for again, solid."""
    shares = {group: PRESETS[name][2].get(group, 1.0) for group in TISSUE_GROUPS}

    def change(state: ViewState) -> ViewState:
        if is_preset(state, name):
            return solid(state)
        return _with_groups(replace(state, faded=frozenset(), own_opacity=()), shares)

    return change


def is_preset(state: ViewState, name: str) -> bool:
    """Whether tissues stand as a preset says."""
    wanted = PRESETS[name][2]
    return not state.see_through_bone and all(
        group_opacity(state, group) == wanted.get(group, 1.0) for group in TISSUE_GROUPS
    )


def solid(state: ViewState) -> ViewState:
    """All tissues and structures as solid as usual; what is hidden stays hidden."""
    return replace(
        state, tissue_opacity=(), own_opacity=(), faded=frozenset(), see_through_bone=False
    )


def _with_groups(state: ViewState, groups: Mapping[str, float]) -> ViewState:
    shares = dict(state.tissue_opacity)
    for group, share in groups.items():
        shares |= dict.fromkeys(TISSUE_GROUPS[group][1], _rounded(share))
    kept = tuple(sorted((tissue, share) for tissue, share in shares.items() if share < 1.0))
    through = state.see_through_bone and "bone" not in groups
    return replace(state, tissue_opacity=kept, see_through_bone=through)


def selection_opacity(state: ViewState, ids: Iterable[StructureId]) -> float:
    """The share of their opacity that these structures have now; the least of them."""
    own = dict(state.own_opacity)
    shares = [own.get(id, FADED if id in state.faded else 1.0) for id in ids]
    return min(shares, default=1.0)


def set_selection_opacity(ids: Iterable[StructureId], share: float) -> Change:
    """Draw structures at a share of their usual opacity."""
    wanted, share = frozenset(ids), _rounded(share)

    def change(state: ViewState) -> ViewState:
        own = {id: value for id, value in state.own_opacity if id not in wanted}
        if share < 1.0:
            own |= dict.fromkeys(wanted, share)
        return replace(state, own_opacity=tuple(sorted(own.items())), faded=state.faded - wanted)

    return change


def _rounded(share: float) -> float:
    return round(max(FAINTEST, min(1.0, share)), 2)
