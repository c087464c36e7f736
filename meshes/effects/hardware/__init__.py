"""Fusion as geometry: pedicle screws, rods, cages, graft and how it knits.

`fusion.fusion` puts one together; sizes and their sources stand in `meshes/effects/hardware.toml`.
"""
