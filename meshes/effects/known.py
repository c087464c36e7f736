"""All modules that name effects; importing this makes them known."""

from meshes.effects import (  # noqa: F401
    curve,
    disc_lesions,
    fracture,
    growth,
    height,
    slip,
    stenosis,
    transitional,
)
