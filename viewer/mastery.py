"""Colours of how well each structure is known, for a scene that is coloured by it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from meshes.catalog import Catalog
from meshes.ids import StructureId

Rgb = tuple[float, float, float]
#: Least share of mastery, words, colour and the shape that goes with it in the legend (by the role
#: whose shape it is). Chosen: two steps of one hue that grow darker, ochre before them, ivory for
#: what is new; lightness alone tells them apart.
STEPS: tuple[tuple[float, str, Rgb, str], ...] = (
    (0.85, "Known well", (0.106, 0.420, 0.447), "disc"),
    (0.5, "Growing", (0.373, 0.686, 0.682), "traversing-root"),
    (0.0, "Just begun", (0.890, 0.710, 0.361), "exiting-root"),
)
NEW: tuple[str, Rgb, str] = ("Not yet studied", (0.914, 0.894, 0.855), "foramen")


def mastery_colour(share: float | None) -> Rgb:
    """The colour of a share 0..1 of mastery; of what is new for None."""
    if share is None:
        return NEW[1]
    return next((colour for least, _, colour, _ in STEPS if share >= least), STEPS[-1][2])


def mastery_colours(
    ids: Iterable[StructureId], mastery: Iterable[tuple[StructureId, float]], catalog: Catalog
) -> Mapping[StructureId, Rgb]:
    """The colour of each structure: the mean of its own share and those of its parts, else the
    share of the nearest it is a part of."""
    known = dict(mastery)
    gathered: dict[StructureId, list[float]] = {}
    for id, share in known.items():
        for step in catalog.chain(id) if id in catalog.structures else ():
            gathered.setdefault(step, []).append(share)

    def share_of(id: StructureId) -> float | None:
        if id in gathered:
            return sum(gathered[id]) / len(gathered[id])
        return next((known[step] for step in catalog.chain(id) if step in known), None)

    return {id: mastery_colour(share_of(id)) for id in ids}
