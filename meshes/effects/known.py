"""All modules that name effects; importing this makes them known."""

from meshes.effects import curve, disc_lesions, fracture, growth, height, slip, stenosis  # noqa: F401
