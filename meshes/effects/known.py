"""All modules that name effects; importing this makes them known."""

from meshes.effects import (  # noqa: F401
    curve,
    decompress,
    disc_lesions,
    fracture,
    fusing,
    growth,
    height,
    lumbarised,
    needling,
    pars_gap,
    pars_hook,
    slip,
    stenosis,
    transitional,
)
