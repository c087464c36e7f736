"""All modules that name effects; importing this makes them known."""

from meshes.effects import disc_lesions, fracture, growth, height, stenosis  # noqa: F401
